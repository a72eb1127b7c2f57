//! A citizen fills in the form: through the form's front, with an ID token of LINE, into follower, page and count.

use domain::segment::IdPage;
use domain::user_id::UserId;
use line_simulator::{Friend, IdTokenRequest};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Answer, planned_and_accepted, ward};
use crate::town::Town;

impl Town {
    /// A request to the form's API as the page on a phone makes it.
    async fn form(&self, method: Method, path: &str, session: &str, body: &Value) -> Answer {
        let url = format!("{}api/{path}", self.city.form.url());
        let request = self.http.request(method, url).bearer_auth(session).json(body);
        Answer::read(request.send().await.unwrap()).await
    }

    /// Signs this phone in.
    async fn session(&self, phone: &str) -> Value {
        let token = self.city.line.id_token(phone, &IdTokenRequest::default()).unwrap();
        let answer = self.form(Method::POST, "session", "", &json!({ "id_token": token })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// Fills in the form with one ward.
    async fn register(&self, session: &Value, ward: &str) -> Answer {
        let form = self.form(Method::GET, "form", "", &Value::Null).await.body;
        let body = json!({ "answers": { "ward": [ward] }, "consent_version": form["consent"]["version"],
            "form_version": form["version"], "request_id": "0b1d3a52-6c2f-4c1e-9a57-8f0a1f1f2f3f" });
        self.form(Method::PUT, "answers", session["session"].as_str().unwrap(), &body).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_friend_nobody_met_registers_is_counted_gets_a_delivery_and_takes_it_all_back() {
    let town = Town::start().await;
    let phone = town.city.line.add_user("昔からの友だち", Friend::Following);
    let user = UserId::parse(phone.clone()).unwrap();
    let session = town.session(&phone).await;
    assert_eq!((&session["registered"], &session["answers"]), (&json!(false), &json!({})));
    assert_eq!(town.count(ward("tama")).await, 0);

    let saved = town.register(&session, "tama").await;
    assert_eq!((saved.status, &saved.body["answers"]), (200, &json!({ "ward": ["tama"] })), "{saved:?}");
    let follower = town.stores.followers.follower(&user).await.unwrap().unwrap();
    let place = follower.place.unwrap();
    let shelf = town.stores.segments.read_shard(user.shard()).await.unwrap();
    let ids: &IdPage = &shelf[place.page as usize].ids;
    assert_eq!(ids.get(place.slot), Some(user));
    assert_eq!(town.count(ward("tama")).await, 1);
    let again = town.register(&session, "tama").await;
    assert_eq!(again.body["answers"], saved.body["answers"]);
    assert_eq!(town.count(ward("tama")).await, 1, "the same form again adds nobody");

    let report = town.deliver("多摩区のお知らせ", ward("tama")).await;
    assert_eq!(planned_and_accepted(&report), (1, 1));
    assert_eq!(town.texts(&phone), ["多摩区のお知らせ"]);

    let token = session["session"].as_str().unwrap().to_owned();
    let moved = town.register(&town.session(&phone).await, "asao").await;
    assert_eq!(moved.status, 200);
    assert_eq!((town.count(ward("tama")).await, town.count(ward("asao")).await), (0, 1));
    let fresh = town.session(&phone).await;
    let gone =
        town.form(Method::DELETE, "registration", fresh["session"].as_str().unwrap(), &json!({})).await;
    assert_eq!((gone.status, &gone.body), (200, &json!({ "deleted": true })), "{token}");
    assert_eq!(town.count(ward("asao")).await, 0);
    let known = town.session(&phone).await;
    assert_eq!((&known["registered"], &known["answers"]), (&json!(false), &json!({})));
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_blocks_the_account_after_registering_is_counted_no_more() {
    let town = Town::start().await;
    let phone = town.city.line.add_user("川崎 花子", Friend::None);
    town.city.line.set_friend(&phone, Friend::Following).unwrap();
    town.rest().await;
    assert_eq!(town.register(&town.session(&phone).await, "kawasaki").await.status, 200);
    assert_eq!(town.count(ward("kawasaki")).await, 1);
    town.city.line.set_friend(&phone, Friend::Blocked).unwrap();
    town.rest().await;
    assert_eq!(town.count(ward("kawasaki")).await, 0);
    let session = town.session(&phone).await;
    assert_eq!(session["answers"], json!({ "ward": ["kawasaki"] }), "the answers wait for their return");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_opens_for_no_token_but_a_fresh_one_of_line_for_our_channel_and_writes_at_most_ten_times() {
    let town = Town::start().await;
    let phone = town.city.line.add_user("多摩 太郎", Friend::Following);
    let bad = [
        IdTokenRequest { forged: true, ..IdTokenRequest::default() },
        IdTokenRequest { audience: Some("2000000009".to_owned()), ..IdTokenRequest::default() },
        IdTokenRequest { issuer: Some("https://example.jp".to_owned()), ..IdTokenRequest::default() },
    ];
    for request in bad {
        let token = town.city.line.id_token(&phone, &request).unwrap();
        let answer = town.form(Method::POST, "session", "", &json!({ "id_token": token })).await;
        answer.assert_problem(401, "invalid_token");
    }
    let old = IdTokenRequest { expired: true, ..IdTokenRequest::default() };
    let token = town.city.line.id_token(&phone, &old).unwrap();
    let answer = town.form(Method::POST, "session", "", &json!({ "id_token": token })).await;
    answer.assert_problem(401, "token_too_old");
    let session = town.session(&phone).await;
    let mut statuses = Vec::new();
    for _ in 0..25 {
        statuses.push(town.register(&session, "tama").await.status);
    }
    assert_eq!(statuses[..10], [200; 10]);
    assert!(statuses.contains(&429), "{statuses:?}");
    town.end().await;
}
