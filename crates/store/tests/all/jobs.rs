//! The outbox: leases, fences, order within a queue, many workers.

use std::collections::HashSet;
use std::time::Duration;

use store::testing::TestStore;
use store::{Error, Job, JobState, NewJob, Store, on_both_databases};

use crate::fixture::{at, seconds};

fn job(id: &str, queue: Option<&str>, run_at: i64) -> NewJob {
    NewJob {
        id: id.into(),
        kind: "seal".into(),
        account_id: "a1".into(),
        agreement_id: Some("g1".into()),
        payload: "{}".into(),
        idempotency_key: format!("key-{id}"),
        queue_key: queue.map(str::to_owned),
        run_at: at(run_at),
    }
}

async fn enqueue(store: &Store, jobs: &[NewJob]) {
    let mut tx = store.begin().await.unwrap();
    for job in jobs {
        assert!(tx.enqueue(job, at(0)).await.unwrap());
    }
    tx.commit().await.unwrap();
}

async fn claim(store: &Store, now: i64) -> Vec<Job> {
    store
        .claim_jobs(at(now), "worker", seconds(30), 10, &["seal", "mail"])
        .await
        .unwrap()
}

async fn complete(store: &Store, job: &Job, now: i64) -> Result<(), Error> {
    let mut tx = store.begin().await.unwrap();
    tx.complete_job(&job.id, job.fence, at(now)).await?;
    tx.commit().await
}

fn names(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.id.as_str()).collect()
}

on_both_databases! {
    a_job_is_leased_done_and_gone,
    the_same_effect_twice_is_one_job,
    a_job_of_a_decision_that_is_undone_never_was,
    a_lost_lease_cannot_write,
    a_renewed_lease_holds_longer,
    a_queue_runs_one_by_one_in_order,
    a_dead_job_holds_its_queue_until_a_person_acts,
    jobs_of_an_agreement_are_called_off_by_kind,
    counts_and_stuck_jobs_show,
    finished_jobs_are_forgotten_in_time,
    a_commit_wakes_workers,
    many_workers_on_two_nodes_share_the_work,
    an_empty_outbox_costs_no_turn_of_the_writer,
}

async fn a_job_is_leased_done_and_gone(store: TestStore) {
    enqueue(&store, &[job("j1", None, 5)]).await;
    assert_eq!(names(&claim(&store, 4).await), [""; 0], "not before its time");
    assert_eq!(store.next_due(&["seal"]).await.unwrap(), Some(at(5)));
    assert_eq!(store.next_due(&["mail"]).await.unwrap(), None);
    assert_eq!(store.next_due(&[]).await.unwrap(), None);
    let jobs = claim(&store, 5).await;
    assert_eq!(names(&jobs), ["j1"]);
    assert_eq!(
        (jobs[0].fence, jobs[0].attempts, jobs[0].state),
        (1, 1, JobState::Running)
    );
    assert_eq!(jobs[0].leased_by.as_deref(), Some("worker"));
    assert_eq!(
        store.next_due(&["seal"]).await.unwrap(),
        Some(at(35)),
        "when the lease ends"
    );
    assert_eq!(names(&claim(&store, 34).await), [""; 0]);
    complete(&store, &jobs[0], 6).await.unwrap();
    assert_eq!(names(&claim(&store, 99).await), [""; 0]);
    let done = store.job("j1").await.unwrap().unwrap();
    assert_eq!((done.state, done.finished_at), (JobState::Done, Some(at(6))));
    assert_eq!(store.jobs_of_agreement("g1").await.unwrap(), [done]);
}

