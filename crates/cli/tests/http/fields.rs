//! M-59: one agreement with a field of every kind, from the API to the sealed file and its values; forms that files bring; and what
//! cannot work, told before anybody is asked.

use crate::person::Person;
use crate::support::{Browser, Demo, between, pdf_bytes, signatures, validated};
use reqwest::header::COOKIE;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};
use std::time::Instant;

const EVA: &str = "eva@fields.example";

/// A draft of this file for Eva; its id and her participant set.
async fn draft(demo: &Demo, file: Vec<u8>) -> (String, String) {
    let transient = demo.upload("form.pdf", file).await;
    let member =
        json!({"email": EVA, "name": "Eva Polj", "securityOption": {"authenticationMethod": "NONE"}});
    let set = json!({"order": 1, "role": "SIGNER", "memberInfos": [member]});
    let body = json!({"name": "Obrazec 59", "state": "DRAFT", "fileInfos": [{"transientDocumentId": transient}], "participantSetsInfo": [set]});
    let answer = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let made: Value = answer.json().await.unwrap();
    let id = made["id"].as_str().unwrap().to_owned();
    let members: Value = demo
        .get(&format!("/agreements/{id}/members"))
        .await
        .json()
        .await
        .unwrap();
    let set = members["participantSets"][0]["id"].as_str().unwrap().to_owned();
    (id, set)
}

async fn put_fields(demo: &Demo, id: &str, fields: Vec<Value>) -> (StatusCode, Value) {
    let body = json!({ "fields": fields });
    let answer = demo
        .send(Method::PUT, &format!("/agreements/{id}/formFields"), &body)
        .await;
    let status = answer.status();
    (status, answer.json().await.unwrap())
}

async fn send(demo: &Demo, id: &str) -> (StatusCode, Value) {
    let body = json!({"state": "IN_PROCESS"});
    let answer = demo
        .send(Method::PUT, &format!("/agreements/{id}/state"), &body)
        .await;
    let status = answer.status();
    (status, answer.json().await.unwrap_or(Value::Null))
}

/// A field of this person in this row of the page, with what else is asked of it.
fn field(set: &str, row: usize, name: &str, input: &str, more: Value) -> Value {
    let place = |row: usize, left: f64| json!({"pageNumber": 1, "left": left, "top": 780.0 - 34.0 * row as f64, "width": 150.0, "height": 24.0});
    let mut field = json!({"name": name, "inputType": input, "assignee": set, "tooltip": name, "locations": [place(row, 40.0)]});
    let all = field.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    if input == "RADIO" {
        all.insert("locations".into(), json!([place(row, 40.0), place(row, 220.0)]));
    }
    field
}

fn every_kind(set: &str) -> Vec<Value> {
    let field = |row, name, input, more| field(set, row, name, input, more);
    vec![
        field(
            0,
            "ime",
            "TEXT_FIELD",
            json!({"contentType": "SIGNER_NAME", "required": true}),
        ),
        field(1, "naslov", "TEXT_FIELD", json!({"contentType": "SIGNER_EMAIL"})),
        field(
            2,
            "podjetje",
            "TEXT_FIELD",
            json!({"contentType": "SIGNER_COMPANY", "maxLength": 20}),
        ),
        field(
            3,
            "funkcija",
            "TEXT_FIELD",
            json!({"contentType": "SIGNER_TITLE"}),
        ),
        field(
            4,
            "dan_podpisa",
            "TEXT_FIELD",
            json!({"contentType": "SIGNATURE_DATE"}),
        ),
        field(
            5,
            "iban",
            "TEXT_FIELD",
            json!({"validation": "CUSTOM", "validationData": r"SI56\d{15}", "validationErrMsg": "IBAN iz Slovenije", "required": true}),
        ),
        field(6, "opombe", "MULTILINE", json!({})),
        field(
            7,
            "cena",
            "TEXT_FIELD",
            json!({"validation": "NUMBER", "minValue": 1, "required": true}),
        ),
        field(
            8,
            "kolicina",
            "TEXT_FIELD",
            json!({"validation": "NUMBER", "displayFormatType": "NUMBER", "displayFormat": "0", "required": true}),
        ),
        field(
            9,
            "skupaj",
            "TEXT_FIELD",
            json!({"calculated": true, "valueExpression": "round(cena * kolicina * 1.22, 2)", "displayFormatType": "NUMBER", "displayFormat": "2"}),
        ),
        field(10, "rojen", "TEXT_FIELD", json!({"validation": "DATE"})),
        field(11, "pogoji", "CHECKBOX", json!({"required": true})),
        field(
            12,
            "placilo",
            "RADIO",
            json!({"required": true, "hiddenOptions": ["kartica", "gotovina"], "visibleOptions": ["S kartico", "Z gotovino"]}),
        ),
        field(
            13,
            "drzava",
            "DROP_DOWN",
            json!({"hiddenOptions": ["SI", "CZ"], "visibleOptions": ["Slovenija", "Češka"], "required": true}),
        ),
        field(
            14,
            "jeziki",
            "LISTBOX",
            json!({"hiddenOptions": ["sl", "cs", "en"]}),
        ),
        field(15, "priloga", "FILE_CHOOSER", json!({"required": true})),
        field(
            16,
            "znesek",
            "TEXT_FIELD",
            json!({"readOnly": true, "defaultValue": "4.200 €"}),
        ),
        field(
            17,
            "koda",
            "COMB",
            json!({"maxLength": 6, "x-podpis-mask": "AA9999"}),
        ),
        field(
            18,
            "zakaj_gotovina",
            "TEXT_FIELD",
            json!({"required": true, "conditionalAction": {"action": "SHOW", "anyOrAll": "ALL",
            "predicates": [{"fieldName": "placilo", "operator": "EQUALS", "value": "gotovina"}]}}),
        ),
        field(
            19,
            "parafa",
            "SIGNATURE",
            json!({"contentType": "SIGNER_INITIALS", "required": true}),
        ),
        field(
            20,
            "podpis",
            "SIGNATURE",
            json!({"contentType": "SIGNATURE", "required": true}),
        ),
    ]
}

