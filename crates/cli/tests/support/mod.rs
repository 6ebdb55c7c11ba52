//! A demo as a process of its own, spoken to over HTTP as clients and recipients do.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use reqwest::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The binary under test.
pub const PODPIS: &str = env!("CARGO_BIN_EXE_podpis");

/// An installation as its clients reach it: one address, or several nodes that take requests in turn.
pub struct Installation {
    pub key: String,
    addresses: Addresses,
    outbox: String,
    client: Client,
}

/// The nodes of an installation; every request goes to the next.
#[derive(Clone)]
pub struct Addresses {
    all: Arc<[String]>,
    turn: Arc<AtomicUsize>,
}

/// A running demo.
pub struct Demo {
    pub folder: PathBuf,
    pub address: String,
    pub facts: Value,
    installation: Installation,
    process: Process,
}

/// A process of ours that ends with the test.
pub struct Process(Child);

/// A user's session at one node.
pub struct Session {
    address: String,
    cookie: String,
    client: Client,
}

/// What a recipient's browser remembers.
pub struct Browser {
    pub link: String,
    addresses: Option<Addresses>,
    cookies: Vec<String>,
    client: Client,
}

pub fn client() -> Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

/// Tries until it is there.
pub async fn eventually<T>(what: &str, seconds: u64, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "{what} did not happen within {seconds} s");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until a server is ready: a demo has made its sample agreements then.
pub async fn ready(address: &str) {
    let client = client();
    eventually(address, 40, async || {
        let answer = client.get(format!("{address}/readyz")).send().await.ok()?;
        answer.status().is_success().then_some(())
    })
    .await;
}

impl Process {
    /// Starts `podpis` with these arguments. What it logs goes to the end of a file; what it prints, beside it, to `….out`.
    pub fn start(arguments: &[&str], log: &Path) -> Process {
        let mut command = Command::new(PODPIS);
        command.args(arguments);
        Process::of(command, log)
    }

    /// The same for a command with an environment of its own.
    pub fn of(mut command: Command, log: &Path) -> Process {
        let open = |path: &Path| {
            std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .unwrap()
        };
        let printed = open(&log.with_extension("out"));
        Process(command.stdout(printed).stderr(open(log)).spawn().unwrap())
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Addresses {
    pub fn new(all: &[String]) -> Addresses {
        Addresses {
            all: all.into(),
            turn: Arc::default(),
        }
    }

    pub fn next(&self) -> &str {
        &self.all[self.turn.fetch_add(1, Ordering::Relaxed) % self.all.len()]
    }
}

impl Demo {
    /// Starts a demo over a folder; `more` are further arguments.
    pub async fn start(folder: &Path, more: &[&str]) -> Demo {
        let (port, log) = (free_port(), folder.with_extension("log"));
        let listen = format!("127.0.0.1:{port}");
        let mut arguments = vec![
            "demo",
            "--listen",
            &listen,
            "--log",
            "json",
            "--data",
            folder.to_str().unwrap(),
        ];
        arguments.extend(more);
        let _ = std::fs::remove_file(&log);
        let process = Process::start(&arguments, &log);
        let address = format!("http://{listen}");
        ready(&address).await;
        let facts: Value = serde_json::from_slice(&std::fs::read(folder.join("demo.json")).unwrap()).unwrap();
        let key = facts["integrationKey"].as_str().unwrap();
        let outbox = format!("{address}/simulated/outbox.json");
        let installation = Installation::new(std::slice::from_ref(&address), key, &outbox);
        Demo {
            folder: folder.to_owned(),
            address,
            facts,
            installation,
            process,
        }
    }

    /// Whether the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.process.has_ended()
    }
}

impl Deref for Demo {
    type Target = Installation;
    fn deref(&self) -> &Installation {
        &self.installation
    }
}

impl Installation {
    pub fn new(addresses: &[String], key: &str, outbox: &str) -> Installation {
        let (key, outbox) = (key.to_owned(), outbox.to_owned());
        Installation {
            key,
            addresses: Addresses::new(addresses),
            outbox,
            client: client(),
        }
    }

    /// The same installation, seen by one of its nodes alone.
    pub fn through(&self, node: usize) -> Installation {
        Installation::new(&self.addresses.all[node..=node], &self.key, &self.outbox)
    }

