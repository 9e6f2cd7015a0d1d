//! Runs the program, and makes logs for it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program, in a folder of its own, with nothing of the caller's settings.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logontracer"));
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// The program with the test server's settings.
pub(crate) fn with_server(folder: &Path) -> Command {
    let server = testkit::neo4j();
    let mut command = program(folder);
    command.env("LOGONTRACER__NEO4J__URI", server.uri).env("LOGONTRACER__NEO4J__USER", server.user);
    command.env("LOGONTRACER__NEO4J__PASSWORD", server.password);
    command
}

/// The program with the settings of both test servers.
pub(crate) fn with_elasticsearch(folder: &Path) -> Command {
    let server = testkit::elasticsearch();
    let mut command = with_server(folder);
    command.env("LOGONTRACER__ELASTICSEARCH__SERVER", server.uri);
    command.env("LOGONTRACER__ELASTICSEARCH__USER", server.user);
    command.env("LOGONTRACER__ELASTICSEARCH__PASSWORD", server.password);
    command
}

/// Exit code, standard output, standard error.
pub(crate) fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;")
}

/// A logon (4624) as Event Viewer exports it.
pub(crate) fn logon(record: u64, minute: u64, user: &str, ip: &str, workstation: &str) -> String {
    let (day, hour) = (1 + minute / 1440 % 28, minute / 60 % 24);
    let time = format!("2024-02-{day:02}T{hour:02}:{:02}:00.000000000Z", minute % 60);
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
         <Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><TimeCreated SystemTime='{time}'/>\
         <EventRecordID>{record}</EventRecordID><Channel>Security</Channel><Computer>dc01.corp.local</Computer></System>\
         <EventData><Data Name='TargetUserSid'>S-1-0-0</Data><Data Name='TargetUserName'>{}</Data>\
         <Data Name='TargetDomainName'>CORP</Data><Data Name='LogonType'>3</Data>\
         <Data Name='AuthenticationPackageName'>NTLM</Data><Data Name='WorkstationName'>{}</Data>\
         <Data Name='IpAddress'>{}</Data></EventData></Event>",
        escaped(user),
        escaped(workstation),
        escaped(ip)
    )
}

/// Writes events as one export.
pub(crate) fn export(folder: &Path, name: &str, events: &[String]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, format!("<Events>{}</Events>", events.concat())).expect("written");
    path
}

/// `count` logons of 300 accounts from 200 hosts.
pub(crate) fn many(count: u64) -> Vec<String> {
    (0..count)
        .map(|n| {
            let mut user = String::new();
            write!(user, "user{:03}", n * 7 % 300).expect("a String takes all");
            logon(n + 1, n / 3, &user, &format!("10.0.{}.{}", n % 2, 1 + n * 13 % 100), "-")
        })
        .collect()
}
