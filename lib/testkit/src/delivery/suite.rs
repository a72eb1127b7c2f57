//! What every store of deliveries and batch rows has to do: the same cases for the fake and for DynamoDB.

// A suite is a test that two crates run: it may panic.
#![allow(clippy::unwrap_used)]

use domain::batch::{AttemptOutcome, Batch, Claim, Effect, RefusedFor};
use domain::delivery::{BatchPlace, Choice, Delivery, Dispatch, Leave};
use usecases::delivery::ports::{BatchLedger, Deliveries, FrozenRecipients, Swap};

use super::builders::{NOW, a_decision};

fn leased(delivery: &Delivery, number: u32) -> Batch {
    let place = BatchPlace { part: 0, first_id: number * 500, count: 500 };
    match Batch::planned(delivery.id, number, place, "hash".to_owned()).claim(
        "hash",
        Leave { round: 0, until_ms: u64::MAX },
        NOW,
    ) {
        Claim::Granted(batch) => batch,
        other => panic!("a new batch can be claimed: {other:?}"),
    }
}

/// A delivery is replaced only where its version still stands. `scheduled` stands in the store already.
pub async fn deliveries_are_swapped_by_version(store: &impl Deliveries, scheduled: &Delivery) {
    assert_eq!(store.get(scheduled.id).await.unwrap().as_ref(), Some(scheduled));
    assert!(store.active(NOW).await.unwrap().contains(&scheduled.id), "a due delivery is active");
    assert!(!store.active(NOW - 1).await.unwrap().contains(&scheduled.id), "one that is not due is not");
    let Dispatch::Begin(begun) = scheduled.begin_dispatch(scheduled.version, NOW) else {
        panic!("it is due")
    };
    assert!(!store.at_rest(0).await.unwrap().contains(&scheduled.id), "it waits for its time");
    assert_eq!(store.begin(&begun).await.unwrap(), Swap::Done);
    let again = store.begin(&begun).await.unwrap();
    assert_eq!(again, Swap::Lost(begun.clone()));
    assert!(again.wrote(&begun), "who is told nothing finds their own write");
    assert_eq!(store.replace(&begun).await.unwrap(), Swap::Lost(begun.clone()));
    let planned = begun.with_part(500, false, NOW).clone();
    assert_eq!(store.replace(&planned).await.unwrap(), Swap::Done);
    let planned = planned.with_part(77, true, NOW);
    assert_eq!(store.replace(&planned).await.unwrap(), Swap::Done);
    assert_eq!(store.get(scheduled.id).await.unwrap(), Some(planned.clone()));
    assert!(
        store.active(0).await.unwrap().contains(&scheduled.id),
        "a running delivery is active at any time"
    );
    let cancelled = planned.cancel(NOW).unwrap();
    assert_eq!(store.replace(&cancelled).await.unwrap(), Swap::Done);
    assert!(store.active(0).await.unwrap().contains(&scheduled.id), "so is one that is stopping");
    let settled = cancelled.settle(true, NOW);
    assert_eq!(store.replace(&settled).await.unwrap(), Swap::Done);
    assert!(!store.active(u64::MAX / 4).await.unwrap().contains(&scheduled.id), "a settled one is not");
    assert_eq!(store.get(scheduled.id).await.unwrap().as_ref(), Some(&settled), "it waits for a decision");
    assert!(store.at_rest(NOW).await.unwrap().contains(&scheduled.id), "nothing moves in it");
    assert!(!store.at_rest(NOW + 60_000).await.unwrap().contains(&scheduled.id), "since before that");
    let closed = settled.decide(a_decision(Choice::Close), settled.version).unwrap();
    assert_eq!(store.replace(&closed).await.unwrap(), Swap::Done);
    assert_eq!(store.get(scheduled.id).await.unwrap(), Some(closed));
    assert!(store.at_rest(0).await.unwrap().contains(&scheduled.id), "also where nobody has to decide");
}

/// A row is created once, replaced by version, and split together with its halves or not at all.
pub async fn rows_are_created_once_and_swapped_by_version(ledger: &impl BatchLedger, delivery: &Delivery) {
    let first = leased(delivery, 0);
    assert_eq!(ledger.create(&first).await.unwrap(), Swap::Done);
    assert_eq!(ledger.create(&first).await.unwrap(), Swap::Lost(first.clone()));
    let accepted = AttemptOutcome::Accepted { request_id: "r-1".to_owned() };
    let done = first.record(&accepted, false, NOW + 30).batch;
    assert_eq!(ledger.replace(&done).await.unwrap(), Swap::Done);
    assert_eq!(ledger.replace(&done).await.unwrap(), Swap::Lost(done.clone()));
    assert_eq!(ledger.get(delivery.id, &done.key).await.unwrap(), Some(done.clone()));

    let second = leased(delivery, 1);
    assert_eq!(ledger.create(&second).await.unwrap(), Swap::Done);
    let refused = AttemptOutcome::Refused { because: RefusedFor::Recipients, message: "400".to_owned() };
    let split = second.record(&refused, false, NOW + 30);
    let Effect::Bisect(halves) = split.effect else { panic!("a refused batch is halved") };
    assert_eq!(ledger.split(&split.batch, &halves).await.unwrap(), Swap::Done);
    assert!(matches!(ledger.split(&split.batch, &halves).await.unwrap(), Swap::Lost(_)));
    let rows = ledger.rows(delivery.id).await.unwrap();
    assert_eq!(rows, vec![done, split.batch, halves[0].clone(), halves[1].clone()]);
    for outcome in [AttemptOutcome::Unanswered, AttemptOutcome::RateLimited { retry_after: None }] {
        let row = leased(delivery, 2 + u32::from(outcome.is_ambiguous()));
        assert_eq!(ledger.create(&row).await.unwrap(), Swap::Done);
        let open = row.record(&outcome, false, NOW).batch;
        assert_eq!(ledger.replace(&open).await.unwrap(), Swap::Done);
        assert_eq!(ledger.get(delivery.id, &row.key).await.unwrap().as_ref(), Some(&open));
        if outcome.is_ambiguous() {
            let unknown = open.out_of_time(NOW);
            assert_eq!(ledger.replace(&unknown).await.unwrap(), Swap::Done);
            let Claim::Granted(again) = unknown.claim("hash", Leave { round: 1, until_ms: u64::MAX }, NOW)
            else {
                panic!("a new round opens it")
            };
            assert_eq!(ledger.replace(&again).await.unwrap(), Swap::Done);
            assert_eq!(ledger.get(delivery.id, &row.key).await.unwrap(), Some(again));
        }
    }
}

/// A part is written once; whoever comes later gets what stands.
pub async fn parts_are_written_once(recipients: &impl FrozenRecipients, delivery: &Delivery) {
    let id = delivery.id;
    assert_eq!(recipients.part(id, 0).await.unwrap(), None);
    assert_eq!(recipients.put_part(id, 0, b"0123456789".to_vec()).await.unwrap(), Swap::Done);
    let stands = recipients.put_part(id, 0, b"other".to_vec()).await.unwrap();
    assert_eq!(stands, Swap::Lost(b"0123456789".to_vec()));
    assert_eq!(recipients.part(id, 0).await.unwrap().as_deref(), Some(&b"0123456789"[..]));
    assert_eq!(recipients.range(id, 0, 2, 3).await.unwrap(), b"234");
    assert!(recipients.range(id, 0, 8, 5).await.is_err(), "fewer bytes than asked are an error");
}
