//! A city with people in it: phones that came through the real webhook, crowds that are simply there, and what
//! arrived on each phone.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use city::stores::{self, Stores};
use city::{AdminFront, City, CityConfig};
use domain::follower::{Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::{IdPage, SegmentPage};
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::{ShardNumber, UserId};
use line_simulator::{Channel, Friend};
use serde_json::{Value, json};
use store::FollowerTables;
use usecases::registration::change_answers;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};

/// Nothing here keeps a city busy for longer (wall clock).
const PATIENCE: Duration = Duration::from_secs(40);

/// Tells the same story to staff who come by either door: the two ask with events of different shapes (R-A17).
#[macro_export]
macro_rules! by_both_doors {
    ($($story:ident),+ $(,)?) => {
        $(mod $story {
            #[tokio::test(flavor = "multi_thread")]
            async fn behind_cloudfront() {
                super::$story(city::AdminFront::CloudFront).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn behind_the_regional_door() {
                super::$story(city::AdminFront::Regional).await;
            }
        })+
    };
}

/// A running city.
pub struct Town {
    pub city: City,
    pub stores: Stores,
    pub channel: Channel,
    pub http: reqwest::Client,
}

impl Town {
    /// A city with Kawasaki's registration items and nobody in it; its processes follow the virtual clock.
    pub async fn start() -> Self {
        Self::start_with(function_host::Logs::Discard).await
    }

    /// The same, with a place for what its functions write.
    pub async fn start_with(logs: function_host::Logs) -> Self {
        Self::start_as(CityConfig { logs, ..CityConfig::for_tests().unwrap() }).await
    }

    /// The same, with staff coming by this door.
    pub async fn start_behind(admin_front: AdminFront) -> Self {
        Self::start_as(CityConfig { admin_front, ..CityConfig::for_tests().unwrap() }).await
    }

    /// The same, with a variable that its functions get on top.
    pub async fn start_with_variable(name: &str, value: &str) -> Self {
        let mut config =
            CityConfig { logs: function_host::Logs::Discard, ..CityConfig::for_tests().unwrap() };
        config.overlay.insert(name.to_owned(), value.to_owned());
        Self::start_as(config).await
    }

    async fn start_as(mut config: CityConfig) -> Self {
        config.preload =
            Some(function_host::faketime().expect("the Debian package libfaketime is installed"));
        let channel = config.channel.clone().unwrap();
        let city = City::start(config).await.unwrap();
        let stores = stores::open(&city.aws).await;
        stores.segments.put_catalogue(&Catalogue::kawasaki_example()).await.unwrap();
        Self { city, stores, channel, http: reqwest::Client::new() }
    }

    /// Waits until nothing moves.
    pub async fn rest(&self) {
        assert!(self.city.wait_idle(PATIENCE).await, "the city never came to rest");
    }

    /// Whoever counts what was written today does not begin in the last minutes of a day in Japan.
    pub fn well_before_midnight(&self) {
        let of_day = (self.city.clock.now_ms() / 1_000 + 9 * 3_600) % 86_400;
        if of_day > 86_400 - 900 {
            self.city.advance(Duration::from_secs(86_400 - of_day + 1));
        }
    }

    /// Phones that add the account, each with the ward its owner chose.
    pub async fn settle(&self, wards: &[&str]) -> Vec<String> {
        let phones: Vec<String> =
            wards.iter().map(|ward| self.city.line.add_user(ward, Friend::None)).collect();
        for phone in &phones {
            self.city.line.set_friend(phone, Friend::Following).unwrap();
        }
        self.rest().await;
        for (phone, ward) in phones.iter().zip(wards) {
            let mut answers = Answers::default();
            answers.set(ItemId::parse("ward").unwrap(), [OptionId::parse(*ward).unwrap()]);
            change_answers(&self.stores.followers, &UserId::parse(phone.clone()).unwrap(), &answers)
                .await
                .unwrap();
        }
        phones
    }

    /// So many followers of one ward that are known on both sides without a webhook. Once a town, before others.
    pub async fn crowd(&self, wards: &[(&str, usize)]) {
        let mut people = Vec::new();
        for (ward, count) in wards {
            for id in self.city.line.add_users(*count, Friend::Following, ward) {
                people.push(person(&id, ward));
            }
        }
        shelve(&self.stores.followers, people).await;
    }

    /// What the account sent to a phone other than replies, each message's JSON, oldest first.
    pub fn delivered(&self, phone: &str) -> Vec<Value> {
        let talk = self.city.line.talk(phone).unwrap();
        let by_account =
            |entry: &&Value| ["push", "multicast", "broadcast"].iter().any(|by| entry["deliveredBy"] == *by);
        talk.iter()
            .filter(by_account)
            .flat_map(|entry| entry["messages"].as_array().unwrap().clone())
            .collect()
    }

    /// The texts of [`Town::delivered`].
    pub fn texts(&self, phone: &str) -> Vec<String> {
        self.delivered(phone)
            .iter()
            .map(|message| message["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The texts that came by reply token.
    pub fn replies(&self, phone: &str) -> Vec<String> {
        let talk = self.city.line.talk(phone).unwrap();
        let replies = talk.iter().filter(|entry| entry["deliveredBy"] == "reply");
        replies.map(|entry| entry["messages"][0]["text"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// How many requests one of LINE's endpoints got.
    pub fn requests(&self, endpoint: &str) -> usize {
        self.city.line.ledger().requests().iter().filter(|request| request.endpoint == endpoint).count()
    }

    /// Everything in a table, in one order.
    pub async fn items(&self, table: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut scan = json!({ "TableName": table, "Limit": 1000 });
        loop {
            let answer = self.city.aws.dynamodb().call("Scan", &scan).await.unwrap();
            found.extend(answer["Items"].as_array().into_iter().flatten().map(Value::to_string));
            match answer.get("LastEvaluatedKey") {
                Some(last) => scan["ExclusiveStartKey"] = last.clone(),
                None => break,
            }
        }
        found.sort();
        found
    }

    /// No function failed, timed out or died, and no queue holds anything, dead-letter queues included.
    #[track_caller]
    pub fn assert_sound(&self) {
        for (function, metrics) in self.city.host.metrics() {
            assert_eq!((metrics.errors, metrics.timeouts), (0, 0), "{function}: {metrics:?}");
        }
        let sqs = self.city.aws.sqs();
        for queue in sqs.queues() {
            assert_eq!(sqs.depth(&queue).unwrap().total(), 0, "{queue}");
        }
    }

    /// The virtual time so far ahead, as staff write it.
    pub fn time_in(&self, ahead: Duration) -> (SystemTime, String) {
        let at = self.city.clock.now() + ahead;
        let stamp = jiff::Timestamp::try_from(at).unwrap().round(jiff::Unit::Second).unwrap();
        let zoned = stamp.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)));
        (SystemTime::from(stamp), zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Ends the city.
    pub async fn end(self) {
        self.city.shutdown().await;
    }
}

/// Sends more than a gateway takes: it answers 413, or hangs up while the body still comes (seen as `None`).
pub async fn send_too_much(request: reqwest::RequestBuilder) -> Option<u16> {
    match request.send().await {
        Ok(response) => Some(response.status().as_u16()),
        Err(error) if error.is_request() => None,
        Err(error) => panic!("{error}"),
    }
}

pub fn person(id: &str, ward: &str) -> Follower {
    let event = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    let mut person = Follower::new(UserId::parse(id.to_owned()).unwrap(), &event);
    person.consent_version = Some(1);
    person.answers.set(ItemId::parse("ward").unwrap(), [OptionId::parse(ward).unwrap()]);
    person
}

/// Writes the segment pages of these people, one transaction a shard.
pub async fn shelve(followers: &FollowerTables, people: Vec<Follower>) {
    let mut shards: BTreeMap<ShardNumber, Vec<(SegmentPage, IdPage)>> = BTreeMap::new();
    for (page, ids) in testkit::population::pages(people.into_iter(), &Catalogue::kawasaki_example()) {
        shards.entry(page.shard()).or_default().push((page, ids));
    }
    for (shard, pages) in shards {
        let open_len = pages.last().map_or(0, |(page, _)| page.len());
        let head = ShardHead { version: 0, page_versions: vec![1; pages.len()], open_len };
        let (pages, ids): (Vec<_>, Vec<_>) = pages.into_iter().unzip();
        let change = ShardChange {
            shard,
            followers: Vec::new(),
            pages: pages.into_iter().map(|page| StoredPage { page, version: 0 }).collect(),
            id_pages: (0..).zip(ids).collect(),
            head: Some(head),
            events: Vec::new(),
        };
        assert_eq!(followers.commit(&change).await.unwrap(), Commit::Done);
    }
}
