//! Counted events have no record numbers, so nothing shows whether a case has them already. An import
//! that would count a time twice is refused, or reads that time instead of counting it.

use std::borrow::Cow;

use elastic::Reduce;
use events::Window;
use store::{ImportInfo, Store};

use crate::ImportError;
use crate::elastic::Reading;

/// The reading as it may go into the case.
pub(crate) async fn fitting<'r>(
    store: &Store,
    case: &str,
    reading: &'r Reading,
) -> Result<Cow<'r, Reading>, ImportError> {
    let sha256 = reading.fingerprint();
    let others = others(store, case, &sha256, reading.window()).await?;
    if let Some(import) = others.iter().find(|import| is_counted(import)) {
        return Err(ImportError::Counted { id: import.id.clone() });
    }
    match others.first() {
        Some(import) if reading.reduction().is_some() && reading.reduce() == Reduce::Always => {
            Err(ImportError::Uncountable { id: import.id.clone() })
        }
        Some(_) if reading.reduction().is_some() => {
            let why = "the case has imports of that time, whose events would count again";
            Ok(Cow::Owned(reading.clone().uncounted(why)))
        }
        _ => Ok(Cow::Borrowed(reading)),
    }
}

/// Refuses what would count a time twice, where nothing can be read instead any more.
pub(crate) async fn refuse_counted(
    store: &Store,
    case: &str,
    sha256: &str,
    window: Window,
    counted: bool,
) -> Result<(), ImportError> {
    for import in others(store, case, sha256, window).await? {
        if is_counted(&import) {
            return Err(ImportError::Counted { id: import.id });
        }
        if counted {
            return Err(ImportError::Uncountable { id: import.id });
        }
    }
    Ok(())
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
    import.first.zip(import.last).is_some_and(|(first, last)| first <= to.saturating_add(999) && last >= from)
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
