//! Aggregation units and the statistics of sends.

use axum::extract::{Query, State};
use jiff::civil::Date;
use serde_json::json;

use super::oauth::{Fields, field};
use crate::app::Shared;
use crate::error::{Answer, Refusal, ok};
use crate::units::is_unit;

const NAMES_MAX: usize = 100;
const DAYS_MAX: i32 = 30;

pub(super) async fn units_used(State(app): State<Shared>) -> Answer {
    let now_ms = app.clock.now_ms();
    ok(json!({ "numOfCustomAggregationUnits": app.state().units.names(now_ms).len() }))
}

pub(super) async fn unit_names(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let limit = match field(&query, "limit") {
        "" => NAMES_MAX,
        text => text.parse().ok().filter(|limit| (1..=NAMES_MAX).contains(limit)).ok_or_else(|| {
            Refusal::bad(format!("The value for the 'limit' parameter must be between 1 and {NAMES_MAX}"))
        })?,
    };
    let now_ms = app.clock.now_ms();
    let mut state = app.state();
    let after = field(&query, "start");
    let mut names = state.units.names(now_ms).iter().filter(|name| name.as_str() > after);
    let page: Vec<&String> = names.by_ref().take(limit).collect();
    let mut body = json!({ "customAggregationUnits": page });
    if let (Some(_), Some(last)) = (names.next(), page.last()) {
        body["next"] = last.as_str().into();
    }
    ok(body)
}

pub(super) async fn of_request(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let request_id = field(&query, "requestId");
    if request_id.is_empty() {
        return Err(Refusal::bad("The 'requestId' parameter is missing"));
    }
    let known = app.state().statistics.of_request(request_id);
    ok(known.unwrap_or_else(|| {
        json!({ "overview": { "requestId": request_id, "timestamp": null, "delivered": null,
            "uniqueImpression": null, "uniqueClick": null, "uniqueMediaPlayed": null,
            "uniqueMediaPlayed100Percent": null }, "messages": [], "clicks": [] })
    }))
}

pub(super) async fn of_unit(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let unit = field(&query, "customAggregationUnit");
    if !is_unit(unit) {
        return Err(Refusal::bad("The value for the 'customAggregationUnit' parameter is invalid"));
    }
    let (from, to) = (date(&query, "from")?, date(&query, "to")?);
    let days = from.until(to).map_or(-1, |span| span.get_days());
    if !(0..=DAYS_MAX).contains(&days) {
        return Err(Refusal::bad(format!("The period must be between 0 and {DAYS_MAX} days")));
    }
    let day = |date: Date| {
        (i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())) as u32
    };
    ok(app.state().statistics.of_unit(unit, day(from)..=day(to)))
}

fn date(query: &Fields, name: &str) -> Result<Date, Refusal> {
    let text = field(query, name);
    let parsed = Date::strptime("%Y%m%d", text).ok().filter(|_| text.len() == 8);
    parsed.ok_or_else(|| {
        Refusal::bad(format!("The value for the '{name}' parameter must be a date as yyyyMMdd"))
    })
}
