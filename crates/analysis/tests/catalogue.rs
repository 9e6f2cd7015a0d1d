//! docs/detections.md says what the rules say of themselves.
//!
//! Run with `UPDATE_DOCS=1` to write it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use analysis::detect::{Rule, rules};
use analysis::score::behaviour;

fn every_rule() -> Vec<&'static Rule> {
    rules::catalogue().into_iter().chain(behaviour::RULES.iter().copied()).collect()
}

fn page() -> String {
    let all = every_rule();
    let mut page = String::from("# Detections\n\n");
    let _ = writeln!(
        page,
        "Made from the rules' own descriptions; do not edit. {} rules. What each needs to be logged is its audit \
         policy; `logontracer coverage` tells which of them your logs cannot show.\n",
        all.len()
    );
    page.push_str("| rule | finds | severity | ATT&CK | events |\n|---|---|---|---|---|\n");
    for rule in &all {
        let (id, title, severity, technique) = (rule.id, rule.title, rule.severity.name(), rule.technique);
        let _ = writeln!(page, "| [`{id}`](#{id}) | {title} | {severity} | {technique} | {} |", events(rule));
    }
    for rule in &all {
        let _ = write!(page, "\n## {}\n\n**{}** ({})\n\n{}\n\n", rule.id, rule.title, rule.severity.name(), rule.about);
        let _ = write!(
            page,
            "- Reads: {}\n- Needs: {}\n- Harmless look-alikes: {}\n",
            events(rule),
            rule.audit,
            rule.innocent
        );
    }
    page
}

fn events(rule: &Rule) -> String {
    let name = |(channel, id): &(model::Channel, u32)| match channel {
        model::Channel::Security => id.to_string(),
        other => {
            format!("{id} ({})", other.name().rsplit('-').next().unwrap_or_default().trim_end_matches("/Operational"))
        }
    };
    rule.events.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_page_is_current() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/detections.md");
    let now = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == now,
        "docs/detections.md is behind the rules: run UPDATE_DOCS=1 cargo test -p analysis --test catalogue"
    );
}

#[test]
fn every_rule_describes_itself() {
    let all = every_rule();
    assert!(all.len() >= 40, "{} rules", all.len());
    let ids: BTreeSet<&str> = all.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), all.len(), "an id is used twice");
    for rule in all {
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", rule.id);
        assert!(!rule.title.is_empty() && rule.about.len() > 30 && rule.innocent.len() > 10, "{}", rule.id);
        assert!(!rule.audit.is_empty() && !rule.events.is_empty(), "{}", rule.id);
        assert!(rule.technique.starts_with('T') && rule.technique[1..5].parse::<u32>().is_ok(), "{}", rule.id);
        for (channel, id) in rule.events {
            assert!(channel.wants(*id), "{} reads {} {id}, which no door keeps", rule.id, channel.name());
        }
    }
}
