//! Secrets derived from the installation's one master key, which lives in a file outside the data folder's backup (decision 31).
//!
//! Every purpose has its own subkey (HKDF-SHA-256, RFC 5869), so that no value made for one purpose fits another.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::{aead, constant_time, digest, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::identity::{CODE_DIGITS, Code};
use domain::ids::{AgreementId, ChallengeId, ParticipantId};
use zeroize::Zeroizing;

/// The master key and what is derived from it. It cannot be printed.
pub struct Keys {
    master: Prk,
    links: hmac::Key,
    codes: hmac::Key,
    passwords: hmac::Key,
    images: hmac::Key,
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// A secret that opens something: a link, a session, an integration key. Only its SHA-256 is ever stored.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes what came in from outside.
    pub fn from_text(text: &str) -> Token {
        Token(text.to_owned())
    }

    /// 256 random bits.
    pub fn random() -> Token {
        Token(URL_SAFE_NO_PAD.encode(random_bytes::<32>()))
    }

    /// The text, for the one message or cookie that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up.
    pub fn hash(&self) -> String {
        hex::encode(digest::digest(&digest::SHA256, self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Keys {
    /// Derives everything from 32 bytes of the key file.
    pub fn new(master: &[u8; 32]) -> Keys {
        let master = Salt::new(HKDF_SHA256, b"podpis").extract(master);
        let key = |purpose: &str| hmac::Key::new(hmac::HMAC_SHA256, &*expand(&master, purpose));
        Keys {
            links: key("links"),
            codes: key("codes"),
            passwords: key("passwords"),
            images: key("images"),
            master,
        }
    }

    /// A subkey for another part of the product (blobs, wrapped keys, personal values).
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        expand(&self.master, purpose)
    }

    /// The token of a recipient's link: the same one each time, until the generation changes (decision 24).
    pub fn link_token(&self, participant: ParticipantId, generation: u32) -> Token {
        let mut context = participant.0.as_bytes().to_vec();
        context.extend_from_slice(&generation.to_be_bytes());
        Token(URL_SAFE_NO_PAD.encode(hmac::sign(&self.links, &context)))
    }

    /// What makes the address of a page's picture good until its time is over.
    pub fn image_token(&self, agreement: AgreementId, page: usize, width: u32, until: i64) -> Token {
        let context = format!("{agreement}\n{page}\n{width}\n{until}");
        Token(URL_SAFE_NO_PAD.encode(hmac::sign(&self.images, context.as_bytes())))
    }

    /// The one-time code of a challenge, derived at hand-over and again at the answer; stored nowhere.
    pub fn code(&self, challenge: ChallengeId) -> Code {
        let tag = hmac::sign(&self.codes, challenge.0.as_bytes());
        let number = tag
            .as_ref()
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        let modulus = 10_u64.pow(u32::try_from(CODE_DIGITS).unwrap_or(6));
        Code::new(&format!("{:0width$}", number % modulus, width = CODE_DIGITS))
    }

    /// What argon2 gets instead of the password: useless without the key file (decision 24).
    pub fn peppered(&self, password: &str) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(hmac::sign(&self.passwords, password.as_bytes()).as_ref().to_vec())
    }

    /// Encrypts a small secret for the database (AES-256-GCM). `context` must be the same when it is opened.
    pub fn wrap(&self, purpose: &str, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let key = self.aead(purpose)?;
        let nonce: [u8; 12] = random_bytes();
        let mut sealed = plain.to_vec();
        let aad = aead::Aad::from(context);
        key.seal_in_place_append_tag(aead::Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .map_err(|_| KeyFault)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Keys::wrap`] made.
    pub fn unwrap(
        &self,
        purpose: &str,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
        let key = self.aead(purpose)?;
        let (nonce, sealed) = wrapped.split_at_checked(12).ok_or(KeyFault)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyFault)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let length = key
            .open_in_place(nonce, aead::Aad::from(context), &mut opened)
            .map_err(|_| KeyFault)?
            .len();
        opened.truncate(length);
        Ok(opened)
    }

    /// Eight hexadecimal digits that tell one key file from another, for `doctor`.
    pub fn fingerprint(&self) -> String {
        hex::encode(&expand(&self.master, "fingerprint")[..4])
    }

    fn aead(&self, purpose: &str) -> Result<aead::LessSafeKey, KeyFault> {
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, &*expand(&self.master, purpose))
            .map_err(|_| KeyFault)?;
        Ok(aead::LessSafeKey::new(key))
    }
}

/// The key does not fit, or the value was changed.
#[derive(Debug, thiserror::Error)]
#[error("the key file does not fit this data, or the data was changed")]
pub struct KeyFault;

fn expand(master: &Prk, purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0_u8; 32]);
    let info = [purpose.as_bytes()];
    let filled = master
        .expand(&info, Length(32))
        .and_then(|okm| okm.fill(key.as_mut_slice()));
    debug_assert!(filled.is_ok(), "32 bytes are within HKDF's limit");
    key
}

/// Fresh random bytes from the operating system.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // The system's generator does not fail after boot; continuing with zeros would be worse than stopping.
    assert!(
        rand::fill(&mut bytes).is_ok(),
        "the operating system gives no random numbers"
    );
    bytes
}

/// Compares secrets without letting the time tell where they differ.
pub fn same_secret(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_same_link_can_be_sent_again_and_another_generation_kills_it() {
        let keys = Keys::new(&[7; 32]);
        let who = ParticipantId(Uuid::from_u128(1));
        assert_eq!(keys.link_token(who, 0).reveal(), keys.link_token(who, 0).reveal());
        assert_ne!(keys.link_token(who, 0).reveal(), keys.link_token(who, 1).reveal());
        assert_ne!(
            keys.link_token(who, 0).reveal(),
            Keys::new(&[8; 32]).link_token(who, 0).reveal()
        );
    }

    #[test]
    fn a_37_codes_have_six_digits() {
        let keys = Keys::new(&[7; 32]);
        for n in 0..200 {
            let code = keys.code(ChallengeId(Uuid::from_u128(n)));
            assert!(code.reveal().len() == 6 && code.reveal().bytes().all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn a_wrapped_secret_opens_only_with_its_key_and_context() {
        let (keys, other) = (Keys::new(&[7; 32]), Keys::new(&[8; 32]));
        let wrapped = keys.wrap("seal", b"key 1", b"secret").unwrap();
        assert_eq!(&**keys.unwrap("seal", b"key 1", &wrapped).unwrap(), b"secret");
        assert!(keys.unwrap("seal", b"key 2", &wrapped).is_err());
        assert!(keys.unwrap("other", b"key 1", &wrapped).is_err());
        assert!(other.unwrap("seal", b"key 1", &wrapped).is_err());
        assert!(keys.unwrap("seal", b"key 1", &wrapped[..8]).is_err());
    }
}
