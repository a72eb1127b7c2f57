//! Items and options go only when nothing needs them, and their answers go where staff say.

use std::time::Duration;

use domain::survey::{ItemId, OptionId};
use serde_json::{Value, json};
use usecases::items::ports::Catalogues as _;
use usecases::jobs::ports::Swap;

use crate::admin::{path_of, ward};
use crate::town::Town;

const TAMA: &str = "/api/items/ward/options/tama";

impl Town {
    async fn job_done(&self, removed: &Value) -> Value {
        let job = self.job_ended(removed).await;
        assert_eq!(job["state"], "done", "{job}");
        job
    }

    async fn job_ended(&self, removed: &Value) -> Value {
        let path = format!("/api/jobs/{}", removed["job"].as_str().unwrap());
        for _ in 0..100 {
            self.rest().await;
            let job = self.read_api(&path).await.body;
            if job["state"] != "open" {
                return job;
            }
            self.city.advance(Duration::from_secs(40));
        }
        panic!("the job never ended: {:?}", self.read_api(&path).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_in_use_stays_and_its_answers_move_when_it_goes() {
    let town = Town::start().await;
    town.settle(&["tama", "asao", "tama"]).await;
    let wish = json!({ "name": "多摩区の方", "department": "全庁", "condition": ward("tama")["condition"] });
    let segment = town.call("POST", "/api/segments", &wish).await;
    let draft = town.draft("多摩区へ", ward("tama")).await;

    let impact = town.read_api(&format!("{TAMA}/impact")).await.body;
    assert_eq!(impact["answers"], 2, "{impact}");
    assert_eq!(impact["drafts"], json!([]));
    let uses: Vec<_> =
        impact["used_by"].as_array().unwrap().iter().map(|one| (&one["kind"], &one["name"])).collect();
    assert_eq!(uses, [(&json!("segment"), &json!("多摩区の方")), (&json!("delivery"), &json!("多摩区へ"))]);
    let begun = town.call("POST", "/api/drafts", &json!({ "title": "多摩区の下書き" })).await;
    let wish = json!({ "version": begun["version"], "title": "多摩区の下書き", "target": ward("tama") });
    town.call("PUT", &format!("/api/drafts/{}", begun["id"].as_str().unwrap()), &wish).await;
    let whole = town.read_api("/api/items/ward/impact").await.body;
    assert_eq!((&whole["answers"], &whole["drafts"][0]["name"]), (&json!(3), &json!("多摩区の下書き")));
    assert_eq!(town.read_api("/api/items/ward/options/asao/impact").await.body["drafts"], json!([]));
    let drop = json!({ "answers": "drop" });
    for path in [TAMA, "/api/items/ward"] {
        let refused = town.change_items("DELETE", path, drop.clone()).await;
        refused.assert_problem(409, "in_use");
        assert_eq!(refused.body["used_by"].as_array().unwrap().len(), 2, "{refused:?}");
    }

    let elsewhere = json!({ "name": "麻生区の方", "department": "全庁", "condition": ward("asao")["condition"], "version": 1 });
    let path = format!("/api/segments/{}", segment["id"].as_str().unwrap());
    town.call("PUT", &path, &elsewhere).await;
    town.call("POST", &path_of(&draft, "/cancel"), &json!({})).await;
    let asked = town.change_items("DELETE", TAMA, json!({})).await;
    asked.assert_problem(409, "has_answers");
    assert_eq!(asked.body["answers"], 2);
    for wrong in ["tama", "shibuya", "Asao"] {
        let answer = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": wrong } })).await;
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error(), ("answers.move_to", "invalid_option"));
    }
    let stale = town.ask("DELETE", TAMA, &json!({ "version": 0, "answers": "drop" })).await;
    stale.assert_problem(409, "stale_version");

    let removed = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": "asao" } })).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    let again = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": "asao" } })).await;
    assert_eq!((again.status, &again.body["job"]), (200, &removed.body["job"]), "{again:?}");
    town.job_done(&removed.body).await;
    assert_eq!(town.count(ward("asao")).await, 3);
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_that_answers_are_moved_to_stays_until_they_are_there_and_they_move_nowhere_else() {
    let town = Town::start().await;
    town.settle(&["tama", "tama"]).await;
    let removed = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": "asao" } })).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    let asao = "/api/items/ward/options/asao";
    let refused = town.change_items("DELETE", asao, json!({ "answers": "drop" })).await;
    refused.assert_problem(409, "in_use");
    let used_by = &refused.body["used_by"][0];
    assert_eq!((&used_by["kind"], &used_by["id"]), (&json!("job"), &removed.body["job"]), "{refused:?}");
    for other in [json!({ "move_to": "saiwai" }), json!("drop")] {
        let refused = town.change_items("DELETE", TAMA, json!({ "answers": other })).await;
        refused.assert_problem(409, "other_replacement");
    }
    town.job_done(&removed.body).await;
    assert_eq!(town.count(ward("asao")).await, 2);
    let gone = town.change_items("DELETE", asao, json!({ "answers": "drop" })).await;
    assert_eq!(gone.status, 200, "{gone:?}");
    town.job_done(&gone.body).await;
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_whose_replacement_vanished_takes_another_one_and_goes_on() {
    let town = Town::start().await;
    town.settle(&["tama", "tama"]).await;
    let removed = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": "asao" } })).await;
    let mut items = town.stores.segments.newest().await.unwrap();
    let asao = OptionId::parse("asao").unwrap();
    items.delete_option(&ItemId::parse("ward").unwrap(), &asao).unwrap();
    assert_eq!(town.stores.segments.swap(&items).await.unwrap(), Swap::Done, "past what staff are refused");
    let failed = town.job_ended(&removed.body).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    let same = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": "asao" } })).await;
    same.assert_problem(422, "invalid");
    let other = town.change_items("DELETE", TAMA, json!({ "answers": { "move_to": "saiwai" } })).await;
    assert_eq!((other.status, &other.body["job"]), (200, &removed.body["job"]), "{other:?}");
    assert_eq!(town.job_ended(&other.body).await["state"], "done");
    assert_eq!(town.count(ward("saiwai")).await, 2);
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_goes_with_its_answers_and_one_that_nobody_answered_goes_at_once() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    let gone = json!({ "answers": "drop" });
    town.change_items("DELETE", "/api/items/ward", gone).await.assert_problem(409, "not_archived");
    for item in ["ward", "topics"] {
        let rests = town.change_items("POST", &format!("/api/items/{item}/archive"), json!({})).await;
        assert_eq!(rests.status, 200, "{rests:?}");
    }
    assert_eq!(town.count(ward("tama")).await, 1, "what rests goes on to be a condition");
    town.change_items("DELETE", "/api/items/ward", json!({})).await.assert_problem(409, "has_answers");
    let moved = json!({ "answers": { "move_to": "asao" } });
    town.change_items("DELETE", "/api/items/ward", moved).await.assert_problem(422, "invalid");
    let removed = town.change_items("DELETE", "/api/items/ward", json!({ "answers": "drop" })).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    let job = town.job_done(&removed.body).await;
    assert_eq!(job["kind"], "drop_answers", "{job}");
    for phone in phones {
        let user = domain::user_id::UserId::parse(phone).unwrap();
        let follower = town.stores.followers.follower(&user).await.unwrap().unwrap();
        assert!(follower.answers.is_empty());
    }
    let none = town.change_items("DELETE", "/api/items/topics", json!({})).await;
    assert_eq!(none.status, 200, "{none:?}");
    assert_eq!(town.job_done(&none.body).await["progress"]["changed"], 0);
    let left = town.read_api("/api/items").await.body;
    assert_eq!(left["items"].as_array().unwrap().len(), 1, "{left}");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_item_is_shown_by_cannot_go_or_rest() {
    let town = Town::start().await;
    let wish = json!({
        "id": "pets", "label": "ペット", "kind": "single", "shown_if": { "item": "ward", "any_of": ["tama"] },
    });
    assert_eq!(town.change_items("POST", "/api/items", wish).await.status, 201);
    for (method, path) in
        [("DELETE", TAMA), ("DELETE", "/api/items/ward"), ("POST", "/api/items/ward/archive")]
    {
        let refused = town.change_items(method, path, json!({})).await;
        refused.assert_problem(409, "in_use");
        assert_eq!(refused.body["used_by"][0]["id"], "pets", "{refused:?}");
    }
    town.end().await;
}
