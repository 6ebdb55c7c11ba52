//! A program asks a user to let it act for them: registration, consent, code, tokens, and everything that must not work.

use crate::person::{Person, form};
use crate::support::{Demo, between, client};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const BACK: &str = "https://erp.example/back?from=podpis";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A program that was registered, at one demo.
struct Program<'a> {
    demo: &'a Demo,
    id: String,
    secret: String,
}

impl Program<'_> {
    async fn registered<'a>(demo: &'a Demo, admin: &Person) -> Program<'a> {
        let fields = [
            ("name", "ERP"),
            ("redirect", BACK),
            ("scopes", "agreement_read"),
            ("scopes", "user_read"),
        ];
        let answer = posted(admin, "/settings/applications", &fields).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.unwrap();
        Program {
            demo,
            id: between(&page, "id=\"fresh-client\" value=\"", "\""),
            secret: between(&page, "id=\"fresh-secret\" value=\"", "\""),
        }
    }

    fn wish<'a>(&'a self, scope: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut wish = vec![
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", BACK),
            ("scope", scope),
            ("state", "s t/1"),
        ];
        wish.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        wish.extend(more);
        wish
    }

    /// What the program is told when the user answers.
    async fn told(&self, user: &Person, answer: &str, wish: &[(&str, &str)]) -> BTreeMap<String, String> {
        let fields = [wish, &[("answer", answer)]].concat();
        let answer = posted(user, "/public/oauth/v2", &fields).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{wish:?}");
        let place = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(
            place.starts_with("https://erp.example/back?from=podpis&"),
            "{place}"
        );
        let query = place.split_once('?').unwrap().1;
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    async fn code(&self, user: &Person, scope: &str) -> String {
        self.told(user, "allow", &self.wish(scope, &[])).await["code"].clone()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let own = [
            ("client_id", self.id.as_str()),
            ("client_secret", self.secret.as_str()),
        ];
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        all.extend(
            own.into_iter()
                .filter(|(name, _)| fields.iter().all(|(other, _)| other != name)),
        );
        let url = format!("{}/oauth/v2/token", self.demo.address);
        let request = client()
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(form(&all)).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
        ])
        .await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    async fn get(&self, token: &Value, path: &str) -> StatusCode {
        let url = format!("{}/api/rest/v6{path}", self.demo.address);
        let request = client().get(url).bearer_auth(token.as_str().unwrap());
        request.send().await.unwrap().status()
    }
}

async fn posted(person: &Person, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let request = person.page(Method::POST, path);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body(form(fields)).send().await.unwrap()
}

async fn asked(person: &Person, wish: &[(&str, &str)]) -> reqwest::Response {
    let path = format!("/public/oauth/v2?{}", form(wish));
    person.page(Method::GET, &path).send().await.unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn refused(answer: (StatusCode, Value), error: &str) {
    let status = if error == "invalid_client" {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::BAD_REQUEST
    };
    assert_eq!(answer, (status, json!({"error": error})));
}

/// D6, step 1, and on to a call: asked, allowed, exchanged, used, refreshed, given back.
#[tokio::test]
async fn a_user_lets_a_program_act_and_the_program_gives_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let program = Program::registered(&demo, &admin).await;
    let wish = program.wish("agreement_read:account user_read", &[]);
    let page = asked(&admin, &wish).await;
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("form-action 'self' https://erp.example"),
        "{policy}"
    );
    let page = page.text().await.unwrap();
    assert!(page.contains("ERP") && page.contains("name=\"answer\""), "{page}");
    let told = program.told(&admin, "deny", &wish).await;
    assert_eq!(
        (told["error"].as_str(), told["state"].as_str()),
        ("access_denied", "s+t%2F1")
    );
    let told = program.told(&admin, "allow", &wish).await;
    assert_eq!(told["state"], "s+t%2F1");
    let (status, issued) = program.exchange(&told["code"]).await;
    assert_eq!(
        (status, &issued["token_type"], &issued["expires_in"]),
        (StatusCode::OK, &json!("Bearer"), &json!(3600))
    );
    assert_eq!(issued["api_access_point"], format!("{}/", demo.address));
    let access = &issued["access_token"];
    assert_eq!(program.get(access, "/agreements").await, StatusCode::OK);
    assert_eq!(
        program.get(access, "/webhooks").await,
        StatusCode::FORBIDDEN,
        "a scope that was not given"
    );
    assert_eq!(program.get(access, "/users/me").await, StatusCode::OK);
    assert_eq!(
        program.get(access, "/users").await,
        StatusCode::FORBIDDEN,
        "user_read reaches to oneself"
    );
    let (status, fresh) = program.refresh(text(&issued["refresh_token"])).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(fresh["refresh_token"], issued["refresh_token"], "rotated");
    assert_eq!(
        program.get(&fresh["access_token"], "/agreements").await,
        StatusCode::OK
    );
    nothing_is_kept(
        &demo,
        &[
            &told["code"],
            text(access),
            text(&issued["refresh_token"]),
            &program.secret,
        ],
    );
    let url = format!("{}/oauth/v2/revoke", demo.address);
    let fields = form(&[
        ("client_id", &program.id),
        ("client_secret", &program.secret),
        ("token", text(&fresh["access_token"])),
    ]);
    let request = client()
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(
        request.body(fields).send().await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(
        program.get(&fresh["access_token"], "/agreements").await,
        StatusCode::UNAUTHORIZED
    );
    refused(
        program.refresh(text(&fresh["refresh_token"])).await,
        "invalid_grant",
    );
}

