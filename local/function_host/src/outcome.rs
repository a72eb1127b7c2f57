//! How an invocation can end.

use std::time::Duration;

use bytes::Bytes;

/// Why an invocation gave no answer. A function's own error is told apart from a process that died.
#[derive(Clone, Debug, thiserror::Error)]
pub enum InvokeError {
    /// There is no such function in the template.
    #[error("{0} is no function of the template")]
    UnknownFunction(String),
    /// Every process the function may have is busy; Lambda answers 429.
    #[error("{0} is at its concurrency limit")]
    Throttled(String),
    /// The binary could not be started.
    #[error("{function} could not be started: {reason}")]
    Start {
        /// Logical id.
        function: String,
        /// What the operating system or the process said.
        reason: String,
    },
    /// The process posted an error to the Runtime API and lives on.
    #[error("{function} failed: {error_type}: {message}")]
    Function {
        /// Logical id.
        function: String,
        /// `errorType` of the report.
        error_type: String,
        /// `errorMessage` of the report.
        message: String,
    },
    /// The process ended in the middle of the invocation.
    #[error("{function} exited during the invocation: {status}")]
    Exited {
        /// Logical id.
        function: String,
        /// Exit code or signal.
        status: String,
    },
    /// The process was killed because the invocation took too long.
    #[error("{function} was killed after {limit:?}")]
    TimedOut {
        /// Logical id.
        function: String,
        /// The function's timeout.
        limit: Duration,
    },
}

impl InvokeError {
    /// Lambda's name for the error, as in the `errorType` of its reports.
    pub fn error_type(&self) -> &str {
        match self {
            Self::UnknownFunction(_) => "ResourceNotFoundException",
            Self::Throttled(_) => "TooManyRequestsException",
            Self::Start { .. } => "Runtime.InvalidEntrypoint",
            Self::Function { error_type, .. } => error_type,
            Self::Exited { .. } => "Runtime.ExitError",
            Self::TimedOut { .. } => "Sandbox.Timedout",
        }
    }
}

/// What the Runtime API heard about one invocation.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The answer.
    Response(Bytes),
    /// The function's report of its error.
    Error { error_type: String, message: String },
    /// The process ended; the text says how.
    Exited(String),
}

/// Counts of one function since the host started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Invocations that were handed to a process.
    pub invocations: u64,
    /// Invocations that ended in any error, throttles left out.
    pub errors: u64,
    /// Callers that were sent away because of the concurrency limit.
    pub throttles: u64,
    /// Invocations that were killed at the timeout.
    pub timeouts: u64,
    /// Processes that were started.
    pub starts: u64,
    /// Processes that ended for whatever reason; counted when it is noticed.
    pub deaths: u64,
    /// Invocations that run now.
    pub in_flight: u64,
    /// Most invocations that ever ran at once.
    pub peak: u64,
}
