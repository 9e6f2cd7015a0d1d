//! Settings from files and the environment, and what the program says about itself.

use crate::common::{program, run};

#[test]
fn a_secret_is_read_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let server = testkit::neo4j();
    let cases = |password: &str| {
        std::fs::write(folder.path().join("secret"), password).unwrap();
        let mut command = program(folder.path());
        command.env("LOGONTRACER__NEO4J__URI", &server.uri).env("LOGONTRACER__NEO4J__USER", &server.user);
        run(command.env("LOGONTRACER__NEO4J__PASSWORD_FILE", "secret").args(["case", "list"]))
    };
    // The newline that editors end a file with is no part of it.
    let (code, _, said) = cases(&format!("{}\n", server.password));
    assert!(code < 2, "{said}");
    let (code, _, said) = cases("another");
    assert_eq!(code, 2, "{said}");
    assert!(!said.contains("another"), "a password is never shown: {said}");
}

#[test]
fn a_mistyped_setting_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (variable, word) in [
        ("LOGONTRACER__NEO4J__PASWORD_FILE", "pasword_file"),
        ("LOGONTRACER__ELASTICSEARCH__SEVER", "sever"),
        ("LOGONTRACER__EVIDENCE__RETENTION", "retention"),
        ("LOGONTRACER__WATCH__INTERVAL", "interval"),
        ("LOGONTRACER__SIGMA__FOLDER", "folder"),
        ("LOGONTRACER__WBE__BIND", "wbe"),
    ] {
        let (code, _, said) = run(program(folder.path()).env(variable, "1").args(["user", "list"]));
        assert_eq!(code, 2, "{variable}: {said}");
        assert!(said.contains(word), "{variable}: {said}");
    }
}

#[test]
fn proxies_can_be_told_in_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let list = |proxies: &str| {
        let mut command = program(folder.path());
        command.env("LOGONTRACER__WEB__DATA_DIR", folder.path().join("web"));
        run(command.env("LOGONTRACER__WEB__TRUSTED_PROXIES", proxies).args(["user", "list"]))
    };
    assert!(list("10.0.0.1, fd00::1").0 < 2);
    assert_eq!(list("10.0.0.1, proxy").0, 2, "a name is no address");
}

#[test]
fn the_program_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    for (shell, word) in [("bash", "complete -F"), ("zsh", "#compdef logontracer"), ("fish", "complete -c logontracer")]
    {
        let (code, script, said) = run(program(folder.path()).args(["completions", shell]));
        assert_eq!(code, 0, "{said}");
        assert!(script.contains(word) && script.contains("triage"), "{shell}");
    }
    let (code, _, said) = run(program(folder.path()).args(["man", "pages"]));
    assert_eq!(code, 0, "{said}");
    let page = std::fs::read_to_string(folder.path().join("pages/logontracer-import.1")).unwrap();
    assert!(page.contains(".TH") && page.contains("analyze"), "{page}");
    let (code, settings, _) = run(program(folder.path()).arg("settings"));
    assert_eq!(code, 0);
    assert!(settings.contains("LOGONTRACER__WEB__BIND"));
}
