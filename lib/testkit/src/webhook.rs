//! Fakes for the webhook ports, and the suite that a follower store has to pass.

mod chatbot;
mod followers;
pub mod followers_suite;
mod intake;
mod replier;

pub use chatbot::{FakeChatbot, InMemoryParking};
pub use followers::InMemoryFollowers;
pub use intake::InMemoryIntake;
pub use replier::FakeReplier;

use domain::delivery::DeliveryId;
use domain::follower::EventOrder;
use domain::message::Messages;
use domain::reaction::Reaction;
use domain::setting::{SettingName, with_form_url};
use domain::user_id::{ShardNumber, UserId};
use usecases::webhook::record::{EventKind, WebhookEvent};

/// The `number`th made-up user; numbers spread over all shards.
pub fn a_user(number: u32) -> UserId {
    UserId::from_bytes((0xa000_0000_u128 + u128::from(number)).to_be_bytes())
}

/// Made-up users of one shard.
pub fn users_of(shard: ShardNumber) -> impl Iterator<Item = UserId> {
    (0_u32..).map(a_user).filter(move |user| user.shard() == shard)
}

/// A greeting with the form's link.
pub fn a_greeting() -> Messages {
    let stored = SettingName::Greeting.default_value();
    let filled = with_form_url(&stored, "https://liff.line.me/1234567890-abcdefgh");
    Messages::parse(&filled).expect("the default greeting fits LINE")
}

/// An event with a reply token where LINE gives one; its id is unique to user, kind and time.
pub fn an_event(user: &UserId, kind: EventKind, timestamp_ms: i64) -> WebhookEvent {
    let event_id = format!("01{kind:?}{timestamp_ms}{}", user.as_str());
    let reply_token = (kind != EventKind::Unfollow).then(|| format!("token of {event_id}"));
    let order = EventOrder { timestamp_ms, event_id };
    WebhookEvent { user: user.clone(), kind, order, reaction: None, reply_token }
}

/// A tap on a button of this delivery, or a video of it watched to its end.
pub fn a_reaction(
    user: &UserId,
    delivery: DeliveryId,
    reaction: Reaction,
    timestamp_ms: i64,
) -> WebhookEvent {
    let mut event = an_event(user, EventKind::Contact, timestamp_ms);
    event.order.event_id = format!("{}{reaction:?}{delivery}", event.order.event_id);
    WebhookEvent { reaction: Some((delivery, reaction)), ..event }
}
