//! Writes signatures into a folder, for `tests/judge/long_term.py`: of every level (B-B, B-T, B-LT, B-LTA, renewed B-LTA) by every
//! algorithm on every kind of input that is named, under certificates whose state OCSP or a revocation list tells. Keys are test keys.

use std::error::Error;
use std::fs;
use std::path::Path;

use ades::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use ades::issue::certificate::{Profile, Sources};
use ades::issue::revocation::{Answer, Responder};
use ades::issue::timestamp::Authority;
use ades::key::Identity;
use ades::pades::extend::{AtHand, Demand, Need, Step, validation_data};
use ades::pades::{DocumentTimestamp, Signer, prepare_revision};
use ades::revocation::{CertificateId, Evidence, OcspResponse, RevocationList, State};
use ades::test_pdf::{pdf, with_place};
use ades::test_pki::{TestPki, now};
use ades::timestamp::{Request, Token};
use ades::x509::{Anchors, Certificate};
use jiff::{SignedDuration, Timestamp};
use pdf::{Document, Limits};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Who says what of a certificate. Not the root over OCSP: pyHanko then wants a statement about the root, too.
#[derive(Clone, Copy)]
enum Source {
    Delegate,
    List,
}

struct World {
    pkis: [TestPki; 2],
    /// Of the second root: pyHanko lets answers about one certificate count against another of the same issuer.
    authority: Authority,
    delegates: [Identity; 2],
}

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let pki = TestPki::new()?;
    let second = TestPki::second()?;
    fs::write(folder.join("root.pem"), pki.root.to_pem() + &second.root.to_pem())?;
    let world = World {
        authority: second.lasting_authority_with(18, sources())?,
        delegates: [pki.ocsp_delegate()?, second.ocsp_delegate()?],
        pkis: [pki, second],
    };
    let [pki, _] = &world.pkis;
    let rsa = pki.rsa_seal_with(sources())?;
    let p256 = pki.issue_with("Test seal", 13, Profile::DocumentSigner, sources())?;
    let p384 = pki.p384_seal_with(sources())?;
    let p521 = pki.p521_seal_with(sources())?;
    let cases = [
        ("p256", &p256, p256.key.default_algorithm()?, Source::Delegate),
        ("p256-list", &p256, p256.key.default_algorithm()?, Source::List),
        ("p384", &p384, p384.key.default_algorithm()?, Source::Delegate),
        ("p521", &p521, p521.key.default_algorithm()?, Source::Delegate),
        ("rsa", &rsa, rsa.key.default_algorithm()?, Source::Delegate),
        (
            "rsa-pss",
            &rsa,
            SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256),
            Source::Delegate,
        ),
    ];
    let later = now() + SignedDuration::from_hours(24 * 700);
    let online = world.evidence(
        &world.authority.chain()[0],
        Source::Delegate,
        later - SignedDuration::from_mins(1),
    )?;
    fs::write(folder.join("authority-later.ocsp"), online.as_der())?;
    // What responders and lists say today, for the levels that hold none of it.
    let minute = now() + SignedDuration::from_mins(1);
    let authority = world.evidence(&world.authority.chain()[0], Source::Delegate, minute)?;
    fs::write(folder.join("authority.ocsp"), authority.as_der())?;
    for (name, identity, _, source) in cases {
        let said = world.evidence(identity.certificate()?, source, minute)?;
        fs::write(folder.join(format!("{name}.said")), said.as_der())?;
    }
    let mut inputs = vec![("plain".to_owned(), pdf(2))];
    for input in std::env::args().skip(2) {
        let name = Path::new(&input).file_stem().ok_or("no file")?;
        inputs.push((name.to_string_lossy().into_owned(), fs::read(&input)?));
    }
    for (input, original) in &inputs {
        for (name, identity, algorithm, source) in cases {
            let name = format!("{name}.{input}");
            world.write(folder, original, &name, (identity, algorithm), source)?;
        }
    }
    Ok(())
}

fn sources() -> Sources {
    Sources {
        ocsp: Some("http://ocsp.test/".to_owned()),
        revocation_list: Some("http://crl.test/1.crl".to_owned()),
        issuer: None,
    }
}

