//! What goes wrong is told apart, in a sentence and with a hint.

use std::time::{Duration, Instant};

use elastic::{Ask, Client, ElasticError, Settings, SignIn};
use events::Window;
use model::Time;
use serde_json::json;

use crate::common::{Raw, ask, client, logons, settings, winlogbeat};
use crate::stub::Stub;

const VERSION: &str = r#"{"version":{"number":"8.19.0"}}"#;

fn at(address: &str) -> Settings {
    Settings { addresses: vec![address.to_owned()], timeout: Duration::from_secs(5), ..Settings::default() }
}

async fn refused(settings: &Settings) -> ElasticError {
    Client::connect(settings).await.expect_err("a refusal")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_none_at_all_are_refused() {
    let password = SignIn::Password { user: "elastic".to_owned(), password: "wrong".to_owned() };
    for sign_in in [password, SignIn::Nobody, SignIn::ApiKey("id:wrong".to_owned())] {
        let error = refused(&Settings { sign_in, ..settings() }).await;
        assert!(error.code() == "es_wrong_password" && error.hint().is_some(), "{error}");
        assert!(!format!("{error:?}").contains("wrong\""), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_key_is_sent_in_either_form() {
    // The small distribution that tests run on cannot make keys.
    let stub = Stub::start(|_, _| (200, VERSION.to_owned())).await;
    for key in ["id:secret", "aWQ6c2VjcmV0"] {
        let sign_in = SignIn::ApiKey(key.to_owned());
        Client::connect(&Settings { sign_in, ..at(&stub.address) }).await.expect("let in");
    }
    let asked = stub.asked();
    assert!(asked.len() == 2 && asked.iter().all(|text| text.contains("ApiKey aWQ6c2VjcmV0")), "{asked:?}");
    assert!(refused(&Settings { sign_in: SignIn::ApiKey("a\nb".to_owned()), ..at("x") }).await.code() == "es_setting");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_and_no_encryption_there() {
    let error = refused(&at("127.0.0.1:9")).await;
    assert_eq!(error.code(), "es_unreachable", "{error}");
    let plain = Stub::start(|_, _| (200, VERSION.to_owned())).await;
    let error = refused(&at(&format!("https://{}", plain.address))).await;
    assert!(error.code() == "es_tls" && error.hint().unwrap().contains("--es-cafile"), "{error}");
    let odd = std::env::temp_dir().join(testkit::fresh_case());
    std::fs::write(&odd, "no certificate").unwrap();
    assert_eq!(refused(&Settings { ca_file: Some(odd), ..settings() }).await.code(), "es_setting");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_of_several_is_enough() {
    let server = settings().addresses[0].clone();
    let list = format!("127.0.0.1:9,{server}");
    Client::connect(&Settings { addresses: vec![list], ..settings() }).await.expect("the other one answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_server_is_refused() {
    let old = Stub::start(|_, _| (200, VERSION.replace("8.19.0", "6.8.23"))).await;
    let error = refused(&at(&old.address)).await;
    assert!(error.code() == "es_too_old" && error.to_string().contains("6.8.23"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_is_asked_again_after_pauses() {
    let busy = Stub::start(|number, _| match number {
        0 => (429, String::new()),
        1 => (503, "busy".to_owned()),
        _ => (200, VERSION.to_owned()),
    })
    .await;
    let two = format!("{0},{0}", busy.address);
    let start = Instant::now();
    Client::connect(&at(&two)).await.expect("in the end it answers");
    assert_eq!(busy.asked().len(), 3);
    assert!(start.elapsed() >= Duration::from_millis(600), "200 ms, then 400");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_broken_is_given_up() {
    let failure = r#"{"error":{"type":"odd","reason":"it broke"},"status":500}"#;
    let broken =
        Stub::start(
            move |_, text| {
                if text.starts_with("GET / ") { (200, VERSION.to_owned()) } else { (500, failure.to_owned()) }
            },
        )
        .await;
    let client = Client::connect(&at(&broken.address)).await.expect("connected");
    let error = client.survey(&Ask::default()).await.expect_err("broken");
    assert!(error.code() == "es_failed" && error.to_string().contains("it broke"), "{error}");
    assert_eq!(broken.asked().len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_index_is_named() {
    for index in [testkit::fresh_case(), format!("{}-*", testkit::fresh_case())] {
        let error = client().await.survey(&ask(&index)).await.expect_err("absent");
        assert!(error.code() == "es_no_such_index" && error.to_string().contains(&index), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_matching_event_is_told_with_the_time() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(10)).await;
    let window = Window { from: None, to: Some(Time::from_ms(0)) };
    let error = client().await.survey(&Ask { window, ..ask(&index) }).await.expect_err("nothing");
    assert!(error.code() == "es_no_events" && error.to_string().contains("in the time asked for"), "{error}");
    raw.gone(&index).await;
    let other = r#"{"@timestamp":"2024-01-01T00:00:00Z","event":{"code":"4624"},"vendor":{"name":"x"}}"#;
    let index = raw.index(winlogbeat(), std::iter::once(other.to_owned())).await;
    let error = client().await.survey(&ask(&index)).await.expect_err("nothing of Windows");
    assert!(error.code() == "es_no_events" && error.hint().is_some(), "{error}");
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_of_text_alone_reads_but_time_as_text_does_not() {
    let raw = Raw::new();
    let text = json!({"date_detection": false, "dynamic_templates": [
        {"strings": {"match_mapping_type": "string", "mapping": {"type": "text"}}}]});
    let mut with_date = text.clone();
    with_date["properties"] = json!({"@timestamp": {"type": "date"}});
    let index = raw.index(with_date, logons(30)).await;
    assert_eq!(crate::common::load(ask(&index)).await.report.kept(), 30);
    raw.gone(&index).await;
    let index = raw.index(text, logons(3)).await;
    let error = client().await.survey(&ask(&index)).await.expect_err("no time");
    assert!(error.code() == "es_mapping" && error.to_string().contains("`@timestamp` is mapped as `text`"), "{error}");
    assert!(error.hint().is_some());
    raw.gone(&index).await;
}
