//! Which detection fires on which real file: docs/matrix.md, and what must and must not be in it.
//!
//! Run with `UPDATE_DOCS=1` to write the page anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use model::Severity;

struct Silent;

impl ingest::Progress for Silent {
    fn file(&self, _name: &str) {}
    fn advance(&self, _bytes: u64, _records: u64) {}
}

/// File -> (rule, severity) -> findings.
type Matrix = BTreeMap<String, BTreeMap<(String, Severity), usize>>;

/// Attacks that a file's name tells, and the rules that have to find them.
const POSITIVE: &[(&str, &[&str])] = &[
    ("deepbluecli/new-user-security", &["privileged-group-add"]),
    ("deepbluecli/password-spray", &["explicit-credential-spray"]),
    ("deepbluecli/smb-password-guessing", &["brute-force", "tool-workstation-name"]),
    ("CA_DCSync_4662", &["dcsync"]),
    ("DACL_DCSync_Right_Powerview", &["dcsync-backdoor"]),
    ("DE_1102_security_log_cleared", &["log-cleared"]),
    ("DE_RDP_Tunneling_4624", &["rdp-tunnel"]),
    ("ImpersonateUser-via local Pass The Hash", &["pass-the-hash"]),
    ("LM_4624_mimikatz_sekurlsa_pth_source_machine", &["overpass-the-hash"]),
    ("LM_Remote_Service01_5145_svcctl", &["pipe-svcctl"]),
    ("LM_ScheduledTask_ATSVC_target_host", &["pipe-atsvc", "short-lived-task"]),
    ("LM_WMIC_4648_rpcss", &["explicit-credentials-shell"]),
    ("LM_renamed_psexecsvc_5145", &["psexec-pipe"]),
    ("Network_Service_Guest_added_to_admins_4732", &["privileged-group-add"]),
    ("Zerologon_VoidSec", &["zerologon"]),
    ("kerberos_pwd_spray_4771", &["kerberos-guessing"]),
    ("persistence_security_dcshadow_4742", &["dcshadow-spn"]),
    ("privexchange_dirkjan", &["dcsync-backdoor"]),
    ("remote_sam_registry_access", &["pipe-winreg"]),
    ("samaccount_spoofing_CVE-2021-42287", &["machine-renamed", "controller-name-spoofed"]),
    ("security_4624_4673_token_manip", &["overpass-the-hash"]),
    ("tutto_malseclogon", &["overpass-the-hash"]),
    ("CrackMap Exec SMB mimikatz", &["pass-the-hash"]),
    ("trust added", &["trust-added"]),
    ("ID104-1102-Event log cleared", &["log-cleared"]),
    ("Eternal Romance", &["tool-workstation-name"]),
    ("OpenSSH brutforce", &["brute-force"]),
    ("Impacket secret dump", &["secretsdump"]),
    ("PSexec remote execution", &["psexec-pipe", "service-tool", "remote-service"]),
    ("WMIexec execution via SMB (GLOBAL)", &["wmiexec-output"]),
    ("ID4688-5145-WMIexec execution via SMB", &["wmiexec-output"]),
    ("RDP hijack via service creation", &["service-tool"]),
    ("New service for Mimikatz", &["service-tool"]),
    ("Audit policy deactivation", &["audit-policy-reduced"]),
    ("Hidden user creation", &["hidden-account"]),
    ("Fast created-deleted user", &["short-lived-account"]),
    ("Guest account activated", &["builtin-enabled"]),
    ("password reset with setNTLM", &["password-reset-remote"]),
    ("Member added to sensitive domain groups", &["privileged-group-add"]),
    ("Member adding to a group by the same account", &["group-self-add"]),
    ("Quick added-removed user from local group", &["short-lived-membership"]),
    ("User added to local admin groups", &["privileged-group-add"]),
    ("SPN set on user account", &["user-spn"]),
    ("password not required", &["account-weakened"]),
    ("reversible psw encryption", &["account-weakened"]),
    ("Computer account created with privileges", &["computer-account-made"]),
    ("DCshadow attack (GLOBAL) failed", &["dcshadow-spn", "dcshadow-server"]),
    ("SPN set on computer account (DCshadow)", &["dcshadow-spn"]),
    ("to any service, Kerbe", &["unconstrained-delegation"]),
    ("to specified service, ", &["delegation-set"]),
    ("Exchange admin group change", &["privileged-group-add"]),
    ("Kerberos host ticket without a trailing $", &["controller-name-spoofed"]),
    ("Kerbrute", &["kerberos-spray"]),
    ("Golden ticket issued", &["golden-ticket-realm"]),
    ("Kerberoast ticket with low encryption", &["kerberoast"]),
    ("Kerberos brutforce with valid user", &["kerberos-brute-force"]),
    ("SAM the admin", &["machine-renamed", "controller-name-spoofed"]),
    ("Login of a member of a special group", &["special-group-logon"]),
    ("AdminSDholder permissions changed", &["adminsdholder"]),
    ("RBCD delegation", &["rbcd-set"]),
    ("top root AD (DCsync)", &["dcsync-backdoor"]),
    ("DonPAPI full extraction", &["secretsdump"]),
    ("massive remote creation via named pipe", &["pipe-svcctl"]),
    ("browser dump via network share", &["secretsdump"]),
    ("EID4769_Kerberoasting", &["kerberoast"]),
    ("covenant_dcsync", &["dcsync"]),
    ("auditpol_system_user_auditpolicy_modification", &["audit-policy-reduced"]),
    ("mimikatz_CVE-2020-1472", &["zerologon"]),
    ("rubeus_asktgt_createnetonly", &["overpass-the-hash"]),
    ("empire_powerview_ldap_ntsecuritydescriptor", &["dcsync-backdoor"]),
];

