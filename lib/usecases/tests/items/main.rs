//! Items are changed by one at a time, and what uses them is found.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use domain::delivery::Delivery;
use domain::job::{Job, JobId, JobKind};
use domain::segment::{Condition, SavedSegment, SegmentId, Target};
use domain::survey::{Catalogue, CatalogueError, ItemDraft, ItemId, ItemKind, OptionId};
use serde_json::{Value, json};
use testkit::delivery::builders::{NOW, a_delivery, delivery_id};
use testkit::items::InMemoryCatalogues;
use usecases::items::change::{ChangeItemsError, change_items};
use usecases::items::ports::Catalogues as _;
use usecases::items::uses::{Subject, Uses};

fn item(name: &str) -> ItemId {
    ItemId::parse(name).unwrap()
}

fn add(name: &'static str) -> impl FnOnce(&mut Catalogue) -> Result<(), CatalogueError> {
    move |catalogue| catalogue.add_item(item(name), ItemDraft::new(name, ItemKind::Single))
}

#[tokio::test]
async fn a_change_of_what_was_seen_is_the_next_version() {
    let store = InMemoryCatalogues::holding(Catalogue::kawasaki_example());
    let changed = change_items(&store, 1, add("pets")).await.unwrap();
    assert_eq!(changed.version(), 2);
    assert_eq!(store.newest().await.unwrap(), changed);
}

#[tokio::test]
async fn a_change_of_an_older_version_changes_nothing_and_names_the_newest() {
    let store = InMemoryCatalogues::holding(Catalogue::kawasaki_example());
    change_items(&store, 1, add("pets")).await.unwrap();
    let late = change_items(&store, 1, add("cars")).await;
    assert!(matches!(late, Err(ChangeItemsError::Stale { current: 2 })), "{late:?}");
    assert!(store.newest().await.unwrap().item(&item("cars")).is_none());
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_made_and_the_other_is_told() {
    let store = InMemoryCatalogues::holding(Catalogue::kawasaki_example());
    let (one, other) = futures::join!(change_items(&store, 1, add("a")), change_items(&store, 1, add("b")));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1);
    assert_eq!(store.newest().await.unwrap().items().len(), 4);
}

#[tokio::test]
async fn a_refused_change_is_no_version() {
    let store = InMemoryCatalogues::holding(Catalogue::kawasaki_example());
    let refused = change_items(&store, 1, add("ward")).await;
    assert!(matches!(refused, Err(ChangeItemsError::Refused(CatalogueError::ItemTaken(_)))), "{refused:?}");
    assert_eq!(store.newest().await.unwrap().version(), 1);
}

fn a_segment(number: u128, condition: &Value) -> SavedSegment {
    SavedSegment {
        id: SegmentId::from_ulid(number.into()),
        name: format!("セグメント{number}"),
        department: "広報課".to_owned(),
        condition: Condition::try_from(condition.clone()).unwrap(),
        created_at_ms: NOW,
        updated_at_ms: NOW,
        used_before: None,
        version: 1,
    }
}

fn a_delivery_to(number: u128, condition: &Value) -> Delivery {
    let target = Target::Segment(Condition::try_from(condition.clone()).unwrap());
    Delivery { id: delivery_id(number), target, ..a_delivery() }
}

#[test]
fn uses_are_found_however_deep_and_for_an_option_only_where_it_is_named() {
    let asao = json!({"item": "ward", "any_of": ["asao", "tama"]});
    let deep = json!({"any": [{"system": "tester"}, {"not": {"all": [asao, {"system": "registered"}]}}]});
    let unset = json!({"item": "ward", "unset": true});
    let topics = json!({"item": "topics", "any_of": ["kosodate"]});
    let find = |name: &str, option: Option<&str>| {
        let option = option.map(|option| OptionId::parse(option).unwrap());
        let segments = vec![a_segment(1, &deep), a_segment(2, &unset), a_segment(3, &topics)];
        let everyone = Delivery { target: Target::Everyone, ..a_delivery() };
        let deliveries = vec![a_delivery_to(2, &asao), a_delivery_to(3, &topics), everyone];
        let subject = Subject { item: item(name), option };
        let uses = Uses::find(&subject, &Catalogue::every_kind_example(), segments, deliveries, Vec::new());
        let names: Vec<String> = uses.segments.iter().map(|segment| segment.name.clone()).collect();
        (uses.items.len(), names.concat(), uses.deliveries.len(), uses.is_empty())
    };
    assert_eq!(find("ward", None), (0, "セグメント1セグメント2".into(), 1, false));
    assert_eq!(find("ward", Some("asao")), (0, "セグメント1".into(), 1, false));
    assert_eq!(find("ward", Some("saiwai")), (0, String::new(), 0, true));
    assert_eq!(find("topics", Some("kosodate")), (1, "セグメント3".into(), 1, false));
    assert_eq!(find("birth", None), (0, String::new(), 0, true));
}

#[test]
fn an_option_is_in_use_while_a_job_moves_answers_to_it() {
    let option = |name: &str| OptionId::parse(name).unwrap();
    let job = |replacement| {
        let kind = JobKind::ReplaceOption { item: item("ward"), option: option("tama"), replacement };
        Job::new(JobId::parse("removal-1").unwrap(), kind, NOW)
    };
    let uses = |of: &str, name: Option<&str>, job: Job| {
        let subject = Subject { item: item(of), option: name.map(option) };
        Uses::find(&subject, &Catalogue::every_kind_example(), Vec::new(), Vec::new(), vec![job])
    };
    let to_asao = job(Some(option("asao")));
    assert_eq!(uses("ward", Some("asao"), to_asao.clone()).jobs, std::slice::from_ref(&to_asao));
    assert!(!uses("ward", Some("asao"), to_asao.clone()).is_empty());
    assert!(uses("topics", Some("asao"), to_asao.clone()).is_empty());
    assert!(uses("ward", Some("saiwai"), to_asao.clone()).is_empty());
    assert!(uses("ward", None, to_asao).is_empty(), "the item's answers go anyway");
    assert!(uses("ward", Some("asao"), job(None)).is_empty());
}
