//! The catalogue's versions in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::survey::Catalogue;
use usecases::delivery::ports::Swap;
use usecases::items::ports::Catalogues;
use usecases::port_error::PortError;

/// Catalogues in memory, the newest last.
#[derive(Debug, Default)]
pub struct InMemoryCatalogues(Mutex<Vec<Catalogue>>);

impl InMemoryCatalogues {
    /// Begins with these items as version 1.
    #[must_use]
    pub fn holding(catalogue: Catalogue) -> Self {
        Self(Mutex::new(vec![catalogue.at_version(1)]))
    }

    fn versions(&self) -> MutexGuard<'_, Vec<Catalogue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Catalogues for InMemoryCatalogues {
    async fn newest(&self) -> Result<Catalogue, PortError> {
        Ok(self.versions().last().cloned().unwrap_or_default())
    }

    async fn of_version(&self, version: u64) -> Result<Option<Catalogue>, PortError> {
        Ok(self.versions().iter().find(|one| one.version() == version).cloned())
    }

    async fn swap(&self, read: &Catalogue) -> Result<Swap<Catalogue>, PortError> {
        let mut versions = self.versions();
        let stands = versions.last().cloned().unwrap_or_default();
        if stands.version() != read.version() {
            return Ok(Swap::Lost(stands));
        }
        versions.push(read.clone().at_version(read.version() + 1));
        Ok(Swap::Done)
    }
}
