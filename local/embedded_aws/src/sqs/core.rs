//! All queues together: what crosses queues (redrive), what both doors (HTTP and Rust) share, and the log of changes.

use std::collections::BTreeMap;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::error::SqsError;
use super::journal::Record;
use super::message::{NewMessage, ReceivedMessage, Sent, md5_hex};
use super::queue::{DEDUPLICATION_MS, Message, Place, Queue, Remembered};
use super::receipt::Receipt;
use super::{QueueConfig, QueueDepth};
use crate::names::{ACCOUNT, queue_arn};

/// Ending of a FIFO queue's name, in this case only.
const FIFO: &str = ".fifo";
/// Longest visibility.
const TWELVE_HOURS: Duration = Duration::from_hours(12);

pub(super) struct Core {
    queues: BTreeMap<String, Queue>,
    /// Changes not yet written down, one JSON line each.
    pub(super) log: Vec<u8>,
    logging: bool,
}

impl Core {
    pub(super) fn new(logging: bool) -> Self {
        Self { queues: BTreeMap::new(), log: Vec::new(), logging }
    }

    pub(super) fn queue(&self, name: &str) -> Result<&Queue, SqsError> {
        self.queues.get(name).ok_or_else(SqsError::no_queue)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.queues.keys().cloned().collect()
    }

