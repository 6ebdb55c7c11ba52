//! The gateways for text messages and for calls, by their driver.

use super::{Unconfigured, client, may_be_simulated};
use crate::config::{self, Config, TelephoneDriver, TelephoneGateway};
use anyhow::{Context, bail};
use app::ports::{SmsSender, VoiceCaller};
use providers::Secret;
use providers::telephone::http::{GatewaySettings, HttpGateway};
use providers::telephone::twilio::{self, Origin, Twilio, TwilioSettings};
use providers::telephone::vonage::{self, Vonage, VonageSettings};
use std::fs;
use std::sync::Arc;

pub(super) fn sms(config: &Config) -> anyhow::Result<Arc<dyn SmsSender>> {
    let Some(sms) = &config.sms else {
        return Ok(Arc::new(Unconfigured));
    };
    may_be_simulated(config, sms.simulated, "the text message gateway")?;
    only_its_own(sms, "sms")?;
    let client = client(sms.allow_private)?;
    Ok(match sms.driver {
        TelephoneDriver::Http => Arc::new(HttpGateway::new(
            by_template(sms, GatewaySettings::default())?,
            client,
        )?),
        TelephoneDriver::Twilio => Arc::new(Twilio::for_messages(at_twilio(sms, "sms")?, client)?),
        TelephoneDriver::Vonage => Arc::new(Vonage::new(at_vonage(sms)?, client)?),
    })
}

/// Nobody is offered a call where there is nobody to make it.
pub(super) fn voice(config: &Config) -> anyhow::Result<Option<Arc<dyn VoiceCaller>>> {
    let Some(voice) = &config.voice else {
        return Ok(None);
    };
    may_be_simulated(config, voice.simulated, "the gateway for calls")?;
    only_its_own(voice, "voice")?;
    let client = client(voice.allow_private)?;
    Ok(Some(match voice.driver {
        TelephoneDriver::Http => Arc::new(HttpGateway::new(
            by_template(voice, GatewaySettings::for_calls())?,
            client,
        )?),
        TelephoneDriver::Twilio => Arc::new(Twilio::for_calls(at_twilio(voice, "voice")?, client)?),
        TelephoneDriver::Vonage => bail!("voice.driver vonage sends text messages only"),
    }))
}

/// A setting that the driver does not read would be a slip that nobody notices.
fn only_its_own(given: &TelephoneGateway, section: &str) -> anyhow::Result<()> {
    let template = [
        ("method", given.method.is_some()),
        ("content_type", given.content_type.is_some()),
        ("body", given.body.is_some()),
        ("headers_file", given.headers_file.is_some()),
        ("reference_pointer", given.reference_pointer.is_some()),
    ];
    let account = [
        ("account", given.account.is_some()),
        ("password_file", given.password_file.is_some()),
        ("from", given.from.is_some()),
    ];
    let service = ("messaging_service", given.messaging_service.is_some());
    let foreign = match given.driver {
        TelephoneDriver::Http if given.url.is_empty() => bail!("{section}.url is missing"),
        TelephoneDriver::Http => [&account[..], &[service]].concat(),
        TelephoneDriver::Twilio => template.to_vec(),
        TelephoneDriver::Vonage => [&template[..], &[service]].concat(),
    };
    match foreign.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => bail!("{section}.{name} does not belong to this {section}.driver"),
        None => Ok(()),
    }
}

fn by_template(given: &TelephoneGateway, usual: GatewaySettings) -> anyhow::Result<GatewaySettings> {
    let mut settings = GatewaySettings {
        url: given.url.clone(),
        allow_plain: given.allow_plain,
        simulated: given.simulated,
        ..usual
    };
    let replaced = [
        (&given.method, &mut settings.method),
        (&given.content_type, &mut settings.content_type),
        (&given.body, &mut settings.body),
        (&given.reference_pointer, &mut settings.reference_pointer),
    ];
    for (value, target) in replaced {
        if let Some(value) = value {
            target.clone_from(value);
        }
    }
    if let Some(file) = &given.headers_file {
        for line in fs::read_to_string(file)?
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let (name, value) = line
                .split_once(':')
                .context("a line of the headers file is not `Name: value`")?;
            settings
                .headers
                .push((name.trim().to_owned(), Secret::new(value.trim())));
        }
    }
    Ok(settings)
}

