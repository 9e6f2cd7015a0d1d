//! Every saved search over what an export wrote.

use serde_json::{Value, json};

use super::run::{Written, query};
use super::{index, inner, list, of, words};

#[tokio::test(flavor = "multi_thread")]
async fn every_saved_search_finds_what_it_is_for() {
    let written = Written::new().await;
    let searches = of("search");
    assert!(!searches.is_empty());
    for search in &searches {
        let (id, attributes) = (words(&search["id"]), &search["attributes"]);
        let source = inner(&attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]);
        let index = index(search, words(&source["indexRefName"]));
        let fields = written.fields(&index).await;
        for column in list(&attributes["columns"]) {
            assert!(fields[words(column)].is_object(), "{id}: {column} is not exported");
        }
        let sort: Value = list(&attributes["sort"]).iter().map(|pair| json!({words(&pair[0]): pair[1]})).collect();
        let body = json!({"query": query(&source["query"]["query"]), "sort": sort, "track_total_hits": true});
        let found = written.search(&index, &body).await;
        let expected = match id {
            // dcsync twice, kerberoast once.
            "logontracer-grave-findings" | "logontracer-policy-events" => 3,
            "logontracer-system-accounts" | "logontracer-accounts-with-status" => 2,
            other => panic!("nothing is expected of {other}"),
        };
        assert_eq!(found["hits"]["total"]["value"], expected, "{id}: {found}");
    }
    written.gone().await;
}
