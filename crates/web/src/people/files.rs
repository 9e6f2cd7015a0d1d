//! Which files were handed in for a case, and which are on their way.

use rusqlite::{OptionalExtension, params};

use super::{People, now_ms};
use crate::error::{Error, Result, Thing};

/// So many files of one person may be on their way at once.
const MOST: i64 = 50;

/// A file that arrives piece by piece.
#[derive(Clone, Debug)]
pub(crate) struct Arriving {
    pub(crate) id: String,
    pub(crate) case: String,
    pub(crate) user: String,
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

impl People {
    /// Notes that a kept file was handed in for a case: nobody may import a file that only another case has.
    pub(crate) async fn file_note(&self, case: &str, sha256: &str, name: &str, who: &str) -> Result<()> {
        let row = [case, sha256, name, who].map(str::to_owned);
        self.run(move |connection| {
            let insert = "INSERT INTO files (case_name, sha256, name, who, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
            let [case, sha256, name, who] = row;
            connection.execute(insert, params![case, sha256, name, who, now_ms()])?;
            Ok(())
        })
        .await
    }

    /// Whether a file was handed in for a case.
    pub(crate) async fn file_is_of(&self, case: &str, sha256: &str) -> Result<bool> {
        let row = [case, sha256].map(str::to_owned);
        self.run(move |connection| {
            let find = "SELECT EXISTS (SELECT 1 FROM files WHERE case_name = ?1 AND sha256 = ?2)";
            Ok(connection.query_row(find, row, |row| row.get(0))?)
        })
        .await
    }

    /// Notes that a file is to arrive.
    pub(crate) async fn upload_begin(&self, upload: Arriving) -> Result<()> {
        self.run(move |connection| {
            let count = "SELECT count(*) FROM uploads WHERE user = ?1";
            if connection.query_row(count, [&upload.user], |row| row.get::<_, i64>(0))? >= MOST {
                return Err(Error::Busy(format!("{MOST} files of yours are on their way; finish or drop one")));
            }
            let insert =
                "INSERT INTO uploads (id, case_name, user, name, bytes, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let Arriving { id, case, user, name, bytes } = upload;
            connection.execute(insert, params![id, case, user, name, bytes.cast_signed(), now_ms()])?;
            Ok(())
        })
        .await
    }

    /// One of somebody's files on their way.
    pub(crate) async fn upload_find(&self, id: &str, user: &str) -> Result<Arriving> {
        let (id, user) = (id.to_owned(), user.to_owned());
        self.run(move |connection| {
            let find = "SELECT id, case_name, user, name, bytes FROM uploads WHERE id = ?1 AND user = ?2";
            let found = connection.query_row(find, [&id, &user], |row| {
                let (id, case, user) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Arriving { id, case, user, name: row.get(3)?, bytes: row.get::<_, i64>(4)?.cast_unsigned() })
            });
            found.optional()?.ok_or_else(|| Error::no_such(Thing::Upload, id))
        })
        .await
    }

    /// Forgets a file on its way.
    pub(crate) async fn upload_end(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.run(move |connection| {
            connection.execute("DELETE FROM uploads WHERE id = ?1", [id])?;
            Ok(())
        })
        .await
    }

    /// Forgets files that were begun before `before`, epoch milliseconds, and gives the ids of all that are left.
    pub(crate) async fn uploads_keep(&self, before: i64) -> Result<Vec<String>> {
        self.run(move |connection| {
            connection.execute("DELETE FROM uploads WHERE created < ?1", [before])?;
            let mut left = connection.prepare("SELECT id FROM uploads")?;
            Ok(left.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}
