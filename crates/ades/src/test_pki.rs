//! A small public key infrastructure for tests: a root, and below it good and bad certificates. Keys come from fixed octets,
//! so a test is the same each time; none of them may ever be trusted. It is not compiled into the product.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

#[cfg(test)]
use crate::asn1::{Reader, Writer, tag};
use crate::error::Error;
use crate::issue::certificate::{Profile, Sources, Template, issue, self_signed};
use crate::issue::revocation::{ListTemplate, Responder, Revoked, revocation_list};
use crate::issue::timestamp::Authority;
use crate::key::{Curve, Identity, PrivateKey};
use crate::timestamp::{Request, Token};
use crate::x509::{Attribute, Certificate, Name};

/// The moment at which the tests of this crate take place.
pub const NOW: &str = "2026-11-22T10:20:30Z";

/// Everything that tests need to sign and to refuse.
pub struct TestPki {
    /// The root; the only anchor.
    pub root: Certificate,
    root_key: Arc<PrivateKey>,
    /// A seal with a P-256 key.
    pub seal: Identity,
    /// A timestamp authority with a P-256 key.
    pub authority: Authority,
}

impl TestPki {
    /// The infrastructure, as it stands at [`NOW`].
    pub fn new() -> Result<Self, Error> {
        Self::below("Podpis test root", 1)
    }

    /// Another one, by another root.
    pub fn second() -> Result<Self, Error> {
        Self::below("Podpis second test root", 20)
    }

    fn below(root: &str, number: u8) -> Result<Self, Error> {
        let root_key = ec_key(number)?;
        let name = subject(root);
        let profile = Profile::Authority { path_length: None };
        let template = template(
            &name,
            &root_key,
            number,
            profile,
            ("2020-01-01T00:00:00Z", "2046-01-01T00:00:00Z"),
        );
        let root = self_signed(&template, &root_key)?;
        let seal = issue_below(
            &root,
            &root_key,
            "Podpis test seal",
            ec_key(2)?,
            2,
            Profile::DocumentSigner,
            VALID,
        )?;
        let tsa = issue_below(
            &root,
            &root_key,
            "Podpis test TSA",
            ec_key(3)?,
            3,
            Profile::TimestampAuthority,
            VALID,
        )?;
        let accuracy = SignedDuration::from_millis(1500);
        let authority = Authority::new(Arc::new(tsa.key), tsa.chain, "1.3.6.1.4.1.99999.1", accuracy)?;
        Ok(Self {
            root,
            root_key: Arc::new(root_key),
            seal,
            authority,
        })
    }

    /// A seal with a fresh RSA key of this size.
    pub fn rsa_seal(&self, bits: u32) -> Result<Identity, Error> {
        let key = PrivateKey::generate_rsa(bits)?;
        self.issue("Podpis test seal RSA", key, 4, Profile::DocumentSigner, VALID)
    }

    /// A seal with a P-384 key.
    pub fn p384_seal(&self) -> Result<Identity, Error> {
        let key = PrivateKey::from_random(Curve::P384, &[5; 48])?;
        self.issue("Podpis test seal P-384", key, 5, Profile::DocumentSigner, VALID)
    }

    /// A seal with a P-521 key.
    pub fn p521_seal(&self) -> Result<Identity, Error> {
        let mut random = [6; 66];
        random[0] = 0;
        let key = PrivateKey::from_random(Curve::P521, &random)?;
        self.issue("Podpis test seal P-521", key, 18, Profile::DocumentSigner, VALID)
    }

    /// A seal with an Ed25519 key.
    pub fn ed25519_seal(&self) -> Result<Identity, Error> {
        let key = PrivateKey::from_random(Curve::Ed25519, &[7; 32])?;
        self.issue(
            "Podpis test seal Ed25519",
            key,
            19,
            Profile::DocumentSigner,
            VALID,
        )
    }

    /// A seal whose certificate ended before [`NOW`].
    pub fn expired_seal(&self) -> Result<Identity, Error> {
        let validity = ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
        self.issue(
            "Podpis test expired",
            ec_key(6)?,
            6,
            Profile::DocumentSigner,
            validity,
        )
    }

