//! A small Kawasaki: the items a new local city starts with, also the fixture of many tests.
use super::{Catalogue, CatalogueError, ChoiceKind, ItemId, OptionId};

type Item = (&'static str, &'static str, ChoiceKind, &'static [(&'static str, &'static str)]);

const ITEMS: [Item; 3] = [
    (
        "ward",
        "お住まいの区",
        ChoiceKind::Single,
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
        ChoiceKind::Multiple,
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
        ChoiceKind::Single,
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

impl Catalogue {
    /// Seven wards and 市外 (`ward`), six topics (`topics`), seven age groups (`age_group`).
    pub fn kawasaki_example() -> Self {
        ITEMS.iter().try_fold(Self::default(), add).expect("the names above are valid and differ")
    }
}

fn add(mut catalogue: Catalogue, (id, label, kind, options): &Item) -> Result<Catalogue, CatalogueError> {
    let broken = |error: super::InvalidName| CatalogueError::Broken(error.to_string());
    let item = ItemId::parse(*id).map_err(broken)?;
    catalogue.add_item(item.clone(), label, *kind)?;
    for (id, label) in *options {
        catalogue.add_option(&item, OptionId::parse(*id).map_err(broken)?, label)?;
    }
    Ok(catalogue)
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
