//! Drafts: every change of the content ends approval, nobody approves their own work, and what stands in the way of a
//! send is said in full.

// A test may panic.
#![allow(clippy::unwrap_used)]

mod guards;

use domain::delivery::{Decisions, Delivery, DeliveryId, Plan, Priority, Status};
use domain::draft::{ApprovalState, Draft, DraftContent, DraftError, DraftState, Person, Reached, Start};
use domain::segment::Target;
use proptest::prelude::*;
use ulid::Ulid;

const NOW: u64 = 1_790_000_000_000;
const HOUR: u64 = 3_600_000;

fn person(name: &str) -> Person {
    Person { id: name.to_owned(), name: name.to_owned() }
}

fn a_content(text: &str) -> DraftContent {
    let messages = vec![format!(r#"{{"type":"text","text":"{text}"}}"#)];
    DraftContent { title: text.to_owned(), messages, ..DraftContent::default() }
}

fn a_draft() -> Draft {
    Draft::begun(Ulid::from(7_u128), a_content("給付金"), &person("hana"), NOW)
}

fn asked(draft: &Draft) -> Draft {
    draft.ask_approval("お願いします".to_owned(), 72, &person("hana"), draft.version, NOW).unwrap()
}

fn approved(draft: &Draft) -> Draft {
    let asked = asked(draft);
    asked.approve((&asked.content.hash(), to(1_200)), &person("taro"), asked.version, NOW).unwrap()
}

#[test]
fn a_second_person_approves_what_they_saw_and_nobody_their_own_work() {
    let asked = asked(&a_draft());
    let hash = asked.content.hash();
    assert_eq!(
        asked.approve((&hash, to(1_200)), &person("hana"), asked.version, NOW),
        Err(DraftError::OwnWork)
    );
    assert_eq!(
        asked.approve(("00", to(1_200)), &person("taro"), asked.version, NOW),
        Err(DraftError::OtherContent)
    );
    assert_eq!(
        asked.approve((&hash, to(1_200)), &person("taro"), 1, NOW),
        Err(DraftError::Stale { current: asked.version })
    );
    let approved = asked.approve((&hash, to(1_200)), &person("taro"), asked.version, NOW).unwrap();
    assert_eq!((approved.state, approved.approval_at(NOW)), (DraftState::Approved, ApprovalState::Approved));
}

#[test]
fn whoever_changed_the_content_in_between_cannot_approve_it_either() {
    let edited = a_draft().edit(a_content("給付金2"), &person("taro"), 1, NOW).unwrap().unwrap();
    let asked = asked(&edited);
    assert_eq!(
        asked.approve((&asked.content.hash(), to(1_200)), &person("taro"), asked.version, NOW),
        Err(DraftError::OwnWork)
    );
}

/// So many people in 高津区.
const fn to(people: u64) -> Reached<'static> {
    Reached { people, words: "高津区の人" }
}

#[test]
fn an_approval_is_for_the_target_as_it_was_told() {
    let (approved, renamed) = (approved(&a_draft()), Reached { words: "宮前区の人", ..to(1_200) });
    assert_eq!(approved.approval_for(to(1_200), NOW), ApprovalState::Approved);
    assert_eq!(approved.approval_for(renamed, NOW), ApprovalState::Expired);
    assert_eq!(asked(&a_draft()).approval_for(renamed, NOW), ApprovalState::Requested);
}

#[test]
fn an_approval_is_for_about_as_many_people_as_it_was_given_for() {
    let approved = approved(&a_draft());
    for people in [1_200, 1_080, 1_320] {
        assert_eq!(approved.approval_for(to(people), NOW), ApprovalState::Approved, "{people}");
    }
    for people in [0, 1_079, 1_321, 60_000, u64::MAX] {
        assert_eq!(approved.approval_for(to(people), NOW), ApprovalState::Expired, "{people}");
    }
    let asked = asked(&a_draft());
    assert_eq!(
        asked.approval_for(to(60_000), NOW),
        ApprovalState::Requested,
        "nobody has agreed to a number"
    );
    let few = asked.approve((&asked.content.hash(), to(3)), &person("taro"), asked.version, NOW).unwrap();
    assert_eq!(
        (few.approval_for(to(6), NOW), few.approval_for(to(7), NOW)),
        (ApprovalState::Approved, ApprovalState::Expired)
    );
}

#[test]
fn r_p_any_edit_ends_approval_and_the_same_content_does_not() {
    let approved = approved(&a_draft());
    assert_eq!(approved.edit(a_content("給付金"), &person("hana"), approved.version, NOW), Ok(None));
    let mut changes = vec![a_content("給付金!"); 6];
    changes[1] = DraftContent { department: Some("x".to_owned()), ..a_content("給付金") };
    changes[2] = DraftContent { target: Some("{}".to_owned()), ..a_content("給付金") };
    changes[3] = DraftContent { emergency: true, ..a_content("給付金") };
    changes[4] = DraftContent { silent: true, ..a_content("給付金") };
    let start = Start::At { at_ms: NOW + HOUR, not_later_than_ms: None };
    changes[5] = DraftContent { start, ..a_content("給付金") };
    for content in changes {
        let edited = approved.edit(content, &person("hana"), approved.version, NOW).unwrap().unwrap();
        assert_eq!((edited.state, edited.approval_at(NOW)), (DraftState::Editing, ApprovalState::None));
    }
}

#[test]
fn approval_expires_and_what_was_sent_back_counts_no_more() {
    let approved = approved(&a_draft());
    assert_eq!(approved.approval_at(NOW + 72 * HOUR), ApprovalState::Expired);
    let asked = asked(&a_draft());
    let late =
        asked.approve((&asked.content.hash(), to(1_200)), &person("taro"), asked.version, NOW + 72 * HOUR);
    assert_eq!(late, Err(DraftError::Expired));
    let back = asked.send_back("日付が違います".to_owned(), &person("taro"), asked.version, NOW).unwrap();
    assert_eq!((back.state, back.approval_at(NOW)), (DraftState::Returned, ApprovalState::None));
}

#[test]
fn a_request_counts_at_most_until_the_start_of_a_reservation() {
    let reserved = |hours| DraftContent {
        start: Start::At { at_ms: NOW + hours * HOUR, not_later_than_ms: None },
        ..a_content("給付金")
    };
    for (hours, deadline) in [(2, 2), (72, 72), (200, 72)] {
        let draft = Draft::begun(Ulid::from(7_u128), reserved(hours), &person("hana"), NOW);
        let expires_at_ms = asked(&draft).approval.unwrap().expires_at_ms;
        assert_eq!(expires_at_ms, NOW + deadline * HOUR, "{hours}");
    }
    let asked = asked(&Draft::begun(Ulid::from(7_u128), reserved(2), &person("hana"), NOW));
    let hash = asked.content.hash();
    let agree = |at_ms| asked.approve((&hash, to(1_200)), &person("taro"), asked.version, at_ms);
    assert_eq!(agree(NOW + 2 * HOUR), Err(DraftError::Expired));
    assert_eq!(agree(NOW + 2 * HOUR - 1).unwrap().state, DraftState::Approved);
}

#[test]
fn what_was_sent_off_is_closed_until_its_own_delivery_is_taken_back() {
    let approved = approved(&a_draft());
    let delivery = DeliveryId::from_ulid(Ulid::from(9_u128));
    let other = DeliveryId::from_ulid(Ulid::from(10_u128));
    let sent = approved.send_off(delivery, "key".to_owned(), &person("hana"), approved.version, NOW).unwrap();
    let edit = sent.edit(a_content("x"), &person("hana"), sent.version, NOW);
    assert_eq!(edit, Err(DraftError::NotAllowed));
    assert_eq!(sent.reopen(other, &person("hana"), NOW), Err(DraftError::NotAllowed));
    assert_eq!(sent.reopen(delivery, &person("hana"), NOW).unwrap().state, DraftState::Approved);
    let later = sent.reopen(delivery, &person("hana"), NOW + 80 * HOUR).unwrap();
    assert_eq!((later.state, later.delivery), (DraftState::Editing, None));
}

#[derive(Debug, Clone)]
enum Step {
    Edit(u8),
    Ask,
    Approve,
    Back,
    Withdraw,
    SendOff,
    Reopen,
    HandOver(u8),
    Wait,
}

fn a_reservation(id: DeliveryId) -> Delivery {
    Delivery {
        id,
        title: "水道".to_owned(),
        target: Target::Everyone,
        priority: Priority::Normal,
        status: Status::Scheduled { at_ms: NOW + HOUR, not_later_than_ms: NOW + HOUR },
        version: 2,
        content_hash: String::new(),
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

#[test]
fn a_reservation_is_handed_over_until_it_begins_and_its_heir_cannot_have_approved_it() {
    let id = DeliveryId::from_ulid(Ulid::from(9_u128));
    let (author, second, boss) = (person("p0"), person("p1"), person("p2"));
    let draft = a_draft().ask_approval(String::new(), 1, &author, 1, NOW).unwrap();
    let draft = draft.approve((&draft.content.hash(), to(1_200)), &second, draft.version, NOW).unwrap();
    let draft = draft.send_off(id, "k".to_owned(), &author, draft.version, NOW).unwrap();
    assert_eq!(draft.hand_over(&second, &boss, NOW), Err(DraftError::NotAllowed));
    let reserved = a_reservation(id);
    for begun in [Status::Dispatching, Status::Sending, Status::Sent, Status::Cancelled { at_ms: NOW }] {
        let begun = Delivery { status: begun, ..reserved.clone() };
        assert_eq!(draft.hand_over_sent_off(&begun, &second, &boss, NOW), Err(DraftError::NotAllowed));
    }
    let other = a_reservation(DeliveryId::from_ulid(Ulid::from(8_u128)));
    assert_eq!(draft.hand_over_sent_off(&other, &second, &boss, NOW), Err(DraftError::NotAllowed));
    let theirs = draft.hand_over_sent_off(&reserved, &second, &boss, NOW).unwrap().unwrap();
    assert_eq!((&theirs.author, theirs.state, theirs.delivery), (&second, DraftState::SentOff, Some(id)));
    assert_eq!(theirs.hand_over_sent_off(&reserved, &second, &boss, NOW), Ok(None), "asked again");
    let open = theirs.reopen(id, &second, NOW).unwrap();
    assert_eq!((open.state, &open.author), (DraftState::Editing, &second), "their own approval is over");
}

fn steps() -> impl Strategy<Value = Vec<(Step, u8)>> {
    let step = prop_oneof![
        any::<u8>().prop_map(Step::Edit),
        Just(Step::Ask),
        Just(Step::Approve),
        Just(Step::Back),
        Just(Step::Withdraw),
        Just(Step::SendOff),
        Just(Step::Reopen),
        (0..4_u8).prop_map(Step::HandOver),
        Just(Step::Wait),
    ];
    proptest::collection::vec((step, 0..4_u8), 0..40)
}

proptest! {
    #[test]
    fn r_p_no_order_of_steps_leaves_an_approval_that_its_content_or_its_author_did_not_get(steps in steps()) {
        let delivery = DeliveryId::from_ulid(Ulid::from(9_u128));
        let (mut draft, mut now) = (a_draft(), NOW);
        for (step, who) in steps {
            let by = person(&format!("p{who}"));
            let (version, hash) = (draft.version, draft.content.hash());
            let next = match step {
                Step::Edit(text) => draft.edit(a_content(&text.to_string()), &by, version, now).ok().flatten(),
                Step::Ask => draft.ask_approval(String::new(), 1, &by, version, now).ok(),
                Step::Approve => draft.approve((&hash, to(1_200)), &by, version, now).ok(),
                Step::Back => draft.send_back("x".to_owned(), &by, version, now).ok(),
                Step::Withdraw => draft.withdraw(&by, version, now).ok(),
                Step::SendOff => draft.send_off(delivery, "k".to_owned(), &by, version, now).ok(),
                Step::Reopen => draft.reopen(delivery, &by, now).ok(),
                Step::HandOver(to) => {
                    let to = person(&format!("p{to}"));
                    match draft.state {
                        DraftState::SentOff => {
                            draft.hand_over_sent_off(&a_reservation(delivery), &to, &by, now).ok().flatten()
                        }
                        _ => draft.hand_over(&to, &by, now).ok().flatten(),
                    }
                }
                Step::Wait => { now += HOUR / 2; None }
            };
            draft = next.unwrap_or(draft);
            if draft.approval_at(now) == ApprovalState::Approved {
                let approval = draft.approval.clone().unwrap();
                prop_assert_eq!(&approval.content_hash, &draft.content.hash());
                prop_assert!(!draft.wrote(&approval.decided_by.unwrap()));
            }
        }
    }
}
