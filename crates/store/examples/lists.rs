//! Lists over many agreements: makes them, and says how long the first page, a later one, a search and the counts take.
//!
//! ```text
//! lists measure sqlite|postgres COUNT        in a database of its own
//! lists fill FILE ADDRESS COUNT              into an installation's SQLite file, copies of that user's last finished agreement
//! ```

#![expect(clippy::print_stdout, reason = "its answer")]
#![expect(clippy::expect_used, reason = "a measurement that cannot be made stops")]
#![expect(clippy::disallowed_methods, reason = "it lives by the real clock")]

use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::time::Instant;
use store::testing::TestStore;
use store::{Account, Agreement, AgreementFilter, Group, Participant, Role, Store, User, UserState};
use uuid::Uuid;

const FIRST: [&str; 12] = [
    "Ana", "Borut", "Cilka", "Dušan", "Eva", "Franc", "Žiga", "Hana", "Jiří", "Květa", "Lukáš", "Šárka",
];
const LAST: [&str; 16] = [
    "Novak",
    "Horvat",
    "Kovačič",
    "Krajnc",
    "Zupančič",
    "Potočnik",
    "Mlakar",
    "Kos",
    "Dvořák",
    "Svoboda",
    "Černý",
    "Procházka",
    "Kučera",
    "Veselý",
    "Horák",
    "Němec",
];
const WHAT: [&str; 8] = [
    "Pogodba o zaposlitvi",
    "Najemna pogodba",
    "Aneks",
    "Smlouva o dílo",
    "Kreditna pogodba",
    "NDA",
    "Predračun",
    "Plná moc",
];
/// So many rows in one transaction.
const AT_ONCE: usize = 2_000;
/// A state for each of ten.
const STATES: [&str; 10] = [
    "completed",
    "completed",
    "in_progress",
    "completed",
    "completed",
    "cancelled",
    "completed",
    "draft",
    "completed",
    "expired",
];
/// How often each question is asked.
const TIMES: usize = 21;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["measure", "sqlite", count] => {
            let store = TestStore::sqlite().await;
            measure(&store, number(count)).await;
        }
        ["measure", "postgres", count] => {
            let store = TestStore::postgres().await;
            measure(&store, number(count)).await;
        }
        ["fill", file, address, count] => {
            let store = Store::open_sqlite(Path::new(file))
                .await
                .expect("the installation's file");
            let user = store
                .user_by_email(address)
                .await
                .expect("users")
                .expect("that user");
            let begun = Instant::now();
            fill(&store, &user, number(count)).await;
            println!(
                "{{\"filled\": {count}, \"seconds\": {:.1}}}",
                begun.elapsed().as_secs_f64()
            );
        }
        _ => panic!("usage: lists measure sqlite|postgres COUNT | lists fill FILE ADDRESS COUNT"),
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

