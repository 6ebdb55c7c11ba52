//! Reads a mail the way a mail program does: headers, text, HTML, attachments. It never shows or follows anything in it.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

/// Mails are written with or without padding, by whoever writes them.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How deep parts may lie in parts.
const NESTING: usize = 8;

/// A mail, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mail {
    /// Header fields in order, decoded.
    pub headers: Vec<(String, String)>,
    /// The first text part.
    pub text: Option<String>,
    /// The first HTML part.
    pub html: Option<String>,
    /// Other parts: name, media type, bytes.
    pub attachments: Vec<(String, String, Bytes)>,
}

impl Mail {
    /// Reads a message (RFC 5322, RFC 2045). What cannot be understood is left out.
    pub fn parse(message: &[u8]) -> Mail {
        let (headers, body) = split(message);
        let mut mail = Mail {
            headers: headers.clone(),
            ..Mail::default()
        };
        collect(&mut mail, &headers, body, 0);
        mail
    }

    /// The first header field with this name.
    pub fn header(&self, name: &str) -> &str {
        find(&self.headers, name)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value)
}

/// Puts a part, and the parts in it, where they belong (RFC 2046 §5.1).
fn collect(mail: &mut Mail, headers: &[(String, String)], body: &[u8], depth: usize) {
    let content_type = Field::parse(find(headers, "Content-Type"));
    if content_type.value.starts_with("multipart/") {
        let Some(boundary) = content_type.parameter("boundary").filter(|_| depth < NESTING) else {
            return;
        };
        for part in parts(body, &boundary) {
            let (headers, body) = split(part);
            collect(mail, &headers, body, depth + 1);
        }
        return;
    }
    let bytes = decode_body(find(headers, "Content-Transfer-Encoding"), body);
    let disposition = Field::parse(find(headers, "Content-Disposition"));
    let place = match content_type.value.as_str() {
        _ if disposition.value == "attachment" => None,
        "" | "text/plain" => Some(&mut mail.text),
        "text/html" => Some(&mut mail.html),
        _ => None,
    };
    match place {
        Some(place) if place.is_none() => *place = Some(text(&bytes)),
        _ => {
            let name = disposition
                .parameter("filename")
                .or_else(|| content_type.parameter("name"));
            mail.attachments
                .push((name.unwrap_or_default(), content_type.value, bytes.into()));
        }
    }
}

/// Header fields, unfolded and decoded, and the body behind the first empty line (RFC 5322 §2.2.3).
fn split(message: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = message;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, after) = rest.split_at(end + 1);
        rest = after;
        let line = String::from_utf8_lossy(line)
            .trim_end_matches(['\r', '\n'])
            .to_owned();
        if line.is_empty() {
            break;
        }
        match (
            line.starts_with([' ', '\t']),
            headers.last_mut(),
            line.split_once(':'),
        ) {
            (true, Some((_, value)), _) => value.push_str(&line),
            (false, _, Some((name, value))) => headers.push((name.trim().into(), value.trim().into())),
            _ => {}
        }
    }
    headers
        .iter_mut()
        .for_each(|(_, value)| *value = decode_words(value));
    (headers, rest)
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let marker = format!("--{boundary}").into_bytes();
    let starts: Vec<usize> = line_starts(body)
        .filter(|at| body[*at..].starts_with(&marker))
        .collect();
    let part = |pair: &[usize]| {
        let inner = &body[pair[0]..pair[1]];
        let first_line = inner.iter().position(|byte| *byte == b'\n')? + 1;
        let inner = &inner[first_line..];
        // RFC 2046 §5.1.1: the line break before a boundary belongs to the boundary.
        Some(
            inner
                .strip_suffix(b"\r\n")
                .or_else(|| inner.strip_suffix(b"\n"))
                .unwrap_or(inner),
        )
    };
    starts.windows(2).filter_map(part).collect()
}

fn line_starts(body: &[u8]) -> impl Iterator<Item = usize> {
    let breaks = body
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1);
    std::iter::once(0).chain(breaks)
}

fn decode_body(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => {
            let letters: Vec<u8> = body
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            BASE64.decode(letters).unwrap_or_default()
        }
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    }
}

/// Text with the line ends of this side.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}

/// RFC 2045 §6.7.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        let rest = &body[at + 1..];
        match (byte, rest) {
            (b'=', [b'\r', b'\n', ..]) => at += 3,
            (b'=', [b'\n', ..]) => at += 2,
            (b'=', [high, low, ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(hexadecimal(*high) << 4 | hexadecimal(*low));
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

fn hexadecimal(digit: u8) -> u8 {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
        .unwrap_or(0)
}

/// Encoded words in a header field (RFC 2047 §2); white space between two of them goes (§6.2).
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let between = &rest[..start];
        let Some((decoded, length)) = encoded_word(&rest[start..]) else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            after_word = false;
            continue;
        };
        if !(after_word && between.trim().is_empty()) {
            out.push_str(between);
        }
        out.push_str(&decoded);
        rest = &rest[start + length..];
        after_word = true;
    }
    out + rest
}

