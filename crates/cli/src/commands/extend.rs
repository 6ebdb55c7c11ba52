//! `podpis extend` and `podpis timestamp`: what makes signatures last, added to files that are signed already.

use crate::commands::authorities::{Authorities, remarks};
use crate::commands::files::{Files, Made};
use ades::pades::Level;
use anyhow::bail;
use bytes::Bytes;
use clap::Args;
use std::process::ExitCode;

/// Make the signatures of PDFs last longer.
#[derive(Args)]
pub struct Extend {
    /// b-t: a time; b-lt: with all that validation needs; b-lta: with a timestamp over that, again to renew it
    #[arg(long, value_name = "LEVEL")]
    level: Level,
    #[command(flatten)]
    authorities: Authorities,
    #[command(flatten)]
    files: Files,
}

/// Put a timestamp over whole PDFs, signed or not.
#[derive(Args)]
pub struct Timestamp {
    #[command(flatten)]
    authorities: Authorities,
    #[command(flatten)]
    files: Files,
}

impl Extend {
    /// Writes each input with what was added.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let level = self.level;
        if level == Level::BB {
            bail!("B-B is what every signature has: say --level b-t, b-lt or b-lta");
        }
        if level != Level::BLt {
            self.authorities.level(Some(level))?;
        }
        let extender = self.authorities.extender()?;
        let password = self.files.password()?;
        let work = move |original: Bytes| {
            let (extender, password) = (extender.clone(), password.clone());
            async move {
                let extended = extender.extend(original.clone(), password, level).await?;
                let nothing = extended.appended.is_empty();
                let what = if nothing {
                    "nothing to add for"
                } else {
                    "extended to"
                };
                Ok(Made {
                    said: format!("{what} {level}{}", remarks(&extended)),
                    parts: vec![original, extended.appended.into()],
                })
            }
        };
        self.files.each(work).await
    }
}

impl Timestamp {
    /// Writes each input with a timestamp over it.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        self.authorities.level(Some(Level::BT))?;
        let extender = self.authorities.extender()?;
        let password = self.files.password()?;
        let work = move |original: Bytes| {
            let (extender, password) = (extender.clone(), password.clone());
            async move {
                let stamped = extender.stamp(original.clone(), password).await?;
                let time = stamped.timestamp.map(|token| token.time().to_string());
                Ok(Made {
                    said: format!("timestamp of {}", time.unwrap_or_default()),
                    parts: vec![original, stamped.appended.into()],
                })
            }
        };
        self.files.each(work).await
    }
}
