//! `watch` with real servers: a window that moves, news told once, and servers that come and go.

mod company;
mod listener;
mod servers;

use std::collections::BTreeMap;
use std::net::TcpListener;

use model::LogonGraph;
use serde_json::{Value, json};

use crate::common::{run, with_elasticsearch, with_server};
use crate::import::graph;
use company::{company, put, time};
use listener::Listener;
use servers::{Running, open};

/// How many events of which kind and hour by account. What later imports teach of names does not change what
/// earlier ones stored, so hosts are left out.
pub(crate) fn counted(graph: &LogonGraph) -> BTreeMap<(&str, u32, u32, i32), u32> {
    let mut counts = BTreeMap::new();
    for edge in &graph.logons {
        let account = graph.accounts[edge.account as usize].user.as_str();
        *counts.entry((account, edge.id, edge.logon_type, edge.hour)).or_default() += edge.count;
    }
    counts
}

const DAY: i64 = 86_400_000;

/// A case that is watched as of moments of the past.
struct Watched {
    folder: tempfile::TempDir,
    case: String,
    index: String,
    listener: Listener,
    /// Whether events are counted in the cluster.
    counts: bool,
}

impl Watched {
    fn new() -> Self {
        let case = testkit::fresh_case();
        let (folder, index) = (tempfile::tempdir().unwrap(), format!("{case}-logs"));
        Self { folder, case, index, listener: Listener::start(), counts: false }
    }

    /// What a run says, and what it posts.
    fn watch(&self, at: i64, keep: &str) -> (String, Vec<Value>) {
        let mut command = with_elasticsearch(self.folder.path());
        command.args(["watch", "--once", "--window", "3d", "--keep", keep, "--case", &self.case]);
        command.args(["--es-index", &self.index, "--webhook", &self.listener.url, "--at", &time(at)]);
        if self.counts {
            command.env("LOGONTRACER__ELASTICSEARCH__REDUCE_FROM", "0").arg("--es-reduce");
        }
        let (code, _, err) = run(&mut command);
        assert_eq!(code, 0, "{err}");
        assert!(!err.contains("secret"), "an address may be a secret: {err}");
        (err, self.listener.take())
    }

    /// How many finished imports the case has.
    fn imports(&self) -> usize {
        let (code, out, err) = run(with_server(self.folder.path()).args(["case", "imports", &self.case]));
        assert_eq!(code, 0, "{err}");
        out.lines().filter(|line| line.contains(" done ")).count()
    }
}

/// Names of the findings of a message.
fn told(message: &Value) -> Vec<&str> {
    message["new_findings"].as_array().unwrap().iter().map(|finding| finding["finding"].as_str().unwrap()).collect()
}

/// The news are of the attack, and of whoever did it.
fn tells_of(message: &Value, attack: &Value) {
    let accounts = attack["accounts"].as_array().unwrap();
    let user = accounts.iter().find(|one| one["role"] == "attacker").unwrap()["user"].as_str().unwrap();
    let is_his = |name: &Value| name.as_str().unwrap().split('@').next() == Some(user);
    let found = message["new_findings"].as_array().unwrap();
    let roast = found.iter().find(|finding| finding["rule"] == "kerberoast").expect("the attack");
    assert!(roast["actors"].as_array().unwrap().iter().any(is_his), "{roast}");
    let jumps = message["rank_jumps"].as_array().unwrap();
    let his = jumps.iter().find(|jump| jump["kind"] == "account" && is_his(&jump["name"])).expect("his rank rose");
    assert!(his["place"] == 1 && his["to"].as_f64().unwrap() - his["from"].as_f64().unwrap() > 0.2, "{his}");
    assert_eq!(message["counts"]["new_findings"].as_u64().unwrap() as usize, found.len());
}

#[test]
fn an_attack_is_told_once_when_its_documents_arrive() {
    let watched = Watched::new();
    let (documents, attack) = company(watched.folder.path());
    let (begin, end) = (documents[0].0, documents.last().unwrap().0 + 1);
    let outbreak: jiff::Timestamp = attack["first"].as_str().unwrap().parse().unwrap();
    let outbreak = outbreak.as_millisecond();
    assert!(outbreak > begin + 3 * DAY, "the attack is in the last half");
    let arrive = |until: i64| put(&watched.index, &documents[..documents.partition_point(|(time, _)| *time < until)]);

    arrive(begin + 3 * DAY);
    let (_, first) = watched.watch(begin + 3 * DAY, "30d");
    assert!(first.len() == 2 && first[0] == first[1], "after a failure it is sent again: {first:?}");
    assert_eq!((&first[0]["first"], &first[0]["rank_jumps"]), (&json!(true), &json!([])));
    arrive(outbreak);
    let (_, second) = watched.watch(outbreak, "30d");
    arrive(end);
    let (said, third) = watched.watch(end, "30d");
    let message = third.last().expect("news");
    assert_eq!((&message["case"], &message["first"]), (&json!(watched.case), &json!(false)));
    tells_of(message, &attack);
    let earlier: Vec<&str> = first[..1].iter().chain(&second).flat_map(told).collect();
    assert!(told(message).iter().all(|id| !earlier.contains(id)), "nothing is told twice");
    assert!(said.contains("new: high kerberoast: ") && said.contains("rose: account"), "{said}");

    let (again, posted) = watched.watch(end, "30d");
    assert!(again.contains(" 0 new events") && !again.contains("new: ") && posted.is_empty(), "{again}");
    assert_eq!(watched.imports(), 3, "a run without new events leaves no import");
    nothing_is_doubled(&watched);

    let (late, _) = watched.watch(begin + 6 * DAY + DAY / 2, "3d");
    assert!(late.contains("1 old imports removed"), "{late}");
    assert_eq!(watched.imports(), 2);
    assert_eq!(run(with_server(watched.folder.path()).args(["case", "remove", &watched.case])).0, 0);
}

