//! What careless hands and keyboards do, and LINE refuses.
use domain::message::ViolationCode as Code;
use serde_json::json;

use crate::refusals::check;
use crate::{samples as s, violations};

#[test]
fn a_scheme_in_capitals_is_refused_with_the_one_to_write() {
    for (uri, wrong, right) in [
        ("Https://city.example.jp/", "Https", "https"),
        ("TEL:044-200-0000", "TEL", "tel"),
        ("Line://ti/p/@kawasaki", "Line", "line"),
    ] {
        let mut message = s::buttons();
        message["template"]["actions"][0]["uri"] = json!(uri);
        let found = violations(&message).remove(0);
        assert_eq!(found.code, Code::BadUrl);
        let sentence = format!("先頭の「{wrong}」は、小文字の「{right}」にしてください");
        assert!(found.message_ja.ends_with(&sentence), "{}", found.message_ja);
    }
}

#[test]
fn a_tap_says_something_and_a_rich_message_has_a_place_to_tap() {
    check(&[
        (s::imagemap, "/actions", || json!([]), Code::TooFew, ".actions"),
        (
            s::quick_reply,
            "/quickReply/items/1/action/data",
            || json!(""),
            Code::Empty,
            ".quickReply.items[1].action.data",
        ),
        (
            s::buttons,
            "/template/actions/0/uri",
            || json!("line:ti"),
            Code::BadUrl,
            ".template.actions[0].uri",
        ),
    ]);
}
