//! A stopped delivery goes on when somebody says so, and a begun one although nobody was told, without waiting for a tick.

use testkit::delivery::builders::a_delivery;
use usecases::delivery::start::{StartContext, Started};

use crate::bench::{Bench, Stuttering, a_stop, now_ms};

#[tokio::test(start_paused = true)]
async fn a_resumed_delivery_goes_on_at_once_and_not_with_the_next_tick() {
    let bench = Bench::with_followers(2_000);
    bench.start().await;
    let queued = bench.city.take_queued();
    bench.send(&queued[..1]).await;
    let (delivery, _) = bench.stands();
    let stopped = usecases::delivery::admin::stop(&bench.city, delivery.id, a_stop()).await.unwrap();
    assert_eq!(stopped.stopped, Some(a_stop()), "whoever lets it go on reads why it was stopped");
    bench.send(&queued[1..]).await;
    assert_eq!(bench.line.reached(), (500, 1), "nothing leaves while it stands");
    assert!(bench.city.take_queued().is_empty());
    let (city, version) = (&bench.city, stopped.version);
    usecases::delivery::admin::resume(city, city, delivery.id, version, now_ms()).await.unwrap();
    for (id, asked) in city.take_starts() {
        bench.start_message(id, asked).await;
    }
    bench.send(&bench.city.take_queued()).await;
    assert_eq!(bench.line.reached(), (2_000, 1));
}

#[tokio::test(start_paused = true)]
async fn a_door_whose_answer_is_lost_stands_open_for_whoever_opened_it() {
    let bench = Bench::with_followers(700);
    let city = Stuttering(&bench.city);
    let context = StartContext {
        deliveries: &city,
        ledger: &bench.city,
        audience: &bench.city,
        recipients: &bench.city,
        queue: &bench.city,
        now_ms,
    };
    let delivery = a_delivery();
    let started = context.start_delivery(delivery.id, delivery.version).await.unwrap();
    assert_eq!(
        started,
        Started::Planned { recipients: 700, batches: 2 },
        "and not after a minute, by the tick"
    );
}