/// The recipient's fields by their labels.
fn ids(data: &Value) -> Map<String, Value> {
    let fields = data["fields"].as_array().unwrap().iter();
    fields
        .map(|field| (field["label"].as_str().unwrap().to_owned(), field["id"].clone()))
        .collect()
}

async fn keep(eva: &mut Browser, values: &Value) -> Value {
    let request = reqwest::Client::new()
        .put(format!("{}/values", eva.link))
        .header(COOKIE, eva.cookies());
    let answer = request.json(&json!({ "values": values })).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

async fn hand_in(eva: &Browser, field: &str, bytes: &[u8]) -> StatusCode {
    let part = Part::bytes(bytes.to_vec()).file_name("../potrdilo.exe");
    let request = reqwest::Client::new()
        .post(format!("{}/files/{field}", eva.link))
        .header(COOKIE, eva.cookies())
        .header("accept", "application/json");
    request
        .multipart(Form::new().part("file", part))
        .send()
        .await
        .unwrap()
        .status()
}

#[tokio::test]
async fn m_59_a_field_of_every_kind_from_the_api_to_the_values() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let (id, set) = draft(&demo, pdf_bytes("Form")).await;
    let (status, kept) = put_fields(&demo, &id, every_kind(&set)).await;
    assert_eq!(status, StatusCode::OK, "{kept}");
    come_back(&demo, &id, &kept).await;
    let (status, answer) = send(&demo, &id).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");

    let mut eva = Browser::open(&demo.link(EVA).await);
    let act = eva.ready().await;
    let data = eva.data().await;
    let of = ids(&data);
    let id_of = |label: &str| of[label].as_str().unwrap().to_owned();
    assert!(!of.contains_key("znesek") || data["state"]["values"].get(id_of("znesek")).is_some());
    let mut values = json!({});
    let mut set_value = |label: &str, value: Value| {
        values[id_of(label)] = value;
    };
    for (label, value) in [
        ("ime", json!("Eva Polj")),
        ("podjetje", json!("Polja d.o.o.")),
        ("iban", json!("SI56191000000123438")),
        ("opombe", json!("prva vrsta\ndruga vrsta")),
        ("cena", json!("19,90")),
        ("kolicina", json!("3")),
        ("rojen", json!("1990-02-28")),
        ("pogoji", json!(true)),
        ("placilo: Z gotovino", json!(true)),
        ("drzava", json!("CZ")),
        ("jeziki", json!(["sl", "en"])),
        ("koda", json!("lj1234")),
        ("parafa", json!(true)),
        ("podpis", json!(true)),
        // Nobody may say these but the server.
        ("skupaj", json!("1")),
        ("dan_podpisa", json!("1999-01-01")),
        ("naslov", json!("x@example.com")),
    ] {
        set_value(label, value);
    }
    let state = keep(&mut eva, &values).await;
    assert_eq!(state["values"][id_of("skupaj")], "72.83", "{state}");
    assert_eq!(state["values"][id_of("naslov")], EVA);
    assert!(
        state["hidden"].as_array().unwrap().is_empty(),
        "cash is chosen: the reason is asked for"
    );
    assert_eq!(state["problems"][id_of("zakaj_gotovina")]["code"], "required");
    let sign = |values: &Value| {
        let mut act = act.clone();
        act["values"] = values.clone();
        act["initials"] = json!({"kind": "typed", "text": "EP"});
        act
    };
    wrong_values(&mut eva, &values, &of, &sign).await;

    values[id_of("placilo: Z gotovino")] = json!(false);
    values[id_of("placilo: S kartico")] = json!(true);
    let state = keep(&mut eva, &values).await;
    assert_eq!(state["hidden"], json!([id_of("zakaj_gotovina")]));
    assert_eq!(
        hand_in(&eva, &id_of("priloga"), b"MZ not a document").await,
        StatusCode::OK
    );
    let signed = eva.json("/sign", &sign(&values)).await;
    assert_eq!(
        signed.status(),
        StatusCode::OK,
        "{}",
        signed.text().await.unwrap()
    );
    demo.until_status(&id, "SIGNED").await;
    sealed(&demo, &id).await;
    exported(&demo, &person, &id).await;
}

