//! Citizens as the form sees them: registered people with rows, pages and answers, and a client that does what the
//! form does: ask for a session with LINE's token, save, and save the same again until it is told that it is saved.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use city::City;
use domain::follower::{EventOrder, Follower, Friendship, FriendshipEvent, Place};
use domain::survey::{Catalogue, ItemId, OptionId, PlaneSet};
use domain::user_id::{ShardNumber, UserId};
use line_simulator::{Friend, IdTokenRequest};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use store::FollowerTables;
use usecases::jobs::ports::FollowerScan;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange};
use uuid::Uuid;

use crate::people::{shelve, tables};
use crate::random::Random;

/// Wards that citizens choose from.
pub const WARDS: [&str; 4] = ["kawasaki", "nakahara", "asao", "tama"];
/// Topics that citizens choose from.
pub const TOPICS: [&str; 4] = ["bousai", "kosodate", "gomi", "event"];
/// Rows of one transaction; DynamoDB takes a hundred.
const ROWS: usize = 90;
/// A save is repeated for so long before the run fails: whoever was refused ten times waits for the next minute.
const PATIENCE: Duration = Duration::from_mins(3);
const PAUSE: Duration = Duration::from_millis(150);
/// The form's own pause after a 429; each try counts as a write.
const BUSY_PAUSE: Duration = Duration::from_secs(5);

/// What somebody has chosen: item and options.
pub type Choices = BTreeMap<String, BTreeSet<String>>;

/// A random answer to both items.
pub fn choices(random: &mut Random) -> Choices {
    let ward = (*random.one_of(&WARDS)).to_owned();
    let mut topics: BTreeSet<String> =
        TOPICS.iter().filter(|_| random.percent(40)).map(|topic| (*topic).to_owned()).collect();
    topics.insert((*random.one_of(&TOPICS)).to_owned());
    BTreeMap::from([("ward".to_owned(), BTreeSet::from([ward])), ("topics".to_owned(), topics)])
}

/// Makes `count` registered people with rows and pages; answers what each has chosen.
pub async fn settle(city: &City, count: usize, random: &mut Random) -> BTreeMap<String, Choices> {
    let (followers, segments) = tables(city).await;
    let catalogue = Catalogue::kawasaki_example();
    segments.put_catalogue(&catalogue).await.expect("the catalogue is stored");
    let ids = city.line.add_users(count, Friend::Following, "registered");
    let chosen: BTreeMap<String, Choices> = ids.into_iter().map(|id| (id, choices(random))).collect();
    let people = chosen.iter().map(|(id, choices)| person(id, choices)).collect();
    shelve(&followers, &catalogue, people).await;
    let mut rows: BTreeMap<ShardNumber, Vec<Follower>> = BTreeMap::new();
    for shard in ShardNumber::all() {
        for shelved in segments.read_shard(shard).await.expect("a shard can be read") {
            for slot in 0..shelved.ids.len() {
                let id = shelved.ids.get(slot).expect("the slot is occupied");
                let Some(choices) = chosen.get(id.as_str()) else { continue };
                let place = Some(Place { page: shelved.page.number(), slot });
                rows.entry(shard).or_default().push(Follower { place, ..person(id.as_str(), choices) });
            }
        }
    }
    for (shard, people) in rows {
        for some in people.chunks(ROWS) {
            write_rows(&followers, shard, some.to_vec()).await;
        }
    }
    chosen
}

async fn write_rows(tables: &FollowerTables, shard: ShardNumber, followers: Vec<Follower>) {
    let change = ShardChange {
        shard,
        followers,
        pages: Vec::new(),
        id_pages: Vec::new(),
        head: None,
        events: Vec::new(),
    };
    assert_eq!(tables.commit(&change).await.expect("followers are stored"), Commit::Done);
}

fn person(id: &str, choices: &Choices) -> Follower {
    let user = UserId::parse(id.to_owned()).expect("the simulator makes user ids");
    let met = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    let mut person = Follower::new(user, &met);
    person.consent_version = Some(1);
    for (item, options) in choices {
        let options = options.iter().map(|option| OptionId::parse(option.as_str()).unwrap());
        person.answers.set(ItemId::parse(item.as_str()).unwrap(), options);
    }
    person
}

/// Somebody's place on a page, the bits there, and the follower's row.
pub struct Standing {
    /// Whose place it is.
    pub user: UserId,
    /// The bits of the place.
    pub planes: PlaneSet,
    /// The row; `None` where there is none.
    pub follower: Option<Follower>,
}