    pub(super) fn create(&mut self, config: QueueConfig) -> Result<(), SqsError> {
        if config.fifo != config.name.strip_suffix(FIFO).is_some() {
            return Err(SqsError::invalid(
                "The name of a FIFO queue, and only of a FIFO queue, ends in .fifo.",
            ));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let stem = config.name.strip_suffix(FIFO).unwrap_or(&config.name);
        if stem.is_empty() || config.name.len() > 80 || !stem.chars().all(plain) {
            return Err(SqsError::invalid(
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
            ));
        }
        self.write(&Record::Queue { config: config.clone() });
        match self.queues.get_mut(&config.name) {
            Some(queue) => queue.config = config,
            None => drop(self.queues.insert(config.name.clone(), Queue::new(config))),
        }
        Ok(())
    }

    pub(super) fn drop_queue(&mut self, name: &str) -> Result<(), SqsError> {
        self.queues.remove(name).ok_or_else(SqsError::no_queue)?;
        self.write(&Record::QueueGone { queue: name.to_owned() });
        Ok(())
    }

    pub(super) fn purge(&mut self, name: &str) -> Result<(), SqsError> {
        let numbers: Vec<u64> = self.queue(name)?.messages.keys().copied().collect();
        for number in numbers {
            self.remove(name, number);
        }
        Ok(())
    }

    pub(super) fn send(
        &mut self,
        name: &str,
        message: NewMessage,
        now_ms: u64,
        deliveries: u32,
    ) -> Result<Sent, SqsError> {
        self.settle(name, now_ms)?;
        let queue = self.queue(name)?;
        message.check(queue.config.maximum_message_bytes)?;
        let deduplication_id = deduplication_id(&queue.config, &message)?;
        if let Some(known) = deduplication_id.as_ref().and_then(|id| queue.remembered.get(id)) {
            let sequence_number = Some(sequence_number(known.number));
            return Ok(Sent { message_id: known.message_id.clone(), sequence_number });
        }
        let fifo = queue.config.fifo;
        let delay = message.delay.unwrap_or(queue.config.delay);
        let mut new = new_message(message, now_ms, delay);
        new.deduplication_id.clone_from(&deduplication_id);
        new.owed = if fifo { deliveries - 1 } else { 0 };
        let message_id = new.id.clone();
        let copies = if fifo { 1 } else { deliveries };
        let mut number = 0;
        for _ in 0..copies {
            number = self.insert(name, new.clone());
        }
        if let Some(id) = deduplication_id {
            let until_ms = now_ms + DEDUPLICATION_MS;
            self.remember(name, id, Remembered { until_ms, message_id: message_id.clone(), number });
        }
        Ok(Sent { message_id, sequence_number: fifo.then(|| sequence_number(number)) })
    }

    pub(super) fn receive(
        &mut self,
        name: &str,
        max: usize,
        visibility: Option<Duration>,
        now_ms: u64,
        pick: impl Fn(usize) -> usize,
    ) -> Result<Vec<ReceivedMessage>, SqsError> {
        self.settle(name, now_ms)?;
        let queue = self.queues.get_mut(name).ok_or_else(SqsError::no_queue)?;
        let visibility = visibility.unwrap_or(queue.config.visibility).min(TWELVE_HOURS);
        let numbers = queue.take(now_ms, max.min(10), visibility.as_millis() as u64, pick)?;
        let received = numbers.iter().filter_map(|number| received(queue, *number)).collect();
        self.write_seen(name, &numbers);
        Ok(received)
    }

    pub(super) fn delete(&mut self, name: &str, handle: &str, now_ms: u64) -> Result<(), SqsError> {
        let receipt = Receipt::parse(handle, name)?;
        self.settle(name, now_ms)?;
        let queue = self.queues.get_mut(name).ok_or_else(SqsError::no_queue)?;
        if queue.delete(&receipt)? {
            self.write(&Record::Gone { queue: name.to_owned(), number: receipt.number });
        } else {
            self.write_seen(name, &[receipt.number]);
            self.settle(name, now_ms)?;
        }
        Ok(())
    }

    pub(super) fn change_visibility(
        &mut self,
        name: &str,
        handle: &str,
        visibility: Duration,
        now_ms: u64,
    ) -> Result<(), SqsError> {
        if visibility > TWELVE_HOURS {
            return Err(SqsError::invalid(
                "Value for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.",
            ));
        }
        let receipt = Receipt::parse(handle, name)?;
        self.settle(name, now_ms)?;
        let queue = self.queues.get_mut(name).ok_or_else(SqsError::no_queue)?;
        queue.change_visibility(&receipt, now_ms + visibility.as_millis() as u64)?;
        self.write_seen(name, &[receipt.number]);
        self.settle(name, now_ms)
    }

    /// Lets time pass in one queue and moves what failed too often.
    pub(super) fn settle(&mut self, name: &str, now_ms: u64) -> Result<(), SqsError> {
        let redrive = self.queue(name)?.config.redrive.clone();
        let dead_letter_queue =
            redrive.map(|it| it.dead_letter_queue).filter(|it| self.queues.contains_key(it));
        let queue = self.queues.get_mut(name).ok_or_else(SqsError::no_queue)?;
        let settled = queue.settle(now_ms, dead_letter_queue.is_some());
        self.write_seen(name, &settled.changed);
        for number in settled.expired {
            self.write(&Record::Gone { queue: name.to_owned(), number });
        }
        let Some(dead_letter_queue) = dead_letter_queue else { return Ok(()) };
        for (number, message) in settled.dead {
            self.write(&Record::Gone { queue: name.to_owned(), number });
            self.insert(&dead_letter_queue, dead_letter(message, name, now_ms));
        }
        Ok(())
    }

    pub(super) fn settle_all(&mut self, now_ms: u64) {
        for name in self.names() {
            let _the_queue_exists = self.settle(&name, now_ms);
        }
    }

    pub(super) fn depth(&mut self, name: &str, now_ms: u64) -> Result<QueueDepth, SqsError> {
        self.settle_all(now_ms);
        Ok(self.queue(name)?.depth())
    }

    /// Everything there is, as the log would have said it.
    pub(super) fn records(&self) -> Vec<Record> {
        let mut records = Vec::new();
        for (name, queue) in &self.queues {
            records.push(Record::Queue { config: queue.config.clone() });
            let remembered = queue.remembered.iter().map(|(id, it)| Record::Remembered {
                queue: name.clone(),
                id: id.clone(),
                remembered: it.clone(),
            });
            records.extend(remembered);
            let messages = queue.messages.iter().map(|(number, message)| Record::Put {
                queue: name.clone(),
                number: *number,
                message: message.clone(),
            });
            records.extend(messages);
        }
        records
    }

    /// Applies a record read from disk.
    pub(super) fn replay(&mut self, record: Record) {
        let queue = match &record {
            Record::Queue { config } => {
                let queue =
                    self.queues.entry(config.name.clone()).or_insert_with(|| Queue::new(config.clone()));
                queue.config = config.clone();
                return;
            }
            Record::QueueGone { queue } => return drop(self.queues.remove(queue)),
            Record::Put { queue, .. }
            | Record::Seen { queue, .. }
            | Record::Gone { queue, .. }
            | Record::Remembered { queue, .. } => queue,
        };
        let Some(queue) = self.queues.get_mut(queue) else { return };
        match record {
            Record::Put { number, message, .. } => queue.insert(number, message),
            Record::Seen { number, seen, .. } => {
                if let Some(message) = queue.remove(number) {
                    queue.insert(number, seen.onto(message));
                }
            }
            Record::Gone { number, .. } => drop(queue.remove(number)),
            Record::Remembered { id, remembered, .. } => queue.remember(id, remembered),
            Record::Queue { .. } | Record::QueueGone { .. } => (),
        }
    }

    fn insert(&mut self, name: &str, message: Message) -> u64 {
        let Some(queue) = self.queues.get_mut(name) else { return 0 };
        let number = queue.next_number;
        if self.logging {
            queue.insert(number, message.clone());
            self.write(&Record::Put { queue: name.to_owned(), number, message });
        } else {
            queue.insert(number, message);
        }
        number
    }

    fn remember(&mut self, name: &str, id: String, remembered: Remembered) {
        self.write(&Record::Remembered {
            queue: name.to_owned(),
            id: id.clone(),
            remembered: remembered.clone(),
        });
        if let Some(queue) = self.queues.get_mut(name) {
            queue.remember(id, remembered);
        }
    }

    fn remove(&mut self, name: &str, number: u64) {
        if self.queues.get_mut(name).and_then(|queue| queue.remove(number)).is_some() {
            self.write(&Record::Gone { queue: name.to_owned(), number });
        }
    }

    fn write_seen(&mut self, name: &str, numbers: &[u64]) {
        if !self.logging {
            return;
        }
        for number in numbers {
            let message = self.queues.get(name).and_then(|queue| queue.messages.get(number));
            if let Some(seen) = message.map(super::journal::Seen::of) {
                self.write(&Record::Seen { queue: name.to_owned(), number: *number, seen });
            }
        }
    }

    fn write(&mut self, record: &Record) {
        if self.logging {
            record.append_to(&mut self.log);
        }
    }
}

fn deduplication_id(config: &QueueConfig, message: &NewMessage) -> Result<Option<String>, SqsError> {
    if !config.fifo {
        return match message.deduplication_id {
            None => Ok(None),
            Some(_) => Err(SqsError::invalid(
                "Value for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter \
                 that is not valid for this queue type.",
            )),
        };
    }
    if message.group_id.as_deref().is_none_or(str::is_empty) {
        return Err(SqsError::missing("MessageGroupId"));
    }
    if message.delay.is_some_and(|delay| !delay.is_zero()) {
        return Err(SqsError::invalid(
            "Value for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid \
             for this queue type.",
        ));
    }
    match &message.deduplication_id {
        Some(id) => Ok(Some(id.clone())),
        None if config.content_based_deduplication => Ok(Some(hex::encode(Sha256::digest(&message.body)))),
        None => Err(SqsError::invalid(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
             explicitly",
        )),
    }
}

fn new_message(message: NewMessage, now_ms: u64, delay: Duration) -> Message {
    Message {
        id: Uuid::new_v4().to_string(),
        md5: md5_hex(message.body.as_bytes()),
        body: message.body,
        attributes: message.attributes,
        group: message.group_id,
        deduplication_id: None,
        trace_header: message.trace_header,
        dead_letter_source: None,
        sent_ms: now_ms,
        first_received_ms: None,
        receive_count: 0,
        deliveries: 0,
        owed: 0,
        visible_ms: now_ms + delay.as_millis() as u64,
        place: if delay.is_zero() { Place::Visible } else { Place::Delayed },
    }
}

/// A message as it arrives in the dead-letter queue. A FIFO message starts its retention anew, others do not.
fn dead_letter(message: Message, from: &str, now_ms: u64) -> Message {
    let sent_ms = if from.strip_suffix(FIFO).is_some() { now_ms } else { message.sent_ms };
    let dead_letter_source = Some(queue_arn(from));
    Message { place: Place::Visible, visible_ms: now_ms, owed: 0, sent_ms, dead_letter_source, ..message }
}

fn received(queue: &Queue, number: u64) -> Option<ReceivedMessage> {
    let message = queue.messages.get(&number)?;
    let receipt = Receipt { number, delivery: message.deliveries };
    let first_ms = message.first_received_ms.unwrap_or_default();
    let mut attributes = BTreeMap::from(
        [
            ("ApproximateFirstReceiveTimestamp", first_ms.to_string()),
            ("ApproximateReceiveCount", message.receive_count.to_string()),
            ("SenderId", ACCOUNT.to_owned()),
            ("SentTimestamp", message.sent_ms.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    let sequence = queue.config.fifo.then(|| sequence_number(number));
    for (name, value) in [
        ("AWSTraceHeader", &message.trace_header),
        ("DeadLetterQueueSourceArn", &message.dead_letter_source),
        ("MessageDeduplicationId", &message.deduplication_id),
        ("MessageGroupId", &message.group),
        ("SequenceNumber", &sequence),
    ] {
        attributes.extend(value.as_ref().map(|value| (name.to_owned(), value.clone())));
    }
    Some(ReceivedMessage {
        message_id: message.id.clone(),
        receipt_handle: receipt.to_handle(&queue.config.name),
        body: message.body.clone(),
        md5_of_body: message.md5.clone(),
        attributes,
        message_attributes: message.attributes.clone(),
    })
}

/// Twenty digits, growing with every message.
fn sequence_number(number: u64) -> String {
    format!("{:020}", 10_000_000_000_000_000_000_u64 + number)
}
