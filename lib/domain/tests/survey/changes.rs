//! What staff may change about items and options, and what is refused.
use crate::{item, option};
use domain::survey::{
    Catalogue, CatalogueError, ItemDraft, ItemId, ItemKind, MAX_LABEL_CHARS, OptionDraft, OptionId,
    PlaneNumber, ShownIf,
};

fn shown_if(other: &str, any_of: &[&str]) -> ShownIf {
    ShownIf { item: item(other), any_of: any_of.iter().map(|name| option(name)).collect() }
}

fn order(catalogue: &Catalogue) -> Vec<String> {
    let living = catalogue.items().iter().filter(|item| !item.deleted);
    living.map(|item| item.id.to_string()).collect()
}

#[test]
fn plane_numbers_and_names_are_never_given_out_twice() {
    let mut catalogue = Catalogue::kawasaki_example();
    let (ward, asao) = (item("ward"), option("asao"));
    let next = catalogue.next_plane();
    catalogue.delete_option(&ward, &asao).unwrap();
    let again = catalogue.add_option(&ward, asao, OptionDraft::new("麻生区"));
    assert!(matches!(again, Err(CatalogueError::OptionTaken(..))));
    catalogue.add_option(&ward, option("asao2"), OptionDraft::new("麻生区")).unwrap();
    assert_eq!(catalogue.item(&ward).unwrap().option(&option("asao2")).unwrap().plane, next);
    catalogue.delete_item(&ward).unwrap();
    let again = catalogue.add_item(ward.clone(), ItemDraft::new("区", ItemKind::Single));
    assert_eq!(again, Err(CatalogueError::ItemTaken(ward.clone())));
    let late = catalogue.add_option(&ward, option("x"), OptionDraft::new("x"));
    assert_eq!(late, Err(CatalogueError::NoItem(ward)));
    assert!(catalogue.next_plane() > PlaneNumber::FIRST_FREE);
}

#[test]
fn months_and_numbers_own_as_many_planes_as_they_need() {
    let mut catalogue = Catalogue::default();
    let mut planes = |name: &str, kind| {
        let before = catalogue.next_plane().as_u16();
        catalogue.add_item(item(name), ItemDraft::new("項目", kind)).unwrap();
        catalogue.next_plane().as_u16() - before
    };
    assert_eq!(planes("month", ItemKind::Month), 13);
    assert_eq!(planes("one", ItemKind::Number { min: 5, max: 5 }), 2);
    assert_eq!(planes("small", ItemKind::Number { min: -8, max: 7 }), 5);
    assert_eq!(planes("large", ItemKind::Number { min: 0, max: u32::MAX.into() }), 33);
    assert_eq!(planes("text", ItemKind::Text { max_length: 10 }), 1);
    assert_eq!(planes("area", ItemKind::Area), 1);
}

