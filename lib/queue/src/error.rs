//! One translation of SDK errors.

use aws_sdk_sqs::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use usecases::port_error::PortError;

pub(crate) fn port_error<E, R>(what: &'static str, error: SdkError<E, R>) -> PortError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug,
{
    let refused = match &error {
        SdkError::ServiceError(service) => service.err().code().is_some_and(|code| {
            code.contains("Validation") || code.contains("Invalid") || code.contains("NonExistent")
        }),
        SdkError::ConstructionFailure(_) => true,
        _ => false,
    };
    let reason = DisplayErrorContext(&error).to_string();
    if refused { PortError::Refused { what, reason } } else { PortError::Unavailable { what, reason } }
}
