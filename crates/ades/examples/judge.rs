//! Writes one of everything that this crate makes into a folder, for outside judges: openssl, pyHanko, pdfsig. Keys are test
//! keys. `cargo run -p ades --example judge -- FOLDER`

use std::error::Error;
use std::fs;
use std::path::Path;

use ades::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use ades::cms::{self, Finish};
use ades::key::Identity;
use ades::pades::{Signer, prepare_revision};
use ades::test_pdf::{pdf, with_place};
use ades::test_pki::{TestPki, now};
use ades::timestamp::Request;

const CONTENT: &[u8] = b"what is signed\n";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let pki = TestPki::new()?;
    fs::write(folder.join("root.pem"), pki.root.to_pem())?;
    fs::write(folder.join("content.bin"), CONTENT)?;
    let rsa = pki.rsa_seal(2048)?;
    let pss = SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256);
    let cases = [
        ("p256", &pki.seal, pki.seal.key.default_algorithm()?),
        (
            "p384",
            &pki.p384_seal()?,
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
        ),
        ("rsa2048", &rsa, rsa.key.default_algorithm()?),
        ("rsa2048pss", &rsa, pss),
    ];
    for (name, identity, algorithm) in cases {
        write_cms(folder, name, identity, algorithm, &pki)?;
        write_pdf(folder, name, identity, algorithm, &pki)?;
    }
    write_timestamp(folder, &pki)
}

fn write_cms(
    folder: &Path,
    name: &str,
    identity: &Identity,
    algorithm: SignatureAlgorithm,
    pki: &TestPki,
) -> Result<(), Box<dyn Error>> {
    let digest = algorithm.digest().digest(&[CONTENT]);
    let to_be_signed = cms::prepare(identity.certificate()?, algorithm, &digest);
    let signature = identity.key.sign(&to_be_signed)?;
    for (kind, timestamp) in [("b", None), ("t", Some(pki.timestamp(&signature, now())?))] {
        let parts = Finish {
            chain: &identity.chain,
            timestamp: timestamp.as_ref(),
        };
        fs::write(
            folder.join(format!("{name}-{kind}.p7s")),
            cms::finish(&to_be_signed, &signature, parts)?,
        )?;
    }
    Ok(())
}

/// Three revisions in one file, each signed, the last with a timestamp.
fn write_pdf(
    folder: &Path,
    name: &str,
    identity: &Identity,
    algorithm: SignatureAlgorithm,
    pki: &TestPki,
) -> Result<(), Box<dyn Error>> {
    let mut file = pdf(3);
    let signer = Signer::new(identity.chain.clone(), Some(algorithm), now())?;
    for revision in 1..=3 {
        let mut dictionary = signer.dictionary(true);
        dictionary.name = Some("Podpis test seal".to_owned());
        dictionary.reason = Some("Preizkus čšž".to_owned());
        let place = with_place(&file, &format!("Signature_{revision}x"), dictionary)?;
        let prepared = prepare_revision(place, &file, &signer)?;
        let signature = identity.key.sign(prepared.to_be_signed())?;
        let signed = prepared.accept(&signature)?;
        let token = pki.timestamp(signed.signature(), now())?;
        file.extend(signed.finish((revision == 3).then_some(&token))?);
    }
    Ok(fs::write(folder.join(format!("{name}.pdf")), file)?)
}

fn write_timestamp(folder: &Path, pki: &TestPki) -> Result<(), Box<dyn Error>> {
    let request = Request::new(DigestAlgorithm::Sha256, CONTENT, &[0x77; 8]).to_der()?;
    let time = now() + jiff::SignedDuration::from_millis(123);
    fs::write(
        folder.join("reply.tsr"),
        pki.authority.answer(&request, &[9, 8, 7], time)?,
    )?;
    Ok(fs::write(folder.join("request.tsq"), request)?)
}
