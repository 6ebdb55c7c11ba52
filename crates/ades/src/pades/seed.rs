//! Holds a signature that is about to be made against what the author of the form demands for its field (ISO 32000-2 §12.7.5.5).
//! Suggestions bind nobody; demands are met, or named.

use pdf::{CertificateSeed, Document, SeedValue, SignatureDictionary, Wish};

use super::{Level, Signer};
use crate::algorithm::DigestAlgorithm;
use crate::error::Error;
use crate::x509::Certificate;

/// What a signature needs later, when the author's demands on its dictionary and signer are met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Honoured {
    /// The least level that the author accepts.
    pub least: Level,
    /// The timestamping authority that the author names.
    pub authority: Option<String>,
}

/// Checks a signature of an existing field, and fills in what the author decided and the signer left open: the certification, and
/// the fields to be locked. All unmet demands are named at once.
pub fn honour(
    document: &Document,
    field: &str,
    dictionary: &mut SignatureDictionary,
    signer: &Signer,
) -> Result<Honoured, Error> {
    let (seed, lock) = pdf::field_demands(document, field)?;
    if dictionary.lock.is_none() {
        dictionary.lock = lock;
    }
    let mut unmet = Vec::new();
    unmet.extend(certification(document, &seed, dictionary)?);
    unmet.extend(form(&seed, signer));
    unmet.extend(reason(&seed, dictionary.reason.as_deref()));
    unmet.extend(unsupported(&seed));
    if let Some(certificate) = &seed.certificate {
        unmet.extend(certificate_demands(certificate, signer.chain()));
    }
    if !unmet.is_empty() {
        return Err(Error::FieldDemands {
            field: field.to_owned(),
            demands: unmet,
        });
    }
    let wants_revocation = seed.revocation.is_some_and(|wish| wish.required && wish.value);
    let timestamp = seed.timestamp.as_ref();
    let least = match (wants_revocation, timestamp.is_some_and(|wish| wish.required)) {
        (true, _) => Level::BLt,
        (false, true) => Level::BT,
        (false, false) => Level::BB,
    };
    let authority = timestamp
        .map(|wish| wish.value.clone())
        .filter(|url| !url.is_empty());
    Ok(Honoured { least, authority })
}

/// The values of a demand; nothing of a mere suggestion.
fn required<T>(wish: &Option<Wish<T>>) -> Option<&T> {
    wish.as_ref().filter(|wish| wish.required).map(|wish| &wish.value)
}

/// MDP has no flag: it always binds.
fn certification(
    document: &Document,
    seed: &SeedValue,
    dictionary: &mut SignatureDictionary,
) -> Result<Option<String>, Error> {
    let unmet = match (seed.certification, dictionary.certification) {
        (Some(0), Some(_)) => Some("no certification".to_owned()),
        (Some(wanted @ 1..), None) if pdf::signatures::is_signed(document)? => Some(format!(
            "a certification (P={wanted}), which comes before any signature; this document is signed"
        )),
        (Some(wanted @ 1..), None) => {
            dictionary.certification = Some(wanted);
            None
        }
        (Some(wanted), Some(given)) if wanted != given => Some(format!("a certification with P={wanted}")),
        _ => None,
    };
    Ok(unmet)
}

/// Filter, SubFilter, digest and what a reader of seed values must understand.
fn form(seed: &SeedValue, signer: &Signer) -> Vec<String> {
    let mut unmet = Vec::new();
    if let Some(filter) = required(&seed.filter).filter(|filter| *filter != "Adobe.PPKLite") {
        unmet.push(format!("the signature handler {filter}"));
    }
    let ours = "ETSI.CAdES.detached";
    if let Some(forms) = required(&seed.sub_filters).filter(|forms| !forms.iter().any(|form| form == ours)) {
        unmet.push(format!("a signature of the form {}", forms.join(" or ")));
    }
    if let Some(version) = required(&seed.version).filter(|version| **version > 3) {
        unmet.push(format!("a program that knows seed values of version {version}"));
    }
    let own = signer.algorithm().digest();
    let is_own = |name: &String| digest_named(name) == Some(own);
    if let Some(digests) = required(&seed.digests).filter(|digests| !digests.iter().any(is_own)) {
        unmet.push(format!(
            "a digest by {}; this signature's is {}",
            digests.join(" or "),
            own.name()
        ));
    }
    unmet
}

fn digest_named(name: &str) -> Option<DigestAlgorithm> {
    let plain = name.replace('-', "").to_uppercase();
    [
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ]
    .into_iter()
    .find(|known| known.name().replace('-', "") == plain)
}

/// Table 237, Reasons: none of them, or a single period, demands that there be no reason.
fn reason(seed: &SeedValue, given: Option<&str>) -> Option<String> {
    let allowed = required(&seed.reasons)?;
    let none = allowed.is_empty() || *allowed == ["."];
    match given {
        Some(_) if none => Some("no reason".to_owned()),
        None if none => None,
        Some(given) if allowed.iter().any(|one| one == given) => None,
        _ => Some(format!("one of the reasons “{}”", allowed.join("”, “"))),
    }
}

