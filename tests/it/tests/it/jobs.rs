//! Long work in a city: the night's compare with its alarm, the change since yesterday, tables in and out, settings.

use std::path::Path;
use std::time::Duration;

use domain::follower::Friendship;
use domain::segment::SegmentPage;
use domain::survey::PlaneSet;
use domain::user_id::UserId;
use line_simulator::Friend;
use serde_json::{Value, json};
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, StoredPage};

use crate::admin::{Answer, everyone, is_japanese, ward};
use crate::town::Town;

const HOUR: u64 = 3_600_000;

impl Town {
    async fn read(&self, path: &str) -> Value {
        Answer::read(self.request("GET", path).send().await.unwrap()).await.body
    }

    /// A job when it has ended.
    async fn ended(&self, path: &str) -> Value {
        for _ in 0..100 {
            self.rest().await;
            let job = self.read(path).await;
            if job["state"] != "open" {
                return job;
            }
            self.city.advance(Duration::from_secs(2));
        }
        panic!("the job never ended: {}", self.read(path).await);
    }

    fn now_ms(&self) -> u64 {
        jiff::Timestamp::try_from(self.city.clock.now()).unwrap().as_millisecond() as u64
    }

    /// It is noon of the next day in Japan; the path of the compare of that day.
    async fn night(&self) -> String {
        let since_midnight = (self.now_ms() + 9 * HOUR) % (24 * HOUR);
        self.city.advance(Duration::from_millis(36 * HOUR - since_midnight));
        self.city.host.fire_rate("TickFunction").await.unwrap();
        self.rest().await;
        format!("/api/jobs/compare-{}", domain::job::day_in_japan(self.now_ms()))
    }
}

/// Takes a follower's bits from the page, past everything that keeps the two together.
async fn plant_a_difference(town: &Town, user: &str) {
    let user = UserId::parse(user.to_owned()).unwrap();
    let store = &town.stores.followers;
    let place = store.follower(&user).await.unwrap().unwrap().place.unwrap();
    let mut stored: StoredPage = store.page(user.shard(), place.page).await.unwrap().unwrap();
    SegmentPage::set(&mut stored.page, place.slot, &PlaneSet::default()).unwrap();
    let mut head = store.head(user.shard()).await.unwrap();
    head.page_versions[place.page as usize] = stored.version + 1;
    let (followers, id_pages, events) = (Vec::new(), Vec::new(), Vec::new());
    let (pages, head) = (vec![stored], Some(head));
    let change = ShardChange { shard: user.shard(), followers, pages, id_pages, head, events };
    assert_eq!(store.commit(&change).await.unwrap(), Commit::Done);
}

/// Takes the object behind a link away, as the bucket's lifecycle does after a day.
async fn forget(town: &Town, url: &str) {
    let environment = town.city.aws.environment();
    let value = |name: &str| environment[name].clone();
    let (id, secret) = (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"));
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::v2026_01_12())
        .region(aws_sdk_s3::config::Region::new(value("AWS_REGION")))
        .credentials_provider(aws_sdk_s3::config::Credentials::new(id, secret, None, None, "test"))
        .endpoint_url(town.city.aws.endpoint())
        .force_path_style(true)
        .build();
    let url = reqwest::Url::parse(url).unwrap();
    let (bucket, key) = url.path()[1..].split_once('/').unwrap();
    let client = aws_sdk_s3::Client::from_conf(config);
    client.delete_object().bucket(bucket).key(key).send().await.unwrap();
}