fn at_twilio(given: &TelephoneGateway, section: &'static str) -> anyhow::Result<TwilioSettings> {
    let origin = match (&given.from, &given.messaging_service) {
        (Some(from), None) => Origin::From(from.clone()),
        (None, Some(service)) => Origin::MessagingService(service.clone()),
        _ => bail!("{section} needs either from or messaging_service"),
    };
    Ok(TwilioSettings {
        section,
        url: base(given, twilio::URL),
        account: account(given, section)?,
        token: password(given, section)?,
        origin,
        allow_plain: given.allow_plain,
        simulated: given.simulated,
    })
}

fn at_vonage(given: &TelephoneGateway) -> anyhow::Result<VonageSettings> {
    Ok(VonageSettings {
        url: base(given, vonage::URL),
        key: account(given, "sms")?,
        secret: password(given, "sms")?,
        from: given.from.clone().context("sms.from is missing")?,
        allow_plain: given.allow_plain,
        simulated: given.simulated,
    })
}

fn base(given: &TelephoneGateway, usual: &str) -> String {
    match given.url.as_str() {
        "" => usual.to_owned(),
        url => url.to_owned(),
    }
}

fn account(given: &TelephoneGateway, section: &str) -> anyhow::Result<String> {
    given
        .account
        .clone()
        .with_context(|| format!("{section}.account is missing"))
}

fn password(given: &TelephoneGateway, section: &str) -> anyhow::Result<Secret> {
    let file = given
        .password_file
        .as_ref()
        .with_context(|| format!("{section}.password_file is missing"))?;
    config::secret(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        let config: Config = toml::from_str(text).unwrap();
        let sms = sms(&config).map(drop);
        match sms.and_then(|()| voice(&config).map(drop)) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_40_each_driver_takes_its_own_settings_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        fs::write(&file, "hidden\n").unwrap();
        let sid = format!("AC{}", "0".repeat(32));
        let twilio = format!("driver = \"twilio\"\naccount = \"{sid}\"\npassword_file = {file:?}\n");
        let vonage = format!("driver = \"vonage\"\naccount = \"abcd1234\"\npassword_file = {file:?}\n");
        let number = "from = \"+38640000000\"\n";
        let service = format!("messaging_service = \"MG{}\"\n", "0".repeat(32));
        let cases = [
            ("[sms]\nurl = \"https://sms.example/\"\n".to_owned(), ""),
            (format!("[sms]\n{twilio}{number}[voice]\n{twilio}{number}"), ""),
            (format!("[sms]\n{twilio}{service}"), ""),
            (format!("[sms]\n{vonage}from = \"Podpis\"\n"), ""),
            ("[sms]\n".to_owned(), "sms.url is missing"),
            (format!("[sms]\n{twilio}"), "sms needs either from"),
            (
                format!("[sms]\n{twilio}{number}{service}"),
                "sms needs either from",
            ),
            (
                format!("[sms]\n{twilio}{number}body = \"x\"\n"),
                "sms.body does not belong",
            ),
            (
                format!("[sms]\n{vonage}{number}{service}"),
                "sms.messaging_service does not belong",
            ),
            (
                "[sms]\nurl = \"https://sms.example/\"\nfrom = \"x\"\n".to_owned(),
                "sms.from does not belong",
            ),
            (
                "[sms]\ndriver = \"twilio\"\nfrom = \"x\"\n".to_owned(),
                "sms.account is missing",
            ),
            (
                format!("[sms]\ndriver = \"vonage\"\naccount = \"a\"\n{number}"),
                "sms.password_file is missing",
            ),
            (
                format!("[voice]\n{vonage}{number}"),
                "voice.driver vonage sends text",
            ),
            (
                format!("[voice]\n{twilio}from = \"Podpis\"\n"),
                "voice.from must be a number",
            ),
        ];
        for (text, expected) in cases {
            let said = problem(&text);
            assert!(
                said.starts_with(expected) && said.is_empty() == expected.is_empty(),
                "{text}{said}"
            );
            assert!(!said.contains("hidden"), "{said}");
        }
    }
}
