//! Reads a delivery status notification (RFC 3462, RFC 3464) that anybody may have written: within limits, and no more of it than what is asked.

/// The longest report that is looked at, in bytes.
pub const MAX_REPORT: usize = 1 << 20;
const MAX_PARTS: usize = 20;
const MAX_RECIPIENTS: usize = 100;
const MAX_SAID: usize = 300;

/// What a report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    /// The Message-ID of the mail that it is about.
    pub(super) message_id: Option<String>,
    /// What became of it, recipient by recipient.
    pub(super) recipients: Vec<Recipient>,
}

/// What became of a mail for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipient {
    pub(super) action: Action,
    status: String,
    diagnostic: String,
}

/// RFC 3464 §2.3.3, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Failed,
    Other,
}

impl Recipient {
    /// In the words of the mail server, for the owner: one line of bearable length.
    pub(super) fn said(&self) -> String {
        let said = [self.status.as_str(), self.diagnostic.as_str()].join(" ");
        let line: String = said
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .take(MAX_SAID)
            .collect();
        line.trim().to_owned()
    }
}

impl Report {
    /// `None` where it is no report.
    pub(super) fn read(bytes: &[u8]) -> Option<Report> {
        if bytes.len() > MAX_REPORT {
            return None;
        }
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let (head, body) = split(&text);
        let (kind, parameters) = content_type(&head);
        if kind != "multipart/report" || parameter(&parameters, "Report-Type")? != "delivery-status" {
            return None;
        }
        let mut report = Report::default();
        for part in parts(body, &parameter(&parameters, "boundary")?) {
            let (head, body) = split(part);
            match content_type(&head).0.as_str() {
                "message/delivery-status" => report.recipients.extend(recipients(body)),
                "message/rfc822" | "text/rfc822-headers" => {
                    report.message_id = value(&fields(split(body).0.as_str()), "message-id");
                }
                _ => {}
            }
        }
        report.recipients.truncate(MAX_RECIPIENTS);
        (!report.recipients.is_empty()).then_some(report)
    }
}

/// Head and body; a text without an empty line is all head.
fn split(text: &str) -> (String, &str) {
    let text = text.trim_start_matches('\n');
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    (head.to_owned(), body)
}

/// Name in lower case and value of each field, folded lines put together (RFC 5322 §2.2.3).
fn fields(head: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            found.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    found
}

fn value(fields: &[(String, String)], name: &str) -> Option<String> {
    let mut found = fields.iter().filter(|(known, _)| known == name);
    found.next().map(|(_, value)| value.clone())
}

/// The media type in lower case, and its parameters as they stand.
fn content_type(head: &str) -> (String, String) {
    let whole = value(&fields(head), "content-type").unwrap_or_default();
    let (kind, parameters) = whole.split_once(';').unwrap_or((&whole, ""));
    (kind.trim().to_ascii_lowercase(), parameters.to_owned())
}

/// `boundary="a;b"`: a quoted value may hold what ends another one.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let mut rest = parameters;
    while !rest.trim().is_empty() {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => {
                let (value, next) = quoted.split_once('"')?;
                (value, next.split_once(';').map_or("", |(_, next)| next))
            }
            None => after.split_once(';').unwrap_or((after, "")),
        };
        if key.trim_matches([' ', ';', '\t']).eq_ignore_ascii_case(name) {
            return Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        }
        rest = next;
    }
    None
}

/// What stands between the lines of a boundary (RFC 2046 §5.1.1).
fn parts<'a>(body: &'a str, boundary: &str) -> Vec<&'a str> {
    let line = format!("--{boundary}");
    let mut found = Vec::new();
    let (mut begin, mut at) = (None, 0);
    for piece in body.split_inclusive('\n') {
        let text = piece.trim_end();
        if text == line || text == format!("{line}--") {
            found.extend(begin.and_then(|begin| body.get(begin..at)));
            begin = (text == line).then_some(at + piece.len());
        }
        at += piece.len();
        if found.len() >= MAX_PARTS {
            return found;
        }
    }
    found.extend(begin.and_then(|begin| body.get(begin..)));
    found
}

