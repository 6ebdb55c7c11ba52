//! Keys on tokens and in security modules, PKCS#11 v2.40: they never leave the token, so what is to be signed goes there.
//!
//! Each signature takes a session out of a pool. A session that broke (the token was pulled out and put back, the module was
//! restarted) is replaced once, with a new login; where that fails, the module is started anew, since some see tokens only then.
//! A key that wants its PIN for each signature gets it each time.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use ades::algorithm::{DigestAlgorithm, SignatureAlgorithm, ecdsa_raw_to_der};
use ades::cms::ToBeSigned;
use ades::key::SigningKey;
use ades::x509::{Certificate, chain};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as TokenError, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;

use crate::secret::Secret;

/// Where the key is.
#[derive(Clone)]
pub struct Pkcs11Settings {
    /// The token's driver: a shared library.
    pub module: PathBuf,
    /// Label of the token.
    pub token: String,
    /// Label of the key, and of its certificate if the token holds it.
    pub label: String,
    /// The token's PIN.
    pub pin: Secret,
    /// Signatures at the same time.
    pub sessions: usize,
}

/// Why a token cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Pkcs11Error {
    /// The module is no PKCS#11 module.
    #[error("{module} cannot be used as a PKCS#11 module: {reason}")]
    Module {
        /// Its file.
        module: String,
        /// What it said.
        reason: String,
    },
    /// No token has this label.
    #[error("there is no token {0}; put it in, or see what `pkcs11-tool --list-token-slots` says")]
    NoToken(String),
    /// The PIN is not the token's; tokens lock themselves after a few tries.
    #[error("the PIN is wrong or the token is locked: {0}")]
    Pin(String),
    /// The token holds no such key.
    #[error("the token holds no private key {0}")]
    NoKey(String),
    /// Anything else that the token says.
    #[error("the token does not do it: {0}")]
    Token(String),
    /// It worked before, and does not any more.
    #[error(
        "the token {token} was pulled out, locked or restarted, and cannot be used again ({reason}): put it in again; what waits goes on by itself"
    )]
    Lost {
        /// Its label.
        token: String,
        /// What came of the second try.
        reason: String,
    },
    /// The certificate on the token cannot be read.
    #[error(transparent)]
    Certificate(#[from] ades::Error),
}

/// A key on a token.
pub struct Pkcs11Key {
    settings: Pkcs11Settings,
    module: Pkcs11,
    pool: Mutex<Pool>,
    returned: Condvar,
    chain: Vec<Certificate>,
}

struct Pool {
    idle: Vec<Opened>,
    in_use: usize,
}

/// A session that is logged in, and the key as it knows it.
struct Opened {
    session: Session,
    key: ObjectHandle,
    always_authenticate: bool,
}

impl Pkcs11Key {
    /// Opens the token, logs in and finds the key and, if it is there, its certificate with its issuers.
    pub fn open(settings: Pkcs11Settings) -> Result<Self, Pkcs11Error> {
        let unusable = |error: TokenError| Pkcs11Error::Module {
            module: settings.module.display().to_string(),
            reason: error.to_string(),
        };
        let module = Pkcs11::new(&settings.module).map_err(unusable)?;
        start(&module).map_err(unusable)?;
        let opened = open_session(&module, &settings)?;
        let chain = certificates(&opened.session, &settings.label)?;
        Ok(Self {
            settings,
            module,
            pool: Mutex::new(Pool {
                idle: vec![opened],
                in_use: 0,
            }),
            returned: Condvar::new(),
            chain,
        })
    }

