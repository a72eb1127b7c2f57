//! Ends that nobody has to bring about: of a session after twelve hours, and of a login after its last day.

use super::*;

/// What is left of the day in Japan.
fn until_midnight(town: &Town) -> Duration {
    const DAY: u64 = 24 * 60 * 60;
    Duration::from_secs(DAY - (town.city.clock.now_ms() / 1_000 + 9 * 60 * 60) % DAY)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_twelve_hours_however_busy_it_is() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    for half_hour in 1..=24 {
        town.city.advance(Duration::from_mins(29));
        let answer = boss.ask("GET", "home", Value::Null).await;
        assert_eq!(answer.status, 200, "after {half_hour} times 29 minutes: {answer:?}");
    }
    town.city.advance(Duration::from_mins(20)); // 11 h 56 min, and what signing in took
    assert_eq!(boss.ask("GET", "home", Value::Null).await.status, 200);
    town.city.advance(Duration::from_mins(4));
    boss.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
    assert_eq!(boss.ask("GET", "session", Value::Null).await.body["state"], "anonymous");
    assert_eq!(boss.sign_in("hanako").await.body["state"], "signed_in", "and another one begins");
    assert_eq!(boss.ask("GET", "home", Value::Null).await.status, 200);
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_last_day_was_yesterday_is_out_at_midnight_and_does_not_come_in_again() {
    let town = Town::start().await;
    town.city.advance(until_midnight(&town));
    let (_, today) = town.time_in(Duration::from_mins(1));
    town.city.advance(until_midnight(&town).checked_sub(Duration::from_mins(20)).unwrap());
    let mut boss = administrator(&town).await;
    let (mut taro, stands) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", json!(["deliveries_write"])).await;
    let mut wish = stands.clone();
    wish["departments"] = json!([stands["departments"][0]["id"]]);
    wish["expires_on"] = json!("2020-03-31");
    let over = boss.ask("PUT", &format!("staff/{}", stands["id"].as_str().unwrap()), wish.clone()).await;
    assert_eq!((over.status, over.first_error()), (422, ("expires_on", "past")), "{over:?}");
    wish["expires_on"] = json!(today.split_once('T').unwrap().0);
    let ends = boss.ask("PUT", &format!("staff/{}", stands["id"].as_str().unwrap()), wish).await;
    assert_eq!((ends.status, &ends.body["state"]), (200, &json!("active")), "{ends:?}");
    assert_eq!(taro.sign_in("taro").await.body["state"], "signed_in", "the last day counts whole");
    assert_eq!(taro.ask("GET", "home", Value::Null).await.status, 200);

    town.city.advance(until_midnight(&town));
    assert_eq!(jiro.ask("GET", "home", Value::Null).await.status, 200, "nobody here was idle for long");
    taro.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
    taro.ask("POST", "drafts", json!({ "title": "x" })).await.assert_problem(401, "unauthorized");
    let mut elsewhere = Browser::new(&town);
    let right = json!({ "login": "taro", "password": PASSWORD });
    for browser in [&mut taro, &mut elsewhere] {
        browser.ask("POST", "session", right.clone()).await.assert_problem(401, "expired");
    }
    let path = format!("staff/{}", stands["id"].as_str().unwrap());
    assert_eq!(boss.ask("GET", &path, Value::Null).await.body["state"], "expired");
    town.end().await;
}
