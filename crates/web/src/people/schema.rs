//! The numbered steps of the database's schema.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, Result};

/// Each runs once, in this order; none is ever changed after a release.
const STEPS: [&str; 1] = [include_str!("../../schema/V0001__people.sql")];

/// Runs the steps that are missing, each in one transaction with the record of it.
pub(crate) fn migrate(connection: &mut Connection) -> Result<()> {
    let known = STEPS.len() as u32;
    loop {
        // Immediate: of two programs that start at once, one waits and then finds the step done.
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(Error::NewerPeople { found, known });
        }
        let Some(text) = STEPS.get(found as usize) else { return Ok(()) };
        step.execute_batch(text)?;
        step.pragma_update(None, "user_version", found + 1)?;
        step.commit()?;
    }
}
