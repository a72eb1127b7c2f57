//! Testers and tests in a city: a code sent from a phone, a draft before one pair of eyes, and nobody else's.

mod asked;
mod too_often;

use std::time::Duration;

use line_simulator::Friend;
use serde_json::{Value, json};

use crate::admin::{Answer, everyone, ward};
use crate::town::Town;

const MARK: &str = "【テスト配信】";

/// Shows a code and sends it from this phone, as a phone's keyboard writes it; the tester who comes of it.
async fn registered(town: &Town, phone: &str, name: &str) -> Value {
    let code = town.call("POST", "/api/testers/codes", &json!({ "name": name, "department": null })).await;
    let typed = code["code"].as_str().unwrap().replace('-', " ").to_lowercase();
    town.city.line.say(phone, &typed).unwrap();
    town.rest().await;
    let list = town.call("GET", "/api/testers", &Value::Null).await;
    let mut testers = list["testers"].as_array().unwrap().iter();
    testers.find(|tester| tester["name"] == name).expect("the tester is listed").clone()
}

/// A draft of these texts for this target.
async fn written(town: &Town, texts: &[&str], target: Value) -> Value {
    let draft = town.call("POST", "/api/drafts", &json!({ "title": texts[0] })).await;
    edited(town, &draft, texts, target).await
}

async fn edited(town: &Town, draft: &Value, texts: &[&str], target: Value) -> Value {
    let bubble = |text: &&str| json!({ "type": "text", "text": text }).to_string();
    let messages: Vec<String> = texts.iter().map(bubble).collect();
    let wish =
        json!({ "version": draft["version"], "title": texts[0], "target": target, "messages": messages });
    town.call("PUT", &path(draft, ""), &wish).await
}

/// Everybody whom conditions know as a tester.
fn testers() -> Value {
    json!({ "kind": "segment", "condition": { "system": "tester" } })
}

fn path(draft: &Value, below: &str) -> String {
    format!("/api/drafts/{}{below}", draft["id"].as_str().unwrap())
}

async fn test(town: &Town, draft: &Value, key: &str, whom: Value) -> Answer {
    let mut wish = whom;
    wish["version"] = draft["version"].clone();
    let request = town.request("POST", &path(draft, "/tests")).header("idempotency-key", key).json(&wish);
    let answer = Answer::read(request.send().await.unwrap()).await;
    town.rest().await;
    answer
}

