//! The parent's side: a child process per document, a bounded number at once, killed when its time is over (decision 32). The
//! parent looks at nothing in an upload.
//!
//! Settings (for `docs/config.md`), section `[documents]`:
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `children` | number of processors | documents that are read at the same time |
//! | `time_limit_seconds` | 30 | for one document |
//! | `memory_mib` | 1024 | address space of a child |

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use app::ports::{
    ChangedPage, DocumentReader, DocumentRefusal, Picture, RenderedPage, TextPlace, UploadedFile, Verified,
    VerifyTerms, VisibleStep, WorkingDocument,
};
use async_trait::async_trait;
use bytes::Bytes;
use domain::tags::TagWord;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, ChildStdin, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::wire::{Answer, Confinement, FileFacts, PictureFacts, Question, Seen, Task, head, read_all};

/// What is said of an answer that does not fit.
const ANOTHER: &str = "an answer to another question";
/// Bytes of a child's complaint that go into the log.
const COMPLAINT_BYTES: u64 = 2048;
/// Signals that say that time, memory or stack ran out (`signal(7)`): ABRT, BUS, KILL, SEGV, XCPU.
const EXHAUSTED: [i32; 5] = [6, 7, 9, 11, 24];

/// How children are started and bounded.
#[derive(Clone, Debug)]
pub struct ChildSettings {
    /// The program, usually this one.
    pub program: PathBuf,
    /// Its arguments: the subcommand that calls [`super::serve_stdio`].
    pub arguments: Vec<OsString>,
    /// Children at once.
    pub children: usize,
    /// For one document.
    pub time_limit: Duration,
    /// For a document to get its turn.
    pub waiting_limit: Duration,
    /// Address space of a child.
    pub memory_bytes: u64,
    /// Bounds within which a document is read.
    pub limits: pdf::Limits,
}

impl ChildSettings {
    /// Usual bounds.
    pub fn new(program: PathBuf, arguments: Vec<OsString>) -> ChildSettings {
        let limits = pdf::Limits {
            file_bytes: 100 << 20,
            ..pdf::Limits::default()
        };
        ChildSettings {
            program,
            arguments,
            children: std::thread::available_parallelism().map_or(2, Into::into),
            time_limit: Duration::from_secs(30),
            waiting_limit: Duration::from_secs(60),
            memory_bytes: 1 << 30,
            limits,
        }
    }
}

/// Reads documents in child processes.
#[derive(Debug)]
pub struct ChildReader {
    settings: ChildSettings,
    slots: Semaphore,
    /// Of these, how many may look at documents of people who are not signed in.
    strangers: Semaphore,
}

impl ChildReader {
    /// A reader; no child is started yet.
    pub fn new(settings: ChildSettings) -> ChildReader {
        let slots = Semaphore::new(settings.children.max(1));
        let strangers = Semaphore::new((settings.children / 2).max(1));
        ChildReader {
            settings,
            slots,
            strangers,
        }
    }

    async fn ask(&self, task: Task, bodies: &[Bytes]) -> Result<(Answer, Bytes), DocumentRefusal> {
        let turn = timeout(self.settings.waiting_limit, self.slots.acquire()).await;
        let Ok(Ok(_slot)) = turn else {
            return Err(failed("too many documents are waiting to be read"));
        };
        let question = Question {
            confinement: self.confinement(),
            limits: self.settings.limits.clone(),
            task,
        };
        let length = bodies.iter().map(Bytes::len).sum();
        let head = head(&question, length).map_err(failed)?;
        let mut child = self
            .start()
            .map_err(|error| failed(format!("no child process: {error}")))?;
        let conversation = converse(&mut child, head, bodies, self.answer_bytes());
        match timeout(self.settings.time_limit, conversation).await {
            Ok(result) => result,
            // The child is killed when it is dropped.
            Err(_) => Err(refusal(
                "TOO_COMPLEX",
                format!("not read within {:?}", self.settings.time_limit),
            )),
        }
    }

