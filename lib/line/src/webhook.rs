//! Webhook bodies as LINE sends them. Parsed in two stages, so that one event we do not understand never costs
//! the others: the envelope keeps each event's own bytes, and each event is then read on its own. LINE adds
//! fields and event types without notice; nothing unknown is an error here.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A webhook body: whom it is for and the untouched JSON of each event.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The bot's user ID; empty when the body does not say.
    pub destination: String,
    /// One raw JSON value per event, in the order received. Empty for LINE's connection check.
    pub events: Vec<&'a RawValue>,
    array: &'a str,
    body: &'a [u8],
}

/// The body is not a JSON object with an array of events.
#[derive(Debug, thiserror::Error)]
#[error("webhook body could not be read at line {}, column {}", .0.line(), .0.column())]
pub struct MalformedBody(serde_json::Error);

#[derive(Deserialize)]
struct WireEnvelope<'a> {
    #[serde(default)]
    destination: Option<String>,
    #[serde(borrow)]
    events: &'a RawValue,
}

impl<'a> Envelope<'a> {
    /// Reads the envelope and finds the bounds of each event, without looking into the events.
    pub fn parse(body: &'a [u8]) -> Result<Self, MalformedBody> {
        let wire: WireEnvelope<'a> = serde_json::from_slice(body).map_err(MalformedBody)?;
        let array = wire.events.get();
        let events = serde_json::from_str(array).map_err(MalformedBody)?;
        Ok(Self { destination: wire.destination.unwrap_or_default(), events, array, body })
    }

    /// One body per user, in order of first appearance; a user's events keep their order and their bytes.
    /// With one user inside, the original bytes come back unchanged; otherwise everything around the events
    /// is kept as it was, and the bodies have to be signed again. A user whose events do not fit into `largest`
    /// bytes gets several bodies; only a single event can make a body larger than that.
    pub fn split_by_user(&self, largest: usize) -> Vec<UserBody<'a>> {
        let mut groups = self.group_by_source();
        if groups.len() == 1 && self.body.len() <= largest {
            return groups
                .drain(..)
                .map(|(source, _)| UserBody { source, body: Cow::Borrowed(self.body) })
                .collect();
        }
        let room = largest.saturating_sub(self.body.len() - self.array.len());
        let mut bodies = Vec::with_capacity(groups.len());
        for (source, events) in groups {
            for part in parts_within(&events, room) {
                bodies.push(UserBody { source: source.clone(), body: Cow::Owned(self.rebuild(part)) });
            }
        }
        bodies
    }

    fn group_by_source(&self) -> Vec<(SourceKey, Vec<&'a RawValue>)> {
        let mut groups: Vec<(SourceKey, Vec<&'a RawValue>)> = Vec::with_capacity(1);
        for event in &self.events {
            let key = SourceKey::of(event);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, events)) => events.push(event),
                None => groups.push((key, vec![event])),
            }
        }
        groups
    }

    fn rebuild(&self, events: &[&RawValue]) -> Vec<u8> {
        let start = self.array.as_ptr() as usize - self.body.as_ptr() as usize;
        let (before, after) = (&self.body[..start], &self.body[start + self.array.len()..]);
        let mut rebuilt = Vec::with_capacity(self.body.len());
        rebuilt.extend_from_slice(before);
        rebuilt.push(b'[');
        for (position, event) in events.iter().enumerate() {
            if position > 0 {
                rebuilt.push(b',');
            }
            rebuilt.extend_from_slice(event.get().as_bytes());
        }
        rebuilt.push(b']');
        rebuilt.extend_from_slice(after);
        rebuilt
    }
}

/// Cuts a list of events where an array of them would grow over `room` bytes.
fn parts_within<'e, 'a>(events: &'e [&'a RawValue], room: usize) -> Vec<&'e [&'a RawValue]> {
    let (mut parts, mut start, mut size) = (Vec::with_capacity(1), 0, 2);
    for (position, event) in events.iter().enumerate() {
        let more = event.get().len() + 1;
        if position > start && size + more > room {
            parts.push(&events[start..position]);
            (start, size) = (position, 2);
        }
        size += more;
    }
    parts.push(&events[start..]);
    parts
}

/// The events of one user, as a body of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserBody<'a> {
    /// Whose events these are.
    pub source: SourceKey,
    /// The bytes to store and forward; borrowed when they are the ones LINE signed.
    pub body: Cow<'a, [u8]>,
}

