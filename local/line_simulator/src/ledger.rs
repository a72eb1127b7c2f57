//! The judge: every request that came, and per delivery and user how often a message was accepted.
//! A delivery is a custom aggregation unit; a send without one is `key:<retry key>` or `request:<request id>`.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;
use uuid::Uuid;

use crate::counts::Counts;

/// The ledger keeps this many requests, newest last.
const KEPT_REQUESTS: usize = 200_000;

/// One request to the LINE API.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRecord {
    /// Milliseconds since 1970 on the simulator's clock.
    pub at: u64,
    /// Name of the endpoint, e.g. `multicast`.
    pub endpoint: &'static str,
    /// The status LINE decided on, even if a fault kept it from arriving.
    pub status: u16,
    /// The retry key, if one came.
    pub retry_key: Option<Uuid>,
    /// `x-line-request-id` of the answer.
    pub request_id: Uuid,
    /// How many users the request named.
    pub recipients: u32,
    /// `notificationDisabled`: what it sent arrives without a sound.
    pub silent: bool,
    /// The scripted fault that hit it.
    pub fault: Option<crate::FaultKind>,
}

/// Something a correct client never does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// `key_body_mismatch`: the same retry key came with another body.
    pub kind: &'static str,
    /// The retry key.
    pub retry_key: Uuid,
    /// The request that did it.
    pub request_id: Uuid,
}

/// How one delivery stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Distinct users for whom a message was accepted at least once.
    pub accepted: u64,
    /// Users for whom it was accepted more than once.
    pub doubled: u64,
    /// Most acceptances of any one user.
    pub max_per_user: u8,
    /// Acceptances in all: `accepted` plus the repetitions.
    pub total: u64,
    /// Requests that were accepted.
    pub requests: u64,
}

#[derive(Default)]
struct Delivery {
    counts: Counts,
    requests: u64,
}

/// Requests, deliveries and violations since the last reset.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) requests: VecDeque<RequestRecord>,
    pub(crate) violations: Vec<Violation>,
    deliveries: HashMap<String, Delivery>,
}

impl Ledger {
    pub(crate) fn record(&mut self, request: RequestRecord) {
        if self.requests.len() == KEPT_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(crate) fn violation(&mut self, kind: &'static str, retry_key: Uuid, request_id: Uuid) {
        self.violations.push(Violation { kind, retry_key, request_id });
    }

    /// Counts one accepted send.
    pub(crate) fn accept(&mut self, delivery: String, users: &[u32]) {
        let delivery = self.deliveries.entry(delivery).or_default();
        delivery.requests += 1;
        for user in users {
            delivery.counts.add(*user);
        }
    }

    pub(crate) fn deliveries(&self) -> impl Iterator<Item = (&str, Summary)> {
        self.deliveries.iter().map(|(name, delivery)| (name.as_str(), summary(delivery)))
    }

    /// The sums of one delivery; all zero when nothing of it was accepted.
    pub(crate) fn summary(&self, delivery: &str) -> Summary {
        self.deliveries.get(delivery).map(summary).unwrap_or_default()
    }

    /// The sums over all deliveries, users counted once per delivery.
    pub(crate) fn total(&self) -> Summary {
        let mut all = Summary::default();
        for (_, one) in self.deliveries() {
            all.accepted += one.accepted;
            all.doubled += one.doubled;
            all.max_per_user = all.max_per_user.max(one.max_per_user);
            all.total += one.total;
            all.requests += one.requests;
        }
        all
    }

    /// How often each delivery was accepted for one user.
    pub(crate) fn of_user(&self, user: u32) -> Vec<(&str, u8)> {
        let counts = self.deliveries.iter().map(|(name, delivery)| (name.as_str(), delivery.counts.of(user)));
        let mut counts: Vec<_> = counts.filter(|(_, times)| *times > 0).collect();
        counts.sort_unstable();
        counts
    }

    /// The users of one delivery with their counts.
    pub(crate) fn users_of(&self, delivery: &str) -> impl Iterator<Item = (u32, u8)> + '_ {
        self.deliveries.get(delivery).into_iter().flat_map(|delivery| delivery.counts.iter())
    }
}

fn summary(delivery: &Delivery) -> Summary {
    let mut sums = Summary { requests: delivery.requests, ..Summary::default() };
    for (_, times) in delivery.counts.iter() {
        sums.accepted += 1;
        sums.doubled += u64::from(times > 1);
        sums.total += u64::from(times);
        sums.max_per_user = sums.max_per_user.max(times);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_accepted_twice_for_one_delivery_is_doubled() {
        let mut ledger = Ledger::default();
        ledger.accept("d1".to_owned(), &[1, 2, 3]);
        ledger.accept("d1".to_owned(), &[3, 4]);
        ledger.accept("d2".to_owned(), &[3]);
        let expected = Summary { accepted: 4, doubled: 1, max_per_user: 2, total: 5, requests: 2 };
        assert_eq!(ledger.summary("d1"), expected);
        assert_eq!(ledger.of_user(3), [("d1", 2), ("d2", 1)]);
        assert_eq!(ledger.summary("d3"), Summary::default());
        assert_eq!(ledger.total().accepted, 5);
    }
}
