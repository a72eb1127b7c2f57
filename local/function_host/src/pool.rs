//! The processes of one function: started when needed, up to the concurrency limit, one invocation at a time each,
//! kept warm afterwards.
//!
//! What happens on a crash: a process that dies in the middle ends its invocation with an error at once, and the
//! next invocation starts a new one. A call that no process has fetched is handed to another process instead.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::busy::Busy;
use crate::desk::Call;
use crate::outcome::{InvokeError, Metrics, Outcome};
use crate::process::{Process, Setting};
use crate::template::Function;

/// Lambda stops an initialisation after 10 s and tries it once more within the function's timeout.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// What a caller does when every process is busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// Waits for its turn: event source mappings and asynchronous invocations.
    Wait,
    /// Is throttled: everybody who waits for an answer.
    Refuse,
}

/// All processes of one function.
pub(crate) struct Pool {
    pub function: Function,
    pub limit: usize,
    setting: Arc<Setting>,
    busy: Busy,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Arc<Process>>>,
    all: Mutex<Vec<Arc<Process>>>,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    invocations: AtomicU64,
    errors: AtomicU64,
    throttles: AtomicU64,
    timeouts: AtomicU64,
    starts: AtomicU64,
    deaths: AtomicU64,
    in_flight: AtomicU64,
    peak: AtomicU64,
}

impl Pool {
    pub fn new(function: Function, limit: usize, setting: Arc<Setting>, busy: Busy) -> Arc<Self> {
        Arc::new(Self {
            limit: function.reserved.unwrap_or(limit),
            permits: Arc::new(Semaphore::new(function.reserved.unwrap_or(limit))),
            function,
            setting,
            busy,
            idle: Mutex::default(),
            all: Mutex::default(),
            counts: Counts::default(),
        })
    }

    /// The host's counter of work under way.
    pub fn busy(&self) -> &Busy {
        &self.busy
    }

    /// Runs one invocation to its end. A caller that stops waiting does not stop the invocation.
    pub async fn invoke(self: &Arc<Self>, payload: Bytes, when_full: WhenFull) -> Result<Bytes, InvokeError> {
        let busy = self.busy.enter();
        let permit = self.permit(when_full).await?;
        let pool = Arc::clone(self);
        let run = tokio::spawn(async move {
            let result = pool.run(payload, permit).await;
            drop(busy);
            result
        });
        run.await.unwrap_or_else(|error| Err(self.start_error(error.to_string())))
    }