/// The table for people: what they were asked stands over the column, with whom where two were asked the same, and what programs call it
/// only in a second line.
#[tokio::test]
async fn a_table_for_people_has_their_words_over_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::sender(&demo).await;
    let admin = Person::admin(&demo).await;
    let file = demo.upload("form.pdf", pdf_bytes("Table")).await;
    let signer = |order: u32, email: &str, name: &str| json!({"order": order, "role": "SIGNER", "memberInfos": [{"email": email, "name": name}]});
    let sets = [
        signer(1, EVA, "Eva Polj"),
        signer(2, "jan@fields.example", "Jan Hus"),
    ];
    let body = json!({"name": "Tabela", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": sets});
    let made: Value = demo
        .send(Method::POST, "/agreements", &body)
        .await
        .json()
        .await
        .unwrap();
    let id = made["id"].as_str().unwrap();
    let members = demo.get_json(&format!("/agreements/{id}/members")).await;
    let set = |index: usize| {
        members["participantSets"][index]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let asked = |index: usize, row: usize, name: &str, label: &str| {
        field(&set(index), row, name, "TEXT_FIELD", json!({"tooltip": label}))
    };
    let sign = |index: usize, row: usize| field(&set(index), row, "", "SIGNATURE", json!({"required": true}));
    let fields = vec![
        asked(0, 0, "kraj_1", "Kraj"),
        asked(1, 1, "kraj_2", "Kraj"),
        asked(0, 2, "znesek", "Znesek v evrih"),
        asked(0, 3, "opomba", "opomba"),
        asked(1, 4, "brez", ""),
        sign(0, 5),
        sign(1, 6),
    ];
    let (status, kept) = put_fields(&demo, id, fields).await;
    assert_eq!(status, StatusCode::OK, "{kept}");
    let (status, answer) = send(&demo, id).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    for email in [EVA, "jan@fields.example"] {
        let mut signer = Browser::open(&demo.link(email).await);
        let mut act = signer.ready().await;
        let data = signer.data().await;
        let fields = data["fields"].as_array().unwrap().iter();
        let answers = fields.filter(|field| field["own"] == true).filter_map(|field| {
            let answer = match (field["kind"].as_str()?, field["label"].as_str()?) {
                ("signature", _) => json!(true),
                (_, "Kraj") => json!("Celje"),
                _ => return None,
            };
            Some((field["id"].as_str()?.to_owned(), answer))
        });
        act["values"] = Value::Object(answers.collect());
        let signed = signer.json("/sign", &act).await;
        assert_eq!(
            signed.status(),
            StatusCode::OK,
            "{}",
            signed.text().await.unwrap()
        );
    }
    demo.until_status(id, "SIGNED").await;

    let table = admin.reads(&format!("/agreements/{id}/values/csv")).await;
    let table = table.trim_start_matches('\u{feff}');
    let (header, rest) = table.split_once("\r\n").unwrap();
    assert_eq!(
        header,
        "Name,E-mail,Role,Signed or approved,\"Kraj (Eva Polj)\nkraj_1\",\"Kraj (Jan Hus)\nkraj_2\",\"Znesek v evrih\nznesek\",opomba,\
         \"Text (Jan Hus)\nbrez\""
    );
    let rows: Vec<&str> = rest.trim_end().split("\r\n").collect();
    assert!(
        rows[0].starts_with(&format!("Eva Polj,{EVA},Signer,")) && rows[0].contains(",Celje,,"),
        "{rows:?}"
    );
    assert!(
        rows[1].starts_with("Jan Hus,") && rows[1].contains(",,Celje,"),
        "{rows:?}"
    );
    assert!(
        rows.len() == 2 && !rest.contains("Z,"),
        "no moment for programs: {rest}"
    );
    let refused = person
        .page(Method::GET, &format!("/agreements/{id}/values/csv"))
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let for_programs = demo
        .get(&format!("/agreements/{id}/formData"))
        .await
        .text()
        .await
        .unwrap();
    assert!(
        for_programs.contains("completed,email,role,name,kraj_1,kraj_2,znesek,opomba,brez\r\n"),
        "{for_programs}"
    );
}

/// Letters that the file cannot show are refused where somebody can still write them otherwise: a seal could only wait for ever.
#[tokio::test]
async fn what_the_file_has_no_letters_for_is_said_before_the_seal() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (id, set) = draft(&demo, pdf_bytes("Letters")).await;
    let fields = |sent: &str| {
        let place = |row, name, input, more| field(&set, row, name, input, more);
        vec![
            place(0, "poslano", "TEXT_FIELD", json!({"defaultValue": sent})),
            place(1, "ime", "TEXT_FIELD", json!({"contentType": "SIGNER_NAME"})),
            place(2, "opomba", "TEXT_FIELD", json!({})),
            place(3, "podpis", "SIGNATURE", json!({"required": true})),
        ]
    };
    let (status, kept) = put_fields(&demo, &id, fields("字文")).await;
    assert_eq!(status, StatusCode::OK, "{kept}");
    let (status, refused) = send(&demo, &id).await;
    assert_eq!(
        (status, &refused["problems"][0]["code"]),
        (StatusCode::BAD_REQUEST, &json!("FIELD_NOT_WRITABLE"))
    );
    assert_eq!(refused["problems"][0]["fieldName"], "poslano");
    let said = refused["message"].as_str().unwrap();
    assert!(said.contains("“poslano”: The document has no letters"), "{said}");
    put_fields(&demo, &id, fields("čšž ελ жщ €")).await;
    let (status, answer) = send(&demo, &id).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");

    let mut eva = Browser::open(&demo.link(EVA).await);
    let mut act = eva.ready().await;
    let of = ids(&eva.data().await);
    let note = of["opomba"].as_str().unwrap();
    act["values"] = json!({note: "Hvala 👍 漢", of["podpis"].as_str().unwrap(): true});
    let state = keep(&mut eva, &act["values"]).await;
    assert_eq!(
        state["problems"][note]["code"], "not_writable",
        "as soon as it is typed: {state}"
    );
    let state = keep(&mut eva, &json!({note: "Hvala ✓"})).await;
    let written = &state["problems"][note];
    assert!(written.is_null() || written["code"] == "not_writable", "{state}");
    let state = keep(&mut eva, &json!({note: "Hvala"})).await;
    assert!(state["problems"][note].is_null(), "{state}");
    let refused = eva.json("/sign", &act).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said: Value = refused.json().await.unwrap();
    assert_eq!(said["problems"][note]["code"], "not_writable", "{said}");
    assert!(
        said["problems"][note]["message"]
            .as_str()
            .unwrap()
            .contains("no letters"),
        "{said}"
    );
    act["values"][note] = json!("Hvala");
    let (drawn, place) = (act["signature"].clone(), of["podpis"].as_str().unwrap());
    act["signature"] = json!({"kind": "typed", "text": "王小明"});
    let refused = eva.json("/sign", &act).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said: Value = refused.json().await.unwrap();
    assert_eq!(said["problems"][place]["code"], "not_writable", "{said}");
    act["signature"] = drawn;
    assert_eq!(eva.json("/sign", &act).await.status(), StatusCode::OK);
    demo.until_status(&id, "SIGNED").await;
}

/// Whose name the file has no letters for is told of before sending, and can sign all the same.
#[tokio::test]
async fn a_name_that_the_file_has_no_letters_for_is_told_of_and_kept_back_by_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let person = Person::admin(&demo).await;
    let file = demo.upload("name.pdf", pdf_bytes("Names")).await;
    let member = |email: &str, name: &str| json!({"order": 1, "role": "SIGNER", "memberInfos": [{"email": email, "name": name}]});
    let sets = [
        member(EVA, "王小明 🙂"),
        member("jan@stranka.example", "Žiga Ťažký Παπάς Чех"),
    ];
    let mut body = json!({"name": "Names", "state": "DRAFT", "fileInfos": [{"transientDocumentId": file}], "participantSetsInfo": sets});
    let kept = demo.send(Method::POST, "/agreements", &body).await;
    let kept: Value = kept.json().await.unwrap();
    let id = kept["id"].as_str().unwrap();
    let draft = demo.get_json(&format!("/agreements/{id}")).await;
    let set = &draft["participantSetsInfo"][0];
    let expected = json!([{"code": "NAME_NOT_WRITABLE", "participantIds": [set["memberInfos"][0]["id"]]}]);
    for told in [&kept["warnings"], &draft["warnings"]] {
        let told: Vec<Value> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|warning| {
                assert!(
                    warning["message"].as_str().unwrap().contains("placeholder"),
                    "{warning}"
                );
                json!({"code": warning["code"], "participantIds": warning["participantIds"]})
            })
            .collect();
        assert_eq!(json!(told), expected);
    }
    let editor = person.told(&format!("/ui/drafts/{id}")).await;
    assert_eq!(
        (
            &editor["warnings"][0]["code"],
            &editor["warnings"][0]["participants"],
            &editor["problems"]
        ),
        (&json!("NAME_NOT_WRITABLE"), &json!([set["id"]]), &json!([])),
    );
    body["state"] = json!("IN_PROCESS");
    let sent = demo.send(Method::POST, "/agreements", &body).await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    let sent: Value = sent.json().await.unwrap();
    assert_eq!(sent["warnings"][0]["code"], "NAME_NOT_WRITABLE", "{sent}");
    for email in [EVA, "jan@stranka.example"] {
        let mut signer = Browser::open(&demo.link(email).await);
        let suggested = signer.data().await["name"].clone();
        let known = json!(if email == EVA {
            ""
        } else {
            "Žiga Ťažký Παπάς Чех"
        });
        assert_eq!(suggested, known, "what cannot be shown is not suggested");
        assert_eq!(signer.sign().await.status(), StatusCode::OK, "{email}");
    }
    demo.until_status(sent["id"].as_str().unwrap(), "SIGNED").await;
}

