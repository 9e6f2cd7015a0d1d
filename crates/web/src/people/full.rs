//! What a full disk does to the database of people.

use rusqlite::params;

use super::{People, Role};
use crate::error::Error;

const PASSWORD: &str = "correct horse battery";

/// A database that cannot grow any more until it is told that it may.
async fn room(people: &People, pages: u32) {
    let limit = format!("PRAGMA max_page_count = {pages}");
    people.run(move |connection| Ok(connection.query_row(&limit, [], |_| Ok(()))?)).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_told_and_who_is_signed_in_goes_on_reading() {
    let folder = tempfile::tempdir().unwrap();
    let people = People::open(folder.path()).await.unwrap();
    people.user_create("ann", Role::Admin, Some(PASSWORD)).await.unwrap();
    let (secret, _) = people.session_open("ann", PASSWORD, 8).await.unwrap();
    room(&people, 1).await;
    let error = loop {
        if let Err(error) = people.audit_command("fill", "x".repeat(9_000)).await {
            break error;
        }
    };
    assert_eq!((error.code(), error.status().as_u16()), ("disk_full", 507), "{error}");
    assert!(error.hint().is_some());
    // Its last use is long ago, so that it would be noted.
    let long_ago = |connection: &mut rusqlite::Connection| {
        connection.execute_batch(
            "CREATE TEMP TRIGGER full BEFORE UPDATE OF last_seen ON sessions BEGIN \
             INSERT INTO audit (at, who, what, detail, address) VALUES (0, '', '', hex(zeroblob(99999)), ''); END",
        )?;
        Ok(())
    };
    people
        .run(move |connection| Ok(connection.execute("UPDATE sessions SET last_seen = 0", params![])?))
        .await
        .unwrap();
    people.run(long_ago).await.unwrap();
    assert_eq!(people.session_find(secret.hash(), 8).await.unwrap().unwrap().name, "ann");
    let left = people.run(|connection| {
        let seen = connection.query_row("SELECT last_seen FROM sessions", [], |row| row.get::<_, i64>(0));
        Ok::<_, Error>(seen?)
    });
    assert_eq!(left.await.unwrap(), 0, "it could not be noted");
    room(&people, 1 << 20).await;
    assert!(people.session_find(secret.hash(), 8).await.unwrap().is_some());
    people.audit_command("goes on", String::new()).await.unwrap();
}
