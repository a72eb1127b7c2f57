//! The delivery protocol over fakes: every crash between two steps, every answer of LINE, cancel, window, pace.

mod bench;
mod confirmed;
mod corrections;
mod late;
mod resume;
mod rings;
mod unknown;

use std::time::Duration;

use domain::batch::BatchState;
use domain::delivery::{Delivery, HoldReason, PauseReason, Status};
use domain::segment::Target;
use testkit::delivery::builders::a_delivery;
use testkit::delivery::line::Script;
use tokio::time::Instant;
use usecases::delivery::start::Started;

use bench::{Bench, now_ms};

#[tokio::test(start_paused = true)]
async fn a_delivery_reaches_every_follower_once() {
    let bench = Bench::with_followers(2_345);
    assert_eq!(bench.start().await, Some(Started::Planned { recipients: 2_345, batches: 5 }));
    let queued = bench.city.take_queued();
    assert_eq!(queued[0].last, 0, "the first batch travels alone");
    assert_eq!(bench.send(&queued).await, vec![false; queued.len()]);
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status, counts.accepted), (Status::Sent, 2_345));
    assert_eq!(bench.line.reached(), (2_345, 1));
    assert_eq!(bench.line.requests(), 5);
}

#[tokio::test(start_paused = true)]
async fn f01_killed_between_any_two_steps_nobody_is_lost_and_nobody_gets_it_twice() {
    let mut crash_points = 0;
    for after_effect in [false, true] {
        for call in 1.. {
            let bench = Bench::with_followers(1_700);
            bench.city.death.strike_at(call, after_effect);
            bench.start().await;
            bench.send(&bench.city.take_queued()).await;
            let calls = bench.city.death.disarm();
            bench.run_on().await;
            let (delivery, counts) = bench.stands();
            assert_eq!(bench.line.reached(), (1_700, 1), "call {call}, after its effect: {after_effect}");
            assert_eq!((counts.accepted, counts.unknown), (1_700, 0), "call {call}: {counts:?}");
            assert_eq!(delivery.status, Status::Sent, "I-6, call {call}");
            if calls < call {
                break;
            }
            crash_points += 1;
        }
    }
    assert!(crash_points > 120, "only {crash_points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn f02_a_message_that_comes_again_sends_nothing_again() {
    let bench = Bench::with_followers(1_100);
    bench.start().await;
    let queued = bench.city.take_queued();
    for _ in 0..4 {
        bench.send(&queued).await;
    }
    assert_eq!(bench.line.requests(), 3);
    assert_eq!(bench.start().await, Some(Started::NothingToDo));
    assert_eq!(bench.line.reached(), (1_100, 1));
}

#[tokio::test(start_paused = true)]
async fn f03_f04_an_answer_that_is_lost_after_accepting_is_asked_with_the_same_key() {
    for script in [Script::AcceptThenFail, Script::AcceptThenSilence, Script::Fail] {
        let bench = Bench::with_followers(900);
        bench.start().await;
        bench.line.will(&[script; 5]);
        bench.send(&bench.city.take_queued()).await;
        bench.run_on().await;
        assert_eq!(bench.line.reached(), (900, 1), "{script:?}");
        assert_eq!(bench.stands().1.accepted, 900, "{script:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn f05_after_a_storm_of_429_everybody_is_reached_once() {
    let bench = Bench::with_followers(3_000);
    bench.start().await;
    bench.line.will(&[Script::RateLimited; 60]);
    bench.send(&bench.city.take_queued()).await;
    bench.run_on().await;
    assert_eq!(bench.line.reached(), (3_000, 1));
    assert_eq!(bench.stands().0.status, Status::Sent);
}

#[tokio::test(start_paused = true)]
async fn r_d6_a_429_with_retry_after_keeps_the_whole_sender_still_for_that_long() {
    let bench = Bench::with_followers(3_000);
    bench.start().await;
    bench.line.will(&[Script::RateLimitedFor(9)]);
    let begin = Instant::now();
    bench.send(&bench.city.take_queued()).await;
    let nine = Duration::from_secs(9);
    assert!(begin.elapsed() >= nine, "{:?}", begin.elapsed());
    assert!(begin.elapsed() <= nine * 5 / 4 + Duration::from_secs(1), "{:?}", begin.elapsed());
    assert_eq!(bench.line.reached(), (3_000, 1));
}

#[tokio::test(start_paused = true)]
async fn r_d6_a_retry_after_past_the_invocation_holds_nothing_and_loses_nobody() {
    let bench = Bench::with_followers(3_000);
    bench.start().await;
    bench.line.will(&[Script::RateLimitedFor(120)]);
    bench.send(&bench.city.take_queued()).await;
    let (_, counts) = bench.stands();
    assert_eq!((counts.in_flight, counts.unknown), (0, 0), "no lease is left behind");
    bench.run_on().await;
    assert_eq!(bench.line.reached(), (3_000, 1));
}

#[tokio::test(start_paused = true)]
async fn f06_quota_and_a_refused_token_pause_at_once_and_resume_sends_exactly_the_rest() {
    for (script, reason) in
        [(Script::QuotaReached, PauseReason::QuotaReached), (Script::Unauthorized, PauseReason::Unauthorized)]
    {
        // At once, after the longest weekend, in the next month.
        for hours in [0, 24, 40 * 24] {
            let bench = Bench::with_followers(40_000);
            bench.start().await;
            bench.line.will(&[vec![Script::Accept; 3], vec![script; 70]].concat());
            bench.send(&bench.city.take_queued()).await;
            let (delivery, counts) = bench.stands();
            assert_eq!(delivery.status, Status::Paused { reason });
            assert_eq!((counts.accepted, counts.waiting), (1_500, 38_500));
            assert!(
                bench.line.requests() <= 3 + 64,
                "calls after the first refusal stay below the calls in flight"
            );
            bench.line.will(&[]);
            bench.advance(Duration::from_hours(hours));
            bench.tick().await;
            assert_eq!(bench.resume().await.status, Status::Sending);
            bench.run_on().await;
            assert_eq!(bench.line.reached(), (40_000, 1), "resumed after {hours} h");
            let (delivery, counts) = bench.stands();
            assert_eq!((delivery.status, counts.accepted, counts.failed), (Status::Sent, 40_000, 0));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_died_before_a_pause_leaves_no_batch_in_flight_for_ever() {
    let bench = Bench::with_followers(1_000);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.city.death.strike_at(6, true);
    bench.send(&queued[..1]).await;
    bench.city.death.disarm();
    let (delivery, counts) = bench.stands();
    assert_eq!(counts.in_flight, 500, "the sender died with its lease");
    let paused = delivery.pause(PauseReason::QuotaReached, now_ms()).unwrap();
    usecases::delivery::ports::Deliveries::replace(&bench.city, &paused).await.unwrap();
    bench.advance(Duration::from_mins(1));
    bench.tick().await;
    let (_, counts) = bench.stands();
    assert_eq!((counts.in_flight, counts.unknown), (0, 500));
    bench.resume().await;
    bench.run_on().await;
    assert_eq!(bench.line.reached(), (1_000, 1));
}

#[tokio::test(start_paused = true)]
async fn f07_a_refused_recipient_fails_alone_within_twenty_calls() {
    let bench = Bench::with_followers(500);
    bench.line.refuses("U000000000000000000000000000000fa");
    bench.start().await;
    bench.send(&bench.city.take_queued()).await;
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((counts.accepted, counts.failed), (499, 1));
    assert_eq!(bench.line.reached(), (499, 1));
    assert!(bench.line.requests() <= 20, "{} calls", bench.line.requests());
    assert_eq!(delivery.status, Status::Sent);
}

#[tokio::test(start_paused = true)]
async fn f08_a_key_is_never_used_after_23_hours_and_the_batch_stays_unknown() {
    for (hours, requests) in [(22, 2), (23, 1), (25, 1)] {
        let bench = Bench::with_followers(400);
        bench.start().await;
        let queued = bench.city.take_queued();
        // The sender dies after LINE accepted: calls are counted from the first read.
        bench.line.will(&[Script::AcceptThenSilence]);
        bench.city.death.strike_at(9, false);
        bench.send(&queued).await;
        bench.city.death.disarm();
        let before = bench.line.requests();
        bench.advance(Duration::from_secs(hours * 3_600));
        bench.send(&queued).await;
        bench.tick().await;
        bench.send(&bench.city.take_queued()).await;
        let (_, counts) = bench.stands();
        assert_eq!(bench.line.reached(), (400, 1), "after {hours} h");
        assert_eq!(bench.line.requests() - before, requests - 1, "after {hours} h");
        assert_eq!(counts.unknown > 0, hours >= 23, "after {hours} h: {counts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn f10_a_cancel_stops_what_is_not_out_and_an_unanswered_batch_is_not_asked_again() {
    let bench = Bench::with_followers(5_000);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[Script::AcceptThenSilence; 4]);
    bench.send(&queued[..1]).await;
    let requests = bench.line.requests();
    let (delivery, _) = bench.stands();
    let mut cancelled = delivery.cancel(now_ms()).unwrap();
    cancelled.version = delivery.version + 1;
    usecases::delivery::ports::Deliveries::replace(&bench.city, &cancelled).await.unwrap();
    bench.send(&queued).await;
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert!(delivery.settled && matches!(delivery.status, Status::Cancelled { .. }));
    assert_eq!(bench.line.requests(), requests, "nothing is sent after the cancel");
    assert_eq!((counts.unknown, counts.cancelled), (500, 4_500));
}

#[tokio::test(start_paused = true)]
async fn everyone_is_one_broadcast_with_its_own_row() {
    let bench = Bench::with_followers(1_234);
    let mut delivery = a_delivery();
    delivery.target = Target::Everyone;
    bench.city.insert(&delivery);
    bench.start().await;
    bench.line.will(&[Script::AcceptThenFail]);
    bench.send(&bench.city.take_queued()).await;
    bench.run_on().await;
    let (_, counts) = bench.stands();
    assert_eq!((counts.planned, counts.accepted), (1_234, 1_234));
    assert_eq!(bench.line.reached(), (1, 1), "one broadcast was accepted once");
}

#[tokio::test(start_paused = true)]
async fn an_emergency_goes_before_the_normal_batches_that_wait() {
    let bench = Bench::with_followers(20_000);
    bench.start().await;
    let mut urgent = a_delivery();
    urgent.id = testkit::delivery::builders::delivery_id(2);
    urgent.priority = domain::delivery::Priority::Emergency;
    bench.city.insert(&urgent);
    let normal = bench.city.take_queued();
    bench.start_message(urgent.id, urgent.version).await;
    bench.city.take_queued();
    // The urgent batches are found on the emergency queue while normal ones are under way.
    bench.send(&normal[..2]).await;
    let (_, rows) = bench.city.stands(urgent.id);
    assert_eq!(rows.len(), 40);
    assert!(rows.iter().all(|row| matches!(row.state, BatchState::Accepted { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_segment_that_no_longer_fits_the_items_is_held_and_never_becomes_everyone() {
    let bench = Bench::with_followers(100);
    let mut delivery = a_delivery();
    delivery.target =
        serde_json::from_str(r#"{"kind":"segment","condition":{"item":"gone","any_of":["x"]}}"#).unwrap();
    bench.city.insert(&delivery);
    assert!(matches!(bench.start().await, Some(Started::Held(_))));
    assert_eq!(bench.city.take_queued(), []);
    assert_eq!(bench.line.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn i9_a_delivery_that_is_scheduled_again_freezes_its_recipients_anew() {
    let bench = Bench::with_followers(700);
    // The planner dies after the first part was frozen and before the plan knows of it; then its time is over.
    let calls_of_a_whole_plan = {
        bench.start().await;
        bench.city.take_queued();
        bench.city.death.disarm()
    };
    let mut frozen_early = false;
    for call in 1..=calls_of_a_whole_plan {
        let bench = Bench::with_followers(700);
        bench.city.death.strike_at(call, true);
        bench.start().await;
        bench.city.death.disarm();
        let (delivery, _) = bench.stands();
        if delivery.status != Status::Dispatching || delivery.plan.batches() > 0 {
            continue;
        }
        frozen_early = true;
        let held = delivery.held(HoldReason::Overdue, now_ms());
        usecases::delivery::ports::Deliveries::replace(&bench.city, &held).await.unwrap();
        let _ = bench.city.clone().with_followers(1_300);
        let again = held.start_now(held.version, now_ms()).unwrap();
        usecases::delivery::ports::Deliveries::replace(&bench.city, &again).await.unwrap();
        bench.start_message(again.id, again.version).await;
        bench.run_on().await;
        assert_eq!(bench.line.reached(), (1_300, 1), "call {call}");
    }
    assert!(frozen_early, "the planner never died between its first part and its plan");
}

#[tokio::test(start_paused = true)]
async fn a_start_whose_message_was_lost_is_made_up_for_and_a_stale_one_is_held() {
    let bench = Bench::with_followers(10);
    bench.advance(Duration::from_secs(130));
    bench.tick().await;
    assert_eq!(bench.city.take_starts(), [(a_delivery().id, a_delivery().version)]);
    bench.advance(Duration::from_mins(30));
    bench.run_on().await;
    assert!(matches!(bench.stands().0.status, Status::Held { .. }));
    assert_eq!(bench.line.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_broadcast_is_never_halved_because_each_half_would_be_the_whole() {
    let bench = Bench::with_followers(1_234);
    bench.city.insert(&Delivery { target: Target::Everyone, ..a_delivery() });
    bench.start().await;
    bench.line.will(&[Script::RefuseRecipients]);
    bench.send(&bench.city.take_queued()).await;
    bench.run_on().await;
    assert_eq!((bench.line.requests(), bench.line.reached().0), (1, 0));
    assert_eq!(bench.stands().1.failed, 1_234);
}

#[tokio::test(start_paused = true)]
async fn a_broadcast_goes_out_even_if_no_friend_is_known() {
    let bench = Bench::with_followers(0);
    bench.city.insert(&Delivery { target: Target::Everyone, ..a_delivery() });
    bench.start().await;
    bench.tick().await;
    assert_eq!(bench.stands().0.status, Status::Sending, "nothing has been sent");
    bench.run_on().await;
    assert_eq!(bench.line.reached(), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn r_d8_a_delivery_paused_for_failures_goes_on_when_a_person_says_so() {
    let bench = Bench::with_followers(40_000);
    bench.start().await;
    bench.line.will(&[Script::RefuseContent; 5]);
    bench.send(&bench.city.take_queued()).await;
    let (delivery, counts) = bench.stands();
    assert_eq!(delivery.status, Status::Paused { reason: PauseReason::TooManyFailures });
    assert!(counts.waiting > 0);
    bench.line.will(&[]);
    bench.advance(Duration::from_secs(1));
    bench.resume().await;
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status, counts.failed), (Status::Sent, 1_500), "three in a row pause it");
}