/// Logs of ordinary machines.
const QUIET: &[&str] = &[
    "security_sample",
    "RathbunVM",
    "post-Security",
    "evtx-samples/security.evtx",
    "evtx-samples/security_bad_string_cache",
    "Security_with_size_t",
    "plaso/",
    "python-evtx/",
    "RDPAuth_LocalSessionManager",
    "RDPAuth_RemoteConnectionManager",
];

fn matrix(corpus: &std::path::Path) -> Matrix {
    let folders = ["evtx", "es"].map(|folder| corpus.join(folder).display().to_string());
    let (sources, _) = events::expand(&folders);
    let (window, stop) = (events::Window::default(), AtomicBool::new(false));
    let mut matrix = Matrix::new();
    for source in &sources {
        let loaded = ingest::load(std::slice::from_ref(source), window, &Silent, &stop).expect("nobody stops it");
        let name = source.name.strip_prefix(&format!("{}/", corpus.display())).unwrap_or(&source.name).to_owned();
        let row = matrix.entry(name).or_default();
        for finding in loaded.findings {
            *row.entry((finding.rule, finding.severity)).or_default() += 1;
        }
    }
    matrix
}

fn page(matrix: &Matrix) -> String {
    let mut page = String::from("# Which detection fires on which real file\n\n");
    page.push_str(
        "Made by the test `detections` of crates/ingest from public sample logs, each file read by itself; do not \
         edit. Many authors cleared the log before they recorded, which is why `log-cleared` is everywhere. What a \
         rule means is in [detections.md](detections.md).\n\n| file | medium and above | below |\n|---|---|---|\n",
    );
    for (file, row) in matrix.iter().filter(|(_, row)| !row.is_empty()) {
        let cell = |grave: bool| {
            let chosen = row.iter().filter(|((_, severity), _)| (*severity >= Severity::Medium) == grave);
            let text = chosen.map(|((rule, severity), count)| {
                let times = if *count > 1 { format!(" x{count}") } else { String::new() };
                format!("{rule} ({}){times}", severity.name())
            });
            text.collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(page, "| {} | {} | {} |", file.replace('|', "\\|"), cell(true), cell(false));
    }
    let silent: Vec<&str> = matrix.iter().filter(|(_, row)| row.is_empty()).map(|(file, _)| file.as_str()).collect();
    let _ = write!(page, "\nNothing fires on these {}:\n\n", silent.len());
    for file in silent {
        let _ = writeln!(page, "- {file}");
    }
    page
}

#[test]
fn attacks_are_found_and_quiet_files_stay_quiet() {
    let Some(corpus) = testkit::corpus() else { return };
    let matrix = matrix(&corpus);
    for (file, rules) in POSITIVE {
        let rows: Vec<_> = matrix.iter().filter(|(name, _)| name.contains(file)).collect();
        assert!(!rows.is_empty(), "no file {file}");
        for (name, row) in rows {
            let fired: BTreeSet<&str> = row.keys().map(|(rule, _)| rule.as_str()).collect();
            for rule in *rules {
                assert!(fired.contains(rule), "{rule} is silent on {name}: {fired:?}");
            }
        }
    }
    for (name, row) in matrix.iter().filter(|(name, _)| QUIET.iter().any(|quiet| name.contains(quiet))) {
        let grave = row.keys().find(|(rule, severity)| *severity >= Severity::High && rule != "log-cleared");
        assert_eq!(grave, None, "{name}");
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/matrix.md");
    let page = page(&matrix);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("docs can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/matrix.md is behind: run UPDATE_DOCS=1 cargo test -p ingest --test detections");
}
