//! Counted events have no record numbers, so nothing shows whether a case has them already. What an
//! import of the same source has counted is left out; where that cannot be told, the import is refused, or
//! reads that time instead of counting it.

use std::borrow::Cow;

use elastic::Reduce;
use events::Window;
use store::{ImportInfo, Store};

use crate::ImportError;
use crate::elastic::Reading;

/// What of a reading may go into a case.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
pub(crate) enum Fitting<'r> {
    /// All of this.
    All(Cow<'r, Reading>),
    /// Nothing: an import counted all of that time.
    Nothing {
        /// The import.
        id: String,
    },
}

/// The reading as it may go into the case.
pub(crate) async fn fitting<'r>(store: &Store, case: &str, reading: &'r Reading) -> Result<Fitting<'r>, ImportError> {
    let others = others(store, case, &reading.fingerprint(), reading.window()).await?;
    let source = reading.name();
    let counts = reading.reduction().is_some();
    let foreign = |import: &&ImportInfo| import.source != source;
    if let Some(import) = others.iter().filter(|import| is_counted(import)).find(foreign) {
        return Err(ImportError::Counted { id: import.id.clone() });
    }
    let always = counts && reading.reduce() == Reduce::Always;
    if always && let Some(import) = others.iter().find(foreign) {
        return Err(ImportError::Uncountable { id: import.id.clone() });
    }
    // Events that were read are known by their numbers, if they are read again.
    let (out, read): (Vec<&ImportInfo>, Vec<_>) = others.iter().partition(|import| always || is_counted(import));
    let mut fit = Cow::Borrowed(reading);
    if counts && !read.is_empty() {
        fit =
            Cow::Owned(fit.into_owned().uncounted("the case has imports of that time, whose events would count again"));
    }
    let Some(first) = out.first() else { return Ok(Fitting::All(fit)) };
    let times: Vec<(i64, i64)> = out.iter().filter_map(|import| span(import)).collect();
    tracing::info!(case, ?times, "an earlier import has counted these times: they are left out");
    let reduces = fit.reduction().is_some();
    match fit.into_owned().except(times).await? {
        Some(rest) if reduces || rest.reduction().is_none() => Ok(Fitting::All(Cow::Owned(rest))),
        Some(rest) => Ok(Fitting::All(Cow::Owned(rest.uncounted("the whole is read as well")))),
        None => Ok(Fitting::Nothing { id: first.id.clone() }),
    }
}

/// Refuses what would count a time twice, where nothing can be read instead any more. The times `except`
/// have been left out.
pub(crate) async fn refuse_counted(
    store: &Store,
    case: &str,
    sha256: &str,
    window: Window,
    (counted, except): (bool, &[(i64, i64)]),
) -> Result<(), ImportError> {
    let out = |import: &ImportInfo| {
        span(import).is_some_and(|(from, to)| except.iter().any(|(first, last)| *first <= from && to <= *last))
    };
    for import in others(store, case, sha256, window).await? {
        if out(&import) {
            continue;
        }
        if is_counted(&import) {
            return Err(ImportError::Counted { id: import.id });
        }
        if counted {
            return Err(ImportError::Uncountable { id: import.id });
        }
    }
    Ok(())
}

/// First and last event.
fn span(import: &ImportInfo) -> Option<(i64, i64)> {
    import.first.zip(import.last)
}

/// The finished imports of other content that reach into the window.
async fn others(store: &Store, case: &str, sha256: &str, window: Window) -> Result<Vec<ImportInfo>, ImportError> {
    let mut imports = store.import_list(case).await?;
    imports.retain(|import| import.state == "done" && import.sha256 != sha256 && overlaps(import, window));
    Ok(imports)
}

/// Whether the import counted events in the cluster.
fn is_counted(import: &ImportInfo) -> bool {
    let report = import.report.as_deref().and_then(|report| serde_json::from_str::<serde_json::Value>(report).ok());
    report.is_some_and(|report| report.get("reduced").is_some_and(|reduced| !reduced.is_null()))
}

fn overlaps(import: &ImportInfo, window: Window) -> bool {
    let (from, to) = (window.from.map_or(i64::MIN, model::Time::ms), window.to.map_or(i64::MAX, model::Time::ms));
    span(import).is_some_and(|(first, last)| first <= to.saturating_add(999) && last >= from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Time;

    fn import(first: i64, last: i64, report: &str) -> ImportInfo {
        let text = String::new;
        ImportInfo {
            id: text(),
            source: text(),
            sha256: text(),
            by: text(),
            state: "done".to_owned(),
            started: text(),
            finished: None,
            logons: None,
            first: Some(first),
            last: Some(last),
            report: Some(report.to_owned()),
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_report_tells_whether_events_were_counted() {
        assert!(is_counted(&import(0, 1, r#"{"reduced":{"rows":1}}"#)));
        assert!(!is_counted(&import(0, 1, r#"{"reduced":null}"#)) && !is_counted(&import(0, 1, "odd")));
    }

    #[test]
    fn a_window_behind_an_import_does_not_overlap_it() {
        let window = |from, to| Window { from: Some(Time::from_ms(from)), to: Some(Time::from_ms(to)) };
        let import = import(10_000, 20_000, "{}");
        assert!(overlaps(&import, Window::default()) && overlaps(&import, window(19_000, 30_000)));
        assert!(overlaps(&import, window(0, 9_001)), "ends count to the second");
        assert!(!overlaps(&import, window(21_000, 30_000)) && !overlaps(&import, window(0, 8_000)));
    }
}
