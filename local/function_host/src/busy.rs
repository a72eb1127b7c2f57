//! Knows whether anything is under way: an invocation, or a batch between its queue and its function.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counts work under way; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Busy(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    now: AtomicUsize,
    ever: AtomicUsize,
}

/// Work under way until it is dropped.
#[derive(Debug)]
pub(crate) struct BusyGuard(Arc<Counts>);

impl Busy {
    pub fn enter(&self) -> BusyGuard {
        self.0.now.fetch_add(1, SeqCst);
        // Behind `now`: whoever sees the old number sees the work under way.
        self.0.ever.fetch_add(1, SeqCst);
        BusyGuard(Arc::clone(&self.0))
    }

    /// How often work has begun so far; `None` while some is under way. The same number twice: nothing was under way
    /// in between either.
    pub fn quiet_since(&self) -> Option<usize> {
        let ever = self.0.ever.load(SeqCst);
        (self.0.now.load(SeqCst) == 0).then_some(ever)
    }
}

impl Drop for BusyGuard {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_began_and_ended_between_two_looks_is_seen() {
        let busy = Busy::default();
        let before = busy.quiet_since();
        assert!(before.is_some());
        assert_eq!(busy.quiet_since(), before);
        let work = busy.enter();
        assert_eq!(busy.quiet_since(), None);
        drop(work);
        assert!(busy.quiet_since().is_some_and(|since| Some(since) != before));
    }
}
