//! One clock for the whole city: whoever moves it at the phones moves every part, and the fronts tell its time.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use std::time::Duration;

use city::{City, CityConfig};
use serde_json::json;

async fn advance(city: &City, by: Duration) -> u16 {
    let address = format!("{}/control/clock", city.line.control_url());
    let body = json!({ "advance_ms": by.as_millis() });
    reqwest::Client::new().post(address).json(&body).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_at_the_phones_is_an_hour_everywhere_and_every_front_tells_it() {
    let preload = Some(function_host::faketime().expect("the Debian package libfaketime is installed"));
    let config = CityConfig { preload, ..CityConfig::for_tests().unwrap() };
    let city = City::start(config).await.unwrap();
    assert_eq!(advance(&city, Duration::from_hours(1)).await, 200);
    assert_eq!(city.clock.offset(), Duration::from_hours(1));
    let (ours, lines) = (city.clock.now(), city.line.now());
    let apart = lines.duration_since(ours).unwrap_or_else(|behind| behind.duration());
    assert!(apart < Duration::from_secs(1), "one clock, moved once: {apart:?}");
    let (staff, form) = (city.staff.url(), city.form.url());
    for address in [
        staff.clone(),
        format!("{staff}/api/session"),
        format!("{form}api/form"),
        format!("{}/api/session", city.admin_url()),
    ] {
        let answer = reqwest::get(&address).await.unwrap();
        let told = answer.headers()["date"].to_str().unwrap().to_owned();
        let told = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(told).unwrap();
        let behind = (city.clock.now_ms() / 1000).abs_diff(told.as_second() as u64);
        assert!(behind < 5, "{address}: {behind} s");
    }
    city.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_functions_could_not_follow_the_clock_stays() {
    let city = City::start(CityConfig::for_tests().unwrap()).await.unwrap();
    assert_eq!(advance(&city, Duration::from_hours(1)).await, 409);
    assert_eq!(city.clock.offset(), Duration::ZERO);
    city.shutdown().await;
}
