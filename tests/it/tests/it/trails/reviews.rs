//! What waits for a second person's eyes, prepared for the routes that take what they found.

use std::sync::atomic::Ordering;

use domain::delivery::DeliveryId;
use domain::draft::{GuardReview, Person, Review};
use serde_json::json;
use ulid::Ulid;

use super::desk::{By, Desk};
use super::prepared::{Asked, NEXT, asked, name};

/// A delivery that somebody sent without approval.
pub async fn of_review(desk: &Desk) -> Asked {
    let id = DeliveryId::from_ulid(Ulid::generate());
    let sender = Person { id: "somebody".to_owned(), name: name() };
    let review = Review {
        delivery: id,
        version: 1,
        title: name(),
        department: None,
        sender,
        hands: Vec::new(),
        reason: name(),
        sent_at_ms: 1,
        found: None,
    };
    desk.console().keep_review(&review).await.unwrap();
    asked(By::Taro, &format!("/api/reviews/{id}"), json!({ "note": "内容に誤りなし" }))
}

/// Guards that somebody weakened.
pub async fn of_guard_review(desk: &Desk) -> Asked {
    let setting = 1_000 + u64::from(NEXT.fetch_add(1, Ordering::Relaxed));
    let by = Person { id: "somebody".to_owned(), name: name() };
    let weakened = vec!["approval".to_owned()];
    let review = GuardReview { setting, version: 1, by, at_ms: 1, weakened, found: None };
    desk.console().keep_guard_review(&review).await.unwrap();
    asked(By::Taro, &format!("/api/guard-reviews/{setting}"), json!({ "note": "課長の承認を確かめました" }))
}