#[test]
fn labels_and_limits_are_checked_before_anything_changes() {
    let mut catalogue = Catalogue::every_kind_example();
    let before = catalogue.clone();
    let long = "あ".repeat(MAX_LABEL_CHARS + 1);
    for label in ["", "  ", &long] {
        let draft = ItemDraft::new(label, ItemKind::Single);
        assert_eq!(catalogue.add_item(item("new"), draft.clone()), Err(CatalogueError::Label));
        assert_eq!(catalogue.change_item(&item("ward"), draft), Err(CatalogueError::Label));
        let ward = item("ward");
        let added = catalogue.add_option(&ward, option("new"), OptionDraft::new(label));
        assert_eq!(added, Err(CatalogueError::Label));
        let renamed = catalogue.change_option(&ward, &option("asao"), OptionDraft::new(label));
        assert_eq!(renamed, Err(CatalogueError::Label));
    }
    let turned = CatalogueError::UnfitLabel('\u{202e}');
    let draft = ItemDraft::new("\u{202e}目項", ItemKind::Single);
    assert_eq!(catalogue.add_item(item("new"), draft), Err(turned.clone()));
    let added = catalogue.add_option(&item("ward"), option("new"), OptionDraft::new("麻生\u{202e}区"));
    assert_eq!(added, Err(turned));
    let explained =
        ItemDraft { explanation: "あ".repeat(1_001), ..ItemDraft::new("項目", ItemKind::Single) };
    assert_eq!(catalogue.add_item(item("new"), explained), Err(CatalogueError::TextTooLong));
    for kind in [
        ItemKind::Text { max_length: 0 },
        ItemKind::Text { max_length: 2_001 },
        ItemKind::Number { min: 1, max: 0 },
        ItemKind::Number { min: 0, max: i64::from(u32::MAX) + 1 },
        ItemKind::Number { min: i64::MIN, max: i64::MIN },
    ] {
        let added = catalogue.add_item(item("new"), ItemDraft::new("項目", kind));
        assert_eq!(added, Err(CatalogueError::Limits), "{kind:?}");
    }
    let birth = item("birth");
    let on_a_month = catalogue.add_option(&birth, option("x"), OptionDraft::new("x"));
    assert_eq!(on_a_month, Err(CatalogueError::NotAChoice(birth)));
    assert_eq!(catalogue, before);
}

#[test]
fn an_item_takes_another_form_only_where_every_answer_still_fits() {
    let mut catalogue = Catalogue::every_kind_example();
    let mut change = |name: &str, kind| catalogue.change_item(&item(name), ItemDraft::new("項目", kind));
    assert_eq!(change("ward", ItemKind::Select), Ok(()));
    assert_eq!(change("ward", ItemKind::Multiple), Ok(()));
    assert_eq!(change("ward", ItemKind::Single), Err(CatalogueError::KindFixed(item("ward"))));
    assert_eq!(change("birth", ItemKind::Single), Err(CatalogueError::KindFixed(item("birth"))));
    assert_eq!(change("children", ItemKind::Number { min: 1, max: 31 }), Ok(()));
    for (min, max) in [(-1, 20), (0, 32)] {
        let kind = ItemKind::Number { min, max };
        assert_eq!(change("children", kind), Err(CatalogueError::KindFixed(item("children"))));
    }
    assert_eq!(change("wish", ItemKind::Text { max_length: 5 }), Ok(()));
    assert_eq!(change("nothing", ItemKind::Single), Err(CatalogueError::NoItem(item("nothing"))));
}

#[test]
fn an_order_names_every_living_item_once() {
    let mut catalogue = Catalogue::kawasaki_example();
    catalogue.delete_item(&item("topics")).unwrap();
    for wrong in [&["ward"][..], &["ward", "ward"], &["ward", "topics"], &["ward", "age_group", "topics"]] {
        let wrong: Vec<ItemId> = wrong.iter().map(|name| item(name)).collect();
        assert_eq!(catalogue.reorder(&wrong), Err(CatalogueError::Order), "{wrong:?}");
    }
    catalogue.reorder(&[item("age_group"), item("ward")]).unwrap();
    assert_eq!(order(&catalogue), ["age_group", "ward"]);

    let ward = item("ward");
    catalogue.delete_option(&ward, &option("tama")).unwrap();
    let living = catalogue.item(&ward).unwrap().options.iter().filter(|option| !option.deleted);
    let mut options: Vec<OptionId> = living.map(|option| option.id.clone()).collect();
    options.reverse();
    catalogue.reorder_options(&ward, &options).unwrap();
    assert_eq!(catalogue.item(&ward).unwrap().options[0].id, option("outside"));
    options[0] = option("tama");
    assert_eq!(catalogue.reorder_options(&ward, &options), Err(CatalogueError::Order));
}

