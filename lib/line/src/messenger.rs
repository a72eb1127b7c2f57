//! The client as the use cases' ports see it: outcomes become decisions' words.

use bytes::Bytes;
use domain::batch::{AttemptOutcome, RefusedFor};
use domain::message::Messages;
use domain::retry_key::RetryKey;
use domain::test_delivery::TestRequest;
use domain::tester::Tester;
use domain::user_id::UserId;
use usecases::{
    delivery::ports::Messenger,
    jobs::ports::{FriendPage, Friends},
    port_error::PortError,
    testing::ports::{Profiles, TesterLine},
    webhook::ports::Replier,
};

use crate::{
    client::{LineClient, NoValue},
    outcome::{ErrorDetail, Outcome},
};

/// LINE's words are kept to this many characters in a batch row.
const MESSAGE_LENGTH: usize = 200;

impl Messenger for LineClient {
    async fn multicast(&self, body: Vec<u8>, key: RetryKey) -> Result<AttemptOutcome, PortError> {
        Ok(attempt_outcome(LineClient::multicast(self, Bytes::from(body), &key.to_string()).await))
    }

    async fn broadcast(&self, body: Vec<u8>, key: RetryKey) -> Result<AttemptOutcome, PortError> {
        Ok(attempt_outcome(LineClient::broadcast(self, Bytes::from(body), &key.to_string()).await))
    }
}

impl TesterLine for LineClient {
    async fn push_test(&self, request: &TestRequest) -> Result<AttemptOutcome, PortError> {
        let body = Bytes::copy_from_slice(request.body());
        Ok(attempt_outcome(self.push(body, &request.key().to_string()).await))
    }

