//! Private keys held in memory: read from PEM, PKCS#8 and PKCS#12, made from given randomness, used to sign. It never prints,
//! serialises or logs one, and it never reads a file.

mod password;
mod pkcs12;
mod pkcs8;
mod rc2;

use aws_lc_rs::agreement;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use zeroize::Zeroizing;

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::pem;
use crate::cms::ToBeSigned;
use crate::error::Error;
use crate::x509::{Certificate, KeyKind, PublicKey, chain};

/// A curve to make a key on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256, 32 octets of randomness.
    P256,
    /// NIST P-384, 48 octets of randomness.
    P384,
    /// NIST P-521, 66 octets of randomness whose first is 0.
    P521,
    /// Ed25519, 32 octets of randomness.
    Ed25519,
}

/// Something that signs what [`crate::cms::prepare`] prepared, wherever its key is.
pub trait SigningKey: Send + Sync {
    /// The signature value, ECDSA as DER. It may wait for a device.
    fn sign(&self, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, Error>;
}

impl SigningKey for PrivateKey {
    fn sign(&self, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, Error> {
        Self::sign(self, to_be_signed)
    }
}

/// A private key, parsed once and ready to sign. Share it behind an `Arc`.
pub struct PrivateKey {
    pair: Pair,
    public_key: PublicKey,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl PrivateKey {
    /// The first private key of a PEM text: PKCS#8, encrypted PKCS#8, or the traditional RSA and EC forms.
    pub fn from_pem(text: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        for block in pem::blocks(text)? {
            match block.label.as_str() {
                "PRIVATE KEY" => return Self::from_pkcs8_der(&block.der),
                "ENCRYPTED PRIVATE KEY" => {
                    let password = password.ok_or(Error::PasswordNeeded)?;
                    return Self::from_pkcs8_der(&pkcs8::decrypt(&block.der, password)?);
                }
                "RSA PRIVATE KEY" => {
                    return Self::rsa(RsaKeyPair::from_der(&block.der).map_err(|_| traditional_rejected())?);
                }
                "EC PRIVATE KEY" => return Self::from_sec1(&block.der),
                _ => {}
            }
        }
        Err(Error::NoPrivateKey)
    }

    /// An unencrypted PKCS#8 PrivateKeyInfo, RFC 5958.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, Error> {
        match pkcs8::kind(der)? {
            KeyKind::Rsa { .. } => Self::rsa(RsaKeyPair::from_pkcs8(der).map_err(|_| MALFORMED)?),
            KeyKind::Ed25519 => Self::ed25519(Ed25519KeyPair::from_pkcs8(der).map_err(|_| MALFORMED)?),
            kind => Self::ecdsa(EcdsaKeyPair::from_pkcs8(curve_of(kind)?, der).map_err(|_| MALFORMED)?),
        }
    }

    /// The key whose private scalar is `random`: with 32 (P-256) or 48 (P-384) octets from a cryptographic generator, a new
    /// key. The chance that such octets are no valid scalar is below 2^-32; then an error says so, and others will do.
    pub fn from_random(curve: Curve, random: &[u8]) -> Result<Self, Error> {
        let (agreement, signing) = match curve {
            Curve::P256 => (&agreement::ECDH_P256, &ECDSA_P256_SHA256_ASN1_SIGNING),
            Curve::P384 => (&agreement::ECDH_P384, &ECDSA_P384_SHA384_ASN1_SIGNING),
            Curve::P521 => (&agreement::ECDH_P521, &ECDSA_P521_SHA512_ASN1_SIGNING),
            Curve::Ed25519 => {
                return Self::ed25519(Ed25519KeyPair::from_seed_unchecked(random).map_err(|_| MALFORMED)?);
            }
        };
        let rejected = |_| Error::Crypto {
            operation: "key from randomness",
        };
        let private = agreement::PrivateKey::from_private_key(agreement, random).map_err(rejected)?;
        let public = private.compute_public_key().map_err(|_| Error::Crypto {
            operation: "public key",
        })?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(signing, random, public.as_ref());
        Self::ecdsa(pair.map_err(rejected)?)
    }

    /// A new RSA key. Its randomness comes from the cryptographic library, which takes none from outside for RSA.
    pub fn generate_rsa(bits: u32) -> Result<Self, Error> {
        let size = match bits {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            _ => return Err(Error::Unsupported { what: "RSA key size" }),
        };
        Self::rsa(RsaKeyPair::generate(size).map_err(|_| Error::Crypto {
            operation: "RSA key generation",
        })?)
    }

    /// The key as unencrypted PKCS#8 PEM, for a file that only its owner can read.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, Error> {
        Ok(pem::encode("PRIVATE KEY", &self.to_pkcs8_der()?))
    }

