//! What a person has to hear of is heard, also where whoever wrote it died before telling.

use std::time::Duration;

use domain::delivery::{HoldReason, Status};
use testkit::delivery::builders::a_delivery;
use testkit::delivery::line::Script;
use usecases::delivery::start::Started;

use crate::bench::{Bench, a_stop};

#[tokio::test(start_paused = true)]
async fn a29_a_start_that_is_too_late_is_held_where_the_hold_is_told_again_and_told_each_minute() {
    let bench = Bench::with_followers(10);
    bench.advance(Duration::from_hours(2));
    bench.tick().await;
    let [(id, version)] = bench.city.take_starts()[..] else { panic!("the start decides") };
    assert_eq!(bench.start_message(id, version).await, Some(Started::Held(HoldReason::Overdue)));
    assert_eq!(bench.start_message(id, version).await, Some(Started::Held(HoldReason::Overdue)), "and again");
    assert_eq!(bench.report().await.held, 1);
    bench.advance(Duration::from_mins(1));
    assert_eq!(bench.report().await.held, 1, "as long as it stands");
    bench.advance(Duration::from_hours(24));
    assert_eq!(bench.report().await.held, 0, "for a day");
}

#[tokio::test(start_paused = true)]
async fn a30_a_pause_by_a_rule_is_told_each_minute_and_one_by_a_person_is_not() {
    for script in [Script::QuotaReached, Script::Unauthorized, Script::RefuseContent] {
        let bench = Bench::with_followers(40_000);
        bench.start().await;
        bench.line.will(&[script; 80]);
        bench.send(&bench.city.take_queued()).await;
        assert!(matches!(bench.stands().0.status, Status::Paused { .. }));
        assert_eq!(bench.report().await.paused, 1);
        bench.advance(Duration::from_mins(1));
        assert_eq!(bench.report().await.paused, 1);
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
async fn a09_a_delivery_whose_unknown_people_wait_for_a_decision_is_told_each_minute() {
    let bench = Bench::with_followers(400);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.line.will(&[Script::AcceptThenSilence; 9]);
    bench.send(&queued).await;
    bench.advance(Duration::from_hours(24));
    bench.run_on().await;
    assert!(bench.stands().0.decisions.awaited);
    assert_eq!(bench.report().await.unknown, 1);
    bench.advance(Duration::from_mins(1));
    assert_eq!(bench.report().await.unknown, 1);
}
