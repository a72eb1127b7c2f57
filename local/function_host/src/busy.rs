//! Knows whether anything is under way: an invocation, or a batch between its queue and its function.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counter of work under way; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Busy(Arc<AtomicUsize>);

/// Work under way until it is dropped.
#[derive(Debug)]
pub(crate) struct BusyGuard(Arc<AtomicUsize>);

impl Busy {
    pub fn enter(&self) -> BusyGuard {
        self.0.fetch_add(1, SeqCst);
        BusyGuard(Arc::clone(&self.0))
    }

    pub fn is_idle(&self) -> bool {
        self.0.load(SeqCst) == 0
    }
}

impl Drop for BusyGuard {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}