/// What was put comes back, and putting it again changes nothing.
async fn come_back(demo: &Demo, id: &str, kept: &Value) {
    let fields = kept["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 21);
    let named = |name: &str| {
        fields
            .iter()
            .find(|field| field["name"] == name)
            .unwrap_or_else(|| panic!("{name}: {kept}"))
    };
    assert_eq!(named("placilo")["locations"].as_array().unwrap().len(), 2);
    assert_eq!(named("drzava")["visibleOptions"], json!(["Slovenija", "Češka"]));
    assert_eq!(
        named("skupaj")["valueExpression"],
        "round(cena * kolicina * 1.22, 2)"
    );
    assert_eq!(named("iban")["validation"], "CUSTOM");
    assert_eq!(
        named("zakaj_gotovina")["conditionalAction"]["predicates"][0]["value"],
        "gotovina"
    );
    let (status, again) = put_fields(demo, id, fields.clone()).await;
    assert_eq!((status, &again["fields"]), (StatusCode::OK, &kept["fields"]));
}

async fn wrong_values(
    eva: &mut Browser,
    values: &Value,
    of: &Map<String, Value>,
    sign: &impl Fn(&Value) -> Value,
) {
    let mut bad = values.clone();
    bad[of["iban"].as_str().unwrap()] = json!("DE00");
    bad[of["cena"].as_str().unwrap()] = json!("0,5");
    let refused = eva.json("/sign", &sign(&bad)).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said: Value = refused.json().await.unwrap();
    assert_eq!(said["code"], "FIELDS_INCOMPLETE");
    let problem = |label: &str| said["problems"][of[label].as_str().unwrap()].clone();
    assert_eq!(
        problem("iban")["message"],
        "IBAN iz Slovenije",
        "the sender's words"
    );
    assert_eq!(problem("cena")["code"], "too_low");
    assert_eq!(problem("priloga")["code"], "required");
    assert_eq!(problem("zakaj_gotovina")["code"], "required");
    // A file goes only where one is asked for, and not to strangers' fields.
    assert_eq!(
        hand_in(eva, of["iban"].as_str().unwrap(), b"x").await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        hand_in(eva, "0190a000-0000-7000-8000-000000000000", b"x").await,
        StatusCode::NOT_FOUND
    );
}

/// The file validates, and every kind is a field of its own with what was filled in.
async fn sealed(demo: &Demo, id: &str) {
    let file = demo
        .get(&format!("/agreements/{id}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(signatures(&file), 2);
    let path = demo.folder.join("every-kind.pdf");
    std::fs::write(&path, &file).unwrap();
    for signature in validated(&path)["signatures"].as_array().unwrap() {
        assert_eq!(signature["modifiedAfterSigning"], false, "{signature}");
    }
    let document = pdf::Document::open(file.to_vec(), None, &pdf::Limits::default()).unwrap();
    let fields = pdf::form::fields(&document).unwrap();
    let value = |name: &str| {
        let field = fields
            .iter()
            .find(|field| field.name == name)
            .unwrap_or_else(|| panic!("{name}: {fields:#?}"));
        assert!(field.read_only || name.contains("signature"), "{name}");
        field.value.clone()
    };
    assert_eq!(value("r001_number_0003").as_deref(), Some("72.83"));
    assert_eq!(value("r001_radio_0001").as_deref(), Some("kartica"));
    assert_eq!(value("r001_dropdown_0001").as_deref(), Some("CZ"));
    assert_eq!(value("r001_list_0001").as_deref(), Some("sl\nen"));
    assert_eq!(value("r001_email_0001").as_deref(), Some(EVA));
    let attached = value("r001_attachment_0001").unwrap();
    assert!(attached.starts_with("potrdilo.exe (SHA-256 "), "{attached}");
    assert!(
        fields
            .iter()
            .any(|field| field.value.as_deref() == Some("4.200 €") && field.read_only)
    );
    assert!(
        fields
            .iter()
            .any(|field| field.value.as_deref() == Some("lj1234")),
        "the mask takes small letters"
    );
}

async fn exported(demo: &Demo, person: &Person, id: &str) {
    let csv = demo.get(&format!("/agreements/{id}/formData")).await;
    assert!(
        csv.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/csv")
    );
    let csv = csv.text().await.unwrap();
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(header[..4], ["completed", "email", "role", "name"]);
    assert!(
        ["skupaj", "placilo", "priloga", "znesek"]
            .iter()
            .all(|name| header.contains(name)),
        "{header:?}"
    );
    assert!(
        csv.contains("kartica") && csv.contains(",sl; en,") && csv.contains("19.9") && csv.contains(EVA),
        "{csv}"
    );
    let page = |path: String| person.page(Method::GET, &path).send();
    let json: Value = page(format!("/agreements/{id}/values/json"))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let entry = |name: &str| {
        let entries = json["fields"].as_array().unwrap();
        entries
            .iter()
            .find(|entry| entry["name"] == name)
            .unwrap_or_else(|| panic!("{name}: {json}"))["values"]
            .clone()
    };
    assert_eq!(entry("skupaj"), json!(["72.83"]));
    assert_eq!(entry("zakaj_gotovina"), json!([]));
    assert_eq!(entry("opombe"), json!(["prva vrsta\ndruga vrsta"]));
    assert_eq!(
        page(format!("/agreements/{id}/values/xml"))
            .await
            .unwrap()
            .status(),
        StatusCode::NOT_FOUND
    );
    let shown = page(format!("/agreements/{id}"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let file = between(&shown, &format!("/agreements/{id}/files/"), "\"");
    let got = page(format!("/agreements/{id}/files/{file}")).await.unwrap();
    assert!(
        got.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment"),
        "nobody opens it by accident"
    );
    assert_eq!(&got.bytes().await.unwrap()[..], b"MZ not a document");
    let listed: Value = demo
        .get(&format!("/agreements/{id}/documents"))
        .await
        .json()
        .await
        .unwrap();
    let supporting = &listed["supportingDocuments"][0];
    assert_eq!(supporting["displayLabel"], "potrdilo.exe");
    let again = demo
        .get(&format!(
            "/agreements/{id}/documents/{}",
            supporting["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(&again.bytes().await.unwrap()[..], b"MZ not a document");
}

/// A form as other programs make it: names with periods, a radio group, a list, a script, and an empty signature field.
fn foreign_form() -> Vec<u8> {
    let look = |number: usize, shown: &str| {
        format!(
            "{number} 0 obj<</Subtype/Form/BBox[0 0 12 12]/Length {}>>stream\n{shown}\nendstream endobj\n",
            shown.len()
        )
    };
    let objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 6 0 R 9 0 R 10 0 R 11 0 R 12 0 R]/DA(/Helv 0 Tf 0 g)>>>>endobj\n".to_owned(),
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n".to_owned(),
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[5 0 R 6 0 R 7 0 R 8 0 R 10 0 R 11 0 R 12 0 R]>>endobj\n".to_owned(),
        "4 0 obj<</T(oseba)/Kids[5 0 R]>>endobj\n".to_owned(),
        "5 0 obj<</Parent 4 0 R/Type/Annot/Subtype/Widget/FT/Tx/T(ime)/TU(Ime in priimek)/MaxLen 20/Rect[10 10 90 30]/AA<</K<</S/JavaScript/JS(app.alert\\(1\\))>>>>>>endobj\n".to_owned(),
        "6 0 obj<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(drzava)/Opt[[(SI)(Slovenija)][(CZ)(Cesko)]]/V(SI)/Rect[10 40 90 60]>>endobj\n".to_owned(),
        "7 0 obj<</Parent 9 0 R/Type/Annot/Subtype/Widget/AS/Off/AP<</N<</a 20 0 R/Off 21 0 R>>>>/Rect[10 70 22 82]>>endobj\n".to_owned(),
        "8 0 obj<</Parent 9 0 R/Type/Annot/Subtype/Widget/AS/Off/AP<</N<</b 20 0 R/Off 21 0 R>>>>/Rect[30 70 42 82]>>endobj\n".to_owned(),
        "9 0 obj<</FT/Btn/Ff 32768/T(izbira)/Kids[7 0 R 8 0 R]>>endobj\n".to_owned(),
        "10 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(odvec)/V(brisano)/Rect[10 90 90 110]>>endobj\n".to_owned(),
        "11 0 obj<</Type/Annot/Subtype/Widget/FT/Sig/T(Podpis1)/Rect[150 10 280 60]>>endobj\n".to_owned(),
        "12 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/F 2/T(skrito)/V(x)/Rect[10 120 90 140]>>endobj\n".to_owned(),
        look(20, "0 0 12 12 re f"),
        look(21, ""),
    ];
    let mut file = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for object in &objects {
        let number: usize = object.split(' ').next().unwrap().parse().unwrap();
        offsets.push((number, file.len()));
        file.push_str(object);
    }
    let start = file.len();
    file.push_str("xref\n0 1\n0000000000 65535 f \n");
    for (number, offset) in offsets {
        file.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
    }
    file.push_str(&format!(
        "trailer<</Size 22/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

#[tokio::test]
async fn m_64_a_form_in_a_file_belongs_to_the_first_party_and_keeps_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (id, set) = draft(&demo, foreign_form()).await;
    let found: Value = demo
        .get(&format!("/agreements/{id}/formFields"))
        .await
        .json()
        .await
        .unwrap();
    let fields = found["fields"].as_array().unwrap();
    let names: Vec<&str> = fields
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["oseba.ime", "drzava", "izbira", "odvec", "Podpis1"],
        "what nobody sees is not asked for"
    );
    assert!(
        fields
            .iter()
            .all(|field| field["assignee"] == set.as_str() && field["origin"] == "IMPORTED"),
        "{found}"
    );
    assert_eq!(fields[0]["maxLength"], 20);
    assert_eq!(fields[1]["defaultValue"], "SI");
    assert_eq!(fields[2]["inputType"], "RADIO");
    let listed: Value = demo
        .get(&format!("/agreements/{id}/documents"))
        .await
        .json()
        .await
        .unwrap();
    assert!(
        listed["documents"][0]["remarks"]
            .to_string()
            .contains("ACTIVE_CONTENT"),
        "{listed}"
    );
    // The owner deletes one of them: it stays on the page as it looks.
    let kept: Vec<Value> = fields
        .iter()
        .filter(|field| field["name"] != "odvec")
        .cloned()
        .collect();
    let (status, answer) = put_fields(&demo, &id, kept).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (status, answer) = send(&demo, &id).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    let mut eva = Browser::open(&demo.link(EVA).await);
    let mut act = eva.ready().await;
    let of = ids(&eva.data().await);
    act["values"] = json!({ of["Ime in priimek"].as_str().unwrap(): "Žiga", of["izbira: b"].as_str().unwrap(): true, of["Podpis1"].as_str().unwrap(): true });
    let signed = eva.json("/sign", &act).await;
    assert_eq!(
        signed.status(),
        StatusCode::OK,
        "{}",
        signed.text().await.unwrap()
    );
    demo.until_status(&id, "SIGNED").await;
    let file = demo
        .get(&format!("/agreements/{id}/combinedDocument"))
        .await
        .bytes()
        .await
        .unwrap();
    let document = pdf::Document::open(file.to_vec(), None, &pdf::Limits::default()).unwrap();
    let fields = pdf::form::fields(&document).unwrap();
    let value = |name: &str| {
        fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| (field.value.clone(), field.read_only))
    };
    assert_eq!(value("oseba.ime"), Some((Some("Žiga".into()), true)));
    assert_eq!(
        value("drzava"),
        Some((Some("SI".into()), true)),
        "what stood there stays"
    );
    assert_eq!(value("izbira"), Some((Some("b".into()), true)));
    assert_eq!(value("odvec"), None);
    assert_eq!(value("skrito"), None);
    assert!(matches!(
        fields.iter().find(|field| field.name == "Podpis1").unwrap().kind,
        pdf::form::FieldKind::Signature { signed: true }
    ));
    assert!(!file.windows(10).any(|part| part == b"JavaScript"));
}

#[tokio::test]
async fn what_cannot_work_is_told_before_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (id, set) = draft(&demo, pdf_bytes("Wrong")).await;
    let number = |name: &str, formula: &str, row: usize| {
        field(
            &set,
            row,
            name,
            "TEXT_FIELD",
            json!({"validation": "NUMBER", "calculated": true, "valueExpression": formula}),
        )
    };
    let pattern = |data: &str| {
        field(
            &set,
            1,
            "p",
            "TEXT_FIELD",
            json!({"validation": "CUSTOM", "validationData": data}),
        )
    };
    let mut off = field(&set, 1, "off", "TEXT_FIELD", json!({}));
    off["locations"][0]["left"] = json!(5_000);
    let signature = field(&set, 20, "podpis", "SIGNATURE", json!({"required": true}));
    for (fields, wanted) in [
        (vec![number("a", "1 / 0", 1)], "It divides by zero"),
        (
            vec![number("a", "b + 1", 1), number("b", "a", 2)],
            "depends on itself",
        ),
        (vec![number("a", "nobody * 2", 1)], "No field is named “nobody”"),
        (vec![number("a", "2 ^ 3", 1)], "“^” at place 3"),
        (vec![pattern(r"(\w{1000}){1000}")], "A pattern cannot be used"),
        (vec![pattern(r"(a)\1")], "A pattern cannot be used"),
        (vec![off], "outside its page"),
    ] {
        let mut fields = fields;
        fields.push(signature.clone());
        let (status, answer) = put_fields(&demo, &id, fields).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (status, answer) = send(&demo, &id).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wanted}");
        assert!(
            answer["message"].as_str().unwrap().contains(wanted),
            "{wanted}: {answer}"
        );
    }
    let mut gone = field(&set, 1, "gone", "TEXT_FIELD", json!({}));
    gone["locations"][0]["pageNumber"] = json!(9);
    assert_eq!(
        put_fields(&demo, &id, vec![gone]).await.0,
        StatusCode::BAD_REQUEST
    );
}

/// A pattern that would go back for ever answers at once, whatever is typed.
#[tokio::test]
async fn a_hostile_pattern_keeps_nobody_busy() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (id, set) = draft(&demo, pdf_bytes("Hostile")).await;
    let hostile = field(
        &set,
        1,
        "geslo",
        "TEXT_FIELD",
        json!({"validation": "CUSTOM", "validationData": "(a+)+(a|aa)*b"}),
    );
    let signature = field(&set, 20, "podpis", "SIGNATURE", json!({"required": true}));
    assert_eq!(
        put_fields(&demo, &id, vec![hostile, signature]).await.0,
        StatusCode::OK
    );
    assert_eq!(send(&demo, &id).await.0, StatusCode::NO_CONTENT);
    let mut eva = Browser::open(&demo.link(EVA).await);
    eva.ready().await;
    let of = ids(&eva.data().await);
    let started = Instant::now();
    let state = keep(
        &mut eva,
        &json!({ of["geslo"].as_str().unwrap(): "a".repeat(3_900) }),
    )
    .await;
    assert_eq!(
        state["problems"][of["geslo"].as_str().unwrap()]["code"],
        "pattern_missed"
    );
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

/// As many fields as an agreement takes: saved, sent, prepared, shown, filled and sealed.
#[tokio::test]
#[ignore = "takes a minute in the dev profile; prints what it measured"]
#[allow(clippy::print_stdout, reason = "what was measured")]
async fn five_thousand_fields_go_through() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(&folder.path().join("demo"), &[]).await;
    let (id, set) = draft(&demo, pdf_bytes("Many")).await;
    let mut fields = vec![field(&set, 22, "podpis", "SIGNATURE", json!({"required": true}))];
    for number in 1..5_000_u32 {
        let (column, row) = (f64::from(number % 50), f64::from(number / 50));
        let mut one = field(&set, 1, "", "CHECKBOX", json!({}));
        one["locations"][0] = json!({"pageNumber": 1, "left": 20.0 + 11.0 * column, "top": 830.0 - 7.0 * row, "width": 6.0, "height": 6.0});
        fields.push(one);
    }
    let timed = |what: &str, started: Instant| println!("5,000 fields, {what}: {:?}", started.elapsed());
    let started = Instant::now();
    let (status, answer) = put_fields(&demo, &id, fields).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    timed("saved", started);
    let started = Instant::now();
    assert_eq!(send(&demo, &id).await.0, StatusCode::NO_CONTENT);
    demo.until_status(&id, "OUT_FOR_SIGNATURE").await;
    timed("sent and prepared", started);
    let mut eva = Browser::open(&demo.link(EVA).await);
    let started = Instant::now();
    let act = eva.ready().await;
    timed("opened", started);
    let started = Instant::now();
    assert_eq!(eva.json("/sign", &act).await.status(), StatusCode::OK);
    demo.until_status(&id, "SIGNED").await;
    timed("sealed", started);
}
