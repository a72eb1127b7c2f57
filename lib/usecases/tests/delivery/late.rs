//! A day later: what certainly was not sent goes out only after a person said that it is still true (R-D4).

use std::time::Duration;

use domain::delivery::{Delivery, PauseReason, Status};
use testkit::delivery::builders::a_delivery;
use testkit::delivery::line::Script;

use crate::bench::{Bench, now_ms};

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

/// A reservation of which nothing may go out five minutes after its start.
fn reserved() -> Delivery {
    Delivery { last_moment_ms: Some(now_ms() + 300_000), ..a_delivery() }
}

#[tokio::test(start_paused = true)]
async fn what_line_did_not_take_by_the_last_moment_of_a_reservation_waits_for_a_person() {
    let bench = Bench::with_followers(1_700);
    bench.city.insert(&reserved());
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.send(&queued[..1]).await;
    bench.line.will(&vec![Script::RateLimited; 400]);
    bench.send(&queued[1..]).await;
    bench.line.will(&[]);
    bench.advance(Duration::from_mins(5) + Duration::from_millis(1));
    // LINE would take it now; the queue brings it again, and twice.
    for _ in 0..2 {
        bench.send(&queued).await;
    }
    assert_eq!(bench.line.reached(), (500, 1), "not one more after its last moment");
    assert_eq!(bench.report().await.paused, 1, "and somebody is called (A-30)");
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    let reason = PauseReason::PastLastMoment;
    assert_eq!((delivery.status, counts.waiting), (Status::Paused { reason }, 1_200));
    bench.resume().await;
    bench.run_on().await;
    assert_eq!((bench.stands().0.status, bench.line.reached()), (Status::Sent, (1_700, 1)));
}

#[tokio::test(start_paused = true)]
async fn what_line_answered_in_the_dark_is_not_asked_again_past_the_last_moment_before_a_person_says_so() {
    for dark in [Script::Fail, Script::AcceptThenSilence, Script::AcceptThenFail] {
        let bench = Bench::with_followers(500);
        bench.city.insert(&reserved());
        bench.start().await;
        bench.line.will(&[dark; 4]);
        bench.send(&bench.city.take_queued()).await;
        bench.line.will(&[]);
        let asked = bench.line.requests();
        bench.advance(Duration::from_mins(6));
        bench.send(&usecases::delivery::start::ranges(a_delivery().id, 0, 1)).await;
        bench.run_on().await;
        let reason = PauseReason::PastLastMoment;
        assert_eq!((bench.line.requests(), bench.stands().0.status), (asked, Status::Paused { reason }));
        bench.resume().await;
        bench.run_on().await;
        assert_eq!((bench.stands().0.status, bench.line.reached()), (Status::Sent, (500, 1)), "{dark:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_starts_at_once_goes_on_for_as_long_as_line_takes() {
    let bench = Bench::with_followers(1_000);
    bench.start().await;
    bench.line.will(&[Script::NotSent; 12]);
    bench.send(&bench.city.take_queued()).await;
    bench.line.will(&[]);
    bench.advance(Duration::from_hours(2));
    bench.run_on().await;
    assert_eq!((bench.stands().0.status, bench.line.reached()), (Status::Sent, (1_000, 1)));
}

#[tokio::test(start_paused = true)]
async fn what_was_stopped_while_the_last_of_it_was_under_way_ends_and_asks_nobody() {
    let bench = Bench::with_followers(1_000);
    bench.start().await;
    bench.send(&bench.city.take_queued()).await;
    // As if the answers had come behind the stop: everybody has it, and the delivery says that it stands still.
    let (delivery, _) = bench.stands();
    let reason = PauseReason::StoppedByStaff;
    let status = Status::Paused { reason };
    bench.city.insert(&Delivery { status, settled: false, ended_at_ms: None, ..delivery });
    let report = bench.report().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status, delivery.settled, counts.accepted), (Status::Sent, true, 1_000));
    assert_eq!(report.paused, 0);
}
