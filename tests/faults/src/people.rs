//! The same people on LINE's side and on ours: users of the simulator, and their segment pages in the tables.

use std::collections::{BTreeMap, BTreeSet};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use city::City;
use domain::follower::{EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::{IdPage, SegmentPage};
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::{ShardNumber, UserId};
use line_simulator::Friend;
use serde_json::{Value, json};
use store::{FollowerTables, SegmentTable};
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};

/// The wards of the people who are to get a delivery; one in ten lives in [`OTHER_WARD`] and is not.
const WARDS: [&str; 3] = ["kawasaki", "nakahara", "asao"];
const OTHER_WARD: &str = "tama";

/// Who is to get a delivery to [`target`].
pub type Audience = BTreeSet<String>;

/// The target of the bench's deliveries: three wards.
pub fn target() -> Value {
    json!({ "kind": "segment", "condition": { "item": "ward", "any_of": WARDS } })
}

/// Clients for the embedded AWS of a city.
pub async fn sdk_config(city: &City) -> SdkConfig {
    let environment = city.aws.environment();
    let key = |name: &str| environment[name].clone();
    let (id, secret) = (key("AWS_ACCESS_KEY_ID"), key("AWS_SECRET_ACCESS_KEY"));
    let keys = aws_sdk_dynamodb::config::Credentials::new(id, secret, None, None, "bench");
    let loader = aws_config::defaults(BehaviorVersion::v2026_01_12()).region(Region::new("ap-northeast-1"));
    loader.endpoint_url(city.aws.endpoint()).credentials_provider(keys).load().await
}

/// The tables of a city, as its functions use them.
pub async fn tables(city: &City) -> (FollowerTables, SegmentTable) {
    let client = aws_sdk_dynamodb::Client::new(&sdk_config(city).await);
    let name = |table: &str| table.to_owned();
    let segments = SegmentTable::new(client.clone(), name("SegmentTable"));
    (
        FollowerTables::new(client, name("FollowerTable"), name("SegmentTable"), name("WebhookEventTable")),
        segments,
    )
}

/// Makes `count` people of the three wards who follow, some of another ward, some who blocked the account, and
/// `unknown` whom LINE does not know any more. Answers who is to get a delivery (without the unknown ones).
pub async fn settle_in(city: &City, count: usize, unknown: usize) -> Audience {
    let (followers, segments) = tables(city).await;
    let catalogue = Catalogue::kawasaki_example();
    segments.put_catalogue(&catalogue).await.expect("the catalogue is stored");
    if count == 0 {
        return Audience::new(); // the scenario brings its own people
    }
    let audience = city.line.add_users(count, Friend::Following, "bench");
    let elsewhere = city.line.add_users(count / 10 + 1, Friend::Following, "elsewhere");
    let blocked = city.line.add_users(count / 20 + 1, Friend::Blocked, "blocked");
    let gone: Vec<String> = (0..unknown).map(|number| format!("Uffff{number:028x}")).collect();
    let wards = |number: usize| WARDS[number % WARDS.len()];
    let people: Vec<Follower> = audience
        .iter()
        .chain(&gone)
        .enumerate()
        .map(|(number, id)| person(id, Friendship::Following, wards(number)))
        .chain(elsewhere.iter().map(|id| person(id, Friendship::Following, OTHER_WARD)))
        .chain(blocked.iter().map(|id| person(id, Friendship::Blocked, WARDS[0])))
        .collect();
    shelve(&followers, &catalogue, people).await;
    audience.into_iter().collect()
}

fn person(id: &str, friendship: Friendship, ward: &str) -> Follower {
    let user = UserId::parse(id.to_owned()).expect("the simulator makes user ids");
    let mut person = Follower::new(user, &FriendshipEvent { friendship, order: EventOrder::never() });
    person.consent_version = Some(1);
    let (item, option) = (ItemId::parse("ward").unwrap(), OptionId::parse(ward).unwrap());
    person.answers.set(item, [option]);
    person
}

/// Writes the segment pages of these people, one transaction a shard.
pub(crate) async fn shelve(tables: &FollowerTables, catalogue: &Catalogue, people: Vec<Follower>) {
    let mut shards: BTreeMap<ShardNumber, Vec<(SegmentPage, IdPage)>> = BTreeMap::new();
    for (page, ids) in testkit::population::pages(people.into_iter(), catalogue) {
        shards.entry(page.shard()).or_default().push((page, ids));
    }
    for (shard, pages) in shards {
        let open_len = pages.last().map_or(0, |(page, _)| page.len());
        let head = ShardHead { version: 0, page_versions: vec![1; pages.len()], open_len };
        let (pages, ids): (Vec<_>, Vec<_>) = pages.into_iter().unzip();
        let id_pages = (0..).zip(ids).collect();
        let pages = pages.into_iter().map(|page| StoredPage { page, version: 0 }).collect();
        let change = ShardChange {
            shard,
            followers: Vec::new(),
            pages,
            id_pages,
            head: Some(head),
            events: Vec::new(),
        };
        assert_eq!(tables.commit(&change).await.expect("a shard is stored"), Commit::Done);
    }
}
