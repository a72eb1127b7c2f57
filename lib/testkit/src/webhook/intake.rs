//! Keeps webhook bodies in memory, or refuses them.

use std::sync::{Mutex, PoisonError};

use usecases::port_error::PortError;
use usecases::webhook::ports::{Intake, SignedBody};

/// The two queues behind `receive_webhook`, as one list.
#[derive(Debug, Default)]
pub struct InMemoryIntake {
    stored: Mutex<Vec<SignedBody>>,
    down: bool,
}

impl InMemoryIntake {
    /// Takes nothing.
    pub fn unavailable() -> Self {
        Self { down: true, ..Self::default() }
    }

    /// Everything stored, in order.
    pub fn stored(&self) -> Vec<SignedBody> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Intake for InMemoryIntake {
    async fn store(&self, bodies: &[SignedBody]) -> Result<(), PortError> {
        if self.down {
            return Err(PortError::Unavailable { what: "in-memory queue", reason: "as ordered".into() });
        }
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bodies);
        Ok(())
    }
}
