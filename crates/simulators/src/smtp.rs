//! A simulated mail relay: speaks SMTP (RFC 5321) on a loopback socket and puts what it takes into the outbox. It never passes a
//! mail on to anybody.

use std::io;
use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::failure::{Failure, Failures, Party};
use crate::mime::Mail;
use crate::outbox::{Arrival, Channel, Outbox};
use crate::web::LATE;

/// Bytes that one message may have (RFC 1870).
const MESSAGE_BYTES: usize = 40 << 20;
/// Bytes that one command line may have; RFC 5321 §4.5.3.1.4 grants 512, extensions some more.
const LINE_BYTES: u64 = 4096;

/// The relay.
#[derive(Clone)]
pub struct MailRelay {
    outbox: Outbox,
    failures: Failures,
    credentials: Option<(String, String)>,
}

/// How a conversation begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// With the relay's greeting.
    Greeting,
    /// Behind STARTTLS: the client speaks first (RFC 3207 §4.2).
    Silent,
}

impl MailRelay {
    /// A relay that puts everything into `outbox`. With `credentials` (user, password) it takes nothing without them.
    pub fn new(outbox: Outbox, failures: Failures, credentials: Option<(String, String)>) -> MailRelay {
        MailRelay {
            outbox,
            failures,
            credentials,
        }
    }

    /// Answers on `listener` until the task is dropped.
    pub async fn serve(self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) if self.failure() != Failure::Down => self.clone().answer(stream),
                Ok(_) => {}
                Err(error) => tracing::warn!("the simulated mail relay cannot take a connection: {error}"),
            }
        }
    }

    /// Has one conversation, over whatever carries it.
    pub async fn converse(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        opening: Opening,
    ) -> io::Result<()> {
        let mut session = Session {
            relay: self,
            stream: BufReader::new(stream),
            authenticated: self.credentials.is_none(),
            from: None,
            to: Vec::new(),
        };
        if opening == Opening::Greeting {
            session
                .reply("220 simulated.invalid ESMTP simulated relay, nothing leaves this machine")
                .await?;
        }
        session.run().await
    }

    fn answer(self, stream: TcpStream) {
        tokio::spawn(async move {
            if let Err(error) = self.converse(stream, Opening::Greeting).await {
                tracing::debug!("a conversation with the simulated mail relay ended: {error}");
            }
        });
    }

    fn failure(&self) -> Failure {
        self.failures.at(Party::Mail)
    }
}

/// Binds the relay to `address` and serves it in a task of its own.
pub(crate) async fn start(relay: MailRelay, address: SocketAddr) -> io::Result<crate::Running> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok(crate::Running::new(address, tokio::spawn(relay.serve(listener))))
}

