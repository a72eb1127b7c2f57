//! What a port may answer instead of a value: enough for the queue to know whether to try again.

/// A step outside this program did not work.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// It may work later: time-out, throttling, no connection.
    #[error("{what} is unavailable: {reason}")]
    Unavailable {
        /// The thing that was asked.
        what: &'static str,
        /// What it said; no personal data.
        reason: String,
    },
    /// It will not work like this: refused, or data that nobody of ours wrote.
    #[error("{what} refused: {reason}")]
    Refused {
        /// The thing that was asked.
        what: &'static str,
        /// What it said; no personal data.
        reason: String,
    },
}
