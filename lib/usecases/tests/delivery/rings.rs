//! What a person has to hear of is heard, also where whoever wrote it died before telling.

use std::time::Duration;

use domain::delivery::{Choice, Decision, Delivery, HoldReason, Status};
use testkit::delivery::builders::{a_decision, a_delivery, delivery_id};
use testkit::delivery::line::Script;
use usecases::delivery::start::Started;

use crate::bench::{Bench, a_stop, now_ms};

#[tokio::test(start_paused = true)]
async fn a29_a_start_that_is_too_late_is_held_where_the_hold_is_told_again_and_told_for_ten_minutes() {
    let bench = Bench::with_followers(10);
    bench.advance(Duration::from_hours(2));
    bench.tick().await;
    let [(id, version)] = bench.city.take_starts()[..] else { panic!("the start decides") };
    assert_eq!(bench.start_message(id, version).await, Some(Started::Held(HoldReason::Overdue)));
    assert_eq!(bench.start_message(id, version).await, Some(Started::Held(HoldReason::Overdue)), "and again");
    assert_eq!(bench.report().await.held, 1);
    bench.advance(Duration::from_mins(1));
    assert_eq!(bench.report().await.held, 1, "whoever held it may have died before telling");
    bench.advance(Duration::from_mins(9));
    assert_eq!(bench.report().await.held, 1);
    bench.advance(Duration::from_mins(1));
    assert_eq!(bench.report().await.held, 0, "an alarm that never falls silent cannot ring for the next one");
    let urgent = Delivery { id: delivery_id(2), ..a_delivery() }.held(HoldReason::Overdue, now_ms());
    bench.city.insert(&urgent);
    assert_eq!(bench.report().await.held, 1, "a second one rings anew");
}

#[tokio::test(start_paused = true)]
async fn a30_a_pause_by_a_rule_is_told_for_ten_minutes_and_one_by_a_person_is_not() {
    for script in [Script::QuotaReached, Script::Unauthorized, Script::RefuseContent] {
        let bench = Bench::with_followers(40_000);
        bench.start().await;
        bench.line.will(&[script; 80]);
        bench.send(&bench.city.take_queued()).await;
        assert!(matches!(bench.stands().0.status, Status::Paused { .. }));
        assert_eq!(bench.report().await.paused, 1);
        bench.advance(Duration::from_mins(9));
        assert_eq!(bench.report().await.paused, 1);
        bench.advance(Duration::from_mins(1));
        assert_eq!(bench.report().await.paused, 0);
    }
    let bench = Bench::with_followers(40_000);
    bench.start().await;
    usecases::delivery::admin::stop(&bench.city, a_delivery().id, a_stop()).await.unwrap();
    assert_eq!(bench.report().await.paused, 0);
}

#[tokio::test(start_paused = true)]
async fn a10_a_delivery_that_ended_with_more_than_a_twentieth_refused_is_told() {
    for (refused, told) in [(1, 1), (0, 0)] {
        let bench = Bench::with_followers(5_000);
        bench.start().await;
        bench.line.will(&vec![Script::RefuseContent; refused]);
        bench.run_on().await;
        let (delivery, counts) = bench.stands();
        assert_eq!((delivery.status, counts.failed), (Status::Sent, 500 * refused as u64));
        assert_eq!(bench.report().await.left_many_out, told);
        bench.advance(Duration::from_mins(11));
        assert_eq!(bench.report().await.left_many_out, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a09_a_delivery_whose_unknown_people_wait_for_a_decision_is_told_for_ten_minutes() {
    let bench = Bench::with_followers(400);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[Script::AcceptThenSilence; 9]);
    bench.send(&queued).await;
    bench.advance(Duration::from_hours(24));
    bench.run_on().await;
    assert!(bench.stands().0.decisions.awaited);
    assert_eq!(bench.report().await.undecided, 1);
    bench.advance(Duration::from_mins(11));
    assert_eq!(bench.report().await.undecided, 0);
}

#[tokio::test(start_paused = true)]
async fn a10_is_told_of_an_end_and_not_of_what_somebody_decides_about_it_later() {
    let bench = Bench::with_followers(1_000);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[vec![Script::AcceptThenSilence; 4], vec![Script::RefuseContent]].concat());
    bench.send(&queued[..1]).await;
    bench.send(&queued[1..]).await;
    bench.advance(Duration::from_hours(23));
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((counts.unknown, counts.failed), (500, 500));
    assert_eq!(bench.report().await.left_many_out, 1);
    bench.advance(Duration::from_hours(48));
    let decision = Decision { at_ms: now_ms(), ..a_decision(Choice::Close) };
    bench.city.insert(&delivery.decide(decision, delivery.version).unwrap());
    assert_eq!(bench.report().await.left_many_out, 0);
}

#[tokio::test(start_paused = true)]
async fn a31_a_delivery_that_cannot_be_read_hides_no_other_and_is_counted() {
    let bench = Bench::with_followers(10);
    for (number, status) in [(2, HoldReason::Overdue), (3, HoldReason::Overdue)] {
        let one = Delivery { id: delivery_id(number), ..a_delivery() };
        bench.city.insert(&one.held(status, now_ms()));
    }
    bench.city.cannot_read(delivery_id(2));
    let report = bench.report().await;
    assert_eq!((report.held, report.errors), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a31_a_list_that_does_not_answer_hides_nothing_that_was_found_in_that_minute() {
    let bench = Bench::with_followers(40_000);
    bench.start().await;
    bench.line.will(&[Script::QuotaReached; 80]);
    bench.send(&bench.city.take_queued()).await;
    bench.city.cannot_list_what_rests();
    let report = bench.report().await;
    assert_eq!((report.paused, report.errors, report.looked_at), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a06_a_claim_that_comes_to_nothing_is_no_progress() {
    let bench = Bench::with_followers(2_000);
    bench.start().await;
    bench.line.will(&vec![Script::RateLimited; 2_000]);
    let mut stuck = 0;
    for _ in 0..12 {
        bench.send(&bench.city.take_queued()).await;
        bench.advance(Duration::from_mins(1));
        stuck += bench.report().await.stuck;
    }
    assert!(stuck >= 7, "told in {stuck} of 12 minutes in which LINE took nothing");
}
