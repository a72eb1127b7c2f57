//! A delivery about which a person has to decide, as the workers would have left it.

use domain::batch::Batch;
use domain::delivery::{BatchPlace, DeliveryId, PlannedPart};
use serde_json::{Value, json};
use usecases::delivery::ports::BatchLedger;

use super::desk::{By, Desk};
use super::prepared::{Asked, asked, delivery, name, under_way};

/// A decision about it.
pub async fn of_decision(desk: &Desk, rest: &str) -> Asked {
    let made = unknown_to(desk).await;
    let wish = json!({ "version": made["version"], "choice": "send_again", "reason": name() });
    asked(By::Hanako, &format!("/api/{}", rest.replace("{id}", made["id"].as_str().unwrap())), wish)
}

/// One that settled with a batch of three of which nobody knows whether LINE took it.
async fn unknown_to(desk: &Desk) -> Value {
    let made = delivery(desk, |stands, now_ms| {
        let mut next = under_way(stands, now_ms).settle(true, now_ms);
        next.plan.parts = vec![PlannedPart { first_batch: 0, recipients: 3 }];
        (next.plan.complete, next.version) = (true, stands.version + 1);
        next
    })
    .await;
    let place = BatchPlace { part: 0, first_id: 0, count: 3 };
    let id = DeliveryId::parse(made["id"].as_str().unwrap()).unwrap();
    let row = Batch { ambiguous: true, ..Batch::planned(id, 0, place, String::new()) };
    BatchLedger::create(&desk.deliveries(), &row.out_of_time(1)).await.unwrap();
    made
}
