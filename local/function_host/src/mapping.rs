//! An SQS event source mapping: receives batches, invokes the function, deletes what was handled.
//!
//! Guaranteed: a message is deleted only after an invocation that did not name it as failed. Not guaranteed: that
//! it is handed over once. On a crash of the function nothing of its batch is deleted, and the queue shows the
//! messages again after their visibility timeout. The order within a FIFO group is the queue's own work.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use embedded_aws::{EmbeddedAws, QueueHandle, ReceivedMessage};
use tokio::sync::{Semaphore, watch};

use crate::busy::Busy;
use crate::pool::{Pool, WhenFull};
use crate::sqs_event;
use crate::template::Mapping;

/// SQS hands out at most 10 messages in one answer.
const RECEIVE_AT_MOST: usize = 10;

/// A mapping at work.
pub(crate) struct Poller {
    pub mapping: Mapping,
    pub queue: QueueHandle,
    pub pool: Arc<Pool>,
    pub aws: EmbeddedAws,
    pub region: String,
    pub frozen: watch::Receiver<bool>,
    pub busy: Busy,
}

impl Poller {
    /// Polls until the task is aborted.
    pub async fn run(mut self) {
        let most = self.mapping.concurrency.unwrap_or(self.pool.limit).min(self.pool.limit).max(1);
        let permits = Arc::new(Semaphore::new(most));
        loop {
            let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
            if !self.wait_for_work().await {
                continue;
            }
            let busy = self.busy.enter();
            let messages = self.gather().await;
            if messages.is_empty() {
                continue;
            }
            let batch = Batch {
                messages,
                queue: self.queue.clone(),
                pool: Arc::clone(&self.pool),
                aws: self.aws.clone(),
                region: self.region.clone(),
                partial_failures: self.mapping.partial_failures,
            };
            tokio::spawn(async move {
                batch.hand_over().await;
                drop((permit, busy));
            });
        }
    }

    /// Waits for a message while the mapping is not frozen; `false` if it froze in the meantime.
    async fn wait_for_work(&mut self) -> bool {
        if self.frozen.wait_for(|frozen| !frozen).await.is_err() {
            // The host is gone, and this task with it in a moment.
            return std::future::pending().await;
        }
        let arrived = tokio::select! {
            arrived = self.aws.sqs().wait_for_message(&self.queue.name) => arrived,
            _ = self.frozen.changed() => return false,
        };
        if let Err(error) = arrived {
            tracing::error!("queue {} cannot be read: {error}", self.queue.name);
            tokio::time::sleep(Duration::from_secs(1)).await;
            return false;
        }
        !*self.frozen.borrow()
    }

    /// Up to a whole batch; waits for it to fill only if the mapping has a window.
    async fn gather(&self) -> Vec<ReceivedMessage> {
        let until = self.aws.clock().now() + self.mapping.window;
        let mut messages = Vec::new();
        loop {
            let missing = self.mapping.batch_size - messages.len();
            match self.aws.sqs().receive(&self.queue.name, missing.min(RECEIVE_AT_MOST)) {
                Ok(received) if !received.is_empty() => messages.extend(received),
                Ok(_) if !self.waits(until).await => return messages,
                Ok(_) => (),
                Err(error) => {
                    tracing::error!("queue {} cannot be read: {error}", self.queue.name);
                    return messages;
                }
            }
            if messages.len() >= self.mapping.batch_size {
                return messages;
            }
        }
    }

    /// Waits for a further message; `false` if the window has closed.
    async fn waits(&self, until: std::time::SystemTime) -> bool {
        if self.mapping.window.is_zero() {
            return false;
        }
        tokio::select! {
            arrived = self.aws.sqs().wait_for_message(&self.queue.name) => arrived.is_ok(),
            () = self.aws.clock().sleep_until(until) => false,
        }
    }
}

/// Messages on their way through one invocation.
struct Batch {
    messages: Vec<ReceivedMessage>,
    queue: QueueHandle,
    pool: Arc<Pool>,
    aws: EmbeddedAws,
    region: String,
    partial_failures: bool,
}

impl Batch {
    async fn hand_over(&self) {
        let event = sqs_event::build(&self.messages, &self.queue.arn, &self.region);
        let answer = match self.pool.invoke(event, WhenFull::Wait).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::info!("{} messages of {} come again: {error}", self.messages.len(), self.queue.name);
                return;
            }
        };
        let failed = if self.partial_failures {
            sqs_event::failures(&answer, &self.messages)
        } else {
            Some(BTreeSet::new())
        };
        let Some(failed) = failed else {
            tracing::warn!("{} answered a list of failures that cannot be read", self.pool.function.id);
            return;
        };
        for message in self.messages.iter().filter(|message| !failed.contains(&message.message_id)) {
            if let Err(error) = self.aws.sqs().delete(&self.queue.name, &message.receipt_handle) {
                tracing::debug!("a message of {} outlived its receipt: {error}", self.queue.name);
            }
        }
    }
}
