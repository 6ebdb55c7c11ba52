//! Rules of the house that no compiler checks: who may know whom, where SQL, the environment and the clock may stand, how files begin,
//! how long they are, and that the papers cite only tests that exist. It reads manifests and sources and never runs anything of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What each crate may use of ours in the product. `ARCHITECTURE.md`, "Who may know whom".
const MAY_KNOW: [(&str, &[&str]); 10] = [
    ("pdf", &[]),
    ("domain", &[]),
    ("store", &[]),
    ("ades", &["pdf"]),
    ("app", &["store", "ades", "domain", "pdf"]),
    // `pdf` for the child process that reads uploads.
    ("providers", &["app", "ades", "domain", "pdf"]),
    ("web", &["app", "domain"]),
    ("simulators", &["ades"]),
    (
        "cli",
        &[
            "web",
            "app",
            "store",
            "ades",
            "domain",
            "pdf",
            "providers",
            "simulators",
        ],
    ),
    (
        "testkit",
        &[
            "web",
            "app",
            "store",
            "ades",
            "domain",
            "pdf",
            "providers",
            "simulators",
            "cli",
        ],
    ),
];
/// What tests may use besides.
const FOR_TESTS: [&str; 2] = ["testkit", "simulators"];
/// Crates that are functions of their input.
const PURE: [&str; 3] = ["pdf", "ades", "domain"];
const IMPURE_CRATES: [&str; 8] = [
    "tokio",
    "sqlx",
    "reqwest",
    "axum",
    "hyper",
    "opendal",
    "rand",
    "getrandom",
];
const IMPURE_CODE: [&str; 7] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime::now",
    "Timestamp::now",
    "Instant::now",
];
/// Features that open doors for tests only.
const TEST_FEATURES: [&str; 3] = ["test-authorisations", "test-pki", "testing"];
const MOST_LINES: usize = 700;

#[test]
fn crates_know_whom_the_architecture_lets_them_know() {
    let known: BTreeMap<_, _> = MAY_KNOW.into_iter().collect();
    let mut faults = Vec::new();
    for name in crates() {
        let Some(allowed) = known.get(name.as_str()) else {
            faults.push(format!("{name} is not in the map"));
            continue;
        };
        let manifest = manifest(&name);
        let ours = |line: &&Dependency| known.contains_key(line.name.as_str());
        for dependency in manifest
            .product
            .iter()
            .filter(ours)
            .filter(|used| !allowed.contains(&used.name.as_str()))
        {
            faults.push(format!("{name} must not know {}", dependency.name));
        }
        let in_tests = |used: &&Dependency| {
            let used = used.name.as_str();
            used == name || allowed.contains(&used) || FOR_TESTS.contains(&used)
        };
        for dependency in manifest.tests.iter().filter(ours).filter(|used| !in_tests(used)) {
            faults.push(format!("tests of {name} must not know {}", dependency.name));
        }
    }
    none(faults);
}

/// M-77: who could make authorisations at will could seal at will.
#[test]
fn features_for_tests_are_on_in_tests_alone() {
    let mut faults = Vec::new();
    for name in crates().into_iter().filter(|name| name != "testkit") {
        for dependency in manifest(&name).product {
            for feature in TEST_FEATURES
                .iter()
                .filter(|feature| dependency.line.contains(&format!("\"{feature}\"")))
            {
                faults.push(format!("{name}: {} with {feature}", dependency.name));
            }
        }
    }
    let root = read(&root().join("Cargo.toml"));
    faults.extend(
        TEST_FEATURES
            .iter()
            .filter(|feature| root.contains(&format!("\"{feature}\"")))
            .map(|feature| format!("Cargo.toml: {feature}")),
    );
    none(faults);
}

#[test]
fn pdf_ades_and_domain_are_functions_of_their_input() {
    let mut faults = Vec::new();
    for name in PURE {
        let manifest = manifest(name);
        let impure = manifest
            .product
            .iter()
            .filter(|used| IMPURE_CRATES.contains(&used.name.as_str()));
        faults.extend(impure.map(|used| format!("{name} uses {}", used.name)));
        for (path, source) in product_sources(name) {
            faults.extend(
                IMPURE_CODE
                    .iter()
                    .filter(|word| source.code.contains(**word))
                    .map(|word| format!("{path}: {word}")),
            );
        }
    }
    none(faults);
}

