//! A file that appears whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::outcome::Failure;

/// A file to come. It is opened before the logs are read, since nobody wants to wait for a big case
/// to learn that its folder is read-only.
pub(crate) struct Target {
    path: PathBuf,
    part: PathBuf,
    file: File,
}

impl Target {
    /// Opens a part file beside `path`.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.is_dir() {
            return Err(failure(path, "is a folder"));
        }
        let Some(name) = path.file_name() else { return Err(failure(path, "names no file")) };
        let part = path.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        // Never through a link that waits there under this name.
        let file =
            OpenOptions::new().write(true).create_new(true).open(&part).map_err(|error| failure(path, &error))?;
        Ok(Self { path: path.to_owned(), part, file })
    }

    /// Writes the text and gives the file its name.
    pub(crate) fn keep(mut self, text: &str) -> anyhow::Result<()> {
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_all())
            .and_then(|()| std::fs::rename(&self.part, &self.path))
            .map_err(|error| failure(&self.path, &error))
    }
}

impl Drop for Target {
    /// Leaves no part file behind; after `keep` there is none.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.part);
    }
}

fn failure(path: &Path, why: &(impl std::fmt::Display + ?Sized)) -> anyhow::Error {
    Failure {
        code: "unwritable",
        text: format!("cannot write {}: {why}", path.display()),
        hint: Some("--html takes the name of a file in a folder that exists and may be written to".to_owned()),
    }
    .into()
}
