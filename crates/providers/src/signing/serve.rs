//! The signer's side of its socket: who asks is known from the kernel, what they may is known from the authorisation alone.
//!
//! An authorisation is used up, on the disk, before the key is touched. What is signed leaves only after the signature verified.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ades::cms::ToBeSigned;
use app::ports::{Authorisation, AuthorisationKey, Clock, Signer, SignerError};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;

use super::local::LocalSigner;
use super::uses::{Event, UseLog};
use super::wire::{PublicKey, Refusal, Request, Response, receive, send};

/// Connections at once; more wait.
const AT_ONCE: usize = 32;
/// For one request and its answer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Where a test stops the process, as a power cut would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopAfter {
    /// The use stands in the log; nothing is signed.
    Used,
    /// The signature is made; nobody has it.
    Signed,
}

/// The signer.
pub struct SignerServer {
    /// The keys.
    pub keys: LocalSigner,
    /// What was asked.
    pub log: Mutex<UseLog>,
    /// Under which authorisations come.
    pub authorisations: AuthorisationKey,
    /// Users of the system whose processes may ask.
    pub users: Vec<u32>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Tests only.
    pub stop_after: Option<StopAfter>,
}

/// Listens at a path for this user alone. A socket that a process left that is gone is taken away.
pub fn listen(path: &Path) -> io::Result<UnixListener> {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    if let Ok(found) = std::fs::symlink_metadata(path) {
        if !found.file_type().is_socket() {
            return Err(io::Error::other("there is something else than a socket"));
        }
        if std::os::unix::net::UnixStream::connect(path).is_ok() {
            return Err(io::Error::other("another signer listens there"));
        }
        std::fs::remove_file(path)?;
    }
    // The process's mask keeps others out between the two calls; whoever connects is asked who they are besides.
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

impl SignerServer {
    /// Answers until told to stop.
    pub async fn run(
        self: Arc<Self>,
        listener: UnixListener,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        tokio::pin!(stop);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            // Both in one wait: a stop is seen, too, while all places are taken.
            let next = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (place, listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                () = &mut stop => return Ok(()),
                next = next => next,
            };
            let place = place.map_err(io::Error::other)?;
            let (stream, _) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let server = Arc::clone(&self);
            tokio::spawn(async move {
                let _place = place;
                match tokio::time::timeout(TIME_LIMIT, server.converse(stream)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::warn!(%error, "a conversation ended early"),
                    Err(_) => tracing::warn!("a conversation took too long"),
                }
            });
        }
    }

    async fn converse(&self, mut stream: UnixStream) -> io::Result<()> {
        let peer = stream.peer_cred()?;
        if !self.users.contains(&peer.uid()) {
            tracing::warn!(
                user = peer.uid(),
                process = peer.pid(),
                "a stranger asked and got nothing"
            );
            return Ok(());
        }
        let response = match receive(&mut stream).await? {
            Request::Keys => self.public_keys(),
            Request::Sign {
                authorisation,
                to_be_signed,
            } => match self.sign(&authorisation, &to_be_signed, peer.uid()).await {
                Ok(signatures) => Response::Signatures(signatures.iter().map(hex::encode).collect()),
                Err(refusal) => Response::Refused(refusal),
            },
        };
        send(&mut stream, &response).await
    }

    fn public_keys(&self) -> Response {
        let keys = self.keys.keys().iter().filter_map(|key| {
            let chain = key.chain.iter().map(|one| one.to_pem());
            Some(PublicKey {
                id: key.name.clone(),
                account: key.account.map(|account| account.to_string()),
                certificate_chain_pem: chain.collect(),
                algorithm: key.algorithm().ok()?,
            })
        });
        Response::Keys(keys.collect())
    }

    async fn sign(
        &self,
        authorisation: &str,
        to_be_signed: &[ToBeSigned],
        asked_by: u32,
    ) -> Result<Vec<Vec<u8>>, Refusal> {
        let now = self.clock.now();
        let Some(authorisation) = Authorisation::from_wire(authorisation, &self.authorisations) else {
            tracing::warn!(user = asked_by, "an authorisation that the guard did not make");
            return Err(Refusal::NotAuthorised(
                "nobody who may made this authorisation".into(),
            ));
        };
        if let Err(fault) = self.with_log(|log| log.use_up(&authorisation, asked_by, now)) {
            tracing::warn!(authorisation = %authorisation.id(), %fault, "a use was refused");
            return Err(Refusal::NotAuthorised(fault.to_string()));
        }
        self.stop(StopAfter::Used);
        let signed = self.keys.sign(&authorisation, to_be_signed, now).await;
        self.stop(StopAfter::Signed);
        let event = match &signed {
            Ok(_) => Event::Signed,
            Err(error) => Event::Refused(error.to_string()),
        };
        // What is not written down does not leave.
        if let Err(fault) = self.with_log(|log| log.write(event, &authorisation, asked_by, now)) {
            return Err(Refusal::Failed(fault.to_string()));
        }
        tracing::info!(
            authorisation = %authorisation.id(),
            agreement = authorisation.grounds().agreement,
            signed = signed.is_ok(),
            "the key was asked for"
        );
        signed.map_err(|error| match error {
            SignerError::NoKey => Refusal::NoKey,
            SignerError::CertificateNotValid => Refusal::CertificateNotValid,
            SignerError::NotAuthorised => {
                Refusal::NotAuthorised("it names another key or other digests".into())
            }
            error => Refusal::Failed(error.to_string()),
        })
    }

    fn with_log<T>(&self, work: impl FnOnce(&mut UseLog) -> T) -> T {
        work(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn stop(&self, here: StopAfter) {
        if self.stop_after == Some(here) {
            std::process::abort();
        }
    }
}
