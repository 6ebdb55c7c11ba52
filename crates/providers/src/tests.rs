//! An HTTP server that gives one canned answer to everybody, for tests of what goes wrong.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;
use crate::http::{HttpClient, HttpSettings, PrivateAddresses};

/// What everybody gets.
#[derive(Clone, Copy)]
pub(crate) enum Canned {
    /// These bytes, and the end of the connection.
    Answer(&'static str),
    /// Nothing, for longer than anybody waits.
    Silence,
}

pub(crate) struct CannedServer {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl CannedServer {
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for CannedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) async fn canned(answer: Canned) -> CannedServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = requests.clone();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_one(stream, answer, seen.clone()));
        }
    });
    CannedServer {
        address,
        requests,
        task,
    }
}

async fn answer_one(mut stream: TcpStream, answer: Canned, seen: Arc<Mutex<Vec<String>>>) {
    let request = read_request(&mut stream).await;
    seen.lock().unwrap().push(request);
    match answer {
        Canned::Answer(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
        Canned::Silence => tokio::time::sleep(Duration::from_secs(30)).await,
    }
}

/// Head and as much body as it announces.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => request.extend_from_slice(&chunk[..count]),
            _ => return text,
        }
    }
}

/// A client that may call this machine and has little patience.
pub(crate) fn loopback_client() -> HttpClient {
    let settings = HttpSettings {
        private_addresses: PrivateAddresses::Allow,
        timeout: Duration::from_millis(500),
        ..HttpSettings::default()
    };
    HttpClient::new(&settings).unwrap()
}

#[test]
fn only_this_machine_is_this_machine() {
    for own in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "::1"] {
        assert!(is_this_machine(own), "{own}");
    }
    for other in ["localhost.example", "10.0.0.1", "example.com", "::ffff:8.8.8.8"] {
        assert!(!is_this_machine(other), "{other}");
    }
}
