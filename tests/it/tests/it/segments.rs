//! Followers recorded through the use case read back shard by shard, with their pages, ids and heads in step.

use domain::segment::Target;
use domain::survey::Catalogue;
use domain::user_id::ShardNumber;
use store::{FollowerTables, SegmentTable};
use testkit::webhook::{FakeReplier, an_event, users_of};
use usecases::webhook::record::{EventKind, record_friendships};

use crate::aws::Ground;

const NOW: u64 = 1_800_000_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_of_two_pages_reads_back_with_its_ids_and_heads() {
    let ground = Ground::new().await;
    let segments = ground.table("segments", "pk", Some("sk"), false).await;
    let followers = ground.table("followers", "user_id", None, false).await;
    let events = ground.table("webhook-events", "event_id", None, false).await;
    let table = SegmentTable::new(ground.dynamodb(), segments.clone());
    let store = FollowerTables::new(ground.dynamodb(), followers, segments, events);
    let shard = ShardNumber::try_from(9).unwrap();
    let users: Vec<_> = users_of(shard).take(600).collect();
    let follows: Vec<_> = users.iter().map(|user| an_event(user, EventKind::Follow, NOW as i64)).collect();
    let leaves = [an_event(&users[0], EventKind::Unfollow, NOW as i64 + 1)];
    for batch in [&follows[..], &leaves[..]] {
        assert!(
            record_friendships(&store, &FakeReplier::default(), &testkit::webhook::a_greeting(), batch, NOW)
                .await
                .failed
                .is_empty()
        );
    }

    let query =
        Target::Everyone.compile(&Catalogue::default(), domain::calendar::YearMonth::in_japan(NOW)).unwrap();
    let shelf = table.read_shard(shard).await.unwrap();
    let mut found: Vec<_> =
        shelf.iter().flat_map(|shelved| shelved.page.select_ids(&shelved.ids, &query).unwrap()).collect();
    found.sort();
    let mut expected = users[1..].to_vec();
    expected.sort();
    assert_eq!(found, expected, "everyone who stayed, nobody twice");

    let heads = table.read_heads().await.unwrap();
    assert_eq!(heads.keys().copied().collect::<Vec<_>>(), [shard]);
    let versions: Vec<u32> = shelf.iter().map(|shelved| shelved.version).collect();
    assert_eq!((&heads[&shard].page_versions, heads[&shard].open_len), (&versions, 88));
    assert_eq!(table.read_shard_pages(shard).await.unwrap().len(), 2);
    assert_eq!(table.read_pages(&[(shard, 0), (shard, 1), (shard, 2)]).await.unwrap().len(), 2);
}
