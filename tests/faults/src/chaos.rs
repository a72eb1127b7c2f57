//! Kills processes with signal 9 at random moments while they work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use city::City;
use function_host::Host;
use line_simulator::LineSimulator;
use tokio::task::JoinHandle;

use crate::random::Random;

/// How a run is disturbed.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Functions of which one process at a time is killed.
    pub functions: &'static [&'static str],
    /// How many processes.
    pub kills: u64,
    /// A kill comes at most so long after the function got to work, or after a call reached LINE.
    pub within: Duration,
    /// LINE's endpoint whose calls are waited for before most kills: between a call's arrival and the record of its
    /// answer lies what is worth breaking.
    pub call: Option<&'static str>,
}

/// A hand that kills until its plan is done or it is dropped.
pub struct Chaos {
    task: Option<JoinHandle<()>>,
    kills: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Chaos {
    /// Kills nobody.
    pub fn none() -> Self {
        Self { task: None, kills: Arc::default(), over: Arc::new(AtomicBool::new(true)) }
    }

    /// Begins to kill.
    pub fn start(city: &City, random: Random, plan: Plan) -> Self {
        let (kills, over) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
        let hand = Hand {
            host: city.host.clone(),
            line: Arc::clone(&city.line),
            random,
            plan,
            kills: Arc::clone(&kills),
            over: Arc::clone(&over),
        };
        Self { task: Some(tokio::spawn(hand.kill())), kills, over }
    }

    /// Whether the last process of the plan was killed.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Processes killed so far.
    pub fn kills(&self) -> u64 {
        self.kills.load(Ordering::SeqCst)
    }

    /// Kills nobody from now on.
    pub fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
        self.over.store(true, Ordering::SeqCst);
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Hand {
    host: Host,
    line: Arc<LineSimulator>,
    random: Random,
    plan: Plan,
    kills: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Hand {
    async fn kill(mut self) {
        while self.kills.load(Ordering::SeqCst) < self.plan.kills {
            let waits_for_call = self.plan.call.filter(|_| self.random.percent(60));
            let mut function = self.somebody_works().await;
            let mut within_ms = self.plan.within.as_millis() as u64;
            if let Some(endpoint) = waits_for_call
                && self.is_called(endpoint).await
            {
                (function, within_ms) = ("SendBatchFunction", within_ms / 2);
            }
            tokio::time::sleep(self.random.millis(0, within_ms)).await;
            let random = self.random.number();
            if self.works(function) && self.host.kill_random(Some(function), random).is_some() {
                self.kills.fetch_add(1, Ordering::SeqCst);
            }
        }
        self.over.store(true, Ordering::SeqCst);
    }

    /// Waits until one of the plan's functions works and picks one that does.
    async fn somebody_works(&mut self) -> &'static str {
        loop {
            let working: Vec<_> = self.plan.functions.iter().copied().filter(|it| self.works(it)).collect();
            if !working.is_empty() {
                return self.random.one_of::<&str>(&working);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits for the next call to LINE while somebody works; `false` if none came.
    async fn is_called(&self, endpoint: &str) -> bool {
        let calls = || self.line.ledger().traffic(endpoint).requests;
        let before = calls();
        while self.plan.functions.iter().any(|it| self.works(it)) {
            if calls() > before {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        false
    }

    fn works(&self, function: &str) -> bool {
        self.host.metrics().get(function).is_some_and(|metrics| metrics.in_flight > 0)
    }
}
