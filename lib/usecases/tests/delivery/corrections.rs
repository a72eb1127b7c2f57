//! A correction reaches exactly those whom another delivery was sent to, whatever dies on the way.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::delivery::{Delivery, DeliveryId, HoldReason, Status};
use domain::segment::Target;
use domain::user_id::UserId;
use testkit::delivery::builders::{a_delivery, delivery_id};
use testkit::delivery::line::Script;
use usecases::delivery::ports::Deliveries as _;
use usecases::delivery::start::Started;

use crate::bench::{Bench, now_ms};

/// A correction of [`a_delivery`], due now.
fn a_correction() -> Delivery {
    let (target, now) = (Target::RecipientsOf(a_delivery().id), now_ms());
    let status = Status::Scheduled { at_ms: now, not_later_than_ms: now + 1_800_000 };
    Delivery { id: delivery_id(7), target, status, ..a_delivery() }
}

async fn cancel(bench: &Bench) {
    let cancelled = bench.stands().0.cancel(now_ms()).unwrap();
    bench.city.replace(&cancelled).await.unwrap();
    bench.run_on().await;
}

/// Some batches are out, one of them without an answer, one refused recipient is known, the rest is stopped.
async fn half_a_delivery() -> (Bench, BTreeSet<String>) {
    let bench = Bench::with_followers(9_000);
    let refused = (1..9_000_u128).map(|number| UserId::from_bytes(number.to_be_bytes()));
    let refused = refused.into_iter().find(|user| user.shard().as_u8() == 9).unwrap();
    bench.line.refuses(refused.as_str());
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[Script::AcceptThenSilence; 4]);
    bench.send(&queued[..1]).await;
    bench.send(&queued[1..2]).await;
    cancel(&bench).await;
    let (delivery, counts) = bench.stands();
    assert!(delivery.settled && counts.cancelled > 0, "{counts:?}");
    assert_eq!((counts.unknown, counts.failed, counts.accepted), (500, 1, 4_999));
    let got = bench.line.ledger();
    assert!(got.values().all(|times| *times == 1));
    (bench, got.into_keys().collect())
}

fn got_twice(bench: &Bench) -> BTreeSet<String> {
    assert!(bench.line.ledger().values().all(|times| *times <= 2), "nobody gets a correction twice");
    bench.line.ledger().into_iter().filter(|(_, times)| *times == 2).map(|(user, _)| user).collect()
}

#[tokio::test(start_paused = true)]
async fn it_goes_to_exactly_those_who_were_attempted() {
    let (bench, got) = half_a_delivery().await;
    let everybody = bench.line.ledger().len();
    bench.city.insert(&a_correction());
    bench.start_message(a_correction().id, 2).await;
    bench.run_on_with(a_correction().id).await;
    let (correction, counts) = bench.stands_with(a_correction().id);
    assert_eq!((correction.status, counts.accepted), (Status::Sent, got.len() as u64));
    assert!(got_twice(&bench) == got, "exactly they");
    assert_eq!(bench.line.ledger().len(), everybody, "nobody else");
}

#[tokio::test(start_paused = true)]
async fn f01_killed_between_any_two_steps_of_a_correction_everybody_gets_it_exactly_once() {
    let mut crash_points = 0;
    for after_effect in [false, true] {
        for call in 1.. {
            let (bench, got) = half_a_delivery().await;
            let correction = a_correction();
            bench.city.insert(&correction);
            bench.city.death.strike_at(call, after_effect);
            bench.start_message(correction.id, correction.version).await;
            bench.send(&bench.city.take_queued()).await;
            let calls = bench.city.death.disarm();
            bench.run_on_with(correction.id).await;
            let (stands, counts) = bench.stands_with(correction.id);
            assert!(got_twice(&bench) == got, "call {call}, after its effect: {after_effect}");
            assert_eq!((stands.status, counts.unknown), (Status::Sent, 0), "call {call}: {counts:?}");
            if calls < call {
                break;
            }
            crash_points += 1;
        }
    }
    assert!(crash_points > 40, "only {crash_points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn a_correction_of_a_correction_goes_to_the_same_people() {
    let (bench, got) = half_a_delivery().await;
    let first = a_correction();
    let second = Delivery { id: delivery_id(8), target: Target::RecipientsOf(first.id), ..a_correction() };
    for correction in [&first, &second] {
        bench.city.insert(correction);
        bench.start_message(correction.id, correction.version).await;
        bench.run_on_with(correction.id).await;
    }
    let thrice: BTreeSet<String> =
        bench.line.ledger().into_iter().filter(|one| one.1 == 3).map(|one| one.0).collect();
    assert!(thrice == got, "exactly they");
}

#[tokio::test(start_paused = true)]
async fn of_a_broadcast_it_is_a_broadcast() {
    let bench = Bench::with_followers(1_234);
    bench.city.insert(&Delivery { target: Target::Everyone, ..a_delivery() });
    bench.start().await;
    bench.run_on().await;
    bench.city.insert(&a_correction());
    let planned = Some(Started::Planned { recipients: 1_234, batches: 1 });
    assert_eq!(bench.start_message(a_correction().id, 2).await, planned);
    bench.run_on_with(a_correction().id).await;
    assert_eq!(bench.line.ledger().into_iter().collect::<Vec<_>>(), [("everyone".to_owned(), 2)]);
}

async fn why_held(bench: &Bench, id: DeliveryId) -> String {
    match bench.start_message(id, 2).await {
        Some(Started::Held(HoldReason::Uncorrectable(why))) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_held_with_a_reason_where_it_cannot_be_made() {
    let bench = Bench::with_followers(3_000);
    let correction = a_correction();
    bench.city.insert(&correction);
    assert!(why_held(&bench, correction.id).await.contains("だれにも送っていません"));
    bench.start().await;
    bench.city.insert(&correction);
    assert!(why_held(&bench, correction.id).await.contains("終わっていません"), "it is still going out");
    bench.run_on().await;
    bench.advance(Duration::from_hours(400 * 24));
    bench.city.insert(&a_correction());
    assert!(why_held(&bench, correction.id).await.contains("保存期間"));
    let of_nothing = Delivery { target: Target::RecipientsOf(delivery_id(99)), ..a_correction() };
    bench.city.insert(&of_nothing);
    assert!(why_held(&bench, correction.id).await.contains("見つかりません"));
    assert_eq!(bench.line.reached(), (3_000, 1));
}
