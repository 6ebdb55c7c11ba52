//! Everything that arrived at the simulated parties, newest last: in memory and in a file that survives restarts. It never sends.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::Clock;

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By SMTP.
    Mail,
    /// Through the text message gateway.
    Sms,
    /// Said in a call.
    Call,
}

/// One message that arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Counts from 1, over restarts.
    pub id: u64,
    /// How it came.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// The envelope's recipient, or the telephone number.
    pub to: String,
    /// `From` of a mail, as written.
    pub from: String,
    /// `Reply-To` of a mail, as written.
    pub reply_to: String,
    /// Subject of a mail.
    pub subject: String,
    /// `Content-Language` of a mail.
    pub language: String,
    /// The text.
    pub text: String,
    /// The HTML of a mail.
    pub html: Option<String>,
    /// Every web address in it, once, in order.
    pub links: Vec<String>,
    /// Every six-digit number that stands alone, once, in order.
    pub codes: Vec<String>,
    /// `Message-ID` of a mail without its brackets, or the sender's reference of a text message.
    pub reference: String,
    /// Files that came with it.
    pub attachments: Vec<AttachmentFacts>,
}

/// What is listed of a file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentFacts {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its size.
    pub size_bytes: usize,
}

/// A message on its way into the outbox.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// How it came.
    pub channel: Channel,
    /// The envelope's recipient, or the telephone number.
    pub to: String,
    /// `From` of a mail.
    pub from: String,
    /// `Reply-To` of a mail.
    pub reply_to: String,
    /// Subject of a mail.
    pub subject: String,
    /// `Content-Language` of a mail.
    pub language: String,
    /// The text.
    pub text: String,
    /// The HTML of a mail.
    pub html: Option<String>,
    /// `Message-ID` of a mail without its brackets, or the sender's reference of a text message.
    pub reference: String,
    /// Files: name, media type, bytes.
    pub attachments: Vec<(String, String, Bytes)>,
}

/// All messages, as they are shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listing {
    /// Oldest first.
    pub messages: Vec<Message>,
}

/// The shared outbox; clones are the same one.
#[derive(Clone)]
pub struct Outbox {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    clock: Clock,
    state: Mutex<State>,
    arrived: watch::Sender<u64>,
}

struct State {
    file: File,
    messages: Vec<Message>,
}

impl Outbox {
    /// Opens the outbox kept in `folder`, which is made where it is missing.
    pub fn open(folder: &Path, clock: Clock) -> io::Result<Outbox> {
        std::fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(folder.join("outbox.jsonl"))?;
        let messages = read_lines(&mut file)?;
        let last = messages.last().map_or(0, |message| message.id);
        let (arrived, _) = watch::channel(last);
        let state = Mutex::new(State { file, messages });
        Ok(Outbox {
            shared: Arc::new(Shared {
                folder: folder.to_owned(),
                clock,
                state,
                arrived,
            }),
        })
    }

    /// Everything that arrived, newest last.
    pub fn messages(&self) -> Vec<Message> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .messages
            .clone()
    }

    /// The same as JSON: `{"messages":[…]}`.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Listing {
            messages: self.messages(),
        })
    }

    /// The bytes of an attachment, counted from 0.
    pub fn attachment(&self, message: u64, index: usize) -> io::Result<Bytes> {
        std::fs::read(self.attachment_path(message, index)).map(Bytes::from)
    }

    /// The first message after number `after` that `wanted` accepts, waiting for it at most `patience`.
    pub async fn wait_for(
        &self,
        after: u64,
        patience: Duration,
        wanted: impl Fn(&Message) -> bool,
    ) -> Option<Message> {
        let mut arrived = self.shared.arrived.subscribe();
        let search = async {
            loop {
                arrived.borrow_and_update();
                let found = self
                    .messages()
                    .into_iter()
                    .find(|message| message.id > after && wanted(message));
                if found.is_some() || arrived.changed().await.is_err() {
                    return found;
                }
            }
        };
        tokio::time::timeout(patience, search).await.ok().flatten()
    }

    /// Whether a message with this reference came by `channel` before; its number.
    pub fn known(&self, channel: Channel, reference: &str) -> Option<u64> {
        let state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |message: &&Message| message.channel == channel && message.reference == reference;
        state.messages.iter().find(same).map(|message| message.id)
    }

    /// Takes a message in: it is on disk when this returns.
    pub fn record(&self, arrival: Arrival) -> io::Result<Message> {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let id = state.messages.last().map_or(0, |message| message.id) + 1;
        for (index, (_, _, bytes)) in arrival.attachments.iter().enumerate() {
            std::fs::write(self.attachment_path(id, index), bytes)?;
        }
        let message = message(id, (self.shared.clock)(), arrival);
        let mut line = serde_json::to_vec(&message)?;
        line.push(b'\n');
        state.file.write_all(&line)?;
        state.messages.push(message.clone());
        drop(state);
        self.shared.arrived.send_replace(id);
        Ok(message)
    }

    fn attachment_path(&self, message: u64, index: usize) -> PathBuf {
        self.shared.folder.join(format!("attachment-{message}-{index}"))
    }
}

