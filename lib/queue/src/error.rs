//! One translation of SDK errors.

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
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
    let reason = describe(&error);
    if refused { PortError::Refused { what, reason } } else { PortError::Unavailable { what, reason } }
}

/// What went wrong in words that hold no payload: the SDK's own text prints an answer it could not read.
fn describe<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(service) => {
            service.err().code().unwrap_or("an error without a code").to_owned()
        }
        SdkError::TimeoutError(_) => "no answer in time".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        SdkError::ResponseError(_) => "an unreadable answer".to_owned(),
        _ => "the request could not be built".to_owned(),
    }
}
