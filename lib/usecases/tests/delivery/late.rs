//! A day later: what certainly was not sent goes out only after a person said that it is still true (R-D4).

use std::time::Duration;

use domain::delivery::{PauseReason, Status};
use testkit::delivery::line::Script;

use crate::bench::Bench;

#[tokio::test(start_paused = true)]
async fn f08_a_day_without_a_connection_waits_for_a_person_and_then_loses_nobody_and_repeats_nothing_unanswered()
 {
    let bench = Bench::with_followers(1_000);
    bench.start().await;
    let queued = bench.city.take_queued();
    // One batch is accepted without an answer; then nothing connects for a day.
    bench.line.will(&[vec![Script::AcceptThenSilence], vec![Script::NotSent; 200]].concat());
    bench.send(&queued).await;
    bench.line.will(&[]);
    bench.advance(Duration::from_hours(24));
    // Nobody has said since that it is still true: also what lies in a queue sends nothing.
    let before = bench.line.requests();
    bench.send(&queued).await;
    assert_eq!(bench.report().await.paused, 1, "and somebody is called (A-30)");
    bench.advance(Duration::from_hours(24));
    bench.tick().await;
    bench.send(&bench.city.take_queued()).await;
    let (delivery, counts) = bench.stands();
    assert_eq!(delivery.status, Status::Paused { reason: PauseReason::TooLate });
    assert_eq!((bench.line.requests() - before, counts.waiting), (0, 500), "nobody is lost");
    bench.resume().await;
    // Two senders are handed the same batches at once.
    let ranges = usecases::delivery::start::ranges(delivery.id, 0, 2);
    futures::future::join(bench.send(&ranges), bench.send(&ranges)).await;
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert!(delivery.settled);
    assert_eq!(bench.line.reached(), (1_000, 1));
    assert_eq!((counts.accepted, counts.unknown, counts.failed), (500, 500, 0));
}

#[tokio::test(start_paused = true)]
async fn f08_what_nobody_took_from_the_queue_for_a_day_waits_for_a_person() {
    let bench = Bench::with_followers(1_700);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.send(&queued[..1]).await;
    bench.advance(Duration::from_hours(23));
    bench.send(&queued).await;
    assert_eq!(bench.line.reached(), (500, 1), "no batch has its first attempt so late");
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status, counts.waiting), (Status::Paused { reason: PauseReason::TooLate }, 1_200));
    bench.resume().await;
    bench.run_on().await;
    assert_eq!((bench.stands().0.status, bench.line.reached()), (Status::Sent, (1_700, 1)));
}
