//! The adapters pass the suites that the fakes pass.

use aws_sdk_dynamodb::types::AttributeValue;
use store::{Created, DeliveryTable, FollowerTables, RecipientsBucket};
use testkit::delivery::builders::{a_content, a_delivery, delivery_id};
use testkit::delivery::fakes::InMemoryCity;
use testkit::delivery::suite;
use usecases::delivery::ports::Swap;
use usecases::items::ports::Catalogues as _;

use crate::aws::Ground;

async fn delivery_table(ground: &Ground) -> DeliveryTable {
    let table = ground.table("deliveries", "pk", Some("sk"), true).await;
    DeliveryTable::new(ground.dynamodb(), table)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delivery_table_swaps_deliveries_as_the_fake_does() {
    let fake = InMemoryCity::default();
    fake.insert(&a_delivery());
    suite::deliveries_are_swapped_by_version(&fake, &a_delivery()).await;
    let ground = Ground::new().await;
    let table = delivery_table(&ground).await;
    let delivery = a_delivery();
    assert_eq!(
        table.create(&delivery, &a_content(delivery.id), "once", "request").await.unwrap(),
        Created::New
    );
    suite::deliveries_are_swapped_by_version(&table, &delivery).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_keeps_rows_as_the_fake_does() {
    suite::rows_are_created_once_and_swapped_by_version(&InMemoryCity::default(), &a_delivery()).await;
    let ground = Ground::new().await;
    suite::rows_are_created_once_and_swapped_by_version(&delivery_table(&ground).await, &a_delivery()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bucket_writes_parts_once_as_the_fake_does() {
    suite::parts_are_written_once(&InMemoryCity::default(), &a_delivery()).await;
    let ground = Ground::new().await;
    let bucket = ground.bucket().await;
    let recipients = RecipientsBucket::new(aws_sdk_s3::Client::from_conf(ground.s3()), bucket);
    suite::parts_are_written_once(&recipients, &a_delivery()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_idempotency_key_creates_one_delivery() {
    let ground = Ground::new().await;
    let table = delivery_table(&ground).await;
    let (first, mut second) = (a_delivery(), a_delivery());
    second.id = delivery_id(2);
    assert_eq!(table.create(&first, &a_content(first.id), "click", "request").await.unwrap(), Created::New);
    assert_eq!(
        table.create(&second, &a_content(second.id), "click", "request").await.unwrap(),
        Created::Before(first.id)
    );
    let other = table.create(&second, &a_content(second.id), "click", "another request").await.unwrap();
    assert_eq!(other, Created::KeyReused);
    assert_eq!(usecases::delivery::ports::Deliveries::get(&table, second.id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_follower_tables_keep_followers_pages_and_events_as_the_fake_does() {
    let ground = Ground::new().await;
    let followers = ground.table("followers", "user_id", None, false).await;
    let segments = ground.table("segments", "pk", Some("sk"), false).await;
    let events = ground.table("webhook-events", "event_id", None, false).await;
    let catalogue = domain::survey::Catalogue::kawasaki_example();
    store::SegmentTable::new(ground.dynamodb(), segments.clone()).put_catalogue(&catalogue).await.unwrap();
    let tables = FollowerTables::new(ground.dynamodb(), followers, segments, events);
    testkit::webhook::followers_suite::run(&tables).await;
    testkit::jobs::suite::everybody_is_scanned_once(&tables).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn catalogues_are_kept_as_the_fake_keeps_them() {
    testkit::items::suite::catalogues_are_swapped_by_version(&testkit::items::InMemoryCatalogues::default())
        .await;
    let ground = Ground::new().await;
    let segments = ground.table("segments", "pk", Some("sk"), false).await;
    let table = store::SegmentTable::new(ground.dynamodb(), segments.clone());
    testkit::items::suite::catalogues_are_swapped_by_version(&table).await;
    let cold = store::SegmentTable::new(ground.dynamodb(), segments);
    let (cold, warm) = (cold.read_catalogue().await.unwrap(), table.read_catalogue().await.unwrap());
    assert!(cold == warm, "a process that has nothing in memory reads the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_of_the_first_release_is_read_and_changed() {
    let ground = Ground::new().await;
    let segments = ground.table("segments", "pk", Some("sk"), false).await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let json = r#"{"v":1,"next_plane":17,"items":[{"id":"ward","label":"区","kind":"single","options":[],"answered_plane":16}]}"#;
    let put = ground.dynamodb().put_item().table_name(&segments).item("json", text(json));
    put.item("pk", text("CATALOGUE")).item("sk", text("CATALOGUE")).send().await.unwrap();
    let table = store::SegmentTable::new(ground.dynamodb(), segments);
    let read = table.read_catalogue().await.unwrap();
    assert_eq!((read.version(), read.items().len()), (0, 1));
    assert_eq!(table.swap(&read).await.unwrap(), Swap::Done);
    assert_eq!(table.read_catalogue().await.unwrap(), read.at_version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_and_their_sessions_are_kept_as_the_fake_keeps_them() {
    let ground = Ground::new().await;
    let table = ground.table("staff", "pk", Some("sk"), false).await;
    testkit::staff::suite(&store::StaffTable::new(ground.dynamodb(), table)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn testers_codes_and_tests_are_kept_as_the_fake_keeps_them() {
    let ground = Ground::new().await;
    let table = ground.table("console", "pk", Some("sk"), false).await;
    let table = store::TesterTable::new(ground.dynamodb(), table);
    let show = async |digest: &str, code| {
        assert_eq!(table.show_code(digest, &code).await.unwrap(), Swap::Done);
    };
    testkit::testing::suite(&table, show).await;
    for (many, is_admitted) in [(250, true), (51, false), (50, true), (1, false), (0, true)] {
        assert_eq!(table.admit("somebody", 1, many, 300).await.unwrap(), is_admitted, "{many} more of 300");
    }
    assert!(!table.admit("nobody", 1, 301, 300).await.unwrap(), "none of them counts");
    assert!(table.admit("nobody", 1, 300, 300).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_of_presence_that_are_old_or_cannot_be_read_are_passed_over() {
    let ground = Ground::new().await;
    let name = ground.table("console", "pk", Some("sk"), false).await;
    let table = store::ConsoleTable::new(ground.dynamodb(), name.clone(), delivery_table(&ground).await);
    let draft = testkit::testing::a_draft(&["こんにちは"]).id;
    let sign = |page: &str, place: u8, seen_at_ms: u64| {
        let (person, page) = (testkit::testing::a_person(), page.to_owned());
        domain::draft::Sign { draft, person, page, place, seen_at_ms }
    };
    let (old, fresh) = (sign("old", 0, 1_000), sign("fresh", 1, 1_000 + domain::draft::GONE_AFTER_MS));
    table.keep_sign(&old).await.unwrap();
    table.keep_sign(&fresh).await.unwrap();
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let number = |value: &str| AttributeValue::N(value.to_owned());
    let torn = ground.dynamodb().put_item().table_name(&name).item("body", text("{"));
    let torn = torn.item("v", number("1")).item("version", number("9999999999999"));
    torn.item("pk", text("PRESENCE")).item("sk", text(&format!("{draft}#x#0"))).send().await.unwrap();
    for asked in [None, Some(draft)] {
        assert_eq!(table.signs(asked, fresh.seen_at_ms).await.unwrap(), std::slice::from_ref(&fresh));
    }
    table.drop_sign(&sign("fresh", 1, 5)).await.unwrap();
    assert_eq!(
        table.signs(None, fresh.seen_at_ms).await.unwrap().len(),
        1,
        "another page stands there by now"
    );
    table.drop_sign(&fresh).await.unwrap();
    assert_eq!(table.signs(None, fresh.seen_at_ms).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_settings_snapshots_and_files_are_kept_as_the_fake_keeps_them() {
    let ground = Ground::new().await;
    testkit::jobs::suite::jobs_are_swapped_by_version(&delivery_table(&ground).await).await;
    let segments = ground.table("segments", "pk", Some("sk"), false).await;
    let segments = store::SegmentTable::new(ground.dynamodb(), segments);
    testkit::jobs::suite::settings_are_swapped_by_version(&segments).await;
    testkit::jobs::suite::the_newest_earlier_snapshot_is_found(&segments).await;
    let files = store::JobBucket::new(aws_sdk_s3::Client::from_conf(ground.s3()), ground.bucket().await);
    testkit::jobs::suite::files_are_written_whole_or_in_parts(&files).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_kept_as_the_fake_keeps_them() {
    let fake = testkit::media::InMemoryMedia::default();
    fake.upload("incoming/1", b"0123456789".to_vec());
    testkit::media::rows_are_created_once_and_decided_once(&fake).await;
    testkit::media::files_are_read_and_published(&fake, "incoming/1").await;
    let ground = Ground::new().await;
    let table = ground.table("console", "pk", Some("sk"), false).await;
    let rows = store::MediaTable::new(ground.dynamodb(), table);
    testkit::media::rows_are_created_once_and_decided_once(&rows).await;
    let (client, bucket) = (aws_sdk_s3::Client::from_conf(ground.s3()), ground.bucket().await);
    let put = client.put_object().bucket(&bucket).key("incoming/1").body(b"0123456789".to_vec().into());
    put.send().await.unwrap();
    let files = store::MediaBucket::new(client, bucket, None);
    testkit::media::files_are_read_and_published(&files, "incoming/1").await;
}
