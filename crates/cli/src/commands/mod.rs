//! One file for each command.

pub mod account;
pub mod admin;
pub mod audit;
pub mod authorities;
pub mod backup;
pub mod demo;
pub mod doctor;
pub mod draft;
pub mod evidence;
pub mod extend;
pub mod external;
pub mod files;
pub mod place;
pub mod rescue;
pub mod samples;
pub mod seal_check;
pub mod serve;
pub mod sign;
pub mod signer;
pub mod simulate;
pub mod token;
pub mod upgrade;
pub mod validate;

/// The password in a file, without the end of its line.
fn password_in(file: Option<&std::path::Path>) -> anyhow::Result<Option<String>> {
    let text = file.map(std::fs::read_to_string).transpose()?;
    Ok(text.map(|text| text.trim_end_matches(['\r', '\n']).to_owned()))
}
