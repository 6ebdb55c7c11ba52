//! Children that do not behave, and what the real one gives up.

use std::io::{Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use app::ports::DocumentReader;
use providers::documents::child::{ChildReader, ChildSettings};

use crate::{code, file, files, settings, wait};

/// Plays a child that does not behave.
pub(crate) fn play(part: &str) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    let frame = |header: u64, body: u64| [header.to_be_bytes(), body.to_be_bytes()].concat();
    match part {
        "abort" => std::process::abort(),
        "exit" => return ExitCode::from(3),
        "endless-header" => stdout.write_all(&frame(u64::MAX, 0)).unwrap(),
        "endless-body" => stdout.write_all(&frame(10, u64::MAX / 2)).unwrap(),
        "nonsense" => stdout.write_all(&[&frame(3, 0)[..], b"{}}"].concat()).unwrap(),
        "other-answer" => stdout
            .write_all(&[&frame(10, 0)[..], b"\"Rendered\""].concat())
            .unwrap(),
        "chatter" => loop {
            std::io::stderr().write_all(&[b'x'; 4096]).unwrap();
        },
        "flood" => {
            stdout.write_all(&frame(10, 1000)).unwrap();
            while stdout.write_all(&[b' '; 4096]).is_ok() {}
        }
        _ => std::thread::sleep(Duration::from_secs(60)),
    }
    ExitCode::SUCCESS
}

fn bad(part: &str) -> ChildSettings {
    ChildSettings {
        time_limit: Duration::from_millis(700),
        ..settings(&["bad-child", part])
    }
}

fn outcome(settings: ChildSettings) -> String {
    code(wait(
        ChildReader::new(settings).open(vec![file(files::plain(1, 1))], None),
    ))
}

pub(crate) fn children_that_die_are_told_apart() {
    assert_eq!(outcome(bad("abort")), "TOO_COMPLEX");
    assert_eq!(outcome(bad("exit")), "READER_FAILED");
    let nobody = ChildSettings {
        program: "/nowhere/podpis".into(),
        ..bad("")
    };
    assert_eq!(outcome(nobody), "READER_FAILED");
}

pub(crate) fn children_that_lie_are_not_believed() {
    for part in [
        "endless-header",
        "endless-body",
        "nonsense",
        "other-answer",
        "flood",
    ] {
        assert_eq!(outcome(bad(part)), "READER_FAILED", "{part}");
    }
}

pub(crate) fn a_child_that_hangs_is_killed() {
    for part in ["hang", "chatter"] {
        let start = Instant::now();
        assert_eq!(outcome(bad(part)), "TOO_COMPLEX", "{part}");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{part}: {:?}",
            start.elapsed()
        );
    }
    let left = Command::new("pgrep")
        .args(["-P", &std::process::id().to_string()])
        .output();
    if let Ok(left) = left {
        let left = String::from_utf8_lossy(&left.stdout).into_owned();
        // pgrep sees itself.
        assert!(left.lines().count() <= 1, "still running: {left}");
    }
}

pub(crate) fn no_more_children_than_allowed() {
    let settings = ChildSettings {
        children: 1,
        waiting_limit: Duration::from_millis(200),
        time_limit: Duration::from_secs(1),
        ..bad("hang")
    };
    let reader = ChildReader::new(settings);
    let open = || reader.open(vec![file(files::plain(1, 1))], None);
    let (first, second) = wait(async { tokio::join!(open(), open()) });
    let mut codes = [code(first), code(second)];
    codes.sort();
    assert_eq!(codes, ["READER_FAILED", "TOO_COMPLEX"]);
}

/// The child sets its bounds before it reads the body; here the body never comes, so there is time to look.
pub(crate) fn the_child_gives_up_what_it_does_not_need() {
    let header = br#"{"confinement":{"memory_bytes":268435456,"cpu_seconds":7},"limits":{},"task":{"Render":{"page":0,"width":9}}}"#;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("document-child")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&(header.len() as u64).to_be_bytes()).unwrap();
    stdin.write_all(&10_u64.to_be_bytes()).unwrap();
    stdin.write_all(header).unwrap();
    let of_child = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap();
    let patience = Instant::now() + Duration::from_secs(5);
    while !of_child("status").contains("NoNewPrivs:\t1") && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(of_child("status").contains("NoNewPrivs:\t1"));
    let limits = of_child("limits");
    let hard = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().nth(1).unwrap().to_owned()
    };
    let found = [
        "Max open files",
        "Max address space",
        "Max file size",
        "Max core file size",
        "Max cpu time",
    ]
    .map(hard);
    assert_eq!(found, ["3", "268435456", "0", "0", "7"]);
    drop(stdin);
    let mut answer = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut answer).unwrap();
    assert!(answer.is_empty() && !child.wait().unwrap().success());
}