    /// A recipient's browser whose requests go to all nodes in turn.
    pub fn browser(&self, link: &str) -> Browser {
        Browser {
            addresses: Some(self.addresses.clone()),
            ..Browser::open(link)
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/rest/v6{path}", self.addresses.next())
    }

    /// What the API answers.
    pub async fn get(&self, path: &str) -> Response {
        let url = self.url(path);
        self.client
            .get(url)
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .send()
            .await
            .unwrap()
    }

    pub async fn get_json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub async fn send(&self, method: reqwest::Method, path: &str, body: &Value) -> Response {
        let url = self.url(path);
        let key = format!("Bearer {}", self.key);
        let change = method == reqwest::Method::PUT;
        let request = self.client.request(method, url).header(AUTHORIZATION, key);
        // Whoever changes something says of which version; any will do here.
        let request = if change {
            request.header("if-match", "*")
        } else {
            request
        };
        request.json(body).send().await.unwrap()
    }

    pub async fn upload(&self, name: &str, bytes: Vec<u8>) -> String {
        let answer = self.try_upload(name, bytes).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.json::<Value>().await.unwrap()["transientDocumentId"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A file that may be refused.
    pub async fn try_upload(&self, name: &str, bytes: Vec<u8>) -> Response {
        let form = Form::new().part("File", Part::bytes(bytes).file_name(name.to_owned()));
        let url = self.url("/transientDocuments");
        let key = format!("Bearer {}", self.key);
        self.client
            .post(url)
            .header(AUTHORIZATION, key)
            .multipart(form)
            .send()
            .await
            .unwrap()
    }

    /// Sends a contract to these people: `(address, telephone number)`, one after another.
    pub async fn send_contract(&self, name: &str, people: &[(&str, Option<&str>)]) -> String {
        let people: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(index, (email, phone))| (index + 1, *email, *phone))
            .collect();
        self.send_in_order(name, &people).await
    }

    /// Sends a contract to these people, whose turn it is all at the same time.
    pub async fn send_contract_at_once(&self, name: &str, people: &[&str]) -> String {
        let people: Vec<_> = people.iter().map(|email| (1, *email, None)).collect();
        self.send_in_order(name, &people).await
    }

    async fn send_in_order(&self, name: &str, people: &[(usize, &str, Option<&str>)]) -> String {
        let document = self.upload("contract.pdf", pdf_bytes(name)).await;
        let set = |(index, (order, email, phone)): (usize, &(usize, &str, Option<&str>))| {
            let security = match phone {
                None => json!({"authenticationMethod": "NONE"}),
                Some(phone) => {
                    json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": phone}})
                }
            };
            json!({"order": order, "role": "SIGNER", "memberInfos": [{"email": email, "name": format!("Oseba {index}"), "securityOption": security}]})
        };
        let sets: Vec<Value> = people.iter().enumerate().map(set).collect();
        let body = json!({"name": name, "state": "IN_PROCESS", "signatureType": "ESIGN", "locale": "sl_SI",
            "fileInfos": [{"transientDocumentId": document}], "participantSetsInfo": sets});
        let answer = self.send(reqwest::Method::POST, "/agreements", &body).await;
        let (status, created) = (answer.status(), answer.json::<Value>().await.unwrap());
        assert_eq!(status, StatusCode::CREATED, "{created}");
        created["id"].as_str().unwrap().to_owned()
    }

    pub async fn status(&self, agreement: &str) -> String {
        self.get_json(&format!("/agreements/{agreement}")).await["status"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub async fn until_status(&self, agreement: &str, wanted: &str) {
        eventually(wanted, 60, async || {
            (self.status(agreement).await == wanted).then_some(())
        })
        .await;
    }

    /// Messages that arrived for somebody.
    pub async fn messages(&self, to: &str) -> Vec<Value> {
        let all: Value = self
            .client
            .get(&self.outbox)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let own = all["messages"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|message| message["to"] == to);
        own.cloned().collect()
    }

    /// What operators are shown, as text.
    pub async fn metrics(&self) -> String {
        let answer = self
            .client
            .get(format!("{}/metrics", self.addresses.next()))
            .send()
            .await;
        answer.unwrap().text().await.unwrap()
    }

    /// The link of the newest mail to somebody that has one to sign with.
    pub async fn link(&self, to: &str) -> String {
        eventually("a mail with a link", 40, async || {
            let messages = self.messages(to).await;
            let links = messages
                .iter()
                .rev()
                .flat_map(|message| message["links"].as_array().cloned().unwrap_or_default());
            links
                .filter_map(|link| link.as_str().map(str::to_owned))
                .find(|link| link.contains("/s/"))
        })
        .await
    }

    pub async fn code(&self, to: &str, beyond: usize) -> String {
        eventually("a code", 40, async || {
            let messages = self.messages(to).await;
            let message = messages.get(beyond)?;
            message["codes"][0].as_str().map(str::to_owned)
        })
        .await
    }
}

impl Session {
    /// Whoever is not signed in yet.
    pub fn new(address: &str) -> Session {
        Session {
            address: address.to_owned(),
            cookie: String::new(),
            client: client(),
        }
    }

    /// Signs a user of a demo in.
    pub async fn of(demo: &Demo, user: &Value) -> Session {
        let mut session = Session::new(&demo.address);
        let field = |name: &str| user[name].as_str().unwrap().to_owned();
        let answer = session
            .form(
                "/sign-in",
                &[("email", &field("email")), ("password", &field("password"))],
            )
            .await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        session
    }

    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .client
            .post(format!("{}{path}", self.address))
            .header(COOKIE, &self.cookie);
        let answer = with_form(request, fields).send().await.unwrap();
        let cookies = answer
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .map(|cookie| cookie.to_str().unwrap());
        let mut pairs = cookies.map(|cookie| cookie.split(';').next().unwrap());
        if let Some(pair) = pairs.find(|pair| pair.starts_with("podpis=")) {
            self.cookie = pair.to_owned();
        }
        answer
    }

    /// A file as the browser would keep it.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = self
            .client
            .get(format!("{}{path}", self.address))
            .header(COOKIE, &self.cookie);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.unwrap().to_vec()
    }

    pub async fn page(&self, path: &str) -> String {
        let request = self
            .client
            .get(format!("{}{path}", self.address))
            .header(COOKIE, &self.cookie);
        request.send().await.unwrap().text().await.unwrap()
    }
}

impl Browser {
    pub fn open(link: &str) -> Browser {
        Browser {
            link: link.to_owned(),
            addresses: None,
            cookies: Vec::new(),
            client: client(),
        }
    }

    fn url(&self, path: &str) -> String {
        match &self.addresses {
            None => format!("{}{path}", self.link),
            Some(addresses) => {
                let token = self.link.split("/s/").nth(1).unwrap();
                format!("{}/s/{token}{path}", addresses.next())
            }
        }
    }

    async fn keep(&mut self, answer: Response) -> Response {
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = pair.split('=').next().unwrap().to_owned();
            self.cookies
                .retain(|known| !known.starts_with(&format!("{name}=")));
            self.cookies.push(pair);
        }
        answer
    }

    /// What it would send as `Cookie`.
    pub fn cookies(&self) -> String {
        self.cookies.join("; ")
    }

    pub async fn get(&mut self, path: &str) -> Response {
        let request = self
            .client
            .get(self.url(path))
            .header(COOKIE, self.cookies.join("; "));
        let answer = request.send().await.unwrap();
        self.keep(answer).await
    }

    pub async fn page(&mut self) -> String {
        self.get("").await.text().await.unwrap()
    }

    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .client
            .post(self.url(path))
            .header(COOKIE, self.cookies.join("; "));
        let answer = with_form(request, fields).send().await.unwrap();
        self.keep(answer).await
    }