    /// Takes no further invocation, ends those that run and waits until every process is gone.
    pub async fn close(&self) {
        self.permits.close();
        self.kill_all().await;
        // An invocation that was about to start its process may have done so in between.
        while self.counts.in_flight.load(Relaxed) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
            self.kill_all().await;
        }
    }

    /// Kills every process, busy or idle, and waits until all are gone.
    pub async fn kill_all(&self) {
        let processes = std::mem::take(&mut *lock(&self.all));
        lock(&self.idle).clear();
        for process in &processes {
            process.kill();
        }
        for process in &processes {
            process.ended().await;
        }
    }

    /// Ends processes that have been idle for longer than `limit`.
    pub fn reap(&self, limit: Duration) {
        lock(&self.idle).retain(|process| {
            let is_old = lock(&process.idle_since).elapsed() > limit;
            if is_old {
                process.kill();
            }
            !is_old
        });
        lock(&self.all).retain(|process| !process.has_ended());
    }

    /// Processes that live now.
    pub fn processes(&self) -> Vec<Arc<Process>> {
        let mut all = lock(&self.all);
        all.retain(|process| !process.has_ended());
        all.clone()
    }

    pub fn metrics(&self) -> Metrics {
        let Counts { invocations, errors, throttles, timeouts, starts, deaths, in_flight, peak } =
            &self.counts;
        Metrics {
            invocations: invocations.load(Relaxed),
            errors: errors.load(Relaxed),
            throttles: throttles.load(Relaxed),
            timeouts: timeouts.load(Relaxed),
            starts: starts.load(Relaxed),
            deaths: deaths.load(Relaxed),
            in_flight: in_flight.load(Relaxed),
            peak: peak.load(Relaxed),
        }
    }

    async fn permit(&self, when_full: WhenFull) -> Result<OwnedSemaphorePermit, InvokeError> {
        let permits = Arc::clone(&self.permits);
        let permit = match when_full {
            WhenFull::Wait => permits.acquire_owned().await.ok(),
            WhenFull::Refuse => permits.try_acquire_owned().ok(),
        };
        permit.ok_or_else(|| {
            self.counts.throttles.fetch_add(1, Relaxed);
            InvokeError::Throttled(self.function.id.clone())
        })
    }

    async fn run(&self, payload: Bytes, permit: OwnedSemaphorePermit) -> Result<Bytes, InvokeError> {
        let running = self.counts.in_flight.fetch_add(1, Relaxed) + 1;
        self.counts.peak.fetch_max(running, Relaxed);
        self.counts.invocations.fetch_add(1, Relaxed);
        let result = self.hand_to_a_process(payload).await;
        if let Err(error) = &result {
            self.counts.errors.fetch_add(1, Relaxed);
            tracing::debug!("invocation failed: {error}");
        }
        self.counts.in_flight.fetch_sub(1, Relaxed);
        drop(permit);
        result
    }

    async fn hand_to_a_process(&self, payload: Bytes) -> Result<Bytes, InvokeError> {
        while let Some(process) = self.take_idle() {
            if let Some(result) = self.run_on(&process, payload.clone()).await {
                return result;
            }
        }
        let process = self.start().await?;
        let answer = self.run_on(&process, payload).await;
        answer.unwrap_or_else(|| {
            let reason = process.desk.init_error();
            Err(self.start_error(reason.unwrap_or_else(|| "it ended before it asked for work".to_owned())))
        })
    }

    /// Runs a call on this process; `None` if the process never fetched it.
    async fn run_on(&self, process: &Arc<Process>, payload: Bytes) -> Option<Result<Bytes, InvokeError>> {
        let (fetched, is_fetched) = oneshot::channel();
        let (outcome, ends) = oneshot::channel();
        let call = Call { request_id: Uuid::new_v4().to_string(), payload, fetched, outcome };
        process.desk.hand_over(call).ok()?;
        match timeout(INIT_LIMIT + self.function.timeout, is_fetched).await {
            Ok(Ok(())) => (),
            Ok(Err(_)) => return None,
            Err(_) => {
                process.kill();
                return Some(Err(self.start_error("it did not ask for work in time".to_owned())));
            }
        }
        let function = self.function.id.clone();
        let result = match timeout(self.function.timeout, ends).await {
            Err(_) => {
                process.kill();
                process.ended().await;
                self.counts.timeouts.fetch_add(1, Relaxed);
                return Some(Err(InvokeError::TimedOut { function, limit: self.function.timeout }));
            }
            Ok(Ok(Outcome::Response(body))) => Ok(body),
            Ok(Ok(Outcome::Error { error_type, message })) => {
                Err(InvokeError::Function { function, error_type, message })
            }
            Ok(Ok(Outcome::Exited(status))) => return Some(Err(InvokeError::Exited { function, status })),
            Ok(Err(_)) => return Some(Err(InvokeError::Exited { function, status: "unknown".to_owned() })),
        };
        *lock(&process.idle_since) = Instant::now();
        lock(&self.idle).push(Arc::clone(process));
        Some(result)
    }

    /// The idle process that was used last. Processes that live in the past of a moved clock are ended instead.
    fn take_idle(&self) -> Option<Arc<Process>> {
        let now = self.setting.clock.offset();
        loop {
            let process = lock(&self.idle).pop()?;
            let is_late = self.setting.preload.is_some() && process.offset != now;
            if is_late {
                process.kill();
            } else if !process.has_ended() {
                return Some(process);
            }
        }
    }

    async fn start(&self) -> Result<Arc<Process>, InvokeError> {
        let process =
            Process::start(&self.function, &self.setting).await.map_err(|reason| self.start_error(reason))?;
        self.counts.starts.fetch_add(1, Relaxed);
        let mut all = lock(&self.all);
        let before = all.len();
        all.retain(|process| !process.has_ended());
        self.counts.deaths.fetch_add((before - all.len()) as u64, Relaxed);
        all.push(Arc::clone(&process));
        Ok(process)
    }

    fn start_error(&self, reason: String) -> InvokeError {
        InvokeError::Start { function: self.function.id.clone(), reason }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
