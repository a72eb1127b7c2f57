//! Pages as bytes.
use crate::first_shard;
use crate::random::{Random, a_follower};
use domain::segment::{BrokenPage, IdPage, PageFull, SLOTS, SegmentPage};
use domain::survey::{Catalogue, PlaneNumber, PlaneSet};
use domain::user_id::UserId;
use proptest::prelude::*;

fn following() -> PlaneSet {
    [PlaneNumber::FOLLOWING].into_iter().collect()
}

fn a_page(seed: u64, followers: usize) -> (SegmentPage, IdPage) {
    let (mut random, catalogue) = (Random(seed), Catalogue::kawasaki_example());
    let (mut page, mut ids) = (SegmentPage::new(first_shard(), 70_000), IdPage::default());
    for _ in 0..followers {
        let follower = a_follower(&mut random, &catalogue);
        page.append(&follower.planes(&catalogue)).unwrap();
        ids.push(&follower.user_id).unwrap();
    }
    (page, ids)
}

#[test]
fn the_513th_follower_needs_another_page() {
    let (mut page, mut ids) = a_page(1, SLOTS);
    assert!(page.is_full());
    assert_eq!(page.append(&following()), Err(PageFull));
    assert_eq!(ids.push(&UserId::from_bytes([0; 16])), Err(PageFull));
    assert_eq!(page.len(), 512);
    assert_eq!(page.set(512, &following()), Err(BrokenPage::Slot(512)));
}

#[test]
fn a_plane_costs_66_bytes_and_an_empty_one_nothing() {
    let mut page = SegmentPage::new(first_shard(), 0);
    page.append(&following()).unwrap();
    assert_eq!(page.encode().len(), 10 + 66);
    page.set(0, &PlaneSet::default()).unwrap();
    assert_eq!(page.encode().len(), 10);
    assert_eq!(page.planes_of(0), PlaneSet::default());
}

#[test]
fn a_page_with_the_ids_of_another_selects_nobody() {
    let (page, mut ids) = a_page(2, 20);
    ids.push(&UserId::from_bytes([9; 16])).unwrap();
    let query = domain::segment::Query::every_follower();
    assert_eq!(page.select_ids(&ids, &query), Err(BrokenPage::Ids));
}

#[test]
fn broken_pages_are_refused() {
    let (page, ids) = a_page(3, 20);
    let good = page.encode();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        SegmentPage::decode(&bytes)
    };
    assert_eq!(SegmentPage::decode(&[]), Err(BrokenPage::Length));
    assert_eq!(SegmentPage::decode(&good[..good.len() - 1]), Err(BrokenPage::Length));
    assert_eq!(with(0, 2), Err(BrokenPage::Format));
    assert_eq!(with(1, 64), Err(BrokenPage::Format));
    assert_eq!(with(7, 3), Err(BrokenPage::Planes)); // bits beyond the new length
    assert_eq!(with(6, 3), Err(BrokenPage::Planes)); // more than 512 slots
    assert_eq!(with(9, 1), Err(BrokenPage::Length));
    assert_eq!(with(11, 200), Err(BrokenPage::Planes)); // the first plane's number is the highest now
    let bytes = ids.encode();
    assert_eq!(IdPage::decode(&bytes[..bytes.len() - 1]), Err(BrokenPage::Length));
    assert_eq!(IdPage::decode(&[9]), Err(BrokenPage::Format));
    assert_eq!(IdPage::decode(&[]), Err(BrokenPage::Format));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn pages_come_back_from_their_bytes(seed: u64, followers in 0_usize..=SLOTS) {
        let (page, ids) = a_page(seed, followers);
        prop_assert_eq!(SegmentPage::decode(&page.encode()), Ok(page));
        prop_assert_eq!(IdPage::decode(&ids.encode()), Ok(ids));
    }

    #[test]
    fn no_bytes_make_decoding_panic(bytes: Vec<u8>) {
        let _ = SegmentPage::decode(&bytes);
        let _ = IdPage::decode(&bytes);
    }
}
