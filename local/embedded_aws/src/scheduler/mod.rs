//! EventBridge Scheduler: one-time and rate schedules in groups, kept in one file on disk.
//!
//! Nothing fires by itself: the function host asks what is due and delivers it. A schedule that was handed out is
//! done, so a host killed in between loses that firing; on AWS it would be tried again.

mod api;
mod expression;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::clock::{Clock, from_millis, millis};
use crate::names::{ACCOUNT, REGION};
use crate::wire::AwsError;
use crate::{StartError, files};
use expression::Expression;

const DEFAULT_GROUP: &str = "default";

/// A schedule whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSchedule {
    /// Schedule group.
    pub group: String,
    /// Name in its group.
    pub name: String,
    /// The schedule's ARN.
    pub arn: String,
    /// What to call: a queue or a function.
    pub target_arn: String,
    /// The role AWS would take.
    pub role_arn: String,
    /// Text for the target.
    pub input: Option<String>,
    /// Group of the message if the target is a FIFO queue.
    pub message_group_id: Option<String>,
    /// The time it was set for.
    pub scheduled_at: SystemTime,
}

/// A stored schedule: the request's members as they came, and what they mean.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Schedule {
    group: String,
    name: String,
    request: Value,
    client_token: Option<String>,
    created_ms: u64,
    modified_ms: u64,
    /// When it fires next; `None` when it never will.
    next_ms: Option<u64>,
}

#[derive(Default, Serialize, Deserialize)]
struct State {
    groups: BTreeSet<String>,
    /// By group and name, joined by a slash.
    schedules: BTreeMap<String, Schedule>,
}

struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    path: Option<PathBuf>,
    clock: Clock,
}

/// The schedules; clones share them.
#[derive(Clone)]
pub struct Scheduler {
    shared: Arc<Shared>,
}

impl Scheduler {
    pub(crate) fn open(folder: Option<&Path>, clock: Clock) -> Result<Self, StartError> {
        let path = folder.map(|folder| folder.join("scheduler.json"));
        let mut state: State = files::read_json(path.as_ref())?;
        state.groups.insert(DEFAULT_GROUP.to_owned());
        let changed = watch::Sender::new(());
        Ok(Self { shared: Arc::new(Shared { state: Mutex::new(state), changed, path, clock }) })
    }

    /// Makes a schedule group unless it is there, and says its ARN.
    pub fn create_group(&self, name: &str) -> Result<String, AwsError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(AwsError::validation(format!("the group name {name} is not valid")));
        }
        let mut state = self.state();
        state.groups.insert(name.to_owned());
        self.save(&state);
        Ok(group_arn(name))
    }

    /// Takes every schedule whose time is not after `now`: one-time schedules are done then and deleted if they
    /// asked for it, rates move on to their next time after `now`.
    pub fn due(&self, now: SystemTime) -> Vec<DueSchedule> {
        let now_ms = millis(now);
        let mut state = self.state();
        let is_due = |schedule: &Schedule| schedule.next_ms.is_some_and(|at_ms| at_ms <= now_ms);
        let mut keys: Vec<(u64, String)> = (state.schedules.iter())
            .filter(|(_, schedule)| is_due(schedule))
            .map(|(key, schedule)| (schedule.next_ms.unwrap_or_default(), key.clone()))
            .collect();
        keys.sort();
        let mut due = Vec::new();
        for (at_ms, key) in keys {
            let Some(schedule) = state.schedules.get_mut(&key) else { continue };
            due.push(schedule.due(at_ms));
            schedule.next_ms = schedule.next_after(at_ms, now_ms);
            let delete = schedule.request["ActionAfterCompletion"] == "DELETE";
            if delete && schedule.next_ms.is_none() {
                state.schedules.remove(&key);
            }
        }
        if !due.is_empty() {
            self.save(&state);
        }
        due
    }

    /// When the next schedule fires.
    pub fn next_due(&self) -> Option<SystemTime> {
        self.state().schedules.values().filter_map(|schedule| schedule.next_ms).min().map(from_millis)
    }

    /// Waits until something is due, following changes of the schedules and of the clock. Cancel-safe.
    pub async fn wait_until_due(&self) {
        let mut changes = self.shared.changed.subscribe();
        loop {
            changes.borrow_and_update();
            let clock = &self.shared.clock;
            match self.next_due() {
                Some(at) if at <= clock.now() => return,
                Some(at) => tokio::select! {
                    () = clock.sleep_until(at) => (),
                    _ = changes.changed() => (),
                },
                None => {
                    let _the_sender_lives_here = changes.changed().await;
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self, state: &State) {
        files::save(self.shared.path.as_ref(), state);
        self.shared.changed.send_replace(());
    }
}

impl Schedule {
    fn due(&self, at_ms: u64) -> DueSchedule {
        let target = &self.request["Target"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        DueSchedule {
            group: self.group.clone(),
            name: self.name.clone(),
            arn: schedule_arn(&self.group, &self.name),
            target_arn: text(&target["Arn"]).unwrap_or_default(),
            role_arn: text(&target["RoleArn"]).unwrap_or_default(),
            input: text(&target["Input"]),
            message_group_id: text(&target["SqsParameters"]["MessageGroupId"]),
            scheduled_at: from_millis(at_ms),
        }
    }

    fn expression(&self) -> Result<Expression, AwsError> {
        let text = self.request["ScheduleExpression"].as_str().unwrap_or_default();
        Expression::parse(text, self.request["ScheduleExpressionTimezone"].as_str().unwrap_or("UTC"))
    }

    /// When it fires first.
    fn first(&self) -> Result<Option<u64>, AwsError> {
        let expression = self.expression()?;
        if self.request["State"] == "DISABLED" {
            return Ok(None);
        }
        Ok(Some(match expression {
            Expression::At(at) => millis(at),
            Expression::Every(period) => self.modified_ms + period.as_millis() as u64,
        }))
    }

    /// The first time after now, counted in whole periods from the last firing.
    fn next_after(&self, at_ms: u64, now_ms: u64) -> Option<u64> {
        match self.expression() {
            Ok(Expression::Every(period)) => {
                let period_ms = (period.as_millis() as u64).max(1);
                Some(at_ms + ((now_ms.saturating_sub(at_ms)) / period_ms + 1) * period_ms)
            }
            _ => None,
        }
    }
}

fn group_arn(name: &str) -> String {
    format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{name}")
}

fn schedule_arn(group: &str, name: &str) -> String {
    format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/{name}")
}
