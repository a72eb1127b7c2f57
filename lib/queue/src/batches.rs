//! The batch queue, and the emergency queue that senders look into before they go on with normal batches.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use domain::delivery::Priority;
use futures::future::try_join_all;
use usecases::delivery::ports::{BatchQueue, BatchRange, UrgentQueue, UrgentRange};
use usecases::port_error::PortError;

use crate::error::port_error;
use crate::messages::BatchMessage;

const QUEUE: &str = "the batch queue";
const URGENT: &str = "the emergency batch queue";
/// SQS takes ten messages in one request.
const ENTRIES: usize = 10;

/// Where batches are handed to the senders.
#[derive(Clone)]
pub struct BatchQueues {
    client: Client,
    normal_url: String,
    emergency_url: String,
}

impl BatchQueues {
    /// Names the two queues.
    pub fn new(client: Client, normal_url: String, emergency_url: String) -> Self {
        Self { client, normal_url, emergency_url }
    }

    async fn send(&self, url: &str, ranges: &[BatchRange]) -> Result<(), PortError> {
        let entries: Vec<_> = ranges
            .iter()
            .enumerate()
            .filter_map(|(index, range)| {
                let entry = SendMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .message_body(BatchMessage(*range).to_json());
                entry.build().ok()
            })
            .collect();
        let sent = self.client.send_message_batch().queue_url(url).set_entries(Some(entries)).send().await;
        let failed = sent.map_err(|error| port_error(QUEUE, error))?.failed.len();
        if failed == 0 {
            return Ok(());
        }
        Err(PortError::Unavailable { what: QUEUE, reason: format!("{failed} messages were not taken") })
    }
}

impl BatchQueue for BatchQueues {
    async fn enqueue(&self, priority: Priority, ranges: &[BatchRange]) -> Result<(), PortError> {
        if priority == Priority::Emergency {
            // Senders that are busy find them here; the ordinary queue wakes a sender that is not.
            try_join_all(ranges.chunks(ENTRIES).map(|chunk| self.send(&self.emergency_url, chunk))).await?;
        }
        try_join_all(ranges.chunks(ENTRIES).map(|chunk| self.send(&self.normal_url, chunk))).await?;
        Ok(())
    }
}

/// The emergency queue as a sender reads it.
#[derive(Clone)]
pub struct UrgentBatches {
    client: Client,
    url: String,
}

impl UrgentBatches {
    /// Names the queue.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }
}

impl UrgentQueue for UrgentBatches {
    async fn receive(&self) -> Result<Vec<UrgentRange>, PortError> {
        let asked = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(10)
            .wait_time_seconds(0);
        let answer = asked.send().await.map_err(|error| port_error(URGENT, error))?;
        let found = answer.messages.unwrap_or_default().into_iter().filter_map(|message| {
            // An unreadable message is left to the redrive policy.
            let BatchMessage(range) = BatchMessage::parse(message.body()?).ok()?;
            Some(UrgentRange { range, receipt: message.receipt_handle?.clone() })
        });
        Ok(found.collect())
    }

    async fn done(&self, receipt: &str) -> Result<(), PortError> {
        let asked = self.client.delete_message().queue_url(&self.url).receipt_handle(receipt);
        asked.send().await.map_err(|error| port_error(URGENT, error))?;
        Ok(())
    }
}