/// What was written before. A line that a killed process left half-written is passed over, and closed so that the next one starts
/// on a line of its own.
fn read_lines(file: &mut File) -> io::Result<Vec<Message>> {
    let mut text = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut text)?;
    if !text.is_empty() && !text.ends_with(b"\n") {
        file.write_all(b"\n")?;
    }
    Ok(text
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect())
}

fn message(id: u64, at: Timestamp, arrival: Arrival) -> Message {
    let facts = |(name, mime, bytes): (String, String, Bytes)| AttachmentFacts {
        name,
        mime,
        size_bytes: bytes.len(),
    };
    Message {
        id,
        channel: arrival.channel,
        at,
        to: arrival.to,
        from: arrival.from,
        reply_to: arrival.reply_to,
        subject: arrival.subject,
        language: arrival.language,
        links: links(&arrival.text),
        // Digits that are said one by one are one number to whoever hears them.
        codes: match arrival.channel {
            Channel::Call => codes(&arrival.text.replace(", ", "")),
            _ => codes(&arrival.text),
        },
        text: arrival.text,
        html: arrival.html,
        reference: arrival.reference,
        attachments: arrival.attachments.into_iter().map(facts).collect(),
    }
}

/// Web addresses in a text, without the punctuation that a sentence puts behind them.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("http") {
        rest = &rest[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || "<>\"'`".contains(c))
            .unwrap_or(rest.len());
        let link = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        let is_address = link.starts_with("https://") || link.starts_with("http://");
        if is_address && !found.iter().any(|known| known == link) {
            found.push(link.to_owned());
        }
        rest = &rest[end.max(4)..];
    }
    found
}

/// Six digits with nothing but white space or punctuation around them, outside web addresses.
fn codes(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace().filter(|word| !word.contains("://")) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_code = word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        if is_code && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system_clock;

    fn sms(text: &str) -> Arrival {
        Arrival {
            channel: Channel::Sms,
            to: "+38641234567".into(),
            from: String::new(),
            reply_to: String::new(),
            subject: String::new(),
            language: String::new(),
            text: text.into(),
            html: None,
            reference: "r1".into(),
            attachments: vec![(
                "a.pdf".into(),
                "application/pdf".into(),
                Bytes::from_static(b"%PDF"),
            )],
        }
    }

    #[test]
    fn addresses_and_codes_are_found_once_and_without_punctuation() {
        let text = "Open https://a.example/s/123456?x=1. Your code is 654321, again 654321 (https://a.example/s/123456?x=1) not 1234567.";
        assert_eq!(links(text), ["https://a.example/s/123456?x=1"]);
        assert_eq!(codes(text), ["654321"]);
        assert!(links("httpé http").is_empty());
    }

    #[test]
    fn messages_survive_a_restart_and_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let first = Outbox::open(folder.path(), system_clock()).unwrap();
        first.record(sms("code 123456")).unwrap();
        drop(first);
        let mut file = OpenOptions::new()
            .append(true)
            .open(folder.path().join("outbox.jsonl"))
            .unwrap();
        file.write_all(b"{\"id\":2,\"chan").unwrap();

        let second = Outbox::open(folder.path(), system_clock()).unwrap();
        assert_eq!(second.record(sms("code 222222")).unwrap().id, 2);
        let third = Outbox::open(folder.path(), system_clock()).unwrap();
        let codes: Vec<_> = third
            .messages()
            .into_iter()
            .flat_map(|message| message.codes)
            .collect();
        assert_eq!(codes, ["123456", "222222"]);
        assert_eq!(third.attachment(2, 0).unwrap(), "%PDF");
        assert_eq!(third.known(Channel::Sms, "r1"), Some(1));
        assert_eq!(third.known(Channel::Mail, "r1"), None);
    }

    #[tokio::test]
    async fn waiting_ends_when_the_message_comes_or_patience_does() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
        let short = Duration::from_millis(20);
        assert!(outbox.wait_for(0, short, |_| true).await.is_none());
        let waiting = tokio::spawn({
            let outbox = outbox.clone();
            async move {
                outbox
                    .wait_for(0, Duration::from_secs(10), |m| m.codes == ["123456"])
                    .await
            }
        });
        outbox.record(sms("nothing")).unwrap();
        outbox.record(sms("code 123456")).unwrap();
        assert_eq!(waiting.await.unwrap().unwrap().id, 2);
        assert!(outbox.wait_for(2, short, |_| true).await.is_none());
    }
}
