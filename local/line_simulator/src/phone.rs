//! What people do with their phones: add, block, write, tap, open, click.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::error::Refusal;
use crate::ids::UserId;
use crate::users::{Author, Entry, Friend, message_id};
use crate::webhook::Reply;

/// A postback from a button, a picker or a rich menu tab.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Postback {
    /// The action's data.
    pub data: String,
    /// What a picker chose, or `newRichMenuAliasId` of a tab.
    pub params: Option<Map<String, Value>>,
    /// The text that appears in the talk.
    pub display_text: Option<String>,
    /// The alias of a rich menu tab, as an alternative to `params`.
    pub rich_menu_alias_id: Option<String>,
}

impl App {
    pub(crate) fn user(&self, user_id: &str) -> Result<u32, Refusal> {
        let known = UserId::parse(user_id).and_then(|id| self.state().users.index(id));
        known.ok_or_else(|| Refusal::not_found("この利用者はいません"))
    }

    pub(crate) fn user_json(&self, user: u32) -> Value {
        self.state().users.json(user)
    }

    fn announce_user(&self, user: u32) {
        let shown = self.user_json(user);
        self.announce(&json!({ "type": "user", "userId": shown["userId"], "user": shown }));
    }

    /// Adds a user without telling the bot.
    pub(crate) fn add_user(&self, id: Option<UserId>, name: &str, friend: Friend) -> u32 {
        let user = self.state().users.add(id, name, friend);
        self.announce_user(user);
        user
    }

    /// Changes how a user stands to the account and tells the bot. A change to what already is does nothing.
    pub(crate) fn befriend(&self, user: u32, friend: Friend) {
        let before = {
            let known = &mut self.state().users;
            std::mem::replace(&mut known.get_mut(user).friend, friend)
        };
        if before == friend {
            return;
        }
        if friend == Friend::Following {
            let follow = json!({ "type": "follow", "follow": { "isUnblocked": before == Friend::Blocked } });
            self.emit(user, follow, Reply::Possible);
        } else if before == Friend::Following {
            self.emit(user, json!({ "type": "unfollow" }), Reply::Impossible);
        }
        self.announce_user(user);
    }

    fn only_friends(&self, user: u32) -> Result<(), Refusal> {
        if self.state().users.is_friend(user) {
            return Ok(());
        }
        Err(Refusal::message(StatusCode::CONFLICT, "友だちではないので送れません"))
    }

    /// Writes the user's own message into the talk and returns its id.
    fn write_own(&self, user: u32, message: Value) -> String {
        let at_ms = self.clock.now_ms();
        let messages = Arc::new(vec![message]);
        let entry = {
            let mut state = self.state();
            let author = Author::User;
            let entry =
                state.users.write(Entry { at_ms, author, messages, delivered_by: None, statistics: None });
            state.users.show(entry, user);
            entry
        };
        self.announce_talks(entry, &[user]);
        message_id(entry, 0)
    }

    /// The user sends a message. Text, sticker, location and image are known.
    pub(crate) fn say(&self, user: u32, message: Value) -> Result<String, Refusal> {
        self.only_friends(user)?;
        let mut content = match message["type"].as_str() {
            Some("text") if message["text"].as_str().is_some_and(|text| !text.is_empty()) => {
                json!({ "type": "text", "text": message["text"] })
            }
            Some("sticker") => json!({
                "type": "sticker", "stickerResourceType": "STATIC",
                "packageId": message["packageId"], "stickerId": message["stickerId"],
            }),
            Some("location") => json!({
                "type": "location", "title": message["title"], "address": message["address"],
                "latitude": message["latitude"], "longitude": message["longitude"],
            }),
            Some("image") => json!({ "type": "image", "contentProvider": { "type": "line" } }),
            _ => return Err(Refusal::bad("この種類のメッセージは送れません")),
        };
        let id = self.write_own(user, message);
        content["id"] = id.clone().into();
        content["quoteToken"] = format!("quote-{id}").into();
        content["markAsReadToken"] = format!("read-{id}").into();
        Ok(self.emit(user, json!({ "type": "message", "message": content }), Reply::Possible))
    }

    /// The user taps a button. A rich menu tab switches the user's menu first.
    pub(crate) fn tap(&self, user: u32, postback: Postback) -> Result<String, Refusal> {
        self.only_friends(user)?;
        let mut params = postback.params;
        let in_params = params.as_ref().and_then(|params| params.get("newRichMenuAliasId")?.as_str());
        if let Some(alias) = postback.rich_menu_alias_id.or_else(|| in_params.map(str::to_owned)) {
            let status = self.state().menus.switch(user, &alias);
            let mut switched = Map::new();
            if status != "RICHMENU_ALIAS_ID_NOTFOUND" {
                switched.insert("newRichMenuAliasId".to_owned(), alias.into());
            }
            switched.insert("status".to_owned(), status.into());
            params = Some(switched);
            self.announce(&json!({ "type": "richmenu", "userId": self.user_json(user)["userId"] }));
        }
        if let Some(text) = postback.display_text.filter(|text| !text.is_empty()) {
            self.write_own(user, json!({ "type": "text", "text": text }));
        }
        let mut content = json!({ "data": postback.data });
        if let Some(params) = params {
            content["params"] = Value::Object(params);
        }
        Ok(self.emit(user, json!({ "type": "postback", "postback": content }), Reply::Possible))
    }

    /// The user watches a video to its end. LINE tells the bot where the video has a `trackingId`.
    pub(crate) fn watch(&self, user: u32, tracking_id: &str) -> Result<String, Refusal> {
        self.only_friends(user)?;
        let content = json!({ "trackingId": tracking_id });
        Ok(self.emit(
            user,
            json!({ "type": "videoPlayComplete", "videoPlayComplete": content }),
            Reply::Possible,
        ))
    }

    /// The user opens the talk: every message in it that is counted is seen.
    pub(crate) fn open_talk(&self, user: u32) {
        let now_ms = self.clock.now_ms();
        let state = &mut *self.state();
        for entry in &state.users.get(user).talk {
            if let Some(key) = &state.users.entry(*entry).statistics {
                state.statistics.opened(key, user, now_ms);
            }
        }
    }

    /// The user taps a link in any counted message of the talk.
    pub(crate) fn click(&self, user: u32, url: &str) {
        let now_ms = self.clock.now_ms();
        let state = &mut *self.state();
        let keys = state.users.get(user).talk.iter().rev();
        let mut keys = keys.filter_map(|entry| state.users.entry(*entry).statistics.as_ref());
        let of_link = keys.find(|key| state.statistics.links_of(key).iter().any(|(_, link)| link == url));
        if let Some(key) = of_link.cloned() {
            state.statistics.clicked(&key, user, url, now_ms);
        }
    }

    /// The talk as the page shows it.
    pub(crate) fn talk(&self, user: u32) -> Vec<Value> {
        let state = self.state();
        state.users.get(user).talk.iter().map(|entry| state.users.entry_json(*entry)).collect()
    }
}
