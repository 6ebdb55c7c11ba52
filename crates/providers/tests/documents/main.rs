//! The child process that reads uploads: what it makes of documents, and what happens when it crashes, hangs or lies. This program
//! plays the child too, so it has a main of its own.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop, and says so"
)]

mod bad_children;
mod corpus;
mod files;
mod opening;
mod tags;
mod verify;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use app::ports::{DocumentReader, DocumentRefusal, UploadedFile};
use bytes::Bytes;
use providers::documents::child::{ChildReader, ChildSettings};

/// Tests run one after another, each on a fresh runtime.
const TESTS: &[(&str, fn())] = &[
    (
        "an_unsigned_document_stays_as_it_is",
        opening::an_unsigned_document_stays_as_it_is,
    ),
    (
        "m_60_several_files_become_one_document",
        opening::m_60_several_files_become_one_document,
    ),
    (
        "a_signed_document_stays_byte_for_byte",
        opening::a_signed_document_stays_byte_for_byte,
    ),
    (
        "of_a_signed_form_what_is_open_is_asked_for",
        opening::of_a_signed_form_what_is_open_is_asked_for,
    ),
    (
        "signed_documents_that_cannot_be_used",
        opening::signed_documents_that_cannot_be_used,
    ),
    (
        "broken_files_have_a_code_each",
        opening::broken_files_have_a_code_each,
    ),
    (
        "a_broken_cross_reference_is_mended",
        opening::a_broken_cross_reference_is_mended,
    ),
    (
        "passwords_open_and_are_not_needed_again",
        opening::passwords_open_and_are_not_needed_again,
    ),
    (
        "what_runs_by_itself_is_remarked_upon",
        opening::what_runs_by_itself_is_remarked_upon,
    ),
    (
        "m_41_tags_are_read_and_taken_out",
        tags::m_41_tags_are_read_and_taken_out,
    ),
    (
        "a_signed_document_keeps_its_tags",
        tags::a_signed_document_keeps_its_tags,
    ),
    (
        "five_thousand_tags_and_what_is_left_of_them",
        tags::five_thousand_tags_and_what_is_left_of_them,
    ),
    ("bombs_are_refused_in_time", opening::bombs_are_refused_in_time),
    ("pages_are_drawn", opening::pages_are_drawn),
    (
        "a_page_that_takes_for_ever_is_given_up",
        opening::a_page_that_takes_for_ever_is_given_up,
    ),
    (
        "children_that_die_are_told_apart",
        bad_children::children_that_die_are_told_apart,
    ),
    (
        "children_that_lie_are_not_believed",
        bad_children::children_that_lie_are_not_believed,
    ),
    (
        "a_child_that_hangs_is_killed",
        bad_children::a_child_that_hangs_is_killed,
    ),
    (
        "no_more_children_than_allowed",
        bad_children::no_more_children_than_allowed,
    ),
    (
        "strangers_do_not_take_all_children",
        verify::strangers_do_not_take_all_children,
    ),
    (
        "signatures_are_judged_and_changes_are_drawn",
        verify::signatures_are_judged_and_changes_are_drawn,
    ),
    (
        "many_signatures_are_judged_in_time",
        verify::many_signatures_are_judged_in_time,
    ),
    (
        "the_child_gives_up_what_it_does_not_need",
        bad_children::the_child_gives_up_what_it_does_not_need,
    ),
    (
        "foreign_documents_are_opened_and_drawn_or_refused_with_a_reason",
        corpus::foreign_documents_are_opened_and_drawn_or_refused_with_a_reason,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("document-child") => return providers::documents::serve_stdio(),
        Some("bad-child") => return bad_children::play(arguments.get(1).map_or("", String::as_str)),
        _ => {}
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let chosen = TESTS
        .iter()
        .filter(|(name, _)| filter.is_none_or(|filter| name.contains(filter.as_str())));
    let mut failed = 0;
    for (name, test) in chosen {
        let outcome = std::panic::catch_unwind(test);
        println!(
            "test {name} ... {}",
            if outcome.is_ok() { "ok" } else { "FAILED" }
        );
        failed += usize::from(outcome.is_err());
    }
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs the asynchronous part of a test.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn settings(arguments: &[&str]) -> ChildSettings {
    let arguments = arguments.iter().map(|argument| argument.into()).collect();
    ChildSettings {
        time_limit: Duration::from_secs(20),
        ..ChildSettings::new(std::env::current_exe().unwrap(), arguments)
    }
}

pub(crate) fn reader() -> Arc<ChildReader> {
    Arc::new(ChildReader::new(settings(&["document-child"])))
}

pub(crate) fn file(bytes: impl Into<Bytes>) -> UploadedFile {
    UploadedFile {
        name: "x.pdf".into(),
        bytes: bytes.into(),
        password: None,
    }
}

pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, DocumentRefusal>) -> String {
    result.unwrap_err().code
}

/// What one file is refused with.
pub(crate) fn refused(bytes: impl Into<Bytes>) -> String {
    wait(async { code(reader().open(vec![file(bytes)], None).await) })
}
