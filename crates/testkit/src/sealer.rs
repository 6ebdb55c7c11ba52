//! Seals acts into files with test certificates, the way the product does: prepared, signed, accepted, stamped, embedded. It
//! never opens a connection; the authority answers in the process.

use std::sync::atomic::{AtomicU32, Ordering};

use ades::algorithm::SignatureAlgorithm;
use ades::key::Identity;
use ades::pades::{self, Signed, Signer};
use ades::test_pki::TestPki;
use ades::timestamp::Token;
use jiff::{SignedDuration, Timestamp};
use pdf::form::NewField;
use pdf::{Act, Document, FieldLock, Fonts, Limits, PrepareOptions};

/// The field of the closing seal.
pub const CLOSING_SEAL: &str = "closing_seal";

/// The organisation that seals.
pub const ORGANISATION: &str = "Mestna občina Žužemberk";

/// Somebody who seals, on a clock of their own that goes on by an hour with each seal.
pub struct Sealer<'a> {
    /// The test certificates, with the timestamping authority.
    pub pki: &'a TestPki,
    /// Whose key signs.
    pub identity: &'a Identity,
    /// The faces.
    pub fonts: &'a Fonts,
    /// How the key signs; its usual way without.
    pub algorithm: Option<SignatureAlgorithm>,
    /// Without it the signatures have no timestamp (B-B).
    pub stamps: bool,
    count: AtomicU32,
}

/// What is not the same for each seal.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Fields that nobody may change afterwards.
    pub lock: Option<FieldLock>,
    /// Certification: what may be done afterwards.
    pub certification: Option<u8>,
}

impl<'a> Sealer<'a> {
    /// A sealer whose signatures get timestamps.
    pub fn new(pki: &'a TestPki, identity: &'a Identity, fonts: &'a Fonts) -> Sealer<'a> {
        Sealer {
            pki,
            identity,
            fonts,
            algorithm: None,
            stamps: true,
            count: AtomicU32::new(0),
        }
    }

    /// The file with these fields in it, ready for the first act.
    pub fn prepare(&self, file: &[u8], fields: &[NewField]) -> Result<Vec<u8>, pdf::Error> {
        let options = PrepareOptions {
            closing_seal: Some(CLOSING_SEAL.to_owned()),
            flatten: Vec::new(),
            ..PrepareOptions::default()
        };
        Ok(pdf::prepare(&open(file)?, fields, self.fonts, &options)?.bytes)
    }

    /// The file with one more revision: this act, sealed.
    pub fn seal(&self, file: &[u8], act: &Act, reason: &str) -> Result<Vec<u8>, ades::Error> {
        self.seal_with(file, act, reason, Terms::default())
    }

    /// The same with terms.
    pub fn seal_with(
        &self,
        file: &[u8],
        act: &Act,
        reason: &str,
        terms: Terms,
    ) -> Result<Vec<u8>, ades::Error> {
        let now = self.next_moment();
        let signer = Signer::new(self.identity.chain.clone(), self.algorithm, now)?;
        let mut dictionary = signer.dictionary(self.stamps);
        dictionary.name = Some(ORGANISATION.to_owned());
        dictionary.reason = Some(reason.to_owned());
        dictionary.claimed_time = Some(now.strftime("D:%Y%m%d%H%M%SZ").to_string());
        dictionary.lock = terms.lock;
        dictionary.certification = terms.certification;
        let prepared = pades::prepare(&open(file)?, act, &dictionary, self.fonts, &signer)?;
        let signature = self.identity.key.sign(prepared.to_be_signed())?;
        let signed = prepared.accept(&signature)?;
        let token = if self.stamps {
            Some(self.stamp(&signed, now)?)
        } else {
            None
        };
        Ok([file, &signed.finish(token.as_ref())?].concat())
    }

    /// The invisible seal that ends everything; what is left of these fields becomes read-only.
    pub fn close(&self, file: &[u8], left: &[&str]) -> Result<Vec<u8>, ades::Error> {
        let act = Act {
            own_fields: left.iter().map(|name| (*name).to_owned()).collect(),
            lock: true,
            signature_field: CLOSING_SEAL.to_owned(),
            ..Act::default()
        };
        self.seal(
            file,
            &act,
            &format!("Dokument je zaključen. Elektronski žig: {ORGANISATION}."),
        )
    }

    fn stamp(&self, signed: &Signed, now: Timestamp) -> Result<Token, ades::Error> {
        let count = self.count.load(Ordering::Relaxed);
        let serial = [&[0x7a; 8][..], &count.to_be_bytes()].concat();
        let request = signed.timestamp_request(&[0x35; 16]);
        let response = self.pki.authority.answer(&request.to_der()?, &serial, now)?;
        request.accept(&response, now)
    }

    fn next_moment(&self) -> Timestamp {
        let hours = self.count.fetch_add(1, Ordering::Relaxed);
        ades::test_pki::now() + SignedDuration::from_hours(hours.into())
    }
}

/// Opens a file as the server does.
pub fn open(file: &[u8]) -> Result<Document, pdf::Error> {
    Document::open(file.to_vec(), None, &Limits::default())
}
