//! What conditions mean and what they refuse.
use crate::{first_shard, month};
use domain::calendar::YearMonth;
use domain::follower::{Answer, AnswerValue, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::{
    Condition, ConditionError, FEWEST_FOR_SAMPLES, MAX_DEPTH, MAX_NODES, SAMPLES, SegmentIndex, SegmentPage,
    Target,
};
use domain::survey::{Catalogue, ItemDraft, ItemId, ItemKind, OptionDraft, OptionId};
use domain::user_id::UserId;
use serde_json::{Value, json};

fn condition(json: &Value) -> Condition {
    Condition::try_from(json.clone()).unwrap()
}

fn refusal(json: &Value) -> ConditionError {
    Condition::try_from(json.clone()).unwrap_err()
}

fn compile_error(json: &Value, catalogue: &Catalogue) -> ConditionError {
    condition(json).compile(catalogue, month()).unwrap_err()
}

fn item(name: &str) -> ItemId {
    ItemId::parse(name).unwrap()
}

fn option(name: &str) -> OptionId {
    OptionId::parse(name).unwrap()
}

fn in_ward(ward: Option<&str>) -> Follower {
    let event = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    let mut follower = Follower::new(UserId::from_bytes([1; 16]), &event);
    follower.answers.set(item("ward"), ward.map(option));
    follower
}

/// Of 川崎区, 幸区 and nobody-knows, in this order: who matches?
fn matched(json: &Value) -> u64 {
    let catalogue = Catalogue::kawasaki_example();
    let mut page = SegmentPage::new(first_shard(), 0);
    for ward in [Some("kawasaki"), Some("saiwai"), None] {
        page.append(&in_ward(ward).planes(&catalogue)).unwrap();
    }
    page.evaluate(&condition(json).compile(&catalogue, month()).unwrap())[0]
}

#[test]
fn who_has_not_answered_is_matched_by_unset_alone() {
    let kawasaki = json!({"item": "ward", "any_of": ["kawasaki"]});
    let unset = json!({"item": "ward", "unset": true});
    assert_eq!(matched(&kawasaki), 0b001);
    assert_eq!(matched(&json!({ "not": kawasaki })), 0b010);
    assert_eq!(matched(&json!({"not": {"not": kawasaki}})), 0b001);
    assert_eq!(matched(&unset), 0b100);
    assert_eq!(matched(&json!({ "not": unset })), 0b011);
    assert_eq!(matched(&json!({"any": [{"not": kawasaki}, unset]})), 0b110);
    assert_eq!(matched(&json!({"not": {"all": [kawasaki, {"system": "registered"}]}})), 0b110);
    assert_eq!(matched(&json!({"not": {"any": [kawasaki, {"system": "tester"}]}})), 0b010);
    assert_eq!(matched(&json!({"not": {"system": "registered"}})), 0b100);
}

#[test]
fn nobody_who_blocked_and_no_empty_slot_is_ever_matched() {
    let catalogue = Catalogue::kawasaki_example();
    let mut page = SegmentPage::new(first_shard(), 0);
    let mut blocked = in_ward(Some("asao"));
    blocked.friendship = Friendship::Blocked;
    page.append(&blocked.planes(&catalogue)).unwrap();
    page.append(&in_ward(Some("asao")).planes(&catalogue)).unwrap();
    let anybody = condition(&json!({"any": [{"system": "tester"}, {"not": {"system": "tester"}}]}));
    let query = anybody.compile(&catalogue, month()).unwrap();
    assert_eq!(page.evaluate(&query), [0b10, 0, 0, 0, 0, 0, 0, 0]);
    let mut index = SegmentIndex::default();
    index.replace_page(&page);
    assert_eq!(index.count(&query), 1);
    assert_eq!(index.count(&Target::Everyone.compile(&catalogue, month()).unwrap()), 1);
}

#[test]
fn samples_tell_what_people_chose_and_nothing_of_fewer_than_twenty() {
    let catalogue = Catalogue::kawasaki_example();
    let of = |people: u64| {
        let mut page = SegmentPage::new(first_shard(), 0);
        page.append(&in_ward(Some("tama")).planes(&catalogue)).unwrap();
        for _ in 0..people {
            page.append(&in_ward(Some("asao")).planes(&catalogue)).unwrap();
        }
        let mut index = SegmentIndex::default();
        index.replace_page(&page);
        let asao = condition(&json!({"item": "ward", "any_of": ["asao"]}));
        index.samples(&asao.compile_count(&catalogue, month()).unwrap(), &catalogue, month())
    };
    assert!(of(FEWEST_FOR_SAMPLES - 1).is_empty());
    assert_eq!(of(FEWEST_FOR_SAMPLES), vec!["お住まいの区：麻生区"; SAMPLES]);
}

#[test]
fn samples_come_from_many_pages_and_tell_an_age_in_tens_of_years() {
    let catalogue = Catalogue::every_kind_example();
    let mut index = SegmentIndex::default();
    for number in 0..30 {
        let mut follower = in_ward(Some(if number < 15 { "asao" } else { "tama" }));
        let value = AnswerValue::Month(YearMonth::parse("1990-05").unwrap());
        follower.answers.put(item("birth"), Answer { value, version: 1 });
        let mut page = SegmentPage::new(first_shard(), number);
        page.append(&follower.planes(&catalogue)).unwrap();
        index.replace_page(&page);
    }
    let everyone = Target::Everyone.compile_count(&catalogue, month()).unwrap();
    let samples = index.samples(&everyone, &catalogue, month());
    assert_eq!(samples.len(), SAMPLES);
    assert!(samples[0].contains("麻生区") && samples[4].contains("多摩区"), "{samples:?}");
    assert!(samples.iter().all(|told| told.contains("生まれた年月：30代")), "{samples:?}");
}

#[test]
fn an_item_added_later_is_unset_on_pages_written_before() {
    let mut catalogue = Catalogue::kawasaki_example();
    let mut page = SegmentPage::new(first_shard(), 0);
    page.append(&in_ward(Some("tama")).planes(&catalogue)).unwrap();
    catalogue.add_item(item("pets"), ItemDraft::new("ペット", ItemKind::Multiple)).unwrap();
    catalogue.add_option(&item("pets"), option("dog"), OptionDraft::new("犬")).unwrap();
    let matched = |json| page.evaluate(&condition(&json).compile(&catalogue, month()).unwrap())[0];
    assert_eq!(matched(json!({"item": "pets", "unset": true})), 1);
    assert_eq!(matched(json!({"not": {"item": "pets", "any_of": ["dog"]}})), 0);
}

#[test]
fn deleted_and_unknown_names_are_errors_and_never_everyone() {
    let mut catalogue = Catalogue::kawasaki_example();
    catalogue.delete_option(&item("topics"), &option("zei")).unwrap();
    catalogue.delete_item(&item("age_group")).unwrap();
    let tax = json!({"item": "topics", "any_of": ["bousai", "zei"]});
    let error = compile_error(&tax, &catalogue);
    assert_eq!(
        error.to_string(),
        "項目「知りたい情報」の選択肢「税」は削除されています。条件から外してください"
    );
    assert_eq!(compile_error(&json!({ "not": tax }), &catalogue), error);
    assert_eq!(
        compile_error(&json!({"item": "age_group", "unset": true}), &catalogue),
        ConditionError::DeletedItem("年代".into())
    );
    assert_eq!(
        compile_error(&json!({"any": [{"item": "wards", "unset": true}]}), &catalogue),
        ConditionError::UnknownItem(item("wards"))
    );
    assert_eq!(
        compile_error(&json!({"item": "ward", "any_of": ["yokohama"]}), &catalogue),
        ConditionError::UnknownOption("お住まいの区".into(), option("yokohama"))
    );
}

#[test]
fn empty_conditions_are_errors_parsed_or_built() {
    for json in [json!({"all": []}), json!({"any": []}), json!({"item": "ward", "any_of": []})] {
        assert_eq!(refusal(&json), ConditionError::Empty);
        assert_eq!(refusal(&json!({ "not": json })), ConditionError::Empty);
    }
    let built = Condition::Any(vec![Condition::All(Vec::new())]);
    assert_eq!(built.compile(&Catalogue::kawasaki_example(), month()), Err(ConditionError::Empty));
}

#[test]
fn misspelt_or_mixed_keys_are_refused() {
    for json in [
        json!({}),
        json!([]),
        json!("everyone"),
        json!({"al": []}),
        json!({"all": [{"system": "tester"}], "any": [{"system": "tester"}]}),
        json!({"item": "ward", "any_of": ["asao"], "unset": true}),
        json!({"item": "ward", "unset": false}),
        json!({"item": "Ward", "unset": true}),
        json!({"system": "admin"}),
    ] {
        assert!(matches!(refusal(&json), ConditionError::Shape(_)), "{json}");
    }
}

#[test]
fn nesting_and_size_are_limited() {
    let nested =
        |depth: usize| (1..depth).fold(json!({"system": "tester"}), |inner, _| json!({ "not": inner }));
    assert!(Condition::try_from(nested(MAX_DEPTH)).is_ok());
    assert_eq!(refusal(&nested(MAX_DEPTH + 1)), ConditionError::TooDeep);
    let wide = |nodes: usize| json!({"any": vec![json!({"system": "tester"}); nodes - 1]});
    assert!(Condition::try_from(wide(MAX_NODES)).is_ok());
    assert_eq!(refusal(&wide(MAX_NODES + 1)), ConditionError::TooManyNodes);
}

#[test]
fn targets_tell_everyone_from_a_segment() {
    let parse = |json: Value| serde_json::from_value::<Target>(json);
    let segment = json!({"kind": "segment", "condition": {"system": "tester"}});
    assert_eq!(parse(json!({"kind": "everyone"})).unwrap(), Target::Everyone);
    assert_eq!(serde_json::to_value(parse(segment.clone()).unwrap()).unwrap(), segment);
    let recipients = json!({"kind": "recipients_of", "delivery": "01JZZZZZZZZZZZZZZZZZZZZZZZ"});
    let target = parse(recipients.clone()).unwrap();
    assert!(target.compile(&Catalogue::default(), month()).is_err(), "a frozen list is no condition");
    assert_eq!(serde_json::to_value(target).unwrap(), recipients);
    for bad in [
        json!({"kind": "recipients_of"}),
        json!({"kind": "recipients_of", "delivery": "x"}),
        json!({"kind": "recipients_of", "delivery": null}),
        json!({"kind": "everyone", "delivery": "01JZZZZZZZZZZZZZZZZZZZZZZZ"}),
        json!({"kind": "everyone", "condition": {"system": "tester"}}),
        json!({"kind": "segment"}),
        json!({"kind": "segment", "condition": {"all": []}}),
        json!({"kind": "all"}),
        json!({"condition": {"system": "tester"}}),
        json!(null),
    ] {
        assert!(parse(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn conditions_read_as_japanese() {
    let catalogue = Catalogue::kawasaki_example();
    let read = |json| condition(&json).describe_ja(&catalogue);
    assert_eq!(
        read(json!({"all": [
            {"item": "ward", "any_of": ["kawasaki", "saiwai"]},
            {"any": [{"item": "topics", "any_of": ["bousai"]}, {"item": "topics", "unset": true}]},
        ]})),
        "「お住まいの区」が「川崎区」か「幸区」、かつ(「知りたい情報」で「防災」を選択、または「知りたい情報」が未回答)"
    );
    assert_eq!(
        read(json!({"not": {"item": "ward", "any_of": ["outside"]}})),
        "「お住まいの区」が「市外」以外(未回答を除く)"
    );
    assert_eq!(Target::Everyone.describe_ja(&catalogue), "全員");
}

#[test]
fn each_part_of_a_condition_is_counted() {
    let catalogue = Catalogue::kawasaki_example();
    let mut index = SegmentIndex::default();
    let mut page = SegmentPage::new(first_shard(), 3);
    for ward in ["kawasaki", "kawasaki", "asao"] {
        page.append(&in_ward(Some(ward)).planes(&catalogue)).unwrap();
    }
    index.replace_page(&page);
    let condition = condition(&json!({"all": [
        {"item": "ward", "any_of": ["kawasaki"]},
        {"not": {"item": "ward", "any_of": ["tama"]}},
    ]}));
    let counts = index.count_parts(&condition, &catalogue, month()).unwrap();
    let counts: Vec<_> = counts.iter().map(|part| (part.pointer.as_str(), part.count)).collect();
    assert_eq!(counts, [("", 2), ("/all/0", 2), ("/all/1", 3), ("/all/1/not", 0)]);
}
