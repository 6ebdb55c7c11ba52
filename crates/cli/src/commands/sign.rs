//! `podpis sign`: a PAdES signature with a key of one's own, visible or not, with or without a timestamp.

use crate::commands::admin::read_identity;
use ades::pades::{self, Signer};
use anyhow::{Context, bail};
use app::keys::random_bytes;
use app::ports::{Clock, TimestampService};
use clap::Args;
use pdf::{Act, Document, Fonts, Limits, PrepareOptions, Rect, SignatureAppearance};
use providers::http::{HttpClient, HttpSettings, PrivateAddresses};
use providers::timestamp::http::{HttpTimestampService, TimestampSettings};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Sign a PDF with a key of your own.
#[derive(Args)]
pub struct Sign {
    /// PKCS#12 or PEM file with key and certificate chain
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File that holds the password of the key
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Address of a timestamping authority (RFC 3161); without it the level is B-B
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Where
    #[arg(long)]
    location: Option<String>,
    /// Name of the signature field: an empty one of the file, or a new one
    #[arg(long, default_value = "signature_1", value_name = "NAME")]
    field: String,
    /// Page of a visible signature, counted from 1
    #[arg(long, requires = "rect", value_name = "N")]
    page: Option<usize>,
    /// Place of a visible signature: x,y,width,height in points from the bottom left corner
    #[arg(long, value_name = "X,Y,W,H")]
    rect: Option<String>,
    /// Password of an encrypted PDF, in a file
    #[arg(long, value_name = "FILE")]
    pdf_password_file: Option<PathBuf>,
    /// The PDF to sign
    input: PathBuf,
    /// Where the signed PDF goes; it must not exist
    output: PathBuf,
}

impl Sign {
    /// Writes input and signature to the output; the input's bytes stay as they are.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        if self.output.exists() {
            bail!("{} exists already", self.output.display());
        }
        let identity = read_identity(&self.key, self.password_file.as_deref())?;
        let now = providers::clock::SystemClock.now();
        let signer = Signer::of(&identity, now)?;
        let mut dictionary = signer.dictionary(self.tsa.is_some());
        dictionary.name = identity.certificate()?.subject().common_name();
        dictionary.reason.clone_from(&self.reason);
        dictionary.location.clone_from(&self.location);
        dictionary.claimed_time = Some(now.strftime("D:%Y%m%d%H%M%SZ").to_string());
        let original =
            fs::read(&self.input).with_context(|| format!("{} cannot be read", self.input.display()))?;
        let password = super::password_in(self.pdf_password_file.as_deref())?;
        let password = password.as_deref().map(str::as_bytes);
        let fonts = crate::wire::fonts()?;
        let original = self.with_field(original, password, &fonts)?;
        let document = Document::open(original.clone(), password, &Limits::default())?;
        let act = self.act(dictionary.name.as_deref().unwrap_or_default());
        let revision = pdf::act(&document, &act, &dictionary, &fonts)?;
        let prepared = pades::prepare_revision(revision, &original, &signer)?;
        let signature = identity.key.sign(prepared.to_be_signed())?;
        let signed = prepared.accept(&signature)?;
        let token = match &self.tsa {
            Some(url) => Some(timestamp(url, &signed, now).await?),
            None => None,
        };
        let appended = signed.finish(token.as_ref())?;
        fs::write(&self.output, [original.as_slice(), &appended].concat())?;
        println!(
            "{}: signed by {}, level {}",
            self.output.display(),
            identity.certificate()?.subject(),
            if token.is_some() { "B-T" } else { "B-B" }
        );
        Ok(ExitCode::SUCCESS)
    }

    /// A visible signature needs its field first; an unsigned file gets one, a signed one only where that is allowed.
    fn with_field(
        &self,
        original: Vec<u8>,
        password: Option<&[u8]>,
        fonts: &Fonts,
    ) -> anyhow::Result<Vec<u8>> {
        let (Some(page), Some(rect)) = (self.page, &self.rect) else {
            return Ok(original);
        };
        let document = Document::open(original, password, &Limits::default())?;
        let index = page.checked_sub(1).context("pages are counted from 1")?;
        let height = document.page(index)?.height;
        let numbers: Vec<f64> = rect
            .split(',')
            .map(|number| number.trim().parse())
            .collect::<Result<_, _>>()
            .context("--rect is x,y,width,height")?;
        let [x, y, width, rect_height] = numbers[..] else {
            bail!("--rect is x,y,width,height")
        };
        let field = pdf::form::NewField {
            name: self.field.clone(),
            kind: pdf::form::NewFieldKind::Signature,
            page: index,
            rect: Rect {
                x,
                y: height - y - rect_height,
                width,
                height: rect_height,
            },
            tooltip: String::new(),
            required: false,
            ..pdf::form::NewField::default()
        };
        Ok(pdf::prepare(&document, &[field], fonts, &PrepareOptions::default())?.bytes)
    }

    fn act(&self, name: &str) -> Act {
        let lines = [Some(name.to_owned()), self.reason.clone(), self.location.clone()];
        let appearance = self.rect.as_ref().map(|_| SignatureAppearance {
            ink: None,
            typed: Some(name.to_owned()),
            lines: lines.into_iter().flatten().collect(),
        });
        Act {
            signature_field: self.field.clone(),
            appearance,
            ..Act::default()
        }
    }
}

async fn timestamp(
    url: &str,
    signed: &pades::Signed,
    now: jiff::Timestamp,
) -> anyhow::Result<ades::timestamp::Token> {
    // The person at this terminal names the address; it may well be on this machine.
    let settings = HttpSettings {
        private_addresses: PrivateAddresses::Allow,
        ..HttpSettings::default()
    };
    let settings = (
        TimestampSettings {
            url: url.to_owned(),
            credentials: None,
            simulated: false,
        },
        HttpClient::new(&settings)?,
    );
    let service = HttpTimestampService::new(settings.0, settings.1)?;
    let nonce: [u8; 16] = random_bytes();
    let request = signed.timestamp_request(&nonce);
    let response = service
        .timestamp(&request.to_der()?)
        .await
        .context("the timestamping authority did not answer")?;
    Ok(request.accept(&response, now)?)
}
