//! A token made by softhsm2, for the commands and for the signer.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use ades::key::Identity;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A token made by softhsm2, a separate process for each command as people have it.
pub struct Token {
    folder: TempDir,
}

impl Token {
    /// An empty one, called `test`, with the PIN 1234.
    pub fn new() -> Token {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tokens")).unwrap();
        let tokens = folder.path().join("tokens");
        let config = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\n",
            tokens.display()
        );
        fs::write(folder.path().join("softhsm2.conf"), config).unwrap();
        let token = Token { folder };
        token.tool(
            "softhsm2-util",
            "--init-token --free --label test --pin 1234 --so-pin 5678",
        );
        token
    }

    /// Runs a tool, which must do what it is told.
    pub fn tool(&self, program: &str, arguments: &str) {
        let output = self.command(program).args(arguments.split_whitespace()).output();
        let output = output
            .unwrap_or_else(|error| panic!("{program}: {error}; scripts/tools installs softhsm2 and opensc"));
        assert!(
            output.status.success(),
            "{program} {arguments}: {}",
            said(&output)
        );
    }

    /// A program that sees this token.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("SOFTHSM2_CONF", self.folder.path().join("softhsm2.conf"));
        command
    }

    /// Where the token keeps what it holds: taking it away is pulling the token out.
    pub fn inside(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }

    /// Puts key and certificates there; the key cannot be taken out again.
    pub fn import(&self, label: &str, id: &str, identity: &Identity, options: &str) {
        let write = |name: &str, bytes: &[u8]| {
            let file = self.folder.path().join(name);
            fs::write(&file, bytes).unwrap();
            file.display().to_string()
        };
        let login =
            format!("--module {MODULE} --token-label test --login --pin 1234 --id {id} --label {label}");
        let key = write("key.der", &identity.key.to_pkcs8_der().unwrap());
        self.tool(
            "pkcs11-tool",
            &format!("{login} --write-object {key} --type privkey --sensitive {options}"),
        );
        let certificate = write("cert.der", identity.chain[0].as_der());
        self.tool(
            "pkcs11-tool",
            &format!("{login} --write-object {certificate} --type cert"),
        );
    }
}

/// softhsm2's module.
pub const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
