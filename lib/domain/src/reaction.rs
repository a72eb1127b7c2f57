//! What one person is known to have done with a delivery.
//!
//! LINE tells opens and taps on links in sums only. What it tells of a person are webhooks: a tapped postback button
//! (`postback`) and a video watched to its end (`videoPlayComplete`). Both carry a text of ours, and a delivery that
//! wants to know its reactions names itself there: `kairan:clicked:{delivery}` as a button's `data`,
//! `kairan:opened:{delivery}` as a video's `trackingId`. `{delivery}` becomes the id when the delivery is created.
//! *Opened* is therefore a lower bound: whoever did either has certainly seen the message, others may have.
use crate::calendar::YearMonth;
use crate::delivery::DeliveryId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Reactions count in the month in which the delivery was created and in so many after it; then they are forgotten.
pub const REACTION_MONTHS: u16 = 6;
const CLICKED: &str = "kairan:clicked:";
const OPENED: &str = "kairan:opened:";
const PLACEHOLDER: &str = "{delivery}";
/// A phone's clock and ours may differ, a delivery's id is not from the future.
const CLOCK_MARGIN_MS: u64 = 3_600_000;

/// What somebody did; the later one implies the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Certainly saw it.
    Opened,
    /// Tapped a button of it.
    Clicked,
}

/// The reactions of one follower. Adding is the same in every order and as often as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reactions(BTreeMap<DeliveryId, Reaction>);

impl Reactions {
    /// Whether this was news.
    pub fn add(&mut self, delivery: DeliveryId, reaction: Reaction) -> bool {
        let known = self.0.get(&delivery).copied();
        let is_news = known < Some(reaction);
        if is_news {
            self.0.insert(delivery, reaction);
        }
        is_news
    }

    /// By delivery, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (DeliveryId, Reaction)> + '_ {
        self.0.iter().map(|(delivery, reaction)| (*delivery, *reaction))
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ones that still count in this month.
    #[must_use]
    pub fn kept(&self, now: YearMonth) -> Self {
        Self(self.iter().filter(|(delivery, _)| counts(*delivery, now)).collect())
    }
}

/// Whether reactions to this delivery still count in this month.
pub fn counts(delivery: DeliveryId, now: YearMonth) -> bool {
    months_since(delivery, now) <= REACTION_MONTHS
}

/// Whether a delivery may still start in this month: its reactions then count for at least half of the time.
pub fn may_start(delivery: DeliveryId, month: YearMonth) -> bool {
    months_since(delivery, month) <= REACTION_MONTHS / 2
}

/// Whether messages ask for reactions to this delivery.
pub fn asks_reactions(json: &str, id: DeliveryId) -> bool {
    [CLICKED, OPENED].iter().any(|mark| json.contains(&format!("{mark}{id}")))
}

/// Whether messages ask for reactions to a delivery that they are not of: whoever taps would count as one of its readers.
pub fn asks_anothers(json: &str, id: DeliveryId) -> bool {
    let own = id.to_string();
    let is_anothers = |mark: &str| {
        json.match_indices(mark).any(|(at, _)| !json[at + mark.len()..].starts_with(own.as_str()))
    };
    [CLICKED, OPENED].into_iter().any(is_anothers)
}

/// Whether no follower's reaction can be left: a night's job had a whole month for it.
pub(crate) fn is_forgotten(delivery: DeliveryId, now: YearMonth) -> bool {
    months_since(delivery, now) > REACTION_MONTHS + 1
}

fn months_since(delivery: DeliveryId, now: YearMonth) -> u16 {
    now.since_1900().saturating_sub(YearMonth::in_japan(delivery.created_at_ms()).since_1900())
}

/// What a button's `data` or a video's `trackingId` says, received at this moment; `None` for anybody else's text and
/// for a delivery that is too old or not yet made. Behind the id may stand `:` and whatever its author likes.
pub fn read(text: &str, at_ms: u64) -> Option<(DeliveryId, Reaction)> {
    let (reaction, rest) = match (text.strip_prefix(CLICKED), text.strip_prefix(OPENED)) {
        (Some(rest), _) => (Reaction::Clicked, rest),
        (_, Some(rest)) => (Reaction::Opened, rest),
        _ => return None,
    };
    let id = rest.split_once(':').map_or(rest, |(id, _)| id);
    let delivery = DeliveryId::parse(id).ok()?;
    let is_made = delivery.created_at_ms() <= at_ms + CLOCK_MARGIN_MS;
    (is_made && counts(delivery, YearMonth::in_japan(at_ms))).then_some((delivery, reaction))
}

