//! Which spellings mean one domain.

use std::collections::{BTreeMap, BTreeSet};

use model::Domain;

/// The domain's part of an account's SID: `S-1-5-21-a-b-c` of `S-1-5-21-a-b-c-1105`.
pub(super) fn domain_sid(sid: &str) -> Option<&str> {
    let rest = sid.strip_prefix("S-1-5-21-")?;
    (rest.split('-').count() == 4).then(|| sid.rsplit_once('-').map(|(head, _)| head)).flatten()
}

/// Every spelling that was seen, with the domain SIDs seen beside it.
#[derive(Default)]
pub(super) struct Spellings {
    sids: BTreeMap<String, BTreeSet<String>>,
}

/// Spelling -> the domain's name.
#[derive(Default)]
pub(super) struct Names {
    names: BTreeMap<String, String>,
    domains: Vec<Domain>,
}

impl Spellings {
    pub(super) fn add(&mut self, spelling: &str, sid: &str) {
        if spelling.is_empty() {
            return;
        }
        let sids = self.sids.entry(spelling.to_owned()).or_default();
        if let Some(sid) = domain_sid(sid) {
            sids.insert(sid.to_owned());
        }
    }

    /// Unites spellings of one SID, and a DNS name with the short name that is its first label
    /// unless their SIDs differ. A spelling with several SIDs proves nothing and stays alone.
    pub(super) fn unite(self) -> Names {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut alone = Vec::new();
        for (spelling, sids) in &self.sids {
            match sids.len() {
                0 => alone.push(spelling),
                1 => drop(
                    groups.entry(sids.iter().next().cloned().unwrap_or_default()).or_default().insert(spelling.clone()),
                ),
                _ => drop(groups.entry(format!("several {spelling}")).or_default().insert(spelling.clone())),
            }
        }
        for spelling in alone {
            let partner = partner(spelling, &self.sids);
            let home = groups.iter().find(|(_, members)| partner.as_ref().is_some_and(|p| members.contains(p)));
            let key =
                home.map_or_else(|| format!("name {}", partner.as_ref().unwrap_or(spelling)), |(key, _)| key.clone());
            groups.entry(key).or_default().insert(spelling.clone());
        }
        Names::of(groups)
    }
}

/// For `corp.local` the short `corp`, where that was seen; for `corp` the same text.
fn partner(spelling: &str, all: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    if let Some((first, _)) = spelling.split_once('.') {
        return all.contains_key(first).then(|| first.to_owned());
    }
    let prefix = format!("{spelling}.");
    let mut longer = all.range(prefix.clone()..).take_while(|(name, _)| name.starts_with(&prefix));
    let first = longer.find(|(_, sids)| sids.len() == 1).map(|(name, _)| name.clone());
    first.or_else(|| Some(spelling.to_owned()))
}

impl Names {
    fn of(groups: BTreeMap<String, BTreeSet<String>>) -> Self {
        let mut this = Self::default();
        for (key, members) in groups {
            let short =
                members.iter().filter(|name| !name.contains('.')).min_by_key(|name| (name.len(), name.as_str()));
            let Some(name) = short.or_else(|| members.first()).cloned() else { continue };
            let sid = key.starts_with("S-1-").then_some(key);
            let aliases = members.iter().filter(|member| **member != name).cloned().collect();
            for member in &members {
                this.names.insert(member.clone(), name.clone());
            }
            this.domains.push(Domain { name, aliases, sid });
        }
        this.domains.sort_by(|a, b| (&a.name, &a.sid).cmp(&(&b.name, &b.sid)));
        this
    }

    /// The domain's name; a spelling nobody else used is its own.
    pub(super) fn name<'a>(&'a self, spelling: &'a str) -> &'a str {
        self.names.get(spelling).map_or(spelling, String::as_str)
    }

    pub(super) fn into_domains(self) -> Vec<Domain> {
        self.domains
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SID: &str = "S-1-5-21-1-2-3-1105";

    #[test]
    fn spellings_unite_by_sid_and_by_first_label() {
        let mut seen = Spellings::default();
        seen.add("corp", SID);
        seen.add("ad.corp.local", SID);
        seen.add("corp.local", "");
        seen.add("ws01", "S-1-5-21-9-9-9-500");
        let names = seen.unite();
        for spelling in ["corp", "ad.corp.local", "corp.local"] {
            assert_eq!(names.name(spelling), "corp", "{spelling}");
        }
        assert_eq!(names.name("ws01"), "ws01");
        let domains = names.into_domains();
        assert_eq!(domains.len(), 2);
        assert_eq!(domains[0].aliases, ["ad.corp.local", "corp.local"]);
        assert_eq!(domains[0].sid.as_deref(), Some("S-1-5-21-1-2-3"));
    }

    #[test]
    fn two_forests_with_one_short_name_stay_apart() {
        let mut seen = Spellings::default();
        seen.add("corp", "S-1-5-21-1-1-1-500");
        seen.add("corp", "S-1-5-21-2-2-2-500");
        seen.add("corp.a", "S-1-5-21-1-1-1-500");
        seen.add("corp.b", "S-1-5-21-2-2-2-500");
        let names = seen.unite();
        assert_ne!(names.name("corp.a"), names.name("corp.b"));
    }
}
