//! A whole city with the real functions: follow, greet, forward, stop, come back.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use std::path::PathBuf;
use std::time::Duration;

use city::{City, CityConfig, CityData, seed};
use line_simulator::Friend;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(30);

async fn a_city() -> City {
    City::start(CityConfig::for_tests().unwrap()).await.unwrap()
}

fn a_folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("kairan-city-{name}-{}", std::process::id()))
}

async fn items(city: &City, table: &str) -> u64 {
    let scan = serde_json::json!({ "TableName": table, "Limit": 1000 });
    let answer = city.aws.dynamodb().call("Scan", &scan).await.unwrap();
    answer["Count"].as_u64().unwrap()
}

fn messages(talk: &[Value]) -> Vec<&Value> {
    talk.iter().map(|entry| &entry["messages"]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_who_adds_the_account_becomes_a_follower_and_is_greeted() {
    let city = a_city().await;
    let citizen = city.line.add_user("川崎 花子", Friend::None);
    city.line.set_friend(&citizen, Friend::Following).unwrap();
    assert!(city.wait_idle(PATIENCE).await);
    assert!(items(&city, "FollowerTable").await >= 1);
    let talk = city.line.talk(&citizen).unwrap();
    assert!(talk.iter().any(|entry| entry["deliveredBy"] == "reply"), "{talk:?}");
    city.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chatbot_goes_on_answering_behind_the_city() {
    let city = a_city().await;
    let citizen = city.line.add_user("多摩 太郎", Friend::Following);
    city.line.say(&citizen, "住民票").unwrap();
    assert!(city.wait_idle(PATIENCE).await, "a warm process takes the others within LINE's two seconds");
    for text in ["ごみ", "三つ目"] {
        city.line.say(&citizen, text).unwrap();
    }
    assert!(city.wait_idle(PATIENCE).await);
    assert_eq!(city.chatbot.texts_of(&citizen), ["住民票", "ごみ", "三つ目"]);
    assert_eq!(city.chatbot.refused_signatures(), 0);
    assert!(city.chatbot.received().iter().all(|received| received.reply_status == Some(200)));
    city.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_tells_the_first_administrators_code_and_where_to_type_it() {
    let city = a_city().await;
    let told = city::guide(&city, Duration::from_secs(3), true);
    let line = told.lines().find(|line| line.contains("初期設定コード")).expect(&told);
    assert!(line.contains(city.first_code()) && line.contains(&city.staff.url()), "{told}");
    assert!(city.first_code().len() >= 8, "a code, not a blank: {}", city.first_code());
    city.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cities_live_side_by_side_and_know_nothing_of_each_other() {
    let (one, other) = tokio::join!(a_city(), a_city());
    assert_ne!(one.admin_url(), other.admin_url());
    assert_ne!(one.admin_token(), other.admin_token());
    one.advance(Duration::from_hours(1));
    assert_eq!(other.clock.offset(), Duration::ZERO);
    let client = reqwest::Client::new();
    let ask = |city: &City, token: &str| {
        let body = serde_json::json!({ "messages": [{ "type": "text", "text": "試し" }] });
        let address = format!("{}/api/messages/check", city.admin_url());
        client.post(address).header("x-kairan-admin-token", token).json(&body).send()
    };
    assert_eq!(ask(&one, one.admin_token()).await.unwrap().status().as_u16(), 200);
    let stranger = "without its own token a call that no front door handed on comes from nowhere";
    assert_eq!(ask(&one, other.admin_token()).await.unwrap().status().as_u16(), 403, "{stranger}");
    tokio::join!(one.shutdown(), other.shutdown());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_finds_yesterdays_phones_talks_followers_and_token() {
    let folder = a_folder("yesterday");
    let config = || CityConfig {
        data: CityData::Folder(folder.clone()),
        channel: None,
        ..CityConfig::for_tests().unwrap()
    };
    let city = City::start(config()).await.unwrap();
    assert!(seed(&city).await);
    let refused = City::start(config()).await.err().unwrap().to_string();
    assert!(refused.ends_with("another city uses it"), "{refused}");
    let citizen = city.line.add_user("麻生 次郎", Friend::None);
    city.line.set_friend(&citizen, Friend::Following).unwrap();
    assert!(city.wait_idle(PATIENCE).await);
    let (token, followers) = (city.admin_token().to_owned(), items(&city, "FollowerTable").await);
    let talk = city.line.talk(&citizen).unwrap();
    assert_eq!(talk.len(), 1, "the greeting");
    city.shutdown().await;
    let city = City::start(config()).await.unwrap();
    assert!(!seed(&city).await);
    assert_eq!(city.admin_token(), token);
    assert_eq!(messages(&city.line.talk(&citizen).unwrap()), messages(&talk));
    assert_eq!(items(&city, "FollowerTable").await, followers);
    assert!(followers >= 3);
    city.shutdown().await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_leaves_no_process_behind() {
    let city = a_city().await;
    let citizen = city.line.add_user("幸 まりあ", Friend::None);
    city.line.set_friend(&citizen, Friend::Following).unwrap();
    assert!(city.wait_idle(PATIENCE).await);
    let pids: Vec<u32> = city.host.processes().iter().map(|process| process.pid).collect();
    assert!(!pids.is_empty());
    assert!(city.rss_bytes() > city.rss_by_part()["city"]);
    city.shutdown().await;
    assert!(pids.iter().all(|pid| function_host::rss_bytes(*pid) == 0));
}
