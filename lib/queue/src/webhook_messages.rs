//! One user's webhook body in a queue: base64, because SQS refuses control characters; grouped by a hash of the user,
//! so that one user's bodies stay in order; deduplicated by the body, so that the same bytes count once in five minutes.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::future::try_join;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use usecases::port_error::PortError;
use usecases::webhook::ports::{Intake, Parking, SignedBody};

use crate::error::port_error;
use crate::messages::InvalidMessage;

const EVENTS: &str = "the event queue";
const FORWARDS: &str = "the forward queue";
const PARKED: &str = "the forward dead-letter queue";
/// A larger body is split before it comes here: as base64 it stays below SQS's MiB.
pub const LARGEST_BODY: usize = 512 * 1024;
/// SQS takes ten messages in one request …
const ENTRIES: usize = 10;
/// … and one MiB in all; base64 adds a third, and some room is left for names and attributes.
const BATCH_BODIES: usize = 700 * 1024;
/// SQS attributes may not be empty and this one is for people.
const REASON_CHARACTERS: usize = 200;

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    v: u8,
    #[serde(borrow)]
    body: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    signature: std::borrow::Cow<'a, str>,
    received_at_ms: u64,
}

/// The text of a message.
pub fn to_json(body: &SignedBody) -> String {
    let wire = Wire {
        v: 1,
        body: STANDARD.encode(&body.body).into(),
        signature: body.signature.as_str().into(),
        received_at_ms: body.received_at_ms,
    };
    serde_json::to_string(&wire).unwrap_or_default()
}

/// Reads a message's text. The source is not in it; it is the message's group.
pub fn parse(text: &str) -> Result<SignedBody, InvalidMessage> {
    let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| InvalidMessage)?;
    if wire.v != 1 {
        return Err(InvalidMessage);
    }
    let body = STANDARD.decode(wire.body.as_bytes()).map_err(|_| InvalidMessage)?;
    let (signature, received_at_ms) = (wire.signature.into_owned(), wire.received_at_ms);
    Ok(SignedBody { source: String::new(), body, signature, received_at_ms })
}

/// The group that keeps a source's messages in order; tells nothing about the user.
pub fn group_id(source: &str) -> String {
    hex(&Sha256::digest(source))[..32].to_owned()
}

fn deduplication_id(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The two queues that every webhook goes into.
#[derive(Clone)]
pub struct WebhookQueues {
    client: Client,
    event_url: String,
    forward_url: String,
}

impl WebhookQueues {
    /// Names the two queues.
    pub fn new(client: Client, event_url: String, forward_url: String) -> Self {
        Self { client, event_url, forward_url }
    }

    async fn send_all(&self, what: &'static str, url: &str, messages: &[Prepared]) -> Result<(), PortError> {
        // Parts of one user's body may stand in different requests, so the requests follow each other.
        let mut rest = messages;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(fitting(rest));
            match now {
                [one] => self.send_one(what, url, one).await?,
                many => self.send_batch(what, url, many).await?,
            }
            rest = later;
        }
        Ok(())
    }

    async fn send_one(&self, what: &'static str, url: &str, message: &Prepared) -> Result<(), PortError> {
        let asked = self.client.send_message().queue_url(url).message_body(&message.text);
        let asked = asked.message_group_id(&message.group).message_deduplication_id(&message.deduplication);
        asked.send().await.map_err(|error| port_error(what, error))?;
        Ok(())
    }

    async fn send_batch(
        &self,
        what: &'static str,
        url: &str,
        messages: &[Prepared],
    ) -> Result<(), PortError> {
        let entries = messages.iter().enumerate().map(|(index, message)| {
            SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(&message.text)
                .message_group_id(&message.group)
                .message_deduplication_id(&message.deduplication)
                .build()
        });
        let entries = entries.collect::<Result<Vec<_>, _>>();
        let entries =
            entries.map_err(|_| PortError::Refused { what, reason: "a message without a body".into() })?;
        let asked = self.client.send_message_batch().queue_url(url).set_entries(Some(entries));
        let failed = asked.send().await.map_err(|error| port_error(what, error))?.failed.len();
        if failed == 0 {
            return Ok(());
        }
        Err(PortError::Unavailable { what, reason: format!("{failed} messages were not taken") })
    }
}

