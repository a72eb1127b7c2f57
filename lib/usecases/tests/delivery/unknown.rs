//! A person decides about unknown batches: once, however often they ask and whoever dies; who is sent it again, and who not.

use std::time::Duration;

use domain::delivery::{Choice, Delivery, DeliveryId, Status, Undecidable};
use domain::draft::Person;
use domain::segment::Target;
use domain::user_id::UserId;
use testkit::delivery::builders::{a_delivery, delivery_id};
use testkit::delivery::line::Script;
use usecases::delivery::decide::{DecideError, Wish, decide};
use usecases::delivery::ports::{BatchRange, Deliveries, FrozenRecipients};
use usecases::delivery::start::Started;

use crate::bench::{Bench, now_ms};

fn wish(choice: Choice, version: u64, key: &str) -> Wish {
    let by = Person { id: "hanako".to_owned(), name: "川崎 花子".to_owned() };
    let (reason, key) = ("断水は必ず伝えたいため".to_owned(), key.to_owned());
    Wish { choice, by, reason, expected_version: version, key }
}

async fn ask(bench: &Bench, wish: Wish) -> Result<Delivery, DecideError> {
    decide(&bench.city, &bench.city, a_delivery().id, wish, now_ms()).await
}

/// 1,700 people in four batches; LINE took the first and did not say so for a day. Settled, with 500 unknown.
async fn half_told() -> Bench {
    let bench = Bench::with_followers(1_700);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[Script::AcceptThenSilence; 4]);
    bench.send(&queued[..1]).await;
    bench.line.will(&[]);
    bench.send(&queued[1..]).await;
    bench.advance(Duration::from_hours(23));
    bench.tick().await;
    bench.tick().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status.clone(), delivery.decisions.awaited), (Status::Sent, true));
    assert_eq!((counts.accepted, counts.unknown), (1_200, 500));
    bench
}

/// How many people got it once and how many twice.
fn got(bench: &Bench) -> (usize, usize) {
    let times = |wanted: u32| bench.line.ledger().into_values().filter(|got| *got == wanted).count();
    (times(1), times(2))
}

#[tokio::test(start_paused = true)]
async fn closing_sends_nothing_and_claims_nothing() {
    let bench = half_told().await;
    let (stands, requests) = (bench.stands().0, bench.line.requests());
    let closed = ask(&bench, wish(Choice::Close, stands.version, "k")).await.unwrap();
    assert_eq!(closed.decisions.taken[0].people, 500);
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert!(!delivery.decisions.awaited && delivery.status == Status::Sent);
    assert_eq!((counts.unknown, bench.line.requests()), (500, requests), "unknown stays unknown (I-3)");
}

#[tokio::test(start_paused = true)]
async fn sending_again_reaches_exactly_the_unknown_ones_and_settles() {
    let bench = half_told().await;
    let before = bench.line.requests();
    let again = ask(&bench, wish(Choice::SendAgain, bench.stands().0.version, "k")).await.unwrap();
    assert_eq!(again.status, Status::Sending);
    assert_eq!(bench.stands().1.unknown, 500, "nobody has moved yet");
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status, counts.accepted, counts.unknown), (Status::Sent, 1_700, 0));
    assert!(!delivery.decisions.awaited);
    assert_eq!((bench.line.requests() - before, got(&bench)), (1, (1_200, 500)));
}

