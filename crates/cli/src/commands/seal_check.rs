//! Who issued the organisation's seal: an authority that the operator named, nobody that is known, or a test authority.

use ades::x509::chain::build;
use ades::x509::{Anchors, Certificate};
use anyhow::Context;
use jiff::Timestamp;

/// What to say of it: `Err` where nobody outside should be shown such a seal.
pub fn judge(
    chain: &[Certificate],
    anchors: &Anchors,
    now: Timestamp,
) -> anyhow::Result<Result<String, String>> {
    let certificate = chain.first().context("the seal has no certificate")?;
    if let Some(name) = test_name(chain) {
        return Ok(Err(format!(
            "{name} calls itself a test: a seal by it proves nothing to anybody"
        )));
    }
    if anchors.certificates().is_empty() {
        return Ok(Ok(format!(
            "issued by {}; nobody compared that with an authority, as seal_anchors names none",
            certificate.issuer()
        )));
    }
    Ok(match build(certificate, chain, anchors, now) {
        Ok(chain) => Ok(format!(
            "chains to {}",
            chain
                .last()
                .map(|anchor| anchor.subject().to_string())
                .unwrap_or_default()
        )),
        Err(_) => Err(format!(
            "issued by {}; it chains to no authority that seal_anchors names",
            certificate.issuer()
        )),
    })
}

/// The first name of a chain that holds the word "test" or the like.
fn test_name(chain: &[Certificate]) -> Option<String> {
    let names = chain
        .iter()
        .flat_map(|certificate| [certificate.subject(), certificate.issuer()]);
    names.map(ToString::to_string).find(|name| says_test(name))
}

fn says_test(name: &str) -> bool {
    name.split(|letter: char| !letter.is_alphanumeric()).any(|word| {
        let word = word.to_lowercase();
        ["test", "testing", "testna", "demo", "sandbox", "staging"].contains(&word.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_test_are_heard_as_words_only() {
        assert!(says_test("CN=TEST CA - not trusted, O=Banka d.d., C=SI"));
        assert!(says_test("CN=Acme Staging Root"));
        assert!(!says_test("CN=Attestation Authority, O=Testament Notaries"));
    }
}
