//! One translation of SDK errors: what may work later is unavailable, the rest is refused.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use usecases::port_error::PortError;

/// Codes that AWS answers to a request which is fine but came at a bad moment.
const LATER: [&str; 9] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "TransactionConflictException",
    "TransactionInProgressException",
    "TransactionCanceledException",
    "InternalServerError",
    "SlowDown",
    "ServiceUnavailable",
];

/// In the message of whatever will be refused again: a row above 400 KB or a transaction above 4 MB, which comes as a
/// refusal of its own or as one reason among those of a cancelled transaction.
const FOR_EVER: [&str; 4] = ["ValidationError", "ItemCollectionSizeLimit", "size has exceeded", "4MB"];

fn is_for_ever(error: &impl ProvideErrorMetadata) -> bool {
    error.message().is_some_and(|message| FOR_EVER.iter().any(|word| message.contains(word)))
}

pub(crate) fn port_error<E, R>(what: &'static str, error: SdkError<E, R>) -> PortError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug,
{
    let later = match &error {
        SdkError::ServiceError(service) => {
            service.err().code().is_some_and(|code| LATER.contains(&code)) && !is_for_ever(service.err())
        }
        _ => true,
    };
    let reason = describe(&error);
    if later { PortError::Unavailable { what, reason } } else { PortError::Refused { what, reason } }
}

pub(crate) fn broken(what: &'static str) -> PortError {
    PortError::Refused { what, reason: "an item is not readable".to_owned() }
}

/// What went wrong in words that hold no payload: the SDK's own text prints an answer it could not read.
fn describe<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or("an error without a code");
            let too_large = ", because a row has more than 400 KB or a transaction more than 4 MB";
            format!("{code}{}", if is_for_ever(service.err()) { too_large } else { "" })
        }
        SdkError::TimeoutError(_) => "no answer in time".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        SdkError::ResponseError(_) => "an unreadable answer".to_owned(),
        _ => "the request could not be built".to_owned(),
    }
}
