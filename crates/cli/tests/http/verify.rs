//! The verify page (M-75): what is said of our own files, of changed ones, of others' and of hostile ones, and of codes. Nobody is signed
//! in here.

use crate::person::Person;
use crate::support::{Browser, Demo, between, client, eventually, pdf_bytes};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use std::path::Path;
use std::time::{Duration, Instant};

const LOCKED: &[u8] = include_bytes!("../../../providers/tests/documents/password.pdf");

async fn ask(demo: &Demo, path: &str, bytes: Vec<u8>) -> (StatusCode, String) {
    let file = Part::bytes(bytes).file_name("file.pdf");
    send(demo, path, Form::new().part("file", file)).await
}

async fn send(demo: &Demo, path: &str, form: Form) -> (StatusCode, String) {
    let request = client().post(format!("{}{path}", demo.address)).multipart(form);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

async fn get(demo: &Demo, path: &str) -> (StatusCode, String) {
    let answer = client()
        .get(format!("{}{path}", demo.address))
        .send()
        .await
        .unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// The verdict at the top of the page.
fn verdict(page: &str) -> String {
    between(page, "<h1 id=\"verdict\">", "</h1>")
}

/// An agreement that two people have signed, its file, and the file after the first act.
async fn finished(demo: &Demo, name: &str) -> (String, Vec<u8>, Vec<u8>) {
    let people = [
        ("prva@stranka.example", None),
        ("druga@stranka.example", Some("41234567")),
    ];
    let id = demo.send_contract(name, &people).await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let mut first = Browser::open(&demo.link("prva@stranka.example").await);
    first.sign().await;
    let link = demo.link("druga@stranka.example").await;
    let early = file(demo, &id).await;
    let mut second = Browser::open(&link);
    second.page().await;
    second.form("/code", &[]).await;
    let code = demo.code("+38641234567", 0).await;
    second.form("/verify", &[("code", &code)]).await;
    second.sign().await;
    demo.until_status(&id, "SIGNED").await;
    let whole = file(demo, &id).await;
    (id, whole, early)
}

async fn file(demo: &Demo, id: &str) -> Vec<u8> {
    let answer = demo.get(&format!("/agreements/{id}/combinedDocument")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.bytes().await.unwrap().to_vec()
}

/// The file with one more saving in which the page shows something else.
fn with_other_content(file: &[u8], text: &str) -> Vec<u8> {
    let tail = String::from_utf8_lossy(&file[file.len() - 1000..]).into_owned();
    let last = |before: &str| {
        let rest = tail.rsplit(before).next().unwrap().trim_start();
        rest.split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap()
            .to_owned()
    };
    let (start, root, size) = (last("startxref"), last("/Root"), last("/Size"));
    let content = between(&String::from_utf8_lossy(file), "/Contents ", " 0 R");
    let stream = format!("BT /F1 18 Tf 72 760 Td ({text}) Tj ET");
    let mut changed = file.to_vec();
    if changed.last() != Some(&b'\n') {
        changed.push(b'\n');
    }
    let at = changed.len();
    changed.extend(
        format!(
            "{content} 0 obj\n<< /Length {} >>\nstream\n{stream}\nendstream\nendobj\n",
            stream.len()
        )
        .bytes(),
    );
    let table = changed.len();
    changed.extend(
        format!(
            "xref\n{content} 1\n{at:010} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R /Prev {start} >>\nstartxref\n{table}\n%%EOF\n"
        )
        .bytes(),
    );
    changed
}

async fn started(folder: &Path) -> Demo {
    Demo::start(&folder.join("demo"), &[]).await
}

#[tokio::test]
async fn m_75_anybody_sees_who_signed_when_and_how_and_that_nothing_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let demo = started(folder.path()).await;
    let (_, whole, early) = finished(&demo, "Zaupna pogodba").await;
    let (status, page) = ask(&demo, "/verify", whole.clone()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(verdict(&page), "Valid, and unchanged since it was signed.");
    for said in [
        "Podpis Demo d.o.o. sealed here",
        "certificate of its test authority",
        "Zaupna pogodba",
        "link sent to the e-mail address",
        "text message code sent to +386 *** **67",
        "stamped by TEST timestamping authority",
        "Closing seal",
        "this installation, by its own records",
        "data:image/png;base64,",
        "class=\"verify-place\"",
    ] {
        assert!(page.contains(said), "{said}");
    }
    // An archive timestamp may be there already, or come a moment later.
    let stamps = String::from_utf8_lossy(&whole).matches("/ETSI.RFC3161").count();
    assert_eq!(
        page.matches(">Valid</span>").count(),
        3 + stamps,
        "two people, the closing seal, and what was stamped since"
    );
    assert!(!page.contains("41234567") && !page.contains("@stranka.example"));

    let (_, page) = ask(&demo, "/verify", early).await;
    assert_eq!(verdict(&page), "Valid, and unchanged since it was signed.");
    assert!(page.contains("an earlier state of a document"));
}

#[tokio::test]
async fn what_was_changed_after_signing_is_said_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    // A timestamp over the whole file, which comes later, would be one more signature to speak of.
    let demo = Demo::start(&folder.path().join("demo"), &["--completed-level", "b-t"]).await;
    let (_, whole, _) = finished(&demo, "Pogodba").await;

    let changed = with_other_content(&whole, "Something else");
    let (status, page) = ask(&demo, "/verify", changed).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        verdict(&page),
        "Altered. The document was changed after it was signed."
    );
    assert!(page.contains("but it is not that document"));
    let changes = between(&page, "verify-after bad\">", "</ul>");
    assert!(
        changes.contains("A part of the document was changed"),
        "{changes}"
    );
    let after = page.rsplit("verify-after bad").next().unwrap();
    assert_eq!(after.matches("data:image/png").count(), 2, "before and after");

    // One letter within what was signed; no saving tells it.
    let mut forged = whole.clone();
    let at = forged.windows(7).position(|part| part == b"Pogodba").unwrap();
    forged[at] = b'R';
    let (_, page) = ask(&demo, "/verify", forged).await;
    assert_eq!(
        verdict(&page),
        "Altered. The document was changed after it was signed."
    );
    assert!(page.contains("The document is not the one that was signed."));
    assert!(!page.contains(">Valid</span>"));
    assert!(!page.contains("closing_seal"), "field names are no words");

    // Bytes behind the end are no saving, and no signature covers them.
    let (_, page) = ask(
        &demo,
        "/verify",
        [whole.as_slice(), b"1 0 obj\n<<>>\nendobj\n"].concat(),
    )
    .await;
    assert_eq!(
        verdict(&page),
        "Altered. The document was changed after it was signed."
    );
    assert_eq!(
        page.matches("verify-after bad").count(),
        1,
        "said once, after the last signature"
    );
    assert_eq!(page.matches("Changed afterwards").count(), 1);
}

#[tokio::test]
async fn a_code_tells_that_it_is_finished_and_nothing_of_what_stands_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = started(folder.path()).await;
    let (id, whole, early) = finished(&demo, "Zaupna pogodba").await;
    let owner = Person::admin(&demo).await;
    let own = owner
        .page(Method::GET, &format!("/agreements/{id}"))
        .send()
        .await
        .unwrap();
    let code = between(&own.text().await.unwrap(), "href=\"/verify/", "\"");
    assert_eq!(code.len(), 23, "{code}");

    let (status, page) = get(&demo, &format!("/verify/{code}")).await;
    assert_eq!(status, StatusCode::OK);
    for said in [
        "Podpis Demo d.o.o.",
        "Finished: everybody has signed",
        "SHA-256",
        "a code sent or said to their telephone",
        "from outside",
    ] {
        assert!(page.contains(said), "{said}");
    }
    for secret in ["Zaupna", "stranka.example", "Stranka", "41234567", id.as_str()] {
        assert!(!page.contains(secret), "{secret}");
    }
    let typed = code.to_lowercase().replace('-', "+");
    let (status, _) = get(&demo, &format!("/verify?code={typed}")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);

    let compare = format!("/verify?code={code}");
    let (_, page) = ask(&demo, &compare, whole).await;
    assert!(page.contains(&format!("It is exactly the document of code {code}.")));
    let (_, page) = ask(&demo, &compare, early).await;
    assert!(page.contains("but it is not the finished document"));
    let (_, page) = ask(&demo, &compare, pdf_bytes("Other")).await;
    assert!(page.contains(&format!("It is not the document of code {code}.")));

    let wrong = format!("{}{}", if code.starts_with('0') { "1" } else { "0" }, &code[1..]);
    for bad in [
        wrong.as_str(),
        "nonsense",
        "00000-00000-00000-00000",
        "%F0%9F%92%A3",
    ] {
        let (status, page) = get(&demo, &format!("/verify/{bad}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{bad}");
        assert!(page.contains("No finished agreement has this code."), "{bad}");
    }
}

/// Until everybody has signed there is nothing behind a code.
#[tokio::test]
async fn an_open_agreement_has_no_code() {
    let folder = tempfile::tempdir().unwrap();
    let demo = started(folder.path()).await;
    let id = demo
        .send_contract("Odprta", &[("prva@stranka.example", None)])
        .await;
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    let owner = Person::admin(&demo).await;
    let page = owner
        .page(Method::GET, &format!("/agreements/{id}"))
        .send()
        .await
        .unwrap();
    assert!(!page.text().await.unwrap().contains("href=\"/verify/"));
    let (_, page) = ask(&demo, "/verify", file(&demo, &id).await).await;
    assert_eq!(
        verdict(&page),
        "Not signed. There is no electronic signature in this file."
    );
}

/// Another installation's seal: whole, and nobody here vouches for it.
#[tokio::test]
async fn a_foreign_signature_is_believed_only_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let demo = started(folder.path()).await;
    let foreign = {
        let other = Demo::start(&folder.path().join("other"), &[]).await;
        let id = other
            .send_contract("Tuja", &[("tuja@stranka.example", None)])
            .await;
        other.until_status(&id, "OUT_FOR_SIGNATURE").await;
        let mut person = Browser::open(&other.link("tuja@stranka.example").await);
        person.sign().await;
        other.until_status(&id, "SIGNED").await;
        file(&other, &id).await
    };
    let (status, page) = ask(&demo, "/verify", foreign).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        verdict(&page),
        "Unchanged since it was signed, but nobody known here vouches for the signer."
    );
    assert!(page.contains("Only the certificate speaks."));
    assert!(!page.contains(">Valid</span>") && !page.contains("by its own records"));
}

