//! Takes replies and remembers them; fails as ordered.

use std::sync::{Mutex, PoisonError};

use domain::batch::AttemptOutcome;
use domain::message::Messages;
use domain::test_delivery::TestRequest;
use domain::tester::Tester;
use usecases::port_error::PortError;
use usecases::testing::ports::TesterLine;
use usecases::webhook::ports::Replier;

use crate::testing::FakePhones;

/// LINE's reply call in memory.
#[derive(Debug, Default)]
pub struct FakeReplier {
    asked: Mutex<Vec<(String, String)>>,
    failures: Mutex<Vec<PortError>>,
    /// What testers got by push.
    pub phones: FakePhones,
}

impl FakeReplier {
    /// The next reply fails like this.
    pub fn fail_next(&self, error: PortError) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }

    /// Token and messages of every call, failed ones included.
    pub fn asked(&self) -> Vec<(String, String)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Replier for FakeReplier {
    async fn reply_messages(&self, reply_token: &str, messages: &Messages) -> Result<(), PortError> {
        let call = (reply_token.to_owned(), messages.as_json().to_owned());
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).pop().map_or(Ok(()), Err)
    }
}

impl TesterLine for FakeReplier {
    async fn push_test(&self, request: &TestRequest) -> Result<AttemptOutcome, PortError> {
        self.phones.push_test(request).await
    }

    async fn welcome(&self, tester: &Tester, words: &Messages) -> Result<AttemptOutcome, PortError> {
        self.phones.welcome(tester, words).await
    }
}
