//! How heads, pages and ids stand in the segment table. A row that cannot be read is an error, never empty.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::segment::{IdPage, SegmentPage};
use domain::user_id::ShardNumber;
use usecases::webhook::ports::{ShardHead, StoredPage};

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn key(partition: &str, sort: &str) -> Item {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    HashMap::from([("pk".to_owned(), text(partition)), ("sk".to_owned(), text(sort))])
}

pub(crate) fn shard_key(shard: ShardNumber) -> String {
    format!("SHARD#{shard}")
}

pub(crate) fn head_key(shard: ShardNumber) -> String {
    format!("S{shard}")
}

pub(crate) fn page_key(number: u32) -> String {
    format!("P{number:05}")
}

pub(crate) fn ids_key(number: u32) -> String {
    format!("I{number:05}")
}

/// The head as it is to stand: one version after the one that was read.
pub(crate) fn head_item(shard: ShardNumber, read: &ShardHead) -> Item {
    let versions: Vec<u8> = read.page_versions.iter().flat_map(|version| version.to_le_bytes()).collect();
    let mut row = key("HEADS", &head_key(shard));
    row.extend([
        bytes("page_versions", versions),
        number("open_len", u64::from(read.open_len)),
        number("version", read.version + 1),
        number("v", 1),
    ]);
    row
}

/// The page as it is to stand: one version after the one that was read.
pub(crate) fn page_item(read: &StoredPage) -> Item {
    let page = &read.page;
    let mut row = key(&shard_key(page.shard()), &page_key(page.number()));
    row.extend([
        bytes("planes", page.encode()),
        number("len", u64::from(page.len())),
        number("version", u64::from(read.version) + 1),
        number("v", 1),
    ]);
    row
}

pub(crate) fn ids_item(shard: ShardNumber, page: u32, ids: &IdPage) -> Item {
    let mut row = key(&shard_key(shard), &ids_key(page));
    row.extend([bytes("ids", ids.encode()), number("v", 1)]);
    row
}

pub(crate) fn parse_head(row: &Item) -> Option<ShardHead> {
    let (versions, []) = get_bytes(row, "page_versions")?.as_chunks::<4>() else { return None };
    Some(ShardHead {
        version: get_number(row, "version")?,
        page_versions: versions.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect(),
        open_len: get_number(row, "open_len")?.try_into().ok()?,
    })
}

pub(crate) fn parse_head_key(row: &Item) -> Option<ShardNumber> {
    let number: u8 = row.get("sk")?.as_s().ok()?.strip_prefix('S')?.parse().ok()?;
    ShardNumber::try_from(number).ok()
}

pub(crate) fn parse_page(row: &Item) -> Option<StoredPage> {
    let page = SegmentPage::decode(get_bytes(row, "planes")?).ok()?;
    let stands_where_it_belongs = row.get("pk")?.as_s().ok()? == &shard_key(page.shard())
        && row.get("sk")?.as_s().ok()? == &page_key(page.number());
    let version = get_number(row, "version")?.try_into().ok()?;
    stands_where_it_belongs.then_some(StoredPage { page, version })
}

/// The page number of a row of ids; `None` for another kind of row.
pub(crate) fn parse_ids_key(row: &Item) -> Option<u32> {
    row.get("sk")?.as_s().ok()?.strip_prefix('I')?.parse().ok()
}

pub(crate) fn parse_ids(row: &Item) -> Option<IdPage> {
    IdPage::decode(get_bytes(row, "ids")?).ok()
}

fn bytes(name: &str, value: Vec<u8>) -> (String, AttributeValue) {
    (name.to_owned(), AttributeValue::B(Blob::new(value)))
}

fn number(name: &str, value: u64) -> (String, AttributeValue) {
    (name.to_owned(), AttributeValue::N(value.to_string()))
}

fn get_bytes<'a>(row: &'a Item, name: &str) -> Option<&'a [u8]> {
    row.get(name)?.as_b().ok().map(AsRef::as_ref)
}

fn get_number(row: &Item, name: &str) -> Option<u64> {
    row.get(name)?.as_n().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_numbers_and_heads_read_back() {
        let shard = ShardNumber::try_from(7).unwrap();
        assert_eq!(
            (shard_key(shard), page_key(3), ids_key(3)),
            ("SHARD#07".into(), "P00003".into(), "I00003".into())
        );
        let head = ShardHead { version: 4, page_versions: vec![1, 70_000], open_len: 512 };
        let row = head_item(shard, &head);
        assert_eq!(parse_head(&row), Some(ShardHead { version: 5, ..head }));
        assert_eq!(parse_head_key(&row), Some(shard));
    }

    #[test]
    fn a_page_that_stands_in_another_pages_place_is_not_read() {
        let page = SegmentPage::new(ShardNumber::try_from(7).unwrap(), 3);
        let mut row = page_item(&StoredPage { page, version: 0 });
        assert_eq!(parse_page(&row).map(|stored| stored.version), Some(1));
        row.insert("sk".to_owned(), AttributeValue::S(page_key(4)));
        assert_eq!(parse_page(&row), None);
    }
}
