//! The audit chain: whatever is done to a day's rows is found.

// A test may panic.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use domain::audit::{Entry, Fact, Link, LoginResult, Method, Neighbours, Object, Place, Wanted, What, Who};
use domain::audit::{entry_of, verify};
use domain::job::day_in_japan;
use domain::staff::{Actor, Brought, Login, Member, Role, StaffId};
use proptest::prelude::*;
use ulid::Ulid;

const NOW: u64 = 1_790_000_000_000;
const DAY: u64 = 86_400_000;

fn entry(number: u64, at_ms: u64) -> Entry {
    let actor = Actor::machine("192.0.2.7".to_owned());
    Entry::operation(&actor, "draft.saved", Object::new("draft", number, "水道のお知らせ"), at_ms)
        .of_version(number + 1)
}

/// So many records of one day, behind `before`.
fn day(count: u64, at_ms: u64, before: Option<Place>) -> Vec<Link> {
    let mut last = before;
    (0..count)
        .map(|number| {
            let link = Link::after(last.clone(), &entry(number, at_ms)).unwrap();
            last = Some(link.place.clone());
            link
        })
        .collect()
}

fn broken(rows: &[Link], head: Option<&Place>, neighbours: &Neighbours) -> Option<u64> {
    let rows: Vec<Option<Link>> = rows.iter().cloned().map(Some).collect();
    verify(day_in_japan(NOW), &rows, head, neighbours).broken_at
}

fn head(rows: &[Link]) -> Option<Place> {
    rows.last().map(|link| link.place.clone())
}

