//! Hands one user's webhook body to the chatbot, with a few short tries, then parks it.
//!
//! Guaranteed: every body reaches the chatbot at least once or is parked with its reason; bodies of one user are
//! dealt with in order because the queue waits for this one. A crash anywhere repeats the whole body, so the chatbot
//! may see it twice, as it may from LINE. Tries are short because the reply token inside lives about a minute.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::breaker::Breaker;
use super::ports::{ForwardFailure, ForwardTarget, Parking, SignedBody};
use crate::port_error::PortError;

/// All tries of one body together end within this time, whatever the caller's own limit (I-14: 30 s).
pub const LONGEST: Duration = Duration::from_secs(25);
/// Pauses before each try.
const PAUSES: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(7)];
/// A try is not begun with less time than this.
const SHORTEST_TRY: Duration = Duration::from_secs(1);

/// Where the body is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forwarded {
    /// The chatbot took it.
    Taken,
    /// It waits for a person; somebody has to hear of it.
    Parked {
        /// Why the chatbot did not get it.
        reason: String,
    },
}

/// The body is neither with the chatbot nor parked; the queue has to bring it again.
#[derive(Debug, thiserror::Error)]
#[error("parking a body that the chatbot did not take")]
pub struct ForwardError(#[source] pub PortError);

/// Forwards `body` within `budget` (at most [`LONGEST`]), or parks it.
pub async fn forward_webhook(
    target: &impl ForwardTarget,
    parking: &impl Parking,
    breaker: &Breaker,
    body: &SignedBody,
    budget: Duration,
) -> Result<Forwarded, ForwardError> {
    let Err(failure) = try_for_a_while(target, breaker, body, budget.min(LONGEST)).await else {
        breaker.answered();
        return Ok(Forwarded::Taken);
    };
    match failure {
        ForwardFailure::Refused(_) => breaker.answered(),
        ForwardFailure::Later(_) | ForwardFailure::NotAllowed(_) => breaker.failed(),
    }
    let reason = failure.to_string();
    parking.park(body, &reason).await.map_err(ForwardError)?;
    Ok(Forwarded::Parked { reason })
}

async fn try_for_a_while(
    target: &impl ForwardTarget,
    breaker: &Breaker,
    body: &SignedBody,
    budget: Duration,
) -> Result<(), ForwardFailure> {
    let deadline = Instant::now() + budget;
    let tries = if breaker.is_open() { 1 } else { PAUSES.len() };
    let mut last = ForwardFailure::Later("no time was left".to_owned());
    for pause in &PAUSES[..tries] {
        let left = deadline.saturating_duration_since(Instant::now()).saturating_sub(*pause);
        if left < SHORTEST_TRY {
            break;
        }
        sleep(*pause).await;
        match timeout(left, target.post(body)).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(failure @ ForwardFailure::Later(_))) => last = failure,
            Ok(Err(definite)) => return Err(definite),
            Err(_) => last = ForwardFailure::Later("no answer in time".to_owned()),
        }
    }
    Err(last)
}
