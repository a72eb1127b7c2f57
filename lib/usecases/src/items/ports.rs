//! What the items need from outside. The fake and the adapter pass the same suite in `testkit`.

use std::future::Future;

use domain::survey::Catalogue;

use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// The catalogue in all its versions.
pub trait Catalogues: Sync {
    /// The newest one, strongly consistent; without items before the first.
    fn newest(&self) -> impl Future<Output = Result<Catalogue, PortError>> + Send;
    /// An earlier one; `None` when there never was this version.
    fn of_version(&self, version: u64) -> impl Future<Output = Result<Option<Catalogue>, PortError>> + Send;
    /// Writes `read` as the version after the one it was read as, where that is still the newest; all of it or
    /// nothing.
    fn swap(&self, read: &Catalogue) -> impl Future<Output = Result<Swap<Catalogue>, PortError>> + Send;
}
