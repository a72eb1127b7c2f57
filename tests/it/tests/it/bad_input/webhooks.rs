//! A follower whose state must not change, webhooks made by hand, and what the front door says to them.

use line_simulator::{Friend, sign};
use serde_json::{Value, json};

use crate::town::Town;

/// LINE's name of the header, in one of the spellings it may have.
pub const SIGNATURE: &str = "X-Line-Signature";

/// A city with one follower, as it stood before the bad input.
pub struct Scene {
    pub town: Town,
    pub citizen: String,
    before: [Vec<String>; 3],
}

impl Scene {
    /// One citizen of 多摩区 who follows.
    pub async fn new() -> Self {
        let town = Town::start().await;
        let citizen = town.settle(&["tama"]).await.remove(0);
        let before = tables(&town).await;
        Self { town, citizen, before }
    }

    /// Posts a body with these signature headers and returns the status.
    pub async fn post(&self, body: impl Into<reqwest::Body>, signatures: &[&str]) -> u16 {
        let mut request = self.town.http.post(self.town.city.webhook_url()).body(body);
        request = request.header("content-type", "application/json; charset=utf-8");
        for signature in signatures {
            request = request.header(SIGNATURE, *signature);
        }
        request.send().await.unwrap().status().as_u16()
    }

    /// Posts it signed as LINE would.
    pub async fn post_signed(&self, body: Vec<u8>) -> u16 {
        let signature = self.sign(&body);
        self.post(body, &[&signature]).await
    }

    /// The signature LINE would put on it.
    pub fn sign(&self, body: &[u8]) -> String {
        sign(&self.town.channel.channel_secret, body)
    }

    /// A webhook body for this bot.
    pub fn envelope(&self, events: &Value) -> Vec<u8> {
        json!({ "destination": self.town.channel.bot_user_id, "events": events }).to_string().into_bytes()
    }

    /// An event of the citizen with its common fields, to be changed.
    pub fn event(&self, kind: &str, id: &str) -> Value {
        event(&self.town, &self.citizen, kind, id)
    }

    /// Followers and pages are as they were, nobody was greeted or blocked, and the city is sound.
    pub async fn assert_unchanged(&self) {
        self.town.rest().await;
        self.assert_followers_unchanged().await;
        assert_eq!(self.town.replies(&self.citizen).len(), 1, "the one greeting");
        self.town.assert_sound();
    }

    /// Followers and their pages are as they were.
    pub async fn assert_followers_unchanged(&self) {
        let [followers, pages, _] = tables(&self.town).await;
        assert_eq!((&followers, &pages), (&self.before[0], &self.before[1]));
    }

    /// As [`Scene::assert_unchanged`], and no event was remembered or forwarded either.
    pub async fn assert_untouched(&self) {
        self.assert_unchanged().await;
        assert_eq!(tables(&self.town).await[2], self.before[2]);
        let follows =
            self.town.city.chatbot.received().iter().filter(|seen| seen.event["type"] != "follow").count();
        assert_eq!(follows, 0, "the chatbot got something");
        assert_eq!(self.town.city.chatbot.refused_signatures(), 0);
    }

    /// Takes the state now as the one that must not change any more.
    pub async fn settle_down(&mut self) {
        self.town.rest().await;
        self.before = tables(&self.town).await;
    }
}

async fn tables(town: &Town) -> [Vec<String>; 3] {
    [
        town.items("FollowerTable").await,
        town.items("SegmentTable").await,
        town.items("WebhookEventTable").await,
    ]
}

/// An event of any user with its common fields.
pub fn event(town: &Town, user: &str, kind: &str, id: &str) -> Value {
    let now = town.city.clock.now_ms();
    json!({
        "type": kind, "mode": "active", "timestamp": now, "webhookEventId": id,
        "source": { "type": "user", "userId": user }, "deliveryContext": { "isRedelivery": false },
    })
}

/// A phone that LINE knows and the city does not.
pub fn a_stranger(town: &Town) -> String {
    town.city.line.add_user("まだ友だちでない人", Friend::None)
}
