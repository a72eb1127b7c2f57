//! Deliveries in good weather: to a ward, to everyone, at a wished time, cancelled, in an emergency.

use std::time::{Duration, SystemTime};

use line_simulator::{Fault, FaultKind, Friend};
use serde_json::json;

use crate::admin::{a_wish, everyone, path_of, planned_and_accepted, ward};
use crate::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_to_a_ward_reaches_exactly_its_followers_and_the_sums_balance() {
    let town = Town::start().await;
    let phones = town.settle(&["kawasaki", "kawasaki", "kawasaki", "kawasaki", "saiwai"]).await;
    town.city.line.set_friend(&phones[2], Friend::Blocked).unwrap();
    town.rest().await;
    // This one blocks the account while no webhook comes through: LINE knows, the city does not.
    town.city.line.configure_webhook(|settings| settings.active = false);
    town.city.line.set_friend(&phones[3], Friend::Blocked).unwrap();
    let report = town.deliver("川崎区のお知らせ", ward("kawasaki")).await;
    assert_eq!(report["status"], "sent");
    assert_eq!(planned_and_accepted(&report), (3, 3), "LINE accepts a request that names a blocked user");
    for phone in &phones[..2] {
        assert_eq!(town.texts(phone), ["川崎区のお知らせ"]);
    }
    for phone in &phones[2..] {
        assert!(town.texts(phone).is_empty());
    }
    assert_eq!((town.requests("multicast"), town.requests("broadcast")), (1, 0));
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_to_everyone_is_one_broadcast_and_reaches_friends_the_city_never_met() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    let stranger = town.city.line.add_user("昔からの友だち", Friend::Following);
    let blocked = town.city.line.add_user("ブロック中", Friend::Blocked);
    let report = town.deliver("全員へ", everyone()).await;
    assert_eq!((&report["status"], &report["settled"]), (&json!("sent"), &json!(true)));
    assert_eq!(planned_and_accepted(&report), (2, 2), "the sums are about followers the city knows");
    for phone in phones.iter().chain([&stranger]) {
        assert_eq!(town.texts(phone), ["全員へ"]);
    }
    assert!(town.texts(&blocked).is_empty());
    assert_eq!((town.requests("broadcast"), town.requests("multicast")), (1, 0));
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_fires_at_its_time_on_the_virtual_clock_and_not_before() {
    let town = Town::start().await;
    let phones = town.settle(&["tama"]).await;
    let draft = town.draft("予約", ward("tama")).await;
    let (at, text) = town.time_in(Duration::from_hours(3));
    let wish = json!({ "version": draft["version"], "at": text });
    let scheduled = town.call("PUT", &path_of(&draft, "/schedule"), &wish).await;
    assert_eq!(scheduled["status"], "scheduled");
    assert!(scheduled["at"].as_str().unwrap().starts_with(&text[..19]), "{scheduled}");
    let shortly_before = at - Duration::from_secs(20);
    town.city.advance(shortly_before.duration_since(town.city.clock.now()).unwrap());
    town.city.host.fire_rate("TickFunction").await.unwrap();
    town.rest().await;
    assert_eq!(town.report(&draft).await["status"], "scheduled");
    assert!(town.texts(&phones[0]).is_empty(), "not before its time");
    town.city.advance(Duration::from_secs(21));
    let report = town.settled(&draft).await;
    assert_eq!((&report["status"], planned_and_accepted(&report)), (&json!("sent"), (1, 1)));
    assert_eq!(town.texts(&phones[0]), ["予約"]);
    let sent = town
        .city
        .line
        .ledger()
        .requests()
        .into_iter()
        .find(|request| request.endpoint == "multicast")
        .unwrap();
    let sent = SystemTime::UNIX_EPOCH + Duration::from_millis(sent.at);
    let late = sent.duration_since(at).expect("nothing is sent before its time");
    assert!(late < Duration::from_mins(1), "{late:?} after its time");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_reservation_never_fires_and_cannot_be_started_again() {
    let town = Town::start().await;
    let phones = town.settle(&["tama"]).await;
    let draft = town.draft("取り消す", ward("tama")).await;
    let (_, text) = town.time_in(Duration::from_mins(10));
    let wish = json!({ "version": draft["version"], "at": text });
    let scheduled = town.call("PUT", &path_of(&draft, "/schedule"), &wish).await;
    let cancelled = town.call("POST", &path_of(&draft, "/cancel"), &json!({})).await;
    assert_eq!(cancelled["status"], "cancelled");
    for _ in 0..2 {
        town.city.advance(Duration::from_mins(11));
        town.city.host.fire_rate("TickFunction").await.unwrap();
        town.rest().await;
    }
    assert!(town.texts(&phones[0]).is_empty());
    assert_eq!(town.requests("multicast"), 0);
    assert_eq!(planned_and_accepted(&town.report(&draft).await), (0, 0));
    let now = town.report(&draft).await["version"].clone();
    assert!(now.as_u64() > scheduled["version"].as_u64());
    let again = town.ask("POST", &path_of(&draft, "/cancel"), &json!({})).await;
    assert_eq!((again.status, &again.body["version"]), (200, &now), "nothing is left to cancel: {again:?}");
    town.ask("POST", &path_of(&draft, "/start"), &json!({ "version": now }))
        .await
        .assert_problem(409, "state");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_overtakes_a_normal_delivery_under_way() {
    let town = Town::start().await;
    town.crowd(&[("kawasaki", 60_000), ("saiwai", 7)]).await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::Slow).with_ms(1_500));
    let normal = town.draft("急がない", ward("kawasaki")).await;
    town.start_delivery(&normal).await;
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while town.requests("multicast") == 0 {
        assert!(tokio::time::Instant::now() < until, "the normal delivery never began");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut wish = a_wish("津波警報", ward("saiwai"));
    wish["emergency"] = json!(true);
    let urgent = town.call("POST", "/api/deliveries", &wish).await;
    town.start_delivery(&urgent).await;
    let report = town.settled(&urgent).await;
    assert_eq!(planned_and_accepted(&report), (7, 7));
    let report = town.settled(&normal).await;
    assert_eq!(planned_and_accepted(&report), (60_000, 60_000));
    let requests = town.city.line.ledger().requests();
    let multicasts: Vec<u32> = requests
        .iter()
        .filter(|request| request.endpoint == "multicast")
        .map(|request| request.recipients)
        .collect();
    let place = multicasts.iter().position(|recipients| *recipients == 7).unwrap();
    let behind = multicasts.len() - place - 1;
    assert!(behind >= 10, "only {behind} of {} normal batches went out after it", multicasts.len() - 1);
    town.assert_sound();
    town.end().await;
}
