//! The queue of jobs. Each test has a queue of its own.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use store::{
    Beat, Claim, Claimed, JOB_TRIES, JobCounts, JobError, JobNew, JobProgress, JobState, Settings, Store, StoreError,
};

use crate::common::{LEFT, number, settings, store};

const LEASE: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_secs(1);

async fn queue() -> Store {
    store().await;
    Store::connect(&Settings { queue: testkit::fresh_case(), ..settings() }).await.unwrap()
}

fn job(kind: &str) -> JobNew {
    JobNew { kind: kind.to_owned(), order: json!({"n": 1}), by: "tester".to_owned(), ..JobNew::default() }
}

async fn claim(store: &Store, lease: Duration) -> Option<Claimed> {
    store.job_claim("w", &["work"], lease).await.unwrap()
}

async fn taken(store: &Store) -> Claim {
    claim(store, LEASE).await.expect("nothing to claim").claim
}

async fn state(store: &Store, id: &str) -> JobState {
    store.job_find(id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn eight_workers_claim_two_hundred_jobs_once_each_and_the_oldest_first() {
    let store = queue().await;
    let added = store.jobs_add(&vec![job("work"); 200]).await.unwrap();
    assert_eq!(added.iter().collect::<BTreeSet<_>>().len(), 200);
    let workers = (0..8).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            while let Some(claimed) = store.job_claim(&format!("w{n}"), &["work"], LEASE).await.unwrap() {
                mine.push(claimed.job.id.clone());
                store.job_finish(&claimed.claim, &json!({"by": n})).await.unwrap();
            }
            mine
        })
    });
    let mut all = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        let mine = worker.await.unwrap();
        let places: Vec<_> = mine.iter().map(|id| added.iter().position(|other| other == id).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
        all.extend(mine);
    }
    assert_eq!(all.len(), 200);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), added.into_iter().collect());
    let counts = store.job_counts(None).await.unwrap();
    assert_eq!(counts, JobCounts { done: 200, ..JobCounts::default() });
}

#[tokio::test]
async fn a_job_says_what_it_is_and_how_it_went() {
    let store = queue().await;
    let case = testkit::fresh_case();
    let new = JobNew { case: Some(case.clone()), evidence: vec!["ab".to_owned()], ..job("work") };
    let id = store.job_add(&new).await.unwrap();
    assert!(store.case_exists(&case).await.unwrap());
    let found = store.job_find(&id).await.unwrap().unwrap();
    assert_eq!((found.state, found.tries, found.order.clone()), (JobState::Queued, 0, json!({"n": 1})));
    assert!(store.evidence_used().await.unwrap().wanted.contains("ab"));
    assert!(store.job_claim("w", &["other"], LEASE).await.unwrap().is_none());
    let claimed = claim(&store, LEASE).await.unwrap();
    assert_eq!((claimed.job.id.as_str(), claimed.job.tries, claimed.job.state), (id.as_str(), 1, JobState::Running));
    let progress = JobProgress {
        stage: "reading".to_owned(),
        bytes_done: 7,
        bytes_all: 9,
        records: 3,
        edges: 2,
        rate: 1.5,
        eta_s: Some(4),
    };
    assert_eq!(store.job_beat(&claimed.claim, &progress, LEASE).await.unwrap(), Beat::Go);
    assert_eq!(store.job_find(&id).await.unwrap().unwrap().progress, progress);
    store.job_finish(&claimed.claim, &json!({"import": "x"})).await.unwrap();
    let found = store.job_find(&id).await.unwrap().unwrap();
    assert_eq!((found.state, found.result), (JobState::Done, Some(json!({"import": "x"}))));
    assert!(found.finished.unwrap() >= found.started.unwrap());
    assert_eq!(store.job_list(Some(&case), 10).await.unwrap().len(), 1);
    store.case_remove(&case).await.unwrap();
    assert!(store.job_find(&id).await.unwrap().is_none(), "jobs vanish with their case");
    assert_eq!(number(&store, LEFT, &case).await, 0);
}