    /// The certificate that the token holds under the key's label, and its issuers there; empty where it holds none.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An idle session, or leave to open one.
    fn take(&self) -> Option<Opened> {
        let mut pool = self.lock();
        while pool.in_use >= self.settings.sessions.max(1) {
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.in_use += 1;
        pool.idle.pop()
    }

    fn give_back(&self, opened: Option<Opened>) {
        let mut pool = self.lock();
        pool.in_use -= 1;
        pool.idle.extend(opened);
        self.returned.notify_one();
    }

    fn sign_with(&self, opened: &Opened, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, TokenError> {
        let (mechanism, data) = mechanism(to_be_signed, opened.always_authenticate)?;
        let (session, key) = (&opened.session, opened.key);
        if !opened.always_authenticate {
            return session.sign(&mechanism, key, data);
        }
        session.sign_init(&mechanism, key)?;
        session.login(UserType::ContextSpecific, Some(&pin(&self.settings)))?;
        session.sign_update(data)?;
        session.sign_final()
    }

    /// It was opened once: what fails now is not what it was.
    fn lost(&self, second: &Pkcs11Error) -> Pkcs11Error {
        Pkcs11Error::Lost {
            token: self.settings.token.clone(),
            reason: second.to_string(),
        }
    }

    /// A new session in place of a broken one. A module that knows a token only as it was at the module's start is started
    /// anew, which ends all its sessions, so only while nobody else has one. A wrong PIN is not tried twice: tokens count.
    fn reopen(&self) -> Result<Opened, Pkcs11Error> {
        let first = match open_session(&self.module, &self.settings) {
            Ok(opened) => return Ok(opened),
            Err(error @ Pkcs11Error::Pin(_)) => return Err(error),
            Err(error) => error,
        };
        // Whoever wants to begin meanwhile waits for this lock.
        let mut pool = self.lock();
        if pool.in_use > 1 {
            return Err(first);
        }
        pool.idle.clear();
        match self.module.clone().finalize() {
            // It could not be started last time.
            Ok(()) | Err(TokenError::Pkcs11(RvError::CryptokiNotInitialized, _)) => {}
            Err(error) => return Err(told(error)),
        }
        start(&self.module).map_err(told)?;
        open_session(&self.module, &self.settings)
    }

    /// Signs; a broken session is replaced once.
    fn sign_once_more(&self, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, Pkcs11Error> {
        let mut opened = self.take();
        let first = match &opened {
            Some(opened) => self.sign_with(opened, to_be_signed),
            None => Err(TokenError::Pkcs11(
                RvError::SessionHandleInvalid,
                cryptoki::context::Function::Sign,
            )),
        };
        let signed = match first {
            Err(error) if is_broken(&error) => {
                drop(opened.take());
                self.lock()
                    .idle
                    .retain(|other| other.session.get_session_info().is_ok());
                self.reopen()
                    .and_then(|new| {
                        let signed = self.sign_with(&new, to_be_signed).map_err(told);
                        opened = Some(new);
                        signed
                    })
                    .map_err(|second| self.lost(&second))
            }
            other => other.map_err(told),
        };
        self.give_back(opened);
        signed
    }
}

impl SigningKey for Pkcs11Key {
    fn sign(&self, to_be_signed: &ToBeSigned) -> Result<Vec<u8>, ades::Error> {
        let unavailable = |error: Pkcs11Error| ades::Error::KeyUnavailable {
            reason: error.to_string(),
        };
        let signature = self.sign_once_more(to_be_signed).map_err(unavailable)?;
        match to_be_signed.algorithm {
            // PKCS#11 v2.40 §2.3.1: two numbers in a row.
            SignatureAlgorithm::Ecdsa(_) => ecdsa_raw_to_der(&signature),
            _ => Ok(signature),
        }
    }
}

fn start(module: &Pkcs11) -> Result<(), TokenError> {
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Err(TokenError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        other => other,
    }
}

fn pin(settings: &Pkcs11Settings) -> AuthPin {
    AuthPin::new(settings.pin.reveal().into())
}

fn open_session(module: &Pkcs11, settings: &Pkcs11Settings) -> Result<Opened, Pkcs11Error> {
    let slots = module.get_slots_with_token().map_err(told)?;
    let has_label = |slot: &cryptoki::slot::Slot| {
        module
            .get_token_info(*slot)
            .is_ok_and(|token| token.label() == settings.token)
    };
    let slot = slots.into_iter().find(has_label);
    let slot = slot.ok_or_else(|| Pkcs11Error::NoToken(settings.token.clone()))?;
    let session = module.open_ro_session(slot).map_err(told)?;
    match session.login(UserType::User, Some(&pin(settings))) {
        Ok(()) | Err(TokenError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
        Err(TokenError::Pkcs11(
            error @ (RvError::PinIncorrect | RvError::PinLocked | RvError::PinLenRange),
            _,
        )) => {
            return Err(Pkcs11Error::Pin(format!("{error:?}")));
        }
        Err(error) => return Err(told(error)),
    }
    let wanted = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Label(settings.label.clone().into_bytes()),
    ];
    let keys = session.find_objects(&wanted).map_err(told)?;
    let key = *keys
        .first()
        .ok_or_else(|| Pkcs11Error::NoKey(settings.label.clone()))?;
    let always = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate]);
    let always_authenticate =
        always.is_ok_and(|found| matches!(found.as_slice(), [Attribute::AlwaysAuthenticate(true)]));
    Ok(Opened {
        session,
        key,
        always_authenticate,
    })
}

/// The labelled certificate first, then its issuers among all that the token holds.
fn certificates(session: &Session, label: &str) -> Result<Vec<Certificate>, Pkcs11Error> {
    let read = |wanted: &[Attribute]| -> Result<Vec<Certificate>, Pkcs11Error> {
        let mut found = Vec::new();
        for object in session.find_objects(wanted).map_err(told)? {
            let attributes = session
                .get_attributes(object, &[AttributeType::Value])
                .map_err(told)?;
            for attribute in attributes {
                if let Attribute::Value(der) = attribute {
                    found.push(Certificate::from_der(&der)?);
                }
            }
        }
        Ok(found)
    };
    let class = Attribute::Class(ObjectClass::CERTIFICATE);
    let labelled = read(&[class.clone(), Attribute::Label(label.as_bytes().to_vec())])?;
    let Some(own) = labelled.into_iter().next() else {
        return Ok(Vec::new());
    };
    Ok(chain::towards_root(own, read(&[class])?))
}

/// How the token signs. A key that wants its PIN in between can do so only with mechanisms that take the message in pieces.
fn mechanism(to_be_signed: &ToBeSigned, in_pieces: bool) -> Result<(Mechanism<'static>, &[u8]), TokenError> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let message = to_be_signed.bytes.as_slice();
    Ok(match to_be_signed.algorithm {
        SignatureAlgorithm::Ecdsa(_) if !in_pieces => (Mechanism::Ecdsa, to_be_signed.digest.as_slice()),
        SignatureAlgorithm::Ecdsa(Sha256) => (Mechanism::EcdsaSha256, message),
        SignatureAlgorithm::Ecdsa(Sha384) => (Mechanism::EcdsaSha384, message),
        SignatureAlgorithm::Ecdsa(Sha512) => (Mechanism::EcdsaSha512, message),
        SignatureAlgorithm::RsaPkcs1(Sha256) => (Mechanism::Sha256RsaPkcs, message),
        SignatureAlgorithm::RsaPkcs1(Sha384) => (Mechanism::Sha384RsaPkcs, message),
        SignatureAlgorithm::RsaPkcs1(Sha512) => (Mechanism::Sha512RsaPkcs, message),
        SignatureAlgorithm::RsaPss(Sha256) => (Mechanism::Sha256RsaPkcsPss(pss(Sha256)), message),
        SignatureAlgorithm::RsaPss(Sha384) => (Mechanism::Sha384RsaPkcsPss(pss(Sha384)), message),
        SignatureAlgorithm::RsaPss(Sha512) => (Mechanism::Sha512RsaPkcsPss(pss(Sha512)), message),
        _ => return Err(TokenError::NotSupported),
    })
}

/// RFC 8017 §9.1: one digest for message and mask, the salt as long as it.
fn pss(digest: DigestAlgorithm) -> PkcsPssParams {
    let (hash_alg, mgf) = match digest {
        DigestAlgorithm::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        DigestAlgorithm::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
        _ => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
    };
    PkcsPssParams {
        hash_alg,
        mgf,
        s_len: (digest.length() as u64).into(),
    }
}

/// Whether another session may do better.
fn is_broken(error: &TokenError) -> bool {
    matches!(
        error,
        TokenError::Pkcs11(
            RvError::SessionHandleInvalid
                | RvError::SessionClosed
                | RvError::UserNotLoggedIn
                | RvError::DeviceRemoved
                | RvError::DeviceError
                | RvError::TokenNotPresent
                | RvError::ObjectHandleInvalid
                | RvError::KeyHandleInvalid
                | RvError::CryptokiNotInitialized,
            _
        )
    )
}

fn told(error: TokenError) -> Pkcs11Error {
    Pkcs11Error::Token(error.to_string())
}
