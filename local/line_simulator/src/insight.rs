//! Openings and clicks per aggregation unit (push, multicast) or request id (broadcast), counted per day in Japan.
//! A value is null while it, or the number of people behind it, is under 20; nothing counts more than 14 days after
//! the last send.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::clock::{DAY_MS, day_in_japan};
use crate::counts::Counts;
use crate::messages::Messages;

const SHOWN_FROM: u64 = 20;
const COUNTED_MS: u64 = 14 * DAY_MS;

#[derive(Default)]
struct Day {
    opened: Counts,
    clicked: HashMap<(usize, String), Counts>,
}

struct Statistic {
    messages: Messages,
    sent_ms: u64,
    delivered: u64,
    days: BTreeMap<u32, Day>,
}

/// The statistics of all units and broadcasts.
#[derive(Default)]
pub(crate) struct Statistics {
    by_key: HashMap<Arc<str>, Statistic>,
}

/// Sum and people of one figure over a span of days.
struct Figure {
    count: u64,
    people: u64,
}

impl Figure {
    fn over<'a>(days: impl Iterator<Item = &'a Counts>) -> Self {
        let (mut count, mut people) = (0, Counts::default());
        for (user, times) in days.flat_map(Counts::iter) {
            count += u64::from(times);
            people.add(user);
        }
        Self { count, people: people.iter().count() as u64 }
    }

    fn shown(&self, value: u64) -> Value {
        if value < SHOWN_FROM || self.people < SHOWN_FROM { Value::Null } else { value.into() }
    }
}

impl Statistics {
    /// Notes a send, from which on reactions count for 14 days.
    pub(crate) fn sent(&mut self, key: &Arc<str>, messages: &Messages, delivered: u64, now_ms: u64) {
        let statistic = self.by_key.entry(Arc::clone(key)).or_insert_with(|| Statistic {
            messages: Arc::clone(messages),
            sent_ms: now_ms,
            delivered: 0,
            days: BTreeMap::new(),
        });
        (statistic.sent_ms, statistic.messages) = (now_ms, Arc::clone(messages));
        statistic.delivered += delivered;
    }

    /// A user opened the talk and saw the messages.
    pub(crate) fn opened(&mut self, key: &str, user: u32, now_ms: u64) {
        if let Some(day) = self.day(key, now_ms) {
            day.opened.add(user);
        }
    }

    /// A user tapped a link. Links that are not in the messages are not counted.
    pub(crate) fn clicked(&mut self, key: &str, user: u32, url: &str, now_ms: u64) {
        let Some(messages) = self.by_key.get(key).map(|statistic| Arc::clone(&statistic.messages)) else {
            return;
        };
        let Some(found) = links(&messages).into_iter().find(|(_, link)| link == url) else { return };
        if let Some(day) = self.day(key, now_ms) {
            day.clicked.entry(found).or_default().add(user);
        }
    }

    /// The links of a send, with the number of their message from 1.
    pub(crate) fn links_of(&self, key: &str) -> Vec<(usize, String)> {
        self.by_key.get(key).map(|statistic| links(&statistic.messages)).unwrap_or_default()
    }

    fn day(&mut self, key: &str, now_ms: u64) -> Option<&mut Day> {
        let statistic = self.by_key.get_mut(key).filter(|known| now_ms <= known.sent_ms + COUNTED_MS)?;
        Some(statistic.days.entry(day_in_japan(now_ms)).or_default())
    }

    /// The answer of `insight/message/event/aggregation`.
    pub(crate) fn of_unit(&self, unit: &str, days: RangeInclusive<u32>) -> Value {
        let Some(statistic) = self.by_key.get(unit) else {
            return json!({ "overview": overview(&Value::Null, &Value::Null), "messages": [], "clicks": [] });
        };
        let mut answer = statistic.figures(days);
        let unique = answer["overview"]["uniqueImpression"].clone();
        for message in answer["messages"].as_array_mut().into_iter().flatten() {
            message["uniqueImpression"] = unique.clone();
        }
        answer
    }

    /// The answer of `insight/message/event`, for broadcasts.
    pub(crate) fn of_request(&self, request_id: &str) -> Option<Value> {
        let statistic = self.by_key.get(request_id)?;
        let mut answer = statistic.figures(0..=u32::MAX);
        answer["overview"]["requestId"] = request_id.into();
        answer["overview"]["timestamp"] = (statistic.sent_ms / 1000).into();
        answer["overview"]["delivered"] = statistic.delivered.into();
        Some(answer)
    }
}

