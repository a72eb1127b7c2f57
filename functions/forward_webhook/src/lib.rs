//! Hands each user's webhook body on to the existing chatbot, byte for byte, and parks what it does not take.
//! One message a call (the mapping's batch size), so that a slow answer for one user holds up nobody else.

use std::time::{Duration, SystemTime};

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use queue::webhook_messages;
use runtime::{logs, metrics, sqs::PartialBatch};
use tracing::{error, warn};
use usecases::webhook::breaker::Breaker;
use usecases::webhook::forward::{Forwarded, forward_webhook};
use usecases::webhook::ports::{ForwardTarget, Parking};

mod chatbot;

pub use chatbot::Chatbot;
pub use outbound::address;

/// Kept free at the end of an invocation for parking the body.
const TIME_TO_PARK: Duration = Duration::from_secs(3);

/// Deals with one batch; the first message that fails and all behind it come again.
pub async fn forward(
    target: &impl ForwardTarget,
    parking: &impl Parking,
    breaker: &Breaker,
    batch: SqsEvent,
    deadline: SystemTime,
) -> PartialBatch {
    let mut answer = PartialBatch::default();
    for record in batch.records {
        let id = record.message_id.clone().unwrap_or_default();
        if answer.failures() > 0 || !is_dealt_with(target, parking, breaker, record, deadline).await {
            answer.fail(id);
        }
    }
    answer
}

async fn is_dealt_with(
    target: &impl ForwardTarget,
    parking: &impl Parking,
    breaker: &Breaker,
    record: SqsMessage,
    deadline: SystemTime,
) -> bool {
    let mut body = match webhook_messages::parse(record.body.as_deref().unwrap_or_default()) {
        Ok(body) => body,
        Err(unreadable) => {
            error!("webhook could not be forwarded: {unreadable}");
            return false;
        }
    };
    body.source = record.attributes.get("MessageGroupId").cloned().unwrap_or_default();
    let left = deadline.duration_since(SystemTime::now()).unwrap_or_default();
    match forward_webhook(target, parking, breaker, &body, left.saturating_sub(TIME_TO_PARK)).await {
        Ok(Forwarded::Taken) => true,
        Ok(Forwarded::Parked { reason }) => {
            warn!("parked a webhook for the chatbot: {reason}");
            metrics::count("ForwardFailed", 1);
            true
        }
        Err(unparked) => {
            error!("webhook could not be forwarded: {}", logs::chain(&unparked));
            metrics::count("ForwardFailed", 1);
            false
        }
    }
}
