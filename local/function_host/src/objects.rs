//! S3 events: a new object in a bucket invokes the functions that listen to it, or is told to a queue.

use std::sync::Arc;

use bytes::Bytes;
use embedded_aws::{EmbeddedAws, NewMessage, ObjectCreated, REGION};
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use uuid::Uuid;

use crate::asynchronous;
use crate::pool::Pool;

/// One function or queue that listens to a bucket.
#[derive(Clone)]
pub(crate) struct Listener {
    pub bucket: String,
    pub prefix: String,
    pub suffix: String,
    pub ear: Ear,
}

/// Who hears of new objects.
#[derive(Clone)]
pub(crate) enum Ear {
    Function(Arc<Pool>),
    Queue(String),
}

/// Hands new objects to their listeners until the task is aborted.
pub(crate) async fn hand_out(
    aws: EmbeddedAws,
    mut events: Receiver<ObjectCreated>,
    listeners: Vec<Listener>,
) {
    loop {
        match events.recv().await {
            Ok(created) => {
                for listener in listeners.iter().filter(|listener| listener.hears(&created)) {
                    listener.tell(&aws, event(&created));
                }
            }
            Err(RecvError::Lagged(missed)) => {
                tracing::error!("{missed} S3 events were lost: too many at once");
            }
            Err(RecvError::Closed) => return,
        }
    }
}

impl Listener {
    fn tell(&self, aws: &EmbeddedAws, event: Bytes) {
        match &self.ear {
            Ear::Function(pool) => asynchronous::invoke(pool, aws, event),
            Ear::Queue(queue) => {
                let body = String::from_utf8_lossy(&event).into_owned();
                if let Err(error) = aws.sqs().send(queue, NewMessage::new(body)) {
                    tracing::error!("queue {queue} was not told of an object: {error}");
                }
            }
        }
    }

    fn hears(&self, created: &ObjectCreated) -> bool {
        created.bucket == self.bucket
            && created.key.starts_with(&self.prefix)
            && created.key.ends_with(&self.suffix)
    }
}

fn event(created: &ObjectCreated) -> Bytes {
    let time = Timestamp::try_from(created.at).unwrap_or_default();
    let event = json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        "eventName": created.event_name,
        "userIdentity": { "principalId": "local" },
        "requestParameters": { "sourceIPAddress": "127.0.0.1" },
        "responseElements": { "x-amz-request-id": Uuid::new_v4().simple().to_string(), "x-amz-id-2": "local" },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "local",
            "bucket": {
                "name": created.bucket,
                "ownerIdentity": { "principalId": "local" },
                "arn": format!("arn:aws:s3:::{}", created.bucket),
            },
            "object": {
                "key": encoded(&created.key),
                "size": created.size,
                "eTag": created.e_tag.trim_matches('"'),
                "sequencer": format!("{:016X}", time.as_microsecond()),
            },
        },
    }] });
    Bytes::from(event.to_string())
}

/// S3 writes keys like a form field: everything but letters, digits and a few signs as `%XX`, a blank as `+`.
fn encoded(key: &str) -> String {
    let sign = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => {
            char::from(byte).to_string()
        }
        b' ' => "+".to_owned(),
        _ => format!("%{byte:02X}"),
    };
    key.bytes().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_s3_writes_them_in_events() {
        assert_eq!(encoded("mail/あ b.eml"), "mail/%E3%81%82+b.eml");
    }
}