#[test]
fn sql_stands_in_store_alone() {
    let mut faults = Vec::new();
    for name in crates().into_iter().filter(|name| name != "store") {
        for (path, source) in product_sources(&name) {
            faults.extend(
                source
                    .literals
                    .iter()
                    .filter(|text| is_sql(text))
                    .map(|text| format!("{path}: {text}")),
            );
        }
    }
    none(faults);
}

#[test]
fn the_environment_is_read_by_cli_alone() {
    let mut faults = Vec::new();
    for name in crates()
        .into_iter()
        .filter(|name| name != "cli" && name != "testkit")
    {
        for (path, source) in product_sources(&name) {
            let reads = ["std::env", "env::var", "env::args"]
                .iter()
                .any(|word| source.code.contains(word));
            faults.extend(reads.then_some(path));
        }
    }
    none(faults);
}

#[test]
fn every_module_says_what_it_does() {
    let silent = |path: &String| !read(&root().join(path)).starts_with("//!");
    none(
        files()
            .into_iter()
            .filter(|path| path.starts_with("crates/") && path.ends_with(".rs"))
            .filter(silent)
            .collect(),
    );
}

/// Style sheets are lists, and a lock file is nobody's prose.
#[test]
fn no_file_is_endless() {
    let mut faults = Vec::new();
    for path in files() {
        let counted = [".rs", ".ts", ".tsx", ".mjs", ".html", ".ftl", ".sql"]
            .iter()
            .any(|end| path.ends_with(end));
        if !counted || is_test(&path) {
            continue;
        }
        let lines = read(&root().join(&path)).lines().count();
        faults.extend((lines > MOST_LINES).then(|| format!("{path}: {lines} lines")));
    }
    none(faults);
}

/// A ledger that cites a test which is not there claims what nobody shows.
#[test]
fn the_papers_cite_tests_that_exist() {
    let (tests, files) = (test_names(), files());
    let mut faults = Vec::new();
    let mut cited = 0;
    for path in files
        .iter()
        .filter(|path| path.starts_with("docs/conformance/") || *path == "docs/attacks.md")
    {
        for citation in citations(&read(&root().join(path))) {
            cited += 1;
            let is_file = citation.contains('/') && files.contains(&citation);
            let good = is_file || is_cited_rightly(&citation, &tests);
            faults.extend((!good).then(|| format!("{path}: {citation}")));
        }
    }
    assert!(cited > 20, "the papers cite {cited} tests");
    none(faults);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let numbers = |folder: &str| -> BTreeSet<String> {
        let path = root().join("crates/store/migrations").join(folder);
        names(&path)
            .iter()
            .filter_map(|name| name.split('_').next().map(str::to_owned))
            .collect()
    };
    assert!(!numbers("sqlite").is_empty());
    assert_eq!(numbers("sqlite"), numbers("postgres"));
}

#[test]
fn every_language_has_the_same_files() {
    let of = |language: &str| names(&root().join("crates/web/locales").join(language));
    assert!(!of("en").is_empty());
    assert_eq!(of("en"), of("sl"));
    assert_eq!(of("en"), of("cs"));
}

#[test]
fn nothing_points_to_the_machine_it_was_made_on() {
    let words = [
        concat!("/wo", "rk/"),
        concat!("/tmp/", "podpis/"),
        concat!("crates", ".io"),
        concat!("index.", "crates"),
        concat!("registry.", "npmjs"),
    ];
    let mut faults = Vec::new();
    for path in files()
        .into_iter()
        .filter(|path| !path.ends_with(".lock") && !path.ends_with("package-lock.json"))
    {
        // A file that is no text holds no sentence.
        let Ok(text) = fs::read_to_string(root().join(&path)) else {
            continue;
        };
        faults.extend(
            words
                .iter()
                .filter(|word| mentions(&text, word))
                .map(|word| format!("{path}: {word}")),
        );
    }
    none(faults);
}

/// A folder of a tool's own may be called the same somewhere below: only paths from the root count.
fn mentions(text: &str, word: &str) -> bool {
    let inside = |at: usize| {
        word.starts_with('/')
            && text[..at].ends_with(|before: char| before.is_alphanumeric() || "}_-.".contains(before))
    };
    text.match_indices(word).any(|(at, _)| !inside(at))
}