#[tokio::test(start_paused = true)]
async fn killed_between_any_two_steps_of_a_round_nobody_gets_it_three_times_and_nobody_else_twice() {
    let mut crash_points = 0;
    for after_effect in [false, true] {
        for call in 1.. {
            let bench = half_told().await;
            let version = bench.stands().0.version;
            bench.city.death.strike_at(call, after_effect);
            let _ = ask(&bench, wish(Choice::SendAgain, version, "k")).await;
            bench.tick().await;
            bench.send(&bench.city.take_queued()).await;
            let calls = bench.city.death.disarm();
            // The page asks again with the same key and version, as it does when no answer came.
            ask(&bench, wish(Choice::SendAgain, version, "k")).await.unwrap();
            bench.run_on().await;
            let (delivery, counts) = bench.stands();
            assert_eq!((counts.accepted, counts.unknown), (1_700, 0), "call {call}: {counts:?}");
            assert_eq!(got(&bench), (1_200, 500), "call {call}, after its effect: {after_effect}");
            assert_eq!((delivery.status.clone(), delivery.round()), (Status::Sent, 1), "call {call}");
            if calls < call {
                break;
            }
            crash_points += 1;
        }
    }
    assert!(crash_points > 20, "only {crash_points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn of_two_decisions_one_is_taken_and_the_same_one_again_changes_nothing() {
    let bench = half_told().await;
    let version = bench.stands().0.version;
    let first = ask(&bench, wish(Choice::Close, version, "k")).await.unwrap();
    assert_eq!(ask(&bench, wish(Choice::Close, version, "k")).await.unwrap(), first);
    let other = ask(&bench, wish(Choice::SendAgain, version, "other")).await;
    assert!(matches!(other, Err(DecideError::Refused(Undecidable::Stale(_)))), "{other:?}");
    let late = ask(&bench, wish(Choice::SendAgain, first.version, "other")).await;
    assert!(matches!(late, Err(DecideError::Refused(Undecidable::Nothing))), "{late:?}");
    let reused = ask(&bench, wish(Choice::SendAgain, first.version, "k")).await;
    assert!(matches!(reused, Err(DecideError::KeyReused)), "{reused:?}");
    assert_eq!(bench.stands().0.decisions.taken.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_of_the_first_round_sends_nothing_before_and_nothing_twice_after_the_decision() {
    let bench = half_told().await;
    let all = [BatchRange { delivery: a_delivery().id, first: 0, last: 3 }];
    let before = bench.line.requests();
    bench.send(&all).await;
    assert_eq!(bench.line.requests(), before);
    ask(&bench, wish(Choice::SendAgain, bench.stands().0.version, "k")).await.unwrap();
    for _ in 0..3 {
        bench.send(&all).await;
    }
    bench.run_on().await;
    assert_eq!((bench.line.requests() - before, got(&bench)), (1, (1_200, 500)));
}

#[tokio::test(start_paused = true)]
async fn a_round_has_23_hours_of_its_own_and_ends_with_a_decision_again() {
    let bench = half_told().await;
    ask(&bench, wish(Choice::SendAgain, bench.stands().0.version, "k")).await.unwrap();
    bench.line.will(&vec![Script::Fail; 4_000]);
    for hours in 0..24 {
        let (delivery, counts) = bench.stands();
        assert_eq!((delivery.settled, counts.unknown), (false, 500), "after {hours} h");
        bench.tick().await;
        bench.send(&bench.city.take_queued()).await;
        bench.advance(Duration::from_hours(1));
    }
    bench.tick().await;
    bench.tick().await;
    let (delivery, counts) = bench.stands();
    assert!(delivery.settled && delivery.decisions.awaited, "a person decides again");
    assert_eq!((counts.unknown, counts.failed, got(&bench)), (500, 0, (1_700, 0)));
    bench.line.will(&[]);
    ask(&bench, wish(Choice::SendAgain, delivery.version, "second")).await.unwrap();
    bench.run_on().await;
    assert_eq!((bench.stands().1.accepted, got(&bench)), (1_700, (1_200, 500)));
}

#[tokio::test(start_paused = true)]
async fn what_line_refuses_in_a_later_round_stays_unknown_and_the_others_are_reached() {
    let bench = half_told().await;
    // One of the unknown ones has left meanwhile: their batch is halved down to them.
    let (id, part) = (a_delivery().id, bench.stands().0.kept_part(0));
    let (from, length) = domain::recipients::byte_range(0, 1);
    let first = FrozenRecipients::range(&bench.city, id, part, from, length).await.unwrap();
    let first = UserId::from_bytes(first.try_into().unwrap());
    bench.line.refuses(first.as_str());
    ask(&bench, wish(Choice::SendAgain, bench.stands().0.version, "k")).await.unwrap();
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((counts.accepted, counts.unknown, counts.failed), (1_699, 1, 0), "they got it the first time");
    assert!(delivery.settled && delivery.decisions.awaited);
}

#[tokio::test(start_paused = true)]
async fn i7_a_cancelled_delivery_is_never_sent_again_and_its_unknown_ones_can_be_closed() {
    let bench = Bench::with_followers(1_000);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[Script::AcceptThenSilence; 4]);
    bench.send(&queued[..1]).await;
    let cancelled = bench.stands().0.cancel(now_ms()).unwrap();
    Deliveries::replace(&bench.city, &cancelled).await.unwrap();
    bench.run_on().await;
    let (stands, requests) = (bench.stands().0, bench.line.requests());
    assert!(stands.decisions.awaited);
    let again = ask(&bench, wish(Choice::SendAgain, stands.version, "k")).await;
    assert!(matches!(again, Err(DecideError::Refused(Undecidable::Stopped))), "{again:?}");
    let closed = ask(&bench, wish(Choice::Close, stands.version, "l")).await.unwrap();
    assert!(matches!(closed.status, Status::Cancelled { .. }));
    bench.run_on().await;
    assert_eq!((bench.line.requests(), bench.stands().1.unknown), (requests, 500));
}

#[tokio::test(start_paused = true)]
async fn a_round_can_be_stopped_and_what_was_unknown_is_unknown_again() {
    let bench = half_told().await;
    let requests = bench.line.requests();
    ask(&bench, wish(Choice::SendAgain, bench.stands().0.version, "k")).await.unwrap();
    let cancelled = bench.stands().0.cancel(now_ms()).unwrap();
    Deliveries::replace(&bench.city, &cancelled).await.unwrap();
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert!(delivery.settled && delivery.decisions.awaited);
    assert_eq!((counts.unknown, counts.cancelled, bench.line.requests()), (500, 0, requests));
}

#[tokio::test(start_paused = true)]
async fn everyone_is_one_unknown_row_and_is_sent_again_as_one_broadcast() {
    let bench = Bench::with_followers(0);
    bench.city.insert(&Delivery { target: Target::Everyone, ..a_delivery() });
    bench.start().await;
    bench.line.will(&[Script::AcceptThenSilence; 4]);
    bench.send(&bench.city.take_queued()).await;
    bench.advance(Duration::from_hours(23));
    bench.tick().await;
    bench.tick().await;
    let stands = bench.stands().0;
    assert!(stands.decisions.awaited, "also where no friend was known");
    ask(&bench, wish(Choice::SendAgain, stands.version, "k")).await.unwrap();
    bench.run_on().await;
    assert_eq!((bench.stands().0.status, bench.line.reached()), (Status::Sent, (1, 2)));
}

#[tokio::test(start_paused = true)]
async fn a_correction_of_what_is_sent_again_waits_for_it_and_is_for_the_same_people_as_before() {
    let bench = half_told().await;
    let first = a_delivery().id;
    let correct = async |id: DeliveryId| {
        let status = Status::Scheduled { at_ms: now_ms(), not_later_than_ms: now_ms() };
        bench.city.insert(&Delivery { id, target: Target::RecipientsOf(first), status, ..a_delivery() });
        bench.start_message(id, a_delivery().version).await
    };
    let everybody = Some(Started::Planned { recipients: 1_700, batches: 4 });
    assert_eq!(correct(delivery_id(21)).await, everybody);
    bench.city.take_queued();
    ask(&bench, wish(Choice::SendAgain, bench.stands().0.version, "k")).await.unwrap();
    let early = correct(delivery_id(22)).await;
    assert!(
        matches!(early, Some(Started::Held(_))),
        "the wrong message could come after its correction: {early:?}"
    );
    bench.run_on().await;
    assert_eq!(correct(delivery_id(23)).await, everybody, "of those who have it twice as well");
}
