//! A day's pages in the bucket: some pages of a shard in one object, each behind its length.

use domain::segment::{BrokenPage, SegmentPage};
use domain::user_id::ShardNumber;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use jiff::civil::Date;

use super::ports::{Objects, Snapshot};
use super::run::StepError;

/// Objects asked for at the same time.
const READS_AT_ONCE: usize = 16;

/// Where some pages of a day stand.
pub(super) fn key(date: Date, shard: ShardNumber, first: u32) -> String {
    format!("snapshots/{date}/S{shard}-P{first:05}")
}

/// Pages as an object.
pub(super) fn encode<'a>(pages: impl Iterator<Item = &'a SegmentPage>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for page in pages {
        let page = page.encode();
        bytes.extend((page.len() as u32).to_be_bytes());
        bytes.extend(page);
    }
    bytes
}

fn decode(mut bytes: &[u8]) -> Result<Vec<SegmentPage>, BrokenPage> {
    let mut pages = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or(BrokenPage::Length)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (page, rest) = rest.split_at_checked(length).ok_or(BrokenPage::Length)?;
        pages.push(SegmentPage::decode(page)?);
        bytes = rest;
    }
    Ok(pages)
}

/// All pages of a snapshot, handed over object by object.
pub async fn read_snapshot(
    objects: &impl Objects,
    snapshot: &Snapshot,
    mut take: impl FnMut(&SegmentPage),
) -> Result<(), StepError> {
    let keys = iter(snapshot.objects.clone());
    let reads = keys.map(|key| async move { objects.get(&key).await });
    let mut reads = reads.buffer_unordered(READS_AT_ONCE);
    while let Some(bytes) = reads.try_next().await? {
        for page in decode(&bytes.ok_or(BrokenPage::Length)?)? {
            take(&page);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::survey::PlaneNumber;

    #[test]
    fn pages_read_back_and_a_torn_object_is_refused() {
        let shard = ShardNumber::try_from(7).unwrap();
        let mut pages = [SegmentPage::new(shard, 3), SegmentPage::new(shard, 4)];
        pages[1].append(&[PlaneNumber::FOLLOWING].into_iter().collect()).unwrap();
        let bytes = encode(pages.iter());
        assert_eq!(decode(&bytes).unwrap(), pages);
        assert_eq!(decode(&bytes[..bytes.len() - 1]), Err(BrokenPage::Length));
        assert_eq!(key(jiff::civil::date(2026, 11, 26), shard, 16), "snapshots/2026-11-26/S07-P00016");
    }
}