impl Statistic {
    fn figures(&self, days: RangeInclusive<u32>) -> Value {
        let days: Vec<&Day> = self.days.range(days).map(|(_, day)| day).collect();
        let opened = Figure::over(days.iter().map(|day| &day.opened));
        let clicked = Figure::over(days.iter().flat_map(|day| day.clicked.values()));
        let of_request = clicked.shown(clicked.people);
        let links = links(&self.messages);
        let clicks = links.into_iter().map(|link| {
            let figure = Figure::over(days.iter().filter_map(|day| day.clicked.get(&link)));
            json!({
                "seq": link.0, "url": link.1, "click": figure.shown(figure.count),
                "uniqueClick": figure.shown(figure.people), "uniqueClickOfRequest": of_request,
            })
        });
        let messages = (1..=self.messages.len()).map(|seq| {
            let mut message = json!({ "seq": seq, "impression": opened.shown(opened.count) });
            for played in ["", "25Percent", "50Percent", "75Percent", "100Percent"] {
                message[format!("mediaPlayed{played}")] = Value::Null;
                message[format!("uniqueMediaPlayed{played}")] = Value::Null;
            }
            message
        });
        json!({
            "overview": overview(&opened.shown(opened.people), &of_request),
            "messages": messages.collect::<Vec<_>>(),
            "clicks": clicks.collect::<Vec<_>>(),
        })
    }
}

fn overview(unique_impression: &Value, unique_click: &Value) -> Value {
    json!({
        "uniqueImpression": unique_impression, "uniqueClick": unique_click,
        "uniqueMediaPlayed": null, "uniqueMediaPlayed100Percent": null,
    })
}

/// The links of the messages, each once per message, with the message's number from 1.
fn links(messages: &[Value]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        collect_links(message, place + 1, &mut found);
    }
    found
}

fn collect_links(value: &Value, seq: usize, found: &mut Vec<(usize, String)>) {
    let mut note = |url: &str| {
        let link = (seq, url.to_owned());
        if !found.contains(&link) {
            found.push(link);
        }
    };
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect_links(value, seq, found)),
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("uri" | "linkUri", Value::String(url)) => note(url),
                    ("text", Value::String(text)) => {
                        let words = text.split(|c: char| c.is_whitespace() || !c.is_ascii());
                        words.filter(|word| word.starts_with("https://")).for_each(&mut note);
                    }
                    _ => (),
                }
            }
            object.values().for_each(|value| collect_links(value, seq, found));
        }
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_775_012_400_000;

    fn sent(readers: u32) -> Statistics {
        let mut statistics = Statistics::default();
        let text = json!({ "type": "text", "text": "詳しくは https://example.com/a を" });
        statistics.sent(&"unit".into(), &Arc::new(vec![text]), u64::from(readers), NOON);
        for user in 0..readers {
            statistics.opened("unit", user, NOON);
            statistics.clicked("unit", user, "https://example.com/a", NOON);
        }
        statistics
    }

    #[test]
    fn figures_of_fewer_than_20_people_are_null() {
        for (readers, expected) in [(19, Value::Null), (20, json!(20))] {
            let answer = sent(readers).of_unit("unit", 0..=u32::MAX);
            assert_eq!(answer["overview"]["uniqueImpression"], expected);
            assert_eq!(answer["messages"][0]["impression"], expected);
            assert_eq!(answer["clicks"][0]["uniqueClick"], expected);
            assert_eq!(answer["clicks"][0]["url"], "https://example.com/a");
        }
    }

    #[test]
    fn many_openings_by_few_people_stay_null() {
        let mut statistics = sent(19);
        for _ in 0..50 {
            statistics.opened("unit", 1, NOON);
        }
        assert_eq!(statistics.of_unit("unit", 0..=u32::MAX)["messages"][0]["impression"], Value::Null);
    }

    #[test]
    fn reactions_count_until_14_days_after_the_send() {
        let mut statistics = sent(20);
        statistics.opened("unit", 30, NOON + COUNTED_MS);
        statistics.opened("unit", 31, NOON + COUNTED_MS + 1);
        assert_eq!(statistics.of_unit("unit", 0..=u32::MAX)["overview"]["uniqueImpression"], 21);
    }

    #[test]
    fn only_the_days_asked_for_are_counted() {
        let statistics = sent(20);
        let day = day_in_japan(NOON);
        assert_eq!(statistics.of_unit("unit", day..=day)["overview"]["uniqueImpression"], 20);
        let before = statistics.of_unit("unit", 20_200_101..=day - 1);
        assert_eq!(before["overview"]["uniqueImpression"], Value::Null);
    }
}