    /// The key as unencrypted PKCS#8.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let failed = |_| Error::Crypto {
            operation: "key encoding",
        };
        let encoded = match &self.pair {
            Pair::Rsa(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(&**pair)
                .map_err(failed)?
                .as_ref()
                .to_vec(),
            Pair::Ecdsa(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        };
        Ok(Zeroizing::new(encoded))
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The algorithm that this key signs with by default.
    pub fn default_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        SignatureAlgorithm::default_for(self.public_key.kind())
    }

    /// Signs what [`crate::cms::prepare`] prepared.
    pub fn sign(&self, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, Error> {
        self.sign_message(to_be_signed.algorithm, &to_be_signed.bytes)
    }

    /// Signs bytes.
    pub(crate) fn sign_message(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        match &self.pair {
            Pair::Rsa(pair) => sign_rsa(pair, rsa_encoding(algorithm)?, message),
            Pair::Ecdsa(pair) if self.default_algorithm()? == algorithm => {
                let signature = pair.sign(&SystemRandom::new(), message);
                Ok(signature
                    .map_err(|_| Error::Crypto {
                        operation: "ECDSA signature",
                    })?
                    .as_ref()
                    .to_vec())
            }
            Pair::Ed25519(pair) if algorithm == SignatureAlgorithm::Ed25519 => {
                Ok(pair.sign(message).as_ref().to_vec())
            }
            Pair::Ecdsa(_) | Pair::Ed25519(_) => Err(Error::AlgorithmDoesNotFitKey),
        }
    }

    fn from_sec1(der: &[u8]) -> Result<Self, Error> {
        [
            &ECDSA_P256_SHA256_ASN1_SIGNING,
            &ECDSA_P384_SHA384_ASN1_SIGNING,
            &ECDSA_P521_SHA512_ASN1_SIGNING,
        ]
        .into_iter()
        .find_map(|curve| EcdsaKeyPair::from_private_key_der(curve, der).ok())
        .ok_or_else(traditional_rejected)
        .and_then(Self::ecdsa)
    }

    fn rsa(pair: RsaKeyPair) -> Result<Self, Error> {
        let info: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
        let public_key = public_key(info)?;
        Ok(Self {
            pair: Pair::Rsa(Box::new(pair)),
            public_key,
        })
    }

    fn ed25519(pair: Ed25519KeyPair) -> Result<Self, Error> {
        let info: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
        let public_key = public_key(info)?;
        Ok(Self {
            pair: Pair::Ed25519(Box::new(pair)),
            public_key,
        })
    }

    fn ecdsa(pair: EcdsaKeyPair) -> Result<Self, Error> {
        let info: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
        let public_key = public_key(info)?;
        Ok(Self {
            pair: Pair::Ecdsa(Box::new(pair)),
            public_key,
        })
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({:?})", self.public_key.kind())
    }
}

/// A private key with the certificates that speak for it: its own first, then towards the root.
#[derive(Debug)]
pub struct Identity {
    /// The key.
    pub key: PrivateKey,
    /// The key's certificate, then its issuers as far as they are known.
    pub chain: Vec<Certificate>,
}

impl Identity {
    /// Puts a key and certificates together; the certificates may come in any order and hold strangers.
    pub fn new(key: PrivateKey, certificates: Vec<Certificate>) -> Result<Self, Error> {
        if certificates.is_empty() {
            return Err(Error::NoCertificate);
        }
        let own = certificates
            .iter()
            .find(|certificate| certificate.public_key() == key.public_key())
            .cloned();
        let chain = chain::towards_root(own.ok_or(Error::KeyDoesNotFitCertificate)?, certificates);
        Ok(Self { key, chain })
    }

    /// Key and certificates from one PEM text.
    pub fn from_pem(text: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        Self::new(
            PrivateKey::from_pem(text, password)?,
            Certificate::all_from_pem(text)?,
        )
    }

    /// Key and certificates from a PKCS#12 file, RFC 7292: today's PBES2 and yesterday's RC2 and 3DES.
    pub fn from_pkcs12(der: &[u8], password: &[u8]) -> Result<Self, Error> {
        let contents = pkcs12::open(der, password)?;
        let key = contents.keys.first().ok_or(Error::NoPrivateKey)?;
        Self::new(PrivateKey::from_pkcs8_der(key)?, contents.certificates)
    }

    /// The key's own certificate.
    pub fn certificate(&self) -> Result<&Certificate, Error> {
        self.chain.first().ok_or(Error::NoCertificate)
    }
}

const MALFORMED: Error = Error::Malformed { what: "private key" };

fn traditional_rejected() -> Error {
    // A traditional PEM key with a "DEK-Info" header is encrypted; its body is then no key.
    Error::Malformed {
        what: "traditional private key",
    }
}

fn public_key<E>(info: Result<PublicKeyX509Der<'_>, E>) -> Result<PublicKey, Error> {
    let info = info.map_err(|_| Error::Crypto {
        operation: "public key",
    })?;
    PublicKey::from_der(info.as_ref())
}

fn curve_of(kind: KeyKind) -> Result<&'static EcdsaSigningAlgorithm, Error> {
    match kind {
        KeyKind::P256 => Ok(&ECDSA_P256_SHA256_ASN1_SIGNING),
        KeyKind::P384 => Ok(&ECDSA_P384_SHA384_ASN1_SIGNING),
        KeyKind::P521 => Ok(&ECDSA_P521_SHA512_ASN1_SIGNING),
        _ => Err(Error::Unsupported { what: "key type" }),
    }
}

fn rsa_encoding(algorithm: SignatureAlgorithm) -> Result<&'static dyn RsaEncoding, Error> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    Ok(match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha256) => &RSA_PKCS1_SHA256,
        SignatureAlgorithm::RsaPkcs1(Sha384) => &RSA_PKCS1_SHA384,
        SignatureAlgorithm::RsaPkcs1(Sha512) => &RSA_PKCS1_SHA512,
        SignatureAlgorithm::RsaPss(Sha256) => &RSA_PSS_SHA256,
        SignatureAlgorithm::RsaPss(Sha384) => &RSA_PSS_SHA384,
        SignatureAlgorithm::RsaPss(Sha512) => &RSA_PSS_SHA512,
        _ => return Err(Error::AlgorithmDoesNotFitKey),
    })
}

fn sign_rsa(pair: &RsaKeyPair, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| Error::Crypto {
            operation: "RSA signature",
        })?;
    Ok(signature)
}

#[cfg(test)]
mod tests;