fn nothing_is_kept(demo: &Demo, secrets: &[&str]) {
    for file in ["podpis.sqlite", "podpis.sqlite-wal"] {
        let bytes = std::fs::read(demo.folder.join(file)).unwrap_or_default();
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{file} holds a secret");
        }
    }
}

/// A code or a refresh token that comes twice was stolen: nobody keeps what was issued.
#[tokio::test]
async fn what_comes_twice_was_stolen() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let program = Program::registered(&demo, &admin).await;
    let code = program.code(&admin, "agreement_read").await;
    let (_, issued) = program.exchange(&code).await;
    assert_eq!(
        program.get(&issued["access_token"], "/agreements").await,
        StatusCode::OK
    );
    refused(program.exchange(&code).await, "invalid_grant");
    assert_eq!(
        program.get(&issued["access_token"], "/agreements").await,
        StatusCode::UNAUTHORIZED
    );
    refused(
        program.refresh(text(&issued["refresh_token"])).await,
        "invalid_grant",
    );
    let (_, issued) = program
        .exchange(&program.code(&admin, "agreement_read").await)
        .await;
    let (_, thiefs) = program.refresh(text(&issued["refresh_token"])).await;
    assert_eq!(
        program.get(&thiefs["access_token"], "/agreements").await,
        StatusCode::OK
    );
    refused(
        program.refresh(text(&issued["refresh_token"])).await,
        "invalid_grant",
    );
    assert_eq!(
        program.get(&thiefs["access_token"], "/agreements").await,
        StatusCode::UNAUTHORIZED
    );
    refused(
        program.refresh(text(&thiefs["refresh_token"])).await,
        "invalid_grant",
    );
    let code = program.code(&admin, "agreement_read").await;
    let (one, two) = tokio::join!(program.exchange(&code), program.exchange(&code));
    let good = [one.0, two.0]
        .into_iter()
        .filter(|status| *status == StatusCode::OK)
        .count();
    assert!(good <= 1, "one code, one exchange");
    let code = program.code(&admin, "agreement_read").await;
    let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1], timeout=20); c.execute(\"UPDATE oauth_token SET expires_at = expires_at - 300*1000000 WHERE kind = 'code'\"); c.commit()";
    let aged = std::process::Command::new("python3")
        .args(["-c", script])
        .arg(demo.folder.join("podpis.sqlite"))
        .status();
    assert!(aged.unwrap().success());
    refused(program.exchange(&code).await, "invalid_grant");
}

