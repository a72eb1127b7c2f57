//! One change of a draft through one of its doors.

use domain::delivery::TransitionError;
use domain::draft::{Draft, DraftError, DraftId};

use super::ports::Drafts;
use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// Why a change of a draft did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ChangeDraftError {
    /// No such draft.
    #[error("there is no such draft")]
    NotFound,
    /// Somebody changed it meanwhile; this stands now.
    #[error("the draft has changed")]
    Stale(Box<Draft>),
    /// The door is closed.
    #[error("the change is not possible")]
    Refused(#[from] DraftError),
    /// The delivery's door is closed.
    #[error("the delivery does not allow it")]
    Delivery(#[from] TransitionError),
    /// The store or a queue did not answer.
    #[error("the change could not be stored")]
    Port(#[from] PortError),
}

/// Puts a draft through a door and stores what comes out; `None` from the door changes nothing.
pub async fn change(
    drafts: &impl Drafts,
    id: DraftId,
    door: impl FnOnce(&Draft) -> Result<Option<Draft>, DraftError>,
) -> Result<Draft, ChangeDraftError> {
    let stands = drafts.get(id).await?.ok_or(ChangeDraftError::NotFound)?;
    let next = match door(&stands) {
        Ok(Some(next)) => next,
        Ok(None) => return Ok(stands),
        Err(DraftError::Stale { .. }) => return Err(ChangeDraftError::Stale(Box::new(stands))),
        Err(refused) => return Err(refused.into()),
    };
    match drafts.put(&next).await? {
        Swap::Done => Ok(next),
        Swap::Lost(Some(stands)) => Err(ChangeDraftError::Stale(Box::new(stands))),
        Swap::Lost(None) => Err(ChangeDraftError::NotFound),
    }
}
