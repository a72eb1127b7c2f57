//! Scripted faults: rules per endpoint with a probability, a number of times and a seed, so that a run can be repeated.

use serde::{Deserialize, Serialize};

use crate::ids::Random;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// 500 and nothing happened.
    #[serde(rename = "500_before")]
    ErrorBefore,
    /// The request is carried out, the answer is 500.
    #[serde(rename = "500_after")]
    ErrorAfter,
    /// 429 of the rate limit; with `ms` it carries a `retry-after` of so long, in whole seconds.
    #[serde(rename = "429_rate")]
    RateLimited,
    /// 429 of the monthly limit.
    #[serde(rename = "429_quota")]
    OverQuota,
    /// 409 that names no accepted request, and nothing happened.
    #[serde(rename = "409_unproven")]
    Conflict,
    /// No answer for `ms` (an hour by default) and nothing happened.
    #[serde(rename = "hang")]
    Hang,
    /// The request is carried out, the answer does not come for `ms` (an hour by default).
    #[serde(rename = "hang_after")]
    HangAfter,
    /// The connection is reset and nothing happened.
    #[serde(rename = "reset_before")]
    ResetBefore,
    /// The request is carried out and the connection is reset instead of an answer.
    #[serde(rename = "reset_after")]
    ResetAfter,
    /// Asynchronous work is accepted with 202 and then fails half-way.
    #[serde(rename = "202_then_fail")]
    AcceptedThenFail,
    /// The answer comes `ms` (1,000 by default) late.
    #[serde(rename = "slow")]
    Slow,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Name of the endpoint (`multicast`, `push`, `richmenu/batch`, …) or `*` for all.
    pub endpoint: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How likely a request is hit, 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// How many requests are hit before the rule is used up; none means no end.
    #[serde(default)]
    pub times: Option<u32>,
    /// How long a hang or a slow answer takes, or what a `retry-after` asks for, in milliseconds.
    #[serde(default)]
    pub ms: Option<u64>,
    /// Seed of the probability.
    #[serde(default)]
    pub seed: u64,
}

fn always() -> f64 {
    1.0
}

impl Fault {
    /// A rule that always hits.
    pub fn new(endpoint: &str, kind: FaultKind) -> Self {
        Self { endpoint: endpoint.to_owned(), kind, probability: 1.0, times: None, ms: None, seed: 0 }
    }

    /// The same rule for so many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// The same rule with a probability and its seed.
    #[must_use]
    pub fn with_probability(mut self, probability: f64, seed: u64) -> Self {
        (self.probability, self.seed) = (probability, seed);
        self
    }

    /// The same rule with a duration in milliseconds.
    #[must_use]
    pub fn with_ms(mut self, ms: u64) -> Self {
        self.ms = Some(ms);
        self
    }
}

/// What hits one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strike {
    pub(crate) kind: FaultKind,
    pub(crate) ms: Option<u64>,
}

/// The rules in force, first match wins.
#[derive(Default)]
pub(crate) struct Faults {
    rules: Vec<(Fault, Random)>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        let random = Random::seeded(fault.seed);
        self.rules.push((fault, random));
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &Fault> {
        self.rules.iter().map(|(fault, _)| fault)
    }

    /// Decides what hits this request, if anything, and uses it up.
    pub(crate) fn draw(&mut self, endpoint: &str) -> Option<Strike> {
        for (fault, random) in &mut self.rules {
            let concerned = fault.endpoint == "*" || fault.endpoint == endpoint;
            if !concerned || fault.times == Some(0) || !random.chance(fault.probability) {
                continue;
            }
            fault.times = fault.times.map(|left| left - 1);
            return Some(Strike { kind: fault.kind, ms: fault.ms });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_used_up_after_its_times() {
        let mut faults = Faults::default();
        faults.add(Fault::new("multicast", FaultKind::ErrorBefore).times(2));
        assert_eq!(faults.draw("push"), None);
        let kinds: Vec<_> = (0..3).map(|_| faults.draw("multicast").map(|strike| strike.kind)).collect();
        assert_eq!(kinds, [Some(FaultKind::ErrorBefore), Some(FaultKind::ErrorBefore), None]);
    }

    #[test]
    fn the_same_seed_hits_the_same_requests() {
        let run = |seed| {
            let mut faults = Faults::default();
            faults.add(Fault::new("*", FaultKind::Slow).with_probability(0.3, seed));
            (0..100).map(|_| faults.draw("push").is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
    }
}
