//! What parent and child say to each other over pipes: a header in JSON and a body of bytes, each with its length in front. It
//! trusts no length.

use std::io::{self, Read, Write};

use ades::validate::{Lookup, Report};
use app::ports::{DocumentRefusal, TextPlace, VerifyTerms};
use domain::agreement::PageSize;
use domain::tags::{ReadTag, TagWord};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes that a header may have: 20,000 pages fit.
const HEADER_BYTES: usize = 8 << 20;
/// Two lengths of eight bytes.
const PREFIX: usize = 16;

/// What the parent asks.
#[derive(Serialize, Deserialize)]
pub(super) struct Question {
    /// The bounds that the child sets itself before it looks at the body.
    pub(super) confinement: Confinement,
    /// The bounds within which it reads.
    pub(super) limits: pdf::Limits,
    /// What to do.
    pub(super) task: Task,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Confinement {
    pub(super) memory_bytes: u64,
    pub(super) cpu_seconds: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Task {
    /// Make one document of the files in the body.
    Open {
        files: Vec<FileFacts>,
        /// The account's own tags, where tags are to be read at all.
        dictionary: Option<Vec<TagWord>>,
    },
    /// Find words in the document in the body.
    Find { needles: Vec<String> },
    /// Draw a page of the document in the body.
    Render { page: usize, width: u32 },
    /// Look at the signatures of the document in the body.
    Verify {
        password: Option<String>,
        terms: VerifyTerms,
    },
}

/// A file in the body, one behind the other.
#[derive(Serialize, Deserialize)]
pub(super) struct FileFacts {
    pub(super) name: String,
    pub(super) length: usize,
    pub(super) password: Option<String>,
}

/// Without the password.
impl std::fmt::Debug for FileFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileFacts({} bytes)", self.length)
    }
}

/// What the child answers; document or picture is the body.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Found(Vec<TextPlace>),
    Opened(Opened),
    Refused(DocumentRefusal),
    Rendered,
    Verified(Box<Seen>),
}

/// What was seen of signatures; the pictures stand in the body, one behind the other.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) report: Report,
    pub(super) lookups: Vec<Lookup>,
    pub(super) revision_ends: Vec<u64>,
    pub(super) covers: Vec<Option<usize>>,
    pub(super) steps: Vec<SeenStep>,
}

/// What differs between two revisions.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SeenStep {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) pages: Vec<SeenPage>,
    pub(super) not_drawn: usize,
}

/// A page that differs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SeenPage {
    pub(super) page: usize,
    pub(super) before: Option<PictureFacts>,
    pub(super) after: Option<PictureFacts>,
    pub(super) places: Vec<[u32; 4]>,
}

/// A picture in the body.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PictureFacts {
    pub(super) length: usize,
    pub(super) width: u32,
    pub(super) height: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) pages: Vec<PageSize>,
    pub(super) pages_of: Vec<usize>,
    pub(super) signatures: usize,
    pub(super) remarks: Vec<String>,
    pub(super) tags: Vec<ReadTag>,
    pub(super) fields: Vec<pdf::form::Field>,
}

/// A header with the lengths in front.
pub(super) fn head(header: &impl Serialize, body_length: usize) -> io::Result<Vec<u8>> {
    let header = serde_json::to_vec(header)?;
    let mut head = Vec::with_capacity(PREFIX + header.len());
    head.extend_from_slice(&(header.len() as u64).to_be_bytes());
    head.extend_from_slice(&(body_length as u64).to_be_bytes());
    head.extend_from_slice(&header);
    Ok(head)
}

pub(super) fn write(out: &mut impl Write, header: &impl Serialize, body: &[u8]) -> io::Result<()> {
    out.write_all(&head(header, body.len())?)?;
    out.write_all(body)?;
    out.flush()
}

/// Reads a header and the length of the body behind it.
pub(super) fn read_head<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<(T, usize)> {
    let mut prefix = [0; PREFIX];
    input.read_exact(&mut prefix)?;
    let (header, body) = lengths(prefix)?;
    let mut bytes = vec![0; header];
    input.read_exact(&mut bytes)?;
    Ok((parsed(&bytes)?, body))
}

/// The same, with a body of at most `limit` bytes. Room is taken as bytes come, not as they are announced.
pub(super) async fn read_all<T: DeserializeOwned>(
    input: &mut (impl AsyncRead + Unpin),
    limit: usize,
) -> io::Result<(T, Vec<u8>)> {
    let mut prefix = [0; PREFIX];
    input.read_exact(&mut prefix).await?;
    let (header_length, body_length) = lengths(prefix)?;
    if body_length > limit {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the answer is too large",
        ));
    }
    let header: T = parsed(&exactly(input, header_length).await?)?;
    Ok((header, exactly(input, body_length).await?))
}

/// A header that ends too early is wrong, not a pipe that ended.
fn parsed<T: DeserializeOwned>(header: &[u8]) -> io::Result<T> {
    serde_json::from_slice(header)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
}

async fn exactly(input: &mut (impl AsyncRead + Unpin), length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes).await?;
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn lengths(prefix: [u8; PREFIX]) -> io::Result<(usize, usize)> {
    let number = |range: std::ops::Range<usize>| {
        let bytes = prefix.get(range).and_then(|bytes| bytes.try_into().ok())?;
        usize::try_from(u64::from_be_bytes(bytes)).ok()
    };
    match (number(0..8), number(8..16)) {
        (Some(header), Some(body)) if header <= HEADER_BYTES => Ok((header, body)),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "not a frame")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, &Answer::Rendered, b"png").unwrap();
        let (answer, body): (Answer, _) = read_all(&mut &bytes[..], 3).await.unwrap();
        assert!(matches!(answer, Answer::Rendered));
        assert_eq!(body, b"png");
        let (_, length): (Answer, _) = read_head(&mut &bytes[..]).unwrap();
        assert_eq!(length, 3);
    }

    #[tokio::test]
    async fn lengths_that_lie_are_refused() {
        let mut good = Vec::new();
        write(&mut good, &Answer::Rendered, b"png").unwrap();
        let mut endless = good.clone();
        endless[..8].copy_from_slice(&u64::MAX.to_be_bytes());
        for bad in [&good[..good.len() - 1], &good[..5], &endless, b""] {
            assert!(read_all::<Answer>(&mut &bad[..], 3).await.is_err());
        }
        assert!(read_all::<Answer>(&mut &good[..], 2).await.is_err());
    }
}
