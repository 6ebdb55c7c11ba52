//! What goes over the signer's socket: one request, one answer, each a length and JSON. There is no request that yields a key.

use ades::algorithm::SignatureAlgorithm;
use ades::cms::ToBeSigned;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A few digests and attributes; whoever sends more is not us.
const MAX_MESSAGE: usize = 1 << 20;

/// What can be asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Request {
    /// All keys, by their certificates.
    Keys,
    /// Signatures over these, which the authorisation names.
    Sign {
        authorisation: String,
        to_be_signed: Vec<ToBeSigned>,
    },
}

/// What is answered.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Response {
    Keys(Vec<PublicKey>),
    /// In hexadecimal.
    Signatures(Vec<String>),
    Refused(Refusal),
}

/// A key without what is secret of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicKey {
    pub(super) id: String,
    pub(super) account: Option<String>,
    pub(super) certificate_chain_pem: String,
    pub(super) algorithm: SignatureAlgorithm,
}

/// Why there is no signature.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Refusal {
    NoKey,
    NotAuthorised(String),
    CertificateNotValid,
    Failed(String),
}

pub(super) async fn send<T: Serialize>(
    stream: &mut (impl AsyncWriteExt + Unpin),
    message: &T,
) -> io::Result<()> {
    let bytes = serde_json::to_vec(message)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    stream.write_all(&length.to_be_bytes()).await?;
    stream.write_all(&bytes).await?;
    stream.flush().await
}

pub(super) async fn receive<T: DeserializeOwned>(stream: &mut (impl AsyncReadExt + Unpin)) -> io::Result<T> {
    let length = stream.read_u32().await? as usize;
    if length > MAX_MESSAGE {
        return Err(io::Error::other("the message is too long"));
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(serde_json::from_slice(&bytes)?)
}