/// Demands that are understood and cannot be met here.
fn unsupported(seed: &SeedValue) -> Vec<String> {
    let mut unmet = Vec::new();
    if required(&seed.legal_attestations).is_some() {
        unmet.push("a legal attestation, which cannot be given here".to_owned());
    }
    if required(&seed.lock_document).is_some_and(|lock| lock == "true") {
        unmet.push("that the whole document be locked, which cannot be done here".to_owned());
    }
    if let Some(name) = required(&seed.appearance) {
        unmet.push(format!("the appearance “{name}”, which is not known here"));
    }
    unmet
}

fn certificate_demands(seed: &CertificateSeed, chain: &[Certificate]) -> Vec<String> {
    let mut unmet = Vec::new();
    let Some(own) = chain.first() else {
        return unmet;
    };
    let is_any = |wanted: &[Vec<u8>], of: &[Certificate]| {
        of.iter().any(|one| wanted.iter().any(|der| der == one.as_der()))
    };
    if required(&seed.subjects).is_some_and(|wanted| !is_any(wanted, std::slice::from_ref(own))) {
        unmet.push("one of certain certificates, and not this one".to_owned());
    }
    if let Some(wanted) = required(&seed.issuers).filter(|wanted| !is_any(wanted, chain)) {
        unmet.push(format!("a certificate below {}", issuers(wanted)));
    }
    let stated = own.extensions().policies.stated.as_deref().unwrap_or_default();
    let lacks = |wanted: &&Vec<String>| wanted.iter().any(|policy| !stated.contains(policy));
    if let Some(wanted) = required(&seed.policies).filter(lacks) {
        unmet.push(format!("a certificate with the policies {}", wanted.join(", ")));
    }
    let is_named =
        |name: &Vec<(String, String)>| name.iter().all(|(key, value)| own.subject().has(key, value));
    if let Some(wanted) = required(&seed.names).filter(|names| !names.iter().any(is_named)) {
        unmet.push(format!("a certificate of {}", said(wanted)));
    }
    let usage = own.extensions().key_usage.unwrap_or_default();
    if let Some(wanted) =
        required(&seed.key_usages).filter(|wanted| !wanted.iter().any(|one| usage.fits(one)))
    {
        unmet.push(format!(
            "a certificate with the key usage {}",
            wanted.join(" or ")
        ));
    }
    if let Some(policy) = &seed.signature_policy {
        unmet.push(format!(
            "a signature under the policy {policy}, which cannot be made here"
        ));
    }
    if let Some(url) = seed.url.as_ref().filter(|_| !unmet.is_empty()) {
        unmet.push(format!("see {url}"));
    }
    unmet
}

fn issuers(wanted: &[Vec<u8>]) -> String {
    let names = wanted.iter().map(|der| match Certificate::from_der(der) {
        Ok(issuer) => issuer.subject().display_name(),
        Err(_) => "an unreadable certificate".to_owned(),
    });
    names.collect::<Vec<_>>().join(" or ")
}

