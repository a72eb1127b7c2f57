//! Faults that real AWS has on bad days, switched on by tests: duplicated and shuffled SQS messages, throttled or
//! conflicting DynamoDB calls. Everything is drawn from a seed, so a run can be repeated.

use std::sync::{Arc, Mutex, PoisonError};

/// Every message sent while this is on is delivered several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqsDuplicates {
    /// Seed of the draws.
    pub seed: u64,
    /// Least number of deliveries of one message, at least 1.
    pub min: u32,
    /// Most deliveries of one message.
    pub max: u32,
    /// Whether standard queues hand messages out in a drawn order.
    pub shuffle: bool,
}

/// What a DynamoDB call is answered with instead of being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DynamoDbFault {
    /// `ThrottlingException`, which the SDK tries again by itself.
    Throttling,
    /// `TransactionCanceledException` with `TransactionConflict` reasons for a transaction,
    /// `TransactionConflictException` for anything else.
    TransactionConflict,
}

/// How often one DynamoDB operation fails.
#[derive(Clone, Debug, PartialEq)]
pub struct DynamoDbRule {
    /// Operation, for example `UpdateItem`.
    pub operation: String,
    /// What goes wrong.
    pub fault: DynamoDbFault,
    /// Between 0 and 1.
    pub probability: f64,
}

#[derive(Debug, Default)]
struct State {
    sqs: Option<(SqsDuplicates, Random)>,
    dynamodb: Option<(Vec<DynamoDbRule>, Random)>,
}

/// The switches; clones switch the same faults.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    state: Arc<Mutex<State>>,
}

impl Faults {
    /// Duplicates and shuffles SQS messages from now on; `None` ends it for messages sent later.
    pub fn set_sqs_duplicates(&self, duplicates: Option<SqsDuplicates>) {
        self.lock().sqs = duplicates.map(|it| (it, Random::new(it.seed)));
    }

    /// Fails DynamoDB calls by these rules, drawn from `seed`; no rules end it.
    pub fn set_dynamodb(&self, seed: u64, rules: Vec<DynamoDbRule>) {
        self.lock().dynamodb = (!rules.is_empty()).then(|| (rules, Random::new(seed)));
    }

    /// Switches every fault off.
    pub fn clear(&self) {
        *self.lock() = State::default();
    }

    /// How often the message being sent will be delivered; 1 on a good day.
    pub(crate) fn deliveries(&self) -> u32 {
        let mut state = self.lock();
        let Some((duplicates, random)) = &mut state.sqs else { return 1 };
        let span = duplicates.max.saturating_sub(duplicates.min) + 1;
        (duplicates.min + random.below(u64::from(span)) as u32).max(1)
    }

    /// Which of `choices` waiting messages comes next; the first on a good day.
    pub(crate) fn next_of(&self, choices: usize) -> usize {
        let mut state = self.lock();
        match &mut state.sqs {
            Some((duplicates, random)) if duplicates.shuffle => random.below(choices as u64) as usize,
            _ => 0,
        }
    }

    pub(crate) fn dynamodb(&self, operation: &str) -> Option<DynamoDbFault> {
        let mut state = self.lock();
        let (rules, random) = state.dynamodb.as_mut()?;
        let rule = rules.iter().find(|rule| rule.operation == operation)?;
        (random.fraction() < rule.probability).then_some(rule.fault)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A small repeatable generator (`splitmix64`); not for secrets.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
