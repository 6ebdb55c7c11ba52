//! The child process that reads uploads: what it makes of documents, and what happens when it crashes, hangs or lies. This program
//! plays the child too, so it has a main of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::SUCCESS
}
