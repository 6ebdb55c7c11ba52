//! PEM armour, RFC 7468: labelled blocks out of a text, and back. It never looks inside a block.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::error::Error;

/// One block of a PEM file. A block may be a private key, so its bytes are wiped.
pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) der: Zeroizing<Vec<u8>>,
}

/// All blocks of a text, whatever stands between them.
pub(crate) fn blocks(text: &[u8]) -> Result<Vec<Block>, Error> {
    let text = std::str::from_utf8(text).map_err(|_| MALFORMED)?;
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, body) = after.split_once("-----").ok_or(MALFORMED)?;
        let end = format!("-----END {label}-----");
        let (body, after) = body.split_once(&end).ok_or(MALFORMED)?;
        found.push(Block {
            label: label.to_owned(),
            der: decode(body)?,
        });
        rest = after;
    }
    Ok(found)
}

/// The blocks of a text that carry this label.
pub(crate) fn labelled(text: &[u8], label: &str) -> Result<Vec<Zeroizing<Vec<u8>>>, Error> {
    Ok(blocks(text)?
        .into_iter()
        .filter(|block| block.label == label)
        .map(|block| block.der)
        .collect())
}

/// A block of 64-character lines.
pub(crate) fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(STANDARD.encode(der));
    let mut text = Zeroizing::new(String::with_capacity(body.len() * 66 / 64 + 2 * label.len() + 40));
    text.push_str(&format!("-----BEGIN {label}-----\n"));
    for start in (0..body.len()).step_by(64) {
        text.push_str(&body[start..body.len().min(start + 64)]);
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

const MALFORMED: Error = Error::Malformed { what: "PEM" };

fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let compact: Zeroizing<String> =
        Zeroizing::new(body.chars().filter(|c| !c.is_ascii_whitespace()).collect());
    STANDARD
        .decode(compact.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| MALFORMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_blocks_between_other_text() {
        let der: Vec<u8> = (0..200).collect();
        let text = format!(
            "subject=x\n{}\nnoise\n{}",
            *encode("CERTIFICATE", &der),
            *encode("PRIVATE KEY", &[1, 2])
        );
        let found = blocks(text.as_bytes()).unwrap();
        assert_eq!(
            found.iter().map(|block| block.label.as_str()).collect::<Vec<_>>(),
            ["CERTIFICATE", "PRIVATE KEY"]
        );
        assert_eq!(*found[0].der, der);
        assert_eq!(labelled(text.as_bytes(), "PRIVATE KEY").unwrap().len(), 1);
        assert!(blocks(b"-----BEGIN X-----\nAAA").is_err());
    }
}
