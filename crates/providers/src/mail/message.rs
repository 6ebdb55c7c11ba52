//! A mail of the product as an Internet message (RFC 5322) with its envelope. It sends nothing.

use app::ports::{Mail, MailAttachment, Mailbox as Person};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::{Address, Message};
use url::Host;

/// Who the mails come from.
#[derive(Clone, Debug)]
pub(super) struct Platform {
    pub(super) address: Address,
    pub(super) name: String,
}

/// A message that could not be put together; asking again would not help.
pub(super) type Unfit = String;

/// The message. Its `From` is the platform's address with the name of the agreement's sender and the platform's own in brackets
/// ("Ana Novak (Podpis)"), so that SPF and DKIM hold and people see who writes; answers go to the sender.
pub(super) fn message(platform: &Platform, mail: &Mail) -> Result<Message, Unfit> {
    let mut builder = Message::builder()
        .from(Mailbox::new(
            Some(from_name(platform, mail.reply_to.as_ref())),
            platform.address.clone(),
        ))
        .to(mailbox(&mail.to)?)
        .subject(one_line(&mail.content.subject))
        .message_id(Some(format!("<{}>", message_id(&mail.message_id)?)))
        .raw_header(header("Content-Language", mail.language.tag())?)
        // RFC 3834 §5: no automatic answers, please.
        .raw_header(header("Auto-Submitted", "auto-generated")?);
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    let words = MultiPart::alternative_plain_html(mail.content.text.clone(), mail.content.html.clone());
    if mail.attachments.is_empty() {
        return builder.multipart(words).map_err(|error| error.to_string());
    }
    let mut all = MultiPart::mixed().multipart(words);
    for attachment in &mail.attachments {
        all = all.singlepart(part(attachment)?);
    }
    builder.multipart(all).map_err(|error| error.to_string())
}

/// An address as SMTP carries it: the domain in ASCII (RFC 5891), so that only a foreign local part needs SMTPUTF8.
pub(super) fn address(email: &str) -> Result<Address, Unfit> {
    let unfit = || "not an address that can be written to".to_owned();
    let (local, domain) = email.rsplit_once('@').ok_or_else(unfit)?;
    let Ok(Host::Domain(domain)) = Host::parse(domain) else {
        return Err(unfit());
    };
    Address::new(local, domain).map_err(|_| unfit())
}

fn from_name(platform: &Platform, sender: Option<&Person>) -> String {
    match sender
        .map(|sender| one_line(&sender.name))
        .filter(|name| !name.is_empty())
    {
        Some(name) => format!("{name} ({})", platform.name),
        None => platform.name.clone(),
    }
}

fn mailbox(person: &Person) -> Result<Mailbox, Unfit> {
    let name = Some(one_line(&person.name)).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address(person.email.as_str())?))
}

fn part(attachment: &MailAttachment) -> Result<lettre::message::SinglePart, Unfit> {
    let content_type = ContentType::parse(&attachment.mime).map_err(|_| "not a media type".to_owned())?;
    Ok(Attachment::new(one_line(&attachment.name)).body(attachment.bytes.to_vec(), content_type))
}

fn header(name: &str, value: &str) -> Result<HeaderValue, Unfit> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// What people typed must not end a header field.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// RFC 5322 §3.6.4: two dot-atoms around an @.
fn message_id(id: &str) -> Result<&str, Unfit> {
    let good = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-+=".contains(&byte))
    };
    match id.split_once('@') {
        Some((left, right)) if good(left) && good(right) => Ok(id),
        _ => Err("not a message id".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_in_ascii_as_far_as_possible() {
        assert_eq!(
            address("ana@pošta.si").unwrap().to_string(),
            "ana@xn--pota-h6a.si"
        );
        assert!(
            address("šefka@pošta.si")
                .unwrap()
                .to_string()
                .starts_with("šefka@xn--")
        );
        assert!(address("ana@[127.0.0.1]").is_err());
    }

    #[test]
    fn nothing_typed_breaks_out_of_a_header_field() {
        assert_eq!(one_line("a\r\nBcc: x@y.si\t b"), "a Bcc: x@y.si b");
        for bad in ["", "a", "a@", "a b@c", "a@b>\r\nX: y", "a@b@c"] {
            assert!(message_id(bad).is_err(), "{bad}");
        }
        assert!(message_id("0192-ab.2@podpis.example").is_ok());
    }
}
