//! Which events of an id can be counted.

use model::Channel;
use serde_json::{Value, json};

use crate::ask::any_of;

/// Where ids and logs stand in documents, and what else an event must fulfil to be counted.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub(super) id_field: String,
    pub(super) channel: String,
    pub(super) whole: Value,
}

impl Fit {
    /// The clause of events of one id.
    pub(super) fn of(&self, id: u32) -> Value {
        self.within(Channel::logging(id), &[id])
    }

    /// The clause of events of any of the ids.
    pub(super) fn any(&self, ids: &[u32]) -> Value {
        let logs = [Channel::Security, Channel::LocalSession, Channel::RemoteConnection];
        let within =
            |channel| -> Vec<u32> { ids.iter().copied().filter(|id| Channel::logging(*id) == channel).collect() };
        let clauses = logs.into_iter().map(|channel| (channel, within(channel))).filter(|(_, ids)| !ids.is_empty());
        any_of(clauses.map(|(channel, ids)| self.within(channel, &ids)).collect())
    }

    /// The clause of events of any of the ids whose values under these paths, if they have any, are all in the index: what
    /// is too long or malformed is in documents alone.
    pub(super) fn sound(&self, ids: &[u32], paths: impl IntoIterator<Item = String>) -> Value {
        let with_twins: Vec<String> = paths.into_iter().flat_map(|path| [format!("{path}.keyword"), path]).collect();
        json!({"bool": {"filter": [self.any(ids)], "must_not": [{"terms": {"_ignored": with_twins}}]}})
    }

    /// The clause that says which ids, in whatever log.
    pub(super) fn ids(&self, ids: impl Iterator<Item = u32>) -> Value {
        json!({"terms": {self.id_field.as_str(): ids.map(|id| id.to_string()).collect::<Vec<_>>()}})
    }

    fn within(&self, log: Channel, ids: &[u32]) -> Value {
        let names = [log.name().to_owned(), log.name().to_ascii_lowercase()];
        let ids = self.ids(ids.iter().copied());
        json!({"bool": {"filter": [ids, {"terms": {self.channel.as_str(): names}}, self.whole]}})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_may_be_too_long() {
        let fit = Fit { id_field: "id".to_owned(), channel: "log".to_owned(), whole: json!({}) };
        let clause = fit.sound(&[4672], ["a".to_owned()]);
        assert_eq!(clause["bool"]["must_not"][0]["terms"]["_ignored"], json!(["a.keyword", "a"]));
    }

    #[test]
    fn each_id_counts_in_its_own_log() {
        let fit =
            Fit { id_field: "id".to_owned(), channel: "log".to_owned(), whole: json!({"exists": {"field": "t"}}) };
        let clause = fit.any(&[21, 4624, 25]).to_string();
        assert!(clause.contains(r#"[{"terms":{"id":["4624"]}},{"terms":{"log":["Security","security"]}}"#), "{clause}");
        assert!(clause.contains(r#"{"terms":{"id":["21","25"]}}"#), "{clause}");
        assert!(!clause.contains("RemoteConnection") && fit.of(1149).to_string().contains("RemoteConnection"));
    }
}
