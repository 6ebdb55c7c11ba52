//! Encrypted files of every kind, made here with known passwords; files of other makers are read by the corpus test.

use super::cipher::{aes_cbc_encrypt, sha256};
use super::*;
use crate::fixture::{FORM, file, signature};
use crate::parser::Parser;
use crate::{Document, Edit, Limits, Rewrite, Update, inspect, signatures};

/// Version, revision and the crypt filter's method.
const KINDS: [(i64, u8, Option<&str>); 6] = [
    (1, 2, None),
    (2, 3, None),
    (4, 4, Some("V2")),
    (4, 4, Some("AESV2")),
    (5, 5, Some("AESV3")),
    (5, 6, Some("AESV3")),
];

const USER: &[u8] = "žagar".as_bytes();
const OWNER: &[u8] = b"owner";

/// The form of the fixtures, encrypted.
fn encrypted(version: i64, revision: u8, method: Option<&str>, user: &[u8]) -> Vec<u8> {
    let mut parameters = Parameters {
        version,
        revision,
        key_bytes: [5, 5, 16, 16, 16, 32][version as usize],
        owner: Vec::new(),
        user: Vec::new(),
        owner_key: Vec::new(),
        user_key: Vec::new(),
        permissions: -3904,
        first_id: vec![1],
        encrypt_metadata: true,
    };
    let key = password::made_for_test(&mut parameters, user, OWNER);
    let way = match method {
        None | Some("V2") => Method::Rc4,
        Some("AESV2") => Method::AesV2,
        _ => Method::AesV3,
    };
    let encryption = Encryption {
        key,
        strings: way,
        streams: way,
        embedded_files: way,
        encrypt_metadata: true,
        dictionary_id: Some(ObjectId::new(9)),
        facts: EncryptionFacts {
            algorithm: String::new(),
            revision,
            opened_as_owner: false,
            opens_without_password: false,
            permissions: Permissions::from_bits(-3904),
        },
    };
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, text) in FORM {
        let mut object = Parser::new(text.as_bytes(), 0, &Limits::default())
            .object()
            .unwrap();
        if let Some((_, data)) = text.split_once("stream\n") {
            let data = data.strip_suffix("\nendstream").unwrap().as_bytes().to_vec();
            object = Stream::new(object.as_dictionary().unwrap().clone(), data).into();
        }
        encryption.encrypt(ObjectId::new(number), &mut object).unwrap();
        places.push((number, bytes.len()));
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        object.write(&mut bytes);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    places.push((9, bytes.len()));
    bytes.extend_from_slice(b"9 0 obj\n");
    Object::Dictionary(dictionary(&parameters, method)).write(&mut bytes);
    bytes.extend_from_slice(b"\nendobj\n");
    let start = bytes.len();
    bytes.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, place) in places {
        bytes.extend_from_slice(format!("{number} 1\n{place:010} 00000 n \n").as_bytes());
    }
    let trailer = "trailer\n<</Root 1 0 R/Encrypt 9 0 R/Size 10/ID[<01><02>]>>";
    bytes.extend_from_slice(format!("{trailer}\nstartxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}

fn dictionary(parameters: &Parameters, method: Option<&str>) -> Dictionary {
    let mut dictionary = Dictionary::from_entries([
        ("Filter", Object::name("Standard")),
        ("V", Object::Integer(parameters.version)),
        ("R", Object::Integer(i64::from(parameters.revision))),
        ("Length", Object::Integer(parameters.key_bytes as i64 * 8)),
        ("P", Object::Integer(i64::from(parameters.permissions))),
        ("O", Object::string(parameters.owner.clone())),
        ("U", Object::string(parameters.user.clone())),
        ("OE", Object::string(parameters.owner_key.clone())),
        ("UE", Object::string(parameters.user_key.clone())),
    ]);
    if let Some(method) = method {
        let filter = Dictionary::from_entries([("CFM", Object::name(method))]);
        dictionary.set("CF", Dictionary::from_entries([("StdCF", filter.into())]));
        dictionary.set("StmF", Object::name("StdCF"));
        dictionary.set("StrF", Object::name("StdCF"));
    }
    dictionary
}

fn open(bytes: &[u8], password: Option<&[u8]>) -> Result<Document> {
    Document::open(bytes, password, &Limits::default())
}

fn content(document: &Document) -> Vec<u8> {
    let Object::Stream(stream) = document.get(ObjectId::new(4)).unwrap() else {
        panic!()
    };
    document.decode(&stream).unwrap()
}

#[test]
fn every_kind_opens_with_either_password_and_no_other() {
    for (version, revision, method) in KINDS {
        let bytes = encrypted(version, revision, method, USER);
        for (password, as_owner) in [(USER, false), (OWNER, true)] {
            let document = open(&bytes, Some(password)).unwrap();
            assert_eq!(
                content(&document),
                b"(Pay 10 euro) Tj",
                "{version} {revision} {method:?}"
            );
            assert_eq!(
                document.dictionary(ObjectId::new(6)).unwrap().get_string("T"),
                Some(&b"amount"[..])
            );
            assert_eq!(document.encryption().unwrap().facts().opened_as_owner, as_owner);
        }
        assert_eq!(open(&bytes, None).unwrap_err(), Error::NeedsPassword);
        assert_eq!(open(&bytes, Some(b"wrong")).unwrap_err(), Error::WrongPassword);
    }
}

#[test]
fn what_is_appended_is_encrypted_under_the_same_key() {
    for (version, revision, method) in KINDS {
        let bytes = encrypted(version, revision, method, USER);
        let document = open(&bytes, Some(USER)).unwrap();
        let mut update = Update::new(&document).unwrap();
        let text = update.add(Object::string("a secret text"));
        let data = update.add(Stream::new(Dictionary::new(), b"a secret stream".to_vec()).into());
        let extended = [bytes.as_slice(), &update.finish().unwrap()].concat();
        assert!(memchr::memmem::find(&extended, b"secret").is_none());
        let again = open(&extended, Some(OWNER)).unwrap();
        assert_eq!(again.get(text).unwrap(), Object::string("a secret text"));
        assert_eq!(
            &again.get(data).unwrap().as_stream().unwrap().data[..],
            b"a secret stream"
        );
    }
}

#[test]
fn a_signature_is_never_encrypted_and_its_texts_are() {
    for (version, revision, method) in KINDS {
        let bytes = encrypted(version, revision, method, USER);
        let document = open(&bytes, Some(USER)).unwrap();
        let mut update = Update::new(&document).unwrap();
        let texts = crate::SignatureDictionary {
            reason: Some("a secret reason".into()),
            ..signature()
        };
        let value = update.add_signature(texts);
        let mut field = document.dictionary(ObjectId::new(7)).unwrap();
        field.set("V", value);
        update.set(ObjectId::new(7), field.into());
        let signed = [
            bytes.as_slice(),
            &update.finish_prepared().unwrap().embed(&[0xAB; 64]).unwrap(),
        ]
        .concat();
        assert!(memchr::memmem::find(&signed, b"secret").is_none());
        assert!(memchr::memmem::find(&signed, crate::fixture::hex(&[0xAB; 64]).as_bytes()).is_some());
        let again = open(&signed, Some(USER)).unwrap();
        let found = signatures::signatures(&again).unwrap();
        assert_eq!(found[0].contents, [0xAB; 64]);
        assert_eq!(found[0].reason.as_deref(), Some("a secret reason"));
        assert_eq!(found[0].coverage, crate::Coverage::EntireFile);
    }
}

#[test]
fn validation_data_and_a_timestamp_s_place_are_appended_under_the_same_key() {
    let data = crate::ValidationData {
        certificates: vec![b"a secret certificate".to_vec().into()],
        ..crate::ValidationData::default()
    };
    for (version, revision, method) in KINDS {
        let bytes = encrypted(version, revision, method, USER);
        let document = open(&bytes, Some(USER)).unwrap();
        let store = crate::add_validation_data(&document, &data, &[])
            .unwrap()
            .unwrap();
        let stored = [bytes.as_slice(), &store].concat();
        assert!(memchr::memmem::find(&stored, b"secret").is_none());
        let document = open(&stored, Some(USER)).unwrap();
        assert_eq!(crate::security_store(&document).unwrap().data, data);
        let place = crate::timestamp_place(&document, 64).unwrap();
        let stamped = [stored.as_slice(), &place.embed(&[0xAB; 64]).unwrap()].concat();
        let found = signatures::signatures(&open(&stamped, Some(USER)).unwrap()).unwrap();
        assert_eq!(found[0].contents, [0xAB; 64]);
        assert_eq!(found[0].coverage, crate::Coverage::EntireFile);
    }
}

#[test]
fn a_rewrite_is_no_longer_encrypted() {
    let bytes = encrypted(5, 6, Some("AESV3"), USER);
    let document = open(&bytes, Some(USER)).unwrap();
    let plain = Rewrite::new(&document).unwrap().finish().unwrap();
    let again = open(&plain, None).unwrap();
    assert!(again.encryption().is_none());
    assert!(memchr::memmem::find(&plain, b"(Pay 10 euro) Tj").is_some());
}

#[test]
fn owner_restrictions_alone_are_told() {
    let bytes = encrypted(4, 4, Some("AESV2"), b"");
    let found = inspect(bytes.as_slice(), None, &Limits::default()).unwrap();
    assert!(found.has_owner_restrictions());
    assert_eq!(found.encryption.unwrap().algorithm, "AES-128");
    let found = inspect(bytes, Some(OWNER), &Limits::default()).unwrap();
    assert!(!found.has_owner_restrictions());
}

#[test]
fn other_handlers_are_refused_by_name() {
    let bytes = file(&FORM, "/Root 1 0 R/Encrypt<</Filter/Adobe.PubSec/V 4>>");
    let refused = open(&bytes, None).unwrap_err();
    assert_eq!(
        refused,
        Error::UnsupportedEncryption("security handler Adobe.PubSec".into())
    );
}

#[test]
fn equal_texts_in_two_places_look_different() {
    let key = sha256(&[b"key"]);
    let first = aes_cbc_encrypt(&key, [1; 16], vec![0; 16]).unwrap();
    assert_ne!(first, aes_cbc_encrypt(&key, [2; 16], vec![0; 16]).unwrap());
    let bytes = encrypted(5, 6, Some("AESV3"), USER);
    let document = open(&bytes, Some(USER)).unwrap();
    let encryption = document.encryption().unwrap();
    let in_place = |number| encryption.encrypt_string(ObjectId::new(number), b"same").unwrap();
    assert_ne!(in_place(1), in_place(2));
    assert_eq!(in_place(1), in_place(1));
}