    /// A seal whose certificate begins after [`NOW`].
    pub fn future_seal(&self) -> Result<Identity, Error> {
        let validity = ("2027-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
        self.issue(
            "Podpis test not yet valid",
            ec_key(7)?,
            7,
            Profile::DocumentSigner,
            validity,
        )
    }

    /// A certificate for servers, which must not sign documents.
    pub fn wrong_usage(&self) -> Result<Identity, Error> {
        self.issue("test.example", ec_key(8)?, 8, Profile::Server, VALID)
    }

    /// A seal whose certificate is issued by another end entity: a chain that must not hold.
    pub fn issued_by_end_entity(&self) -> Result<Identity, Error> {
        // Issued through a certificate with the end entity's name and key that claims to be an authority.
        let seal = self.seal.certificate()?;
        let profile = Profile::Authority { path_length: None };
        let pretended = template(seal.subject(), &self.seal.key, 9, profile, VALID);
        let pretended = self_signed(&pretended, &self.seal.key)?;
        let forged = issue_below(
            &pretended,
            &self.seal.key,
            "Mallory",
            ec_key(9)?,
            10,
            Profile::DocumentSigner,
            VALID,
        )?;
        let chain = vec![forged.certificate()?.clone(), seal.clone(), self.root.clone()];
        Ok(Identity {
            key: forged.key,
            chain,
        })
    }

    /// A seal that names revocation sources, which nobody answers.
    pub fn seal_with_sources(&self) -> Result<Identity, Error> {
        let sources = Sources {
            ocsp: Some("http://127.0.0.1:9/ocsp".to_owned()),
            ..Sources::default()
        };
        self.issue_with("Podpis test seal with OCSP", 11, Profile::DocumentSigner, sources)
    }

    /// A certificate below the root with a P-256 key made of `number`, which is its serial number, too: 12 or more. It names
    /// these sources.
    pub fn issue_with(
        &self,
        name: &str,
        number: u8,
        profile: Profile,
        sources: Sources,
    ) -> Result<Identity, Error> {
        self.issue_key_with(ec_key(number)?, name, number, profile, (VALID, sources))
    }

    /// A seal with a P-384 key that names these sources.
    pub fn p384_seal_with(&self, sources: Sources) -> Result<Identity, Error> {
        let key = PrivateKey::from_random(Curve::P384, &[16; 48])?;
        self.issue_key_with(
            key,
            "Podpis test seal P-384",
            16,
            Profile::DocumentSigner,
            (VALID, sources),
        )
    }

    /// A seal with a P-521 key that names these sources.
    pub fn p521_seal_with(&self, sources: Sources) -> Result<Identity, Error> {
        let mut random = [21; 66];
        random[0] = 0;
        let key = PrivateKey::from_random(Curve::P521, &random)?;
        self.issue_key_with(
            key,
            "Podpis test seal P-521",
            19,
            Profile::DocumentSigner,
            (VALID, sources),
        )
    }

    /// A seal with a fresh RSA key of 2048 bits that names these sources.
    pub fn rsa_seal_with(&self, sources: Sources) -> Result<Identity, Error> {
        let key = PrivateKey::generate_rsa(2048)?;
        self.issue_key_with(
            key,
            "Podpis test seal RSA",
            17,
            Profile::DocumentSigner,
            (VALID, sources),
        )
    }

    fn issue_key_with(
        &self,
        key: PrivateKey,
        name: &str,
        serial: u8,
        profile: Profile,
        (validity, sources): ((&str, &str), Sources),
    ) -> Result<Identity, Error> {
        let name = subject(name);
        let mut template = template(&name, &key, serial, profile, validity);
        template.sources = sources;
        let certificate = issue(&template, &self.root, &self.root_key)?;
        Identity::new(key, vec![certificate, self.root.clone()])
    }

    /// A timestamp authority that names these sources.
    pub fn authority_with(&self, number: u8, sources: Sources) -> Result<Authority, Error> {
        self.authority_valid(VALID, number, sources)
    }

    /// A timestamp authority that names these sources and outlives the others.
    pub fn lasting_authority_with(&self, number: u8, sources: Sources) -> Result<Authority, Error> {
        self.authority_valid((VALID.0, "2045-01-01T00:00:00Z"), number, sources)
    }

    fn authority_valid(
        &self,
        validity: (&str, &str),
        number: u8,
        sources: Sources,
    ) -> Result<Authority, Error> {
        let profile = Profile::TimestampAuthority;
        let tsa = self.issue_key_with(
            ec_key(number)?,
            "Podpis test TSA",
            number,
            profile,
            (validity, sources),
        )?;
        let accuracy = SignedDuration::from_millis(1500);
        Authority::new(Arc::new(tsa.key), tsa.chain, "1.3.6.1.4.1.99999.1", accuracy)
    }

    /// The root's key.
    pub fn root_key(&self) -> Arc<PrivateKey> {
        self.root_key.clone()
    }

    /// The root as the responder for its own certificates.
    pub fn responder(&self) -> Responder<'_> {
        Responder {
            key: &self.root_key,
            certificate: &self.root,
            include_certificate: false,
        }
    }

