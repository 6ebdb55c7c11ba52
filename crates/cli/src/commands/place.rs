//! What a signature made at the command line looks like, where it stands, and what it says.

use ades::algorithm::SignatureAlgorithm;
use ades::pades::{self, Honoured, Level, Prepared, Signer};
use ades::x509::Certificate;
use ades::{Claims, Commitment};
use anyhow::{Context, bail};
use bytes::Bytes;
use clap::Args;
use jiff::Timestamp;
use pdf::signatures::signatures;
use pdf::{Act, Document, Fonts, Limits, PrepareOptions, Rect, SignatureAppearance};

/// The dictionary and the appearance of a signature.
#[derive(Args, Clone)]
pub struct Place {
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// What the signature means, where no reason says it: origin, receipt, delivery, sender, approval or creation
    #[arg(long, value_name = "TYPE", conflicts_with = "reason")]
    commitment: Option<Commitment>,
    /// As what you sign, such as "Managing director"; may be given several times, and nobody certifies it
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    role: Vec<String>,
    /// Such as RSA-PSS/SHA-256; without it the key's usual one. Ed25519 keys are used only if this says Ed25519
    #[arg(long, value_name = "ALGORITHM")]
    algorithm: Option<SignatureAlgorithm>,
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
    #[arg(long, requires = "page", value_name = "X,Y,W,H")]
    rect: Option<String>,
    /// Certify the document: later only fields may be filled and signatures added (2), or comments made, too (3)
    #[arg(long, value_name = "2|3", value_parser = clap::value_parser!(u8).range(2..=3))]
    certify: Option<u8>,
}

/// A signature that waits.
pub struct Placed {
    /// The bytes that it is appended to.
    pub base: Bytes,
    /// The revision with its place.
    pub prepared: Prepared,
    /// What the author of the form demands of later steps.
    pub honoured: Honoured,
}

impl Placed {
    /// Refuses a level that the author of the form does not accept.
    pub fn check_level(honoured: &Honoured, level: Level) -> anyhow::Result<()> {
        if level >= honoured.least {
            return Ok(());
        }
        let authority = honoured
            .authority
            .as_deref()
            .map(|url| format!(" (its author names {url})"));
        bail!(
            "the field demands level {}: say --level {} and --tsa URL{}",
            honoured.least,
            honoured.least.to_string().to_lowercase(),
            authority.unwrap_or_default()
        );
    }
}

impl Place {
    /// Whoever signs, with what they claim; said once if it is something that many readers do not know.
    pub fn signer(&self, chain: Vec<Certificate>, now: Timestamp) -> anyhow::Result<Signer> {
        let claims = Claims {
            commitment: self.commitment,
            roles: self.role.clone(),
        };
        let signer = Signer::new(chain, self.algorithm, now);
        let signer = signer.map_err(|error| match error {
            ades::Error::NotAskedFor { what } => anyhow::anyhow!("{error}: say --algorithm {what}"),
            error => error.into(),
        })?;
        Ok(signer.claiming(claims))
    }

    /// Says what somebody who asked for something unusual must know.
    pub fn warn(&self) {
        if self.algorithm == Some(SignatureAlgorithm::Ed25519) {
            eprintln!(
                "warning: Ed25519 in PDF is new (ISO/TS 32002); readers that do not know it will call the signature invalid"
            );
        }
    }

    /// The bytes that will be signed, and the revision that waits for it. The bytes are the original's, unless an unsigned
    /// file got a visible field first.
    pub fn prepare(
        &self,
        original: Bytes,
        password: Option<&[u8]>,
        signer: &Signer,
        with_timestamp: bool,
        fonts: &Fonts,
    ) -> anyhow::Result<Placed> {
        let base = self.with_field(original, password, fonts)?;
        let document = Document::open(base.clone(), password, &Limits::default())?;
        self.check(&document)?;
        let name = signer.chain().first().and_then(|own| own.subject().common_name());
        let mut dictionary = signer.dictionary(with_timestamp);
        dictionary.reason.clone_from(&self.reason);
        dictionary.location.clone_from(&self.location);
        dictionary.certification = self.certify;
        dictionary.name.clone_from(&name);
        let honoured = pades::honour(&document, &self.field, &mut dictionary, signer)?;
        let act = self.act(name.as_deref().unwrap_or_default());
        let prepared = pades::prepare(&document, &act, &dictionary, fonts, signer)?;
        Ok(Placed {
            base,
            prepared,
            honoured,
        })
    }

    /// ISO 32000-2 §12.8.2: a certification comes first, and what one forbids is not done.
    fn check(&self, document: &Document) -> anyhow::Result<()> {
        let all = signatures(document)?;
        if self.certify.is_some() && !all.is_empty() {
            bail!("a document is certified before anybody signs it; this one is signed");
        }
        for signature in all {
            if signature.certification == Some(1) {
                bail!(
                    "the signature {} allows no change: a signature would be one",
                    signature.field
                );
            }
            if signature
                .lock
                .as_ref()
                .is_some_and(|lock| lock.holds(&self.field))
            {
                bail!("the signature {} locks the field {}", signature.field, self.field);
            }
        }
        Ok(())
    }

    /// A visible signature needs its field first; an unsigned file gets one, a signed one only where that is allowed.
    fn with_field(&self, original: Bytes, password: Option<&[u8]>, fonts: &Fonts) -> anyhow::Result<Bytes> {
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
        Ok(
            pdf::prepare(&document, &[field], fonts, &PrepareOptions::default())?
                .bytes
                .into(),
        )
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
