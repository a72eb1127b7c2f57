//! Items and options come, change, move, rest and return; each wrong request is told what is wrong.

use serde_json::{Value, json};

use crate::town::Town;

fn ids(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_create_change_order_archive_and_restore_items_and_options() {
    let town = Town::start().await;
    assert_eq!(ids(&town.read_api("/api/items").await.body["items"]), ["ward", "topics", "age_group"]);
    let wish = json!({
        "id": "pets", "label": "ペット", "kind": "multiple", "purpose": "災害時の避難所の準備",
        "options": [{ "id": "dog", "label": "犬", "messages_per_month": 1 }, { "label": "猫" }],
        "shown_if": { "item": "ward", "any_of": ["asao", "tama"] },
    });
    let made = town.change_items("POST", "/api/items", wish).await;
    assert_eq!((made.status, made.body["version"].as_u64()), (201, Some(2)), "{made:?}");
    assert_eq!(made.body["item"]["options"][0]["messages_per_month"], 1);
    let cat = made.body["item"]["options"][1]["id"].as_str().unwrap().to_owned();

    let rewrite = json!({ "label": "飼っている動物", "required": true });
    let changed = town.change_items("PUT", "/api/items/pets", rewrite).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(
        (&changed.body["item"]["kind"], &changed.body["item"]["required"]),
        (&json!("multiple"), &json!(true))
    );
    let number = json!({ "id": "children", "label": "お子さんの人数", "kind": "number", "max": 20 });
    let number = town.change_items("POST", "/api/items", number).await;
    assert_eq!(
        (&number.body["item"]["min"], &number.body["item"]["max"]),
        (&json!(0), &json!(20)),
        "{number:?}"
    );

    let order = ["children", "pets", "age_group", "topics", "ward"];
    let ordered = town.change_items("PUT", "/api/items/order", json!({ "order": order })).await;
    assert_eq!(ids(&ordered.body["items"]), order, "{ordered:?}");
    let archived = town.change_items("POST", "/api/items/pets/archive", json!({})).await;
    assert_eq!(archived.body["item"]["archived"], true, "{archived:?}");
    let restored = town.change_items("POST", "/api/items/pets/restore", json!({})).await;
    assert_eq!(restored.body["item"]["archived"], false, "{restored:?}");

    let bird =
        town.change_items("POST", "/api/items/pets/options", json!({ "id": "bird", "label": "鳥" })).await;
    assert_eq!(bird.status, 201, "{bird:?}");
    let renamed = json!({ "label": "小鳥", "archived": true });
    let renamed = town.change_items("PUT", "/api/items/pets/options/bird", renamed).await;
    assert_eq!(renamed.body["item"]["options"][2]["label"], "小鳥", "{renamed:?}");
    assert_eq!(renamed.body["item"]["options"][2]["archived"], true);
    let order = json!({ "order": ["bird", cat, "dog"] });
    let ordered = town.change_items("PUT", "/api/items/pets/options", order).await;
    assert_eq!(ids(&ordered.body["item"]["options"]), ["bird", &cat, "dog"], "{ordered:?}");
    town.assert_sound();
    town.end().await;
}

/// Method, path, body; status and code; path and code of the first wrong field.
type Refusal = (&'static str, &'static str, Value, u16, &'static str, (&'static str, &'static str));

fn invalid(
    method: &'static str,
    path: &'static str,
    body: Value,
    field: (&'static str, &'static str),
) -> Refusal {
    (method, path, body, 422, "invalid", field)
}

fn missing(method: &'static str, path: &'static str) -> Refusal {
    (method, path, json!({ "label": "x" }), 404, "not_found", ("", ""))
}

fn single(label: &str) -> Value {
    json!({ "label": label, "kind": "single" })
}

fn with(mut wish: Value, key: &str, value: Value) -> Value {
    wish[key] = value;
    wish
}

/// What no new item can be.
fn refused_creations() -> Vec<Refusal> {
    let area =
        json!({ "label": "x", "kind": "area", "options": [{ "label": "a", "postal_prefixes": ["21x"] }] });
    let rule = json!({ "item": "ward", "any_of": ["shibuya"] });
    vec![
        invalid("POST", "/api/items", json!({ "label": "x" }), ("kind", "invalid_kind")),
        invalid("POST", "/api/items", json!({ "label": "x", "kind": "date" }), ("kind", "invalid_kind")),
        invalid("POST", "/api/items", single(" "), ("label", "invalid_label")),
        invalid("POST", "/api/items", single(&"あ".repeat(101)), ("label", "invalid_label")),
        invalid("POST", "/api/items", with(single("x"), "id", json!("Pets")), ("id", "invalid_id")),
        invalid("POST", "/api/items", with(single("x"), "id", json!("order")), ("id", "invalid_id")),
        invalid("POST", "/api/items", with(single("x"), "id", json!("new")), ("id", "invalid_id")),
        invalid(
            "POST",
            "/api/items",
            with(single("x"), "purpose", json!("あ".repeat(1_001))),
            ("explanation", "too_long"),
        ),
        invalid("POST", "/api/items", with(single("x"), "shown_if", rule), ("shown_if", "invalid_rule")),
        invalid(
            "POST",
            "/api/items",
            json!({ "label": "x", "kind": "number", "min": 9, "max": 1 }),
            ("kind", "invalid_limits"),
        ),
        invalid(
            "POST",
            "/api/items",
            json!({ "label": "x", "kind": "month", "options": [{ "label": "a" }] }),
            ("options", "no_options"),
        ),
        invalid("POST", "/api/items", area, ("postal_prefixes", "invalid_prefix")),
    ]
}

/// What cannot be done to those there are.
fn refused_changes() -> Vec<Refusal> {
    let option_taken = json!({ "id": "asao", "label": "x" });
    let own = json!({ "item": "topics", "any_of": ["zei"] });
    vec![
        ("POST", "/api/items", with(single("x"), "id", json!("ward")), 409, "taken", ("", "")),
        invalid("PUT", "/api/items/topics", single("x"), ("kind", "kind_fixed")),
        invalid(
            "PUT",
            "/api/items/topics",
            json!({ "label": "x", "shown_if": own }),
            ("shown_if", "invalid_rule"),
        ),
        missing("PUT", "/api/items/hobby"),
        missing("PUT", "/api/items/Hobby"),
        invalid("PUT", "/api/items/order", json!({ "order": ["ward", "topics"] }), ("order", "incomplete")),
        missing("POST", "/api/items/hobby/archive"),
        missing("POST", "/api/items/hobby/restore"),
        missing("POST", "/api/items/hobby/options"),
        ("POST", "/api/items/ward/options", option_taken, 409, "taken", ("", "")),
        invalid("PUT", "/api/items/ward/options", json!({ "order": ["asao"] }), ("order", "incomplete")),
        missing("PUT", "/api/items/ward/options/shibuya"),
        invalid("PUT", "/api/items/ward/options/asao", json!({ "label": "" }), ("label", "invalid_label")),
        missing("DELETE", "/api/items/hobby"),
        missing("DELETE", "/api/items/ward/options/shibuya"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_change_is_refused_in_words_and_changes_nothing() {
    let town = Town::start().await;
    let before = town.read_api("/api/items").await.body;
    for (method, path, mut body, status, code, field) in
        refused_creations().into_iter().chain(refused_changes())
    {
        body["version"] = before["version"].clone();
        let answer = town.ask(method, path, &body).await;
        answer.assert_problem(status, code);
        assert_eq!(answer.first_error(), field, "{method} {path} {body}: {answer:?}");
        let unversioned = town.ask(method, path, &json!({ "label": "x", "kind": "single" })).await;
        unversioned.assert_problem(422, "invalid");
        assert_eq!(unversioned.first_error(), ("version", "required"), "{method} {path}");
    }
    for path in ["/api/items/hobby/impact", "/api/items/ward/options/shibuya/impact"] {
        town.read_api(path).await.assert_problem(404, "not_found");
    }
    assert_eq!(town.read_api("/api/items").await.body, before);
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_the_same_version_the_second_is_told_the_newest() {
    let town = Town::start().await;
    let seen = town.items_version().await;
    let rename = |label: &str| json!({ "label": label, "version": seen });
    let (one, other) =
        tokio::join!(async { town.ask("PUT", "/api/items/ward", &rename("区")).await }, async {
            town.ask("PUT", "/api/items/topics", &rename("話題")).await
        },);
    let statuses = [one.status, other.status];
    assert!(statuses.contains(&200) && statuses.iter().any(|status| *status != 200), "{one:?} {other:?}");
    let late = town.ask("POST", "/api/items/ward/archive", &json!({ "version": seen })).await;
    late.assert_problem(409, "stale_version");
    assert_eq!(late.body["current_version"], seen + 1);
    let current = &late.body["current"];
    assert_eq!((&current["version"], &current["item"]["id"]), (&json!(seen + 1), &json!("ward")));
    let late = town.ask("PUT", "/api/items/order", &json!({ "order": [], "version": seen })).await;
    late.assert_problem(409, "stale_version");
    assert_eq!(late.body["current"], town.read_api("/api/items").await.body);
    assert_eq!(town.items_version().await, seen + 1);
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_bodies_are_taken() {
    let town = Town::start().await;
    for (method, path, text, status) in [
        ("POST", "/api/items", include_str!("../../../../../events/admin_api/create_item.json"), 201),
        (
            "DELETE",
            "/api/items/ward/options/tama",
            include_str!("../../../../../events/admin_api/delete_option.json"),
            200,
        ),
        ("POST", "/api/segments", include_str!("../../../../../events/admin_api/save_segment.json"), 201),
    ] {
        let answer = town.ask(method, path, &serde_json::from_str(text).unwrap()).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
    }
    town.end().await;
}
