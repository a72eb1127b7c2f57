//! The HTTP door of the scheduler: REST with JSON bodies.

use std::collections::HashMap;

use http::Method;
use http::request::Parts;
use serde_json::{Value, json};

use super::{DEFAULT_GROUP, Schedule, Scheduler, group_arn, schedule_arn};
use crate::counters::Counters;
use crate::wire::{Answer, AwsError, answer, parse, text};

/// What a request means: an operation and what it is about.
struct Call {
    operation: &'static str,
    name: String,
    query: HashMap<String, String>,
}

impl Scheduler {
    pub(crate) fn answer(&self, head: &Parts, body: &[u8], counters: &Counters) -> Answer {
        let Some(call) = Call::of(head) else {
            let operation = format!("{} {}", head.method, head.uri.path());
            return AwsError::not_done("scheduler", &operation).to_rest_answer();
        };
        counters.called("scheduler", call.operation);
        match self.run(&call, body) {
            Ok(value) => answer(200, "application/json", value.to_string()),
            Err(refusal) => refusal.to_rest_answer(),
        }
    }

    fn run(&self, call: &Call, body: &[u8]) -> Result<Value, AwsError> {
        match call.operation {
            "CreateSchedule" => self.create_schedule(&call.name, parse(body)?),
            "UpdateSchedule" => self.update_schedule(&call.name, parse(body)?),
            "GetSchedule" => self.get_schedule(call),
            "DeleteSchedule" => self.delete_schedule(call),
            "ListSchedules" => Ok(self.list_schedules(call)),
            "CreateScheduleGroup" => self.create_schedule_group(&call.name),
            "GetScheduleGroup" => self.get_schedule_group(&call.name),
            "DeleteScheduleGroup" => self.delete_schedule_group(&call.name),
            _ => Ok(self.list_schedule_groups()),
        }
    }

    fn create_schedule(&self, name: &str, request: Value) -> Result<Value, AwsError> {
        let schedule = self.read(name, request)?;
        let key = key(&schedule.group, name);
        let mut state = self.state();
        if !state.groups.contains(&schedule.group) {
            return Err(not_found("Schedule group", &schedule.group));
        }
        let arn = json!({ "ScheduleArn": schedule_arn(&schedule.group, name) });
        if let Some(existing) = state.schedules.get(&key) {
            let repeated = schedule.client_token.is_some() && existing.client_token == schedule.client_token;
            if repeated && existing.request == schedule.request {
                return Ok(arn);
            }
            return Err(AwsError::new(409, "ConflictException", format!("Schedule {name} already exists.")));
        }
        state.schedules.insert(key, schedule);
        self.save(&state);
        Ok(arn)
    }

    fn update_schedule(&self, name: &str, request: Value) -> Result<Value, AwsError> {
        let mut schedule = self.read(name, request)?;
        let key = key(&schedule.group, name);
        let mut state = self.state();
        let existing = state.schedules.get(&key).ok_or_else(|| not_found("Schedule", name))?;
        schedule.created_ms = existing.created_ms;
        let arn = json!({ "ScheduleArn": schedule_arn(&schedule.group, name) });
        state.schedules.insert(key, schedule);
        self.save(&state);
        Ok(arn)
    }

