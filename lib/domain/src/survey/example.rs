//! A small Kawasaki: the items a new local city starts with, also the fixture of many tests.
use super::{Catalogue, CatalogueError, ItemDraft, ItemId, ItemKind, OptionDraft, OptionId, ShownIf};
use crate::calendar::YearMonth;
use crate::delivery::DeliveryId;
use ulid::Ulid;

type Item = (&'static str, &'static str, ItemKind, &'static [(&'static str, &'static str)]);

const ITEMS: [Item; 3] = [
    (
        "ward",
        "お住まいの区",
        ItemKind::Single,
        &[
            ("kawasaki", "川崎区"),
            ("saiwai", "幸区"),
            ("nakahara", "中原区"),
            ("takatsu", "高津区"),
            ("miyamae", "宮前区"),
            ("tama", "多摩区"),
            ("asao", "麻生区"),
            ("outside", "市外"),
        ],
    ),
    (
        "topics",
        "知りたい情報",
        ItemKind::Multiple,
        &[
            ("bousai", "防災"),
            ("kosodate", "子育て"),
            ("gomi", "ごみ・リサイクル"),
            ("event", "イベント"),
            ("kenko", "健康・福祉"),
            ("zei", "税"),
        ],
    ),
    (
        "age_group",
        "年代",
        ItemKind::Single,
        &[
            ("under20", "20歳未満"),
            ("20s", "20代"),
            ("30s", "30代"),
            ("40s", "40代"),
            ("50s", "50代"),
            ("60s", "60代"),
            ("over70", "70歳以上"),
        ],
    ),
];

/// How many messages a month a topic means.
const MONTHLY: [(&str, u16); 6] =
    [("bousai", 2), ("kosodate", 4), ("gomi", 4), ("event", 3), ("kenko", 2), ("zei", 1)];

/// One item of each kind that the small Kawasaki lacks.
const MORE: [Item; 5] = [
    ("birth", "生まれた年月", ItemKind::Month, &[]),
    ("children", "お子さんの人数", ItemKind::Number { min: 0, max: 20 }, &[]),
    (
        "language",
        "読みやすい言葉",
        ItemKind::Select,
        &[("ja", "日本語"), ("easy", "やさしい日本語"), ("en", "English")],
    ),
    (
        "area",
        "お住まいの地域",
        ItemKind::Area,
        &[("south", "南部"), ("north", "北部"), ("elsewhere", "市外")],
    ),
    ("wish", "市へのご意見", ItemKind::Text { max_length: 200 }, &[]),
];
const PREFIXES: [(&str, &[&str]); 3] =
    [("south", &["210", "212"]), ("north", &["214", "215", "2130"]), ("elsewhere", &["2", "1"])];

/// July and August 2026.
const TRACKED: [(u64, &str); 2] =
    [(1_783_000_000_000, "夏祭りのお知らせ"), (1_786_000_000_000, "防災訓練への参加")];

impl Catalogue {
    /// Seven wards and 市外 (`ward`), six topics (`topics`), seven age groups (`age_group`).
    pub fn kawasaki_example() -> Self {
        ITEMS.iter().try_fold(Self::default(), add).expect("the names above are valid and differ")
    }

    /// The same and one item of every other kind: month of birth (`birth`), a number (`children`, shown to those
    /// who want 子育て), a list (`language`), postal code (`area`), free text (`wish`); and two deliveries whose
    /// reactions are kept.
    pub fn every_kind_example() -> Self {
        let catalogue = MORE.iter().try_fold(Self::kawasaki_example(), add);
        catalogue.and_then(complete).expect("the names above are valid and differ")
    }
}

fn add(mut catalogue: Catalogue, (id, label, kind, options): &Item) -> Result<Catalogue, CatalogueError> {
    let item = item_id(id)?;
    catalogue.add_item(item.clone(), ItemDraft::new(label, *kind))?;
    for (id, label) in *options {
        let monthly = MONTHLY.iter().find(|(topic, _)| topic == id).map(|(_, number)| *number);
        let draft = OptionDraft { messages_per_month: monthly, ..OptionDraft::new(label) };
        catalogue.add_option(&item, option_id(id)?, draft)?;
    }
    Ok(catalogue)
}

fn complete(mut catalogue: Catalogue) -> Result<Catalogue, CatalogueError> {
    let area = item_id("area")?;
    for (id, prefixes) in PREFIXES {
        let id = option_id(id)?;
        let label =
            catalogue.item(&area).and_then(|item| item.option(&id)).map(|option| option.label.clone());
        let mut draft = OptionDraft::new(&label.unwrap_or_default());
        draft.postal_prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
        catalogue.change_option(&area, &id, draft)?;
    }
    let children = item_id("children")?;
    let shown_if = ShownIf { item: item_id("topics")?, any_of: vec![option_id("kosodate")?] };
    let kind = ItemKind::Number { min: 0, max: 20 };
    let draft = ItemDraft { shown_if: Some(shown_if), ..ItemDraft::new("お子さんの人数", kind) };
    catalogue.change_item(&children, draft)?;
    for (time_ms, title) in TRACKED {
        let id = DeliveryId::from_ulid(Ulid::from_parts(time_ms, 1));
        catalogue.track(id, title, YearMonth::in_japan(time_ms))?;
    }
    Ok(catalogue)
}

fn item_id(name: &str) -> Result<ItemId, CatalogueError> {
    ItemId::parse(name).map_err(|error| CatalogueError::Broken(error.to_string()))
}

fn option_id(name: &str) -> Result<OptionId, CatalogueError> {
    OptionId::parse(name).map_err(|error| CatalogueError::Broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_has_every_item_and_option() {
        let catalogue = Catalogue::kawasaki_example();
        let sizes: Vec<usize> = catalogue.items().iter().map(|item| item.options.len()).collect();
        assert_eq!(sizes, [8, 6, 7]);
        assert_eq!(catalogue.next_plane().as_u16(), 16 + 3 + 8 + 6 + 7);
    }
}