    /// Somebody whom the root lets answer OCSP requests.
    pub fn ocsp_delegate(&self) -> Result<Identity, Error> {
        let profile = Profile::OcspResponder { no_check: true };
        self.issue_with("Podpis test OCSP responder", 12, profile, Sources::default())
    }

    /// The same, but its certificate may be revoked like any other.
    pub fn ocsp_delegate_to_check(&self, sources: Sources) -> Result<Identity, Error> {
        let profile = Profile::OcspResponder { no_check: false };
        self.issue_with("Podpis test OCSP responder to check", 15, profile, sources)
    }

    /// The root's revocation list.
    pub fn revocation_list(
        &self,
        revoked: &[Revoked],
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Result<Vec<u8>, Error> {
        let template = ListTemplate {
            issuer: &self.root,
            number: 1,
            this_update,
            next_update,
            revoked,
            distribution_point: None,
        };
        revocation_list(&template, &self.root_key)
    }

    /// A certificate below the root.
    pub fn issue(
        &self,
        name: &str,
        key: PrivateKey,
        serial: u8,
        profile: Profile,
        validity: (&str, &str),
    ) -> Result<Identity, Error> {
        issue_below(&self.root, &self.root_key, name, key, serial, profile, validity)
    }

    /// A certificate below the root with other octets where these first stand in what is signed, signed by the root all the same.
    #[cfg(test)]
    pub(crate) fn reissued<const N: usize>(
        &self,
        certificate: &Certificate,
        changes: &[([u8; N], [u8; N])],
    ) -> Result<Certificate, Error> {
        let mut outer = Reader::only(certificate.as_der(), tag::SEQUENCE, "test")?;
        let mut bytes = outer.expect(tag::SEQUENCE)?.raw.to_vec();
        let algorithm = outer.expect(tag::SEQUENCE)?.raw;
        for (old, new) in changes {
            let at = bytes.windows(N).position(|window| window == old).unwrap();
            bytes[at..at + N].copy_from_slice(new);
        }
        let signature = self
            .root_key
            .sign_message(self.root_key.default_algorithm()?, &bytes)?;
        Certificate::from_der(&Writer::build(|writer| {
            writer.sequence(|certificate| {
                certificate.raw(&bytes);
                certificate.raw(algorithm);
                certificate.bits(&signature);
            });
        }))
    }

    /// A token from the authority over these bytes, at this time.
    pub fn timestamp(&self, bytes: &[u8], time: Timestamp) -> Result<Token, Error> {
        let request = Request::new(crate::algorithm::DigestAlgorithm::Sha256, bytes, &[0x5a; 8]);
        let response = self
            .authority
            .answer(&request.to_der()?, &[1, 2, 3, 4, 5, 6, 7, 8], time)?;
        request.accept(&response, time)
    }
}

/// Validity of all good certificates but the root.
pub const VALID: (&str, &str) = ("2026-01-01T00:00:00Z", "2031-01-01T00:00:00Z");

/// [`NOW`] as a timestamp.
pub fn now() -> Timestamp {
    time(NOW)
}

fn ec_key(number: u8) -> Result<PrivateKey, Error> {
    PrivateKey::from_random(Curve::P256, &[number; 32])
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn subject(name: &str) -> Name {
    Name::new(&[
        (Attribute::Country, "SI"),
        (Attribute::Organization, "Podpis test, not for trust"),
        (Attribute::CommonName, name),
    ])
}

fn template<'a>(
    subject: &'a Name,
    key: &'a PrivateKey,
    serial: u8,
    profile: Profile,
    validity: (&str, &str),
) -> Template<'a> {
    // One serial number per certificate, as a static so that the template can borrow it.
    const SERIALS: [[u8; 8]; 64] = {
        let mut serials = [[0x10; 8]; 64];
        let mut index = 0;
        while index < 64 {
            serials[index][7] = index as u8;
            index += 1;
        }
        serials
    };
    static TABLE: [[u8; 8]; 64] = SERIALS;
    Template {
        subject,
        public_key: key.public_key(),
        serial: &TABLE[usize::from(serial % 64)],
        not_before: time(validity.0),
        not_after: time(validity.1),
        profile,
        sources: Sources::default(),
    }
}

fn issue_below(
    issuer: &Certificate,
    issuer_key: &PrivateKey,
    name: &str,
    key: PrivateKey,
    serial: u8,
    profile: Profile,
    validity: (&str, &str),
) -> Result<Identity, Error> {
    let name = subject(name);
    let certificate = issue(
        &template(&name, &key, serial, profile, validity),
        issuer,
        issuer_key,
    )?;
    Identity::new(key, vec![certificate, issuer.clone()])
}