#[tokio::test]
async fn the_same_key_is_one_job() {
    let store = queue().await;
    let keyed = JobNew { key: Some(testkit::fresh_case()), ..job("work") };
    let first = store.job_add(&keyed).await.unwrap();
    assert_eq!(store.job_add(&keyed).await.unwrap(), first);
    assert_eq!(store.job_list(None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_expired_lease_is_claimed_again_and_the_old_holder_notices() {
    let store = queue().await;
    let id = store.job_add(&job("work")).await.unwrap();
    let old = claim(&store, SHORT).await.unwrap().claim;
    assert!(claim(&store, LEASE).await.is_none(), "still leased");
    tokio::time::sleep(SHORT * 2).await;
    let new = claim(&store, LEASE).await.unwrap();
    assert_eq!((new.job.id.as_str(), new.job.tries), (id.as_str(), 2));
    assert_eq!(store.job_beat(&old, &JobProgress::default(), LEASE).await.unwrap(), Beat::Lost);
    let late = store.job_finish(&old, &json!({})).await.unwrap_err();
    assert!(matches!(late, StoreError::JobLost(_)), "{late}");
    assert_eq!(store.job_beat(&new.claim, &JobProgress::default(), LEASE).await.unwrap(), Beat::Go);
    store.job_finish(&new.claim, &json!({})).await.unwrap();
}

#[tokio::test]
async fn a_beat_keeps_a_lease_alive() {
    let store = queue().await;
    store.job_add(&job("work")).await.unwrap();
    let mine = claim(&store, SHORT).await.unwrap().claim;
    for _ in 0..6 {
        tokio::time::sleep(SHORT / 3).await;
        assert_eq!(store.job_beat(&mine, &JobProgress::default(), SHORT).await.unwrap(), Beat::Go);
        assert!(claim(&store, SHORT).await.is_none());
    }
}

#[tokio::test]
async fn a_job_whose_workers_die_fails_with_a_reason() {
    let store = queue().await;
    let id = store.job_add(&job("work")).await.unwrap();
    for n in 1..=JOB_TRIES {
        assert_eq!(claim(&store, Duration::ZERO).await.unwrap().job.tries, n);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(claim(&store, LEASE).await.is_none());
    let found = store.job_find(&id).await.unwrap().unwrap();
    let error = found.error.unwrap();
    assert_eq!((found.state, error.code.as_str()), (JobState::Failed, "worker_lost"));
    assert_eq!(error.text, "given up after 3 tries: each time the worker went away");
    assert!(error.hint.is_some());
}

#[tokio::test]
async fn failing_retrying_and_giving_back() {
    let store = queue().await;
    let id = store.job_add(&job("work")).await.unwrap();
    let error = JobError { code: "bad".to_owned(), text: "it is bad".to_owned(), hint: Some("mend it".to_owned()) };
    store.job_fail(&taken(&store).await, &error, Some(SHORT)).await.unwrap();
    assert_eq!(state(&store, &id).await, JobState::Queued);
    assert!(claim(&store, LEASE).await.is_none(), "not before its time");
    tokio::time::sleep(SHORT * 2).await;
    let again = claim(&store, LEASE).await.unwrap();
    assert_eq!(again.job.tries, 2);
    assert!(store.job_retry(&id).await.is_err(), "running");
    store.job_fail(&again.claim, &error, None).await.unwrap();
    let failed = store.job_find(&id).await.unwrap().unwrap();
    assert_eq!((failed.state, failed.error), (JobState::Failed, Some(error.clone())));
    store.job_retry(&id).await.unwrap();
    let once_more = claim(&store, LEASE).await.unwrap();
    assert_eq!((once_more.job.tries, once_more.job.error), (1, None));
    store.job_release(&once_more.claim).await.unwrap();
    let back = store.job_find(&id).await.unwrap().unwrap();
    assert_eq!((back.state, back.tries), (JobState::Queued, 0));
    assert_eq!(claim(&store, LEASE).await.unwrap().job.id, id);
    let none = store.job_retry("nosuch").await.unwrap_err();
    assert_eq!((none.code(), none.to_string()), ("no_such_job", "no such job: `nosuch`".to_owned()));
}

#[tokio::test]
async fn cancelling_before_within_and_after() {
    let store = queue().await;
    let [waiting, running] = [store.job_add(&job("later")).await.unwrap(), store.job_add(&job("work")).await.unwrap()];
    assert_eq!(store.job_cancel(&waiting).await.unwrap(), JobState::Cancelled);
    assert!(store.job_claim("w", &["later"], LEASE).await.unwrap().is_none());
    let mine = taken(&store).await;
    assert_eq!(store.job_cancel(&running).await.unwrap(), JobState::Running);
    assert_eq!(store.job_beat(&mine, &JobProgress::default(), LEASE).await.unwrap(), Beat::Cancel);
    store.job_cancelled(&mine).await.unwrap();
    assert_eq!(state(&store, &running).await, JobState::Cancelled);
    assert_eq!(store.job_cancel(&running).await.unwrap(), JobState::Cancelled);
    assert_eq!(store.job_cancel("nosuch").await.unwrap_err().code(), "no_such_job");
}

/// What a job wrote before it was given back has to be taken back by somebody.
#[tokio::test]
async fn a_begun_job_that_waits_is_cancelled_by_the_next_worker() {
    let store = queue().await;
    let id = store.job_add(&job("work")).await.unwrap();
    store.job_release(&taken(&store).await).await.unwrap();
    assert_eq!(store.job_cancel(&id).await.unwrap(), JobState::Queued);
    let next = claim(&store, LEASE).await.unwrap();
    assert!(next.job.cancel);
    store.job_cancelled(&next.claim).await.unwrap();
}

#[tokio::test]
async fn a_lane_has_one_job_at_work() {
    let store = queue().await;
    let lane = |name: &str| JobNew { lane: Some(name.to_owned()), ..job("work") };
    let added = store.jobs_add(&[lane("a"), lane("a"), lane("b"), job("work")]).await.unwrap();
    let [first, second, third, free]: [String; 4] = added.try_into().unwrap();
    let one = claim(&store, LEASE).await.unwrap();
    assert_eq!(one.job.id, first);
    assert_eq!(claim(&store, LEASE).await.unwrap().job.id, third, "the second waits for its lane");
    assert_eq!(claim(&store, LEASE).await.unwrap().job.id, free);
    assert!(claim(&store, LEASE).await.is_none());
    store.job_finish(&one.claim, &json!({})).await.unwrap();
    assert_eq!(claim(&store, LEASE).await.unwrap().job.id, second);
}

#[tokio::test]
async fn a_parent_waits_until_its_children_are_done() {
    let store = queue().await;
    let parent = store.job_add(&JobNew { lane: Some("a".to_owned()), ..job("work") }).await.unwrap();
    let other = store.job_add(&JobNew { lane: Some("a".to_owned()), ..job("work") }).await.unwrap();
    let held = taken(&store).await;
    let child = JobNew { parent: Some(parent.clone()), ..job("work") };
    let children = store.jobs_add(&vec![child; 3]).await.unwrap();
    store.job_wait(&held).await.unwrap();
    for id in &children {
        let claimed = claim(&store, LEASE).await.unwrap();
        assert_eq!(&claimed.job.id, id, "neither the parent nor what waits for its lane");
        store.job_finish(&claimed.claim, &json!({})).await.unwrap();
    }
    let counts = store.job_counts(Some(&parent)).await.unwrap();
    assert_eq!(counts, JobCounts { done: 3, ..JobCounts::default() });
    let again = claim(&store, LEASE).await.unwrap();
    assert_eq!((again.job.id.as_str(), again.job.tries), (parent.as_str(), 1));
    let listed: Vec<_> = store.job_children(&parent).await.unwrap().into_iter().map(|job| job.id).collect();
    assert_eq!(listed, children);
    assert_eq!(store.job_list(None, 10).await.unwrap().len(), 2, "children are not listed");
    store.job_finish(&again.claim, &json!({})).await.unwrap();
    assert_eq!(claim(&store, LEASE).await.unwrap().job.id, other);
}

#[tokio::test]
async fn a_failed_child_calls_its_parent_and_stops_its_siblings() {
    let store = queue().await;
    let parent = store.job_add(&job("work")).await.unwrap();
    let held = taken(&store).await;
    let child = JobNew { parent: Some(parent.clone()), ..job("work") };
    let children = store.jobs_add(&vec![child; 3]).await.unwrap();
    store.job_wait(&held).await.unwrap();
    let [bad, good] = [taken(&store).await, taken(&store).await];
    let error = JobError { code: "bad".to_owned(), text: "it is bad".to_owned(), hint: None };
    store.job_fail(&bad, &error, None).await.unwrap();
    assert!(claim(&store, LEASE).await.is_none(), "one child is still at work, the third does not begin");
    store.job_finish(&good, &json!({})).await.unwrap();
    let called = claim(&store, LEASE).await.unwrap();
    assert_eq!(called.job.id, parent);
    store.job_fail(&called.claim, &error, None).await.unwrap();
    store.job_retry(&parent).await.unwrap();
    let order: BTreeSet<_> = [taken(&store).await.id, taken(&store).await.id].into();
    assert_eq!(order, [children[0].clone(), children[2].clone()].into(), "the failed one and the one never begun");
}

#[tokio::test]
async fn cancelling_a_parent_cancels_its_children() {
    let store = queue().await;
    let parent = store.job_add(&job("work")).await.unwrap();
    let held = taken(&store).await;
    let child = JobNew { parent: Some(parent.clone()), ..job("work") };
    let children = store.jobs_add(&vec![child; 2]).await.unwrap();
    store.job_wait(&held).await.unwrap();
    let one = taken(&store).await;
    assert_eq!(store.job_cancel(&parent).await.unwrap(), JobState::Queued);
    assert_eq!(state(&store, &children[1]).await, JobState::Cancelled);
    assert_eq!(store.job_beat(&one, &JobProgress::default(), LEASE).await.unwrap(), Beat::Cancel);
    assert!(claim(&store, LEASE).await.is_none(), "not while a child is at work");
    store.job_cancelled(&one).await.unwrap();
    let last = claim(&store, LEASE).await.unwrap();
    assert!(last.job.id == parent && last.job.cancel);
}
