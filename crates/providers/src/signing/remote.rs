//! A signer in another process, over its socket. This side holds certificates and the key under which authorisations travel, and no
//! key that signs documents.

use std::path::PathBuf;
use std::time::Duration;

use ades::cms::ToBeSigned;
use ades::x509::Certificate;
use app::ports::{Authorisation, AuthorisationKey, Signer, SignerError, SignerIdentity};
use async_trait::async_trait;
use domain::ids::AccountId;
use jiff::Timestamp;
use tokio::net::UnixStream;

use super::wire::{PublicKey, Refusal, Request, Response, receive, send};

const TIME_LIMIT: Duration = Duration::from_secs(30);

/// A signer at a socket.
pub struct RemoteSigner {
    socket: PathBuf,
    authorisations: AuthorisationKey,
    /// Names of authorities whose certificates are for tests.
    test_authorities: Vec<String>,
}

/// A key of the signer, as the rest of the product knows it.
#[derive(Clone, Debug)]
pub struct RemoteKey {
    /// Its identity.
    pub id: String,
    /// The one account that it serves.
    pub account: Option<String>,
    /// Its certificate and the chain above it, PEM.
    pub certificate_chain_pem: String,
    /// Whether it comes from a test authority.
    pub is_test: bool,
}

impl RemoteSigner {
    /// The signer that listens at this socket.
    pub fn new(
        socket: PathBuf,
        authorisations: AuthorisationKey,
        test_authorities: Vec<String>,
    ) -> RemoteSigner {
        RemoteSigner {
            socket,
            authorisations,
            test_authorities,
        }
    }

    /// What keys it has.
    pub async fn keys(&self) -> Result<Vec<RemoteKey>, SignerError> {
        let known = self.public_keys().await?.into_iter().map(|key| {
            let chain = chain_of(&key)?;
            Ok(RemoteKey {
                is_test: self.is_test(&chain),
                id: key.id,
                account: key.account,
                certificate_chain_pem: key.certificate_chain_pem,
            })
        });
        known.collect()
    }

    async fn public_keys(&self) -> Result<Vec<PublicKey>, SignerError> {
        match self.ask(&Request::Keys).await? {
            Response::Keys(keys) => Ok(keys),
            _ => Err(nonsense()),
        }
    }

    fn is_test(&self, chain: &[Certificate]) -> bool {
        let issuer = chain.first().map(|own| own.issuer().to_string());
        issuer.is_some_and(|issuer| self.test_authorities.contains(&issuer))
    }

    async fn ask(&self, request: &Request) -> Result<Response, SignerError> {
        let conversation = async {
            let mut stream = UnixStream::connect(&self.socket).await?;
            send(&mut stream, request).await?;
            receive(&mut stream).await
        };
        let unavailable = |why: String| SignerError::Unavailable(format!("{}: {why}", self.socket.display()));
        match tokio::time::timeout(TIME_LIMIT, conversation).await {
            Ok(answer) => answer.map_err(|error: std::io::Error| unavailable(error.to_string())),
            Err(_) => Err(unavailable("it does not answer".into())),
        }
    }
}

#[async_trait]
impl Signer for RemoteSigner {
    async fn identity(&self, account: AccountId) -> Result<SignerIdentity, SignerError> {
        let keys = self.public_keys().await?;
        let own = keys.iter().find(|key| key.account == Some(account.to_string()));
        let key = own.or_else(|| keys.iter().find(|key| key.account.is_none()));
        let key = key.ok_or(SignerError::NoKey)?;
        let chain = chain_of(key)?;
        Ok(SignerIdentity {
            key: key.id.clone(),
            is_test: self.is_test(&chain),
            chain,
            algorithm: key.algorithm,
        })
    }

    async fn sign(
        &self,
        authorisation: &Authorisation,
        to_be_signed: &[ToBeSigned],
        _: Timestamp,
    ) -> Result<Vec<Vec<u8>>, SignerError> {
        let wire = authorisation.to_wire(&self.authorisations);
        let request = Request::Sign {
            authorisation: wire.map_err(|error| SignerError::Failed(error.to_string()))?,
            to_be_signed: to_be_signed.to_vec(),
        };
        match self.ask(&request).await? {
            Response::Signatures(signatures) if signatures.len() == to_be_signed.len() => {
                let read = signatures
                    .iter()
                    .map(|digits| hex::decode(digits).map_err(|_| nonsense()));
                read.collect()
            }
            Response::Refused(Refusal::NoKey) => Err(SignerError::NoKey),
            Response::Refused(Refusal::CertificateNotValid) => Err(SignerError::CertificateNotValid),
            Response::Refused(Refusal::NotAuthorised(why)) => {
                tracing::warn!(why, "the signer refused an authorisation");
                Err(SignerError::NotAuthorised)
            }
            Response::Refused(Refusal::Failed(why)) => Err(SignerError::Failed(why)),
            Response::Keys(_) | Response::Signatures(_) => Err(nonsense()),
        }
    }
}

fn chain_of(key: &PublicKey) -> Result<Vec<Certificate>, SignerError> {
    Certificate::all_from_pem(key.certificate_chain_pem.as_bytes())
        .map_err(|error| SignerError::Failed(error.to_string()))
}

fn nonsense() -> SignerError {
    SignerError::Failed("the signer answered something else than it was asked".into())
}
