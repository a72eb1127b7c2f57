//! Drafts: every change of the content ends approval, nobody approves their own work, and what stands in the way of a
//! send is said in full.

// A test may panic.
#![allow(clippy::unwrap_used)]

use domain::delivery::{Decisions, Delivery, DeliveryId, Plan, Priority, Status};
use domain::draft::{
    ApprovalRule, ApprovalState, Block, Draft, DraftContent, DraftError, DraftState, Facts, Guards, Person,
    Start, decide, is_count, is_large, moved, untyped_below,
};
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
    asked.approve((&asked.content.hash(), 1_200), &person("taro"), asked.version, NOW).unwrap()
}

#[test]
fn a_second_person_approves_what_they_saw_and_nobody_their_own_work() {
    let asked = asked(&a_draft());
    let hash = asked.content.hash();
    assert_eq!(asked.approve((&hash, 1_200), &person("hana"), asked.version, NOW), Err(DraftError::OwnWork));
    assert_eq!(
        asked.approve(("00", 1_200), &person("taro"), asked.version, NOW),
        Err(DraftError::OtherContent)
    );
    assert_eq!(
        asked.approve((&hash, 1_200), &person("taro"), 1, NOW),
        Err(DraftError::Stale { current: asked.version })
    );
    let approved = asked.approve((&hash, 1_200), &person("taro"), asked.version, NOW).unwrap();
    assert_eq!((approved.state, approved.approval_at(NOW)), (DraftState::Approved, ApprovalState::Approved));
}

#[test]
fn whoever_changed_the_content_in_between_cannot_approve_it_either() {
    let edited = a_draft().edit(a_content("給付金2"), &person("taro"), 1, NOW).unwrap().unwrap();
    let asked = asked(&edited);
    assert_eq!(
        asked.approve((&asked.content.hash(), 1_200), &person("taro"), asked.version, NOW),
        Err(DraftError::OwnWork)
    );
}

