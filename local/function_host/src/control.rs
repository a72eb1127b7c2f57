//! What tests and the city ask of a running host: invoke, kill, freeze, look.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::host::Host;
use crate::outcome::{InvokeError, Metrics};
use crate::pool::{Pool, WhenFull};
use crate::schedule;
use crate::template::{Event, Template};

/// A process that lives now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Logical id of its function.
    pub function: String,
    /// The operating system's number.
    pub pid: u32,
    /// Resident memory in bytes; 0 if it ended in this moment.
    pub rss_bytes: u64,
}

impl Host {
    /// The template as it was read.
    pub fn template(&self) -> &Template {
        &self.inner.template
    }

    /// Address of the REST API, such as `http://127.0.0.1:8080`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.inner.api)
    }

    /// Address of a function's URL, if it has one.
    pub fn function_url(&self, function: &str) -> Option<String> {
        self.inner.urls.get(function).map(|address| format!("http://{address}"))
    }

    /// Invokes a function and waits for its answer; refused like any caller when the function is at its limit.
    pub async fn invoke(&self, function: &str, payload: impl Into<Bytes>) -> Result<Bytes, InvokeError> {
        self.pool(function)?.invoke(payload.into(), WhenFull::Refuse).await
    }

    /// Lets the function's rate fire now and waits for the invocation's end.
    pub async fn fire_rate(&self, function: &str) -> Result<Bytes, InvokeError> {
        let pool = self.pool(function)?;
        let input = pool.function.events.iter().find_map(|event| match event {
            Event::Rate { input, .. } => input.as_deref(),
            _ => None,
        });
        let payload = schedule::rate_payload(pool, self.inner.aws.clock().now(), input);
        pool.invoke(payload, WhenFull::Wait).await
    }

    /// Every process that lives now.
    pub fn processes(&self) -> Vec<ProcessInfo> {
        let mut found = Vec::new();
        for (function, pool) in &self.inner.pools {
            found.extend(pool.processes().iter().map(|process| ProcessInfo {
                function: function.clone(),
                pid: process.pid,
                rss_bytes: rss_bytes(process.pid),
            }));
        }
        found
    }

    /// Kills (signal 9) the process with this pid; `false` if it is none of ours.
    pub fn kill(&self, pid: u32) -> bool {
        let processes = self.inner.pools.values().flat_map(|pool| pool.processes());
        let found = processes.into_iter().find(|process| process.pid == pid);
        found.inspect(|process| process.kill()).is_some()
    }

    /// Kills one process of the function, or of any function if `None`: the one that `random` points at. Returns
    /// its pid, or `None` if there is no process.
    pub fn kill_random(&self, function: Option<&str>, random: u64) -> Option<u32> {
        let pools =
            self.inner.pools.iter().filter(|(id, _)| function.is_none_or(|wanted| wanted == id.as_str()));
        let processes: Vec<_> = pools.flat_map(|(_, pool)| pool.processes()).collect();
        let process = processes.get((random % processes.len().max(1) as u64) as usize)?;
        process.kill();
        Some(process.pid)
    }

    /// Kills every process and waits until all are gone; the next invocations start new ones.
    pub async fn restart_all(&self) {
        for pool in self.inner.pools.values() {
            pool.kill_all().await;
        }
    }

    /// Stops (`true`) or goes on with (`false`) all event source mappings; invocations under way go on.
    pub fn freeze_mappings(&self, frozen: bool) {
        self.inner.frozen.send_replace(frozen);
    }

    /// Whether no invocation is in flight, no mapped queue has a visible message and no schedule is due.
    pub fn idle(&self) -> bool {
        let Some(before) = self.inner.busy.quiet_since() else { return false };
        let aws = &self.inner.aws;
        let has_visible = |queue: &String| aws.sqs().depth(queue).is_ok_and(|depth| depth.visible > 0);
        let is_due = aws.scheduler().next_due().is_some_and(|due| due <= aws.clock().now());
        aws.s3_events_untold() == 0
            && !is_due
            && !self.inner.queues.iter().any(has_visible)
            // Work that began meanwhile may have taken its message from a queue before that one was looked at.
            && self.inner.busy.quiet_since() == Some(before)
    }

    /// Waits until the host is idle; `false` if it was not within `limit` of real time.
    pub async fn wait_idle(&self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        while !self.idle() {
            if Instant::now() >= until {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        true
    }

    /// Counts of each function by logical id.
    pub fn metrics(&self) -> BTreeMap<String, Metrics> {
        self.inner.pools.iter().map(|(function, pool)| (function.clone(), pool.metrics())).collect()
    }

    fn pool(&self, function: &str) -> Result<&Arc<Pool>, InvokeError> {
        self.inner.pools.get(function).ok_or_else(|| InvokeError::UnknownFunction(function.to_owned()))
    }
}

/// Resident memory of a process in bytes, from `/proc`; 0 if it is gone.
pub fn rss_bytes(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
