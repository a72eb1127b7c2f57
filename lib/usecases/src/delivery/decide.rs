//! A person decides about those of whom nobody knows whether they got it (R-D4, docs/decisions/0020).
//!
//! Guaranteed: of two decisions about the same state one is taken; the same request again, also one whose answer was
//! lost, changes nothing and answers what stands. Killed before the write nothing was decided, killed after it all of it:
//! sending again is begun by the tick, from the rows as they stand.

use domain::batch::undecided;
use domain::delivery::{Choice, Decision, Delivery, DeliveryId, TransitionError, Undecidable};
use domain::draft::Person;

use super::ports::{BatchLedger, Deliveries, Swap};
use crate::port_error::PortError;

/// What somebody wishes to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What.
    pub choice: Choice,
    /// Who.
    pub by: Person,
    /// Why.
    pub reason: String,
    /// The version that they saw; a settled delivery and its rows do not change without it.
    pub expected_version: u64,
    /// Of the request.
    pub key: String,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// No such delivery.
    #[error("there is no such delivery")]
    NotFound,
    /// This person decided something else with this key before.
    #[error("another decision came under this key")]
    KeyReused,
    /// The door is closed.
    #[error("the decision is not possible")]
    Refused(#[from] Undecidable),
    /// The store did not answer.
    #[error("the decision could not be stored")]
    Port(#[from] PortError),
}

/// Takes the decision, or answers the delivery as it stands where this request took it before.
pub async fn decide(
    deliveries: &impl Deliveries,
    ledger: &impl BatchLedger,
    id: DeliveryId,
    wish: Wish,
    now_ms: u64,
) -> Result<Delivery, DecideError> {
    // The delivery first: the rows of one that has settled stand still for as long as its version does.
    let stands = Deliveries::get(deliveries, id).await?.ok_or(DecideError::NotFound)?;
    if is_taken(&stands, &wish)? {
        return Ok(stands);
    }
    let rows = ledger.rows(id).await?;
    let expected = wish.expected_version;
    if stands.version != expected {
        return Err(stale(expected, stands.version));
    }
    stands.may_choose(wish.choice, now_ms)?;
    let people = undecided(&stands, &rows).ok_or(Undecidable::Nothing)?.people;
    let Wish { choice, by, reason, key, .. } = wish.clone();
    let decision = Decision { choice, by, at_ms: now_ms, reason, people, key };
    let next = stands.decide(decision, expected)?;
    match deliveries.replace(&next).await? {
        Swap::Done => Ok(next),
        // Perhaps by this very request, sent twice at once.
        Swap::Lost(now) if is_taken(&now, &wish)? => Ok(now),
        Swap::Lost(now) => Err(stale(expected, now.version)),
    }
}

fn is_taken(stands: &Delivery, wish: &Wish) -> Result<bool, DecideError> {
    let Some(before) = stands.decisions.brought_by(&wish.by, &wish.key) else { return Ok(false) };
    if before.choice == wish.choice && before.reason == wish.reason {
        Ok(true)
    } else {
        Err(DecideError::KeyReused)
    }
}

fn stale(expected: u64, current: u64) -> DecideError {
    Undecidable::from(TransitionError::Stale { expected, current }).into()
}
