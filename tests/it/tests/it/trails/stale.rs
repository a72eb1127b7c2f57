//! Every edit names the version that its caller saw; whoever comes second is shown what stands, as the description says.

use serde_json::{Value, json};

use super::desk::{Axe, By, Desk};
use super::prepared::{Asked, prepared};
use crate::description::{document, fits::misfit};

/// What an operation shows to whoever comes second: a schema, if it declares one.
fn shows(operation: &Value) -> Option<&Value> {
    let conflict = &operation["responses"]["409"]["content"]["application/problem+json"]["schema"];
    conflict["allOf"].as_array()?.iter().map(|part| &part["properties"]["current"]).find(|one| !one.is_null())
}

/// Operations that say who else was faster, but not by a version.
const OTHERWISE: [(&str, &str); 4] = [
    ("POST", "/api/reviews/{id}"),
    ("POST", "/api/staff/csv/apply"),
    ("POST", "/api/staff/{id}/hand-over"),
    ("POST", "/api/guard-reviews/{id}"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_edit_needs_the_version_it_saw_and_shows_what_stands_when_it_comes_second() {
    let (desk, document) = (Desk::open().await, document());
    let api = desk.api(&Axe::none());
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(verb, says)| (verb.to_uppercase(), path, says))
    });
    let edits: Vec<_> = all.filter_map(|(verb, path, says)| Some((verb, path, shows(says)?))).collect();
    assert!(edits.len() > 40, "{} edits", edits.len());
    for (verb, path, current) in edits {
        let Asked { by, path: place, mut body, key } = prepared(&desk, &verb, path).await;
        if OTHERWISE.contains(&(verb.as_str(), path)) {
            continue;
        }
        let version = body["version"].as_u64().unwrap_or_else(|| panic!("{verb} {path} names no version"));
        body.as_object_mut().unwrap().remove("version");
        let got = Desk::ask(&api, by, (&verb, &place), &body, &key).await;
        assert_eq!(
            (got.status, &got.body["errors"][0]["path"]),
            (422, &json!("version")),
            "{verb} {path} without a version: {}",
            got.body
        );
        body["version"] = json!(version + 7);
        let got = Desk::ask(&api, by, (&verb, &place), &body, &format!("{key}-late")).await;
        assert_eq!(
            (got.status, &got.body["code"]),
            (409, &json!("stale_version")),
            "{verb} {path}: {}",
            got.body
        );
        assert_eq!(misfit(&document, current, &got.body["current"]), None, "{verb} {path}: {}", got.body);
        assert_eq!(got.body["current_version"], json!(version), "{verb} {path}: {}", got.body);
        body["version"] = json!(version);
        let got = Desk::ask(&api, by, (&verb, &place), &body, &key).await;
        assert!((200..300).contains(&got.status), "{verb} {path} changed something before: {}", got.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_reads_the_first_finding_what_a_table_would_do_now_and_what_was_begun_since() {
    let (desk, document) = (Desk::open().await, document());
    let api = desk.api(&Axe::none());
    let shown = |path: &str| shows(&document["paths"][path]["post"]).unwrap().clone();

    let review = prepared(&desk, "POST", OTHERWISE[0].1).await;
    let found =
        Desk::ask(&api, review.by, ("POST", &review.path), &json!({ "note": "確かめました" }), "one").await;
    assert_eq!(found.status, 200, "{}", found.body);
    let other = if review.by == By::Taro { By::Hanako } else { By::Taro };
    let late =
        Desk::ask(&api, other, ("POST", &review.path), &json!({ "note": "私も見ました" }), "two").await;
    assert_eq!(
        (late.status, &late.body["current"]["found"]["note"]),
        (409, &json!("確かめました")),
        "{}",
        late.body
    );
    assert_eq!(misfit(&document, &shown(OTHERWISE[0].1), &late.body["current"]), None);

    let mut table = prepared(&desk, "POST", OTHERWISE[1].1).await;
    table.body["digest"] = json!("of what stood before");
    let late = Desk::ask(&api, table.by, ("POST", &table.path), &table.body, &table.key).await;
    assert_eq!((late.status, &late.body["code"]), (409, &json!("changed_since_preview")), "{}", late.body);
    assert_eq!(misfit(&document, &shown(OTHERWISE[1].1), &late.body["current"]), None);
    table.body["digest"] = late.body["current"]["digest"].clone();
    let agreed = Desk::ask(&api, table.by, ("POST", &table.path), &table.body, "agreed").await;
    assert_eq!(agreed.status, 200, "{}", agreed.body);

    let mut leaving = prepared(&desk, "POST", OTHERWISE[2].1).await;
    let seen = leaving.body["belongings"].take();
    let none = Desk::ask(&api, leaving.by, ("POST", &leaving.path), &leaving.body, "none").await;
    assert_eq!((none.status, &none.body["errors"][0]["path"]), (422, &json!("belongings")), "{}", none.body);
    leaving.body["belongings"] = json!([]);
    let late = Desk::ask(&api, leaving.by, ("POST", &leaving.path), &leaving.body, "late").await;
    assert_eq!((late.status, &late.body["code"]), (409, &json!("changed_since_preview")), "{}", late.body);
    assert_eq!(misfit(&document, &shown(OTHERWISE[2].1), &late.body["current"]), None);
    leaving.body["belongings"] = seen;
    let agreed = Desk::ask(&api, leaving.by, ("POST", &leaving.path), &leaving.body, "agreed").await;
    assert_eq!(agreed.status, 200, "{}", agreed.body);
}
