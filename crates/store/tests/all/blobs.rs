//! Blobs in a folder and in a bucket; the cache of page images.

use std::path::Path;

use store::testing::S3Server;
use store::{BlobKey, Blobs, Error, MasterKey, PageCache};

use crate::fixture::at;

fn master() -> MasterKey {
    MasterKey::new([42; 32])
}

/// Bytes without a pattern that repeats at a segment's length.
fn content(length: usize) -> Vec<u8> {
    (0..length as u64)
        .map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8)
        .collect()
}

/// Everything that both places promise.
async fn check_place(blobs: &Blobs) {
    blobs.check().await.unwrap();
    for length in [0, 1, 65_535, 65_536, 65_537, 300_000, 3 * 65_536] {
        let plain = content(length);
        let key = blobs.put("account-1", plain.clone()).await.unwrap();
        assert_eq!(blobs.get(&key).await.unwrap(), plain, "{length}");
        let length = length as u64;
        for (start, end) in [
            (0, 1),
            (0, length),
            (65_530, 65_540),
            (65_536, 131_072),
            (length.saturating_sub(3), length + 9),
            (length, length + 1),
        ] {
            let expected = &plain[start.min(length) as usize..end.min(length) as usize];
            assert_eq!(
                blobs.get_range(&key, start..end).await.unwrap(),
                expected,
                "{length}: {start}..{end}"
            );
        }
    }
    let key = blobs.put("account-1", content(100)).await.unwrap();
    assert_eq!(
        blobs.put("account-1", content(100)).await.unwrap(),
        key,
        "the same content twice is one blob"
    );
    assert_ne!(
        blobs.put("account-2", content(100)).await.unwrap(),
        key,
        "accounts share nothing"
    );
    assert!(blobs.exists(&key).await.unwrap());
    assert_eq!(key.as_str().parse::<BlobKey>().unwrap(), key);
    let missing: BlobKey = format!("account-1/{}", "0".repeat(64)).parse().unwrap();
    assert!(!blobs.exists(&missing).await.unwrap());
    assert!(matches!(blobs.get(&missing).await, Err(Error::BlobMissing(_))));
    assert!(matches!(
        blobs.get_range(&missing, 0..1).await,
        Err(Error::BlobMissing(_))
    ));
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let blobs = blobs.clone();
            tokio::spawn(async move { blobs.put("account-1", content(200_000)).await.unwrap() })
        })
        .collect();
    for writer in writers {
        assert_eq!(blobs.get(&writer.await.unwrap()).await.unwrap(), content(200_000));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_keeps_what_was_put() {
    let folder = tempfile::tempdir().unwrap();
    check_place(&Blobs::in_folder(&folder.path().join("blobs"), master()).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_keeps_what_was_put() {
    let settings = tokio::task::spawn_blocking(|| S3Server::of_this_process().new_bucket())
        .await
        .unwrap();
    let blobs = Blobs::in_s3(&settings, master()).unwrap();
    check_place(&blobs).await;
    let second_node = Blobs::in_s3(&settings, master()).unwrap();
    let key = blobs.put("account-1", content(10)).await.unwrap();
    assert_eq!(second_node.get(&key).await.unwrap(), content(10));
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_named() {
    let mut settings = tokio::task::spawn_blocking(|| S3Server::of_this_process().new_bucket())
        .await
        .unwrap();
    settings.bucket = "nowhere".into();
    let blobs = Blobs::in_s3(&settings, master()).unwrap();
    assert!(matches!(
        blobs.check().await,
        Err(Error::ObjectStore(_) | Error::Setting(_))
    ));
}

#[tokio::test]
async fn an_s3_that_does_not_answer_is_unavailable() {
    let mut settings = tokio::task::spawn_blocking(|| S3Server::of_this_process().new_bucket())
        .await
        .unwrap();
    settings.endpoint = "http://127.0.0.1:9".into();
    let blobs = Blobs::in_s3(&settings, master()).unwrap();
    let put = blobs.put("account-1", content(10)).await;
    assert!(matches!(put, Err(Error::Unavailable(_))), "{put:?}");
}

/// The one file of a blob folder.
fn only_file(folder: &Path) -> std::path::PathBuf {
    let mut pending = vec![folder.to_owned()];
    while let Some(path) = pending.pop() {
        if path.is_file() {
            return path;
        }
        pending.extend(
            std::fs::read_dir(path)
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    panic!("no file in {}", folder.display());
}

async fn folder_with_one() -> (tempfile::TempDir, Blobs, BlobKey, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(folder.path(), master()).unwrap();
    let key = blobs.put("account-1", content(150_000)).await.unwrap();
    let file = only_file(folder.path());
    (folder, blobs, key, file)
}

#[tokio::test]
async fn nothing_plain_lies_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(folder.path(), master()).unwrap();
    let secret = b"Osebni podatki: EMSO 0101006500006".repeat(20);
    let key = blobs.put("account-1", secret.clone()).await.unwrap();
    let file = std::fs::read(only_file(folder.path())).unwrap();
    assert!(file.windows(12).all(|window| window != &secret[..12]));
    assert!(
        !key.as_str().contains(&sha256_hex(&secret)),
        "the name must not be the plain hash"
    );
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}

#[tokio::test]
async fn any_damage_is_seen() {
    let (_folder, blobs, key, file) = folder_with_one().await;
    let whole = std::fs::read(&file).unwrap();
    let segment = 65_536 + 16;
    let swapped = [
        &whole[..48],
        &whole[48 + segment..48 + 2 * segment],
        &whole[48..48 + segment],
        &whole[48 + 2 * segment..],
    ]
    .concat();
    let mut damages = vec![
        whole[..whole.len() - 1].to_vec(),
        whole[..48 + 2 * segment].to_vec(),
        whole[..20].to_vec(),
        swapped,
        [&whole[..], b"x"].concat(),
        Vec::new(),
    ];
    for place in [0, 8, 15, 16, 47, 48, 48 + segment - 1, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        damages.push(flipped);
    }
    // Cut at a segment's end, with a header that says so.
    let mut shorter = whole[..48 + 2 * segment].to_vec();
    shorter[8..16].copy_from_slice(&(2 * 65_536_u64).to_be_bytes());
    damages.push(shorter);
    for (number, damaged) in damages.into_iter().enumerate() {
        std::fs::write(&file, damaged).unwrap();
        assert!(
            matches!(blobs.get(&key).await, Err(Error::Damaged(_))),
            "damage {number} was not seen"
        );
        let range = blobs.get_range(&key, 149_999..150_000).await;
        let unharmed = range
            .as_ref()
            .is_ok_and(|byte| byte[..] == content(150_000)[149_999..]);
        assert!(
            unharmed || matches!(range, Err(Error::Damaged(_))),
            "damage {number}: {range:?}"
        );
    }
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(blobs.get(&key).await.unwrap(), content(150_000));
}

#[tokio::test]
async fn a_blob_does_not_open_under_another_name_or_key() {
    let (folder, blobs, key, file) = folder_with_one().await;
    let other = blobs.put("account-1", content(9)).await.unwrap();
    let stranger = Blobs::in_folder(folder.path(), MasterKey::new([43; 32])).unwrap();
    assert!(matches!(stranger.get(&key).await, Err(Error::Damaged(_))));
    let (account, digest) = other.as_str().split_once('/').unwrap();
    std::fs::copy(
        &file,
        folder.path().join(account).join(&digest[..2]).join(&digest[2..]),
    )
    .unwrap();
    assert!(matches!(blobs.get(&other).await, Err(Error::Damaged(_))));
}

#[tokio::test]
async fn a_blob_that_is_there_is_not_written_again() {
    let (_folder, blobs, key, file) = folder_with_one().await;
    let before = std::fs::read(&file).unwrap();
    assert_eq!(blobs.put("account-1", content(150_000)).await.unwrap(), key);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_refused() {
    let (_folder, blobs, _, _) = folder_with_one().await;
    for account in ["", "..", "a/b", "a b", ".unfinished", "č", &"x".repeat(65)] {
        assert!(
            matches!(blobs.put(account, content(1)).await, Err(Error::Setting(_))),
            "{account}"
        );
    }
    for key in [
        "",
        "a1",
        "../0",
        &format!("../{}", "0".repeat(64)),
        &format!("a1/{}", "Z".repeat(64)),
        "a1/00",
    ] {
        assert!(key.parse::<BlobKey>().is_err(), "{key}");
    }
}

#[tokio::test]
async fn page_images_expire() {
    let folder = tempfile::tempdir().unwrap();
    let cache = PageCache::in_folder(folder.path(), master()).unwrap();
    cache
        .put("a1", "rev-1/page-1@2x", b"image one", at(100))
        .await
        .unwrap();
    cache
        .put("a1", "rev-1/page-2@2x", b"image two", at(200))
        .await
        .unwrap();
    cache
        .put("a1", "rev-1/page-2@2x", b"image two again", at(200))
        .await
        .unwrap();
    assert_eq!(
        cache.get("a1", "rev-1/page-1@2x", at(99)).await.unwrap().unwrap(),
        "image one"
    );
    assert_eq!(cache.get("a1", "rev-1/page-1@2x", at(100)).await.unwrap(), None);
    assert_eq!(
        cache.get("a2", "rev-1/page-2@2x", at(0)).await.unwrap(),
        None,
        "another account's"
    );
    assert_eq!(
        cache.get("a1", "rev-1/page-2@2x", at(0)).await.unwrap().unwrap(),
        "image two again"
    );
    assert_eq!(cache.sweep(at(150)).await.unwrap(), 1);
    assert_eq!(cache.sweep(at(150)).await.unwrap(), 0);
    let file = only_file(folder.path());
    let mut bytes = std::fs::read(&file).unwrap();
    assert!(bytes.windows(5).all(|window| window != b"image"));
    bytes[7] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(
        cache.get("a1", "rev-1/page-2@2x", at(0)).await.unwrap(),
        None,
        "a changed expiry does not open"
    );
}

/// Runs one ignored test of this binary in a process that may write no file above 128 KiB.
fn run_limited(test: &str, folder: &Path) -> std::process::Output {
    let program = std::env::current_exe().unwrap();
    // The signal that comes with the limit is ignored, so that the write fails as on a full disk.
    let script = r#"trap "" XFSZ; ulimit -f 256; exec "$0" --exact "$1" --ignored --nocapture"#;
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", script])
        .arg(program)
        .arg(test)
        .env("LIMITED_FOLDER", folder);
    shell.output().unwrap()
}

#[test]
fn a_full_disk_says_so_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_limited("blobs::in_a_process_that_may_not_write_much", folder.path());
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    let left: Vec<_> = std::fs::read_dir(folder.path().join(".unfinished"))
        .unwrap()
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
#[ignore = "run by a_full_disk_says_so_and_leaves_nothing_behind"]
#[expect(
    clippy::disallowed_methods,
    reason = "the way in from the process that limits this one"
)]
async fn in_a_process_that_may_not_write_much() {
    let folder = std::env::var("LIMITED_FOLDER").unwrap();
    let blobs = Blobs::in_folder(Path::new(&folder), master()).unwrap();
    let small = blobs.put("account-1", content(1000)).await.unwrap();
    let put = blobs.put("account-1", content(400_000)).await;
    assert!(matches!(put, Err(Error::StorageFull)), "{put:?}");
    assert_eq!(blobs.get(&small).await.unwrap(), content(1000));
}

#[test]
fn what_a_killed_process_left_is_removed_after_an_hour() {
    let folder = tempfile::tempdir().unwrap();
    drop(Blobs::in_folder(folder.path(), master()).unwrap());
    let unfinished = folder.path().join(".unfinished");
    let (old, new) = (unfinished.join("old"), unfinished.join("new"));
    std::fs::write(&old, b"half").unwrap();
    std::fs::write(&new, b"half").unwrap();
    let now = new.metadata().unwrap().modified().unwrap();
    let file = std::fs::File::options().write(true).open(&old).unwrap();
    file.set_modified(now - std::time::Duration::from_secs(3700))
        .unwrap();
    drop(Blobs::in_folder(folder.path(), master()).unwrap());
    assert!(!old.exists() && new.exists());
}