async fn measure(store: &TestStore, count: usize) {
    let user = somebody(store).await;
    let begun = Instant::now();
    fill(store, &user, count).await;
    let filled = begun.elapsed();
    store.analyze().await;
    let wanted = questions(&user);
    let mut lines = Vec::new();
    for (name, filter) in wanted {
        let mut times = Vec::new();
        let (mut found, spent) = (0, cpu_ticks());
        for _ in 0..TIMES {
            let begun = Instant::now();
            found = store
                .agreements(&filter, None, 50)
                .await
                .expect("a page")
                .items
                .len();
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let cpu = f64::from(cpu_ticks().saturating_sub(spent)) * 10.0 / TIMES as f64;
        lines.push(format!(
            "\"{name}\": {{\"ms\": {:.2}, \"cpu_ms\": {cpu:.1}, \"rows\": {found}}}",
            median(times)
        ));
    }
    let done = AgreementFilter {
        owner_id: Some(user.id.clone()),
        account_id: Some(user.account_id.clone()),
        states: vec!["completed".into()],
        ..AgreementFilter::default()
    };
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        store.agreement_counts(&done).await.expect("counts");
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    lines.push(format!(
        "\"count_of_done\": {{\"ms\": {:.2}, \"rows\": 1}}",
        median(times)
    ));
    println!(
        "{{\"agreements\": {count}, \"filled_seconds\": {:.1}, {}}}",
        filled.as_secs_f64(),
        lines.join(", ")
    );
}

/// What people look for, on their own pages and on those of their account.
fn questions(user: &User) -> Vec<(&'static str, AgreementFilter)> {
    let mine = AgreementFilter {
        account_id: Some(user.account_id.clone()),
        owner_id: Some(user.id.clone()),
        states: [
            "draft",
            "preparing",
            "in_progress",
            "closing",
            "completed",
            "cancelled",
            "expired",
        ]
        .map(String::from)
        .into(),
        without_hidden_of: Some(user.id.clone()),
        ..AgreementFilter::default()
    };
    let whole = AgreementFilter {
        owner_id: None,
        ..mine.clone()
    };
    let search = |text: &str| AgreementFilter {
        text: Some(text.into()),
        ..mine.clone()
    };
    let of_whole = AgreementFilter {
        text: Some("kovacic".into()),
        ..whole.clone()
    };
    let done = AgreementFilter {
        states: vec!["completed".into()],
        ..mine.clone()
    };
    vec![
        ("first_page", mine.clone()),
        ("first_page_of_the_account", whole),
        ("first_page_of_done", done),
        ("search_common", search("pogodba")),
        ("search_name", search("cilka zup")),
        ("search_one", search("pogodba 77777 ")),
        ("search_none", search("qqqq nobody")),
        ("search_short", search("zz")),
        ("search_of_the_account", of_whole),
    ]
}

/// Of all threads of this process, in hundredths of a second: what neighbours on the machine do does not count. A PostgreSQL works
/// elsewhere.
fn cpu_ticks() -> u32 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks.filter_map(|field| field.parse::<u32>().ok()).sum()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

async fn somebody(store: &Store) -> User {
    let (account, user, now) = (
        Uuid::now_v7().to_string(),
        Uuid::now_v7().to_string(),
        Timestamp::now(),
    );
    let mut transaction = store.begin().await.expect("a transaction");
    let row = Account {
        id: account.clone(),
        name: "Banka d.d.".into(),
        language: "sl".into(),
        time_zone: "Europe/Ljubljana".into(),
        settings: "{}".into(),
        created_at: now,
    };
    transaction.insert_account(&row).await.expect("an account");
    let group = Group {
        id: Uuid::now_v7().to_string(),
        account_id: account.clone(),
        name: "Banka d.d.".into(),
        is_default: true,
        settings: "{}".into(),
        created_at: now,
    };
    transaction.insert_group(&group).await.expect("a group");
    let row = User {
        id: user,
        account_id: account,
        email_norm: "ana@banka.example".into(),
        email: "ana@banka.example".into(),
        name: "Ana".into(),
        role: Role::Admin,
        state: UserState::Active,
        password_hash: None,
        language: "sl".into(),
        failed_sign_ins: 0,
        locked_until: None,
        created_at: now,
    };
    transaction.insert_user(&row).await.expect("a user");
    transaction.commit().await.expect("a commit");
    row
}

/// Adds agreements older than all that are there, a minute apart.
async fn fill(store: &Store, user: &User, count: usize) {
    let group = store
        .default_group(&user.account_id)
        .await
        .expect("groups")
        .expect("a group")
        .id;
    let finished = AgreementFilter {
        owner_id: Some(user.id.clone()),
        states: vec!["completed".into()],
        ..AgreementFilter::default()
    };
    let sample = store.agreements(&finished, None, 1).await.expect("a page").items;
    let sample = match sample.first() {
        Some(sample) => store
            .agreement(&sample.id)
            .await
            .expect("it")
            .map(|row| (row.id, row.snapshot)),
        None => None,
    };
    // What a finished agreement with two people weighs.
    let (id, snapshot) = sample.unwrap_or_else(|| {
        (
            "-".into(),
            format!("{{\"x\": \"{}\"}}", "0123456789abcdef".repeat(480)),
        )
    });
    let latest = Timestamp::now() - SignedDuration::from_hours(24);
    let mut number = 0;
    while number < count {
        let mut transaction = store.begin().await.expect("a transaction");
        for _ in 0..AT_ONCE.min(count - number) {
            let fresh = Uuid::now_v7().to_string();
            let at = latest - SignedDuration::from_mins(i64::try_from(number).expect("a number"));
            let snapshot = snapshot.replace(&id, &fresh);
            let (row, people) = one(user, &group, fresh, snapshot, number, at);
            transaction
                .insert_agreement(&row, &people)
                .await
                .expect("an agreement");
            number += 1;
        }
        transaction.commit().await.expect("a commit");
    }
}

fn one(
    user: &User,
    group: &str,
    id: String,
    snapshot: String,
    number: usize,
    at: Timestamp,
) -> (Agreement, Vec<Participant>) {
    let pick = |list: &[&'static str], step: usize| list[(number / step + number) % list.len()];
    let state = pick(&STATES, 97);
    let person = |position: usize| Participant {
        id: Uuid::now_v7().to_string(),
        agreement_id: id.clone(),
        position: i64::try_from(position).expect("a number"),
        role: "signer".into(),
        name: format!("{} {}", pick(&FIRST, 7 + position), pick(&LAST, 11 + position)),
        email_norm: format!("oseba-{}@stranka-{}.example", number % 9_973, position),
        user_id: None,
        state: if state == "in_progress" {
            "waiting"
        } else {
            "completed"
        }
        .into(),
        turn_started_at: Some(at),
        link_hash: None,
        link_expires_at: None,
    };
    let people = vec![person(0), person(1)];
    let row = Agreement {
        id: id.clone(),
        account_id: user.account_id.clone(),
        group_id: group.to_owned(),
        owner_id: user.id.clone(),
        name: format!("{} {number} · {}", pick(&WHAT, 5), pick(&LAST, 3)),
        state: state.into(),
        version: 9,
        snapshot,
        attention: false,
        created_at: at,
        updated_at: at,
        expires_at: None,
        sent_at: Some(at),
        ended_at: (state != "in_progress" && state != "draft").then_some(at),
        external_id: None,
    };
    (row, people)
}
