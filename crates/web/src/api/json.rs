//! What is said of a body that is not what an operation takes: where in it, what belongs there, and what stands there. The reader's own
//! words name types of this program, which say nothing to whoever writes another one.

use axum::extract::rejection::JsonRejection;

/// v6's code, and a sentence.
pub(super) fn complaint(rejection: &JsonRejection) -> (&'static str, String) {
    let text = rejection.body_text();
    // What the framework says before the reader's own words.
    let told = text.split_once(": ").map_or(text.as_str(), |(_, told)| told);
    match rejection {
        JsonRejection::JsonDataError(_) => about_data(told),
        JsonRejection::JsonSyntaxError(_) => ("INVALID_JSON", format!("The body is not JSON: {told}")),
        _ => ("INVALID_JSON", text),
    }
}

/// `participantSetsInfo[0].order: invalid type: string "1", expected u32 at line 1 column 9`.
fn about_data(told: &str) -> (&'static str, String) {
    let told = told.rsplit_once(" at line ").map_or(told, |(told, _)| told);
    let (path, what) = match told.split_once(": ") {
        Some((path, what)) if !path.contains(' ') => (path, what),
        _ => ("", told),
    };
    if let Some(name) = what.strip_prefix("missing field `") {
        let name = name.trim_end_matches('`');
        let dot = if path.is_empty() { "" } else { "." };
        return ("MISSING_REQUIRED_PARAM", format!("{path}{dot}{name} is missing"));
    }
    let place = if path.is_empty() { "The body" } else { path };
    let wrong = what
        .strip_prefix("invalid type: ")
        .or(what.strip_prefix("invalid value: "));
    let sentence = match wrong.and_then(|wrong| wrong.rsplit_once(", expected ")) {
        Some((found, wanted)) => format!("{place} must be {}, not {}", kind(wanted), value(found)),
        None => format!("{place}: {}", what.replace('`', "")),
    };
    ("INVALID_JSON", sentence)
}

/// What belongs there, in words of JSON.
fn kind(wanted: &str) -> String {
    match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "an object".to_owned(),
        "string or map" => "a string".to_owned(),
        other if other.starts_with("struct ") => "an object".to_owned(),
        other => other.replace('`', ""),
    }
}

/// What stands there, in words of JSON.
fn value(found: &str) -> String {
    let quoted = |text: &str| text.trim_matches('`').to_owned();
    match found.split_once(' ') {
        Some(("string", text)) => format!("the string {text}"),
        Some(("integer" | "boolean", text)) => quoted(text),
        Some(("floating", rest)) => quoted(rest.trim_start_matches("point ")),
        _ => match found {
            "sequence" => "an array".to_owned(),
            "map" => "an object".to_owned(),
            other => other.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::about_data;
    use crate::api::model::{AgreementCreationInfo, AgreementStateInfo};
    use axum::Json;
    use serde::de::DeserializeOwned;

    fn refused<T: DeserializeOwned>(body: &str) -> (&'static str, String) {
        match Json::<T>::from_bytes(body.as_bytes()) {
            Ok(_) => panic!("{body} was taken"),
            Err(rejection) => super::complaint(&rejection),
        }
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_place_in_words_of_json() {
        let set =
            r#"{"name": "x", "participantSetsInfo": [{"order": "1", "role": "SIGNER", "memberInfos": []}]}"#;
        for (body, code, message) in [
            (
                set,
                "INVALID_JSON",
                "participantSetsInfo[0].order must be a whole number, 0 or more, not the string \"1\"",
            ),
            (r#"{"name": 7}"#, "INVALID_JSON", "name must be a string, not 7"),
            (
                r#"{"name": "x", "fileInfos": {}}"#,
                "INVALID_JSON",
                "fileInfos must be an array, not an object",
            ),
            (
                r#"{"name": "x", "linkDays": -1}"#,
                "INVALID_JSON",
                "linkDays must be a whole number, 0 or more, not -1",
            ),
            ("{}", "MISSING_REQUIRED_PARAM", "name is missing"),
            (
                r#"{"name": "x", "ccs": [{}]}"#,
                "MISSING_REQUIRED_PARAM",
                "ccs[0].email is missing",
            ),
            ("7", "INVALID_JSON", "The body must be an object, not 7"),
        ] {
            assert_eq!(refused::<AgreementCreationInfo>(body), (code, message.to_owned()));
        }
        let (code, message) = refused::<AgreementCreationInfo>(r#"{"name": "x", "state": "SOON"}"#);
        assert_eq!(code, "INVALID_JSON");
        assert!(
            message.starts_with("state: unknown variant SOON") && message.contains("IN_PROCESS"),
            "{message}"
        );
        let (_, message) = refused::<AgreementStateInfo>("{\"state\": ");
        assert!(message.starts_with("The body is not JSON: "), "{message}");
    }

    #[test]
    fn words_of_strangers_are_not_taken_for_the_readers() {
        let (_, message) = about_data(
            "name: invalid type: string \"a, expected u8 at line 3\", expected u32 at line 1 column 2",
        );
        assert_eq!(
            message,
            "name must be a whole number, 0 or more, not the string \"a, expected u8 at line 3\""
        );
    }
}
