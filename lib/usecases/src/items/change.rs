//! A change of the items: read, checked against the version that was seen, made, swapped. Killed anywhere, it stands
//! as a whole or not at all.

use domain::survey::{Catalogue, CatalogueError};

use super::ports::Catalogues;
use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// Why the items were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeItemsError {
    /// Somebody was faster.
    #[error("the items stand in version {current}")]
    Stale {
        /// The newest version.
        current: u64,
    },
    /// The items do not allow it.
    #[error("the change of the items is refused")]
    Refused(#[from] CatalogueError),
    /// The store did not answer.
    #[error("the items could not be read or stored")]
    Store(#[from] PortError),
}

/// Makes one change of the items as the caller saw them, and answers the items as they stand then.
pub async fn change_items(
    catalogues: &impl Catalogues,
    expected: u64,
    change: impl FnOnce(&mut Catalogue) -> Result<(), CatalogueError>,
) -> Result<Catalogue, ChangeItemsError> {
    let mut read = catalogues.newest().await?;
    if read.version() != expected {
        return Err(ChangeItemsError::Stale { current: read.version() });
    }
    change(&mut read)?;
    match catalogues.swap(&read).await? {
        Swap::Done => Ok(read.at_version(expected + 1)),
        Swap::Lost(stands) => Err(ChangeItemsError::Stale { current: stands.version() }),
    }
}