async fn the_same_effect_twice_is_one_job(store: TestStore) {
    enqueue(&store, &[job("j1", None, 0)]).await;
    let mut tx = store.begin().await.unwrap();
    let again = NewJob {
        id: "j2".into(),
        ..job("j1", None, 0)
    };
    assert!(!tx.enqueue(&again, at(0)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(claim(&store, 0).await.len(), 1);
}

async fn a_job_of_a_decision_that_is_undone_never_was(store: TestStore) {
    let mut tx = store.begin().await.unwrap();
    tx.enqueue(&job("j1", None, 0), at(0)).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(claim(&store, 0).await.is_empty());
}

// kill -9 of a worker: the lease ends, another goes on, and what the first still says does not count.
async fn a_lost_lease_cannot_write(store: TestStore) {
    enqueue(&store, &[job("j1", None, 0)]).await;
    let first = claim(&store, 0).await.remove(0);
    let second = claim(&store, 30).await.remove(0);
    assert_eq!((second.fence, second.attempts), (2, 2));
    assert!(matches!(
        complete(&store, &first, 31).await,
        Err(Error::LeaseLost)
    ));
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(
        tx.fail_job("j1", first.fence, "x", at(40)).await,
        Err(Error::LeaseLost)
    ));
    assert!(matches!(
        tx.bury_job("j1", first.fence, "x", at(40)).await,
        Err(Error::LeaseLost)
    ));
    assert!(matches!(
        tx.renew_job("j1", first.fence, at(99)).await,
        Err(Error::LeaseLost)
    ));
    assert!(matches!(
        tx.save_job_payload("j1", first.fence, "[]").await,
        Err(Error::LeaseLost)
    ));
    drop(tx);
    complete(&store, &second, 31).await.unwrap();
    assert!(
        matches!(complete(&store, &second, 32).await, Err(Error::LeaseLost)),
        "done is done"
    );
}

async fn a_renewed_lease_holds_longer(store: TestStore) {
    enqueue(&store, &[job("j1", None, 0)]).await;
    let held = claim(&store, 0).await.remove(0);
    let mut tx = store.begin().await.unwrap();
    tx.renew_job("j1", held.fence, at(100)).await.unwrap();
    tx.save_job_payload("j1", held.fence, r#"{"asked":true}"#)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&store, 99).await.is_empty());
    assert_eq!(claim(&store, 100).await[0].payload, r#"{"asked":true}"#);
}

async fn a_queue_runs_one_by_one_in_order(store: TestStore) {
    enqueue(
        &store,
        &[
            job("j1", Some("q"), 50),
            job("j2", Some("q"), 0),
            job("other", Some("r"), 0),
            job("free", None, 1),
        ],
    )
    .await;
    assert_eq!(
        names(&claim(&store, 10).await),
        ["other", "free"],
        "j2 waits for j1, which is not due"
    );
    assert_eq!(
        store.next_due(&["seal"]).await.unwrap(),
        Some(at(40)),
        "the leases; j2 does not count"
    );
    let first = claim(&store, 50).await;
    let first = first.iter().find(|job| job.id == "j1").unwrap();
    assert!(claim(&store, 51).await.is_empty());
    let mut tx = store.begin().await.unwrap();
    tx.fail_job("j1", first.fence, "no timestamp", at(60))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&store, 55).await.is_empty(), "j2 still waits");
    let again = claim(&store, 60).await.remove(0);
    assert_eq!(
        (again.id.as_str(), again.last_error.as_deref()),
        ("j1", Some("no timestamp"))
    );
    complete(&store, &again, 61).await.unwrap();
    assert_eq!(names(&claim(&store, 61).await), ["j2"]);
}

async fn a_dead_job_holds_its_queue_until_a_person_acts(store: TestStore) {
    enqueue(
        &store,
        &[
            job("j1", Some("q"), 0),
            job("j2", Some("q"), 0),
            job("j3", Some("q"), 0),
        ],
    )
    .await;
    let first = claim(&store, 0).await.remove(0);
    let mut tx = store.begin().await.unwrap();
    tx.bury_job("j1", first.fence, "certificate expired", at(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&store, 100).await.is_empty());
    assert_eq!(store.next_due(&["seal"]).await.unwrap(), None);
    let dead = store.dead_jobs(Some("a1"), 10).await.unwrap();
    assert_eq!(dead[0].last_error.as_deref(), Some("certificate expired"));
    assert_eq!(store.dead_jobs(Some("a2"), 10).await.unwrap(), []);
    assert_eq!(store.dead_jobs(None, 10).await.unwrap().len(), 1);

    let mut tx = store.begin().await.unwrap();
    assert!(tx.retry_job("j1", at(101)).await.unwrap());
    tx.commit().await.unwrap();
    let again = claim(&store, 101).await.remove(0);
    assert_eq!((again.id.as_str(), again.attempts), ("j1", 1));
    let mut tx = store.begin().await.unwrap();
    assert!(!tx.cancel_job("j1", at(102)).await.unwrap(), "it is running");
    tx.bury_job("j1", again.fence, "still", at(102)).await.unwrap();
    assert!(tx.cancel_job("j1", at(102)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(names(&claim(&store, 103).await), ["j2"]);
}

async fn jobs_of_an_agreement_are_called_off_by_kind(store: TestStore) {
    let mail = NewJob {
        kind: "mail".into(),
        ..job("m", None, 0)
    };
    enqueue(&store, &[job("j1", Some("q"), 0), job("j2", Some("q"), 0), mail]).await;
    assert_eq!(claim(&store, 0).await.len(), 2);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(
        tx.cancel_jobs_of("g1", &["seal", "mail"], at(1)).await.unwrap(),
        1,
        "only j2: the others run"
    );
    assert_eq!(tx.cancel_jobs_of("g1", &[], at(1)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(store.job("j2").await.unwrap().unwrap().state, JobState::Cancelled);
}

async fn counts_and_stuck_jobs_show(store: TestStore) {
    enqueue(
        &store,
        &[job("j1", None, 0), job("j2", None, 500), job("j3", None, 500)],
    )
    .await;
    let first = claim(&store, 0).await.remove(0);
    let mut tx = store.begin().await.unwrap();
    tx.fail_job("j1", first.fence, "mail server down", at(600))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let stuck = store.stuck_jobs(Some("a1"), at(100), 10).await.unwrap();
    assert_eq!(names(&stuck), ["j1"]);
    assert_eq!(
        names(&store.stuck_jobs(None, at(550), 10).await.unwrap()),
        ["j2", "j3", "j1"]
    );
    let counts = store.job_counts(at(500)).await.unwrap();
    assert_eq!(counts.len(), 1);
    assert_eq!(
        (counts[0].kind.as_str(), counts[0].state, counts[0].count),
        ("seal", JobState::Ready, 3)
    );
    // The one that is tried again at 600 waits for its time; the two of 500 are due.
    assert_eq!(counts[0].planned, 1);
}

async fn finished_jobs_are_forgotten_in_time(store: TestStore) {
    enqueue(&store, &[job("j1", None, 0), job("j2", None, 0)]).await;
    complete(&store, &claim(&store, 0).await[0], 1).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.sweep_jobs(at(1)).await.unwrap(), 0);
    assert_eq!(tx.sweep_jobs(at(2)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(store.job("j1").await.unwrap().is_none() && store.job("j2").await.unwrap().is_some());
}

async fn a_commit_wakes_workers(store: TestStore) {
    let mut signal = store.job_signal();
    let mut tx = store.begin().await.unwrap();
    tx.enqueue(&job("j1", None, 0), at(0)).await.unwrap();
    assert!(!signal.has_changed().unwrap(), "not before the commit");
    tx.commit().await.unwrap();
    tokio::time::timeout(Duration::from_secs(1), signal.changed())
        .await
        .unwrap()
        .unwrap();
}

// Many workers on two nodes: every job runs once, and no queue ever has two running or runs out of order.
async fn many_workers_on_two_nodes_share_the_work(store: TestStore) {
    let jobs: Vec<NewJob> = (0..120)
        .map(|n| job(&format!("j{n:03}"), Some(&format!("q{}", n % 10)), 0))
        .collect();
    enqueue(&store, &jobs).await;
    let other = store.another_node().await;
    let workers = (0..8).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut ran = Vec::new();
            while store.next_due(&["seal"]).await.unwrap().is_some() {
                for job in store
                    .claim_jobs(at(1), &format!("w{n}"), seconds(600), 3, &["seal"])
                    .await
                    .unwrap()
                {
                    let unfinished = store.jobs_of_agreement("g1").await.unwrap();
                    let mates = unfinished
                        .iter()
                        .filter(|other| other.queue_key == job.queue_key && other.id < job.id);
                    assert!(mates.clone().all(|mate| mate.state == JobState::Done), "{job:?}");
                    let mut tx = store.begin().await.unwrap();
                    tx.complete_job(&job.id, job.fence, at(2)).await.unwrap();
                    tx.commit().await.unwrap();
                    ran.push(job.id);
                }
            }
            ran
        })
    });
    let mut ran = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        ran.extend(worker.await.unwrap());
    }
    assert_eq!(ran.len(), 120);
    assert_eq!(ran.into_iter().collect::<HashSet<_>>().len(), 120);
}

async fn an_empty_outbox_costs_no_turn_of_the_writer(store: TestStore) {
    let held = store.begin().await.unwrap();
    let due = tokio::time::timeout(Duration::from_secs(60), store.next_due(&["seal", "mail"])).await;
    assert_eq!(due.unwrap().unwrap(), None);
    held.rollback().await.unwrap();
}
