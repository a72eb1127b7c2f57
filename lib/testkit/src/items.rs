//! Fakes for the items' ports, and the suites that their adapters have to pass.

mod fakes;
pub mod suite;

pub use fakes::InMemoryCatalogues;

use domain::survey::{Catalogue, CatalogueError, ItemDraft, ItemId, ItemKind, OptionDraft, OptionId};

/// `items` items that share `options` options; every label is another, and as long as labels may be.
pub fn a_large_catalogue(items: usize, options: usize) -> Result<Catalogue, CatalogueError> {
    let broken = |error: domain::survey::InvalidName| CatalogueError::Broken(error.to_string());
    let (mut catalogue, mut random) = (Catalogue::default(), 7_u64);
    for number in 0..items {
        let id = ItemId::parse(format!("item{number}")).map_err(broken)?;
        catalogue.add_item(id.clone(), ItemDraft::new(&a_label(&mut random), ItemKind::Multiple))?;
        let own = options / items + usize::from(number < options % items);
        for number in 0..own {
            let option = OptionId::parse(format!("option{number}")).map_err(broken)?;
            catalogue.add_option(&id, option, OptionDraft::new(&a_label(&mut random)))?;
        }
    }
    Ok(catalogue)
}

/// A hundred kanji in no order, so that they hardly compress.
fn a_label(random: &mut u64) -> String {
    let kanji = |_| {
        *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4e00 + (*random >> 40) as u32 % 0x5000).unwrap_or('字')
    };
    (0..domain::survey::MAX_LABEL_CHARS).map(kanji).collect()
}
