//! A real S3 server for tests: moto from PyPI, one per test binary, one bucket per test.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::watched::{self, Watched};
use crate::blobs::S3Settings;

/// A running S3 server that ends with this process.
pub struct S3Server {
    _server: Watched,
    port: u16,
    buckets: AtomicU32,
}

static SERVER: OnceLock<S3Server> = OnceLock::new();

/// $1: moto_server, $2: port.
const SCRIPT: &str = r#"
    "$1" -H 127.0.0.1 -p "$2" >/dev/null 2>&1 &
    echo started
    exec >/dev/null
    cat
    kill $!
"#;

impl S3Server {
    /// The server of this test binary, started at the first call.
    pub fn of_this_process() -> &'static S3Server {
        SERVER.get_or_init(S3Server::start)
    }

    fn start() -> S3Server {
        let program = program();
        assert!(
            program.exists(),
            "these tests need an S3 server: {} is missing. `make test` installs it (PyPI: moto[server]); \
             PODPIS_TEST_MOTO may name another moto_server",
            program.display(),
        );
        let port = free_port();
        let arguments = [program.to_str().expect("a plain path"), &port.to_string()];
        let (server, _) =
            watched::start(Command::new("env"), SCRIPT, &arguments).expect("moto_server did not start");
        wait_for(port);
        S3Server {
            _server: server,
            port,
            buckets: AtomicU32::new(0),
        }
    }

    /// Makes a bucket and returns how to reach it.
    pub fn new_bucket(&self) -> S3Settings {
        let bucket = format!("bucket-{}", self.buckets.fetch_add(1, Ordering::Relaxed));
        self.put_bucket(&bucket);
        S3Settings {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            bucket,
            region: "us-east-1".into(),
            access_key_id: "test".into(),
            secret_access_key: "test".into(),
            prefix: "podpis".into(),
            path_style: true,
        }
    }

    fn put_bucket(&self, bucket: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection to moto_server");
        // RFC 9112 §3: one request is all that we need of HTTP here.
        let request = format!(
            "PUT /{bucket} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(
            answer.starts_with("HTTP/1.1 200"),
            "moto_server made no bucket: {answer}"
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "where a test tool lies is the test machine's business"
)]
fn program() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var("PODPIS_TEST_MOTO").map_or_else(|_| workspace.join(".venv/bin/moto_server"), PathBuf::from)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}

fn wait_for(port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            start.elapsed() < Duration::from_secs(90),
            "moto_server does not answer on port {port}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}
