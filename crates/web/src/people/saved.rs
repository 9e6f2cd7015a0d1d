//! What analysts keep of a case: hunts, views, notes.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{People, now_ms};
use crate::error::{Error, Result, Thing};

/// So many of each kind a case.
const MOST: i64 = 1_000;

/// A hunt that somebody saved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SavedHunt {
    /// Its name; unique among one's own in a case.
    pub(crate) name: String,
    /// A few words.
    pub(crate) title: String,
    /// The query, in Cypher.
    pub(crate) text: String,
    /// Whether the case's other members see it.
    pub(crate) shared: bool,
    /// Whose it is.
    pub(crate) owner: String,
}

/// A view that somebody saved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SavedView {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// What the viewer puts into its address.
    pub(crate) url_state: String,
    /// Whether the case's other members see it.
    pub(crate) shared: bool,
    /// Whose it is.
    pub(crate) owner: String,
    /// When it was saved, epoch milliseconds.
    pub(crate) created: i64,
}

/// A note on an account or host.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Note {
    /// The key of the account or host.
    pub(crate) key: String,
    /// The note.
    pub(crate) text: String,
    /// Who wrote it last.
    pub(crate) by: String,
    /// When, epoch milliseconds.
    pub(crate) at: i64,
}

impl People {
    /// The hunts of a case that somebody may see: one's own and shared ones.
    pub(crate) async fn hunt_list(&self, case: &str, user: &str) -> Result<Vec<SavedHunt>> {
        let (case, user) = (case.to_owned(), user.to_owned());
        self.run(move |connection| {
            let find = "SELECT name, title, text, shared, owner FROM hunts \
                        WHERE case_name = ?1 AND (shared OR owner = ?2) ORDER BY name, owner";
            let mut find = connection.prepare_cached(find)?;
            let rows = find.query_map([case, user], |row| {
                Ok(SavedHunt {
                    name: row.get(0)?,
                    title: row.get(1)?,
                    text: row.get(2)?,
                    shared: row.get(3)?,
                    owner: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Saves one's own hunt; one of the same name is replaced.
    pub(crate) async fn hunt_save(&self, case: &str, hunt: SavedHunt) -> Result<()> {
        let case = case.to_owned();
        self.run(move |connection| {
            room(connection, "SELECT count(*) FROM hunts WHERE case_name = ?1", &case)?;
            let insert = "INSERT INTO hunts (case_name, owner, name, title, text, shared) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                          ON CONFLICT DO UPDATE SET title = excluded.title, text = excluded.text, shared = excluded.shared";
            connection.execute(insert, params![case, hunt.owner, hunt.name, hunt.title, hunt.text, hunt.shared])?;
            Ok(())
        })
        .await
    }

    /// Removes one's own hunt.
    pub(crate) async fn hunt_delete(&self, case: &str, owner: &str, name: &str) -> Result<()> {
        let (case, owner, name) = (case.to_owned(), owner.to_owned(), name.to_owned());
        self.run(move |connection| {
            let delete = "DELETE FROM hunts WHERE case_name = ?1 AND owner = ?2 AND name = ?3";
            gone(connection.execute(delete, params![case, owner, name])?, Thing::Hunt, name)
        })
        .await
    }

    /// The views of a case that somebody may see: one's own and shared ones.
    pub(crate) async fn view_list(&self, case: &str, user: &str) -> Result<Vec<SavedView>> {
        let (case, user) = (case.to_owned(), user.to_owned());
        self.run(move |connection| {
            let find = "SELECT id, name, url_state, shared, owner, created FROM views \
                        WHERE case_name = ?1 AND (shared OR owner = ?2) ORDER BY name, created, id";
            let mut find = connection.prepare_cached(find)?;
            let rows = find.query_map([case, user], |row| {
                Ok(SavedView {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    url_state: row.get(2)?,
                    shared: row.get(3)?,
                    owner: row.get(4)?,
                    created: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Saves a view.
    pub(crate) async fn view_save(&self, case: &str, view: SavedView) -> Result<()> {
        let case = case.to_owned();
        self.run(move |connection| {
            room(connection, "SELECT count(*) FROM views WHERE case_name = ?1", &case)?;
            let insert = "INSERT INTO views (id, case_name, owner, name, url_state, shared, created) \
                          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let SavedView { id, name, url_state, shared, owner, created } = view;
            connection.execute(insert, params![id, case, owner, name, url_state, shared, created])?;
            Ok(())
        })
        .await
    }

    /// Removes one's own view.
    pub(crate) async fn view_delete(&self, case: &str, owner: &str, id: &str) -> Result<()> {
        let (case, owner, id) = (case.to_owned(), owner.to_owned(), id.to_owned());
        self.run(move |connection| {
            let delete = "DELETE FROM views WHERE case_name = ?1 AND owner = ?2 AND id = ?3";
            gone(connection.execute(delete, params![case, owner, id])?, Thing::View, id)
        })
        .await
    }

    /// The notes of a case, by key.
    pub(crate) async fn note_list(&self, case: &str) -> Result<Vec<Note>> {
        let case = case.to_owned();
        self.run(move |connection| {
            let find = "SELECT key, text, who, at FROM notes WHERE case_name = ?1 ORDER BY key";
            let mut find = connection.prepare_cached(find)?;
            let rows = find.query_map([case], |row| {
                Ok(Note { key: row.get(0)?, text: row.get(1)?, by: row.get(2)?, at: row.get(3)? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Writes a note; there is one a node, which all members share.
    pub(crate) async fn note_save(&self, case: &str, key: &str, text: &str, by: &str) -> Result<Note> {
        let (case, by) = (case.to_owned(), by.to_owned());
        let note = Note { key: key.to_owned(), text: text.to_owned(), by, at: now_ms() };
        self.run(move |connection| {
            let find = "SELECT 1 FROM notes WHERE case_name = ?1 AND key = ?2";
            if connection.query_row(find, [&case, &note.key], |_| Ok(())).optional()?.is_none() {
                room(connection, "SELECT count(*) FROM notes WHERE case_name = ?1", &case)?;
            }
            let insert = "INSERT INTO notes (case_name, key, text, who, at) VALUES (?1, ?2, ?3, ?4, ?5) \
                          ON CONFLICT DO UPDATE SET text = excluded.text, who = excluded.who, at = excluded.at";
            connection.execute(insert, params![case, note.key, note.text, note.by, note.at])?;
            Ok(note)
        })
        .await
    }

    /// Removes a note.
    pub(crate) async fn note_delete(&self, case: &str, key: &str) -> Result<()> {
        let (case, key) = (case.to_owned(), key.to_owned());
        self.run(move |connection| {
            let delete = "DELETE FROM notes WHERE case_name = ?1 AND key = ?2";
            gone(connection.execute(delete, [&case, &key])?, Thing::Note, key)
        })
        .await
    }
}

fn room(connection: &rusqlite::Connection, count: &str, case: &str) -> Result<()> {
    if connection.query_row(count, [case], |row| row.get::<_, i64>(0))? < MOST {
        return Ok(());
    }
    Err(Error::Invalid(format!("a case keeps at most {MOST} of these")))
}

fn gone(rows: usize, thing: Thing, name: String) -> Result<()> {
    if rows == 0 { Err(Error::no_such(thing, name)) } else { Ok(()) }
}
