//! D1 with a PDF, told in one piece: a secretary's tagged contract is uploaded, its places are bound and bound otherwise, people are pasted,
//! the order is part one after another and part at once, it is sent, signed and watched to its end.

use crate::person::Person;
use crate::support::{Browser, Demo, act, signatures, validated};
use crate::tags::uploaded;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn saved(person: &Person, path: &str, draft: &Value) -> Value {
    let answer = person.page(Method::PUT, path).json(draft).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

/// Whose each field is, by the place of its owner among the people.
fn story(draft: &Value) -> Vec<(String, usize)> {
    let people = draft["participants"].as_array().unwrap();
    let whose = |field: &Value| {
        people
            .iter()
            .position(|one| one["id"] == field["participant"])
            .unwrap()
    };
    let fields = draft["fields"].as_array().unwrap().iter();
    fields
        .map(|field| (field["kind"].as_str().unwrap().to_owned(), whose(field)))
        .collect()
}

fn wanted(list: [(&str, usize); 4]) -> Vec<(String, usize)> {
    list.map(|(kind, whose)| (kind.to_owned(), whose)).into()
}

#[tokio::test]
async fn d1_a_secretary_with_tags_from_the_file_to_the_sealed_contract() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let ana = Person::admin(&demo).await;

    // 3: the first place is the owner's, the second Party 1's, the third Party 2's initials, form fields Party 1's.
    let lines = [
        "Direktor: [[S]]",
        "Kupec: [[S]]",
        "Prodajalec: [[P]]",
        "Naslov: [[T:naslov]]",
    ];
    let (path, mut draft) = uploaded(&ana, &lines).await;
    let bound = wanted([("signature", 0), ("signature", 1), ("initials", 2), ("text", 1)]);
    assert_eq!(story(&draft), bound);

    // 4: the form goes to Party 2, and back again.
    let (first, second) = (
        draft["participants"][1]["id"].clone(),
        draft["participants"][2]["id"].clone(),
    );
    draft["fields"][3]["participant"] = second;
    draft["version"] = saved(&ana, &path, &draft).await["version"].clone();
    let again: Value = ana.told(&path).await;
    assert_eq!(
        story(&again),
        wanted([("signature", 0), ("signature", 1), ("initials", 2), ("text", 2)])
    );
    draft["fields"][3]["participant"] = first;
    draft["version"] = saved(&ana, &path, &draft).await["version"].clone();
    assert_eq!(story(&ana.told(&path).await), bound, "undone");

    // 6: sixty pasted people are read; of them two take the places, and one of the three is internal.
    let list: String = (0..60)
        .map(|number| format!("Oseba {number}; oseba{number}@stranka.example\n"))
        .collect();
    let file = Form::new().part("file", Part::bytes(list.into_bytes()).file_name("ljudje.csv"));
    let read = ana
        .page(Method::POST, "/ui/people/read")
        .multipart(file)
        .send()
        .await
        .unwrap();
    let rows: Value = read.json().await.unwrap();
    let rows = rows["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 60);
    assert_eq!(
        draft["participants"][0]["email"], demo.facts["users"][0]["email"],
        "the owner, who is internal"
    );
    for (place, row) in [(1, &rows[7]), (2, &rows[8])] {
        draft["participants"][place]["name"] = row["name"].clone();
        draft["participants"][place]["email"] = row["email"].clone();
    }

    // 7: the owner first, then the two at once.
    for (place, order) in [(0, 1), (1, 2), (2, 2)] {
        draft["participants"][place]["order"] = json!(order);
    }
    let version = saved(&ana, &path, &draft).await["version"].clone();
    let send = ana
        .page(Method::POST, &format!("{path}/send"))
        .json(&json!({"version": version}));
    let sent = send.send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::OK, "{}", sent.text().await.unwrap());
    let agreement = path.rsplit('/').next().unwrap().to_owned();
    demo.until_status(&agreement, "OUT_FOR_SIGNATURE").await;
    assert!(
        demo.messages("oseba7@stranka.example").await.is_empty(),
        "their turn has not come"
    );

    // 8: she signs with what she drew, and with her password once more.
    let own = demo.facts["users"][0]["email"].as_str().unwrap();
    let mut browser = Browser::open(&demo.link(own).await);
    browser.ready().await;
    let mut done = act(&browser.data().await);
    done["password"] = demo.facts["users"][0]["password"].clone();
    let answer = browser.json("/sign", &done).await;
    assert_eq!(
        answer.status(),
        StatusCode::OK,
        "{}",
        answer.text().await.unwrap()
    );

    // 7 again: both of the parallel step are asked at the same time, and may answer in either order.
    let (seventh, eighth) = (
        demo.link("oseba7@stranka.example").await,
        demo.link("oseba8@stranka.example").await,
    );
    for link in [eighth, seventh] {
        let mut browser = Browser::open(&link);
        browser.ready().await;
        let data = browser.data().await;
        let mut done = act(&data);
        done["initials"] = done["signature"].clone();
        for field in data["fields"].as_array().unwrap() {
            if field["own"] == true && field["kind"] == "text" {
                done["values"][field["id"].as_str().unwrap()] = json!("Slovenska 1");
            }
        }
        let answer = browser.json("/sign", &done).await;
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "{}",
            answer.text().await.unwrap()
        );
    }

    // 9: watched to its end; the owner is told, and the file's chain is whole.
    demo.until_status(&agreement, "SIGNED").await;
    let told = crate::support::eventually("the owner's mail of the end", 20, async || {
        let mails = demo.messages(own).await;
        (mails.len() > 1).then_some(mails)
    })
    .await;
    assert!(json!(told).to_string().contains("pogodba"), "{told:?}");
    let shown = ana.reads(&format!("/agreements/{agreement}")).await;
    assert!(shown.contains("oseba7@stranka.example"));
    let file = demo
        .get(&format!("/agreements/{agreement}/combinedDocument"))
        .await;
    let file = file.bytes().await.unwrap();
    assert_eq!(signatures(&file), 4, "three acts and the closing seal");
    let kept = demo.folder.join("d1.pdf");
    std::fs::write(&kept, &file).unwrap();
    let report = validated(&kept);
    assert_eq!(report["document"]["modifiedAfterSigning"], false);
    assert_eq!(report["signatures"].as_array().unwrap().len(), 4, "{report}");
}
