//! A LINE that remembers who got which request, keeps retry keys, and fails as scripted.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::batch::AttemptOutcome;
use domain::message::Messages;
use domain::retry_key::RetryKey;
use domain::test_delivery::TestRequest;
use domain::tester::Tester;
use domain::user_id::UserId;
use serde_json::Value;
use usecases::port_error::PortError;
use usecases::testing::ports::{Profiles, TesterLine};

use crate::delivery::fakes::Death;

#[derive(Debug, Default)]
struct Talks {
    accepted: HashSet<String>,
    received: BTreeMap<String, Vec<Value>>,
    script: Vec<AttemptOutcome>,
    names: BTreeMap<String, String>,
    asked: usize,
}

/// Phones of everybody who was ever written to.
#[derive(Debug, Default)]
pub struct FakePhones {
    talks: Mutex<Talks>,
    /// Who dies when.
    pub death: Arc<Death>,
}

impl FakePhones {
    /// A LINE whose calls count towards the same death as other ports' calls.
    pub fn dying_by(death: &Arc<Death>) -> Self {
        Self { death: Arc::clone(death), ..Self::default() }
    }

    fn talks(&self) -> MutexGuard<'_, Talks> {
        self.talks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next calls are answered so, the first one first, and reach nobody.
    pub fn will(&self, script: impl IntoIterator<Item = AttemptOutcome>) {
        let mut script: Vec<_> = script.into_iter().collect();
        script.reverse();
        self.talks().script = script;
    }

    /// The bodies that each phone got, by user id.
    pub fn received(&self) -> BTreeMap<String, Vec<Value>> {
        self.talks().received.clone()
    }

    /// Somebody whose name LINE knows.
    pub fn add_name(&self, user: &UserId, name: &str) {
        self.talks().names.insert(user.as_str().to_owned(), name.to_owned());
    }

    /// How many names were asked for.
    pub fn names_asked(&self) -> usize {
        self.talks().asked
    }

    fn push(&self, body: &Value, key: RetryKey) -> AttemptOutcome {
        let mut talks = self.talks();
        if let Some(outcome) = talks.script.pop() {
            return outcome;
        }
        if talks.accepted.insert(key.to_string()) {
            let user = body["to"].as_str().unwrap_or("everyone").to_owned();
            talks.received.entry(user).or_default().push(body.clone());
        }
        AttemptOutcome::Accepted { request_id: format!("request-{key}") }
    }
}

impl TesterLine for FakePhones {
    async fn push_test(&self, request: &TestRequest) -> Result<AttemptOutcome, PortError> {
        let body = serde_json::from_slice(request.body()).unwrap_or_default();
        self.death.around(|| self.push(&body, request.key()))
    }

    async fn welcome(&self, tester: &Tester, words: &Messages) -> Result<AttemptOutcome, PortError> {
        let messages: Value = serde_json::from_str(words.as_json()).unwrap_or_default();
        let body = serde_json::json!({ "to": tester.user().as_str(), "messages": messages });
        self.death.around(|| self.push(&body, RetryKey::for_welcome(tester)))
    }
}

impl Profiles for FakePhones {
    async fn display_name(&self, user: &UserId) -> Result<Option<String>, PortError> {
        self.death.around(|| {
            let mut talks = self.talks();
            talks.asked += 1;
            talks.names.get(user.as_str()).cloned()
        })
    }
}