async fn tested_word(town: &Town, draft: &Value) -> Value {
    let look =
        town.call("POST", &path(draft, "/confirmation"), &json!({ "version": draft["version"] })).await;
    look["test"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_tested_by_the_phone_that_sent_the_code_and_by_no_other() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "takatsu"]).await;
    let tester = registered(&town, &phones[0], "公用スマホ").await;
    assert_eq!(town.texts(&phones[0]).len(), 1, "told by push");
    assert_eq!(tester["user"].as_str().unwrap().chars().count(), 6, "five characters and …: {tester}");
    assert_eq!(town.count(testers()).await, 1);
    let trail = town.call("GET", "/api/trails/operations", &Value::Null).await.to_string();
    assert_eq!(trail.matches("\"tester.registered\"").count(), 1, "I-17: {trail}");
    assert!(trail.contains("by_code_of"), "and by whose code: {trail}");

    let draft = written(&town, &["避難所を開きました"], everyone()).await;
    assert_eq!(tested_word(&town, &draft).await, "never");
    let whom = json!({ "testers": [tester["id"]] });
    let first = test(&town, &draft, "one", whom.clone()).await;
    let again = test(&town, &draft, "one", whom.clone()).await;
    assert_eq!((first.status, &first.body["id"]), (201, &again.body["id"]), "{first:?}");
    let texts = town.texts(&phones[0]);
    assert_eq!(texts.len(), 3, "welcome, mark and text once: {texts:?}");
    assert!(texts[1].starts_with(MARK) && texts[2] == "避難所を開きました");
    assert!(town.delivered(&phones[1]).is_empty(), "a citizen has nothing");
    let pushes = town.requests("push");
    assert_eq!((pushes, town.requests("multicast"), town.requests("broadcast")), (2, 0, 0));

    let tests = town.call("GET", &path(&draft, "/tests"), &Value::Null).await;
    assert_eq!(tests["tests"][0]["recipients"][0]["state"], "accepted", "{tests}");
    assert_eq!(tested_word(&town, &draft).await, "current");
    let version = |draft: &Value| json!({ "version": draft["version"], "keys": ["k"] });
    let read = town.call("PUT", &path(&draft, "/acknowledgements"), &version(&draft)).await;
    let asked = town.call("POST", &path(&draft, "/approval"), &version(&read)).await;
    let stale = town.ask("POST", &path(&draft, "/approval"), &version(&read)).await;
    let draft = town.call("POST", &path(&draft, "/approval/withdraw"), &version(&asked)).await;
    for answer in [&read, &asked, &stale.body["current"], &draft] {
        assert_eq!(answer["tested"]["current"], true, "no edit, so the test stands: {answer}");
    }
    let edit = edited(&town, &draft, &["避難所を閉じました"], everyone()).await;
    assert_eq!(edit["tested"]["current"], false, "{edit}");
    assert_eq!(tested_word(&town, &edit).await, "outdated", "any edit voids the test");
    let read = town.call("GET", &path(&edit, ""), &Value::Null).await;
    assert_eq!(read["tested"]["current"], false);
    for list in ["/api/deliveries", "/api/deliveries?view=past"] {
        assert_eq!(
            town.call("GET", list, &Value::Null).await["deliveries"],
            json!([]),
            "no delivery: {list}"
        );
    }
    town.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_bubbles_follow_their_mark_and_a_group_is_chosen_at_once() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "tama", "asao"]).await;
    let (one, two) =
        (registered(&town, &phones[0], "公用1").await, registered(&town, &phones[1], "公用2").await);
    let group = json!({ "name": "全員", "department": null, "testers": [one["id"], two["id"]] });
    let request = town.request("POST", "/api/tester-groups").header("idempotency-key", "group").json(&group);
    let group = Answer::read(request.send().await.unwrap()).await.body;
    let draft = written(&town, &["1", "2", "3", "4", "5"], ward("asao")).await;
    let tested = test(&town, &draft, "one", json!({ "groups": [group["id"]] })).await;
    assert_eq!(tested.status, 201, "{tested:?}");
    for phone in &phones[..2] {
        let texts = town.texts(phone);
        assert!(texts[1].starts_with(MARK), "{texts:?}");
        assert_eq!(texts[2..], ["1", "2", "3", "4", "5"]);
    }
    assert!(town.delivered(&phones[2]).is_empty());

    let gone = json!({ "version": one["version"] });
    town.call("DELETE", &format!("/api/testers/{}", one["id"].as_str().unwrap()), &gone).await;
    test(&town, &draft, "two", json!({ "groups": [group["id"]] })).await;
    assert_eq!((town.texts(&phones[0]).len(), town.texts(&phones[1]).len()), (7, 13));
    assert_eq!(town.count(testers()).await, 1, "conditions do not find who was taken out");
    let refused = test(&town, &draft, "three", json!({ "testers": [one["id"]] })).await;
    refused.assert_problem(422, "invalid");
    assert_eq!(refused.first_error(), ("testers", "unknown"));
    test(&town, &draft, "four", json!({})).await.assert_problem(422, "invalid");
    town.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_to_a_tester_who_blocked_the_account_is_none_and_the_list_says_so() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "tama"]).await;
    let (one, two) =
        (registered(&town, &phones[0], "一人").await, registered(&town, &phones[1], "二人").await);
    assert_eq!((&one["blocked"], &two["blocked"]), (&json!(false), &json!(false)));
    town.city.line.set_friend(&phones[0], Friend::Blocked).unwrap();
    town.rest().await;
    let list = town.call("GET", "/api/testers", &Value::Null).await;
    let blocked: Vec<_> = list["testers"].as_array().unwrap().iter().map(|one| &one["blocked"]).collect();
    assert_eq!(blocked, [&json!(true), &json!(false)], "{list}");

    let draft = written(&town, &["断水"], everyone()).await;
    let refused = test(&town, &draft, "one", json!({ "testers": [one["id"]] })).await;
    assert_eq!((refused.status, refused.first_error()), (422, ("testers", "blocked")), "{refused:?}");
    assert_eq!(tested_word(&town, &draft).await, "never");
    let both = test(&town, &draft, "two", json!({ "testers": [one["id"], two["id"]] })).await;
    let states: Vec<_> =
        both.body["recipients"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert!(states.contains(&&json!("blocked")) && states.len() == 2, "{both:?}");
    town.rest().await;
    assert_eq!(tested_word(&town, &draft).await, "current", "the other one saw it");

    town.city.line.set_friend(&phones[0], Friend::Following).unwrap();
    town.rest().await;
    let back = test(&town, &draft, "three", json!({ "testers": [one["id"]] })).await;
    assert_eq!(back.status, 201, "{back:?}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_used_and_late_codes_are_words_for_the_chatbot() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "tama"]).await;
    let shown = town.call("POST", "/api/testers/codes", &json!({ "name": "花子" })).await;
    let code = shown["code"].as_str().unwrap();
    town.city.line.say(&phones[0], "TEST-AAAA-2222").unwrap();
    town.rest().await;
    town.city.advance(Duration::from_mins(16));
    town.city.line.say(&phones[0], code).unwrap();
    town.rest().await;
    assert_eq!(town.call("GET", "/api/testers", &Value::Null).await["testers"], json!([]));
    assert!(town.delivered(&phones[0]).is_empty());
    let heard = town.city.chatbot.received().into_iter().filter_map(|event| event.text);
    assert_eq!(heard.collect::<Vec<_>>(), ["TEST-AAAA-2222", code], "both went on to the chatbot");

    let shown = town.call("POST", "/api/testers/codes", &json!({ "name": "花子" })).await;
    for phone in &phones {
        town.city.line.say(phone, shown["code"].as_str().unwrap()).unwrap();
        town.rest().await;
    }
    let testers = town.call("GET", "/api/testers", &Value::Null).await;
    assert_eq!(testers["testers"].as_array().unwrap().len(), 1, "a code is good once");
    assert!(town.delivered(&phones[1]).is_empty());
    let nameless = town.ask("POST", "/api/testers/codes", &json!({ "name": " " })).await;
    assert_eq!(nameless.first_error(), ("name", "required"));
    town.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_for_a_ward_can_be_tested_by_the_testers_of_that_ward_alone() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "tama", "takatsu"]).await;
    registered(&town, &phones[0], "高津のスマホ").await;
    let other = registered(&town, &phones[1], "多摩のスマホ").await;
    let draft = written(&town, &["高津区の皆さまへ"], ward("takatsu")).await;
    let tested = test(&town, &draft, "one", json!({ "only_matching": true })).await;
    assert_eq!(tested.body["recipients"].as_array().map(Vec::len), Some(1), "{tested:?}");
    assert_eq!(town.texts(&phones[0]).last().unwrap(), "高津区の皆さまへ");
    assert_eq!((town.texts(&phones[1]).len(), town.texts(&phones[2]).len()), (1, 0));
    let nobody = test(&town, &draft, "two", json!({ "testers": [other["id"]], "only_matching": true })).await;
    assert_eq!(nobody.first_error(), ("only_matching", "nobody"), "{nobody:?}");
    town.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_conditions_match_is_told_for_a_test_that_could_go_out_and_leaves_a_record() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu"]).await;
    let tester = registered(&town, &phones[0], "公用スマホ").await;
    let whom = json!({ "testers": [tester["id"]], "only_matching": true });
    for (number, ward_of) in ["takatsu", "tama"].into_iter().enumerate() {
        let empty = written(&town, &[""], ward(ward_of)).await;
        let answer = test(&town, &empty, &format!("empty {number}"), whom.clone()).await;
        assert!(answer.first_error().0.starts_with("messages"), "the same for both: {answer:?}");
    }
    let draft = written(&town, &["多摩区の皆さまへ"], ward("tama")).await;
    let nobody = test(&town, &draft, "nobody", whom).await;
    assert_eq!(nobody.first_error(), ("only_matching", "nobody"));
    let trail = town.call("GET", "/api/trails/operations", &Value::Null).await.to_string();
    assert_eq!(trail.matches("\"draft.tested_nobody\"").count(), 1, "{trail}");
    town.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_tests_thirty_times_in_a_quarter_of_an_hour() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu"]).await;
    let tester = registered(&town, &phones[0], "公用スマホ").await;
    let draft = written(&town, &["こんにちは"], everyone()).await;
    let mut wish = json!({ "testers": [tester["id"]] });
    wish["version"] = draft["version"].clone();
    let mut admitted = 0;
    for number in 0..70 {
        let request =
            town.request("POST", &path(&draft, "/tests")).header("idempotency-key", number.to_string());
        let answer = Answer::read(request.json(&wish).send().await.unwrap()).await;
        if answer.status != 201 {
            answer.assert_problem(429, "too_many_tests");
            break;
        }
        admitted += 1;
    }
    assert!((30..=60).contains(&admitted), "a quarter of an hour may end meanwhile: {admitted}");
}

