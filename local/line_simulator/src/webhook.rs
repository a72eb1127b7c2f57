//! Webhooks: what happens on the phones becomes events, signed with the channel secret and sent to the bot.

pub(crate) mod log;
pub(crate) mod reply_tokens;
pub(crate) mod sender;
mod settings;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use ulid::Ulid;
use uuid::Uuid;

use crate::app::App;
use sender::Pending;

/// The value of `x-line-signature` for a body.
pub fn sign(channel_secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, channel_secret.as_bytes());
    BASE64_STANDARD.encode(hmac::sign(&key, body))
}

/// Whether the bot may answer an event by reply token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Possible,
    Impossible,
}

impl App {
    /// Queues one event of a user. `fields` holds `type` and what belongs to it. Returns the webhook event id.
    pub(crate) fn emit(&self, user: u32, fields: Value, reply: Reply) -> String {
        let now_ms = self.clock.now_ms();
        let event_id = Ulid::from_parts(now_ms, Uuid::new_v4().as_u128()).to_string();
        let (user_id, reply_token, standby) = {
            let mut state = self.state();
            let standby = state.webhook.standby;
            let token = (reply == Reply::Possible && !standby).then(|| state.reply_tokens.make(user, now_ms));
            (state.users.get(user).id.to_string(), token, standby)
        };
        let mut event = fields;
        event["webhookEventId"] = event_id.clone().into();
        event["timestamp"] = now_ms.into();
        event["mode"] = if standby { "standby" } else { "active" }.into();
        event["source"] = json!({ "type": "user", "userId": user_id });
        event["deliveryContext"] = json!({ "isRedelivery": false });
        if let Some(token) = &reply_token {
            event["replyToken"] = token.clone().into();
        }
        self.outbox.queue(Pending::new(user, event_id.clone(), event, reply_token));
        event_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_official_example_gets_its_signature() {
        let secret = "8c570fa6dd201bb328f1c1eac23a96d8";
        let body = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
        assert_eq!(sign(secret, body), "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=");
    }
}
