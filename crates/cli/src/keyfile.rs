//! The key file: 32 random bytes in hexadecimal, readable by its owner alone, outside the data folder's backup (decision 31).

use anyhow::{Context, bail};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

/// Reads the key file; refuses one that others may read.
pub fn read(path: &Path) -> anyhow::Result<[u8; 32]> {
    let text = fs::read_to_string(path).with_context(|| {
        format!(
            "the key file {} cannot be read; make one with `podpis admin key-file {0}`",
            path.display()
        )
    })?;
    let mode = fs::metadata(path)?.mode() & 0o077;
    if mode != 0 {
        bail!(
            "the key file {} may be read by others; run `chmod 400 {0}`",
            path.display()
        );
    }
    let bytes = decode(text.trim()).with_context(|| format!("{} is not a key file", path.display()))?;
    Ok(bytes)
}

/// Makes a key file; never overwrites one.
pub fn create(path: &Path) -> anyhow::Result<[u8; 32]> {
    let key: [u8; 32] = app::keys::random_bytes();
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o400)
        .open(path)
        .with_context(|| format!("the key file {} cannot be made", path.display()))?;
    writeln!(file, "{}", encode(&key))?;
    file.sync_all()?;
    Ok(key)
}

fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decode(text: &str) -> Option<[u8; 32]> {
    let digits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |index: usize| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok();
    let bytes: Vec<u8> = (0..if digits { 32 } else { 0 }).filter_map(byte).collect();
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_reads_back_and_refuses_the_rest() {
        let folder = std::env::temp_dir().join(format!("podpis-key-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("kek");
        let key = create(&path).unwrap();
        assert_eq!(read(&path).unwrap(), key);
        assert!(create(&path).is_err(), "never overwritten");
        for bad in ["", "00", &"g".repeat(64), &"0".repeat(63)] {
            assert!(decode(bad).is_none(), "{bad}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
