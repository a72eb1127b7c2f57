//! Broken requests of the admin API: bodies, titles, messages over every limit, impossible times.

use std::time::Duration;

use domain::letters::unfit_for_a_name;
use serde_json::{Value, json};

use super::NAUGHTY;
use crate::admin::{Answer, a_wish, everyone, is_japanese, path_of};
use crate::agreement::edges;
use crate::town::{Town, send_too_much};

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_json_of_the_right_shape_are_refused_in_japanese() {
    let town = Town::start().await;
    let draft = town.draft("下書き", everyone()).await;
    let before = town.items("DeliveryTable").await;
    let (start, schedule) = (path_of(&draft, "/start"), path_of(&draft, "/schedule"));
    let posts =
        [("POST", "/api/deliveries"), ("POST", "/api/segments/count"), ("POST", "/api/messages/check")];
    let routes = posts.into_iter().chain([("POST", start.as_str()), ("PUT", schedule.as_str())]);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (method, path) in routes {
        for body in
            ["", "{", "nonsense", "{\"version\":1", "[", "\"\"", "5", "{\"a\":1}}", "\u{0}", deep.as_str()]
        {
            let answer =
                Answer::read(town.request(method, path).body(body.to_owned()).send().await.unwrap()).await;
            assert_eq!(answer.status, 400, "{method} {path} {body:.20}: {answer:?}");
            answer.assert_problem(400, "malformed");
        }
        let invalid_utf8 = town.request(method, path).body(vec![b'"', 0xff, b'"']).send().await.unwrap();
        Answer::read(invalid_utf8).await.assert_problem(400, "malformed");
    }
    for (method, path, body, field) in [
        ("POST", "/api/deliveries", json!({ "title": 5 }), "title"),
        ("POST", "/api/deliveries", json!({ "title": "x", "emergency": "yes" }), "emergency"),
        ("POST", "/api/deliveries", json!({ "title": "x", "silent": 1 }), "silent"),
        ("POST", start.as_str(), json!({ "version": "1" }), "version"),
        ("POST", start.as_str(), json!({ "version": -1 }), "version"),
        ("POST", start.as_str(), json!({ "version": 1.5 }), "version"),
        ("PUT", schedule.as_str(), json!({ "version": 1, "at": 1_800_000_000 }), "at"),
    ] {
        let answer = town.ask(method, path, &body).await;
        answer.assert_problem(400, "malformed");
        assert_eq!(answer.first_error(), (field, "wrong_type"), "{method} {path} {body}");
    }
    assert_eq!(town.items("DeliveryTable").await, before);
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_missing_is_named_at_once() {
    let town = Town::start().await;
    let draft = town.draft("下書き", everyone()).await;
    for (method, path, fields) in [
        ("POST", "/api/deliveries".to_owned(), vec!["title", "messages", "target"]),
        ("POST", path_of(&draft, "/start"), vec!["version"]),
        ("PUT", path_of(&draft, "/schedule"), vec!["version", "at"]),
    ] {
        let answer = town.ask(method, &path, &json!({})).await;
        answer.assert_problem(422, "invalid");
        let named: Vec<_> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["path"].as_str().unwrap())
            .collect();
        assert_eq!(named, fields, "{method} {path}");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn huge_bodies_are_refused_by_us_or_by_the_gateway() {
    let town = Town::start().await;
    let mut wish = a_wish("大きい", everyone());
    wish["padding"] = json!("x".repeat(3_000_000));
    let answer = town.ask("POST", "/api/deliveries", &wish).await;
    assert_eq!(answer.status, 413, "{answer:?}");
    answer.assert_problem(413, "too_large");
    for megabytes in [7, 12] {
        wish["padding"] = json!("x".repeat(megabytes * 1_000_000));
        let status = send_too_much(town.request("POST", "/api/deliveries").json(&wish)).await;
        assert!(matches!(status, Some(413) | None), "{megabytes} MB: {status:?}");
    }
    let texts: Vec<Value> = (0..5)
        .map(|_| json!({ "type": "text", "text": "𠮷".repeat(2_500), "quoteToken": "x".repeat(70_000) }))
        .collect();
    let mut stored = a_wish("一覧に入らない", everyone());
    stored["messages"] = json!(texts);
    let answer = town.ask("POST", "/api/deliveries", &stored).await;
    answer.assert_problem(422, "invalid");
    assert_eq!(answer.first_error(), ("messages", "too_large"));
    assert!(town.items("DeliveryTable").await.is_empty());
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_are_words_without_control_characters_and_of_bounded_length() {
    let town = Town::start().await;
    let long = "長".repeat(1_000);
    for (title, code) in [
        ("", "required"),
        (" \u{3000} ", "required"),
        (long.as_str(), "too_long"),
        ("改\n行", "control_character"),
        ("タ\tブ", "control_character"),
        ("a\u{0}b", "control_character"),
        ("a\u{1b}[31mb", "control_character"),
        ("a\u{85}b", "control_character"),
        ("防災課\u{200b}", "control_character"),
        ("\u{202e}円000,3", "control_character"),
    ] {
        let mut wish = a_wish("本文", everyone());
        wish["title"] = json!(title);
        let answer = town.ask("POST", "/api/deliveries", &wish).await;
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error(), ("title", code), "{title:.20}");
        if code == "control_character" {
            let draft = town.ask("POST", "/api/drafts", &json!({ "title": title })).await;
            assert_eq!((draft.status, draft.first_error()), (422, ("title", code)), "{title:.20}");
        }
    }
    assert!(town.items("DeliveryTable").await.is_empty());
    let fits = |text: &&&str| !text.trim().is_empty() && unfit_for_a_name(text).is_none();
    for title in NAUGHTY.iter().filter(fits) {
        let mut wish = a_wish("本文", everyone());
        wish["title"] = json!(title);
        let created = town.call("POST", "/api/deliveries", &wish).await;
        assert_eq!(town.report(&created).await["title"], **title, "kept as it was written");
    }
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_over_any_limit_are_refused_with_path_limit_and_a_japanese_sentence() {
    let town = Town::start().await;
    for edge in edges::ALL {
        let mut wish = a_wish("上限", everyone());
        wish["messages"] = json!([edge.message_of(edge.limit + 1)]);
        let answer = town.ask("POST", "/api/deliveries", &wish).await;
        answer.assert_problem(422, "invalid");
        let error = &answer.body["errors"][0];
        assert_eq!(error["path"], format!("messages[0].{}", edge.field));
        assert_eq!(
            (&error["limit"], &error["actual"]),
            (&json!(edge.limit), &json!(edge.limit + 1)),
            "{}",
            edge.field
        );
        let checked =
            town.call("POST", "/api/messages/check", &json!({ "messages": wish["messages"] })).await;
        assert_eq!((&checked["ok"], &checked["errors"]), (&json!(false), &answer.body["errors"]));
        assert!(is_japanese(&checked["errors"][0]["message"]));
        let exactly = json!({ "messages": [edge.message_of(edge.limit)] });
        let checked = town.call("POST", "/api/messages/check", &exactly).await;
        assert_eq!(checked["ok"], true, "{} at {}: {checked}", edge.field, edge.limit);
    }
    for (messages, path) in [
        (json!(null), "messages"),
        (json!([]), "messages"),
        (json!({}), "messages"),
        (json!(vec![json!({ "type": "text", "text": "x" }); 6]), "messages"),
        (json!([5]), "messages[0]"),
        (json!([{ "type": "text", "text": "\u{0}" }]), "messages[0].text"),
        (json!([{ "type": "hologram" }]), "messages[0].type"),
    ] {
        let mut wish = a_wish("形", everyone());
        wish["messages"] = messages;
        let answer = town.ask("POST", "/api/deliveries", &wish).await;
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error().0, path);
    }
    assert!(town.items("DeliveryTable").await.is_empty());
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_times_are_refused_and_the_draft_stays_a_draft() {
    let town = Town::start().await;
    let draft = town.draft("いつか", everyone()).await;
    let ahead = |minutes| town.time_in(Duration::from_mins(minutes)).1;
    let good = ahead(60);
    let without_offset = good.trim_end_matches("+09:00");
    let japanese = "2027年1月31日 9時";
    for (at, latest, path, code) in [
        (without_offset, None, "at", "not_a_time"),
        ("", None, "at", "not_a_time"),
        (japanese, None, "at", "not_a_time"),
        ("2027-02-30T09:00:00+09:00", None, "at", "not_a_time"),
        ("2027-01-31", None, "at", "not_a_time"),
        ("9999999999", None, "at", "not_a_time"),
        ("1969-12-31T00:00:00+09:00", None, "at", "not_a_time"),
        ("2020-02-29T09:00:00+09:00", None, "at", "too_soon"),
        (ahead(0).as_str(), None, "at", "too_soon"),
        (ahead(367 * 24 * 60).as_str(), None, "at", "too_far"),
        ("9998-12-31T00:00:00+09:00", None, "at", "too_far"),
        (good.as_str(), Some(without_offset), "not_later_than", "not_a_time"),
        (good.as_str(), Some(ahead(59).as_str()), "not_later_than", "before_start"),
    ] {
        let wish = json!({ "version": draft["version"], "at": at, "not_later_than": latest });
        let answer = town.ask("PUT", &path_of(&draft, "/schedule"), &wish).await;
        assert_eq!(answer.status, 422, "{at} {latest:?}: {answer:?}");
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error(), (path, code), "{at} {latest:?}");
    }
    let stands = town.report(&draft).await;
    assert_eq!((&stands["status"], &stands["version"]), (&json!("draft"), &draft["version"]));
    assert!(town.city.aws.scheduler().next_due().is_none(), "no alarm was set");
    town.assert_sound();
    town.end().await;
}
