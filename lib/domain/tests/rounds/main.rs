//! Batches over several rounds against a LINE that is asked about nothing but keys: whatever it answers, whoever dies and
//! however often a person lets it be sent again, the sums balance and nothing is claimed that is not so.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use domain::batch::{
    AttemptOutcome, Attempted, Batch, BatchKey, BatchState, Claim, Counts, Effect, LEASE_MS, RefusedFor,
    attempted, is_settled, tally, undecided,
};
use domain::delivery::{
    Choice, Decision, Decisions, Delivery, DeliveryId, Leave, Plan, PlannedPart, Priority, Status,
    Undecidable,
};
use domain::draft::Person;
use domain::segment::Target;
use proptest::prelude::*;

const NOW: u64 = 1_790_000_000_000;

fn sending() -> Delivery {
    let parts = vec![PlannedPart { first_batch: 0, recipients: 1_203 }];
    Delivery {
        id: DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap(),
        title: "断水".to_owned(),
        target: Target::Everyone,
        priority: Priority::Normal,
        status: Status::Sending,
        version: 5,
        content_hash: String::new(),
        created_at_ms: NOW,
        updated_at_ms: NOW,
        plan: Plan { parts, complete: true, broadcast_friends: None },
        dispatched_version: Some(2),
        dispatched_at_ms: Some(NOW),
        ended_at_ms: None,
        settled: false,
        confirmed: None,
        decisions: Decisions::default(),
        stopped: None,
        resumed_at_ms: None,
        last_moment_ms: None,
    }
}

fn decision(choice: Choice, at_ms: u64) -> Decision {
    let by = Person { id: "hanako".to_owned(), name: "川崎 花子".to_owned() };
    Decision {
        choice,
        by,
        at_ms,
        reason: "断水は必ず伝えたいため".to_owned(),
        people: 500,
        key: "k".to_owned(),
    }
}

/// A delivery, its rows, what LINE took, and a clock.
struct City {
    delivery: Delivery,
    rows: BTreeMap<BatchKey, Batch>,
    taken: BTreeSet<String>,
    got: BTreeMap<u32, u32>,
    now_ms: u64,
}

/// One thing that happens: to which batch, what LINE does, and whether the sender lives to record it.
#[derive(Debug, Clone, Copy)]
struct Step {
    pick: usize,
    answer: u8,
    takes: bool,
    dies: bool,
    minutes: u64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (any::<usize>(), 0..8_u8, any::<bool>(), prop::bool::weighted(0.2), 0..90_u64);
    let step =
        step.prop_map(|(pick, answer, takes, dies, minutes)| Step { pick, answer, takes, dies, minutes });
    prop::collection::vec(step, 1..250)
}

impl City {
    fn new() -> Self {
        let delivery = sending();
        let rows = (0..delivery.plan.batches()).map(|number| {
            let place = delivery.plan.place(number).unwrap();
            let row = Batch::planned(delivery.id, number, place, String::new());
            (row.key.clone(), row)
        });
        let rows = rows.collect();
        Self { delivery, rows, taken: BTreeSet::new(), got: BTreeMap::new(), now_ms: NOW }
    }

    fn all(&self) -> Vec<Batch> {
        self.rows.values().cloned().collect()
    }

    /// LINE's side: a key that it took once is answered so again, and another one reaches everybody in it.
    fn answer(&mut self, row: &Batch, step: Step) -> AttemptOutcome {
        let accepted = AttemptOutcome::Accepted { request_id: "r".to_owned() };
        let known = self.taken.contains(&row.retry_key.to_string());
        let refused = |because| AttemptOutcome::Refused { because, message: "400".to_owned() };
        let outcome = match step.answer {
            0 if !known => return refused(RefusedFor::Recipients),
            1 if !known => return refused(RefusedFor::Content),
            2 => return AttemptOutcome::NotSent,
            3 => return AttemptOutcome::RateLimited { retry_after: None },
            4 => return AttemptOutcome::UnprovenConflict,
            5 => AttemptOutcome::Unanswered,
            6 => AttemptOutcome::ServerError { status: 500 },
            _ => accepted.clone(),
        };
        if !known && (outcome == accepted || step.takes) {
            self.taken.insert(row.retry_key.to_string());
            for person in row.place.first_id..row.place.first_id + row.place.count {
                *self.got.entry(person).or_default() += 1;
            }
        }
        outcome
    }

    fn step(&mut self, step: Step) {
        self.now_ms += step.minutes * 60_000;
        let open: Vec<BatchKey> = self.rows.keys().cloned().collect();
        let row = self.rows[&open[step.pick % open.len()]].clone();
        let leave = Leave { until_ms: u64::MAX, ..self.delivery.leave() }; // somebody lets it go on all the time
        let leased = match row.claim("h", leave, self.now_ms) {
            Claim::Granted(leased) => leased,
            Claim::GivenUp(end) => return self.keep(end),
            _ => return,
        };
        self.keep(leased.clone());
        let outcome = self.answer(&leased, step);
        if step.dies {
            self.now_ms += LEASE_MS;
            return;
        }
        let recorded = leased.record(&outcome, false, self.now_ms);
        self.keep(recorded.batch);
        if let Effect::Bisect(halves) = recorded.effect {
            for half in *halves {
                self.keep(half);
            }
        }
    }