    /// Checks a request and works out its first firing.
    fn read(&self, name: &str, mut request: Value) -> Result<Schedule, AwsError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(AwsError::validation(format!("the schedule name {name} is not valid")));
        }
        text(&request, "ScheduleExpression")?;
        let target = &request["Target"];
        text(target, "Arn")?;
        text(target, "RoleArn")?;
        text(&request["FlexibleTimeWindow"], "Mode")?;
        let group = request["GroupName"].as_str().unwrap_or(DEFAULT_GROUP).to_owned();
        let token = request.as_object_mut().and_then(|members| members.remove("ClientToken"));
        let client_token = token.and_then(|token| token.as_str().map(str::to_owned));
        let now_ms = self.shared.clock.now_ms();
        let (created_ms, modified_ms, name) = (now_ms, now_ms, name.to_owned());
        let mut schedule =
            Schedule { group, name, request, client_token, created_ms, modified_ms, next_ms: None };
        schedule.next_ms = schedule.first()?;
        Ok(schedule)
    }

    fn get_schedule(&self, call: &Call) -> Result<Value, AwsError> {
        let state = self.state();
        let schedule = state.schedules.get(&key(call.group(), &call.name));
        let schedule = schedule.ok_or_else(|| not_found("Schedule", &call.name))?;
        let mut shown = json!({
            "ActionAfterCompletion": "NONE", "State": "ENABLED", "ScheduleExpressionTimezone": "UTC",
            "GroupName": schedule.group, "Name": schedule.name,
            "Arn": schedule_arn(&schedule.group, &schedule.name),
            "CreationDate": seconds(schedule.created_ms), "LastModificationDate": seconds(schedule.modified_ms),
        });
        if let (Some(shown), Some(request)) = (shown.as_object_mut(), schedule.request.as_object()) {
            shown.extend(
                request.iter().filter(|(_, it)| !it.is_null()).map(|(name, it)| (name.clone(), it.clone())),
            );
        }
        Ok(shown)
    }

    fn delete_schedule(&self, call: &Call) -> Result<Value, AwsError> {
        let mut state = self.state();
        let removed = state.schedules.remove(&key(call.group(), &call.name));
        removed.ok_or_else(|| not_found("Schedule", &call.name))?;
        self.save(&state);
        Ok(json!({}))
    }

    fn list_schedules(&self, call: &Call) -> Value {
        let asked = |name: &str| call.query.get(name).map(String::as_str);
        let limit = asked("MaxResults").and_then(|it| it.parse().ok()).unwrap_or(100_usize).clamp(1, 100);
        let after = asked("NextToken").unwrap_or_default();
        let state = self.state();
        let matching = state.schedules.iter().filter(|(key, schedule)| {
            key.as_str() > after
                && asked("ScheduleGroup").is_none_or(|group| schedule.group == group)
                && asked("NamePrefix").is_none_or(|prefix| schedule.name.starts_with(prefix))
                && asked("State")
                    .is_none_or(|wanted| schedule.request["State"].as_str().unwrap_or("ENABLED") == wanted)
        });
        let page: Vec<_> = matching.take(limit + 1).collect();
        let shown: Vec<Value> = page.iter().take(limit).map(|(_, schedule)| summary(schedule)).collect();
        let mut answer = json!({ "Schedules": shown });
        if page.len() > limit {
            answer["NextToken"] = json!(page[limit - 1].0);
        }
        answer
    }

    fn create_schedule_group(&self, name: &str) -> Result<Value, AwsError> {
        if self.state().groups.contains(name) {
            return Err(AwsError::new(
                409,
                "ConflictException",
                format!("Schedule group {name} already exists."),
            ));
        }
        Ok(json!({ "ScheduleGroupArn": self.create_group(name)? }))
    }

    fn get_schedule_group(&self, name: &str) -> Result<Value, AwsError> {
        let there = self.state().groups.contains(name);
        there.then(|| group(name)).ok_or_else(|| not_found("Schedule group", name))
    }

    fn delete_schedule_group(&self, name: &str) -> Result<Value, AwsError> {
        let mut state = self.state();
        if name == DEFAULT_GROUP || !state.groups.remove(name) {
            return Err(not_found("Schedule group", name));
        }
        state.schedules.retain(|_, schedule| schedule.group != name);
        self.save(&state);
        Ok(json!({}))
    }

    fn list_schedule_groups(&self) -> Value {
        let groups: Vec<Value> = self.state().groups.iter().map(|name| group(name)).collect();
        json!({ "ScheduleGroups": groups })
    }
}

impl Call {
    fn of(head: &Parts) -> Option<Self> {
        let query = url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
        let query = query.into_owned().collect();
        let mut path = head.uri.path().trim_matches('/').splitn(2, '/');
        let (kind, name) = (path.next()?, path.next().unwrap_or_default().to_owned());
        let operation = match (kind, &head.method, name.is_empty()) {
            ("schedules", &Method::POST, false) => "CreateSchedule",
            ("schedules", &Method::PUT, false) => "UpdateSchedule",
            ("schedules", &Method::GET, false) => "GetSchedule",
            ("schedules", &Method::DELETE, false) => "DeleteSchedule",
            ("schedules", &Method::GET, true) => "ListSchedules",
            ("schedule-groups", &Method::POST, false) => "CreateScheduleGroup",
            ("schedule-groups", &Method::GET, false) => "GetScheduleGroup",
            ("schedule-groups", &Method::DELETE, false) => "DeleteScheduleGroup",
            ("schedule-groups", &Method::GET, true) => "ListScheduleGroups",
            _ => return None,
        };
        Some(Self { operation, name, query })
    }

    fn group(&self) -> &str {
        self.query.get("groupName").map_or(DEFAULT_GROUP, String::as_str)
    }
}

fn key(group: &str, name: &str) -> String {
    format!("{group}/{name}")
}

fn summary(schedule: &Schedule) -> Value {
    json!({
        "Arn": schedule_arn(&schedule.group, &schedule.name), "GroupName": schedule.group, "Name": schedule.name,
        "State": schedule.request["State"].as_str().unwrap_or("ENABLED"),
        "Target": { "Arn": schedule.request["Target"]["Arn"] },
        "CreationDate": seconds(schedule.created_ms), "LastModificationDate": seconds(schedule.modified_ms),
    })
}

fn group(name: &str) -> Value {
    json!({ "Arn": group_arn(name), "Name": name, "State": "ACTIVE" })
}

fn seconds(at_ms: u64) -> f64 {
    at_ms as f64 / 1000.0
}

fn not_found(kind: &str, name: &str) -> AwsError {
    AwsError::new(404, "ResourceNotFoundException", format!("{kind} {name} does not exist."))
}
