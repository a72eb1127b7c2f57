//! What stands in a queue message. `v` comes first: during a deploy old and new programs read each other's messages.

use domain::delivery::DeliveryId;
use serde::{Deserialize, Serialize};
use usecases::delivery::ports::BatchRange;

/// A message that no version of this program wrote; it ends in the dead-letter queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the queue message is not readable")]
pub struct InvalidMessage;

/// Asks `start_delivery` to open the door that knows this version. Also the input of a Scheduler alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartMessage {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// The version that was scheduled.
    pub version: u64,
}

/// Asks `send_batch` for the batches of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchMessage(pub BatchRange);

#[derive(Serialize, Deserialize)]
struct StartWire {
    v: u8,
    delivery_id: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct BatchWire {
    v: u8,
    delivery_id: String,
    first: u32,
    last: u32,
}

/// A message asks for at most this many batches; more is nobody's message of ours.
const LARGEST_RANGE: u32 = 1_000;

impl StartMessage {
    /// The message's text.
    pub fn to_json(self) -> String {
        let wire = StartWire { v: 1, delivery_id: self.delivery.to_string(), version: self.version };
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Reads a message's text.
    pub fn parse(text: &str) -> Result<Self, InvalidMessage> {
        let wire: StartWire = serde_json::from_str(text).map_err(|_| InvalidMessage)?;
        let delivery = DeliveryId::parse(&wire.delivery_id).map_err(|_| InvalidMessage)?;
        if wire.v == 1 { Ok(Self { delivery, version: wire.version }) } else { Err(InvalidMessage) }
    }
}

impl BatchMessage {
    /// The message's text.
    pub fn to_json(self) -> String {
        let Self(range) = self;
        let wire =
            BatchWire { v: 1, delivery_id: range.delivery.to_string(), first: range.first, last: range.last };
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Reads a message's text.
    pub fn parse(text: &str) -> Result<Self, InvalidMessage> {
        let wire: BatchWire = serde_json::from_str(text).map_err(|_| InvalidMessage)?;
        let delivery = DeliveryId::parse(&wire.delivery_id).map_err(|_| InvalidMessage)?;
        let fits = wire.v == 1 && wire.first <= wire.last && wire.last - wire.first < LARGEST_RANGE;
        if fits {
            Ok(Self(BatchRange { delivery, first: wire.first, last: wire.last }))
        } else {
            Err(InvalidMessage)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_read_back_as_they_were_written() {
        let delivery = DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
        let start = StartMessage { delivery, version: 3 };
        assert_eq!(StartMessage::parse(&start.to_json()), Ok(start));
        let batch = BatchMessage(BatchRange { delivery, first: 4, last: 9 });
        assert_eq!(BatchMessage::parse(&batch.to_json()), Ok(batch));
    }

    /// The body of the only record of a sample event.
    fn body_of(event: &str) -> String {
        let event: serde_json::Value = serde_json::from_str(event).unwrap();
        event["Records"][0]["body"].as_str().unwrap().to_owned()
    }

    #[test]
    fn the_sample_events_hold_messages_that_are_read() {
        let delivery = DeliveryId::parse("01M826CQ03Q0XN9F2C86D337CM").unwrap();
        let start = body_of(include_str!("../../../events/start_delivery/start.json"));
        assert_eq!(StartMessage::parse(&start), Ok(StartMessage { delivery, version: 2 }));
        let batches = body_of(include_str!("../../../events/send_batch/ten_batches.json"));
        assert_eq!(
            BatchMessage::parse(&batches),
            Ok(BatchMessage(BatchRange { delivery, first: 1, last: 10 }))
        );
    }

    #[test]
    fn a_message_of_a_newer_version_or_an_impossible_range_is_refused() {
        let id = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
        for text in [
            format!(r#"{{"v":2,"delivery_id":"{id}","first":0,"last":1}}"#),
            format!(r#"{{"v":1,"delivery_id":"{id}","first":5,"last":1}}"#),
            format!(r#"{{"v":1,"delivery_id":"{id}","first":0,"last":4000000000}}"#),
            r#"{"v":1,"delivery_id":"x","first":0,"last":1}"#.to_owned(),
            "[]".to_owned(),
        ] {
            assert_eq!(BatchMessage::parse(&text), Err(InvalidMessage), "{text}");
        }
    }
}