#[test]
fn a_watch_may_count_in_the_cluster() {
    let watched = Watched { counts: true, ..Watched::new() };
    let (documents, _) = company(watched.folder.path());
    let (begin, end) = (documents[0].0, documents.last().unwrap().0 + 1);
    for until in [begin + 2 * DAY, begin + 4 * DAY + DAY / 3, end] {
        put(&watched.index, &documents[..documents.partition_point(|(time, _)| *time < until)]);
        watched.watch(until, "30d");
    }
    let hour = 3_600_000;
    let (_, posted) = watched.watch(end + 2 * hour, "30d");
    let (again, _) = watched.watch(end + 3 * hour, "30d");
    assert!(again.contains(" 0 new events"), "each hour is counted once: {again} {posted:?}");
    nothing_is_doubled(&watched);
    assert_eq!(run(with_server(watched.folder.path()).args(["case", "remove", &watched.case])).0, 0);
}

/// What came bit by bit is what comes at once.
fn nothing_is_doubled(watched: &Watched) {
    let whole = testkit::fresh_case();
    let line = ["import", "--es", "--es-index", &watched.index, "--case", &whole];
    let (code, _, err) = run(with_elasticsearch(watched.folder.path()).args(line));
    assert_eq!(code, 0, "{err}");
    let (bit_by_bit, at_once) = (graph(&watched.case), graph(&whole));
    assert!(counted(&at_once).len() > 1_000);
    assert_eq!(counted(&bit_by_bit), counted(&at_once));
    assert_eq!(run(with_server(watched.folder.path()).args(["case", "remove", &whole])).0, 0);
}

#[test]
fn a_watch_waits_for_servers_goes_on_and_ends_cleanly() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let index = format!("{case}-logs");
    let now = jiff::Timestamp::now().as_millisecond();
    let logon = |record: u64, user: &str| {
        let at = now - 60_000 + record as i64;
        let document = json!({"@timestamp": time(at), "event": {"code": "4624"}, "winlog": {
            "channel": "Security", "computer_name": "dc01.corp.local", "event_id": "4624", "record_id": record.to_string(),
            "provider_name": "Microsoft-Windows-Security-Auditing",
            "event_data": {"TargetUserName": user, "TargetDomainName": "CORP", "LogonType": "3", "IpAddress": "10.0.0.7"}}});
        (at, document.to_string())
    };
    put(&index, &[logon(1, "alice"), logon(2, "bob")]);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = format!(
        "[elasticsearch]\nserver = \"127.0.0.1:{port}\"\nindex = \"{index}\"\n[watch]\ncase = \"{case}\"\nevery = \"1s\"\nwindow = \"1h\"\n"
    );
    std::fs::write(folder.path().join("logontracer.toml"), settings).unwrap();
    let mut command = with_elasticsearch(folder.path());
    command.env_remove("LOGONTRACER__ELASTICSEARCH__SERVER").arg("watch");
    let running = Running::start(&mut command);
    running.wait_for("this run failed [es_unreachable]");
    open(port);
    running.wait_for(" 2 new events");
    put(&index, &[logon(3, "carol")]);
    running.wait_for(" 1 new events");
    let (code, said) = running.interrupt();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("3 accounts"), "{said}");
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
}

#[test]
fn what_cannot_work_ends_a_watch_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let es = || with_elasticsearch(folder.path());
    let (code, _, err) = run(es().args(["watch", "--es-index", "absent-index", "--case", &testkit::fresh_case()]));
    assert!(code == 2 && err.contains("[es_no_such_index]") && err.contains("hint: "), "{err}");
    let (code, _, err) = run(es().env("LOGONTRACER__ELASTICSEARCH__PASSWORD", "wrong").args(["watch"]));
    assert!(code == 2 && err.contains("[es_wrong_password]"), "{err}");
    let (code, _, err) = run(es().args(["watch", "--window", "2d", "--keep", "1d"]));
    assert!(code == 2 && err.contains("shorter than `window`"), "{err}");
    let (code, _, err) = run(es().args(["watch", "--webhook", "ftp://a"]));
    assert!(code == 2 && err.contains("[webhook_setting]"), "{err}");
    let away = run(es().env("LOGONTRACER__ELASTICSEARCH__SERVER", "127.0.0.1:9").args(["watch", "--once"]));
    assert!(away.0 == 2 && away.2.contains("[es_unreachable]"), "{}", away.2);
}