/// Puts the id where the messages ask for it; `None` when they do not. `json` is any text of messages.
pub fn name_delivery(json: &str, id: DeliveryId) -> Option<String> {
    let named = [CLICKED, OPENED].iter().fold(json.to_owned(), |json, mark| {
        json.replace(&format!("{mark}{PLACEHOLDER}"), &format!("{mark}{id}"))
    });
    (named != json).then_some(named)
}

/// The text as its author wrote it: the opposite of [`name_delivery`].
pub fn unname_delivery(json: &str, id: DeliveryId) -> String {
    [CLICKED, OPENED].iter().fold(json.to_owned(), |json, mark| {
        json.replace(&format!("{mark}{id}"), &format!("{mark}{PLACEHOLDER}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ulid::Ulid;

    const NOW: u64 = 1_790_000_000_000; // 2026-09-21

    fn made_at(at_ms: u64) -> DeliveryId {
        DeliveryId::from_ulid(Ulid::from_parts(at_ms, 7))
    }

    #[test]
    fn a_reaction_counts_once_and_the_stronger_one_stays() {
        let mut reactions = Reactions::default();
        let id = made_at(NOW);
        assert!(reactions.add(id, Reaction::Opened) && reactions.add(id, Reaction::Clicked));
        assert!(!reactions.add(id, Reaction::Clicked) && !reactions.add(id, Reaction::Opened));
        assert_eq!(reactions.iter().collect::<Vec<_>>(), [(id, Reaction::Clicked)]);
        let stored = serde_json::to_string(&reactions).unwrap();
        assert_eq!(stored, format!("{{\"{id}\":\"clicked\"}}"));
        assert_eq!(serde_json::from_str::<Reactions>(&stored).unwrap(), reactions);
    }

    #[test]
    fn only_our_own_texts_about_a_delivery_that_exists_are_read() {
        let id = made_at(NOW);
        assert_eq!(read(&format!("kairan:clicked:{id}"), NOW), Some((id, Reaction::Clicked)));
        assert_eq!(read(&format!("kairan:opened:{id}:参加 する"), NOW), Some((id, Reaction::Opened)));
        let half_a_year_ago = made_at(NOW - 200 * 86_400_000);
        for text in [
            "cancel=1".to_owned(),
            "kairan:clicked:".to_owned(),
            "kairan:clicked:{delivery}".to_owned(),
            format!("kairan:shared:{id}"),
            format!("KAIRAN:clicked:{id}"),
            format!("kairan:clicked:{}", made_at(NOW + 2 * CLOCK_MARGIN_MS)),
            format!("kairan:clicked:{}", made_at(NOW - 250 * 86_400_000)),
        ] {
            assert_eq!(read(&text, NOW), None, "{text}");
        }
        assert!(counts(half_a_year_ago, YearMonth::in_japan(NOW)));
    }

    #[test]
    fn a_message_names_its_delivery_and_can_be_read_as_it_was_written() {
        let id = made_at(NOW);
        let [own, other] = [made_at(NOW), made_at(NOW - 1)];
        assert!(!asks_anothers(&format!(r#"[{{"data":"kairan:clicked:{own}:yes"}}]"#), own));
        assert!(asks_anothers(
            &format!(r#"[{{"data":"kairan:clicked:{own}"}},{{"data":"kairan:opened:{other}"}}]"#),
            own
        ));
        let json = r#"[{"data":"kairan:clicked:{delivery}:yes"},{"text":"{delivery}","trackingId":"kairan:opened:{delivery}"}]"#;
        let named = name_delivery(json, id).unwrap();
        assert_eq!(named.matches(&id.to_string()).count(), 2);
        assert!(named.contains(r#""text":"{delivery}""#));
        assert_eq!(unname_delivery(&named, id), json);
        assert_eq!(name_delivery(&named, id), None);
    }

    #[test]
    fn reactions_count_for_six_months_and_are_gone_a_month_later() {
        let id = made_at(1_767_193_200_000); // 2026-01-01T00:00:00+09:00
        let month = |text| YearMonth::parse(text).unwrap();
        assert!(counts(id, month("2026-01")) && counts(id, month("2026-07")));
        assert!(!counts(id, month("2026-08")) && !is_forgotten(id, month("2026-08")));
        assert!(is_forgotten(id, month("2026-09")));
        assert!(may_start(id, month("2026-04")) && !may_start(id, month("2026-05")));
        let mut reactions = Reactions::default();
        reactions.add(id, Reaction::Opened);
        assert_eq!(reactions.kept(month("2026-07")), reactions);
        assert!(reactions.kept(month("2026-08")).is_empty());
    }
}