fn said(names: &[Vec<(String, String)>]) -> String {
    let one = |name: &Vec<(String, String)>| {
        let parts = name.iter().map(|(key, value)| format!("{key}={value}"));
        parts.collect::<Vec<_>>().join(",")
    };
    names.iter().map(one).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::SignatureAlgorithm;
    use crate::test_pdf::with_seed;
    use crate::test_pki::{TestPki, now};
    use pdf::{FieldLock, Limits};

    struct World {
        pki: TestPki,
        signer: Signer,
    }

    impl World {
        fn new() -> World {
            let pki = TestPki::new().unwrap();
            let signer = Signer::of(&pki.seal, now()).unwrap();
            World { pki, signer }
        }

        fn judge(&self, seed: &str, reason: Option<&str>) -> Result<(Honoured, SignatureDictionary), String> {
            let file = with_seed(seed);
            let document = Document::open(file, None, &Limits::default()).unwrap();
            let mut dictionary = self.signer.dictionary(false);
            dictionary.reason = reason.map(str::to_owned);
            match honour(&document, "sign", &mut dictionary, &self.signer) {
                Ok(honoured) => Ok((honoured, dictionary)),
                Err(error) => Err(error.to_string()),
            }
        }

        fn refuses(&self, seed: &str, reason: Option<&str>, said: &str) {
            let refusal = self.judge(seed, reason).unwrap_err();
            assert!(refusal.contains(said), "{seed}: {refusal}");
        }
    }

    #[test]
    fn demands_are_named_and_suggestions_bind_nobody() {
        let world = World::new();
        for (flag, entry, said) in [
            (1, "/Filter/Other.Handler", "the signature handler Other.Handler"),
            (
                2,
                "/SubFilter[/adbe.pkcs7.detached]",
                "of the form adbe.pkcs7.detached",
            ),
            (4, "/V 4", "seed values of version 4"),
            (
                8,
                "/Reasons[(Agreed)(Seen)]",
                "one of the reasons “Agreed”, “Seen”",
            ),
            (16, "/LegalAttestation[(Sworn)]", "a legal attestation"),
            (
                64,
                "/DigestMethod[/SHA384/SHA512]",
                "a digest by SHA384 or SHA512; this signature's is SHA-256",
            ),
            (128, "/LockDocument/true", "that the whole document be locked"),
            (256, "/AppearanceFilter(Company)", "the appearance “Company”"),
        ] {
            world.refuses(&format!("/SV<</Ff {flag}{entry}>>"), None, said);
            assert!(world.judge(&format!("/SV<<{entry}>>"), None).is_ok(), "{entry}");
        }
        let both = "/SV<</Ff 9/Filter/A/Reasons[(Seen)]>>";
        world.refuses(both, Some("Other"), "the signature handler A; one of the reasons");
    }

    #[test]
    fn demands_that_fit_are_met_and_open_questions_answered() {
        let world = World::new();
        let seed = "/Lock<</Action/All>>/SV<</Ff 107/Filter/Adobe.PPKLite/SubFilter[/ETSI.CAdES.detached]\
                    /DigestMethod[/SHA1(SHA-256)]/Reasons[(Seen)]/AddRevInfo true/MDP<</P 3>>/TimeStamp<</URL(http://t/)>>>>";
        let (honoured, dictionary) = world.judge(seed, Some("Seen")).unwrap();
        assert_eq!(honoured.least, Level::BLt);
        assert_eq!(honoured.authority.as_deref(), Some("http://t/"));
        assert_eq!(
            (dictionary.certification, dictionary.lock),
            (Some(3), Some(FieldLock::All))
        );
        let stamped = world.judge("/SV<</TimeStamp<</Ff 1>>>>", None).unwrap().0;
        assert_eq!((stamped.least, stamped.authority), (Level::BT, None));
        assert_eq!(world.judge("", Some("Any")).unwrap().0.least, Level::BB);
        // A single period, or nothing: no reason at all.
        for none in ["[(.)]", "[]"] {
            let seed = format!("/SV<</Ff 8/Reasons{none}>>");
            assert!(world.judge(&seed, None).is_ok());
            world.refuses(&seed, Some("Seen"), "no reason");
        }
    }

    #[test]
    fn whose_certificate_it_may_be() {
        let world = World::new();
        let hex = |certificate: &Certificate| hex::encode(certificate.as_der());
        let (root, seal) = (hex(&world.pki.root), hex(&world.pki.seal.chain[0]));
        let stranger = hex(&TestPki::second().unwrap().root);
        let seed = |entries: &str| format!("/SV<</Cert<<{entries}>>>>");
        for good in [
            format!("/Ff 1/Subject[<{stranger}><{seal}>]"),
            format!("/Ff 2/Issuer[<{root}>]"),
            "/Ff 8/SubjectDN[<</CN(Nobody)>><</CN(podpis test seal)/C(SI)>>]".to_owned(),
            "/Ff 32/KeyUsage[(0XXXXXXXX)(X1XXX0XXX)]".to_owned(),
            format!("/Subject[<{stranger}>]/Issuer[<{stranger}>]/OID[(1.2.3)]"),
        ] {
            assert!(world.judge(&seed(&good), None).is_ok(), "{good}");
        }
        for (bad, said) in [
            (
                format!("/Ff 1/Subject[<{root}>]/URL(http://get/)"),
                "and not this one; see http://get/",
            ),
            (
                format!("/Ff 2/Issuer[<{stranger}>]"),
                "below Podpis second test root",
            ),
            ("/Ff 4/OID[(1.2.3)]".to_owned(), "with the policies 1.2.3"),
            (
                "/Ff 8/SubjectDN[<</CN(Podpis test seal)/C(CZ)>>]".to_owned(),
                "a certificate of ",
            ),
            (
                "/Ff 32/KeyUsage[(XXXXX1XXX)]".to_owned(),
                "the key usage XXXXX1XXX",
            ),
            ("/SignaturePolicyOID(1.2.3)".to_owned(), "under the policy 1.2.3"),
        ] {
            world.refuses(&seed(&bad), None, said);
        }
    }

    #[test]
    fn a_certification_is_as_the_author_wants_it() {
        let world = World::new();
        let document = |seed: &str| Document::open(with_seed(seed), None, &Limits::default()).unwrap();
        let mut dictionary = world.signer.dictionary(false);
        dictionary.certification = Some(2);
        for (seed, is_good) in [("0", false), ("1", false), ("2", true), ("3", false)] {
            let document = document(&format!("/SV<</MDP<</P {seed}>>>>"));
            let judged = honour(&document, "sign", &mut dictionary, &world.signer);
            assert_eq!(judged.is_ok(), is_good, "{seed}");
        }
    }

    #[test]
    fn another_algorithm_meets_a_demand_for_another_digest() {
        let mut world = World::new();
        let rsa = world.pki.rsa_seal(2048).unwrap();
        let algorithm = SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha512);
        world.signer = Signer::new(rsa.chain, Some(algorithm), now()).unwrap();
        assert!(world.judge("/SV<</Ff 64/DigestMethod[/SHA512]>>", None).is_ok());
        world.refuses("/SV<</Ff 64/DigestMethod[/SHA256]>>", None, "a digest by SHA256");
    }
}