#[tokio::test]
async fn a_code_works_for_its_program_its_address_and_its_verifier_alone() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let program = Program::registered(&demo, &admin).await;
    let other = Program::registered(&demo, &admin).await;
    let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let wish = program.wish("agreement_read", &challenge);
    let code = program.told(&admin, "allow", &wish).await["code"].clone();
    let with = |more: &[(&'static str, String)]| -> Vec<(String, String)> {
        let mut fields = vec![
            ("grant_type".to_owned(), "authorization_code".to_owned()),
            ("code".into(), code.clone()),
            ("redirect_uri".into(), BACK.into()),
        ];
        for (name, value) in more {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), value.clone()));
        }
        fields
    };
    let cases = [
        (with(&[]), "invalid_grant"),
        (with(&[("code_verifier", "another".into())]), "invalid_grant"),
        (
            with(&[
                ("code_verifier", VERIFIER.into()),
                ("redirect_uri", "https://erp.example/back".into()),
            ]),
            "invalid_grant",
        ),
        (
            with(&[
                ("code_verifier", VERIFIER.into()),
                ("client_secret", "wrong".into()),
            ]),
            "invalid_client",
        ),
        (
            with(&[("code_verifier", VERIFIER.into()), ("client_id", "nobody".into())]),
            "invalid_client",
        ),
        (
            with(&[
                ("code_verifier", VERIFIER.into()),
                ("client_id", other.id.clone()),
                ("client_secret", other.secret.clone()),
            ]),
            "invalid_grant",
        ),
        (
            with(&[("grant_type", "password".into())]),
            "unsupported_grant_type",
        ),
    ];
    for (fields, error) in cases {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        refused(program.token(&fields).await, error);
    }
    let fields = with(&[("code_verifier", VERIFIER.into())]);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        program.token(&fields).await.0,
        StatusCode::OK,
        "and the right one works"
    );
    for (more, error) in [
        (vec![("scope", "agreement_send")], "invalid_scope"),
        (vec![("scope", "")], "invalid_scope"),
        (vec![("response_type", "token")], "unsupported_response_type"),
        (
            vec![("code_challenge", CHALLENGE), ("code_challenge_method", "plain")],
            "invalid_request",
        ),
    ] {
        let told = program
            .told(&admin, "allow", &program.wish("agreement_read", &more))
            .await;
        assert_eq!(told["error"], error, "{more:?}");
        assert!(!told.contains_key("code"));
    }
}

/// Nobody is sent to an address that is not the program's, no other account's user can be asked, and only admins give more than their own.
#[tokio::test]
async fn other_addresses_accounts_and_reaches_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let admin = Person::admin(&demo).await;
    let program = Program::registered(&demo, &admin).await;
    for more in [
        ("redirect_uri", "https://evil.example/back"),
        ("redirect_uri", "https://erp.example/back?from=podpis&more"),
        ("redirect_uri", ""),
        ("client_id", "nobody"),
    ] {
        let wish = program.wish("agreement_read", &[more]);
        assert_eq!(
            asked(&admin, &wish).await.status(),
            StatusCode::BAD_REQUEST,
            "{more:?}"
        );
        let answer = posted(
            &admin,
            "/public/oauth/v2",
            &[&wish[..], &[("answer", "allow")]].concat(),
        )
        .await;
        assert_eq!(
            (answer.status(), answer.headers().get("location")),
            (StatusCode::BAD_REQUEST, None),
            "{more:?}"
        );
    }
    let wish = program.wish("agreement_read", &[]);
    let neighbour = Person::neighbour(&demo).await;
    assert_eq!(asked(&neighbour, &wish).await.status(), StatusCode::BAD_REQUEST);
    let nobody = client()
        .get(format!("{}/public/oauth/v2?{}", demo.address, form(&wish)))
        .send()
        .await
        .unwrap();
    assert_eq!(nobody.status(), StatusCode::SEE_OTHER);
    assert!(
        nobody.headers()["location"]
            .to_str()
            .unwrap()
            .starts_with("/sign-in?next=%2Fpublic%2Foauth")
    );
    let sender = Person::sender(&demo).await;
    let told = program
        .told(&sender, "allow", &program.wish("agreement_read:account", &[]))
        .await;
    assert_eq!(told["error"], "invalid_scope");
    own_alone(&demo, &program, &admin).await;
    taken_back(&program, &admin).await;
}