/// Something that somebody with the table in their hands might do.
#[derive(Debug, Clone)]
enum Deed {
    Body(usize),
    Rehashed(usize),
    Hash(usize),
    Behind(usize),
    Number(usize),
    Removed(usize),
    Inserted(usize),
    Doubled(usize),
    Swapped(usize, usize),
    Unreadable(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let at = 0..1_000_usize;
    prop_oneof![
        at.clone().prop_map(Deed::Body),
        at.clone().prop_map(Deed::Rehashed),
        at.clone().prop_map(Deed::Hash),
        at.clone().prop_map(Deed::Behind),
        at.clone().prop_map(Deed::Number),
        at.clone().prop_map(Deed::Removed),
        at.clone().prop_map(Deed::Inserted),
        at.clone().prop_map(Deed::Doubled),
        (at.clone(), at.clone()).prop_map(|(one, other)| Deed::Swapped(one, other)),
        at.prop_map(Deed::Unreadable),
    ]
}

/// Does it; `None` where it would change nothing.
fn done(deed: &Deed, rows: &[Link]) -> Option<Vec<Option<Link>>> {
    let mut rows: Vec<Option<Link>> = rows.iter().cloned().map(Some).collect();
    let length = rows.len();
    let at = |index: &usize| *index % length;
    let forged = |row: &Link| Link::after(row.behind.clone(), &entry(77_777, NOW)).unwrap();
    match deed {
        Deed::Body(index) => {
            let row = rows[at(index)].as_mut()?;
            row.body = row.body.replace("水道", "下水");
        }
        Deed::Rehashed(index) => rows[at(index)] = Some(forged(rows[at(index)].as_ref()?)),
        Deed::Hash(index) => rows[at(index)].as_mut()?.place.hash = "0".repeat(64),
        Deed::Behind(index) => {
            let row = rows[at(index)].as_mut()?;
            row.behind = if row.behind.is_none() { Some(row.place.clone()) } else { None };
        }
        Deed::Number(index) => rows[at(index)].as_mut()?.place.number += 1,
        Deed::Removed(index) => drop(rows.remove(at(index))),
        Deed::Inserted(index) => {
            let row = forged(rows[at(index)].as_ref()?);
            rows.insert(at(index), Some(row));
        }
        Deed::Doubled(index) => {
            let row = rows[at(index)].clone();
            rows.insert(at(index), row);
        }
        Deed::Swapped(one, other) if at(one) == at(other) => return None,
        Deed::Swapped(one, other) => rows.swap(at(one), at(other)),
        Deed::Unreadable(index) => rows[at(index)] = None,
    }
    Some(rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn f_23_whatever_is_done_to_a_row_is_found(
        count in 1_u64..40, deeds in prop::collection::vec(deed(), 1..3), is_first in any::<bool>(),
    ) {
        let before = if is_first { None } else { head(&day(3, NOW - DAY, None)) };
        let rows = day(count, NOW, before.clone());
        let neighbours = Neighbours { before, ..Neighbours::default() };
        prop_assert_eq!(broken(&rows, head(&rows).as_ref(), &neighbours), None);
        // Two deeds may undo each other, so each is looked for by itself.
        for deed in &deeds {
            if let Some(touched) = done(deed, &rows) {
                let verdict = verify(day_in_japan(NOW), &touched, head(&rows).as_ref(), &neighbours);
                prop_assert!(verdict.broken_at.is_some(), "{:?} of {} was not found", deed, count);
            }
        }
    }
}

#[test]
fn the_first_wrong_number_is_told() {
    let rows = day(5, NOW, None);
    let (end, none) = (head(&rows), Neighbours::default());
    let mut altered = rows.clone();
    altered[2].body = altered[2].body.replace("水道", "下水");
    assert_eq!(broken(&altered, end.as_ref(), &none), Some(3));
    assert_eq!(broken(&rows[..4], end.as_ref(), &none), Some(5), "the last one is missing");
    assert_eq!(broken(&rows[1..], end.as_ref(), &none), Some(1));
    assert_eq!(broken(&rows, head(&rows[..4]).as_ref(), &none), Some(5), "one more than the head knows");
    assert_eq!(broken(&rows, None, &none), Some(1));
    assert_eq!(broken(&[], None, &none), None, "nobody did anything");
    assert_eq!(broken(&[], end.as_ref(), &none), Some(1));
}

#[test]
fn a_day_that_was_written_anew_or_cut_off_does_not_fit_the_days_beside_it() {
    let yesterday = day(3, NOW - DAY, None);
    let rows = day(4, NOW, head(&yesterday));
    let tomorrow = day(1, NOW + DAY, head(&rows));
    let beside = |before: Option<Place>| Neighbours {
        before,
        claimed_by_next: tomorrow[0].behind.clone(),
        is_followed: true,
    };
    assert_eq!(broken(&rows, head(&rows).as_ref(), &beside(head(&yesterday))), None);
    let cut = &rows[..3];
    assert_eq!(broken(cut, head(cut).as_ref(), &beside(head(&yesterday))), Some(4), "with its head");
    let anew = day(4, NOW + 1, head(&yesterday));
    assert_eq!(broken(&anew, head(&anew).as_ref(), &beside(head(&yesterday))), Some(4));
    assert_eq!(broken(&rows, head(&rows).as_ref(), &beside(None)), Some(1), "yesterday is gone");
    // A record of a clock that was behind comes after tomorrow's first; tomorrow saw one less.
    let late = Link::after(head(&rows), &entry(9, NOW)).unwrap();
    let more = [rows, vec![late]].concat();
    assert_eq!(broken(&more, head(&more).as_ref(), &beside(head(&yesterday))), None);
}

#[test]
fn an_entry_is_read_back_and_holds_short_words_only() {
    let actor = Actor::machine(String::new());
    let long = Entry::operation(&actor, "draft.saved", Object::new("draft", "01J", &"長".repeat(500)), NOW)
        .with("state", "a\nb")
        .with("names", vec!["x".repeat(500)])
        .of_department(Some("not a department"));
    let link = Link::after(None, &long).unwrap();
    assert_eq!(link.entry(), Some(long.clone()));
    let What::Operation(operation) = long.what else { panic!("an operation") };
    assert_eq!(operation.object.name.chars().count(), 200);
    assert_eq!(operation.detail["state"], Fact::Word("ab".to_owned()));
    assert_eq!(operation.department, None);
}

fn hanako() -> Member {
    let id = StaffId::from_ulid(Ulid::from(1_u128));
    Member::new(id, Login::parse("hanako").unwrap(), "高津 花子".to_owned(), Role::Writer)
}

#[test]
fn what_somebody_did_to_themselves_on_the_way_in_has_its_own_name() {
    let base = entry(0, NOW);
    let action = |before: Option<&Member>, next: &Member| {
        entry_of(&base, before, next).map(|entry| match entry.what {
            What::Operation(operation) => (operation.action, entry.who.unwrap().login),
            What::Login { .. } => panic!("no try"),
        })
    };
    let (before, named) = (hanako(), |action: &str| Some((action.to_owned(), "hanako".to_owned())));
    assert_eq!(action(None, &before), named("staff.first_administrator"));
    let set = Member { password: Some("$argon2id$".to_owned()), ..before.next() };
    assert_eq!(action(Some(&before), &set), named("staff.password_set"));
    let (mut failed, stranger) = (before.clone(), Brought::default());
    for _ in 0..4 {
        failed = failed.failed(&stranger, NOW);
    }
    assert_eq!(action(Some(&before), &failed), None, "a wrong try is in the login history");
    assert_eq!(action(Some(&failed), &failed.failed(&stranger, NOW)), named("staff.locked"));
    let known = before.signed_in(&Brought { held: Vec::new(), fresh: "ab".to_owned() }, NOW);
    assert_eq!(action(Some(&before), &known), named("staff.device_known"));
    let mut failed = known;
    let there = Brought { held: vec!["ab".to_owned()], fresh: String::new() };
    for _ in 0..4 {
        failed = failed.failed(&there, NOW);
    }
    assert_eq!(action(Some(&failed), &failed.failed(&there, NOW)), named("staff.device_locked"));
    assert_eq!(action(Some(&failed), &failed.signed_in(&there, NOW)), None);
}

#[test]
fn somebody_else_hears_of_what_is_grave_and_everybody_of_their_own_ways_in() {
    let [hanako, taro] = [1_u128, 2].map(|number| StaffId::from_ulid(Ulid::from(number)));
    let done = |action: &str, object: Object| {
        let mut entry = entry(5, NOW);
        let What::Operation(operation) = &mut entry.what else { panic!("no try") };
        (operation.action, operation.object) = (action.to_owned(), object);
        entry
    };
    let of = |id: StaffId| Object::new("staff", id, "高津 花子");
    let sent = done("delivery.sent_off", Object::new("delivery", 1, "津波"));
    for grave in [
        sent.clone().with("without_approval", true),
        done("job.started", Object::new("job", 1, "export")),
        done("setting.guards_weakened", Object::new("setting", "guards", "")),
        done("staff.passkey_removed", of(taro)),
        done("staff.first_administrator", of(taro)),
    ] {
        assert!(Wanted::Notable.takes(&grave), "{grave:?}");
    }
    for usual in [
        sent.with("without_approval", false),
        done("job.started", Object::new("job", 1, "import")),
        done("setting.changed", Object::new("setting", "guards", "")),
        done("staff.password_set", of(taro)),
        done("staff.device_known", of(taro)),
    ] {
        assert!(!Wanted::Notable.takes(&usual), "{usual:?}");
    }
    assert!(Wanted::Own(taro).takes(&done("staff.device_known", of(taro))));
    assert!(Wanted::Own(taro).takes(&done("staff.password_set", of(taro))));
    assert!(!Wanted::Own(taro).takes(&done("staff.device_known", of(hanako))));
    assert!(!Wanted::Own(taro).takes(&done("staff.changed", of(taro))));
    let who = Who { id: Some(taro), login: "taro".to_owned(), name: "宮前 太郎".to_owned() };
    let login = |result| {
        let what = What::Login { result, method: Method::Totp };
        Entry { who: Some(who.clone()), what, ..entry(5, NOW) }
    };
    assert!(Wanted::Own(taro).takes(&login(LoginResult::SignedIn)));
    assert!(!Wanted::Own(taro).takes(&login(LoginResult::SteppedUp)));
    assert!(
        !Wanted::Own(taro).takes(&login(LoginResult::Locked)),
        "whoever knocks on does not fill the list"
    );
    assert!(Wanted::Own(taro).takes(&done("staff.locked", of(taro))), "that it rests is told once");
    assert!(!Wanted::Own(hanako).takes(&login(LoginResult::SignedIn)));
}

#[test]
fn a_search_takes_what_fits_all_its_conditions() {
    let id = StaffId::from_ulid(Ulid::from(1_u128));
    let who = Some(Who { id: Some(id), login: "hanako".to_owned(), name: "高津 花子".to_owned() });
    let saved = Entry { who: who.clone(), ..entry(5, NOW) };
    let wanted = |staff, action: Option<&str>, object: Option<&str>| Wanted::Operations {
        staff,
        action: action.map(str::to_owned),
        object: object.map(str::to_owned),
    };
    assert!(wanted(None, None, None).takes(&saved));
    assert!(wanted(Some(id), Some("draft.saved"), Some("5")).takes(&saved));
    assert!(wanted(None, Some("draft."), None).takes(&saved));
    assert!(!wanted(None, Some("draft"), None).takes(&saved));
    assert!(!wanted(None, None, Some("6")).takes(&saved));
    assert!(!wanted(Some(id), None, None).takes(&entry(5, NOW)), "a program did it");
    let login =
        Entry { what: What::Login { result: LoginResult::WrongCode, method: Method::Totp }, ..saved.clone() };
    let logins = |who: Option<&str>, result| Wanted::Logins { who: who.map(str::to_owned), result };
    let of = |name: &str| {
        let mut entry = saved.clone();
        let What::Operation(operation) = &mut entry.what else { panic!("no try") };
        operation.object = Object::new("draft", 5, name);
        entry
    };
    assert!(wanted(None, None, Some("水道工事")).takes(&of("多摩区 水道 工事のお知らせ")), "by its title");
    assert!(!wanted(None, None, Some("下水道")).takes(&of("多摩区 水道 工事のお知らせ")));
    assert!(logins(Some("hanako"), Some(LoginResult::WrongCode)).takes(&login));
    assert!(!logins(Some("taro"), None).takes(&login));
    for part in ["Hanako", "高津", "高津花子", &login.ip] {
        assert!(logins(Some(part), None).takes(&login), "{part}");
    }
    let from = Entry { ip: "198.51.100.7".to_owned(), ..login.clone() };
    for (part, fits) in
        [("198.51.100.", true), ("198.51.100.7", true), ("198.51.10", false), ("51.100.7", false)]
    {
        assert_eq!(logins(Some(part), None).takes(&from), fits, "{part}");
    }
    let nobody = Some(Who { id: None, login: "kyoko".to_owned(), name: "高津".to_owned() });
    assert!(!logins(Some("高津"), None).takes(&Entry { who: nobody, ..login.clone() }));
    assert!(!logins(None, Some(LoginResult::SignedIn)).takes(&login));
    assert!(!logins(None, None).takes(&saved));
    assert_eq!(
        (LoginResult::SteppedUp.name(), Method::First.name()),
        ("stepped_up".to_owned(), "first".to_owned())
    );
}
