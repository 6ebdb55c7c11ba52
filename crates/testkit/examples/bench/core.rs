//! The core: one more invisible B-B revision, each time from the bytes; and what physics allows.

use ades::key::Identity;
use ades::pades::{self, Signer};
use anyhow::Context;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use bytes::Bytes;
use pdf::{Act, Document, Fonts, Limits};

/// Seals one file again and again.
pub(crate) struct Core<'a> {
    identity: &'a Identity,
    signer: Signer,
    fonts: &'a Fonts,
    file: Bytes,
    act: Act,
}

impl<'a> Core<'a> {
    pub(crate) fn new(identity: &'a Identity, fonts: &'a Fonts, file: &Bytes) -> anyhow::Result<Core<'a>> {
        Ok(Core {
            identity,
            signer: Signer::of(identity, ades::test_pki::now())?,
            fonts,
            file: file.clone(),
            act: Act {
                signature_field: "bench_seal".to_owned(),
                ..Act::default()
            },
        })
    }

    /// The same on the file that it becomes by so many revisions.
    pub(crate) fn after(mut self, revisions: u32) -> anyhow::Result<Core<'a>> {
        for number in 1..=revisions {
            self.act.signature_field = format!("bench_seal_{number}");
            self.file = [self.file.as_ref(), &self.once()?].concat().into();
        }
        self.act.signature_field = "bench_seal".to_owned();
        Ok(self)
    }

    /// What is sealed.
    pub(crate) fn file(&self) -> &Bytes {
        &self.file
    }

    /// Opened, prepared, signed, verified, embedded: the bytes to append.
    pub(crate) fn once(&self) -> anyhow::Result<Vec<u8>> {
        let document = Document::open(self.file.clone(), None, &Limits::default())?;
        let mut dictionary = self.signer.dictionary(false);
        dictionary.name = Some("Mestna občina Žužemberk".to_owned());
        dictionary.reason = Some("Elektronski žig".to_owned());
        dictionary.claimed_time = Some("D:20261122102030Z".to_owned());
        let prepared = pades::prepare(&document, &self.act, &dictionary, self.fonts, &self.signer)?;
        let signature = self.identity.key.sign(prepared.to_be_signed())?;
        Ok(prepared.accept(&signature)?.finish(None)?)
    }
}

/// The hash of the file's bytes and one raw signature by the cryptographic library, and nothing else.
pub(crate) struct Limit {
    key: RawKey,
    file: Bytes,
    random: SystemRandom,
}

enum RawKey {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Limit {
    pub(crate) fn new(identity: &Identity, file: &Bytes) -> anyhow::Result<Limit> {
        let der = identity.key.to_pkcs8_der()?;
        let key = match EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der) {
            Ok(key) => RawKey::P256(key),
            Err(_) => RawKey::Rsa(RsaKeyPair::from_pkcs8(&der).map_err(|error| anyhow::anyhow!("{error}"))?),
        };
        Ok(Limit {
            key,
            file: file.clone(),
            random: SystemRandom::new(),
        })
    }

    pub(crate) fn once(&self) -> anyhow::Result<Vec<u8>> {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &self.file);
        match &self.key {
            RawKey::P256(key) => {
                let signature = key.sign(&self.random, digest.as_ref());
                Ok(signature.ok().context("no signature")?.as_ref().to_vec())
            }
            RawKey::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let made = key.sign(&RSA_PKCS1_SHA256, &self.random, digest.as_ref(), &mut signature);
                made.ok().context("no signature")?;
                Ok(signature)
            }
        }
    }
}
