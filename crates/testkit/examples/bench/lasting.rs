//! A signature that lasts: B-LTA from the bytes, with a timestamp authority in this process and revocation data at hand; and the
//! same file validated from its bytes.

use ades::issue::certificate::{Profile, Sources};
use ades::issue::revocation::Answer;
use ades::issue::timestamp::Authority;
use ades::key::Identity;
use ades::pades::extend::{AtHand, Step, validation_data};
use ades::pades::{self, DocumentTimestamp, Signer};
use ades::revocation::{CertificateId, Evidence, OcspResponse, State};
use ades::test_pki::{TestPki, now};
use ades::timestamp::{Request, Token};
use ades::validate::{Policy, report::Level, validate};
use ades::x509::{Anchors, Certificate};
use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use pdf::{Act, Document, Fonts, Limits};

/// Makes one file again and again, and judges one.
pub(crate) struct Lasting<'a> {
    seal: Identity,
    authority: Authority,
    anchors: Anchors,
    at_hand: AtHand,
    fonts: &'a Fonts,
    file: Bytes,
    made: Bytes,
}

impl<'a> Lasting<'a> {
    pub(crate) fn new(pki: &TestPki, fonts: &'a Fonts, file: &Bytes) -> anyhow::Result<Lasting<'a>> {
        let sources = || Sources {
            ocsp: Some("http://ocsp.test/".into()),
            ..Sources::default()
        };
        let seal = pki.issue_with("Seal", 13, Profile::DocumentSigner, sources())?;
        let authority = pki.authority_with(14, sources())?;
        let mut lasting = Lasting {
            at_hand: AtHand::default(),
            anchors: Anchors::new(vec![pki.root.clone()]),
            fonts,
            file: file.clone(),
            made: Bytes::new(),
            seal,
            authority,
        };
        for certificate in [
            lasting.seal.certificate()?,
            lasting.authority.chain().first().context("a chain")?,
        ] {
            lasting.at_hand.evidence.push(good(pki, certificate)?);
            lasting.at_hand.asked.push(certificate.clone());
        }
        lasting.made = lasting.once()?.into();
        Ok(lasting)
    }

    /// Signed, stamped, its data stored, the whole stamped: the finished file.
    pub(crate) fn once(&self) -> anyhow::Result<Vec<u8>> {
        let document = open(&self.file)?;
        let signer = Signer::of(&self.seal, now())?;
        let act = Act {
            signature_field: "bench_seal".to_owned(),
            ..Act::default()
        };
        let prepared = pades::prepare(&document, &act, &signer.dictionary(true), self.fonts, &signer)?;
        let signature = self.seal.key.sign(prepared.to_be_signed())?;
        let signed = prepared.accept(&signature)?;
        let token = self.token(&signed.timestamp_request(&[1; 8]), now())?;
        let signed = [self.file.as_ref(), &signed.finish(Some(&token))?].concat();
        let later = now() + SignedDuration::from_mins(2);
        let Step::Ready(ready) = validation_data(&open(&signed)?, Some(&self.anchors), &self.at_hand, later)?
        else {
            bail!("something is missing");
        };
        let stored = [signed, ready.appended.unwrap_or_default()].concat();
        let timestamp = DocumentTimestamp::prepare(&open(&stored)?)?;
        let token = self.token(&timestamp.request(&[2; 8]), later)?;
        Ok([stored, timestamp.finish(&token)?].concat())
    }

    /// Read, gathered, judged.
    pub(crate) fn validated(&self) -> anyhow::Result<Vec<u8>> {
        let document = open(&self.made)?;
        let at = now() + SignedDuration::from_mins(5);
        let report = validate(&document, &self.anchors, &Policy::STANDARD, at)?;
        let signature = report.signatures.first().context("a signature")?;
        ensure!(
            signature.conclusion.is_passed() && signature.level == Some(Level::Lta),
            "{signature:?}"
        );
        Ok(Vec::new())
    }

    fn token(&self, request: &Request, time: Timestamp) -> anyhow::Result<Token> {
        let answer = self.authority.answer(&request.to_der()?, &[7; 8], time)?;
        Ok(request.accept(&answer, time)?)
    }
}

fn open(file: &[u8]) -> anyhow::Result<Document> {
    Ok(Document::open(
        Bytes::copy_from_slice(file),
        None,
        &Limits::default(),
    )?)
}

fn good(pki: &TestPki, certificate: &Certificate) -> anyhow::Result<Evidence> {
    let issued = now() + SignedDuration::from_mins(1);
    let answer = Answer {
        about: CertificateId::of(certificate, &pki.root),
        state: State::Good,
        this_update: issued,
        next_update: Some(issued + SignedDuration::from_hours(1)),
    };
    let der = pki.responder().answer(&[answer], None, issued)?;
    Ok(Evidence::Ocsp(OcspResponse::from_der(&der)?))
}