    pub async fn json(&mut self, path: &str, body: &Value) -> Response {
        let request = self
            .client
            .post(self.url(path))
            .header(COOKIE, self.cookies.join("; "));
        let answer = request.json(body).send().await.unwrap();
        self.keep(answer).await
    }

    /// What the page hands to its script.
    pub async fn data(&mut self) -> Value {
        let page = self.page().await;
        let start = page
            .find("id=\"data\"")
            .unwrap_or_else(|| panic!("no data on the page: {page}"));
        let start = start + page[start..].find('>').unwrap() + 1;
        let end = start + page[start..].find("</script>").unwrap();
        serde_json::from_str(&page[start..end]).unwrap()
    }

    /// Agrees and fills; what is left is the click.
    pub async fn ready(&mut self) -> Value {
        let page = self.page().await;
        let seen = self.json("/opened", &json!({})).await;
        assert!(seen.status().is_success(), "{}", seen.status());
        // A consent that was kept is not asked for again.
        if page.contains("name=\"version\"") {
            let version = between(&page, "name=\"version\" value=\"", "\"");
            let agreed = self.form("/consent", &[("version", &version)]).await;
            let status = agreed.status();
            assert!(status.is_redirection() || status.is_success(), "{status}");
        }
        act(&self.data().await)
    }

    /// Agrees, fills and clicks.
    pub async fn sign(&mut self) -> Response {
        let act = self.ready().await;
        self.json("/sign", &act).await
    }
}

/// What the page's script would send: every own signature drawn.
pub fn act(data: &Value) -> Value {
    let stroke = json!([{"x": 10.0, "y": 40.0, "width": 2.0}, {"x": 90.0, "y": 12.0, "width": 2.5}, {"x": 160.0, "y": 44.0, "width": 2.0}]);
    let own = data["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| field["own"] == true);
    let values: serde_json::Map<String, Value> = own
        .map(|field| (field["id"].as_str().unwrap().to_owned(), json!(true)))
        .collect();
    json!({"revision": data["revision"], "values": values, "signature": {"kind": "drawn", "strokes": [stroke], "width": 200.0, "height": 60.0}, "initials": null})
}

pub fn between(text: &str, before: &str, after: &str) -> String {
    let start = text
        .find(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"))
        + before.len();
    text[start..start + text[start..].find(after).unwrap()].to_owned()
}

fn with_form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(pairs.join("&"))
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// A small PDF of one page, written by hand so that no code of ours makes what our code is to read.
pub fn pdf_bytes(text: &str) -> Vec<u8> {
    let plain: String = text.chars().filter(char::is_ascii).collect();
    let stream = format!("BT /F1 18 Tf 72 760 Td ({plain}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    file
}

/// What `podpis validate` says of a file that nobody vouches for.
pub fn validated(file: &Path) -> Value {
    let run = Command::new(PODPIS)
        .args(["validate", "--format", "json"])
        .arg(file)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2), "nobody's anchor: undecided");
    serde_json::from_slice::<Value>(&run.stdout).unwrap()[0].clone()
}

/// How many signatures a PDF carries.
pub fn signatures(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.matches("/ETSI.CAdES.detached").count()
}
