//! From what a user names to single logs.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::SourceError;
use crate::open::is_bomb;

/// One log: a file, or a member of a zip archive.
#[derive(Clone, Debug)]
pub struct Source {
    /// How it is called in messages.
    pub name: String,
    pub(crate) path: PathBuf,
    /// Which member of the archive.
    pub(crate) member: Option<usize>,
    size: u64,
}

impl Source {
    /// The logs in one file: itself, or the members of an archive.
    pub(crate) fn all_of(path: &Path) -> Result<Vec<Self>, SourceError> {
        file(path)
    }

    /// The file it is, or is in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its size in bytes, packed as it is.
    pub const fn size(&self) -> u64 {
        self.size
    }
}

type Found = Result<Vec<Source>, SourceError>;

/// Expands files, folders, patterns and archives. The list is sorted and holds each log once; what
/// names nothing is in the second list with the reason.
pub fn expand(inputs: &[String]) -> (Vec<Source>, Vec<(String, SourceError)>) {
    let mut sources = BTreeMap::new();
    let mut failed = Vec::new();
    for input in inputs {
        match input_sources(input) {
            Ok(found) => sources.extend(found.into_iter().map(|source| ((source.path.clone(), source.member), source))),
            Err(error) => failed.push((input.clone(), error)),
        }
    }
    (sources.into_values().collect(), failed)
}

/// A name that exists is meant literally, even when it has a pattern's characters.
fn input_sources(input: &str) -> Found {
    let path = Path::new(input);
    if path.is_dir() {
        return folder(path);
    }
    if path.exists() {
        return file(path);
    }
    if !input.contains(['*', '?', '[']) {
        return Err(SourceError::NotFound);
    }
    let mut all = Vec::new();
    for path in glob::glob(input).map_err(|error| SourceError::Pattern(error.to_string()))?.flatten() {
        all.extend(if path.is_dir() { folder(&path)? } else { file(&path)? });
    }
    if all.is_empty() { Err(SourceError::NotFound) } else { Ok(all) }
}

fn folder(path: &Path) -> Found {
    let files = WalkDir::new(path).sort_by_file_name().into_iter().flatten();
    let mut all = Vec::new();
    for entry in files.filter(|entry| entry.file_type().is_file() && looks_like_a_log(entry.path())) {
        all.extend(file(entry.path())?);
    }
    if all.is_empty() { Err(SourceError::NoLogs) } else { Ok(all) }
}

fn looks_like_a_log(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    is_log_name(&name) || name.rsplit('.').next() == Some("zip")
}

/// Whether a name in lower case ends as logs do, packed or not.
fn is_log_name(name: &str) -> bool {
    let bare = name.strip_suffix(".gz").unwrap_or(name);
    bare.rsplit('.').next().is_some_and(|end| ["evtx", "xml", "json", "ndjson", "jsonl"].contains(&end))
}

fn file(path: &Path) -> Found {
    let size = path.metadata().map_or(0, |data| data.len());
    let name = path.display().to_string();
    if is_zip(path) {
        return members(path, &name);
    }
    Ok(vec![Source { name, path: path.to_owned(), member: None, size }])
}

fn is_zip(path: &Path) -> bool {
    use std::io::Read;
    let mut magic = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok() && magic == *b"PK\x03\x04"
}

fn members(path: &Path, name: &str) -> Found {
    let unpack = |error: zip::result::ZipError| SourceError::Unpack(error.to_string());
    let mut archive = zip::ZipArchive::new(File::open(path)?).map_err(unpack)?;
    let (mut unpacked, mut all) = (0_u64, Vec::new());
    for number in 0..archive.len() {
        let member = archive.by_index_raw(number).map_err(unpack)?;
        let inner = member.name().to_owned();
        let lower = inner.to_lowercase();
        if member.is_file() && is_log_name(&lower) {
            unpacked = unpacked.saturating_add(member.size());
            all.push(Source {
                name: format!("{name}!{inner}"),
                path: path.to_owned(),
                member: Some(number),
                size: member.compressed_size(),
            });
        }
    }
    // All together: members may share their bytes, and each look harmless.
    if is_bomb(unpacked, path.metadata()?.len()) {
        return Err(SourceError::Bomb(unpacked));
    }
    if all.is_empty() { Err(SourceError::NoLogs) } else { Ok(all) }
}
