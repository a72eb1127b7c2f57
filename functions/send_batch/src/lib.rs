//! Batch messages in, multicasts out. Messages whose batches are not all dealt with come again.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use aws_lambda_events::event::sqs::SqsEvent;
use line::client::LineClient;
use queue::{BatchMessage, UrgentBatches};
use runtime::sqs::PartialBatch;
use store::{DeliveryTable, RecipientsBucket};
use tokio::time::Instant;
use tracing::error;
use usecases::delivery::pacer::Pacer;
use usecases::delivery::send::{Findings, SendContext};

/// What one process of this function holds for its whole life.
pub struct Sender {
    /// Deliveries and batch rows.
    pub deliveries: DeliveryTable,
    /// Frozen recipients.
    pub recipients: RecipientsBucket,
    /// LINE.
    pub line: LineClient,
    /// What overtakes.
    pub urgent: UrgentBatches,
    /// This process's pace; outlives an invocation so that two in a row keep the limit.
    pub pacer: Pacer,
}

impl Sender {
    /// Deals with one invocation that ends at `deadline`.
    pub async fn handle(&self, event: SqsEvent, deadline: SystemTime) -> PartialBatch {
        let mut answer = PartialBatch::default();
        let (mut ids, mut ranges) = (Vec::new(), Vec::new());
        for record in event.records {
            let id = record.message_id.unwrap_or_default();
            match BatchMessage::parse(record.body.as_deref().unwrap_or_default()) {
                Ok(BatchMessage(range)) => {
                    ids.push(id);
                    ranges.push(range);
                }
                Err(invalid) => {
                    error!(message.id = %id, "batch message {id} goes to the dead-letter queue: {invalid}");
                    answer.fail(id);
                }
            }
        }
        let context = self.context(deadline);
        let again = context.send_ranges(&ranges).await;
        publish(&context.findings);
        for (id, again) in ids.into_iter().zip(again) {
            if again {
                answer.fail(id);
            }
        }
        answer
    }

    fn context(
        &self,
        deadline: SystemTime,
    ) -> SendContext<'_, DeliveryTable, DeliveryTable, RecipientsBucket, LineClient, UrgentBatches> {
        let left = deadline.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
        SendContext {
            deliveries: &self.deliveries,
            ledger: &self.deliveries,
            recipients: &self.recipients,
            line: &self.line,
            urgent: &self.urgent,
            pacer: &self.pacer,
            now_ms: runtime::clock::now_ms,
            deadline: Instant::now() + left,
            seen: tokio::sync::Mutex::default(),
            findings: Findings::default(),
        }
    }
}

/// The metrics that read; nothing to tell is nothing written.
fn publish(findings: &Findings) {
    for (name, found) in [
        ("DeliveryUnknown", &findings.unknown),
        ("DeliveryPaused", &findings.paused),
        ("DeliveryFailed", &findings.left_many_out),
    ] {
        let found = found.load(Ordering::Relaxed);
        if found > 0 {
            runtime::metrics::count(name, found);
        }
    }
}
