//! The child's side: one question from standard input, one answer to standard output, and the end. It opens nothing.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use app::ports::DocumentRefusal;

use super::confine::{confine, leave_namespaces, stay_alone};
use super::read;
use super::wire::{Answer, Question, read_head, write};

/// Bytes of stack for parsers that go deep.
const STACK: usize = 64 << 20;

/// Serves one document and ends. The hidden subcommand that [`super::child::ChildReader`] starts calls this first of all, before
/// there is a second thread or an open file.
pub fn serve_stdio() -> ExitCode {
    leave_namespaces();
    match serve(&mut io::stdin().lock(), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // The parent sees that there is no answer; there is nobody else to tell.
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let (question, length): (Question, usize) = read_head(input)?;
    confine(question.confinement)?;
    let mut body = Vec::new();
    input.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let (answer, body) = answer(question, body)?;
    write(output, &answer, &body)
}

/// Answers on a thread with a deep stack; a panic there is an answer too.
fn answer(question: Question, body: Vec<u8>) -> io::Result<(Answer, Vec<u8>)> {
    let work = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        stay_alone();
        read::perform(&question, body.into())
    })?;
    Ok(match work.join() {
        Ok(Ok((answer, body))) => (answer, body),
        Ok(Err(refusal)) => (Answer::Refused(refusal), Vec::new()),
        Err(panic) => (Answer::Refused(panicked(panic.as_ref())), Vec::new()),
    })
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> DocumentRefusal {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    let detail = format!("the reader stopped: {}", text.unwrap_or("without a word"));
    DocumentRefusal {
        code: "READER_FAILED".into(),
        detail,
    }
}
