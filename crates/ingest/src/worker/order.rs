//! What a job is asked to do: the JSON of [`store::JobNew::order`], by kind.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::JobNew;

use super::Trouble;

/// What a worker can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Files of the evidence store into a case: [`ImportOrder`].
    Import,
    /// Events of Elasticsearch into a case: [`ElasticOrder`].
    ImportEs,
    /// A slice of such an import: [`crate::slices::Slice`].
    SliceEs,
    /// Rank a case: [`AnalyzeOrder`].
    Analyze,
    /// A case's results into Elasticsearch: no order.
    Export,
    /// Remove one import of a case: [`RemoveOrder`].
    RemoveImport,
    /// Remove a case: [`CaseOrder`]; the job itself belongs to no case.
    RemoveCase,
}

impl Kind {
    /// All their words.
    pub const NAMES: [&'static str; 7] =
        ["import", "import_es", "slice_es", "analyze", "export", "remove_import", "remove_case"];
    const ALL: [Self; 7] = [
        Self::Import,
        Self::ImportEs,
        Self::SliceEs,
        Self::Analyze,
        Self::Export,
        Self::RemoveImport,
        Self::RemoveCase,
    ];

    /// Its word, as [`store::JobNew::kind`] has it.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// A job of this kind about a case. Jobs that change a case as a whole take turns.
    pub fn job(self, case: &str, order: &impl Serialize, by: &str) -> JobNew {
        JobNew {
            case: (self != Self::RemoveCase).then(|| case.to_owned()),
            kind: self.name().to_owned(),
            order: serde_json::to_value(order).unwrap_or(Value::Null),
            by: by.to_owned(),
            lane: Some(case.to_owned()),
            ..JobNew::default()
        }
    }
}

/// How to rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RankingOrder {
    /// By all evidence.
    #[default]
    Score,
    /// As LogonTracer does.
    Classic,
}

/// When frequent events are counted in the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReduceOrder {
    /// Where there are many and their fields allow it.
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

impl From<ReduceOrder> for elastic::Reduce {
    fn from(order: ReduceOrder) -> Self {
        match order {
            ReduceOrder::Auto => Self::Auto,
            ReduceOrder::Always => Self::Always,
            ReduceOrder::Never => Self::Never,
        }
    }
}

/// A kept file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileOrder {
    /// Its checksum in the evidence store.
    pub sha256: String,
    /// What to call it in reports: hostile text.
    pub name: String,
}

/// Import files. Times are those of `--from`, `--to` and `-z`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct ImportOrder {
    /// The files.
    pub files: Vec<FileOrder>,
    /// Only events at or after this time.
    pub from: Option<String>,
    /// Only events at or before this time.
    pub to: Option<String>,
    /// The zone of times without an offset of their own.
    pub zone: Option<String>,
    /// Remove what the case holds first.
    pub replace: bool,
    /// Rank the case afterwards.
    pub analyze: bool,
    /// How to rank.
    pub ranking: RankingOrder,
    /// Train the sequence model on the case.
    pub learn: bool,
    /// Evaluate the Sigma rules that the worker is set up with.
    pub sigma: bool,
}

impl Default for ImportOrder {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            from: None,
            to: None,
            zone: None,
            replace: false,
            analyze: true,
            ranking: RankingOrder::Score,
            learn: false,
            sigma: true,
        }
    }
}

impl ImportOrder {
    /// The job of this order.
    pub fn job(&self, case: &str, by: &str) -> JobNew {
        let evidence = self.files.iter().map(|file| file.sha256.clone()).collect();
        JobNew { evidence, ..Kind::Import.job(case, self, by) }
    }
}

/// Import events of Elasticsearch.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct ElasticOrder {
    /// Index or pattern; without it, what the worker is set up with.
    pub index: Option<String>,
    /// Whether frequent events are counted in the cluster; without it, what the worker is set up with.
    pub reduce: Option<ReduceOrder>,
    /// More events than this are cut into slices of as many, which any worker may read.
    pub slice: Option<u64>,
    /// Only events at or after this time.
    pub from: Option<String>,
    /// Only events at or before this time.
    pub to: Option<String>,
    /// The zone of times without an offset of their own.
    pub zone: Option<String>,
    /// Rank the case afterwards.
    pub analyze: bool,
    /// Write the results into Elasticsearch afterwards; needs ranking.
    pub export: bool,
    /// How to rank.
    pub ranking: RankingOrder,
    /// Train the sequence model on the case.
    pub learn: bool,
    /// Evaluate the Sigma rules that the worker is set up with.
    pub sigma: bool,
}

impl Default for ElasticOrder {
    fn default() -> Self {
        Self {
            index: None,
            reduce: None,
            slice: None,
            from: None,
            to: None,
            zone: None,
            analyze: true,
            export: false,
            ranking: RankingOrder::Score,
            learn: false,
            sigma: true,
        }
    }
}

/// Rank a case.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalyzeOrder {
    /// How to rank.
    pub ranking: RankingOrder,
    /// Train the sequence model on the case.
    pub learn: bool,
}

/// Remove an import.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveOrder {
    /// Its id.
    pub import: String,
    /// Rank what is left.
    #[serde(default = "yes")]
    pub analyze: bool,
}

/// Remove a case.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseOrder {
    /// Its name.
    pub case: String,
}

const fn yes() -> bool {
    true
}

/// Reads an order; an empty one has what is usual.
pub(super) fn read<T: for<'de> Deserialize<'de>>(order: &Value) -> Result<T, Trouble> {
    let order = if order.is_null() { Value::Object(serde_json::Map::new()) } else { order.clone() };
    serde_json::from_value(order).map_err(|error| Trouble::order(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn kinds_are_told_by_their_words() {
        for name in Kind::NAMES {
            assert_eq!(Kind::of(name).map(Kind::name), Some(name));
        }
        assert_eq!(Kind::of("other"), None);
    }

    #[test]
    fn an_order_has_usual_values_and_no_unknown_ones() {
        let read_import = |order| read::<ImportOrder>(&order);
        let usual = read_import(Value::Null).unwrap();
        assert!(usual.analyze && usual.sigma && !usual.replace && !usual.learn);
        let order = json!({"files": [{"sha256": "ab", "name": "x"}], "ranking": "classic", "zone": "+9"});
        assert_eq!(read_import(order).unwrap().ranking, RankingOrder::Classic);
        assert!(read_import(json!({"path": "/etc/passwd"})).is_err());
        let job = usual.job("c", "me");
        assert_eq!((job.case.as_deref(), job.lane.as_deref(), job.kind.as_str()), (Some("c"), Some("c"), "import"));
        let removal = Kind::RemoveCase.job("c", &CaseOrder { case: "c".to_owned() }, "me");
        assert_eq!((removal.case, removal.lane.as_deref()), (None, Some("c")));
    }
}