    fn keep(&mut self, row: Batch) {
        self.rows.insert(row.key.clone(), row);
    }

    /// Everything that must be so at every commit.
    fn check(&self) -> Counts {
        let rows = self.all();
        let counts = tally(&self.delivery, &rows);
        assert!(counts.balance(), "I-1: {counts:?}");
        for row in &rows {
            let people = row.place.first_id..row.place.first_id + row.place.count;
            let mut times = people.map(|person| self.got.get(&person).copied().unwrap_or_default());
            match row.state {
                BatchState::Accepted { .. } => assert!(times.all(|got| got >= 1), "I-3: {row:?}"),
                BatchState::Failed { .. } | BatchState::Cancelled | BatchState::Waiting { .. } => {
                    assert!(times.all(|got| got == 0), "I-3: somebody got it: {row:?}");
                }
                BatchState::Split => (), // its halves tell
                BatchState::Leased { .. } | BatchState::Unknown { .. } => {
                    assert!(times.all(|got| got <= row.round + 1), "more often than a person said: {row:?}");
                }
            }
        }
        counts
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn over_all_rounds_sums_balance_and_only_who_was_unknown_is_sent_it_again(steps in steps()) {
        let mut city = City::new();
        let mut attempted_before: Option<Attempted> = None;
        for step in steps {
            city.step(step);
            let counts = city.check();
            let rows = city.all();
            if let Some(before) = &attempted_before {
                let now = attempted(&city.delivery, &rows, city.now_ms);
                prop_assert!(now.is_err() || now.as_ref() == Ok(before), "whom a correction is for never changes");
            }
            if is_settled(&city.delivery, &rows) && !city.delivery.settled {
                city.delivery = city.delivery.settle(counts.unknown > 0, city.now_ms);
                attempted_before = attempted(&city.delivery, &rows, city.now_ms).ok();
                let found = undecided(&city.delivery, &rows);
                prop_assert_eq!(found.as_ref().map_or(0, |found| found.people), counts.unknown);
                if found.is_some() && city.delivery.round() < 3 {
                    let again = decision(Choice::SendAgain, city.now_ms);
                    city.delivery = city.delivery.decide(again, city.delivery.version).unwrap();
                    prop_assert_eq!(city.check(), counts, "the decision itself moves nobody");
                    prop_assert!(!is_settled(&city.delivery, &rows));
                }
            }
        }
        let most = city.got.values().max().copied().unwrap_or_default();
        prop_assert!(most <= city.delivery.round() + 1);
    }
}

#[test]
fn what_was_cancelled_can_only_be_closed_and_what_was_closed_stays_so() {
    let cancelled = sending().cancel(NOW).unwrap().settle(true, NOW);
    let again = decision(Choice::SendAgain, NOW);
    assert_eq!(cancelled.decide(again.clone(), cancelled.version), Err(Undecidable::Stopped));
    let closed = cancelled.decide(decision(Choice::Close, NOW), cancelled.version).unwrap();
    assert!(closed.settled && !closed.decisions.awaited);
    assert_eq!(closed.status, cancelled.status, "closing is a record and nothing else");
    assert_eq!(closed.decide(again, closed.version), Err(Undecidable::Nothing));
}

#[test]
fn nothing_is_decided_while_it_goes_out_on_an_old_version_or_without_its_list() {
    let again = || decision(Choice::SendAgain, NOW);
    assert_eq!(sending().decide(again(), 5), Err(Undecidable::StillGoing));
    let sent = sending().settle(true, NOW);
    assert!(matches!(sent.decide(again(), 5), Err(Undecidable::Stale(_))));
    let late = decision(Choice::SendAgain, NOW + 399 * 24 * 3_600_000);
    assert_eq!(sent.decide(late, sent.version), Err(Undecidable::Forgotten));
    let mut often = sent;
    for _ in 0..10 {
        often = often.decide(again(), often.version).unwrap().settle(true, NOW);
    }
    assert_eq!(often.decide(again(), often.version), Err(Undecidable::TooOften));
    assert!(often.decide(decision(Choice::Close, NOW), often.version).is_ok());
}

#[test]
fn a_cancel_of_a_later_round_leaves_unknown_who_may_have_it_already() {
    let mut city = City::new();
    let unanswered = Step { pick: 0, answer: 5, takes: true, dies: false, minutes: 0 };
    for pick in 0..3 {
        city.step(Step { pick, ..unanswered });
    }
    city.now_ms += 24 * 3_600_000;
    for pick in 0..3 {
        city.step(Step { pick, ..unanswered });
    }
    city.delivery = city.delivery.settle(true, city.now_ms);
    let again = decision(Choice::SendAgain, city.now_ms);
    city.delivery = city.delivery.decide(again, city.delivery.version).unwrap();
    // One of them is refused for want of a connection, another not tried at all.
    city.step(Step { pick: 0, answer: 2, ..unanswered });
    city.delivery = city.delivery.cancel(city.now_ms).unwrap();
    let stopped = city.all().iter().filter_map(|row| row.stopped(city.now_ms)).collect::<Vec<_>>();
    for row in stopped {
        city.keep(row);
    }
    let counts = city.check();
    assert_eq!((counts.unknown, counts.cancelled, counts.waiting), (1_203, 0, 0));
    assert!(is_settled(&city.delivery, &city.all()), "nothing of an earlier round is open after a cancel");
}
