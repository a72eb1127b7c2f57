//! A message of one ward on its way to another.
use crate::{ORDINARY, found, warnings};
use domain::guard::WarningCode::PlaceBeyondTarget;
use domain::guard::{Aimed, Context, Warning};
use domain::segment::Target;
use domain::survey::Catalogue;
use serde_json::{Value, json};

fn aimed(condition: &Value) -> Aimed {
    let target: Target =
        serde_json::from_value(json!({ "kind": "segment", "condition": condition })).unwrap();
    Aimed::of(Some(&target), &Catalogue::every_kind_example())
}

fn to(aimed: &Aimed, texts: &[&str]) -> Vec<Warning> {
    let messages: Vec<Value> = texts.iter().map(|text| json!({ "type": "text", "text": text })).collect();
    warnings(&messages, &Context { aimed: Some(aimed), ..ORDINARY })
}

fn in_asao() -> Value {
    json!({ "item": "ward", "any_of": ["asao"] })
}

#[test]
fn a_ward_that_the_target_leaves_out_is_asked_about_once_with_those_that_it_holds() {
    let aimed = aimed(&in_asao());
    assert_eq!(aimed.within.iter().collect::<Vec<_>>(), ["麻生区"]);
    assert!(aimed.beyond.contains("高津区") && !aimed.beyond.contains("麻生区"), "{aimed:?}");
    let asked = to(&aimed, &["あすの朝市", "高津区の皆さまへ。高津区の一部で断水します。"]);
    assert_eq!(found(&asked), [(PlaceBeyondTarget, "高津区")]);
    assert_eq!(asked[0].path, "/messages/1/text");
    assert_eq!(
        asked[0].message,
        "「高津区」と書いてありますが、対象に入っていません（対象：麻生区）。宛先がまちがっていないか、「2 対象」を確かめてください。"
    );
}

#[test]
fn what_names_the_targets_own_ward_may_name_any_other_and_everyday_answers_are_no_places() {
    let asao = aimed(&in_asao());
    for texts in [&["麻生区と高津区の方へ"][..], &["会場は高津区です。", "麻生区の方へ"], &["お知らせ"]]
    {
        assert_eq!(found(&to(&asao, texts)), [], "{texts:?}");
    }
    let topics = aimed(&json!({ "item": "topics", "any_of": ["bousai"] }));
    assert_eq!(topics, Aimed::default());
    assert_eq!(found(&to(&topics, &["高津区の子育て"])), []);
    for target in [None, Some(Target::Everyone)] {
        assert_eq!(Aimed::of(target.as_ref(), &Catalogue::every_kind_example()), Aimed::default());
    }
}

#[test]
fn whom_a_condition_leaves_out_is_beyond_it_however_it_is_written() {
    let not = aimed(&json!({ "not": { "item": "ward", "any_of": ["takatsu"] } }));
    assert_eq!(found(&to(&not, &["高津区の方へ"])), [(PlaceBeyondTarget, "高津区")]);
    assert_eq!(found(&to(&not, &["麻生区の方へ"])), []);
    let both = aimed(&json!({ "any": [
        { "item": "ward", "any_of": ["asao"] }, { "all": [{ "item": "ward", "any_of": ["takatsu"] }] },
    ] }));
    assert_eq!(found(&to(&both, &["高津区の方へ"])), []);
}

#[test]
fn where_the_target_holds_no_place_the_sentence_is_whole_all_the_same() {
    let elsewhere = Aimed { within: [].into(), beyond: ["高津区".to_owned()].into() };
    let asked = to(&elsewhere, &["高津区の方へ"]);
    assert_eq!(
        asked[0].message,
        "「高津区」と書いてありますが、対象に入っていません。宛先がまちがっていないか、「2 対象」を確かめてください。"
    );
}

#[test]
fn a_name_inside_a_longer_one_is_not_read() {
    let named = |within: &str, beyond: &[&str]| Aimed {
        within: [within.to_owned()].into(),
        beyond: beyond.iter().map(|name| (*name).to_owned()).collect(),
    };
    let west = named("西区", &["南区", "港南区"]);
    assert_eq!(found(&to(&west, &["港南区の方へ"])), [(PlaceBeyondTarget, "港南区")]);
    assert_eq!(found(&to(&named("港南区", &["南区"]), &["港南区の方へ"])), []);
    assert_eq!(found(&to(&west, &["西区、南区の方へ"])), []);
}