fn is_sql(text: &str) -> bool {
    let after = |start: &str, then: &str| {
        text.split_once(start)
            .is_some_and(|(_, rest)| rest.contains(then))
    };
    text.contains("INSERT INTO")
        || text.contains("DELETE FROM")
        || after("SELECT ", "FROM ")
        || after("UPDATE ", " SET ")
        || text.starts_with("SELECT ")
}

/// What stands between backticks in the column `test` of a paper's tables.
fn citations(paper: &str) -> Vec<String> {
    let (mut column, mut found) = (None, Vec::new());
    for line in paper.lines() {
        if !line.starts_with('|') {
            column = None;
            continue;
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let Some(at) = cells.iter().position(|cell| *cell == "test") {
            column = Some(at);
        } else if let Some(cell) = column.and_then(|at| cells.get(at)) {
            found.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// Every function of a file that holds tests, and where such are.
fn test_names() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files().into_iter().filter(|path| path.ends_with(".rs")) {
        let text = read(&root().join(&path));
        let marks = ["#[test]", "#[tokio::test", "proptest!"];
        if !marks.iter().any(|mark| text.contains(mark)) && !is_test(&path) {
            continue;
        }
        for (at, word) in text.match_indices("fn ") {
            let rest = text[at + word.len()..].chars();
            let name = rest
                .take_while(|sign| sign.is_alphanumeric() || *sign == '_')
                .collect();
            found.entry(name).or_default().push(path.clone());
        }
    }
    found
}

/// Whether `module::name` is a test in a file or folder that is called like the module.
fn is_cited_rightly(citation: &str, tests: &BTreeMap<String, Vec<String>>) -> bool {
    let mut parts = citation.split("::").collect::<Vec<_>>();
    let name = parts.pop().unwrap_or_default();
    let within = |path: &String| {
        let places: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        parts.first().is_none_or(|module| places.contains(module))
    };
    tests.get(name).is_some_and(|paths| paths.iter().any(within))
}

struct Dependency {
    name: String,
    line: String,
}

struct Manifest {
    product: Vec<Dependency>,
    tests: Vec<Dependency>,
}

/// Our manifests have one dependency on each line; build dependencies count as the product's.
fn manifest(name: &str) -> Manifest {
    let mut manifest = Manifest {
        product: Vec::new(),
        tests: Vec::new(),
    };
    let mut section = String::new();
    for line in read(&root().join("crates").join(name).join("Cargo.toml")).lines() {
        if line.starts_with('[') {
            assert!(
                !line.contains("dependencies."),
                "{name}: one dependency on a line, please: {line}"
            );
            line.trim_matches(['[', ']']).clone_into(&mut section);
        } else if section.ends_with("dependencies") && line.contains('=') && !line.starts_with('#') {
            let used = line.split(['.', ' ', '=']).next().unwrap_or_default().to_owned();
            let list = if section.ends_with("dev-dependencies") {
                &mut manifest.tests
            } else {
                &mut manifest.product
            };
            list.push(Dependency {
                name: used,
                line: line.to_owned(),
            });
        }
    }
    assert!(!manifest.product.is_empty(), "{name} has no dependencies");
    manifest
}

/// A source without its comments and tests: code with its literals taken out, and the literals.
#[derive(Default)]
struct Source {
    code: String,
    literals: Vec<String>,
}

/// The sources of a crate that are part of the product.
fn product_sources(name: &str) -> Vec<(String, Source)> {
    let start = format!("crates/{name}/src/");
    let all: BTreeMap<String, String> = files()
        .into_iter()
        .filter(|path| path.starts_with(&start) && path.ends_with(".rs"))
        .map(|path| (path.clone(), read(&root().join(path))))
        .collect();
    assert!(!all.is_empty(), "{name} has no sources");
    let tests: Vec<String> = all
        .iter()
        .flat_map(|(path, text)| test_modules(path, text))
        .collect();
    let of_tests = |path: &str| {
        tests
            .iter()
            .any(|test| path == format!("{test}.rs") || path.starts_with(&format!("{test}/")))
    };
    all.iter()
        .filter(|(path, _)| !of_tests(path))
        .map(|(path, text)| (path.clone(), scan(before_tests(text))))
        .collect()
}

/// Modules in files of their own that exist for tests alone, as paths without their ending.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = match path.rsplit_once('/') {
        Some((folder, "lib.rs" | "main.rs" | "mod.rs")) => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    };
    let mut found = Vec::new();
    for (mark, module) in text.lines().zip(text.lines().skip(1)) {
        let module = module
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub ");
        if let Some(name) = module
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(';'))
            && mark.starts_with("#[cfg(")
            && mark.contains("test")
        {
            found.push(format!("{folder}/{name}"));
        }
    }
    found
}

