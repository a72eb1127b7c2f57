//! How a table writes: as it is, with a record in the trail, or not at all.
//!
//! The tables that answer staff are sealed: whoever writes with them says first what the record is ([`Pen::recording`]),
//! and both are written in one transaction. A change without a record does not happen.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::audit::{Entry, entry_of};
use domain::staff::Member;
use usecases::port_error::PortError;

use crate::audit::AuditTable;
use crate::error::port_error;

/// What comes with each write.
#[derive(Clone, Default)]
pub(crate) enum Pen {
    /// Nothing: workers and set-ups.
    #[default]
    Free,
    /// Nothing is written.
    Sealed,
    /// This record.
    Recording(Arc<(AuditTable, Entry)>),
    /// Somebody on the way in: a record of what they did to themselves, where it is more than a try.
    Entering(Arc<(AuditTable, Entry)>),
}

/// How a transaction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    /// All of it stands.
    Done,
    /// Nothing of it stands: which of the items' conditions did not hold.
    Lost(Vec<bool>),
}

impl Pen {
    pub(crate) fn recording(trail: &AuditTable, entry: Entry) -> Self {
        Self::Recording(Arc::new((trail.clone(), entry)))
    }

    pub(crate) fn entering(trail: &AuditTable, base: Entry) -> Self {
        Self::Entering(Arc::new((trail.clone(), base)))
    }

    /// The pen for the row of a member, of whom `before` was read.
    pub(crate) fn for_member(&self, before: Option<&Member>, next: &Member) -> Self {
        let Self::Entering(base) = self else { return self.clone() };
        entry_of(&base.1, before, next).map_or(Self::Free, |entry| Self::recording(&base.0, entry))
    }

    /// The pen for sessions: that they are there, seen and over is in the login history, and only what a session changes
    /// beyond that comes with a record.
    pub(crate) fn for_session(&self) -> Self {
        match self {
            Self::Recording(_) => self.clone(),
            Self::Free | Self::Sealed | Self::Entering(_) => Self::Free,
        }
    }

    /// Whether a write stands alone.
    pub(crate) const fn is_free(&self) -> bool {
        matches!(self, Self::Free)
    }

    /// Writes all of it or nothing; `version` is what the written thing has then.
    pub(crate) async fn write(
        &self,
        client: &Client,
        what: &'static str,
        items: Vec<TransactWriteItem>,
        version: Option<u64>,
    ) -> Result<Written, PortError> {
        match self {
            Self::Free => transact(client, what, items).await,
            Self::Recording(record) => {
                let entry = record.1.clone();
                let entry = version.into_iter().fold(entry, Entry::of_version);
                record.0.append(items, &entry).await
            }
            Self::Sealed | Self::Entering(_) => {
                let reason = "a change by staff needs a record in the trail".to_owned();
                Err(PortError::Refused { what, reason })
            }
        }
    }
}

async fn transact(
    client: &Client,
    what: &'static str,
    items: Vec<TransactWriteItem>,
) -> Result<Written, PortError> {
    let Err(error) = client.transact_write_items().set_transact_items(Some(items)).send().await else {
        return Ok(Written::Done);
    };
    let reasons = reasons(error.as_service_error());
    let is_only_lost = reasons.iter().all(|reason| matches!(reason, Reason::None | Reason::Condition));
    let lost: Vec<bool> = reasons.iter().map(|reason| *reason == Reason::Condition).collect();
    if is_only_lost && lost.contains(&true) { Ok(Written::Lost(lost)) } else { Err(port_error(what, error)) }
}

/// What an item of a cancelled transaction had to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Nothing.
    None,
    /// Its condition did not hold.
    Condition,
    /// Somebody else was writing it.
    Conflict,
    /// Something else.
    Other,
}

/// The reasons in the order of the items; empty where the transaction was not cancelled.
pub(crate) fn reasons(error: Option<&TransactWriteItemsError>) -> Vec<Reason> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error else {
        return Vec::new();
    };
    let read = |code: Option<&str>| match code {
        None | Some("None") => Reason::None,
        Some("ConditionalCheckFailed") => Reason::Condition,
        Some("TransactionConflict") => Reason::Conflict,
        Some(_) => Reason::Other,
    };
    cancelled.cancellation_reasons().iter().map(|reason| read(reason.code())).collect()
}

/// The same table with another pen, for everybody who writes for staff.
macro_rules! penned {
    ($($table:ty),+) => {$(
        impl $table {
            /// The same table, with which nothing can be written.
            #[must_use]
            pub fn sealed(mut self) -> Self {
                self.pen = $crate::pen::Pen::Sealed;
                self
            }

            /// The same table, whose writes carry this record in the same transaction.
            #[must_use]
            pub fn recorded(&self, trail: &$crate::AuditTable, entry: domain::audit::Entry) -> Self {
                let mut table = self.clone();
                table.pen = $crate::pen::Pen::recording(trail, entry);
                table
            }
        }
    )+};
}
pub(crate) use penned;
