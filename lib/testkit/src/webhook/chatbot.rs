//! A chatbot that answers from a script, and a place to park what it did not take.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use usecases::port_error::PortError;
use usecases::webhook::ports::{ForwardFailure, ForwardTarget, Parking, SignedBody};

/// Answers with the next line of its script, then takes everything.
#[derive(Debug, Default)]
pub struct FakeChatbot {
    script: Mutex<VecDeque<(Duration, Result<(), ForwardFailure>)>>,
    asked: Mutex<Vec<SignedBody>>,
}

impl FakeChatbot {
    /// Fails `times` times with a failure that may pass.
    pub fn failing(times: usize) -> Self {
        let failure = Err(ForwardFailure::Later("status 503".into()));
        Self::scripted(std::iter::repeat_n((Duration::ZERO, failure), times))
    }

    /// Answers like this, after waiting so long.
    pub fn scripted(script: impl IntoIterator<Item = (Duration, Result<(), ForwardFailure>)>) -> Self {
        Self { script: Mutex::new(script.into_iter().collect()), asked: Mutex::default() }
    }

    /// Every body it was offered.
    pub fn asked(&self) -> Vec<SignedBody> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ForwardTarget for FakeChatbot {
    async fn post(&self, body: &SignedBody) -> Result<(), ForwardFailure> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(body.clone());
        let next = self.script.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let (wait, answer) = next.unwrap_or((Duration::ZERO, Ok(())));
        tokio::time::sleep(wait).await;
        answer
    }
}

/// Parked bodies with their reasons.
#[derive(Debug, Default)]
pub struct InMemoryParking {
    parked: Mutex<Vec<(SignedBody, String)>>,
    full: bool,
}

impl InMemoryParking {
    /// Takes nothing.
    pub fn unavailable() -> Self {
        Self { full: true, ..Self::default() }
    }

    /// What was parked.
    pub fn parked(&self) -> Vec<(SignedBody, String)> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Parking for InMemoryParking {
    async fn park(&self, body: &SignedBody, reason: &str) -> Result<(), PortError> {
        if self.full {
            return Err(PortError::Unavailable { what: "parking", reason: "as ordered".into() });
        }
        self.parked.lock().unwrap_or_else(PoisonError::into_inner).push((body.clone(), reason.to_owned()));
        Ok(())
    }
}
