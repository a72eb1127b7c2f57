//! S3's notice of an uploaded file in, the file looked at and published. What did not work comes again by the queue.

mod chemistry;
mod notice;

use aws_lambda_events::event::sqs::SqsEvent;
use domain::media::MediaId;
use runtime::sqs::PartialBatch;
use tracing::{error, info, warn};
use usecases::media::ports::{Darkroom, MediaFiles, MediaRows};
use usecases::media::prepare::{Prepared, prepare};

pub use chemistry::Chemistry;

/// What one process of this function holds for its whole life.
pub struct Preparer<R, F, D> {
    /// Rows of uploads.
    pub rows: R,
    /// Uploaded and published files.
    pub files: F,
    /// Decodes and draws anew.
    pub darkroom: D,
}

impl<R: MediaRows, F: MediaFiles, D: Darkroom> Preparer<R, F, D> {
    /// Deals with one invocation.
    pub async fn handle(&self, event: SqsEvent) -> PartialBatch {
        let mut answer = PartialBatch::default();
        for record in event.records {
            if !self.is_done(record.body.as_deref().unwrap_or_default()).await {
                answer.fail(record.message_id.unwrap_or_default());
            }
        }
        answer
    }

    async fn is_done(&self, body: &str) -> bool {
        let keys = match notice::keys(body) {
            Ok(keys) => keys,
            Err(invalid) => {
                error!("a notice of S3 goes to the dead-letter queue: {invalid}");
                return false;
            }
        };
        let mut done = true;
        for key in keys {
            if let Some(id) = MediaId::of_incoming_key(&key) {
                done &= self.prepare(id).await;
            } else {
                warn!("an object is not one of our uploads and stays where it is");
            }
        }
        done
    }

    async fn prepare(&self, id: MediaId) -> bool {
        match prepare(&self.rows, &self.files, &self.darkroom, id).await {
            Ok(Prepared::Ready) => info!(media.id = %id, "media {id} is ready"),
            Ok(Prepared::Refused(reason)) => {
                info!(media.id = %id, media.reason = ?reason, "media {id} is refused");
            }
            Ok(Prepared::NothingToDo) => info!(media.id = %id, "media {id} needs nothing"),
            Err(failed) => {
                warn!(media.id = %id, "media {id} comes again: {}", runtime::logs::chain(&failed));
                return false;
            }
        }
        true
    }
}
