//! Kills processes with signal 9 at random moments while they work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use function_host::Host;
use tokio::task::JoinHandle;

use crate::random::Random;

/// How a run is disturbed.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Functions of which one process at a time is killed.
    pub functions: &'static [&'static str],
    /// How many processes.
    pub kills: u64,
    /// A kill comes at most so long after the function got to work.
    pub within: Duration,
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
    pub fn start(host: &Host, random: Random, plan: Plan) -> Self {
        let (kills, over) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
        let killing = kill(host.clone(), random, plan, Arc::clone(&kills), Arc::clone(&over));
        Self { task: Some(tokio::spawn(killing)), kills, over }
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

async fn kill(host: Host, mut random: Random, plan: Plan, kills: Arc<AtomicU64>, over: Arc<AtomicBool>) {
    let within = plan.within.as_millis() as u64;
    while kills.load(Ordering::SeqCst) < plan.kills {
        let working = at_work(&host, plan.functions);
        let Some(function) = (!working.is_empty()).then(|| *random.one_of(&working)) else {
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        };
        tokio::time::sleep(random.millis(0, within)).await;
        let still = at_work(&host, &[function]);
        if !still.is_empty() && host.kill_random(Some(function), random.number()).is_some() {
            kills.fetch_add(1, Ordering::SeqCst);
        }
    }
    over.store(true, Ordering::SeqCst);
}

fn at_work<'f>(host: &Host, functions: &[&'f str]) -> Vec<&'f str> {
    let metrics = host.metrics();
    let works = |function: &str| metrics.get(function).is_some_and(|metrics| metrics.in_flight > 0);
    functions.iter().copied().filter(|function| works(function)).collect()
}