#[test]
fn every_change_of_an_item_raises_its_revision() {
    let mut catalogue = Catalogue::kawasaki_example();
    let (ward, asao) = (item("ward"), option("asao"));
    let revision = |catalogue: &Catalogue| catalogue.item(&ward).unwrap().revision;
    let mut last = revision(&catalogue);
    let mut change = |work: &mut dyn FnMut(&mut Catalogue) -> Result<(), CatalogueError>| {
        work(&mut catalogue).unwrap();
        assert!(revision(&catalogue) > last);
        last = revision(&catalogue);
    };
    change(&mut |c| c.change_item(&ward, ItemDraft::new("区", ItemKind::Single)));
    change(&mut |c| c.add_option(&ward, option("new"), OptionDraft::new("新しい区")));
    change(&mut |c| c.change_option(&ward, &asao, OptionDraft::new("麻生区(改)")));
    change(&mut |c| c.set_option_archived(&ward, &asao, true));
    change(&mut |c| c.delete_option(&ward, &asao));
    change(&mut |c| c.archive_item(&ward));
    change(&mut |c| c.restore_item(&ward));
    change(&mut |c| c.delete_item(&ward));
}

#[test]
fn a_rule_names_an_offered_option_of_another_item_and_never_goes_round() {
    let mut catalogue = Catalogue::kawasaki_example();
    let mut rule = |id: &str, rule: ShownIf| {
        let draft = ItemDraft { shown_if: Some(rule), ..ItemDraft::new("項目", ItemKind::Single) };
        catalogue.change_item(&item(id), draft)
    };
    let refused = |id: &str| Err(CatalogueError::ShownIf(item(id)));
    assert_eq!(rule("ward", shown_if("hobby", &["go"])), refused("ward"));
    assert_eq!(rule("ward", shown_if("topics", &["go"])), refused("ward"));
    assert_eq!(rule("ward", shown_if("topics", &[])), refused("ward"));
    assert_eq!(rule("ward", shown_if("ward", &["asao"])), refused("ward"));
    assert_eq!(rule("ward", shown_if("age_group", &["20s"])), Ok(()));
    assert_eq!(rule("age_group", shown_if("ward", &["asao"])), refused("age_group"));
}

#[test]
fn what_another_item_is_shown_by_stays_until_the_rule_is_gone() {
    let mut catalogue = Catalogue::every_kind_example();
    let topics = item("topics");
    let needed = || Err(CatalogueError::Needed(item("children")));
    assert_eq!(catalogue.delete_option(&topics, &option("kosodate")), needed());
    assert_eq!(catalogue.archive_item(&topics), needed());
    assert_eq!(catalogue.delete_item(&topics), needed());
    assert_eq!(catalogue.delete_option(&topics, &option("zei")), Ok(()));
    catalogue.archive_item(&item("children")).unwrap();
    catalogue.delete_item(&topics).unwrap();
    assert_eq!(
        catalogue.restore_item(&item("children")),
        Err(CatalogueError::ShownIf(item("children"))),
        "what it was shown by is gone"
    );
    assert!(catalogue.item(&item("children")).unwrap().archived);
}

#[test]
fn postal_prefixes_belong_to_one_area_each() {
    let mut catalogue = Catalogue::every_kind_example();
    let mut prefixes = |id: &str, prefix: &[&str]| {
        let postal_prefixes = prefix.iter().map(|prefix| (*prefix).to_owned()).collect();
        catalogue.change_option(
            &item(id),
            &option(if id == "ward" { "asao" } else { "north" }),
            OptionDraft { postal_prefixes, ..OptionDraft::new("北部") },
        )
    };
    for wrong in ["", "21400011", "21a", "210"] {
        assert_eq!(prefixes("area", &[wrong]), Err(CatalogueError::Prefix(wrong.to_owned())));
    }
    assert_eq!(prefixes("area", &["214", "214"]), Err(CatalogueError::Prefix("214".to_owned())));
    assert_eq!(prefixes("ward", &["214"]), Err(CatalogueError::Prefix("214".to_owned())));
    assert_eq!(prefixes("area", &["214", "2151234"]), Ok(()));
}