/// `:self` of an administrator reaches no further than what they sent themselves.
async fn own_alone(demo: &Demo, program: &Program<'_>, admin: &Person) {
    let sender = Person::sender(demo).await;
    let made = sender
        .page(Method::POST, "/agreements/new")
        .header("accept", "application/json");
    let part = reqwest::multipart::Part::bytes(crate::support::pdf_bytes("Theirs")).file_name("theirs.pdf");
    let made = made
        .multipart(reqwest::multipart::Form::new().part("file", part))
        .send()
        .await
        .unwrap();
    let place = made.json::<Value>().await.unwrap()["location"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/agreements/{}", place.split('/').nth(2).unwrap());
    let (_, own) = program
        .exchange(&program.code(admin, "agreement_read:self").await)
        .await;
    let (_, all) = program
        .exchange(&program.code(admin, "agreement_read:account").await)
        .await;
    assert_eq!(
        program.get(&own["access_token"], &path).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(program.get(&all["access_token"], &path).await, StatusCode::OK);
}

async fn taken_back(program: &Program<'_>, admin: &Person) {
    let (_, issued) = program
        .exchange(&program.code(admin, "agreement_read").await)
        .await;
    assert_eq!(
        program.get(&issued["access_token"], "/agreements").await,
        StatusCode::OK
    );
    let path = format!("/settings/applications/{}/revoke", program.id);
    assert_eq!(posted(admin, &path, &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        program.get(&issued["access_token"], "/agreements").await,
        StatusCode::UNAUTHORIZED
    );
    refused(
        program.refresh(text(&issued["refresh_token"])).await,
        "invalid_client",
    );
    let wish = program.wish("agreement_read", &[]);
    assert_eq!(asked(admin, &wish).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_program_is_registered_by_an_admin_with_safe_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    for (name, redirect, scope) in [
        ("", BACK, "agreement_read"),
        ("ERP", "http://erp.example/", "agreement_read"),
        ("ERP", "https://erp.example/#part", "agreement_read"),
        ("ERP", "", "agreement_read"),
        ("ERP", BACK, "agreement_eat"),
    ] {
        let fields = [("name", name), ("redirect", redirect), ("scopes", scope)];
        let page = posted(&admin, "/settings/applications", &fields)
            .await
            .text()
            .await
            .unwrap();
        assert!(
            page.contains("class=\"problems\"") && !page.contains("fresh-secret"),
            "{redirect} {scope}"
        );
    }
    let fields = [("name", "ERP"), ("redirect", BACK), ("scopes", "agreement_read")];
    let answer = posted(&sender, "/settings/applications", &fields).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    for (page, word) in [
        ("/settings/applications", "Aplikacije"),
        ("/settings/webhooks", "Webhooki"),
    ] {
        let request = admin.page(Method::GET, page);
        let cookie = format!("{}; language=sl", admin.session);
        let text = request
            .header("cookie", cookie)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(
            text.contains(word) && text.contains("class=\"empty\""),
            "{page} is empty and says so"
        );
    }
}

/// What one said yes to stands in one's profile, and is taken back there: the tokens stop at once. Another one's yes is not touched.
#[tokio::test]
async fn a_user_sees_and_takes_back_what_they_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (admin, sender) = (Person::admin(&demo).await, Person::sender(&demo).await);
    let program = Program::registered(&demo, &admin).await;
    assert!(!sender.reads("/profile").await.contains("/profile/applications/"));
    let mut tokens = Vec::new();
    for user in [&admin, &sender] {
        let code = program.code(user, "agreement_read:self").await;
        let (status, issued) = program.exchange(&code).await;
        assert_eq!(status, StatusCode::OK, "{issued}");
        tokens.push(issued);
    }
    let page = sender.reads("/profile").await;
    let path = format!("/profile/applications/{}/revoke", program.id);
    assert!(
        page.contains("ERP") && page.contains("Read agreements") && page.contains(&path),
        "{page}"
    );
    assert_eq!(
        program.get(&tokens[1]["access_token"], "/agreements").await,
        StatusCode::OK
    );
    assert_eq!(posted(&sender, &path, &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        program.get(&tokens[1]["access_token"], "/agreements").await,
        StatusCode::UNAUTHORIZED
    );
    let (refused, _) = program
        .refresh(tokens[1]["refresh_token"].as_str().unwrap())
        .await;
    assert_ne!(refused, StatusCode::OK, "nor does it get a new one");
    assert_eq!(
        program.get(&tokens[0]["access_token"], "/agreements").await,
        StatusCode::OK,
        "what somebody else allowed stays"
    );
    assert!(!sender.reads("/profile").await.contains("/profile/applications/"));
    assert_eq!(posted(&sender, &path, &[]).await.status(), StatusCode::NOT_FOUND);
}
