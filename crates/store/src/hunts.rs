//! The hunts that come with the program: one file each under `neo4j/queries/`.

use std::sync::LazyLock;

/// A ready-made query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunt {
    /// Its file's stem.
    pub name: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it finds, in a sentence.
    pub text: &'static str,
    /// The parameters it takes; `case` is always among them.
    pub parameters: Vec<&'static str>,
    /// The ATT&CK technique, where one fits.
    pub technique: Option<&'static str>,
    /// The whole file: header and query.
    pub statement: &'static str,
}

macro_rules! hunt_files {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../neo4j/queries/", $name, ".cypher")),
        )),*];
    };
}

hunt_files! {
    "01_all_users", "02_system_privileges", "03_ntlm_remote_logon", "04_rdp_logon", "05_network_logon",
    "06_batch_logon", "07_service_logon", "08_ms14_068_exploit", "09_logon_failure", "10_dcsync_dcshadow",
    "11_add_delete_users", "12_domain_check", "13_audit_policy_change", "14_log_clears", "15_time_range",
    "16_paths_to_controller", "17_many_accounts_one_source", "18_account_history", "19_explicit_credentials",
}

/// All hunts; LogonTracer's buttons first.
pub fn hunts() -> &'static [Hunt] {
    static HUNTS: LazyLock<Vec<Hunt>> = LazyLock::new(|| FILES.iter().map(|(name, text)| hunt(name, text)).collect());
    &HUNTS
}

fn hunt(name: &'static str, statement: &'static str) -> Hunt {
    let line = |head: &str| statement.lines().find_map(|line| line.strip_prefix(head)).unwrap_or_default().trim();
    let technique = line("// attack:");
    Hunt {
        name,
        title: line("// title:"),
        text: line("// finds:"),
        parameters: line("// params:").split(',').map(str::trim).filter(|name| !name.is_empty()).collect(),
        technique: (technique != "-" && !technique.is_empty()).then_some(technique),
        statement,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_complete() {
        for hunt in hunts() {
            assert!(!hunt.title.is_empty() && !hunt.text.is_empty(), "{}", hunt.name);
            assert!(hunt.parameters.contains(&"case"), "{}", hunt.name);
            crate::guard::read_only(hunt.statement).unwrap();
        }
    }
}
