//! Somebody with a session of their own; and a second account beside that of the demo.

use crate::support::{Demo, PODPIS, between, client, encode};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use std::process::Command;
use uuid::Uuid;

const PASSWORD: &str = "correct horse battery";

/// Somebody who is signed in, with a browser and a key.
pub(crate) struct Person {
    address: String,
    pub(crate) session: String,
    pub(crate) key: String,
}

impl Person {
    /// The demo's administrator.
    pub(crate) async fn admin(demo: &Demo) -> Person {
        Person::with_role(demo, true, 0).await
    }

    /// A user of the demo who is no administrator.
    pub(crate) async fn sender(demo: &Demo) -> Person {
        Person::with_role(demo, false, 0).await
    }

    /// Another one.
    pub(crate) async fn colleague(demo: &Demo) -> Person {
        Person::with_role(demo, false, 1).await
    }

    async fn with_role(demo: &Demo, admin: bool, number: usize) -> Person {
        let address = demo.address.clone();
        let mut users = demo.facts["users"].as_array().unwrap().iter();
        let user = users
            .by_ref()
            .filter(|user| (user["role"] == "admin") == admin)
            .nth(number)
            .unwrap();
        let form = form(&[
            ("email", user["email"].as_str().unwrap()),
            ("password", user["password"].as_str().unwrap()),
        ]);
        let answer = post(&format!("{address}/sign-in"), form).await;
        Person {
            session: session(&answer),
            key: demo.key.clone(),
            address,
        }
    }

    /// An administrator of another account, who has nothing to do with the demo's.
    pub(crate) async fn neighbour(demo: &Demo) -> Person {
        let address = demo.address.clone();
        let link = invited(demo);
        let form = form(&[("password", PASSWORD), ("again", PASSWORD)]);
        let answer = post(&format!("{address}/welcome/{link}"), form).await;
        let session = session(&answer);
        let neighbour = Person {
            address,
            session,
            key: String::new(),
        };
        let key = neighbour.new_key(&app::integration::SCOPES);
        Person {
            key: key.await,
            ..neighbour
        }
    }

    /// A key with these scopes, made by the form.
    pub(crate) async fn new_key(&self, scopes: &[&str]) -> String {
        let fields = [("name", "Test")].into_iter();
        let fields: Vec<(&str, &str)> = fields
            .chain(scopes.iter().map(|scope| ("scopes", *scope)))
            .collect();
        let request = self.page(Method::POST, "/settings/keys");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(form(&fields)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.unwrap();
        between(&page, "id=\"fresh-key\" value=\"", "\"")
    }

    /// What a page shows.
    pub(crate) async fn reads(&self, path: &str) -> String {
        let answer = self.page(Method::GET, path).send().await.unwrap();
        answer.text().await.unwrap()
    }

    /// What a script of a page is told.
    pub(crate) async fn told(&self, path: &str) -> serde_json::Value {
        let answer = self.page(Method::GET, path).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// Sends a form as a page does.
    pub(crate) async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.page(Method::POST, path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(form(fields)).send().await.unwrap()
    }

    /// A request with the session's cookie.
    pub(crate) fn page(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.address);
        client().request(method, url).header(COOKIE, &self.session)
    }

    /// A request with the key.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/rest/v6{path}", self.address);
        client().request(method, url).bearer_auth(&self.key)
    }
}

/// Fields as a form sends them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

async fn post(url: &str, form: String) -> Response {
    let request = client()
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(form).send().await.unwrap();
    assert!(answer.status().is_redirection(), "{url}: {}", answer.status());
    answer
}

fn session(answer: &Response) -> String {
    let cookies = answer.headers().get_all(SET_COOKIE).iter();
    let cookies = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
    let mut found = cookies.filter(|cookie| cookie.starts_with("podpis="));
    found.next().expect("a session's cookie")
}

/// Makes an account at the console of the demo (M-07), and reads the invitation of its administrator.
fn invited(demo: &Demo) -> String {
    let email = format!("sosed-{}@sosed.example", Uuid::now_v7().simple());
    let mut command = Command::new(PODPIS);
    command.args([
        "admin",
        "add-account",
        "--organisation",
        "Sosed d.o.o.",
        "--name",
        "Sosed Sosedov",
    ]);
    command.args(["--email", &email, "--data"]).arg(&demo.folder);
    command.arg("--kek-file").arg(demo.folder.join("kek"));
    let made = command.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    between(&String::from_utf8(made.stdout).unwrap(), "/welcome/", "\n")
}
