//! `podpis admin add-account`: another organisation in the same installation. Its admin does the rest on the pages.

use crate::commands::rescue::open;
use crate::config::Common;
use anyhow::bail;
use app::accounts::NewAccount;
use clap::Args;
use domain::language::Language;

/// Another organisation.
#[derive(Args)]
pub struct AddAccount {
    #[command(flatten)]
    common: Common,
    /// The organisation, as recipients see it
    #[arg(long, value_name = "NAME")]
    organisation: String,
    /// How its first admin is called
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The admin's address
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Language of its pages and mails: en, sl or cs
    #[arg(long, default_value = "en")]
    language: Language,
    /// Time zone in which its deadlines end
    #[arg(long, value_name = "ZONE", default_value = "Europe/Ljubljana")]
    time_zone: String,
}

impl AddAccount {
    /// Makes it and prints the link by which its admin chooses a password.
    pub async fn run(self) -> anyhow::Result<()> {
        let app = open(&self.common).await?;
        let email = self.email.clone();
        let new = NewAccount {
            organisation: self.organisation,
            language: self.language,
            time_zone: self.time_zone,
            admin_name: self.name,
            admin_email: self.email,
            password: None,
        };
        let link = match app.add_account(new).await {
            Ok(link) => link,
            Err(app::Error::BadInput { field, code }) => bail!("{field}: {code}"),
            Err(error) => return Err(error.into()),
        };
        println!("{link}");
        println!("It works once, for seven days, for whoever opens it: give it to nobody but {email}.");
        println!(
            "Nothing can be sent before `podpis admin grant-mandate`, approved under Organisation seal."
        );
        Ok(())
    }
}
