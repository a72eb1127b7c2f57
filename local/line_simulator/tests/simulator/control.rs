//! The control API and the page.

use std::time::Instant;

use line_simulator::{Friend, LineSimulator, StartError};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Bot, KEY, OTHER_KEY, to};

#[tokio::test]
async fn people_are_added_one_by_one_or_by_the_hundred_thousand() {
    let bot = Bot::start().await;
    let made = bot.control(Method::POST, "/users", &json!({ "displayName": "花子" })).await.body;
    assert_eq!((&made["displayName"], &made["friend"]), (&json!("花子"), &json!("none")));
    let started = Instant::now();
    let bulk = json!({ "count": 200_000, "friend": "following", "prefix": "citizen" });
    let reply = bot.control(Method::POST, "/users/bulk", &bulk).await;
    assert!(started.elapsed().as_secs_f64() < 2.0, "{:?}", started.elapsed());
    assert_eq!(reply.body, json!({ "created": 200_000, "users": 200_001 }));
    assert_eq!(bot.control(Method::GET, "/users", &json!(null)).await.body, json!([made]));
    let some = bot.control(Method::GET, "/users?bulk=true&limit=10", &json!(null)).await.body;
    assert_eq!(some.as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn ids_are_the_same_in_every_run() {
    let (one, two) = (Bot::start().await, Bot::start().await);
    assert_eq!(one.friend("花子"), two.friend("太郎"));
    let bulk = |bot: &Bot| bot.line.add_users(3, Friend::Following, "citizen");
    assert_eq!(bulk(&one), bulk(&two));
}

#[tokio::test]
async fn a_phone_is_worked_over_http() {
    let bot = Bot::start().await;
    let made = bot.control(Method::POST, "/users", &json!({ "displayName": "花子" })).await.body;
    let user = format!("/users/{}", made["userId"].as_str().unwrap());
    let post = async |what: &str, body: serde_json::Value| {
        bot.control(Method::POST, &format!("{user}/{what}"), &body).await
    };
    let hello = json!({ "type": "text", "text": "こんにちは" });
    assert_eq!(post("message", hello.clone()).await.status, 409);
    assert_eq!(post("follow", json!({})).await.body["friend"], "following");
    assert_eq!(post("message", hello).await.status, 200);
    assert_eq!(
        post("message", json!({ "type": "sticker", "packageId": "1", "stickerId": "2" })).await.status,
        200
    );
    assert_eq!(post("message", json!({ "type": "dance" })).await.status, 400);
    assert_eq!(post("postback", json!({ "data": "a", "displayText": "はい" })).await.status, 200);
    let talk = bot.control(Method::GET, &format!("{user}/talk"), &json!(null)).await.body;
    assert_eq!(talk.as_array().unwrap().len(), 3);
    assert_eq!((&talk[0]["from"], &talk[0]["messages"][0]["text"]), (&json!("user"), &json!("こんにちは")));
    assert_eq!(post("unfollow", json!({})).await.body["friend"], "blocked");
    let nobody = bot.control(Method::POST, "/users/U0/follow", &json!({})).await;
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn the_page_hears_of_talks_users_and_webhooks() {
    let bot = Bot::start().await;
    let user = bot.line.add_user("花子", Friend::None);
    let url = format!("{}/control/events", bot.line.control_url());
    let mut stream = reqwest::get(url).await.unwrap();
    bot.line.set_friend(&user, Friend::Following).unwrap();
    bot.multicast(KEY, &to(std::slice::from_ref(&user), "d1")).await;
    let mut heard = String::new();
    while !["\"talk\"", "\"user\"", "\"webhook\""].iter().all(|kind| heard.contains(kind)) {
        let chunk = tokio::time::timeout(std::time::Duration::from_secs(5), stream.chunk()).await;
        heard.push_str(std::str::from_utf8(&chunk.expect("more events").unwrap().unwrap()).unwrap());
    }
    assert!(heard.contains(&user));
}

#[tokio::test]
async fn the_ledger_is_read_over_http() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    bot.multicast(KEY, &to(std::slice::from_ref(&user), "d1")).await;
    let get = async |path: &str| bot.control(Method::GET, path, &json!(null)).await.body;
    let sums = get("/ledger/summary?unit=d1").await;
    assert_eq!(sums, json!({ "accepted": 1, "doubled": 0, "maxPerUser": 1, "total": 1, "requests": 1 }));
    let ledger = get("/ledger").await;
    assert_eq!(ledger["requests"][0]["retryKey"], KEY);
    assert_eq!(ledger["requests"][0]["silent"], false);
    let mut quiet = to(std::slice::from_ref(&user), "d2");
    quiet["notificationDisabled"] = json!(true);
    bot.multicast(OTHER_KEY, &quiet).await;
    assert_eq!(get("/ledger").await["requests"][1]["silent"], true, "it makes no sound on a phone");
    assert_eq!(ledger["traffic"]["multicast"]["peakPerSecond"], 1);
    assert_eq!(ledger["perDelivery"]["d1"]["accepted"], 1);
    assert_eq!(get(&format!("/ledger/user/{user}")).await["deliveries"], json!({ "d1": 1, "d2": 1 }));
    assert_eq!(get("/info").await["apiUrl"], bot.line.api_url());
}

#[tokio::test]
async fn clock_and_settings_move_and_a_reset_forgets_everything() {
    let bot = Bot::start().await;
    let before = bot.line.now();
    bot.control(Method::POST, "/clock", &json!({ "advance_ms": 3_600_000 })).await;
    assert!(bot.line.now().duration_since(before).unwrap().as_secs() >= 3600);
    let settings = bot.control(Method::POST, "/settings", &json!({ "quota": 5 })).await.body;
    assert_eq!((&settings["quota"], &settings["verified"]), (&json!(5), &json!(true)));
    let wrong = bot.control(Method::POST, "/settings", &json!({ "quotta": 5 })).await;
    assert_eq!(wrong.status, 400);
    bot.friend("花子");
    bot.control(Method::POST, "/reset", &json!({})).await;
    assert_eq!(bot.control(Method::GET, "/users", &json!(null)).await.body, json!([]));
    assert_eq!(bot.control(Method::GET, "/settings", &json!(null)).await.body["quota"], json!(null));
}

#[tokio::test]
async fn people_and_talks_outlive_a_restart() {
    let file = std::env::temp_dir().join(format!("line-{}.json", uuid::Uuid::new_v4()));
    let start = async || Bot::start_with(|config| config.state = Some(file.clone())).await;
    let bot = start().await;
    let user = bot.friend("花子");
    let bulk = bot.line.add_users(10, Friend::Following, "citizen");
    bot.multicast(KEY, &to(&[user.clone(), bulk[3].clone()], "d1")).await;
    bot.line.say(&user, "はい").unwrap();
    bot.line.set_friend(&user, Friend::Blocked).unwrap();
    let before = bot.line.talk(&user).unwrap();
    drop(bot);

    let bot = start().await;
    let after = bot.line.talk(&user).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(
            (&before["messages"], &before["from"], &before["at"]),
            (&after["messages"], &after["from"], &after["at"])
        );
    }
    let people = bot.control(Method::GET, "/users", &json!(null)).await.body;
    assert_eq!((&people[0]["userId"], &people[0]["friend"]), (&json!(user), &json!("blocked")));
    assert_ne!(bot.friend("太郎"), user);
    assert_eq!(bot.multicast(KEY, &to(&bulk, "d2")).await.status, 200);
}

#[tokio::test]
async fn the_page_is_served_and_nothing_beside_it() {
    let folder = std::env::temp_dir().join(format!("page-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(folder.join("site")).unwrap();
    std::fs::write(folder.join("site/index.html"), "<title>電話</title>").unwrap();
    std::fs::write(folder.join("secret.txt"), "秘密").unwrap();
    let page = folder.join("site");
    let bot = Bot::start_with(|config| config.page = Some(page)).await;
    let url = bot.line.control_url();
    let root = reqwest::get(format!("{url}/")).await.unwrap();
    assert_eq!(root.headers()["content-type"], "text/html; charset=utf-8");
    assert!(root.text().await.unwrap().contains("電話"));
    let mut stream = tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
    let request = "GET /../secret.txt HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4") && !answer.contains("秘密"), "{answer}");
}

#[tokio::test]
async fn only_loopback_addresses_are_listened_on_and_a_taken_port_is_named() {
    let bot = Bot::start().await;
    let taken: std::net::SocketAddr = bot.line.api_url().trim_start_matches("http://").parse().unwrap();
    let mut config = line_simulator::Config::for_tests(Bot::channel().clone());
    config.api_listen = taken;
    let error = LineSimulator::start(config.clone()).await.err().unwrap();
    assert!(matches!(error, StartError::Listen { address, .. } if address == taken));
    config.api_listen = "0.0.0.0:0".parse().unwrap();
    assert!(matches!(LineSimulator::start(config).await.err().unwrap(), StartError::NotLoopback(_)));
}