struct Session<'a, S> {
    relay: &'a MailRelay,
    stream: BufReader<S>,
    authenticated: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<'_, S> {
    async fn run(&mut self) -> io::Result<()> {
        while let Some(line) = self.line().await? {
            // Conversations that were kept open end too.
            if self.relay.failure() == Failure::Down {
                return Ok(());
            }
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.extended_hello().await?,
                "HELO" => self.hello().await?,
                "AUTH" => self.authenticate(argument).await?,
                "MAIL" => self.mail(argument).await?,
                "RCPT" => self.recipient(argument).await?,
                "DATA" => {
                    if !self.data().await? {
                        return Ok(());
                    }
                }
                "RSET" => self.reset().await?,
                "NOOP" => self.reply("250 2.0.0 here").await?,
                "VRFY" => self.reply("252 2.1.5 send it and see").await?,
                "QUIT" => return self.reply("221 2.0.0 bye").await,
                _ => self.reply("500 5.5.2 no such command").await?,
            }
        }
        Ok(())
    }

    async fn extended_hello(&mut self) -> io::Result<()> {
        self.forget();
        let offers = "250-simulated.invalid\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-AUTH PLAIN LOGIN";
        self.reply(&format!("{offers}\r\n250 SIZE {MESSAGE_BYTES}")).await
    }

    async fn hello(&mut self) -> io::Result<()> {
        self.forget();
        self.reply("250 simulated.invalid").await
    }

    /// RFC 4954 with PLAIN (RFC 4616) and LOGIN.
    async fn authenticate(&mut self, argument: &str) -> io::Result<()> {
        let (mechanism, initial) = argument.split_once(' ').unwrap_or((argument, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let answer = if initial.is_empty() {
                    self.ask("334 ").await?
                } else {
                    initial.to_owned()
                };
                plain(&answer)
            }
            "LOGIN" => {
                let user = self.ask("334 VXNlcm5hbWU6").await?;
                let password = self.ask("334 UGFzc3dvcmQ6").await?;
                decoded(&user).zip(decoded(&password))
            }
            _ => return self.reply("504 5.5.4 no such mechanism").await,
        };
        self.authenticated = self.relay.credentials.is_none() || given == self.relay.credentials;
        let answer = if self.authenticated {
            "235 2.7.0 welcome"
        } else {
            "535 5.7.8 wrong credentials"
        };
        self.reply(answer).await
    }

    async fn mail(&mut self, argument: &str) -> io::Result<()> {
        let too_large = |size: &str| size.parse().is_ok_and(|size: usize| size > MESSAGE_BYTES);
        let size = argument
            .split_whitespace()
            .find_map(|word| word.strip_prefix("SIZE="));
        if !self.authenticated {
            return self.reply("530 5.7.0 authentication required").await;
        }
        if self.relay.failure() == Failure::Busy {
            return self.reply("451 4.3.2 simulated: try again later").await;
        }
        if size.is_some_and(too_large) {
            return self.reply("552 5.3.4 message too large").await;
        }
        match address(argument, "FROM:") {
            Some(from) => {
                self.forget();
                self.from = Some(from);
                self.reply("250 2.1.0 ok").await
            }
            None => self.reply("501 5.5.4 MAIL FROM:<address>").await,
        }
    }

    async fn recipient(&mut self, argument: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.reply("503 5.5.1 MAIL first").await;
        }
        if self.relay.failure() == Failure::Refuse {
            return self.reply("550 5.1.1 simulated: no such mailbox").await;
        }
        match address(argument, "TO:").filter(|to| !to.is_empty()) {
            Some(to) => {
                self.to.push(to);
                self.reply("250 2.1.5 ok").await
            }
            None => self.reply("501 5.5.4 RCPT TO:<address>").await,
        }
    }

    /// Whether the conversation goes on.
    async fn data(&mut self) -> io::Result<bool> {
        if self.to.is_empty() {
            self.reply("503 5.5.1 RCPT first").await?;
            return Ok(true);
        }
        self.reply("354 end with <CRLF>.<CRLF>").await?;
        let Some(message) = self.message().await? else {
            self.reply("552 5.3.4 message too large").await?;
            return Ok(true);
        };
        let ids = self.deliver(&message)?;
        match self.relay.failure() {
            Failure::Hang => std::future::pending().await,
            Failure::Drop => Ok(false),
            failure => {
                if failure == Failure::Late {
                    tokio::time::sleep(LATE).await;
                }
                self.forget();
                self.reply(&format!("250 2.0.0 simulated: taken as {ids}"))
                    .await?;
                Ok(true)
            }
        }
    }

    fn deliver(&self, message: &[u8]) -> io::Result<String> {
        let mut ids = Vec::new();
        for to in &self.to {
            ids.push(
                self.relay
                    .outbox
                    .record(arrival(to, Mail::parse(message)))?
                    .id
                    .to_string(),
            );
        }
        Ok(ids.join(","))
    }

    /// Lines up to the lonely dot, the dots that were put in front taken away (RFC 5321 §4.5.2); `None` when there is too much.
    async fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        let (mut message, mut line, mut fits) = (Vec::new(), Vec::new(), true);
        loop {
            line.clear();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" || line == b".\n" {
                return Ok(fits.then_some(message));
            }
            fits = fits && message.len() + line.len() <= MESSAGE_BYTES;
            if fits {
                message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            }
        }
    }

    async fn reset(&mut self) -> io::Result<()> {
        self.forget();
        self.reply("250 2.0.0 forgotten").await
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn ask(&mut self, challenge: &str) -> io::Result<String> {
        self.reply(challenge).await?;
        self.line()
            .await?
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        (&mut self.stream)
            .take(LINE_BYTES)
            .read_until(b'\n', &mut line)
            .await?;
        let whole = line.ends_with(b"\n");
        Ok(whole.then(|| String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    async fn reply(&mut self, text: &str) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        stream.flush().await
    }
}

/// The address in `FROM:<…> SIZE=…`.
fn address(argument: &str, keyword: &str) -> Option<String> {
    let head = argument.get(..keyword.len())?;
    let rest = head
        .eq_ignore_ascii_case(keyword)
        .then(|| &argument[keyword.len()..])?;
    let (address, _) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    Some(address.to_owned())
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// RFC 4616 §2: identity to act as, user, password.
fn plain(text: &str) -> Option<(String, String)> {
    let text = decoded(text)?;
    let mut pieces = text.split('\0').skip(1);
    Some((pieces.next()?.to_owned(), pieces.next()?.to_owned()))
}

fn arrival(to: &str, mail: Mail) -> Arrival {
    Arrival {
        channel: Channel::Mail,
        to: to.to_owned(),
        from: mail.header("From").to_owned(),
        reply_to: mail.header("Reply-To").to_owned(),
        subject: mail.header("Subject").to_owned(),
        language: mail.header("Content-Language").to_owned(),
        reference: mail.header("Message-ID").trim_matches(['<', '>']).to_owned(),
        text: mail.text.unwrap_or_default(),
        html: mail.html,
        attachments: mail.attachments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system_clock;

    struct Client {
        stream: BufReader<TcpStream>,
        outbox: Outbox,
        failures: Failures,
        _folder: tempfile::TempDir,
        _running: crate::Running,
    }

    impl Client {
        async fn connect(credentials: Option<(&str, &str)>) -> Client {
            let folder = tempfile::tempdir().unwrap();
            let outbox = Outbox::open(folder.path(), system_clock()).unwrap();
            let failures = Failures::default();
            let credentials = credentials.map(|(user, password)| (user.to_owned(), password.to_owned()));
            let relay = MailRelay::new(outbox.clone(), failures.clone(), credentials);
            let running = start(relay, "127.0.0.1:0".parse().unwrap()).await.unwrap();
            let stream = BufReader::new(TcpStream::connect(running.address()).await.unwrap());
            let mut client = Client {
                stream,
                outbox,
                failures,
                _folder: folder,
                _running: running,
            };
            assert!(client.read().await.starts_with("220 "));
            client
        }

        async fn read(&mut self) -> String {
            let mut all = String::new();
            loop {
                let mut line = String::new();
                self.stream.read_line(&mut line).await.unwrap();
                all.push_str(&line);
                if line.is_empty() || line.as_bytes().get(3) == Some(&b' ') {
                    return all;
                }
            }
        }

        async fn say(&mut self, line: &str) -> String {
            self.stream
                .get_mut()
                .write_all(format!("{line}\r\n").as_bytes())
                .await
                .unwrap();
            self.read().await
        }

        async fn check(&mut self, dialogue: &[(&str, &str)]) {
            for (line, code) in dialogue {
                let answer = self.say(line).await;
                assert!(
                    answer.lines().last().unwrap_or_default().starts_with(code),
                    "{line} -> {answer}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_mail_arrives_as_it_was_sent() {
        let mut client = Client::connect(None).await;
        client
            .check(&[
                ("EHLO me", "250 SIZE"),
                ("NOOP", "250"),
                ("mail from:<a@example.si> SIZE=100", "250"),
                ("RCPT TO:<b@example.si>", "250"),
                ("RCPT TO:<c@example.si>", "250"),
                ("DATA", "354"),
                (
                    "Subject: hi\r\nMessage-ID: <x@y>\r\n\r\n..dot https://a.example/x\r\n123456\r\n.",
                    "250",
                ),
                ("QUIT", "221"),
            ])
            .await;
        let messages = client.outbox.messages();
        assert_eq!(
            messages.iter().map(|m| m.to.as_str()).collect::<Vec<_>>(),
            ["b@example.si", "c@example.si"]
        );
        assert_eq!(messages[0].text, ".dot https://a.example/x\n123456\n");
        assert_eq!(
            (
                messages[0].subject.as_str(),
                messages[0].reference.as_str(),
                messages[0].codes.as_slice()
            ),
            ("hi", "x@y", &["123456".to_owned()][..])
        );
    }

    #[tokio::test]
    async fn commands_out_of_order_or_too_large_are_refused() {
        let mut client = Client::connect(None).await;
        client
            .check(&[
                ("DATA", "503"),
                ("RCPT TO:<b@example.si>", "503"),
                ("MAIL FROM:<a@example.si> SIZE=99999999", "552"),
                ("MAIL b", "501"),
                ("MAIL FROM:<a@example.si>", "250"),
                ("RSET", "250"),
                ("RCPT TO:<b@example.si>", "503"),
                ("FLY", "500"),
            ])
            .await;
    }

    #[tokio::test]
    async fn credentials_are_asked_for_where_there_are_some() {
        let mut client = Client::connect(Some(("u", "p"))).await;
        client
            .check(&[
                ("EHLO me", "250"),
                ("MAIL FROM:<a@example.si>", "530"),
                ("AUTH PLAIN AHUAeA==", "535"),
                ("AUTH LOGIN", "334"),
                ("dQ==", "334"),
                ("cA==", "235"),
                ("AUTH PLAIN AHUAcA==", "235"),
                ("MAIL FROM:<a@example.si>", "250"),
            ])
            .await;
    }

    #[tokio::test]
    async fn it_fails_as_it_is_told_to() {
        let mut client = Client::connect(None).await;
        client.failures.set(Party::Mail, Failure::Busy).unwrap();
        client
            .check(&[("EHLO me", "250"), ("MAIL FROM:<a@example.si>", "451")])
            .await;
        client.failures.set(Party::Mail, Failure::Refuse).unwrap();
        client
            .check(&[
                ("MAIL FROM:<a@example.si>", "250"),
                ("RCPT TO:<b@example.si>", "550"),
            ])
            .await;
        client.failures.set(Party::Mail, Failure::Drop).unwrap();
        client
            .check(&[("RCPT TO:<b@example.si>", "250"), ("DATA", "354")])
            .await;
        assert_eq!(client.say("Subject: x\r\n\r\ny\r\n.").await, "");
        assert_eq!(client.outbox.messages().len(), 1);
    }
}
