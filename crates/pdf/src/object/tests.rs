//! How objects are written, and what dictionaries do with a key that comes twice.

use super::*;

fn written(object: Object) -> String {
    let mut out = Vec::new();
    object.write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn writes_every_kind() {
    let dictionary = Dictionary::from_entries([
        ("A", Object::Integer(-7)),
        ("B c", Object::string("a(b")),
        ("N", Object::name("Na#me")),
        ("R", ObjectId::new(3).into()),
        (
            "X",
            vec![
                Object::Null,
                Object::Bool(true),
                Object::Real(0.0000001),
                Object::Real(2.0),
            ]
            .into(),
        ),
    ]);
    assert_eq!(
        written(dictionary.into()),
        "<</A -7/B#20c(a\\(b)/N/Na#23me/R 3 0 R/X[null true 0.0000001 2.0]>>"
    );
    assert_eq!(written(Object::string(vec![0xC4, 0x8D])), "<C48D>");
    assert_eq!(written(Object::Integer(i64::MIN)), "-9223372036854775808");
    assert_eq!(written(Object::Real(f64::NAN)), "0");
}

#[test]
fn text_strings_survive() {
    for text in ["Plain (text)", "ČŠŽ čšž řěů", "ελ жщ 漢字 😀", ""] {
        assert_eq!(decode_text(&encode_text(text)), text);
    }
    assert_eq!(decode_text(&[0x80, 0xA0, 0xE4]), "•€ä");
    assert_eq!(decode_text(b"\xEF\xBB\xBF\xC4\x8D"), "č");
}

#[test]
fn a_key_given_twice_is_seen_and_the_last_one_counts() {
    let mut dictionary = Dictionary::new();
    dictionary.push(Name::new("K"), Object::Integer(1));
    dictionary.push(Name::new("K"), Object::Integer(2));
    assert_eq!(dictionary.duplicate_keys(), vec![&Name::new("K")]);
    assert_eq!(dictionary.get_integer("K"), Some(2));
    dictionary.set("K", 3i64);
    assert_eq!((dictionary.len(), dictionary.get_integer("K")), (1, Some(3)));
    dictionary.push(Name::new("L"), Object::Null);
    dictionary.push(Name::new("K"), Object::Integer(4));
    dictionary.drop_duplicates();
    assert_eq!((dictionary.len(), dictionary.get_integer("K")), (2, Some(4)));
    assert_eq!(dictionary.remove("L"), None);
    assert_eq!(dictionary.remove("K"), Some(Object::Integer(4)));
    assert!(dictionary.is_empty());
}