impl World {
    fn write(
        &self,
        folder: &Path,
        original: &[u8],
        name: &str,
        key: (&Identity, SignatureAlgorithm),
        source: Source,
    ) -> Result<()> {
        let minute = SignedDuration::from_mins(1);
        let [basic, timed] = self.signed(original, key)?;
        let lt = self.extended(&timed, source, now() + minute)?;
        let lta = self.stamped(&lt, now() + minute * 2)?;
        let later = now() + SignedDuration::from_hours(24 * 365);
        let renewed = self.stamped(&self.extended(&lta, source, later)?, later + minute)?;
        let files = [basic, timed, lt, lta, renewed];
        for (level, file) in ["b", "t", "lt", "lta", "renewed"].into_iter().zip(files) {
            fs::write(folder.join(format!("{name}.{level}.pdf")), file)?;
        }
        Ok(())
    }

    /// Without a time and with one.
    fn signed(
        &self,
        original: &[u8],
        (identity, algorithm): (&Identity, SignatureAlgorithm),
    ) -> Result<[Vec<u8>; 2]> {
        let signer = Signer::new(identity.chain.clone(), Some(algorithm), now())?;
        let revision = with_place(original, "Signature1", signer.dictionary(true))?;
        let prepared = prepare_revision(revision, original, &signer)?;
        let signature = identity.key.sign(prepared.to_be_signed())?;
        let signed = prepared.accept(&signature)?;
        let request = signed.timestamp_request(&[1; 8]);
        let token = token(&self.authority, &request, now())?;
        let basic = [original, &signed.clone().finish(None)?].concat();
        Ok([basic, [original, &signed.finish(Some(&token))?].concat()])
    }

    fn stamped(&self, file: &[u8], time: Timestamp) -> Result<Vec<u8>> {
        let prepared = DocumentTimestamp::prepare(&open(file)?)?;
        let token = token(&self.authority, &prepared.request(&[2; 8]), time)?;
        Ok([file, &prepared.finish(&token)?].concat())
    }

    fn extended(&self, file: &[u8], source: Source, time: Timestamp) -> Result<Vec<u8>> {
        let anchors = Anchors::new(self.pkis.iter().map(|pki| pki.root.clone()).collect());
        let mut at_hand = AtHand::default();
        loop {
            match validation_data(&open(file)?, (Some(&anchors), Demand::Any), &at_hand, time)? {
                Step::Needs(needs) => {
                    for need in needs {
                        let Need::Revocation { certificate, .. } = need else {
                            return Err("an issuer is missing".into());
                        };
                        at_hand.evidence.push(self.evidence(&certificate, source, time)?);
                        at_hand.asked.push(certificate);
                    }
                }
                Step::Ready(ready) => return Ok([file, &ready.appended.unwrap_or_default()].concat()),
            }
        }
    }

    fn evidence(&self, about: &Certificate, source: Source, time: Timestamp) -> Result<Evidence> {
        let next = time + SignedDuration::from_hours(24);
        let index = usize::from(!about.is_signed_by(&self.pkis[0].root));
        let (pki, delegate) = (&self.pkis[index], &self.delegates[index]);
        let responder = match source {
            Source::List => {
                let list = pki.revocation_list(&[], time, next)?;
                return Ok(Evidence::List(RevocationList::from_der(&list)?));
            }
            Source::Delegate => Responder {
                key: &delegate.key,
                certificate: delegate.certificate()?,
                include_certificate: true,
            },
        };
        let answer = Answer {
            about: CertificateId::of(about, &pki.root),
            state: State::Good,
            this_update: time,
            next_update: Some(next),
        };
        Ok(Evidence::Ocsp(OcspResponse::from_der(&responder.answer(
            &[answer],
            None,
            time,
        )?)?))
    }
}

fn token(authority: &Authority, request: &Request, time: Timestamp) -> Result<Token> {
    let answer = authority.answer(&request.to_der()?, &[7; 8], time)?;
    Ok(request.accept(&answer, time)?)
}

fn open(file: &[u8]) -> Result<Document> {
    Ok(Document::open(file, None, &Limits::default())?)
}
