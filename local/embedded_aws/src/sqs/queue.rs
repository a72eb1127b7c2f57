//! One queue as a state machine over milliseconds: what is visible, in flight or delayed, and who comes next.
//!
//! Standard queues hand out any visible message. FIFO queues hand out the head of a group, and nothing more of that
//! group while one of its messages is in flight. Time only enters as `now_ms`; nothing here waits.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::QueueConfig;
use super::error::SqsError;
use super::message::MessageAttribute;
use super::receipt::Receipt;

/// In flight at once per queue; AWS's limit for both kinds.
const IN_FLIGHT_LIMIT: usize = 120_000;
/// How long FIFO queues remember deduplication ids.
pub(super) const DEDUPLICATION_MS: u64 = 5 * 60 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    Visible,
    InFlight,
    Delayed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) md5: String,
    pub(super) attributes: std::collections::BTreeMap<String, MessageAttribute>,
    pub(super) group: Option<String>,
    pub(super) deduplication_id: Option<String>,
    pub(super) trace_header: Option<String>,
    /// ARN of the queue it failed in.
    pub(super) dead_letter_source: Option<String>,
    pub(super) sent_ms: u64,
    pub(super) first_received_ms: Option<u64>,
    /// Receives as SQS counts them; the redrive looks at it.
    pub(super) receive_count: u32,
    /// Receives including those a fault added; receipts carry it.
    pub(super) deliveries: u32,
    /// Deliveries a fault still owes after the message is deleted (FIFO).
    pub(super) owed: u32,
    pub(super) visible_ms: u64,
    pub(super) place: Place,
}

/// The messages of one FIFO group.
#[derive(Default)]
struct Lane {
    members: BTreeSet<u64>,
    in_flight: usize,
    /// Its entry in `ready`.
    ready: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Remembered {
    pub(super) until_ms: u64,
    pub(super) message_id: String,
    pub(super) number: u64,
}

pub(super) struct Queue {
    pub(super) config: QueueConfig,
    pub(super) next_number: u64,
    pub(super) messages: HashMap<u64, Message>,
    lanes: HashMap<String, Lane>,
    /// Receivable now: messages of a standard queue, heads of free groups of a FIFO queue.
    ready: BTreeSet<u64>,
    /// In flight or delayed, by the time it becomes visible.
    hidden: BTreeSet<(u64, u64)>,
    by_age: BTreeSet<(u64, u64)>,
    in_flight: usize,
    delayed: usize,
    pub(super) remembered: HashMap<String, Remembered>,
    remembered_order: VecDeque<(u64, String)>,
    pub(super) woken: Arc<Notify>,
}

impl Queue {
    pub(super) fn new(config: QueueConfig) -> Self {
        Self {
            config,
            next_number: 1,
            messages: HashMap::new(),
            lanes: HashMap::new(),
            ready: BTreeSet::new(),
            hidden: BTreeSet::new(),
            by_age: BTreeSet::new(),
            in_flight: 0,
            delayed: 0,
            remembered: HashMap::new(),
            remembered_order: VecDeque::new(),
            woken: Arc::new(Notify::new()),
        }
    }

    /// Adds a message at the end, or at `number` when it is read back from disk.
    pub(super) fn insert(&mut self, number: u64, message: Message) {
        self.next_number = self.next_number.max(number + 1);
        self.by_age.insert((message.sent_ms, number));
        let (place, visible_ms, group) = (message.place, message.visible_ms, self.lane_of(&message));
        self.messages.insert(number, message);
        if let Some(group) = &group {
            self.lanes.entry(group.clone()).or_default().members.insert(number);
        }
        match place {
            Place::Visible => self.offer(number, group.as_deref()),
            Place::Delayed | Place::InFlight => {
                self.hidden.insert((visible_ms, number));
                self.count(place, group.as_deref(), 1);
                // Whoever waits for nothing, or for a later one, has to look again.
                self.woken.notify_waiters();
            }
        }
    }

    pub(super) fn remember(&mut self, id: String, remembered: Remembered) {
        self.remembered_order.push_back((remembered.until_ms, id.clone()));
        self.remembered.insert(id, remembered);
    }

