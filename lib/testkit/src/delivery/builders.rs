//! One builder a noun; every default is valid.

use domain::delivery::{Choice, Decision, Decisions, Delivery, DeliveryId, Plan, Priority, Status};
use domain::draft::Person;
use domain::recipients::FrozenContent;
use domain::segment::Target;

/// A moment that tests call now: 2026-09-21T14:13:20Z.
pub const NOW: u64 = 1_790_000_000_000;

/// A delivery id that differs by number.
pub fn delivery_id(number: u128) -> DeliveryId {
    DeliveryId::from_ulid((0x0190_0000_0000_0000_0000_0000_0000_0000 + number).into())
}

/// A scheduled delivery to a segment that every follower is in, version 2, due at [`NOW`].
pub fn a_delivery() -> Delivery {
    Delivery {
        id: delivery_id(1),
        title: "ごみ収集日の変更".to_owned(),
        target: serde_json::from_str(r#"{"kind":"segment","condition":{"not":{"system":"tester"}}}"#)
            .unwrap_or(Target::Everyone),
        priority: Priority::Normal,
        status: Status::Scheduled { at_ms: NOW, not_later_than_ms: NOW + 1_800_000 },
        version: 2,
        content_hash: "c0ffee".to_owned(),
        created_at_ms: NOW,
        updated_at_ms: NOW,
        plan: Plan::default(),
        dispatched_version: None,
        dispatched_at_ms: None,
        ended_at_ms: None,
        settled: false,
        confirmed: None,
        decisions: Decisions::default(),
        stopped: None,
        resumed_at_ms: None,
        last_moment_ms: None,
    }
}

/// What it says.
pub fn a_content(id: DeliveryId) -> FrozenContent {
    FrozenContent {
        messages_json: r#"[{"type":"text","text":"あすの収集はお休みです"}]"#.to_owned(),
        unit: id.unit(),
        silent: false,
    }
}

/// Somebody's decision about 500 unknown people, at [`NOW`].
pub fn a_decision(choice: Choice) -> Decision {
    Decision {
        choice,
        by: Person { id: "01JZZZZZZZZZZZZZZZZZZZZZZY".to_owned(), name: "川崎 花子".to_owned() },
        at_ms: NOW,
        reason: "同じ内容を防災無線でも流したため".to_owned(),
        people: 500,
        key: "key".to_owned(),
    }
}