/// Every place of every page with its follower.
pub async fn everybody(city: &City) -> Vec<Standing> {
    let (followers, segments) = tables(city).await;
    let (mut rows, mut everybody) = (rows(&followers).await, Vec::new());
    for shard in ShardNumber::all() {
        for shelved in segments.read_shard(shard).await.expect("a shard can be read") {
            let users: Vec<UserId> =
                (0..shelved.ids.len()).filter_map(|slot| shelved.ids.get(slot)).collect();
            everybody.extend((0..).zip(users).map(|(slot, user)| Standing {
                planes: shelved.page.planes_of(slot),
                follower: rows.remove(user.as_str()),
                user,
            }));
        }
    }
    everybody
}

/// Every row by its user, in as few calls as the table allows.
async fn rows(followers: &FollowerTables) -> BTreeMap<String, Follower> {
    let (mut rows, mut cursor) = (BTreeMap::new(), None);
    loop {
        let page = followers.scan(cursor.as_deref(), 2_000).await.expect("followers can be read");
        rows.extend(page.followers.into_iter().map(|row| (row.user_id.as_str().to_owned(), row)));
        let Some(next) = page.next else { return rows };
        cursor = Some(next);
    }
}

/// The form on one phone.
pub struct Form {
    http: reqwest::Client,
    base: String,
}

impl Form {
    /// The form of this city.
    pub fn of(city: &City) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().expect("a client");
        Self { http, base: format!("{}/form/api", city.host.api_url().trim_end_matches('/')) }
    }

    /// Saves answers for a user, again and again until the answer is 200. Answers how many requests it took.
    pub async fn save(&self, city: &City, user: &str, choices: &Choices) -> u64 {
        let body = json!({
            "answers": choices, "consent_version": self.public().await["consent"]["version"],
            "form_version": self.public().await["version"], "request_id": Uuid::new_v4(),
        });
        self.insist(city, user, Method::PUT, "/answers", Some(body)).await
    }

    /// Deletes the registration.
    pub async fn leave(&self, city: &City, user: &str) -> u64 {
        self.insist(city, user, Method::DELETE, "/registration", None).await
    }

    /// What everybody may read of the form.
    pub async fn public(&self) -> Value {
        let begun = tokio::time::Instant::now();
        loop {
            let asked = self.http.get(format!("{}/form", self.base)).send().await;
            if let Ok(answer) = asked
                && answer.status() == StatusCode::OK
            {
                return answer.json().await.expect("the form is JSON");
            }
            assert!(begun.elapsed() < PATIENCE, "the form cannot be read");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks until the answer is 200, as the form does: with the session it has, and with longer pauses each time. A
    /// crowd that comes back at once would keep a slow machine from ever answering.
    async fn insist(&self, city: &City, user: &str, method: Method, path: &str, body: Option<Value>) -> u64 {
        let (begun, mut session, mut last) = (tokio::time::Instant::now(), None, "no session".to_owned());
        for tries in 1..u32::MAX {
            if session.is_none() {
                session = self.session(city, user).await;
            }
            if let Some(session) = &session {
                let mut request =
                    self.http.request(method.clone(), format!("{}{path}", self.base)).bearer_auth(session);
                if let Some(body) = &body {
                    request = request.json(body);
                }
                match request.send().await.map(|answer| answer.status()) {
                    Ok(StatusCode::OK) => return u64::from(tries),
                    Ok(StatusCode::TOO_MANY_REQUESTS) => tokio::time::sleep(BUSY_PAUSE).await,
                    Ok(status) if status.is_client_error() => panic!("{path} was refused: {status}"),
                    Ok(status) => last = status.to_string(),
                    Err(error) => last = format!("{error:?}"),
                }
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{path} was never answered with 200, {tries} tries, last: {last}"
            );
            tokio::time::sleep(PAUSE * 2_u32.pow(tries.min(5) - 1)).await;
        }
        0
    }

    async fn session(&self, city: &City, user: &str) -> Option<String> {
        let token = city.line.id_token(user, &IdTokenRequest::default()).expect("the user is known");
        let request = self.http.post(format!("{}/session", self.base)).json(&json!({ "id_token": token }));
        let answer = request.send().await.ok()?;
        match answer.status() {
            status if status.is_success() => (),
            // Every process of the function is taken: the form tries again, too.
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => return None,
            status => panic!("a session was refused: {status}"),
        }
        let body: Value = answer.json().await.ok()?;
        Some(body["session"].as_str()?.to_owned())
    }
}
