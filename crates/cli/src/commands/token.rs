//! A key on a PKCS#11 token, for the commands that sign and for the organisation's seal.

use ades::x509::Certificate;
use ades::x509::chain::towards_root;
use anyhow::Context;
use clap::Args;
use providers::Secret;
use providers::pkcs11::{Pkcs11Key, Pkcs11Settings};
use providers::signing::local::LocalKey;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a token and its key are.
#[derive(Args, Clone, Debug)]
pub struct Token {
    /// PKCS#11 module of the token, such as /usr/lib/softhsm/libsofthsm2.so
    #[arg(
        long = "pkcs11",
        value_name = "MODULE",
        required = false,
        requires = "label",
        requires = "key_label"
    )]
    pub module: PathBuf,
    /// Label of the token
    #[arg(long = "token", value_name = "LABEL", required = false, requires = "module")]
    pub label: String,
    /// Label of key and certificate on the token
    #[arg(long, value_name = "LABEL", required = false, requires = "module")]
    pub key_label: String,
    /// PEM file of the certificate of a key on a token, and its issuers, where the token does not hold them
    #[arg(long, value_name = "FILE", requires = "module")]
    pub chain: Option<PathBuf>,
}

impl Token {
    /// Opens it: the key, and its certificate with its issuers.
    pub fn open(&self, pin: Secret, sessions: usize) -> anyhow::Result<(Pkcs11Key, Vec<Certificate>)> {
        let key = Pkcs11Key::open(Pkcs11Settings {
            module: self.module.clone(),
            token: self.label.clone(),
            label: self.key_label.clone(),
            pin,
            sessions,
        })?;
        let mut certificates = key.chain().to_vec();
        if let Some(file) = &self.chain {
            let given = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
            certificates.extend(Certificate::all_from_pem_or_der(&given)?);
        }
        let own = certificates.first().cloned();
        let own = own.context("the token holds no certificate with this label: name its file with chain")?;
        Ok((key, towards_root(own, certificates)))
    }

    /// The organisation's key. It is known by its certificate: a token gives no other name that lasts.
    pub fn seal(&self, pin: Secret, sessions: usize) -> anyhow::Result<LocalKey> {
        let (key, chain) = self.open(pin, sessions)?;
        let now = app::ports::Clock::now(&providers::clock::SystemClock);
        let signer = ades::pades::Signer::new(chain, None, now).context("this certificate cannot seal")?;
        let chain = signer.chain().to_vec();
        let fingerprint = chain
            .first()
            .map(Certificate::fingerprint_hex)
            .unwrap_or_default();
        let digits: String = fingerprint
            .chars()
            .filter(char::is_ascii_hexdigit)
            .take(32)
            .collect();
        Ok(LocalKey {
            name: format!("token-{digits}"),
            account: None,
            key: Arc::new(key),
            chain,
            is_test: false,
            waits: true,
        })
    }
}