    async fn welcome(&self, tester: &Tester, words: &Messages) -> Result<AttemptOutcome, PortError> {
        let body = format!(r#"{{"to":"{}","messages":{}}}"#, tester.user().as_str(), words.as_json());
        let key = RetryKey::for_welcome(tester).to_string();
        Ok(attempt_outcome(self.push(Bytes::from(body), &key).await))
    }
}

impl Profiles for LineClient {
    async fn display_name(&self, user: &UserId) -> Result<Option<String>, PortError> {
        let what = "LINE's profile";
        match LineClient::display_name(self, user.as_str()).await {
            Ok(name) => Ok(Some(name)),
            Err(NoValue(Outcome::Refused { status: 404, .. })) => Ok(None),
            Err(NoValue(Outcome::Refused { status, .. })) => {
                Err(PortError::Refused { what, reason: format!("status {status}") })
            }
            Err(NoValue(_)) => Err(PortError::Unavailable { what, reason: "no name was told".to_owned() }),
        }
    }
}

impl Replier for LineClient {
    async fn reply_messages(&self, reply_token: &str, messages: &Messages) -> Result<(), PortError> {
        let token = serde_json::Value::from(reply_token);
        let body = format!(r#"{{"replyToken":{token},"messages":{}}}"#, messages.as_json());
        reply_result(self.reply(Bytes::from(body)).await)
    }
}

impl Friends for LineClient {
    async fn friends(&self, from: Option<&str>) -> Result<FriendPage, PortError> {
        let what = "LINE's list of friends";
        let page = self.follower_ids(from).await.map_err(|NoValue(outcome)| match outcome {
            Outcome::Refused { status, .. } => {
                PortError::Refused { what, reason: format!("status {status}") }
            }
            Outcome::Unauthorized { .. } => PortError::Refused { what, reason: "unauthorized".to_owned() },
            other => PortError::Unavailable {
                what,
                reason: format!("{other:?}").chars().take(MESSAGE_LENGTH).collect(),
            },
        })?;
        let users = page.user_ids.into_iter().map(UserId::parse).collect::<Result<_, _>>();
        let users = users.map_err(|_| PortError::Refused { what, reason: "an id is not one".to_owned() })?;
        Ok(FriendPage { users, next: page.next })
    }
}

fn attempt_outcome(outcome: Outcome) -> AttemptOutcome {
    match outcome {
        Outcome::Accepted { request_id } => {
            AttemptOutcome::Accepted { request_id: request_id.unwrap_or_default() }
        }
        Outcome::AlreadyAccepted { accepted_request_id: Some(request_id), .. } => {
            AttemptOutcome::Accepted { request_id }
        }
        Outcome::AlreadyAccepted { accepted_request_id: None, .. } => AttemptOutcome::UnprovenConflict,
        Outcome::RateLimited { retry_after } => AttemptOutcome::RateLimited { retry_after },
        Outcome::QuotaReached { .. } => AttemptOutcome::QuotaReached,
        Outcome::Refused { status, message, details, .. } => AttemptOutcome::Refused {
            because: refused_for(status, &message, &details),
            message: shortened(&message, &details),
        },
        Outcome::Unauthorized { .. } => AttemptOutcome::Unauthorized,
        Outcome::ServerError { status, .. } => AttemptOutcome::ServerError { status },
        Outcome::NotSent { .. } => AttemptOutcome::NotSent,
        Outcome::Unanswered { .. } => AttemptOutcome::Unanswered,
    }
}

/// A 400 that does not speak of the messages may be about a recipient. Any other status, a wrong address among
/// them, says nothing of recipients: asking again in halves would only multiply it (R-D7).
fn refused_for(status: u16, message: &str, details: &[ErrorDetail]) -> RefusedFor {
    let names_a_message = |text: &str| text.contains("messages[") || text == "messages";
    let about_content =
        names_a_message(message) || details.iter().any(|detail| names_a_message(&detail.property));
    if status != 400 || about_content { RefusedFor::Content } else { RefusedFor::Recipients }
}

fn shortened(message: &str, details: &[ErrorDetail]) -> String {
    let details = details.iter().map(|detail| format!("; {}: {}", detail.property, detail.message));
    let whole: String = std::iter::once(message.to_owned()).chain(details).collect();
    whole.chars().take(MESSAGE_LENGTH).collect()
}

fn reply_result(outcome: Outcome) -> Result<(), PortError> {
    let what = "LINE's reply";
    match outcome {
        Outcome::Accepted { .. } => Ok(()),
        Outcome::RateLimited { .. } => {
            Err(PortError::Unavailable { what, reason: "too many requests".into() })
        }
        Outcome::ServerError { status, .. } => {
            Err(PortError::Unavailable { what, reason: format!("status {status}") })
        }
        Outcome::NotSent { reason } | Outcome::Unanswered { reason } => {
            Err(PortError::Unavailable { what, reason })
        }
        Outcome::Refused { status, message, .. } => {
            Err(PortError::Refused { what, reason: format!("status {status}: {message}") })
        }
        Outcome::Unauthorized { message } | Outcome::QuotaReached { message } => {
            Err(PortError::Refused { what, reason: message })
        }
        Outcome::AlreadyAccepted { .. } => Err(PortError::Refused { what, reason: "status 409".into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(message: &str, property: &str) -> AttemptOutcome {
        let details = vec![ErrorDetail { message: "bad".into(), property: property.into() }];
        attempt_outcome(Outcome::Refused { status: 400, message: message.into(), details, request_id: None })
    }

    #[test]
    fn a_refusal_is_about_the_content_only_if_it_names_a_message() {
        let because = |outcome| match outcome {
            AttemptOutcome::Refused { because, .. } => because,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            because(refused("The request body has 1 error(s)", "messages[0].text")),
            RefusedFor::Content
        );
        let flex = "A message (messages[0]) in the request body is invalid";
        assert_eq!(because(refused(flex, "/footer/contents/2")), RefusedFor::Content);
        let recipient = "The property, to[1], in the request body is invalid (line: -, column: -)";
        assert_eq!(because(refused(recipient, "")), RefusedFor::Recipients);
        assert_eq!(because(refused("something new", "")), RefusedFor::Recipients);
    }

    #[test]
    fn a_conflict_counts_as_accepted_only_with_the_accepted_call() {
        let conflict = |accepted: Option<&str>| {
            attempt_outcome(Outcome::AlreadyAccepted {
                request_id: Some("r2".into()),
                accepted_request_id: accepted.map(str::to_owned),
            })
        };
        assert_eq!(conflict(Some("r1")), AttemptOutcome::Accepted { request_id: "r1".into() });
        assert_eq!(conflict(None), AttemptOutcome::UnprovenConflict);
    }
}