/// Looks for a name among the newest friends, until LINE has told.
async fn candidates(town: &Town, name: &str) -> Vec<Value> {
    let search = town.call("POST", "/api/testers/candidates", &json!({ "q": name })).await;
    town.rest().await;
    let path = format!("/api/testers/candidates/{}", search["id"].as_str().unwrap());
    town.call("GET", &path, &Value::Null).await["candidates"].as_array().expect("LINE has told").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_friend_is_found_by_the_name_that_line_shows_and_picked_once() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "tama"]).await; // phones are named after their wards
    let found = candidates(&town, "TAMA").await;
    assert_eq!(found.iter().map(|one| &one["name"]).collect::<Vec<_>>(), ["tama"]);
    assert!(!found[0].to_string().contains(&phones[1]), "no user id goes out");
    let wish = json!({ "candidate": found[0]["key"], "name": "多摩区役所", "department": null });
    for _ in 0..2 {
        town.call("POST", "/api/testers", &wish).await;
    }
    town.rest().await;
    let list = town.call("GET", "/api/testers", &Value::Null).await;
    assert_eq!(list["testers"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(town.count(testers()).await, 1);
    let draft = written(&town, &["こんにちは"], everyone()).await;
    test(&town, &draft, "one", json!({ "testers": [list["testers"][0]["id"]] })).await;
    let texts = town.texts(&phones[1]);
    assert!(texts[0].starts_with(MARK), "whoever is picked is told so, once: {texts:?}");
    assert_eq!((texts.len(), town.texts(&phones[0]).len()), (3, 0));
    let renamed = json!({ "version": 1, "name": "給付金は https://evil.example/ へ", "department": null });
    town.call("PUT", &format!("/api/testers/{}", list["testers"][0]["id"].as_str().unwrap()), &renamed).await;
    town.call("POST", "/api/testers", &wish).await;
    town.rest().await;
    assert_eq!(town.texts(&phones[1]), texts, "a new name says nothing to a citizen");

    assert!(candidates(&town, "だれでもない").await.is_empty());
    let nobody = town.ask("POST", "/api/testers", &json!({ "candidate": "x.0", "name": "花子" })).await;
    nobody.assert_problem(404, "not_found");
    town.city.advance(Duration::from_mins(11));
    let late = town.ask("POST", "/api/testers", &wish).await;
    late.assert_problem(404, "not_found");
    town.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_makes_twenty_friends_testers_in_a_quarter_of_an_hour() {
    let town = Town::start().await;
    town.settle(&["tama"]).await;
    let found = candidates(&town, "tama").await;
    let wish = json!({ "candidate": found[0]["key"], "name": "多摩区役所", "department": null });
    let mut picked = 0;
    for _ in 0..45 {
        let answer = town.ask("POST", "/api/testers", &wish).await;
        if answer.status == 429 {
            answer.assert_problem(429, "too_many_picks");
            break;
        }
        assert_eq!(answer.status, 201, "{answer:?}");
        let path = format!("/api/testers/{}", answer.body["id"].as_str().unwrap());
        town.call("DELETE", &path, &json!({ "version": answer.body["version"] })).await;
        picked += 1;
    }
    assert!((20..=40).contains(&picked), "a quarter of an hour may end meanwhile: {picked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_answers_the_test_that_stands_and_tells_another_request_nothing_of_anybody() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "tama"]).await;
    let (one, other) =
        (registered(&town, &phones[0], "高津").await, registered(&town, &phones[1], "多摩").await);
    let draft = written(&town, &["高津区の皆さまへ"], ward("takatsu")).await;
    let first = test(&town, &draft, "one", json!({ "only_matching": true })).await;
    assert_eq!(first.status, 201, "{first:?}");
    let got = (town.texts(&phones[0]).len(), town.texts(&phones[1]).len());
    let records = async || {
        let trail = town.call("GET", "/api/trails/operations", &Value::Null).await.to_string();
        (trail.matches("\"draft.tested\"").count(), trail.matches("\"draft.tested_nobody\"").count())
    };
    assert_eq!(records().await, (1, 0));

    // Whoever used the key once does not learn by it whom the conditions match.
    for tester in [&one, &other] {
        let whom = json!({ "testers": [tester["id"]], "only_matching": true });
        let asked = test(&town, &draft, "one", whom).await;
        asked.assert_problem(409, "idempotency_key_reused");
    }
    // Testers who left and a draft that was edited change nothing about a test that stands.
    for tester in [&one, &other] {
        let gone = json!({ "version": tester["version"] });
        town.call("DELETE", &format!("/api/testers/{}", tester["id"].as_str().unwrap()), &gone).await;
    }
    edited(&town, &draft, &["多摩区の皆さまへ"], ward("tama")).await;
    let again = test(&town, &draft, "one", json!({ "only_matching": true })).await;
    assert_eq!((again.status, &again.body["id"]), (200, &first.body["id"]), "{again:?}");
    assert_eq!((town.texts(&phones[0]).len(), town.texts(&phones[1]).len()), got);
    assert_eq!(records().await, (1, 0));
    town.assert_sound();
}
