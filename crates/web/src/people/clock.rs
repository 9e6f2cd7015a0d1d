//! What a step of the service's clock does to sessions and tokens: the same as when all that is stored moves the other
//! way, which is how it is acted out here.

use rusqlite::params;

use super::{People, Role, now_ms};

const PASSWORD: &str = "correct horse battery";
const HOUR: i64 = 3_600_000;

/// The clock goes on by so many milliseconds, or back.
async fn step(people: &People, by: i64) {
    let moved = people.run(move |connection| {
        let sessions = "UPDATE sessions SET created = created - ?1, last_seen = last_seen - ?1, expires = expires - ?1";
        connection.execute(sessions, params![by])?;
        let tokens = "UPDATE tokens SET created = created - ?1, last_used = last_used - ?1, expires = expires - ?1";
        Ok(connection.execute(tokens, params![by])?)
    });
    moved.await.unwrap();
}

#[tokio::test]
async fn steps_of_the_clock_end_no_session_early_and_lengthen_none() {
    let folder = tempfile::tempdir().unwrap();
    let people = People::open(folder.path()).await.unwrap();
    people.user_create("ann", Role::Admin, Some(PASSWORD)).await.unwrap();
    let (session, _) = people.session_open("ann", PASSWORD, 8).await.unwrap();
    let (_, token) = people.token_create("ann", "script", Role::Viewer, Some(1)).await.unwrap();
    let known = async |hours: i64| {
        step(&people, hours * HOUR).await;
        let session = people.session_find(session.hash(), 8).await.unwrap().is_some();
        (session, people.token_find(token.hash()).await.unwrap().is_some())
    };
    assert_eq!(known(7).await, (true, true), "on by less than a session lasts");
    assert_eq!(known(-48).await, (true, true), "far back");
    let expires =
        people.run(|connection| Ok(connection.query_row("SELECT expires FROM sessions", [], |row| row.get(0))?));
    let left: i64 = expires.await.unwrap();
    assert!(left <= now_ms() + 8 * HOUR, "it lasts no longer than before");
    assert_eq!(known(9).await, (false, true), "on by more than it lasts");
    let (again, _) = people.session_open("ann", PASSWORD, 8).await.unwrap();
    assert!(people.session_find(again.hash(), 8).await.unwrap().is_some(), "who signs in again goes on");
    assert_eq!(known(24 * 365).await, (false, false));
    assert_eq!(people.sweep().await.unwrap(), 3);
}
