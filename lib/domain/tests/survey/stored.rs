//! The catalogue as it is stored: it comes back, older ones are read, broken ones are not.
use crate::{item, option};
use domain::segment::SegmentPage;
use domain::survey::{Catalogue, CatalogueError, ItemDraft, ItemKind, MAX_PLANES, OptionDraft, PlaneNumber};
use serde_json::{Value, json};

/// As many items and options as the system is meant for.
fn a_large_catalogue(items: usize, options: usize) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for number in 0..items {
        let id = item(&format!("item{number}"));
        catalogue.add_item(id.clone(), ItemDraft::new("項目", ItemKind::Multiple)).unwrap();
        for number in 0..options / items {
            let id_of_option = option(&format!("option{number}"));
            catalogue.add_option(&id, id_of_option, OptionDraft::new(&format!("選択肢{number}"))).unwrap();
        }
    }
    catalogue
}

#[test]
fn a_stored_catalogue_comes_back_and_a_broken_one_does_not() {
    let catalogue = Catalogue::every_kind_example().at_version(12);
    let stored = serde_json::to_value(&catalogue).unwrap();
    assert_eq!(serde_json::from_value::<Catalogue>(stored.clone()).unwrap(), catalogue);
    for (pointer, value) in [
        ("/v", json!(4)),
        ("/tracked/0/clicked_plane", json!(16)),
        ("/next_plane", json!(20)),
        ("/items/0/options/0/plane", json!(0)),
        ("/items/0/options/0/plane", stored["items"][0]["options"][1]["plane"].clone()),
        ("/items/0/options/0/id", json!("saiwai")),
        ("/items/1/id", json!("ward")),
        ("/items/3/slices", Value::Null),
        ("/items/3/slices/first", json!(16)),
        ("/items/3/slices/count", json!(200)),
        ("/items/4/kind", json!("unheard_of")),
    ] {
        let mut broken = stored.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert!(serde_json::from_value::<Catalogue>(broken).is_err(), "{pointer}");
    }
}

#[test]
fn a_catalogue_of_the_first_format_is_read() {
    let catalogue: Catalogue = serde_json::from_value(json!({
        "v": 1, "next_plane": 19,
        "items": [{
            "id": "ward", "label": "お住まいの区", "kind": "single", "answered_plane": 16,
            "options": [
                {"id": "kawasaki", "label": "川崎区", "plane": 17},
                {"id": "saiwai", "label": "幸区", "plane": 18, "deleted": true},
            ],
        }],
    }))
    .unwrap();
    assert_eq!((catalogue.version(), catalogue.next_plane().as_u16()), (0, 19));
    let ward = catalogue.item(&item("ward")).unwrap();
    assert!(ward.is_asked() && ward.option(&option("saiwai")).unwrap().deleted);
}

#[test]
fn three_hundred_items_and_five_thousand_options_are_no_burden() {
    let catalogue = a_large_catalogue(250, 5_000);
    let stored = serde_json::to_string(&catalogue).unwrap();
    assert_eq!(serde_json::from_str::<Catalogue>(&stored).unwrap(), catalogue);
    let catalogue = a_large_catalogue(300, 5_100);
    assert_eq!(catalogue.items().len(), 300);
    let one = a_large_catalogue(1, 5_000);
    assert_eq!(one.items()[0].options.len(), 5_000);
}

#[test]
fn no_more_planes_are_given_out_than_a_row_holds_until_something_is_deleted() {
    let system = usize::from(PlaneNumber::FIRST_FREE.as_u16());
    let (row, names_and_numbers) = (400 * 1024, 200);
    assert!(SegmentPage::most_bytes(MAX_PLANES + system) + names_and_numbers < row);
    let mut catalogue = a_large_catalogue(1, MAX_PLANES - 1);
    assert_eq!(catalogue.living_planes(), MAX_PLANES);
    let (id, more) = (item("item0"), OptionDraft::new("もう一つ"));
    let before = catalogue.clone();
    assert_eq!(catalogue.add_option(&id, option("more"), more.clone()), Err(CatalogueError::PageFull));
    let month = ItemDraft::new("生年月", ItemKind::Month);
    assert_eq!(catalogue.add_item(item("birth"), month), Err(CatalogueError::PageFull));
    assert_eq!(catalogue, before);
    catalogue.delete_option(&id, &option("option7")).unwrap();
    catalogue.add_option(&id, option("more"), more).unwrap();
    let taken = catalogue.item(&id).unwrap().option(&option("more")).unwrap().plane;
    assert_eq!(
        usize::from(taken.as_u16()),
        MAX_PLANES + system,
        "a deleted option's plane is given to nobody"
    );
    catalogue.delete_item(&id).unwrap();
    assert_eq!(catalogue.living_planes(), 0);
}
