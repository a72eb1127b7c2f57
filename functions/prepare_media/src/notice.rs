//! What S3 writes into the queue: `Records` with a key each, or a test message when the bucket is set up.

use serde::Deserialize;

#[derive(Deserialize)]
struct Notice {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
    /// `s3:TestEvent`, once, without records.
    #[serde(rename = "Event")]
    event: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    s3: Entity,
}

#[derive(Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// A body that S3 does not write.
#[derive(Debug, thiserror::Error)]
#[error("it is not a notice of S3")]
pub struct NotANotice;

/// The keys of new objects. Ours have no character that S3 would write differently here.
pub fn keys(body: &str) -> Result<Vec<String>, NotANotice> {
    let notice: Notice = serde_json::from_str(body).map_err(|_| NotANotice)?;
    if notice.records.is_empty() && notice.event.is_none() {
        return Err(NotANotice);
    }
    Ok(notice.records.into_iter().map(|record| record.s3.object.key).collect())
}
