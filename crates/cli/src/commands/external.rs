//! `podpis hash` and `podpis embed`: a signature whose key is somewhere else. The first says what to sign and writes down where
//! it stopped; the second takes the signature, verifies it, and goes on.

use crate::commands::authorities::{Authorities, brought_to};
use crate::commands::draft::write_whole;
use crate::commands::place::{Place, Placed};
use ades::algorithm::{SignatureAlgorithm, ecdsa_raw_to_der};
use ades::pades::{Honoured, Level, Prepared};
use ades::x509::Certificate;
use anyhow::{Context, bail};
use app::keys::{random_bytes, sha256_hex};
use app::ports::Clock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Say what is to be signed, for a key that is elsewhere.
#[derive(Args)]
pub struct Hash {
    /// PEM or DER file of the signer's certificate, then its issuers
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Where to write down what `podpis embed` needs; it must not exist
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Password of an encrypted PDF, in a file
    #[arg(long, value_name = "FILE")]
    pdf_password_file: Option<PathBuf>,
    /// The PDF
    input: PathBuf,
}

/// Put a signature made elsewhere into the PDF.
#[derive(Args)]
pub struct Embed {
    /// What `podpis hash` wrote down
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The signature: bytes, base 64 or hexadecimal; ECDSA in DER or as two numbers in a row
    #[arg(long, value_name = "FILE")]
    signature: PathBuf,
    /// b-b, b-t (the level with --tsa), b-lt or b-lta
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    #[command(flatten)]
    authorities: Authorities,
    /// Password of an encrypted PDF, in a file
    #[arg(long, value_name = "FILE")]
    pdf_password_file: Option<PathBuf>,
    /// Where the signed PDF goes; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The PDF, as it was
    input: PathBuf,
}

/// Between the two commands.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    /// SHA-256 of the PDF.
    original: String,
    /// The whole file that the signature is appended to, where it got a field first.
    base: Option<String>,
    prepared: Prepared,
    /// What the author of the form demands of the level, and whom they name for the time.
    #[serde(default)]
    least: Option<(Level, Option<String>)>,
}

/// What is said to whoever signs.
#[derive(Serialize)]
struct Task {
    /// What keys sign that hash by themselves, base 64.
    bytes: String,
    /// What keys sign that are given a hash, base 64.
    digest: String,
    digest_algorithm: &'static str,
    algorithm: String,
}

impl Hash {
    /// Prints what to sign as JSON.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let read =
            |file: &PathBuf| fs::read(file).with_context(|| format!("{} cannot be read", file.display()));
        let chain = Certificate::all_from_pem_or_der(&read(&self.certificate)?)?;
        let now = providers::clock::SystemClock.now();
        let signer = self.place.signer(chain, now)?;
        self.place.warn();
        let original = Bytes::from(read(&self.input)?);
        let password = super::password_in(self.pdf_password_file.as_deref())?;
        let password = password.as_deref().map(str::as_bytes);
        let fonts = crate::wire::fonts()?;
        // Whether there will be a timestamp is known only later: there is room for one.
        let Placed {
            base,
            prepared,
            honoured,
        } = self
            .place
            .prepare(original.clone(), password, &signer, true, &fonts)?;
        let to_be_signed = prepared.to_be_signed();
        let task = Task {
            bytes: STANDARD.encode(&to_be_signed.bytes),
            digest: STANDARD.encode(&to_be_signed.digest),
            digest_algorithm: to_be_signed.algorithm.digest().name(),
            algorithm: to_be_signed.algorithm.to_string(),
        };
        let state = State {
            original: sha256_hex(&original),
            base: (base != original).then(|| STANDARD.encode(&base)),
            prepared,
            least: Some((honoured.least, honoured.authority)),
        };
        if self.state.exists() {
            bail!("{} exists already", self.state.display());
        }
        write_whole(&self.state, &[serde_json::to_vec(&state)?.into()])?;
        println!("{}", serde_json::to_string_pretty(&task)?);
        Ok(ExitCode::SUCCESS)
    }
}

impl Embed {
    /// Writes the signed file, if the signature is the one that was asked for.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        if self.out.exists() {
            bail!("{} exists already", self.out.display());
        }
        let level = self.authorities.level(self.level)?;
        let extender = self.authorities.extender()?;
        let read =
            |file: &PathBuf| fs::read(file).with_context(|| format!("{} cannot be read", file.display()));
        let original = read(&self.input)?;
        let state: State = serde_json::from_slice(&read(&self.state)?)
            .with_context(|| format!("{} is not what `podpis hash` wrote", self.state.display()))?;
        if state.original != sha256_hex(&original) {
            bail!(
                "{} is not the file that was prepared, or it was changed",
                self.input.display()
            );
        }
        if let Some((least, authority)) = state.least {
            Placed::check_level(&Honoured { least, authority }, level)?;
        }
        let base = match &state.base {
            Some(base) => STANDARD.decode(base)?.into(),
            None => Bytes::from(original),
        };
        let signature = signature_value(&read(&self.signature)?, state.prepared.to_be_signed().algorithm)?;
        let signed = state
            .prepared
            .accept(&signature)
            .context("this is no signature by the certificate's key over what `podpis hash` said")?;
        let token = if level >= Level::BT {
            let nonce: [u8; 16] = random_bytes();
            Some(extender.token(&signed.timestamp_request(&nonce)).await?)
        } else {
            None
        };
        let parts = vec![base, signed.finish(token.as_ref())?.into()];
        let password = super::password_in(self.pdf_password_file.as_deref())?.map(String::into_bytes);
        let (parts, said) = brought_to(level, &extender, parts, password).await?;
        write_whole(&self.out, &parts)?;
        println!("{}: signature embedded, level {level}{said}", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Bytes as they are, or written in digits; ECDSA as DER.
fn signature_value(file: &[u8], algorithm: SignatureAlgorithm) -> anyhow::Result<Vec<u8>> {
    let text = std::str::from_utf8(file).unwrap_or_default();
    let text: String = text.split_whitespace().collect();
    let is_hex =
        !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|c| c.is_ascii_hexdigit());
    let value = if is_hex {
        let digits = text.as_bytes().chunks(2);
        let bytes = digits.map(|pair| u8::from_str_radix(&String::from_utf8_lossy(pair), 16));
        bytes.collect::<Result<Vec<u8>, _>>()?
    } else {
        STANDARD
            .decode(&text)
            .ok()
            .filter(|_| !text.is_empty())
            .unwrap_or_else(|| file.to_vec())
    };
    match algorithm {
        SignatureAlgorithm::Ecdsa(_) if !is_der_sequence(&value) => Ok(ecdsa_raw_to_der(&value)?),
        _ => Ok(value),
    }
}

fn is_der_sequence(value: &[u8]) -> bool {
    match value {
        [0x30, length, rest @ ..] if *length < 0x80 => rest.len() == usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ades::algorithm::DigestAlgorithm;

    #[test]
    fn signatures_are_understood_however_they_are_written() {
        let ecdsa = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        let value = vec![0x30, 0xff, 7, 0, 9];
        for file in [&value[..], b"30ff070009\n", b"MP8H\nAAk="] {
            assert_eq!(signature_value(file, rsa).unwrap(), value);
        }
        let der = [0x30, 6, 2, 1, 1, 2, 1, 2];
        assert_eq!(signature_value(&der, ecdsa).unwrap(), der);
        assert_eq!(signature_value(&[1, 2], ecdsa).unwrap(), der);
        assert!(signature_value(&[1, 2, 3], ecdsa).is_err());
    }
}