struct Prepared {
    text: String,
    group: String,
    deduplication: String,
}

impl Prepared {
    fn new(body: &SignedBody) -> Self {
        let (text, deduplication) = (to_json(body), deduplication_id(&body.body));
        Self { text, group: group_id(&body.source), deduplication }
    }
}

/// How many of the messages one request takes: at least one.
fn fitting(messages: &[Prepared]) -> usize {
    let mut size = 0;
    let fits = |message: &&Prepared| {
        size += message.text.len();
        size <= BATCH_BODIES / 3 * 4
    };
    messages.iter().take(ENTRIES).take_while(fits).count().max(1)
}

impl Intake for WebhookQueues {
    async fn store(&self, bodies: &[SignedBody]) -> Result<(), PortError> {
        let messages: Vec<Prepared> = bodies.iter().map(Prepared::new).collect();
        let events = self.send_all(EVENTS, &self.event_url, &messages);
        let forwards = self.send_all(FORWARDS, &self.forward_url, &messages);
        try_join(events, forwards).await?;
        Ok(())
    }
}

/// The queue of bodies that the chatbot did not take.
#[derive(Clone)]
pub struct ParkedForwards {
    client: Client,
    url: String,
}

impl ParkedForwards {
    /// Names the queue.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }
}

impl Parking for ParkedForwards {
    /// `body.source` is the group that the message came in; the body keeps its place among that user's bodies.
    async fn park(&self, body: &SignedBody, reason: &str) -> Result<(), PortError> {
        let reason: String = reason.chars().filter(|c| !c.is_control()).take(REASON_CHARACTERS).collect();
        let attribute = MessageAttributeValue::builder().data_type("String").string_value(reason).build();
        let attribute =
            attribute.map_err(|_| PortError::Refused { what: PARKED, reason: "no reason given".into() })?;
        let asked = self.client.send_message().queue_url(&self.url).message_body(to_json(body));
        let asked = asked.message_attributes("reason", attribute).message_group_id(&body.source);
        let asked = asked.message_deduplication_id(deduplication_id(&body.body));
        asked.send().await.map_err(|error| port_error(PARKED, error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_body(bytes: &[u8]) -> SignedBody {
        let source = "U8e742f61d673b39c7fff3cecb7536ef0".to_owned();
        SignedBody { source, body: bytes.to_vec(), signature: "sig=".into(), received_at_ms: 5 }
    }

    #[test]
    fn any_bytes_read_back_and_leave_as_plain_text() {
        let body = a_body(&(0..=255).collect::<Vec<u8>>());
        let text = to_json(&body);
        assert!(text.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{text}");
        assert!(!text.contains(&body.source));
        assert_eq!(parse(&text), Ok(SignedBody { source: String::new(), ..body }));
    }

    #[test]
    fn messages_of_a_newer_version_are_refused() {
        for text in [
            r#"{"v":2,"body":"","signature":"","received_at_ms":1}"#,
            "{}",
            "x",
            r#"{"v":1,"body":"*","signature":"","received_at_ms":1}"#,
        ] {
            assert_eq!(parse(text), Err(InvalidMessage), "{text}");
        }
    }

    #[test]
    fn groups_are_hashes_and_the_same_for_the_same_user() {
        assert_eq!(group_id("").len(), 32);
        assert_eq!(group_id("U1"), group_id("U1"));
        assert_ne!(group_id("U1"), group_id("U2"));
        assert_eq!(deduplication_id(b"").len(), 64);
    }

    #[test]
    fn requests_stay_below_ten_messages_and_a_mebibyte() {
        let messages = |sizes: &[usize]| {
            sizes.iter().map(|size| Prepared::new(&a_body(&vec![7; *size]))).collect::<Vec<_>>()
        };
        assert_eq!(fitting(&messages(&[10; 25])), 10);
        assert_eq!(fitting(&messages(&[LARGEST_BODY, LARGEST_BODY])), 1);
        assert_eq!(fitting(&messages(&[LARGEST_BODY / 4; 10])), 5);
    }
}
