//! What was confirmed a while ago is counted again before it goes (R-D1).

use std::time::Duration;

use domain::delivery::{Confirmed, Delivery, HoldReason, Priority, Status};
use domain::segment::Target;
use testkit::delivery::builders::a_delivery;
use usecases::delivery::start::Started;

use crate::bench::{Bench, now_ms};

/// A delivery that was confirmed for so many people, a day before its time.
fn confirmed_yesterday(people: u64) -> Delivery {
    let at_ms = now_ms() - 24 * 3_600_000;
    Delivery { confirmed: Some(Confirmed { people, at_ms, untyped_below: None }), ..a_delivery() }
}

#[tokio::test(start_paused = true)]
async fn r_d1_a_reservation_that_would_reach_far_more_people_than_were_confirmed_is_held() {
    let bench = Bench::with_followers(1_200);
    bench.city.insert(&confirmed_yesterday(1_000));
    let reason = HoldReason::CountMoved { confirmed: 1_000, found: 1_200 };
    assert_eq!(bench.start().await, Some(Started::Held(reason.clone())));
    let told_again = bench.start().await;
    assert_eq!(
        told_again,
        Some(Started::Held(reason.clone())),
        "the first one may have died before it told anybody"
    );
    bench.run_on().await;
    let (delivery, counts) = bench.stands();
    assert_eq!((delivery.status, counts.planned), (Status::Held { reason }, 0));
    assert_eq!(bench.line.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn r_d1_everyone_is_counted_again_as_well() {
    for (confirmed, held) in [(1_000, true), (1_150, false)] {
        let bench = Bench::with_followers(1_200);
        bench.city.insert(&Delivery { target: Target::Everyone, ..confirmed_yesterday(confirmed) });
        let reason = HoldReason::CountMoved { confirmed, found: 1_200 };
        let started = bench.start().await;
        assert_eq!(started == Some(Started::Held(reason)), held, "{started:?}");
        bench.run_on().await;
        assert_eq!(bench.line.requests(), u64::from(!held));
    }
}

#[tokio::test(start_paused = true)]
async fn r_d1_a_reservation_about_which_little_changed_goes_out_even_if_the_start_dies() {
    for call in 1..20 {
        let bench = Bench::with_followers(1_050);
        bench.city.insert(&confirmed_yesterday(1_000));
        bench.city.death.strike_at(call, true);
        bench.start().await;
        bench.city.death.disarm();
        bench.run_on().await;
        let (delivery, counts) = bench.stands();
        assert_eq!((delivery.status, counts.accepted), (Status::Sent, 1_050), "call {call}");
        assert_eq!(bench.line.reached(), (1_050, 1), "call {call}");
    }
}

/// Immediate sends are as old as the minutes in which they can be taken back.
#[tokio::test(start_paused = true)]
async fn what_grew_into_a_count_that_has_to_be_typed_is_held_however_fresh_its_confirmation_is() {
    for (found, held) in [(1_000, true), (999, false)] {
        let bench = Bench::with_followers(found);
        let (people, at_ms) = (990, now_ms());
        let confirmed = Confirmed { people, at_ms, untyped_below: Some(1_000) };
        bench.city.insert(&Delivery { confirmed: Some(confirmed), ..a_delivery() });
        let reason = HoldReason::CountMoved { confirmed: people, found: found as u64 };
        assert_eq!(bench.start().await == Some(Started::Held(reason)), held);
        bench.run_on().await;
        assert_eq!(bench.line.reached().0 as u128, if held { 0 } else { found });
    }
}

/// Stopped when its first part was frozen, or killed there: days later whoever joined since is not among the confirmed.
#[tokio::test(start_paused = true)]
async fn r_d1_a_plan_that_was_left_in_its_middle_is_counted_whole_before_the_rest_is_frozen() {
    for (newcomers, held) in [(0, false), (900, true)] {
        let mut killed_at = 0;
        let (bench, planned) = loop {
            killed_at += 1;
            let bench = Bench::with_followers(5_000);
            let confirmed = Confirmed { people: 5_000, at_ms: now_ms(), untyped_below: None };
            bench.city.insert(&Delivery {
                confirmed: Some(confirmed),
                priority: Priority::Emergency,
                ..a_delivery()
            });
            bench.city.death.strike_at(killed_at, false);
            bench.start().await;
            bench.city.death.disarm();
            let plan = bench.stands().0.plan;
            if plan.batches() > 0 {
                break (bench, plan.recipients());
            }
        };
        assert!((1..5_000).contains(&planned), "{planned}");
        let city = bench.city.clone().with_followers(5_000 + newcomers);
        drop(city);
        bench.advance(Duration::from_mins(2));
        bench.run_on().await;
        let (delivery, counts) = bench.stands();
        if held {
            // Whoever joined in a shard that was read before is not among them anyhow.
            let Status::Held { reason: HoldReason::CountMoved { confirmed: 5_000, found } } = delivery.status
            else {
                panic!("{:?}", delivery.status)
            };
            assert!((5_501..=5_900).contains(&found) && counts.planned == planned, "{found}");
            assert!(bench.line.reached().0 as u64 <= planned);
        } else {
            assert_eq!((delivery.status, bench.line.reached()), (Status::Sent, (5_000, 1)));
        }
    }
}
