//! What stands in the way of a send, and which numbers are large.

use domain::draft::{
    ApprovalRule, ApprovalState, BREAK_GLASS_WITHIN_MS, Block, Facts, Guards, decide, is_count, is_large,
    moved, untyped_below,
};

fn facts() -> Facts {
    Facts {
        errors: 0,
        open_warnings: 0,
        count: 100,
        friends: 10_000,
        everyone: false,
        emergency: false,
        starts_in_ms: 0,
        approval: ApprovalState::None,
        sent_back: false,
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
    for (starts_in_ms, is_allowed) in [(BREAK_GLASS_WITHIN_MS, true), (BREAK_GLASS_WITHIN_MS + 1, false)] {
        let later = decide(&guards, &Facts { emergency: true, starts_in_ms, ..facts() });
        assert_eq!(later.break_glass_allowed, is_allowed, "what starts later has time for a second person");
    }
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
    assert!(!moved(100_000, 101_000) && moved(100_000, 101_001) && moved(0, 1));
    assert!(!moved(1, 2) && moved(1, 3) && !moved(5, 10) && moved(5, 11));
}

#[test]
fn whoever_was_asked_unbidden_is_waited_for_and_what_they_sent_back_does_not_go_out_as_it_is() {
    let guards = Guards { approval: ApprovalRule::Never, ..Guards::default() };
    let blocked = |facts| decide(&guards, &facts).blocked_by;
    assert_eq!(blocked(facts()), []);
    assert_eq!(blocked(Facts { approval: ApprovalState::Requested, ..facts() }), [Block::Approval]);
    assert_eq!(blocked(Facts { sent_back: true, ..facts() }), [Block::Approval]);
    let lapsed = Facts { approval: ApprovalState::Expired, ..facts() };
    assert_eq!(blocked(lapsed), [Block::Approval], "agreed to for another crowd");
    let refused = decide(&guards, &Facts { sent_back: true, emergency: true, ..facts() });
    assert!(!refused.break_glass_allowed, "a colleague's no is heard in an emergency, too");
    assert_eq!(blocked(Facts { approval: ApprovalState::Approved, ..facts() }), []);
}