#[tokio::test]
async fn hostile_files_are_answered_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let demo = started(folder.path()).await;
    let deep = "[".repeat(2_000_000) + &"]".repeat(2_000_000);
    let bomb = with_object(&deep);
    let begun = Instant::now();
    for (bytes, said) in [
        (Vec::new(), "Cannot be judged."),
        (
            b"MZ not a document".to_vec(),
            "Signatures are looked for in PDF files only.",
        ),
        (bomb, "Cannot be judged."),
        (LOCKED.to_vec(), "name=\"password\""),
        (pdf_bytes("plain"), "Not signed."),
        (pdf_bytes("plain")[..200].to_vec(), "Cannot be judged."),
        (three_hundred_signatures(), "roomy verdict bad"),
    ] {
        let length = bytes.len();
        let (status, page) = ask(&demo, "/verify", bytes).await;
        assert!(!status.is_server_error(), "{length} bytes: {status}");
        assert!(page.contains(said), "{length} bytes: {said}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let form = Form::new()
        .part("file", Part::bytes(LOCKED.to_vec()).file_name("locked.pdf"))
        .text("password", "geslo");
    let (_, page) = send(&demo, "/verify", form).await;
    assert_eq!(
        verdict(&page),
        "Not signed. There is no electronic signature in this file."
    );
    let (status, _) = send(&demo, "/verify", Form::new().text("other", "x")).await;
    assert_eq!(status, StatusCode::OK, "the form again");
    // Nothing of a stranger's file is kept, and the server goes on.
    let ready = eventually("the server", 5, async || {
        let (status, _) = get(&demo, "/readyz").await;
        (status == StatusCode::OK).then_some(())
    });
    ready.await;
}

/// A file that is too large is refused before it has come in.
#[tokio::test]
async fn a_file_that_is_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let demo = started(folder.path()).await;
    let (_, form) = get(&demo, "/verify").await;
    assert!(form.contains("up to 100"), "the limit is said early");
    let body = futures_util::stream::iter((0..220).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 20])));
    let file = Part::stream(reqwest::Body::wrap_stream(body)).file_name("large.pdf");
    let request = client().post(format!("{}/verify", demo.address));
    match request.multipart(Form::new().part("file", file)).send().await {
        Ok(answer) => assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE),
        // The server has answered and hung up while we were still sending.
        Err(error) => assert!(error.is_request() || error.is_body(), "{error}"),
    }
}

