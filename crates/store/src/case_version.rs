//! Whether anything about a case has changed.

use sha2::{Digest, Sha256};

use crate::link::cell;
use crate::names::hex;
use crate::statements::CASE_VERSION;
use crate::{Result, Store, StoreError};

/// What a case is at, by one cheap statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseVersion {
    /// Differs whenever imports, ranks or findings do; 16 hexadecimal digits.
    pub version: String,
    /// When it was last ranked, ISO 8601.
    pub ranked_at: Option<String>,
    /// How it was ranked.
    pub ranking: Option<String>,
    /// How many finished imports it has.
    pub imports: u64,
}

impl Store {
    /// What the case is at. Whoever reads the case afterwards reads at least that.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], or what the server says.
    pub async fn case_version(&self, case: &str) -> Result<CaseVersion> {
        let rows = self.link.read(&CASE_VERSION, vec![("case", case.into())]).await?;
        let Some(row) = rows.first() else { return Err(StoreError::NoSuchCase(case.to_owned())) };
        let text = |column| cell::<Option<String>>(&CASE_VERSION, row, column);
        let number = |column| cell::<u64>(&CASE_VERSION, row, column);
        let (ranked_at, ranking, imports) = (text("ranked")?, text("ranking")?, number("imports")?);
        let parts =
            (text("created")?, number("revision")?, number("findings")?, &ranked_at, imports, text("finished")?);
        // A short fingerprint of all of it: nobody is to read anything into the parts.
        let digest = Sha256::digest(format!("{parts:?}").as_bytes());
        Ok(CaseVersion { version: hex("", &digest[..8]), ranked_at, ranking, imports })
    }
}