    /// Lets time pass: shows what is due, drops what is too old, and takes out what belongs to the dead-letter
    /// queue, if there is one.
    pub(super) fn settle(&mut self, now_ms: u64, redrives: bool) -> Settled {
        let mut settled = Settled::default();
        while let Some(&(visible_ms, number)) = self.hidden.first() {
            if visible_ms > now_ms {
                break;
            }
            if redrives && self.is_dead(number) {
                settled.dead.extend(self.remove(number).map(|message| (number, message)));
            } else {
                self.show(number);
                settled.changed.push(number);
            }
        }
        let oldest_ms = now_ms.saturating_sub(self.config.retention.as_millis() as u64);
        while let Some(&(sent_ms, number)) = self.by_age.first() {
            if sent_ms > oldest_ms {
                break;
            }
            self.remove(number);
            settled.expired.push(number);
        }
        self.forget(now_ms);
        settled
    }

    fn forget(&mut self, now_ms: u64) {
        while self.remembered_order.front().is_some_and(|(until_ms, _)| *until_ms <= now_ms) {
            if let Some((until_ms, id)) = self.remembered_order.pop_front()
                && self.remembered.get(&id).is_some_and(|it| it.until_ms <= until_ms)
            {
                self.remembered.remove(&id);
            }
        }
    }

    /// Takes up to `max` messages; `pick` chooses among the first receivable ones.
    pub(super) fn take(
        &mut self,
        now_ms: u64,
        max: usize,
        visibility_ms: u64,
        pick: impl Fn(usize) -> usize,
    ) -> Result<Vec<u64>, SqsError> {
        if self.in_flight >= IN_FLIGHT_LIMIT {
            return Err(SqsError::over_limit());
        }
        let mut taken = Vec::new();
        while taken.len() < max && !self.ready.is_empty() {
            let index = pick(self.ready.len().min(64));
            let Some(&number) = self.ready.iter().nth(index) else { break };
            let group = self.messages.get(&number).and_then(|message| self.lane_of(message));
            let numbers = match &group {
                None => vec![number],
                Some(group) => self.visible_heads(group, max - taken.len()),
            };
            if group.is_none() {
                self.ready.remove(&number);
            }
            for number in &numbers {
                self.hide(*number, now_ms, visibility_ms);
            }
            if let Some(group) = &group {
                self.refresh_lane(group);
            }
            taken.extend(numbers);
        }
        Ok(taken)
    }

    /// Deletes a delivery; true if the message went, false if there was nothing to do or it comes once more.
    pub(super) fn delete(&mut self, receipt: &Receipt) -> Result<bool, SqsError> {
        let fifo = self.config.fifo;
        let Some(message) = self.messages.get_mut(&receipt.number) else { return Ok(false) };
        let latest = message.deliveries == receipt.delivery;
        if fifo && !(latest && message.place == Place::InFlight) {
            let reason =
                "Value for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.";
            return Err(SqsError::invalid(reason));
        }
        if !latest {
            return Ok(false);
        }
        if message.owed > 0 {
            message.owed -= 1;
            message.receive_count = message.receive_count.saturating_sub(1);
            self.rehide(receipt.number, 0);
            return Ok(false);
        }
        self.remove(receipt.number);
        Ok(true)
    }

    /// Moves the end of a delivery's visibility; the caller settles afterwards.
    pub(super) fn change_visibility(&mut self, receipt: &Receipt, until_ms: u64) -> Result<(), SqsError> {
        let message = self.messages.get(&receipt.number).ok_or_else(SqsError::not_in_flight)?;
        if message.place != Place::InFlight || message.deliveries != receipt.delivery {
            return Err(SqsError::not_in_flight());
        }
        self.rehide(receipt.number, until_ms);
        // Whoever waits for the time that was set before has to look again.
        self.woken.notify_waiters();
        Ok(())
    }

    pub(super) fn remove(&mut self, number: u64) -> Option<Message> {
        let message = self.messages.remove(&number)?;
        self.by_age.remove(&(message.sent_ms, number));
        let group = self.lane_of(&message);
        if message.place == Place::Visible {
            self.ready.remove(&number);
        } else {
            self.hidden.remove(&(message.visible_ms, number));
            self.count(message.place, group.as_deref(), -1);
        }
        if let Some(group) = group {
            if let Some(lane) = self.lanes.get_mut(&group) {
                lane.members.remove(&number);
            }
            self.refresh_lane(&group);
        }
        Some(message)
    }