#[test]
fn an_approval_is_for_about_as_many_people_as_it_was_given_for() {
    let approved = approved(&a_draft());
    for people in [1_200, 1_080, 1_320] {
        assert_eq!(approved.approval_for(people, NOW), ApprovalState::Approved, "{people}");
    }
    for people in [0, 1_079, 1_321, 60_000, u64::MAX] {
        assert_eq!(approved.approval_for(people, NOW), ApprovalState::Expired, "{people}");
    }
    let asked = asked(&a_draft());
    assert_eq!(asked.approval_for(60_000, NOW), ApprovalState::Requested, "nobody has agreed to a number");
    let few = asked.approve((&asked.content.hash(), 3), &person("taro"), asked.version, NOW).unwrap();
    assert_eq!(
        (few.approval_for(13, NOW), few.approval_for(14, NOW)),
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
    let late = asked.approve((&asked.content.hash(), 1_200), &person("taro"), asked.version, NOW + 72 * HOUR);
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
    let agree = |at_ms| asked.approve((&hash, 1_200), &person("taro"), asked.version, at_ms);
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

fn facts() -> Facts {
    Facts {
        errors: 0,
        open_warnings: 0,
        count: 100,
        friends: 10_000,
        everyone: false,
        emergency: false,
        approval: ApprovalState::None,
        may_send: true,
        may_hurry: true,
        stepped_up: false,
    }
}

#[test]
fn the_first_count_that_would_have_to_be_typed_is_exactly_the_first_large_one() {
    let guards = Guards::default();
    let below = |guards: &Guards, facts: &Facts| untyped_below(guards, facts);
    assert_eq!(below(&guards, &facts()), Some(5_000), "half of all friends");
    assert_eq!(below(&guards, &Facts { friends: 1_000_000, ..facts() }), Some(10_000));
    assert_eq!(below(&guards, &Facts { count: 5_000, ..facts() }), None, "it was typed");
    assert_eq!(below(&guards, &Facts { everyone: true, ..facts() }), None);
    for friends in 1..400 {
        for typed_count_share in [0.0, 0.1, 0.3, 0.33, 0.7, 0.9] {
            let guards = Guards { typed_count_from: 200, typed_count_share, ..guards };
            let facts = Facts { count: 0, friends, ..facts() };
            let first = (0..=200).find(|count| is_large(&guards, *count, friends, false));
            assert_eq!(below(&guards, &facts), first.filter(|first| *first > 0));
        }
    }
}

#[test]
fn a_small_delivery_goes_and_a_large_one_needs_the_count_a_second_person_and_the_second_factor() {
    let guards = Guards::default();
    assert_eq!(decide(&guards, &facts()).blocked_by, []);
    for large in [
        Facts { count: 10_000, friends: 1_000_000, ..facts() },
        Facts { count: 5_000, ..facts() },
        Facts { everyone: true, ..facts() },
        Facts { friends: 0, ..facts() },
    ] {
        let decision = decide(&guards, &large);
        assert!(decision.typed_count_needed && decision.approval_needed && decision.step_up_needed);
        assert_eq!(decision.blocked_by, [Block::Approval, Block::StepUp], "{large:?}");
        assert!(!decision.break_glass_allowed);
        let ready = Facts { approval: ApprovalState::Approved, stepped_up: true, ..large };
        assert_eq!(decide(&guards, &ready).blocked_by, []);
        assert!(decide(&guards, &Facts { emergency: true, ..large }).break_glass_allowed);
    }
}

#[test]
fn only_whoever_may_hurry_sends_an_emergency_without_approval() {
    let guards = Guards { approval: ApprovalRule::Always, ..Guards::default() };
    let decided = |emergency, may_hurry| decide(&guards, &Facts { emergency, may_hurry, ..facts() });
    for (emergency, may_hurry) in [(false, true), (true, false), (false, false)] {
        let slow = decided(emergency, may_hurry);
        assert!(!slow.break_glass_allowed);
        assert_eq!(slow.blocked_by, [Block::Approval]);
        let approved = Facts { emergency, may_hurry, approval: ApprovalState::Approved, ..facts() };
        assert_eq!(decide(&guards, &approved).blocked_by, [], "the ordinary way stays open");
    }
    assert!(decided(true, true).break_glass_allowed);
    let alone = decide(&guards, &Facts { emergency: true, may_send: false, ..facts() });
    assert!(!alone.break_glass_allowed, "it is no permission to send");
}

#[test]
fn an_emergency_starts_at_once_whoever_sends_it_and_anything_else_can_be_taken_back() {
    for undo_minutes in [0, 5, 10] {
        let guards = Guards { undo_minutes, ..Guards::default() };
        for may_hurry in [true, false] {
            let minutes =
                |emergency| decide(&guards, &Facts { emergency, may_hurry, ..facts() }).undo_minutes;
            assert_eq!((minutes(true), minutes(false)), (0, undo_minutes));
        }
    }
}

#[test]
fn everything_that_stands_in_the_way_is_said_at_once() {
    let bad = Facts { errors: 2, open_warnings: 1, count: 0, may_send: false, ..facts() };
    let guards = Guards { approval: ApprovalRule::Always, ..Guards::default() };
    let blocked = decide(&guards, &bad).blocked_by;
    assert_eq!(blocked, [Block::Errors, Block::Warnings, Block::Nobody, Block::Approval, Block::Permission]);
}

#[test]
fn which_guards_a_change_weakens() {
    let before = Guards::default();
    assert!(before.weaker_than(&before).is_empty());
    let looser = Guards {
        typed_count_from: 10_001,
        typed_count_share: 0.6,
        approval: ApprovalRule::Everyone,
        approval_hours: 73,
        undo_minutes: 4,
    };
    let all = ["approval", "approval_hours", "typed_count_from", "typed_count_share", "undo_minutes"];
    assert_eq!(looser.weaker_than(&before), all);
    assert!(before.weaker_than(&looser).is_empty(), "stricter is not weaker");
    let never = Guards { approval: ApprovalRule::Never, ..looser };
    assert_eq!(never.weaker_than(&looser), ["approval"]);
}

#[test]
fn a_typed_count_is_that_number_in_any_usual_spelling() {
    for typed in [
        "123456",
        "123,456",
        "１２３，４５６",
        "123 456人",
        "１２３４５６　人",
        "123,456人に配信",
        " １２３，４５６人に配信する ",
    ] {
        assert!(is_count(typed, 123_456), "{typed}");
    }
    for typed in [
        "",
        "123455",
        "0x1e240",
        "123.456",
        "人",
        "123456件",
        "-123456",
        "1234567",
        "123455人に配信",
        "123456を配信",
    ] {
        assert!(!is_count(typed, 123_456), "{typed}");
    }
}

#[test]
fn a_count_has_moved_when_more_than_ten_people_and_one_in_a_hundred_came_or_went() {
    assert!(!moved(100, 110) && moved(100, 111) && moved(100, 89));
    assert!(!moved(100_000, 101_000) && moved(100_000, 101_001) && moved(0, 11));
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
    let draft = draft.approve((&draft.content.hash(), 1_200), &second, draft.version, NOW).unwrap();
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
                Step::Approve => draft.approve((&hash, 1_200), &by, version, now).ok(),
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
