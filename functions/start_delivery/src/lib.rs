//! Start messages in, frozen recipients and batch messages out.

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use queue::{BatchQueues, StartMessage};
use runtime::sqs::PartialBatch;
use store::{DeliveryTable, RecipientsBucket, SegmentTable};
use tracing::{error, info, warn};
use usecases::delivery::start::{StartContext, Started};

/// What one process of this function holds for its whole life.
pub struct Starter {
    /// Deliveries.
    pub deliveries: DeliveryTable,
    /// Followers by segment page.
    pub audience: SegmentTable,
    /// Frozen recipients.
    pub recipients: RecipientsBucket,
    /// Batch queues.
    pub queue: BatchQueues,
}

impl Starter {
    /// Deals with one invocation; a start that failed comes again and goes on where it stopped.
    pub async fn handle(&self, event: SqsEvent) -> PartialBatch {
        let mut answer = PartialBatch::default();
        for record in event.records {
            if !self.start(&record).await {
                answer.fail(record.message_id.unwrap_or_default());
            }
        }
        answer
    }

    async fn start(&self, record: &SqsMessage) -> bool {
        let message = match StartMessage::parse(record.body.as_deref().unwrap_or_default()) {
            Ok(message) => message,
            Err(invalid) => {
                error!("a start message goes to the dead-letter queue: {invalid}");
                return false;
            }
        };
        let context = StartContext {
            deliveries: &self.deliveries,
            ledger: &self.deliveries,
            audience: &self.audience,
            recipients: &self.recipients,
            queue: &self.queue,
            now_ms: runtime::clock::now_ms,
        };
        let id = message.delivery;
        match context.start_delivery(id, message.version).await {
            Ok(Started::Planned { recipients, batches }) => {
                info!(delivery.id = %id, recipients, batches, "planned delivery {id}: {recipients} recipients in {batches} batches");
                true
            }
            Ok(Started::Held(reason)) => {
                warn!(delivery.id = %id, "held delivery {id}: {reason:?}");
                runtime::metrics::count("DeliveryHeld", 1);
                true
            }
            Ok(Started::NothingToDo) => true,
            Err(failed) => {
                error!(delivery.id = %id, "start of delivery {id} comes again: {}", runtime::logs::chain(&failed));
                false
            }
        }
    }
}
