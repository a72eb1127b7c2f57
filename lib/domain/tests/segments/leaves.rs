//! Ages, numbers, registration days and friendship: what they match, refuse and read as.
use crate::{first_shard, month};
use domain::calendar::YearMonth;
use domain::follower::{Answer, AnswerValue, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::reaction::Reaction;
use domain::segment::{Condition, ConditionError, SegmentIndex, SegmentPage};
use domain::survey::{Catalogue, ItemId};
use domain::user_id::UserId;
use serde_json::{Value, json};

fn condition(json: &Value) -> Condition {
    Condition::try_from(json.clone()).unwrap()
}

fn a_friend() -> Follower {
    let event = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    Follower::new(UserId::from_bytes([1; 16]), &event)
}

fn who_answered(item: &str, value: AnswerValue) -> Follower {
    let mut follower = a_friend();
    follower.answers.put(ItemId::parse(item).unwrap(), Answer { value, version: 1 });
    follower
}

fn born(text: &str) -> Follower {
    who_answered("birth", AnswerValue::Month(YearMonth::parse(text).unwrap()))
}

fn with_children(number: i64) -> Follower {
    who_answered("children", AnswerValue::Number(number))
}

/// Registered at noon in Japan.
fn registered_on(text: &str) -> Follower {
    let noon = format!("{text}T12:00:00+09:00").parse::<jiff::Timestamp>().unwrap();
    let registered_at_ms = Some(noon.as_millisecond() as u64);
    Follower { consent_version: Some(1), registered_at_ms, ..a_friend() }
}

/// One bit for each of them who matches, the first one lowest; `blocked` ones are counted where it is asked.
fn matched(people: &[Follower], json: &Value) -> u64 {
    let catalogue = Catalogue::every_kind_example();
    let mut page = SegmentPage::new(first_shard(), 0);
    for person in people {
        page.append(&person.planes(&catalogue)).unwrap();
    }
    let query = condition(json).compile_count(&catalogue, month()).unwrap();
    let mut index = SegmentIndex::default();
    index.replace_page(&page);
    let found = page.evaluate(&query)[0];
    assert_eq!(index.count(&query), u64::from(found.count_ones()), "page and index differ on {json}");
    found
}

#[test]
fn an_age_changes_in_the_month_of_birth() {
    // The month is 2026-09: 20 from 2006-09 back to 2005-10; the fourth is not born yet, the fifth has not answered.
    let people =
        [born("2006-10"), born("2006-09"), born("2005-10"), born("2027-01"), a_friend(), born("2005-09")];
    let twenty = json!({"item": "birth", "age": {"from": 20, "to": 20}});
    assert_eq!(matched(&people, &twenty), 0b00_0110);
    assert_eq!(matched(&people, &json!({ "not": twenty })), 0b10_1001);
    assert_eq!(matched(&people, &json!({"item": "birth", "age": {"from": 20}})), 0b10_0110);
    assert_eq!(matched(&people, &json!({"item": "birth", "age": {"to": 19}})), 0b00_0001);
    assert_eq!(matched(&people, &json!({"item": "birth", "age": {"from": 0}})), 0b10_0111);
    assert_eq!(matched(&people, &json!({"item": "birth", "age": {"from": 200}})), 0);
    assert_eq!(matched(&people, &json!({"item": "birth", "unset": true})), 0b01_0000);
}

#[test]
fn numbers_are_compared_and_bounds_outside_the_item_are_no_bounds() {
    let people = [with_children(0), with_children(1), with_children(20), a_friend()];
    let number = |range: Value| json!({"item": "children", "number": range});
    assert_eq!(matched(&people, &number(json!({"from": 1}))), 0b0110);
    assert_eq!(matched(&people, &number(json!({"to": 1}))), 0b0011);
    assert_eq!(matched(&people, &number(json!({"from": 1, "to": 1}))), 0b0010);
    assert_eq!(matched(&people, &number(json!({"from": -5, "to": 99}))), 0b0111);
    assert_eq!(matched(&people, &number(json!({"from": i64::MIN}))), 0b0111);
    assert_eq!(matched(&people, &number(json!({"from": 32}))), 0);
    assert_eq!(matched(&people, &json!({"not": number(json!({"from": 1}))})), 0b0001);
    assert_eq!(matched(&people, &json!({"not": number(json!({"to": i64::MAX}))})), 0);
}

#[test]
fn the_day_of_registration_is_the_day_in_japan_and_unknown_days_stay_out() {
    let unknown = Follower { consent_version: Some(1), ..a_friend() };
    let people = [
        registered_on("2026-03-31"),
        registered_on("2026-04-01"),
        registered_on("2026-04-30"),
        unknown,
        a_friend(),
    ];
    let april = json!({"registered": {"from": "2026-04-01", "to": "2026-04-30"}});
    assert_eq!(matched(&people, &april), 0b00110);
    assert_eq!(matched(&people, &json!({ "not": april })), 0b00001);
    assert_eq!(matched(&people, &json!({"registered": {"to": "2026-03-31"}})), 0b00001);
    assert_eq!(matched(&people, &json!({"registered": {"from": "1990-01-01"}})), 0b00111);
    assert_eq!(matched(&people, &json!({"registered": {"from": "2099-01-01"}})), 0);
}

#[test]
fn who_has_blocked_the_account_is_counted_where_it_is_asked_and_never_delivered_to() {
    let blocked = Follower { friendship: Friendship::Blocked, ..born("2000-01") };
    let people = [born("2000-01"), blocked];
    let is_blocked = json!({"friendship": "blocked"});
    assert_eq!(matched(&people, &is_blocked), 0b10);
    assert_eq!(matched(&people, &json!({ "not": is_blocked })), 0b01);
    assert_eq!(matched(&people, &json!({"all": [is_blocked, {"item": "birth", "age": {"from": 20}}]})), 0b10);
    assert_eq!(matched(&people, &json!({"item": "birth", "age": {"from": 20}})), 0b01);
    let catalogue = Catalogue::every_kind_example();
    let mut page = SegmentPage::new(first_shard(), 0);
    for person in &people {
        page.append(&person.planes(&catalogue)).unwrap();
    }
    let delivered = condition(&is_blocked).compile(&catalogue, month()).unwrap();
    assert_eq!(page.evaluate(&delivered), [0; 8]);
    let mut index = SegmentIndex::default();
    index.replace_page(&page);
    let parts = index.count_parts(
        &condition(&json!({"any": [is_blocked, {"item": "birth", "unset": true}]})),
        &catalogue,
        month(),
    );
    let counts: Vec<u64> = parts.unwrap().iter().map(|part| part.count).collect();
    assert_eq!(counts, [1, 1, 0]);
}

#[test]
fn ranges_that_mean_nothing_are_refused() {
    let refusal = |json: Value| Condition::try_from(json).unwrap_err();
    for json in [
        json!({"item": "birth", "age": {}}),
        json!({"item": "birth", "age": {"from": 20, "until": 29}}),
        json!({"item": "birth", "age": {"from": "20"}}),
        json!({"item": "birth", "age": {"from": -1}}),
        json!({"item": "birth", "age": {"from": 201}}),
        json!({"item": "children", "number": {"from": 1.5}}),
        json!({"item": "children", "number": [1, 2]}),
        json!({"registered": {"from": "2026-04-31"}}),
        json!({"registered": {"from": "2026/04/01"}}),
        json!({"registered": {"from": 20_260_401}}),
        json!({"clicked": "summer festival"}),
        json!({"opened": 1}),
        json!({"friendship": "unknown"}),
        json!({"friendship": "blocked", "item": "birth"}),
    ] {
        assert!(matches!(refusal(json.clone()), ConditionError::Shape(_)), "{json}");
    }
    assert_eq!(refusal(json!({"item": "birth", "age": {"from": 30, "to": 29}})), ConditionError::Range);
    assert_eq!(refusal(json!({"item": "children", "number": {"from": 2, "to": 1}})), ConditionError::Range);
    assert_eq!(
        refusal(json!({"registered": {"from": "2026-04-02", "to": "2026-04-01"}})),
        ConditionError::Range
    );
    let catalogue = Catalogue::every_kind_example();
    let compiled = |json: Value| condition(&json).compile(&catalogue, month()).unwrap_err();
    assert_eq!(
        compiled(json!({"item": "ward", "age": {"from": 1}})),
        ConditionError::NotAMonth("お住まいの区".into())
    );
    assert_eq!(
        compiled(json!({"item": "birth", "number": {"from": 1}})),
        ConditionError::NotANumber("生まれた年月".into())
    );
}

#[test]
fn every_leaf_reads_as_japanese_and_comes_back_from_json() {
    let catalogue = Catalogue::every_kind_example();
    for (json, text) in [
        (
            json!({"item": "birth", "age": {"from": 20, "to": 29}}),
            "「生まれた年月」から数えて20歳以上29歳以下",
        ),
        (
            json!({"not": {"item": "birth", "age": {"to": 5}}}),
            "「生まれた年月」から数えて5歳以下以外(未回答を除く)",
        ),
        (json!({"item": "children", "number": {"from": 1}}), "「お子さんの人数」が1以上"),
        (json!({"item": "children", "number": {"from": 2, "to": 2}}), "「お子さんの人数」が2"),
        (
            json!({"registered": {"from": "2026-04-01", "to": "2026-04-30"}}),
            "登録日が2026年4月1日から2026年4月30日まで",
        ),
        (json!({"registered": {"to": "2026-04-30"}}), "登録日が2026年4月30日以前"),
        (
            json!({"not": {"registered": {"from": "2026-04-01"}}}),
            "登録日が2026年4月1日以降以外(未登録を除く)",
        ),
        (json!({"friendship": "blocked"}), "ブロック中"),
        (json!({"not": {"friendship": "blocked"}}), "友だち(ブロックしていない)"),
    ] {
        assert_eq!(condition(&json).describe_ja(&catalogue), text);
        assert_eq!(Value::from(condition(&json)), json);
    }
}

#[test]
fn reactions_match_whoever_did_at_least_this_and_the_negation_everybody_else() {
    let catalogue = Catalogue::every_kind_example();
    let delivery = catalogue.tracked()[0].delivery;
    let reacted = |reaction| {
        let mut person = born("2000-01");
        person.reactions.add(delivery, reaction);
        person
    };
    let people = [born("2000-01"), reacted(Reaction::Opened), reacted(Reaction::Clicked)];
    assert_eq!(matched(&people, &json!({ "opened": delivery })), 0b110);
    assert_eq!(matched(&people, &json!({ "clicked": delivery })), 0b100);
    assert_eq!(matched(&people, &json!({"not": { "clicked": delivery }})), 0b011);
    assert_eq!(
        condition(&json!({ "clicked": delivery })).describe_ja(&catalogue),
        "配信「夏祭りのお知らせ」のボタンを押した"
    );
    assert_eq!(
        condition(&json!({"not": { "opened": delivery }})).describe_ja(&catalogue),
        "配信「夏祭りのお知らせ」を開いたことがわかっていない"
    );
}

#[test]
fn reactions_that_are_not_kept_or_forgotten_are_an_error_and_never_everyone() {
    let catalogue = Catalogue::every_kind_example();
    let delivery = catalogue.tracked()[0].delivery; // of July 2026
    let refused = |json: Value, month: &str| {
        condition(&json).compile(&catalogue, YearMonth::parse(month).unwrap()).unwrap_err()
    };
    let forgotten = ConditionError::Forgotten("夏祭りのお知らせ".to_owned());
    assert_eq!(refused(json!({"not": { "clicked": delivery }}), "2027-02"), forgotten);
    assert!(
        condition(&json!({ "clicked": delivery }))
            .compile(&catalogue, YearMonth::parse("2027-01").unwrap())
            .is_ok()
    );
    let long_ago = domain::delivery::DeliveryId::from_ulid(7_u128.into());
    let gone = ConditionError::Forgotten(long_ago.to_string());
    assert_eq!(refused(json!({"not": { "opened": long_ago }}), "2026-09"), gone);
    let of_july = u128::from(delivery.created_at_ms()) << 80;
    let other = domain::delivery::DeliveryId::from_ulid(of_july.into());
    assert_eq!(refused(json!({"not": { "opened": other }}), "2026-09"), ConditionError::NotTracked(other));
}