    fn start(&self) -> io::Result<Child> {
        Command::new(&self.settings.program)
            .args(&self.settings.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }

    fn confinement(&self) -> Confinement {
        let cpu_seconds = self.settings.time_limit.as_secs() + 1;
        Confinement {
            memory_bytes: self.settings.memory_bytes,
            cpu_seconds,
        }
    }

    /// A document made of others may be a little larger than the largest upload.
    fn answer_bytes(&self) -> usize {
        usize::try_from(self.settings.limits.file_bytes.saturating_mul(2)).unwrap_or(usize::MAX)
    }

    fn check_sizes(&self, files: &[UploadedFile]) -> Result<(), DocumentRefusal> {
        let total: u64 = files.iter().map(|file| file.bytes.len() as u64).sum();
        if total > self.settings.limits.file_bytes {
            let limit = self.settings.limits.file_bytes;
            return Err(refusal(
                "TOO_LARGE",
                format!("{total} bytes, allowed are {limit}"),
            ));
        }
        match files.iter().find(|file| file.bytes.is_empty()) {
            Some(empty) => Err(refusal("EMPTY_FILE", format!("{} has no bytes", empty.name))),
            None if files.is_empty() => Err(refusal("EMPTY_FILE", "no file")),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl DocumentReader for ChildReader {
    async fn open(
        &self,
        files: Vec<UploadedFile>,
        dictionary: Option<Vec<TagWord>>,
    ) -> Result<WorkingDocument, DocumentRefusal> {
        self.check_sizes(&files)?;
        let bodies: Vec<Bytes> = files.iter().map(|file| file.bytes.clone()).collect();
        let facts = |file: UploadedFile| FileFacts {
            name: file.name,
            length: file.bytes.len(),
            password: file.password,
        };
        let task = Task::Open {
            files: files.into_iter().map(facts).collect(),
            dictionary,
        };
        match self.ask(task, &bodies).await? {
            (Answer::Opened(opened), bytes) => Ok(WorkingDocument {
                bytes,
                pages: opened.pages,
                pages_of: opened.pages_of,
                signatures: opened.signatures,
                remarks: opened.remarks,
                tags: opened.tags,
                fields: opened.fields,
            }),
            (Answer::Refused(refusal), _) => Err(refusal),
            _ => Err(failed(ANOTHER)),
        }
    }

    async fn find(&self, document: Bytes, needles: Vec<String>) -> Result<Vec<TextPlace>, DocumentRefusal> {
        match self.ask(Task::Find { needles }, &[document]).await? {
            (Answer::Found(places), _) => Ok(places),
            (Answer::Refused(refusal), _) => Err(refusal),
            _ => Err(failed(ANOTHER)),
        }
    }

    async fn render(
        &self,
        document: Bytes,
        page: usize,
        width: u32,
    ) -> Result<RenderedPage, DocumentRefusal> {
        match self.ask(Task::Render { page, width }, &[document]).await? {
            (Answer::Rendered, png) => Ok(RenderedPage { png }),
            (Answer::Refused(refusal), _) => Err(refusal),
            _ => Err(failed(ANOTHER)),
        }
    }

    async fn verify(&self, file: UploadedFile, terms: VerifyTerms) -> Result<Verified, DocumentRefusal> {
        self.check_sizes(std::slice::from_ref(&file))?;
        // Strangers never take all children away from those who work here.
        let turn = timeout(self.settings.waiting_limit, self.strangers.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(failed("too many documents are waiting to be verified"));
        };
        let task = Task::Verify {
            password: file.password,
            terms,
        };
        match self.ask(task, &[file.bytes]).await? {
            (Answer::Verified(seen), pictures) => with_pictures(*seen, pictures),
            (Answer::Refused(refusal), _) => Err(refusal),
            _ => Err(failed(ANOTHER)),
        }
    }
}

/// Cuts the pictures out of the body. A child that lies about their lengths is not believed.
fn with_pictures(seen: Seen, mut body: Bytes) -> Result<Verified, DocumentRefusal> {
    let mut cut = |facts: Option<PictureFacts>| match facts {
        None => Ok(None),
        Some(facts) if facts.length <= body.len() => Ok(Some(Picture {
            png: body.split_to(facts.length),
            width: facts.width,
            height: facts.height,
        })),
        Some(_) => Err(failed("the pictures are longer than the body")),
    };
    let mut steps = Vec::new();
    for step in seen.steps {
        let mut pages = Vec::new();
        for page in step.pages {
            pages.push(ChangedPage {
                page: page.page,
                before: cut(page.before)?,
                after: cut(page.after)?,
                places: page.places,
            });
        }
        steps.push(VisibleStep {
            from: step.from,
            to: step.to,
            pages,
            not_drawn: step.not_drawn,
        });
    }
    Ok(Verified {
        report: seen.report,
        lookups: seen.lookups,
        revision_ends: seen.revision_ends,
        covers: seen.covers,
        steps,
    })
}

/// Asks and listens at the same time: a child may answer, or die, before it has read everything. What it does after its answer does
/// not matter; it is killed when it is dropped.
async fn converse(
    child: &mut Child,
    head: Vec<u8>,
    bodies: &[Bytes],
    limit: usize,
) -> Result<(Answer, Bytes), DocumentRefusal> {
    let (Some(stdin), Some(mut stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(failed("no pipes to the child"));
    };
    let beside = async { tokio::join!(send(stdin, head, bodies), complaint(stderr)).1 };
    tokio::pin!(beside);
    let mut said = None;
    let answer = {
        let reading = read_all(&mut stdout, limit);
        tokio::pin!(reading);
        loop {
            tokio::select! {
                answer = &mut reading => break answer,
                complaint = &mut beside, if said.is_none() => said = Some(complaint),
            }
        }
    };
    match answer {
        Ok((answer, body)) => Ok((answer, body.into())),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            let complaint = match said {
                Some(complaint) => complaint,
                None => beside.await,
            };
            Err(died(child.wait().await, &complaint))
        }
        Err(error) => Err(failed(format!("the reader's answer is none: {error}"))),
    }
}

async fn send(mut stdin: ChildStdin, head: Vec<u8>, bodies: &[Bytes]) -> io::Result<()> {
    stdin.write_all(&head).await?;
    for body in bodies {
        stdin.write_all(body).await?;
    }
    stdin.shutdown().await
}

/// The beginning of what the child says on its standard error; the rest is read and forgotten, so that it is not held up.
async fn complaint(mut stderr: ChildStderr) -> String {
    let mut beginning = Vec::new();
    let _ = (&mut stderr as &mut (dyn AsyncRead + Unpin + Send))
        .take(COMPLAINT_BYTES)
        .read_to_end(&mut beginning)
        .await;
    let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&beginning).trim().to_owned()
}

/// What the end of a child without an answer says about the document.
fn died(status: io::Result<ExitStatus>, complaint: &str) -> DocumentRefusal {
    let (signal, status) = match status {
        Ok(status) => (status.signal(), status.to_string()),
        Err(error) => (None, error.to_string()),
    };
    let exhausted = signal.is_some_and(|signal| EXHAUSTED.contains(&signal));
    let code = if exhausted { "TOO_COMPLEX" } else { "READER_FAILED" };
    refusal(
        code,
        format!("the reader ended without an answer: {status} {complaint}"),
    )
}

fn failed(detail: impl ToString) -> DocumentRefusal {
    refusal("READER_FAILED", detail)
}

fn refusal(code: &str, detail: impl ToString) -> DocumentRefusal {
    DocumentRefusal {
        code: code.to_owned(),
        detail: detail.to_string(),
    }
}
