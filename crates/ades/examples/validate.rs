//! Validates files against anchors and prints the reports as JSON: for holding against other validators.
//! `cargo run -p ades --example validate -- TIME ANCHORS.pem FILE...`

#![expect(clippy::print_stdout, reason = "an example that is run by hand")]

use std::error::Error;
use std::fs;

use ades::validate::{Policy, validate};
use ades::x509::{Anchors, Certificate};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let now: jiff::Timestamp = arguments.next().ok_or("which time?")?.parse()?;
    let anchors = Certificate::all_from_pem(&fs::read(arguments.next().ok_or("which anchors?")?)?)?;
    let anchors = Anchors::new(anchors);
    let reports: Vec<Value> = arguments.map(|file| report(&file, &anchors, now)).collect();
    println!("{}", serde_json::to_string_pretty(&reports)?);
    Ok(())
}

fn report(file: &str, anchors: &Anchors, now: jiff::Timestamp) -> Value {
    let validated = || -> Result<Value, Box<dyn Error>> {
        let document = pdf::Document::open(fs::read(file)?, None, &pdf::Limits::default())?;
        Ok(serde_json::to_value(validate(
            &document,
            anchors,
            &Policy::WITHOUT_REVOCATION,
            now,
        )?)?)
    };
    let mut value = validated().unwrap_or_else(|error| json!({ "error": error.to_string() }));
    value["file"] = file.into();
    value
}
