//! Which answers are taken, what becomes of them, and what is said about the others.
use crate::{item, option};
use domain::follower::{Answer, AnswerValue, Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::survey::{Catalogue, ItemDraft, ItemKind, Reason, ShownIf};
use domain::user_id::UserId;
use serde_json::{Value, json};

fn catalogue() -> Catalogue {
    Catalogue::every_kind_example().at_version(7)
}

fn take(catalogue: &Catalogue, given: &Value) -> Result<Answers, Vec<(String, Reason)>> {
    let taken = catalogue.take_answers(given.as_object().unwrap());
    taken.map_err(|wrong| wrong.into_iter().map(|one| (one.item, one.reason)).collect())
}

#[track_caller]
fn refused(given: &Value, expected: &[(&str, Reason)]) {
    let expected: Vec<_> =
        expected.iter().map(|(item, reason)| ((*item).to_owned(), reason.clone())).collect();
    assert_eq!(take(&catalogue(), given), Err(expected), "{given}");
}

#[test]
fn every_kind_of_answer_is_taken_and_keeps_the_version_it_was_given_under() {
    let given = json!({
        "ward": ["asao"], "topics": ["bousai", "kosodate"], "birth": "1990-04", "children": 3,
        "language": ["easy"], "area": "214-0001", "wish": " ありがとう ", "age_group": null,
    });
    let answers = take(&catalogue(), &given).unwrap();
    assert_eq!(answers.iter().count(), 7);
    assert!(answers.iter().all(|(_, answer)| answer.version == 7));
    let json = |name: &str| answers.get(&item(name)).unwrap().value.to_json();
    assert_eq!(json("birth"), "1990-04");
    assert_eq!(json("topics"), json!(["bousai", "kosodate"]));
    assert_eq!(
        (json("children"), json("area"), json("wish")),
        (json!(3), json!("2140001"), json!("ありがとう"))
    );
    let stored = serde_json::to_string(&answers).unwrap();
    assert_eq!(serde_json::from_str::<Answers>(&stored).unwrap(), answers);
    assert_eq!(catalogue().check_answers(&answers), Ok(answers), "what was taken is taken again");
}

#[test]
fn each_wrong_answer_is_named_with_its_reason() {
    let not_offered = |name: &str| Reason::NotOffered(name.to_owned());
    refused(&json!({"hobby": ["go"]}), &[("hobby", Reason::NotAsked)]);
    refused(&json!({"not a name": 1}), &[("not a name", Reason::NotAsked)]);
    refused(&json!({"ward": ["asao", "tama"]}), &[("ward", Reason::OneOnly)]);
    refused(&json!({"language": ["ja", "en"]}), &[("language", Reason::OneOnly)]);
    refused(&json!({"ward": ["shibuya"]}), &[("ward", not_offered("shibuya"))]);
    refused(&json!({"ward": ["渋谷"]}), &[("ward", not_offered("渋谷"))]);
    refused(&json!({"ward": "asao"}), &[("ward", Reason::WrongKind)]);
    refused(&json!({"birth": "1990"}), &[("birth", Reason::WrongKind)]);
    refused(&json!({"birth": ["1990-04"]}), &[("birth", Reason::WrongKind)]);
    refused(&json!({"wish": "あ".repeat(201)}), &[("wish", Reason::TooLong { max: 200 })]);
    refused(&json!({"area": "9990001"}), &[("area", Reason::NoArea)]);
    refused(&json!({"area": "21400011"}), &[("area", Reason::WrongKind)]);
    let both = json!({"topics": ["kosodate"], "children": 21, "ward": ["x"]});
    let out_of_range = Reason::OutOfRange { min: 0, max: 20 };
    refused(&both, &[("children", out_of_range), ("ward", not_offered("x"))]);
    refused(&json!({"topics": ["kosodate"], "children": 1.5}), &[("children", Reason::WrongKind)]);
}

#[test]
fn what_is_wrong_is_said_in_japanese() {
    let wrong = catalogue().take_answers(json!({"ward": ["x"], "wish": 3}).as_object().unwrap()).unwrap_err();
    let is_japanese = |text: String| text.chars().any(|c| matches!(c, 'ぁ'..='ヿ' | '一'..='鿿'));
    assert!(wrong.iter().all(|one| is_japanese(one.message_ja())));
    let codes: Vec<_> = wrong.iter().map(|one| (one.code(), one.is_form_changed())).collect();
    assert_eq!(codes, [("wrong_kind", false), ("not_offered", true)]);
}

#[test]
fn the_longest_prefix_wins_and_the_area_stays_when_prefixes_move() {
    let area = |code: &str| {
        let answers = take(&catalogue(), &json!({ "area": code })).unwrap();
        let found = answers.get(&item("area")).unwrap().value.options().next().cloned();
        found.unwrap().to_string()
    };
    assert_eq!(
        (area("2100001"), area("2130001"), area("2990001")),
        ("south".into(), "north".into(), "elsewhere".into())
    );
    let answers = take(&catalogue(), &json!({ "area": "2100001" })).unwrap();
    let mut moved = catalogue();
    let renamed = domain::survey::OptionDraft::new("南部");
    moved.change_option(&item("area"), &option("south"), renamed).unwrap();
    let follower = who_answers(answers);
    assert_eq!(follower.planes(&catalogue()), follower.planes(&moved));
}

fn who_answers(answers: Answers) -> Follower {
    let event = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    Follower { answers, ..Follower::new(UserId::from_bytes([1; 16]), &event) }
}

#[test]
fn an_area_may_be_chosen_directly() {
    let answers = take(&catalogue(), &json!({ "area": ["south"] })).unwrap();
    assert_eq!(answers.get(&item("area")).unwrap().value.to_json(), json!(["south"]));
    refused(&json!({ "area": ["south", "north"] }), &[("area", Reason::OneOnly)]);
}

#[test]
fn hidden_answers_are_dropped_and_required_ones_are_missed_only_where_they_are_shown() {
    let mut catalogue = catalogue();
    let children = catalogue.item(&item("children")).unwrap().draft();
    catalogue.change_item(&item("children"), ItemDraft { required: true, ..children }).unwrap();
    let without = take(&catalogue, &json!({"topics": ["gomi"], "children": 99})).unwrap();
    assert_eq!(without.get(&item("children")), None, "dropped unread, because nobody was asked");
    assert!(take(&catalogue, &json!({})).is_ok());
    let missing = take(&catalogue, &json!({"topics": ["kosodate"]}));
    assert_eq!(missing, Err(vec![("children".to_owned(), Reason::Required)]));
    assert!(take(&catalogue, &json!({"topics": ["kosodate"], "children": 0})).is_ok());
}

#[test]
fn a_rule_holds_only_while_the_item_it_names_is_shown_itself() {
    let mut catalogue = catalogue();
    let rule = |other: &str, name: &str| Some(ShownIf { item: item(other), any_of: vec![option(name)] });
    let language = ItemDraft { shown_if: rule("ward", "asao"), ..ItemDraft::new("言葉", ItemKind::Select) };
    catalogue.change_item(&item("language"), language).unwrap();
    let wish = ItemKind::Text { max_length: 9 };
    let wish = ItemDraft { shown_if: rule("language", "en"), ..ItemDraft::new("意見", wish) };
    catalogue.change_item(&item("wish"), wish).unwrap();
    let given = |ward: &str| json!({"ward": [ward], "language": ["en"], "wish": "hello"});
    assert_eq!(take(&catalogue, &given("asao")).unwrap().iter().count(), 3);
    assert_eq!(take(&catalogue, &given("tama")).unwrap().iter().count(), 1);
}

#[test]
fn archived_items_and_options_are_not_asked_but_keep_their_answers_and_bits() {
    let mut catalogue = catalogue();
    let answers = take(&catalogue, &json!({"ward": ["asao"], "birth": "1990-04"})).unwrap();
    let planes = who_answers(answers.clone()).planes(&catalogue);
    catalogue.archive_item(&item("birth")).unwrap();
    catalogue.set_option_archived(&item("ward"), &option("asao"), true).unwrap();
    assert_eq!(who_answers(answers.clone()).planes(&catalogue), planes);
    let again = take(&catalogue, &json!({"ward": ["asao"], "birth": "1990-04"})).unwrap_err();
    let expected =
        [("birth".to_owned(), Reason::NotAsked), ("ward".to_owned(), Reason::NotOffered("asao".into()))];
    assert_eq!(again, expected);
    let given = take(&catalogue, &json!({"ward": ["tama"]})).unwrap();
    let kept = catalogue.keep_archived(&answers, given);
    assert_eq!(kept.get(&item("birth")), answers.get(&item("birth")));
    assert!(kept.get(&item("ward")).unwrap().value.options().eq([&option("tama")]));
    let nothing = catalogue.keep_archived(&answers, Answers::default());
    assert!(nothing.get(&item("ward")).unwrap().value.options().eq([&option("asao")]));
}

#[test]
fn an_archived_option_of_a_multiple_choice_outlives_the_next_save() {
    let mut catalogue = catalogue();
    let (topics, gomi) = (item("topics"), option("gomi"));
    let before = take(&catalogue, &json!({"topics": ["bousai", "gomi"]})).unwrap();
    catalogue.set_option_archived(&topics, &gomi, true).unwrap();
    let kept = catalogue.keep_archived(&before, take(&catalogue, &json!({"topics": ["event"]})).unwrap());
    assert_eq!(kept.get(&topics).unwrap().value.to_json(), json!(["event", "gomi"]));
}

#[test]
fn an_option_is_replaced_or_dropped_once_and_the_version_stays() {
    let mut answers = take(&catalogue(), &json!({"topics": ["bousai", "gomi"], "area": "2100001"})).unwrap();
    let (topics, gomi, event) = (item("topics"), option("gomi"), option("event"));
    assert!(answers.replace_option(&topics, &gomi, Some(&event)));
    assert!(!answers.replace_option(&topics, &gomi, Some(&event)), "a second time changes nothing");
    assert_eq!(answers.get(&topics).unwrap().value.to_json(), json!(["bousai", "event"]));
    assert_eq!(answers.get(&topics).unwrap().version, 7);
    assert!(
        answers.replace_option(&topics, &event, Some(&option("bousai"))),
        "into one that stands there already"
    );
    assert!(answers.replace_option(&topics, &option("bousai"), None));
    assert_eq!(answers.get(&topics), None, "nothing chosen is unset");
}

#[test]
fn a_postal_code_is_kept_when_its_area_is_replaced_and_goes_without_another() {
    let mut answers = take(&catalogue(), &json!({"area": "2100001"})).unwrap();
    let (area, south, north) = (item("area"), option("south"), option("north"));
    assert!(answers.replace_option(&area, &south, Some(&north)));
    assert!(!answers.replace_option(&area, &south, Some(&north)), "a second time changes nothing");
    let moved = answers.get(&area).unwrap();
    assert_eq!((moved.value.to_json(), moved.version), (json!("2100001"), 7));
    assert!(moved.value.options().eq([&north]));
    assert!(answers.replace_option(&area, &north, None));
    assert_eq!(answers.get(&area), None, "a code without an area is unset");
}

#[test]
fn answers_from_before_versions_are_read_and_written_as_they_were() {
    let old = r#"{"topics":["bousai","gomi"],"ward":["kawasaki"]}"#;
    let answers: Answers = serde_json::from_str(old).unwrap();
    assert_eq!(answers.get(&item("ward")).unwrap().version, 0);
    assert_eq!(serde_json::to_string(&answers).unwrap(), old);
    let newer = Answer { value: AnswerValue::Number(3), version: 2 };
    assert_eq!(serde_json::to_string(&newer).unwrap(), r#"{"version":2,"number":3}"#);
    assert!(serde_json::from_str::<Answers>(r#"{"ward":"kawasaki"}"#).is_err());
    let empty: Answers = serde_json::from_str(r#"{"ward":[]}"#).unwrap();
    assert!(empty.is_empty());
}