fn with_object(more: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(&pdf_bytes("bomb")).into_owned();
    text.replace("/Type /Catalog", &format!("/Type /Catalog /Names {more}"))
        .into_bytes()
}

/// As far as form goes: none of them can be read.
fn three_hundred_signatures() -> Vec<u8> {
    let mut fields = String::new();
    let mut kids = String::new();
    for number in 0..300 {
        let field = 10 + number;
        fields.push_str(&format!(
            "{field} 0 obj\n<</Type/Annot/Subtype/Widget/FT/Sig/T(s{number})/Rect[0 0 0 0]/P 3 0 R/V<</Type/Sig/Filter/Adobe.PPKLite\
             /SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents<00>>>>>\nendobj\n"
        ));
        kids.push_str(&format!("{field} 0 R "));
    }
    let text = String::from_utf8_lossy(&pdf_bytes("many")).into_owned();
    let text = text.replace(
        "/Type /Catalog",
        &format!("/Type /Catalog /AcroForm << /SigFlags 3 /Fields [{kids}] >>"),
    );
    let (head, tail) = text.split_once("xref\n").unwrap();
    format!("{head}{fields}xref\n{tail}").into_bytes()
}

#[tokio::test]
async fn authorities_are_asked_and_what_cannot_be_learned_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let clock = folder.path().join("clock");
    let control = format!("127.0.0.1:{}", crate::support::free_port());
    let arguments = ["--control", &control, "--clock", clock.to_str().unwrap()];
    let demo = Demo::start(&folder.path().join("demo"), &arguments).await;
    let fails = async |how: &str| {
        let failure = serde_json::json!({ "revocation": how });
        let told = client().post(format!("http://{control}/failures")).json(&failure);
        assert!(told.send().await.unwrap().status().is_success());
    };
    let (_, _, early) = finished(&demo, "Pogodba").await;
    // It takes the question and never answers: nobody waits long for it, and the page says so.
    fails("hang").await;
    let begun = Instant::now();
    let (status, page) = ask(&demo, "/verify", early.clone()).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("could not be learned; asked were 127.0.0.1:"),
        "{page}"
    );
    assert!(
        verdict(&page).contains("withdrawn is not known"),
        "{}",
        verdict(&page)
    );
    fails("none").await;
    std::fs::write(&clock, "120").unwrap();
    let (_, page) = ask(&demo, "/verify", early.clone()).await;
    assert_eq!(verdict(&page), "Valid, and unchanged since it was signed.");
    assert!(
        page.contains("not withdrawn, says its authority (127.0.0.1:"),
        "{page}"
    );

    let form = Form::new().part("File", Part::bytes(early).file_name("early.pdf"));
    let api = |key: &str| {
        client()
            .post(format!("{}/api/rest/v6/verify", demo.address))
            .bearer_auth(key)
    };
    let answer = api(&demo.key).multipart(form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(
        (&answer["verdict"], &answer["sealedHere"]),
        (&"VALID".into(), &true.into())
    );
    let asked = answer["revocation"].as_array().unwrap();
    assert!(
        !asked.is_empty() && asked.iter().all(|one| one["state"] == "GOOD"),
        "{answer}"
    );
    assert_eq!(answer["report"]["signatures"][0]["indication"], "TOTAL_PASSED");
    let nothing = api(&demo.key).multipart(Form::new()).send().await.unwrap();
    assert_eq!(nothing.status(), StatusCode::BAD_REQUEST);
    let stranger = api("none").multipart(Form::new()).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
}
