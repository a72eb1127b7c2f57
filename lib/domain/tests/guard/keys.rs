//! A finding is acknowledged by a key that holds for that finding in that text; and no text of any kind is too much.
use crate::{ORDINARY, START_MS, of_text, warnings};
use domain::guard::{Context, MAX_WARNINGS, check};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn keys(text: &str) -> Vec<String> {
    of_text(text, &ORDINARY).into_iter().map(|warning| warning.key).collect()
}

#[test]
fn a_key_stays_while_the_text_does_and_changes_with_it() {
    let key = keys("○時に開きます。");
    assert_eq!(keys("○時に開きます。"), key);
    assert_ne!(keys("○時に開きます"), key);
    assert_ne!(keys("あす○時に開きます。"), key);
    let moved = json!([{"type": "text", "text": "前"}, {"type": "text", "text": "○時に開きます。"}]);
    let moved = warnings(moved.as_array().unwrap(), &ORDINARY);
    assert_ne!(vec![moved[0].key.clone()], key);
    assert!(key[0].len() == 24 && key[0].bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn two_findings_of_one_text_are_acknowledged_one_by_one() {
    let keys = keys("○○と○○、○時と○時");
    assert_eq!(keys.len(), 4);
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 4);
}

#[test]
fn the_hour_of_looking_does_not_undo_an_acknowledgement() {
    let text = "11月20日(金)に開きます。12月5日(日)も。";
    let later = Context { start_ms: START_MS + 3_600_000, ..ORDINARY };
    let later: Vec<_> = of_text(text, &later).into_iter().map(|warning| warning.key).collect();
    assert_eq!(keys(text), later);
    assert_eq!(later.len(), 2);
}

#[test]
fn a_flood_of_findings_is_cut_and_a_long_quote_too() {
    assert_eq!(of_text(&"○時 ".repeat(100), &ORDINARY).len(), MAX_WARNINGS);
    assert_eq!(of_text(&"○時 ".repeat(500), &ORDINARY).len(), MAX_WARNINGS + 1, "there are more");
    let quote = of_text(&"○".repeat(3_000).replace('○', "○○、"), &ORDINARY);
    assert_eq!(quote.len(), MAX_WARNINGS + 1);
    let link = of_text(&format!("http://city.jp/{}", "a".repeat(900)), &ORDINARY).remove(0);
    assert_eq!(link.quote.chars().count(), 61);
}

#[test]
fn the_check_takes_a_time_that_grows_with_the_text_and_no_faster() {
    // Otherwise this runs for minutes, and is stopped.
    for slips in ["○○○○○a", "X", "aX", "○", "　", "(　", "○○○○○　", "R1", "1日(", "http://a@", "\u{200b}"]
    {
        of_text(&slips.repeat(120_000 / slips.len()), &ORDINARY);
        of_text(&format!("a{}", slips.repeat(120_000 / slips.len())), &ORDINARY);
    }
    let many = vec![json!({}); 200_000];
    assert_eq!(warnings(&many, &ORDINARY).len(), 4, "of five bubbles");
    let faint =
        (0..20_000).map(|number| json!({"type": "text", "text": "a", "color": format!("#FFF{number:03X}")}));
    let body = json!({"type": "box", "layout": "vertical", "contents": faint.collect::<Vec<_>>()});
    let flex = json!({"type": "flex", "altText": "絵", "contents": {"type": "bubble", "body": body}});
    assert!(warnings(&[flex], &ORDINARY).len() > MAX_WARNINGS);
}

/// Pieces from which slips are made, so that random texts reach the deeper branches.
const PIECES: &str = "11月|27日|31日|(金)|（|）|(|・祝|令和|R|元|年|8.11.27|2026/11/28|/|.|-|〜|から|10時|午後|:30|○|〇|××|【|】|{{|}}|{|}|http://|https://|訓練|テスト|避難指示|警報|こちら|は|\n|　|十|一|㈮|😀|👨‍👩‍👧|\u{2f49}|99999|昨年|月|日";

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.split('|').collect::<Vec<_>>());
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_taken_and_every_quote_stands_in_it(text in prop_oneof![any::<String>(), pieces()], start in any::<u64>(), emergency: bool) {
        let words = [text.chars().take(2).collect::<String>()];
        let context = Context { start_ms: start, emergency, words: &words, ..ORDINARY };
        for warning in of_text(&text, &context) {
            prop_assert!(text.contains(warning.quote.trim_end_matches('…')), "{} in {text}", warning.quote);
            prop_assert!(!warning.message.is_empty());
        }
    }

    #[test]
    fn any_json_and_any_garbage_is_taken(garbage in any::<String>(), nested in 0_usize..200) {
        let deep = (0..nested).fold(Value::from("○時"), |inner, _| json!({"text": inner, "contents": [1, null]}));
        let _taken = check(&[garbage, deep.to_string()], &ORDINARY);
    }
}