/// One `=?utf-8?b?…?=` at the beginning of `text`, with its length.
fn encoded_word(text: &str) -> Option<(String, usize)> {
    let mut pieces = text.get(2..)?.splitn(3, '?');
    let (charset, encoding, rest) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let end = rest.find("?=")?;
    let content = &rest[..end];
    let bytes = match encoding {
        "b" | "B" => BASE64.decode(content).ok()?,
        "q" | "Q" => quoted_printable(content.replace('_', " ").as_bytes()),
        _ => return None,
    };
    let length = 2 + charset.len() + 1 + encoding.len() + 1 + end + 2;
    Some((String::from_utf8_lossy(&bytes).into_owned(), length))
}

/// A structured header field: a value and its parameters (RFC 2045 §5.1).
struct Field {
    value: String,
    parameters: Vec<(String, String)>,
}

impl Field {
    fn parse(text: &str) -> Field {
        let mut pieces = semicolons(text).into_iter();
        let value = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
        let parameter = |piece: String| {
            let (name, value) = piece.split_once('=')?;
            let value = value.trim().trim_matches('"').replace("\\\"", "\"");
            Some((name.trim().to_ascii_lowercase(), value))
        };
        Field {
            value,
            parameters: pieces.filter_map(parameter).collect(),
        }
    }

    /// A parameter, put together where it was cut and encoded (RFC 2231 §3, §4).
    fn parameter(&self, name: &str) -> Option<String> {
        let exact = |wanted: String| {
            self.parameters
                .iter()
                .find(|(known, _)| *known == wanted)
                .map(|(_, value)| value.as_str())
        };
        if let Some(plain) = exact(name.to_owned()) {
            return Some(plain.to_owned());
        }
        if let Some(whole) = exact(format!("{name}*")) {
            return Some(extended(whole));
        }
        let mut encoded = String::new();
        let mut found = false;
        for index in 0.. {
            if let Some(piece) = exact(format!("{name}*{index}*")) {
                encoded.push_str(piece);
            } else if let Some(piece) = exact(format!("{name}*{index}")) {
                encoded.push_str(&piece.replace('%', "%25"));
            } else {
                break;
            }
            found = true;
        }
        found.then(|| extended(&encoded))
    }
}

/// `utf-8''na%C5%A1` as text.
fn extended(value: &str) -> String {
    let escaped = value.splitn(3, '\'').nth(2).unwrap_or(value);
    let bytes = quoted_printable(escaped.replace('=', "=3D").replace('%', "=").as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Cuts at semicolons outside quotation marks.
fn semicolons(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for letter in text.chars() {
        if letter == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = letter == '\\' && !escaped;
        match pieces.last_mut() {
            Some(piece) if letter != ';' || quoted => piece.push(letter),
            _ => pieces.push(String::new()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: &str = "From: =?utf-8?b?QW5hIMWgZWZrYQ==?= <ana@banka.si>\r\n\
        Subject: =?utf-8?q?Ozna=C4=8D?= \r\n =?utf-8?q?ba_1?= konec\r\n\
        Content-Type: multipart/mixed; boundary=\"aa\"\r\n\r\npreamble\r\n--aa\r\n\
        Content-Type: multipart/alternative;\r\n\tboundary=bb\r\n\r\n--bb\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        =C4=8D=C5=A1=C5=BE long =\r\nline\r\n--bb\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        PGI+xI08\r\nL2I+\r\n--bb--\r\n--aa\r\nContent-Type: application/pdf\r\n\
        Content-Disposition: attachment; filename*0*=utf-8''po%C5%A1; filename*1=\"ta; x.pdf\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nJVBERg\r\n--aa--\r\nafter";

    #[test]
    fn a_mail_with_everything_is_taken_apart() {
        let mail = Mail::parse(MIXED.as_bytes());
        assert_eq!(mail.header("from"), "Ana Šefka <ana@banka.si>");
        assert_eq!(mail.header("subject"), "Označba 1 konec");
        assert_eq!(mail.text.as_deref(), Some("čšž long line"));
        assert_eq!(mail.html.as_deref(), Some("<b>č</b>"));
        let expected = (
            "pošta; x.pdf".to_owned(),
            "application/pdf".to_owned(),
            Bytes::from_static(b"%PDF"),
        );
        assert_eq!(mail.attachments, [expected]);
    }

    #[test]
    fn a_mail_without_any_structure_is_its_text() {
        let mail = Mail::parse(b"Subject: =?no\n\nplain\n");
        assert_eq!(
            (mail.header("Subject"), mail.text.as_deref()),
            ("=?no", Some("plain\n"))
        );
        assert_eq!(Mail::parse(b"").text.as_deref(), Some(""));
    }

    #[test]
    fn endless_nesting_ends() {
        let open =
            |depth: usize| format!("Content-Type: multipart/mixed; boundary=a{depth:02}\n\n--a{depth:02}\n");
        let close = |depth: usize| format!("\n--a{depth:02}--\n");
        let nested = |depth: usize| {
            let opened: String = (0..depth).map(open).collect();
            opened + "\ndeep" + &(0..depth).rev().map(close).collect::<String>()
        };
        assert_eq!(Mail::parse(nested(5).as_bytes()).text.as_deref(), Some("deep"));
        assert_eq!(Mail::parse(nested(40).as_bytes()).text, None);
    }
}
