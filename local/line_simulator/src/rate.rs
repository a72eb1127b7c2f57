//! Rate limits per endpoint: a token bucket whose burst equals its rate and, for limits per second, a cap on every
//! sliding second, so that no second ever lets more through than the limit. Also keeps the peak of arrivals.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;

const SECOND_US: u64 = 1_000_000;

/// So many requests per period, for one channel and one endpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) requests: u32,
    pub(crate) period_s: u32,
}

impl Limit {
    pub(crate) const fn per_second(requests: u32) -> Self {
        Self { requests, period_s: 1 }
    }
    pub(crate) const fn per_minute(requests: u32) -> Self {
        Self { requests, period_s: 60 }
    }
    pub(crate) const fn per_hour(requests: u32) -> Self {
        Self { requests, period_s: 3600 }
    }
}

/// What one endpoint has seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Traffic {
    /// Requests that arrived, refused ones included.
    pub requests: u64,
    /// Requests refused with the rate limit's 429.
    pub rate_limited: u64,
    /// Most requests that arrived within any sliding second.
    pub peak_per_second: u32,
}

struct Bucket {
    tokens: f64,
    refilled_us: u64,
    admitted: VecDeque<u64>,
    arrived: VecDeque<u64>,
    traffic: Traffic,
}

/// All endpoints' buckets.
#[derive(Default)]
pub(crate) struct Rates {
    buckets: HashMap<&'static str, Bucket>,
}

impl Rates {
    /// Notes that a request arrived.
    pub(crate) fn arrive(&mut self, endpoint: &'static str, limit: Limit, now_us: u64) {
        let bucket = self.bucket(endpoint, limit, now_us);
        bucket.traffic.requests += 1;
        slide(&mut bucket.arrived, now_us);
        bucket.arrived.push_back(now_us);
        bucket.traffic.peak_per_second = bucket.traffic.peak_per_second.max(bucket.arrived.len() as u32);
    }

    /// Takes one token; false means 429. A refused request costs no token.
    pub(crate) fn admit(&mut self, endpoint: &'static str, limit: Limit, now_us: u64) -> bool {
        let bucket = self.bucket(endpoint, limit, now_us);
        let elapsed = now_us.saturating_sub(bucket.refilled_us) as f64 / SECOND_US as f64;
        let refill = elapsed * f64::from(limit.requests) / f64::from(limit.period_s);
        bucket.tokens = (bucket.tokens + refill).min(f64::from(limit.requests));
        bucket.refilled_us = bucket.refilled_us.max(now_us);
        slide(&mut bucket.admitted, now_us);
        let second_is_full = limit.period_s == 1 && bucket.admitted.len() >= limit.requests as usize;
        if bucket.tokens < 1.0 || second_is_full {
            bucket.traffic.rate_limited += 1;
            return false;
        }
        bucket.tokens -= 1.0;
        bucket.admitted.push_back(now_us);
        true
    }

    fn bucket(&mut self, endpoint: &'static str, limit: Limit, now_us: u64) -> &mut Bucket {
        self.buckets.entry(endpoint).or_insert_with(|| Bucket {
            tokens: f64::from(limit.requests),
            refilled_us: now_us,
            admitted: VecDeque::new(),
            arrived: VecDeque::new(),
            traffic: Traffic::default(),
        })
    }

    pub(crate) fn traffic(&self) -> impl Iterator<Item = (&'static str, &Traffic)> {
        self.buckets.iter().map(|(endpoint, bucket)| (*endpoint, &bucket.traffic))
    }
}

fn slide(times: &mut VecDeque<u64>, now_us: u64) {
    while times.front().is_some_and(|at| *at + SECOND_US <= now_us) {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit::per_second(200);

    #[test]
    fn no_sliding_second_admits_more_than_the_limit() {
        let mut rates = Rates::default();
        let mut admitted: Vec<u64> = Vec::new();
        for at in (0..4 * SECOND_US).step_by(1_700) {
            if rates.admit("multicast", LIMIT, at) {
                admitted.push(at);
            }
        }
        for start in &admitted {
            let second = admitted.iter().filter(|at| (*start..start + SECOND_US).contains(at)).count();
            assert!(second <= 200, "{second} requests from {start}");
        }
        assert!(admitted.len() >= 750, "{} of four seconds at 200", admitted.len());
    }

    #[test]
    fn an_hourly_limit_gives_its_tokens_back_one_by_one() {
        let mut rates = Rates::default();
        let limit = Limit::per_hour(60);
        assert!((0..60).all(|_| rates.admit("broadcast", limit, 0)));
        assert!(!rates.admit("broadcast", limit, 59 * SECOND_US));
        assert!(rates.admit("broadcast", limit, 61 * SECOND_US));
        assert!(!rates.admit("broadcast", limit, 62 * SECOND_US));
    }

    #[test]
    fn the_peak_counts_every_arrival_of_any_sliding_second() {
        let mut rates = Rates::default();
        for at in [0, 900_000, 950_000, 1_000_000, 1_100_000, 5_000_000] {
            rates.arrive("push", LIMIT, at);
        }
        let (_, traffic) = rates.traffic().next().unwrap();
        assert_eq!((traffic.requests, traffic.peak_per_second), (6, 4));
    }
}