/// A test module within a file stands at its end.
fn before_tests(text: &str) -> &str {
    let end = text
        .find("#[cfg(test)]\nmod tests {")
        .or_else(|| text.find("#[cfg(test)]\npub(crate) mod tests {"));
    &text[..end.unwrap_or(text.len())]
}

/// Enough of Rust's lexer to tell code, comments and literals apart.
fn scan(text: &str) -> Source {
    let mut source = Source::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_string(rest) {
            source
                .literals
                .push(rest[1..length].trim_matches('#').trim_matches('"').to_owned());
            length
        } else if first == '"' {
            let length = string(rest);
            source.literals.push(rest[1..length - 1].to_owned());
            length
        } else if let Some(length) = character(rest) {
            length
        } else {
            source.code.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    source
}

/// The length of `r"…"`, `r#"…"#` and so on, when the text begins with one.
fn raw_string(text: &str) -> Option<usize> {
    let hashes = text
        .strip_prefix('r')?
        .chars()
        .take_while(|sign| *sign == '#')
        .count();
    let body = text[1 + hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    Some(2 + hashes + body.find(&close)? + close.len())
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    panic!(
        "a string without an end: {}",
        text.lines().next().unwrap_or_default()
    );
}

/// `'x'` and `'\n'`, but not `'lifetime`.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    if body.starts_with('\\') {
        return Some(body[2..].find('\'')? + 4);
    }
    let sign = body.chars().next()?.len_utf8();
    body[sign..].starts_with('\'').then_some(sign + 2)
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.starts_with("tests/") || path.ends_with("tests.rs")
}

fn crates() -> Vec<String> {
    names(&root().join("crates"))
        .into_iter()
        .filter(|name| root().join("crates").join(name).join("Cargo.toml").exists())
        .collect()
}

/// Everything that is, or is about to be, under version control; all that is here when this is no clone.
fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output();
    let mut paths: Vec<String> = match listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => below(&root(), ""),
    };
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| root().join(path).is_file());
    assert!(paths.len() > 300, "{} files only", paths.len());
    paths
}

fn below(folder: &Path, start: &str) -> Vec<String> {
    let skipped =
        |name: &str| name.starts_with('.') || ["target", "node_modules", "dist", "out"].contains(&name);
    let mut paths = Vec::new();
    for name in names(folder).into_iter().filter(|name| !skipped(name)) {
        let path = folder.join(&name);
        if path.is_dir() {
            paths.extend(below(&path, &format!("{start}{name}/")));
        } else {
            paths.push(format!("{start}{name}"));
        }
    }
    paths
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The tree may have moved since this was built.
fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.join("../..")
}

fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_scanner_tells_code_from_words() {
    let source = scan(
        "let a = \"x\\\"y\"; // std::fs\nlet b = 'c'; fn f<'a>() {} /* \" */ r#\"raw \"q\" now\"#; '\"' '\\''",
    );
    assert_eq!(source.literals, ["x\\\"y", "raw \"q\" now"]);
    assert!(source.code.contains("fn f<'a>()") && !source.code.contains("std::fs"));
    assert!(is_sql("UPDATE event SET x = 1") && is_sql("SELECT 1") && !is_sql("Please SELECT a row"));
}

#[test]
fn citations_are_those_of_the_column_test() {
    let paper =
        "| clause | code | test |\n|---|---|---|\n| 1 | `a` | `b::c`, `d` |\n\n| code |\n|---|\n| `e` |\n";
    assert_eq!(citations(paper), ["b::c", "d"]);
}