    /// When the next hidden message becomes visible.
    pub(super) fn next_visible_ms(&self) -> Option<u64> {
        self.hidden.first().map(|(visible_ms, _)| *visible_ms)
    }

    pub(super) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn depth(&self) -> super::QueueDepth {
        let visible = self.messages.len() - self.in_flight - self.delayed;
        super::QueueDepth { visible, in_flight: self.in_flight, delayed: self.delayed }
    }

    fn lane_of(&self, message: &Message) -> Option<String> {
        if self.config.fifo { message.group.clone() } else { None }
    }

    fn is_dead(&self, number: u64) -> bool {
        let Some(redrive) = &self.config.redrive else { return false };
        self.messages
            .get(&number)
            .is_some_and(|it| it.place == Place::InFlight && it.receive_count >= redrive.max_receive_count)
    }

    fn visible_heads(&self, group: &str, max: usize) -> Vec<u64> {
        let members = self.lanes.get(group).into_iter().flat_map(|lane| lane.members.iter().copied());
        let visible = |number: &u64| self.messages.get(number).is_some_and(|it| it.place == Place::Visible);
        members.take_while(visible).take(max).collect()
    }

    fn hide(&mut self, number: u64, now_ms: u64, visibility_ms: u64) {
        let Some(message) = self.messages.get_mut(&number) else { return };
        message.receive_count += 1;
        message.deliveries += 1;
        message.first_received_ms.get_or_insert(now_ms);
        message.place = Place::InFlight;
        message.visible_ms = now_ms + visibility_ms;
        self.hidden.insert((message.visible_ms, number));
        let group = if self.config.fifo { message.group.clone() } else { None };
        self.count(Place::InFlight, group.as_deref(), 1);
    }

    fn rehide(&mut self, number: u64, until_ms: u64) {
        if let Some(message) = self.messages.get_mut(&number) {
            self.hidden.remove(&(message.visible_ms, number));
            message.visible_ms = until_ms;
            self.hidden.insert((until_ms, number));
        }
    }

    fn show(&mut self, number: u64) {
        let Some(message) = self.messages.get_mut(&number) else { return };
        self.hidden.remove(&(message.visible_ms, number));
        let was = std::mem::replace(&mut message.place, Place::Visible);
        let group = if self.config.fifo { message.group.clone() } else { None };
        self.count(was, group.as_deref(), -1);
        self.offer(number, group.as_deref());
    }

    fn offer(&mut self, number: u64, group: Option<&str>) {
        match group {
            None => {
                self.ready.insert(number);
            }
            Some(group) => self.refresh_lane(group),
        }
        if self.has_ready() {
            self.woken.notify_waiters();
        }
    }

    /// Enters the head of a group that may be received, and forgets an empty group.
    fn refresh_lane(&mut self, group: &str) {
        let Some(lane) = self.lanes.get_mut(group) else { return };
        if let Some(number) = lane.ready.take() {
            self.ready.remove(&number);
        }
        let Some(&head) = lane.members.first() else {
            self.lanes.remove(group);
            return;
        };
        let visible = self.messages.get(&head).is_some_and(|it| it.place == Place::Visible);
        if lane.in_flight == 0 && visible {
            lane.ready = Some(head);
            self.ready.insert(head);
            self.woken.notify_waiters();
        }
    }

    fn count(&mut self, place: Place, group: Option<&str>, by: isize) {
        match place {
            Place::Visible => return,
            Place::Delayed => self.delayed = self.delayed.saturating_add_signed(by),
            Place::InFlight => self.in_flight = self.in_flight.saturating_add_signed(by),
        }
        if place == Place::InFlight
            && let Some(lane) = group.and_then(|group| self.lanes.get_mut(group))
        {
            lane.in_flight = lane.in_flight.saturating_add_signed(by);
        }
    }
}

/// What settling changed.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) changed: Vec<u64>,
    pub(super) dead: Vec<(u64, Message)>,
    pub(super) expired: Vec<u64>,
}
