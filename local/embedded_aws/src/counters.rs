//! What the city used: calls per service and operation, DynamoDB units per table and operation.
//!
//! Calls over HTTP are counted as `service.Operation`. What the function host does through the Rust API is counted
//! apart (`sqs-mapping.ReceiveMessage`), because on AWS the event source mapping makes those calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Capacity units as DynamoDB reports them in `ConsumedCapacity`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Units {
    /// Read capacity units.
    pub read: f64,
    /// Write capacity units.
    pub write: f64,
}

/// One reading of the counters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountersSnapshot {
    /// Calls by `service.Operation`, refused ones included.
    pub calls: BTreeMap<String, u64>,
    /// Units by `table.Operation`.
    pub units: BTreeMap<String, Units>,
}

impl CountersSnapshot {
    /// Calls of one operation, for example `dynamodb.UpdateItem`.
    pub fn calls_of(&self, operation: &str) -> u64 {
        self.calls.get(operation).copied().unwrap_or_default()
    }

    /// All calls of one service, for example `sqs`.
    pub fn calls_to(&self, service: &str) -> u64 {
        let of_service = |name: &str| name.split_once('.').is_some_and(|(head, _)| head == service);
        self.calls.iter().filter(|(name, _)| of_service(name)).map(|(_, count)| count).sum()
    }

    /// Units of all tables and operations together.
    pub fn total_units(&self) -> Units {
        self.units.values().fold(Units::default(), |sum, units| Units {
            read: sum.read + units.read,
            write: sum.write + units.write,
        })
    }
}

/// The running counters; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    inner: Arc<Mutex<CountersSnapshot>>,
}

impl Counters {
    /// What was counted since the start or the last reset.
    pub fn snapshot(&self) -> CountersSnapshot {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets every counter back to nothing and returns the last reading.
    pub fn reset(&self) -> CountersSnapshot {
        std::mem::take(&mut *self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn called(&self, service: &str, operation: &str) {
        let name = format!("{service}.{operation}");
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner).calls.entry(name).or_default() += 1;
    }

    pub(crate) fn used(&self, table: &str, operation: &str, units: Units) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = inner.units.entry(format!("{table}.{operation}")).or_default();
        sum.read += units.read;
        sum.write += units.write;
    }
}
