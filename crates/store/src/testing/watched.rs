//! A server that a test starts and that ends with the test's process, however that ends: a shell waits on a pipe from us.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// The shell that watches. Its standard input closes when this process ends, and then it cleans up.
pub(super) struct Watched {
    _shell: Child,
}

/// Runs a script that starts a server, prints one line when it is ready, waits on `cat`, and cleans up.
/// Returns that line. `Err` holds what the script said instead.
pub(super) fn start(
    mut command: Command,
    script: &str,
    arguments: &[&str],
) -> Result<(Watched, String), String> {
    command.args(["sh", "-c", script, "sh"]).args(arguments);
    // A group of its own: Ctrl-C on the test must not kill the watcher before it has cleaned up.
    command
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    let mut shell = command
        .spawn()
        .map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let mut line = String::new();
    let output = shell.stdout.take().ok_or("no output")?;
    BufReader::new(output)
        .read_line(&mut line)
        .map_err(|error| error.to_string())?;
    match line.trim() {
        "" => Err(format!("{command:?} ended without being ready")),
        ready => Ok((Watched { _shell: shell }, ready.to_owned())),
    }
}

/// `env`, which runs the rest of its arguments as they are; as root, the same as another user.
pub(super) fn as_user(user: &str) -> Command {
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    match root {
        true => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).current_dir("/");
            command
        }
        false => Command::new("env"),
    }
}