/// Waits until a function has written this.
async fn is_written(folder: &Path, text: &str) -> bool {
    for _ in 0..100 {
        let files = std::fs::read_dir(folder).unwrap().flatten();
        if files.into_iter().any(|file| std::fs::read_to_string(file.path()).unwrap().contains(text)) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn every_night_pages_and_followers_are_compared_and_a_planted_difference_is_found() {
    let logs = std::env::temp_dir().join(format!("kairan-it-{}", ulid::Ulid::generate()));
    std::fs::create_dir_all(&logs).unwrap();
    let town = Town::start_with(function_host::Logs::Folder(logs.clone())).await;
    let phones = town.settle(&["tama", "asao", "asao"]).await;
    let compare = town.night().await;
    let job = town.ended(&compare).await;
    assert_eq!((&job["state"], &job["progress"]["problems"]), (&json!("done"), &json!(0)), "{job}");
    let count = json!({ "target": everyone() });
    let before = town.call("POST", "/api/segments/count", &count).await;
    assert_eq!((&before["count"], &before["since_yesterday"]), (&json!(3), &Value::Null));
    plant_a_difference(&town, &phones[1]).await;
    let compare = town.night().await;
    let job = town.ended(&compare).await;
    assert_eq!((&job["state"], &job["progress"]["problems"]), (&json!("done"), &json!(1)), "{job}");
    assert!(is_written(&logs, r#""PageDifferences":1"#).await, "the metric of alarm A-25");
    let after = town.call("POST", "/api/segments/count", &json!({ "target": ward("asao") })).await;
    assert_eq!((&after["count"], &after["since_yesterday"]), (&json!(1), &json!(-1)), "nothing is repaired");
    let yesterday = domain::job::day_in_japan(town.now_ms() - 24 * HOUR).to_string();
    assert_eq!((&before["compared_with"], &after["compared_with"]), (&Value::Null, &json!(yesterday)));
    town.city.advance(Duration::from_hours(72));
    let late = town.call("POST", "/api/segments/count", &count).await;
    assert_eq!(
        (&late["since_yesterday"], &late["compared_with"]),
        (&Value::Null, &Value::Null),
        "nights were missed"
    );
    town.assert_sound();
    town.end().await;
    std::fs::remove_dir_all(logs).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_goes_out_by_a_link_of_five_minutes_and_comes_back_as_a_table() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    town.ask("POST", "/api/exports", &json!({ "format": "pdf" })).await.assert_problem(422, "invalid");
    let wish = json!({ "format": "csv", "reason": "点検のため" });
    let job = town.call("POST", "/api/exports", &wish).await;
    let job = town.ended(&format!("/api/exports/{}", job["id"].as_str().unwrap())).await;
    let url = job["download_url"].as_str().unwrap();
    assert!(url.contains("X-Amz-Expires=300"), "{url}");
    let table = town.http.get(url).send().await.unwrap().text().await.unwrap();
    assert!(phones.iter().all(|phone| table.matches(phone.as_str()).count() == 1), "{table}");
    forget(&town, url).await;
    let path = format!("/api/exports/{}", job["id"].as_str().unwrap());
    town.ask("GET", &path, &json!({})).await.assert_problem(410, "file_gone");
    let stranger = town.city.line.add_user("知らない人", Friend::Following);
    let rows = format!("user_id,ward\n{},saiwai\n{stranger},tama\nnobody,tama\n", phones[0]);
    let upload = town.call("POST", "/api/imports", &json!({ "source": "csv" })).await;
    let path = format!("/api/imports/{}", upload["id"].as_str().unwrap());
    town.ask("POST", &format!("{path}/start"), &json!({})).await.assert_problem(409, "not_uploaded");
    let put = town.http.put(upload["upload_url"].as_str().unwrap()).body(rows).send().await.unwrap();
    assert_eq!(put.status().as_u16(), 200);
    town.call("POST", &format!("{path}/start"), &json!({})).await;
    let job = town.ended(&path).await;
    assert_eq!(job["progress"], json!({ "done": 3, "total": 3, "changed": 2, "problems": 1 }), "{job}");
    assert_eq!(job["problems"][0]["row"], 4);
    assert!(is_japanese(&job["problems"][0]["message"]) && job["download_url"].is_string());
    assert_eq!((town.count(ward("tama")).await, town.count(ward("saiwai")).await), (1, 1));
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn friends_since_before_the_system_come_from_lines_list_and_are_counted() {
    let town = Town::start().await;
    town.settle(&["tama"]).await;
    let old: Vec<String> = (0..5).map(|_| town.city.line.add_user("以前から", Friend::Following)).collect();
    let job = town.call("POST", "/api/imports", &json!({ "source": "line" })).await;
    let job = town.ended(&format!("/api/jobs/{}", job["id"].as_str().unwrap())).await;
    assert_eq!(job["progress"]["changed"], 5, "{job}");
    assert_eq!(town.count(everyone()).await, 6);
    let known = town.stores.followers.follower(&UserId::parse(old[0].clone()).unwrap()).await.unwrap();
    assert_eq!(known.unwrap().friendship, Friendship::Following);
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_set_the_greeting_under_the_version_they_saw_and_new_friends_read_it() {
    let town = Town::start().await;
    let path = "/api/settings/greeting";
    assert_eq!(town.read(path).await["version"], 0);
    town.ask("PUT", path, &json!({ "value": [], "version": 0 })).await.assert_problem(422, "invalid");
    town.ask("PUT", "/api/settings/colour", &json!({})).await.assert_problem(404, "not_found");
    let value = json!([{ "type": "text", "text": "ようこそ。登録は {form_url} から" }]);
    let wish = json!({ "value": value, "version": 0 });
    assert_eq!(town.call("PUT", path, &wish).await["version"], 1);
    let late = town.ask("PUT", path, &wish).await;
    late.assert_problem(409, "stale_version");
    assert_eq!(late.body["current"], town.read(path).await);
    let phone = town.city.line.add_user("川崎 花子", Friend::None);
    town.city.line.set_friend(&phone, Friend::Following).unwrap();
    town.rest().await;
    let greeting = town.replies(&phone);
    assert_eq!(greeting.len(), 1);
    assert!(greeting[0].starts_with("ようこそ。登録は https://liff.line.me/"), "{greeting:?}");
    town.assert_sound();
    town.end().await;
}