impl UserBody<'_> {
    /// Whether these are the bytes LINE signed, so that LINE's own signature still fits.
    pub fn is_original(&self) -> bool {
        matches!(self.body, Cow::Borrowed(_))
    }
}

/// What keeps events in order: the user, else the group or room, else nothing. Personal data: not in `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SourceKey(String);

impl SourceKey {
    /// The key of one event; an event whose source cannot be read shares the empty key with its like.
    pub fn of(event: &RawValue) -> Self {
        #[derive(Deserialize)]
        struct WithSource {
            source: Option<Source>,
        }
        let source = serde_json::from_str::<WithSource>(event.get()).ok().and_then(|event| event.source);
        Self(source.and_then(Source::into_key).unwrap_or_default())
    }

    /// The key's text, to be hashed before it leaves the process.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SourceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SourceKey({}…)", self.0.chars().take(5).collect::<String>())
    }
}

/// Who an event is about. `user_id` is absent when the user has not agreed to share the profile.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    /// `user`, `group`, `room`, or a kind LINE adds later.
    #[serde(rename = "type")]
    pub kind: String,
    /// The acting user.
    pub user_id: Option<String>,
    /// The group, for group events.
    pub group_id: Option<String>,
    /// The room, for room events.
    pub room_id: Option<String>,
}

impl Source {
    fn into_key(self) -> Option<String> {
        self.user_id.or(self.group_id).or(self.room_id)
    }
}

/// What we read of one event. What a message holds is left to those who look for one thing in it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// `follow`, `unfollow`, `message`, … or a type LINE adds later.
    #[serde(rename = "type")]
    pub kind: String,
    /// `active`, or `standby` when another module holds the conversation and we must not answer.
    #[serde(default)]
    pub mode: String,
    /// When it happened, in milliseconds since 1970 (UTC).
    pub timestamp: u64,
    /// Absent for a failed account link.
    #[serde(default)]
    pub source: Option<Source>,
    /// A ULID that stays the same when LINE delivers the event again.
    pub webhook_event_id: String,
    /// Whether LINE delivers it again.
    #[serde(default)]
    pub delivery_context: DeliveryContext,
    /// What was written, of a `message`; kept as it came, so that its shape never costs the event.
    #[serde(default)]
    pub message: Option<Value>,
    /// What was tapped, of a `postback`; kept as it came, so that its shape never costs the event.
    #[serde(default)]
    pub postback: Option<Value>,
    /// What was watched to its end, of a `videoPlayComplete`; likewise.
    #[serde(default)]
    pub video_play_complete: Option<Value>,
    /// For one answer within about a minute; absent in standby and for events without an answer.
    #[serde(default)]
    pub reply_token: Option<String>,
}

/// How this copy of the event reached us.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeliveryContext {
    /// True when LINE had sent the event before.
    pub is_redelivery: bool,
}

impl Event {
    /// Whether we may act towards the user.
    pub fn is_active(&self) -> bool {
        self.mode != "standby"
    }

    /// The text that the message's author gave to what the person tapped or watched: a postback's `data`, a video's
    /// `trackingId`.
    pub fn authors_text(&self) -> Option<&str> {
        match self.kind.as_str() {
            "postback" => self.postback.as_ref()?.get("data")?.as_str(),
            "videoPlayComplete" => self.video_play_complete.as_ref()?.get("trackingId")?.as_str(),
            _ => None,
        }
    }

    /// The text of a text message.
    pub fn text(&self) -> Option<&str> {
        let message = self.message.as_ref().filter(|_| self.kind == "message")?;
        message.get("text").filter(|_| message["type"] == "text")?.as_str()
    }

    /// The user of a one-to-one talk; `None` for groups, rooms and users who keep their profile to themselves.
    pub fn user_id(&self) -> Option<&str> {
        let source = self.source.as_ref().filter(|source| source.kind == "user")?;
        source.user_id.as_deref()
    }
}

/// One event, understood or kept as it came.
pub enum ParsedEvent<'a> {
    /// The common fields were there.
    Known(Box<Event>),
    /// Common fields were missing or of another shape; to be counted, never to be an error.
    Unreadable(&'a RawValue),
}

/// Reads one event of an envelope.
pub fn parse_event(raw: &RawValue) -> ParsedEvent<'_> {
    serde_json::from_str(raw.get())
        .map_or(ParsedEvent::Unreadable(raw), |event| ParsedEvent::Known(Box::new(event)))
}
