//! Rules from files.

use std::path::{Path, PathBuf};

use rsigma_parser::{SigmaRule, parse_sigma_yaml};

/// The largest file that is read; rules have a few kB.
const LARGEST: u64 = 4 << 20;

/// Deepest nesting of folders, so that a link to itself ends.
const DEEPEST: usize = 16;

/// What a file holds.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) rules: Vec<SigmaRule>,
    /// Why the rest of it is none.
    pub(super) broken: Vec<String>,
}

/// All `*.yml` and `*.yaml` below a folder, sorted; a file is taken as it is.
pub(super) fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if std::fs::metadata(folder)?.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found = Vec::new();
    walk(folder, 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_rule =
            path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("yml") || ext.eq_ignore_ascii_case("yaml"));
        if path.is_dir() && depth < DEEPEST {
            walk(&path, depth + 1, found)?;
        } else if is_rule && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// The rules of a file.
pub(super) fn rules(file: &Path) -> Rules {
    let text = match std::fs::metadata(file) {
        Ok(about) if about.len() > LARGEST => return broken(format!("larger than {LARGEST} bytes")),
        Ok(_) => std::fs::read_to_string(file),
        Err(error) => Err(error),
    };
    let collection = match text {
        Ok(text) => parse_sigma_yaml(&text),
        Err(error) => return broken(error.to_string()),
    };
    let collection = match collection {
        Ok(collection) => collection,
        Err(error) => return broken(error.to_string()),
    };
    let mut broken = collection.errors;
    broken.extend(
        collection.correlations.iter().map(|rule| format!("{}: correlations are not evaluated here", rule.title)),
    );
    broken.extend(collection.filters.iter().map(|rule| format!("{}: filters are not applied here", rule.title)));
    if broken.is_empty() && collection.rules.is_empty() {
        broken.push("holds no rule".to_owned());
    }
    Rules { rules: collection.rules, broken }
}

fn broken(why: String) -> Rules {
    Rules { rules: Vec::new(), broken: vec![why] }
}
