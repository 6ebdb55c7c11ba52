//! A demo as a process of its own, spoken to over HTTP as clients and recipients do.

#![allow(dead_code, reason = "each test file uses a part")]

use reqwest::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The binary under test.
pub const PODPIS: &str = env!("CARGO_BIN_EXE_podpis");

/// A running demo.
pub struct Demo {
    pub folder: PathBuf,
    pub address: String,
    pub key: String,
    pub facts: Value,
    process: Child,
    client: Client,
}

/// What a recipient's browser remembers.
pub struct Browser {
    pub link: String,
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

impl Demo {
    /// Starts a demo over a folder; `more` are further arguments.
    pub async fn start(folder: &Path, more: &[&str]) -> Demo {
        let log = std::fs::File::create(folder.with_extension("log")).unwrap();
        let _ = std::fs::remove_file(folder.join("ready.json"));
        let port = free_port();
        let process = Command::new(PODPIS)
            .args([
                "demo",
                "--listen",
                &format!("127.0.0.1:{port}"),
                "--log",
                "json",
                "--data",
            ])
            .arg(folder)
            .args(more)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let (client, address) = (client(), format!("http://127.0.0.1:{port}"));
        eventually("the demo", 40, async || {
            client
                .get(format!("{address}/healthz"))
                .send()
                .await
                .ok()
                .filter(|answer| answer.status().is_success())
        })
        .await;
        let facts: Value = serde_json::from_slice(&std::fs::read(folder.join("demo.json")).unwrap()).unwrap();
        let key = facts["integrationKey"].as_str().unwrap().to_owned();
        Demo {
            folder: folder.to_owned(),
            address,
            key,
            facts,
            process,
            client,
        }
    }

    /// Whether the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// What the API answers.
    pub async fn get(&self, path: &str) -> Response {
        let url = format!("{}/api/rest/v6{path}", self.address);
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
        let url = format!("{}/api/rest/v6{path}", self.address);
        let key = format!("Bearer {}", self.key);
        self.client
            .request(method, url)
            .header(AUTHORIZATION, key)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    pub async fn upload(&self, name: &str, bytes: Vec<u8>) -> String {
        let form = Form::new().part("File", Part::bytes(bytes).file_name(name.to_owned()));
        let url = format!("{}/api/rest/v6/transientDocuments", self.address);
        let key = format!("Bearer {}", self.key);
        let answer = self
            .client
            .post(url)
            .header(AUTHORIZATION, key)
            .multipart(form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.json::<Value>().await.unwrap()["transientDocumentId"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Sends a contract to these people: `(address, telephone number)`, one after another.
    pub async fn send_contract(&self, name: &str, people: &[(&str, Option<&str>)]) -> String {
        let document = self.upload("contract.pdf", pdf_bytes(name)).await;
        let set = |(index, (email, phone)): (usize, &(&str, Option<&str>))| {
            let security = match phone {
                None => json!({"authenticationMethod": "NONE"}),
                Some(phone) => {
                    json!({"authenticationMethod": "PHONE", "phoneInfo": {"countryCode": "386", "phone": phone}})
                }
            };
            json!({"order": index + 1, "role": "SIGNER", "memberInfos": [{"email": email, "name": format!("Oseba {index}"), "securityOption": security}]})
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
        let url = format!("{}/simulated/outbox.json", self.address);
        let all: Value = self.client.get(url).send().await.unwrap().json().await.unwrap();
        let own = all["messages"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|message| message["to"] == to);
        own.cloned().collect()
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

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Browser {
    pub fn open(link: &str) -> Browser {
        Browser {
            link: link.to_owned(),
            cookies: Vec::new(),
            client: client(),
        }
    }

    /// The same browser at another node.
    pub fn at(&mut self, address: &str) {
        let path = self.link.split("/s/").nth(1).unwrap().to_owned();
        self.link = format!("{address}/s/{path}");
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

    pub async fn get(&mut self, path: &str) -> Response {
        let request = self
            .client
            .get(format!("{}{path}", self.link))
            .header(COOKIE, self.cookies.join("; "));
        let answer = request.send().await.unwrap();
        self.keep(answer).await
    }

    pub async fn page(&mut self) -> String {
        self.get("").await.text().await.unwrap()
    }

    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let request = self
            .client
            .post(format!("{}{path}", self.link))
            .header(COOKIE, self.cookies.join("; "));
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"));
        let answer = request.send().await.unwrap();
        self.keep(answer).await
    }

    pub async fn json(&mut self, path: &str, body: &Value) -> Response {
        let request = self
            .client
            .post(format!("{}{path}", self.link))
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

    /// Agrees, fills and clicks.
    pub async fn sign(&mut self) -> Response {
        let page = self.page().await;
        let seen = self.json("/opened", &json!({})).await;
        assert!(seen.status().is_success(), "{}", seen.status());
        let version = between(&page, "name=\"version\" value=\"", "\"");
        let agreed = self.form("/consent", &[("version", &version)]).await;
        assert!(
            agreed.status().is_redirection() || agreed.status().is_success(),
            "{}",
            agreed.status()
        );
        let data = self.data().await;
        let act = act(&data);
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

fn encode(text: &str) -> String {
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

/// How many signatures a PDF carries.
pub fn signatures(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.matches("/ETSI.CAdES.detached").count()
}
