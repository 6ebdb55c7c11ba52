//! Seals on demand and says what it cost, so that a driver can let it and others take turns (tests/bench/bench.py).
//!
//! Reads lines `WHAT KEY SECONDS` and answers each with a line of JSON: `operations`, `cpu` and `wall` in seconds. WHAT is
//! `core` (one more invisible B-B revision on an everyday file), `limit` (the hash of that file and one raw signature), both also as
//! `.hundredth` (of the file that it is after ninety-nine of them), `act` (two filled fields, a drawn signature, a timestamp over HTTP), `lta` (B-LTA with everything at hand), `validate.lta` (that file
//! judged), or `tags` (the tags of ten pages, whatever the key). KEY is `p256` or `rsa2048`. `paper FILE` writes the everyday
//! file, for others to seal; `key FILE` a key with its chain in PEM.
#![allow(clippy::print_stdout, reason = "the driver reads it")]

mod act;
mod core;
mod lasting;

use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

use ades::key::Identity;
use ades::test_pki::TestPki;
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use testkit::faces::fonts;
use testkit::paper;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, path] = arguments.as_slice() {
        return write(word, path);
    }
    let pki = TestPki::new()?;
    let rsa = pki.rsa_seal(2048)?;
    let bench = Bench {
        fonts: fonts()?,
        file: paper::everyday().into(),
        stamps: act::Stamps::start(&pki)?,
        pki: &pki,
    };
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let [what, key, seconds] = <[&str; 3]>::try_from(line.split(' ').collect::<Vec<_>>())
            .map_err(|_| anyhow::anyhow!("WHAT KEY SECONDS, please"))?;
        let identity = if key == "rsa2048" { &rsa } else { &pki.seal };
        let cost = bench.run(what, identity, Duration::from_secs_f64(seconds.parse()?))?;
        println!(
            "{}",
            json!({ "operations": cost.operations, "cpu": cost.cpu, "wall": cost.wall })
        );
        std::io::stdout().flush()?;
    }
    Ok(())
}

fn write(word: &str, path: &str) -> anyhow::Result<()> {
    let bytes = match word {
        "paper" => paper::everyday(),
        "key" => {
            let seal = TestPki::new()?.seal;
            let chain: String = seal.chain.iter().map(ades::x509::Certificate::to_pem).collect();
            [seal.key.to_pkcs8_pem()?.as_bytes(), chain.as_bytes()].concat()
        }
        other => anyhow::bail!("{other} is not known"),
    };
    Ok(std::fs::write(path, bytes)?)
}

struct Bench<'a> {
    pki: &'a TestPki,
    fonts: pdf::Fonts,
    file: bytes::Bytes,
    stamps: act::Stamps,
}

/// How often it was done, and in how many seconds.
struct Cost {
    operations: u64,
    cpu: f64,
    wall: f64,
}

impl Bench<'_> {
    fn run(&self, what: &str, identity: &Identity, time: Duration) -> anyhow::Result<Cost> {
        match what {
            "core" => {
                let seal = core::Core::new(identity, &self.fonts, &self.file)?;
                repeat(time, || seal.once())
            }
            "limit" => {
                let limit = core::Limit::new(identity, &self.file)?;
                repeat(time, || limit.once())
            }
            "core.hundredth" => {
                let seal = core::Core::new(identity, &self.fonts, &self.file)?.after(99)?;
                repeat(time, || seal.once())
            }
            "limit.hundredth" => {
                let seal = core::Core::new(identity, &self.fonts, &self.file)?.after(99)?;
                let limit = core::Limit::new(identity, seal.file())?;
                repeat(time, || limit.once())
            }
            "act" => {
                let act = act::Filling::new(identity, &self.fonts, &self.file)?;
                repeat(time, || act.once(&self.stamps))
            }
            "lta" => {
                let lasting = lasting::Lasting::new(self.pki, &self.fonts, &self.file)?;
                repeat(time, || lasting.once())
            }
            "validate.lta" => {
                let lasting = lasting::Lasting::new(self.pki, &self.fonts, &self.file)?;
                repeat(time, || lasting.validated())
            }
            "tags" => {
                let file = bytes::Bytes::from(paper::tagged());
                repeat(time, || {
                    let document = pdf::Document::open(file.clone(), None, &pdf::Limits::default())?;
                    let read = providers::documents::read_tags(&document, &[]);
                    anyhow::ensure!(read.tags.len() == 40, "{} tags", read.tags.len());
                    Ok(Vec::new())
                })
            }
            other => anyhow::bail!("{other} is not known"),
        }
    }
}

/// Repeats an operation until the time is over. What it returns is used, so that it cannot be left out.
fn repeat(time: Duration, mut operation: impl FnMut() -> anyhow::Result<Vec<u8>>) -> anyhow::Result<Cost> {
    std::hint::black_box(operation()?);
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let mut operations = 0;
    while started.elapsed() < time {
        std::hint::black_box(operation()?);
        operations += 1;
    }
    Ok(Cost {
        operations,
        cpu: cpu_seconds() - cpu,
        wall: started.elapsed().as_secs_f64(),
    })
}

/// All threads of this process.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