/// Groups of fields apart by empty lines: the first is about the message, each other one about a recipient.
fn recipients(body: &str) -> Vec<Recipient> {
    let groups = body.split("\n\n").map(fields);
    groups
        .filter_map(|group| {
            value(&group, "final-recipient")?;
            let action = value(&group, "action").unwrap_or_default();
            let diagnostic = value(&group, "diagnostic-code").unwrap_or_default();
            Some(Recipient {
                action: if action.trim().eq_ignore_ascii_case("failed") {
                    Action::Failed
                } else {
                    Action::Other
                },
                status: value(&group, "status").unwrap_or_default(),
                diagnostic: match diagnostic.split_once(';') {
                    Some((_, said)) => said.trim().to_owned(),
                    None => diagnostic,
                },
            })
        })
        .take(MAX_RECIPIENTS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTFIX: &str = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: podpis@banka.example\r\n\
Subject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\
\tboundary=\"4Xyz.1732280000/mx;1\"\r\nMIME-Version: 1.0\r\n\r\n\
--4Xyz.1732280000/mx;1\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\r\n\
--4Xyz.1732280000/mx;1\r\nContent-Type: message/delivery-status\r\n\r\n\
Reporting-MTA: dns; mx.example\r\nArrival-Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\n\
Final-Recipient: rfc822; ana@nikjer.example\r\nAction: Failed\r\nStatus: 5.1.1\r\n\
Diagnostic-Code: smtp; 550 5.1.1 <ana@nikjer.example>:\r\n    User unknown\r\n\r\n\
--4Xyz.1732280000/mx;1\r\nContent-Type: text/rfc822-headers\r\n\r\n\
Subject: Pogodba\r\nMessage-ID:\r\n <0198f000-0000-7000-8000-000000000000@podpis.example>\r\n\r\n\
--4Xyz.1732280000/mx;1--\r\n";

    #[test]
    fn a_report_of_a_usual_mail_server_is_understood() {
        let report = Report::read(POSTFIX.as_bytes()).unwrap();
        assert_eq!(
            report.message_id.as_deref().map(str::trim),
            Some("<0198f000-0000-7000-8000-000000000000@podpis.example>")
        );
        let one = &report.recipients[0];
        assert_eq!(report.recipients.len(), 1);
        assert_eq!(one.action, Action::Failed);
        assert_eq!(one.said(), "5.1.1 550 5.1.1 <ana@nikjer.example>: User unknown");
    }

    #[test]
    fn a_delay_is_no_failure() {
        let delayed = POSTFIX.replace("Action: Failed", "Action: delayed");
        let report = Report::read(delayed.as_bytes()).unwrap();
        assert_eq!(report.recipients[0].action, Action::Other);
    }

    #[test]
    fn what_is_no_report_is_none() {
        for text in [
            String::new(),
            "Subject: Out of office\n\nI am away.".to_owned(),
            POSTFIX.replace("delivery-status;\r\n", "disposition-notification;\r\n"),
            POSTFIX.replace("boundary=", "limit="),
            POSTFIX.replace("Final-Recipient", "Somebody"),
            "x".repeat(MAX_REPORT + 1),
        ] {
            assert_eq!(Report::read(text.as_bytes()), None);
        }
    }

    /// Bytes that are nothing, ends in the middle, thousands of parts and recipients: never a panic, never without an end.
    #[test]
    fn hostile_reports_have_an_end() {
        let bytes = POSTFIX.as_bytes();
        for end in 0..bytes.len() {
            let _ = Report::read(&bytes[..end]);
        }
        let many = POSTFIX.replace("I'm sorry.", &"--4Xyz.1732280000/mx;1\r\n\r\n\r\n".repeat(5_000));
        let _ = Report::read(many.as_bytes());
        let crowd = POSTFIX.replace(
            "Final-Recipient: rfc822; ana@nikjer.example\r\n",
            &"Final-Recipient: rfc822; x\r\n\r\n".repeat(5_000),
        );
        assert!(Report::read(crowd.as_bytes()).unwrap().recipients.len() <= MAX_RECIPIENTS);
        let _ = Report::read(&[0xFF; 4096]);
        let _ = Report::read("Content-Type: multipart/report; boundary=\"\"; report-type=\"".as_bytes());
    }
}
