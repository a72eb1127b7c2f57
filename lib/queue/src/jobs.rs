//! The job queue: `{"v":1,"job":"…"}`. A message whose job is not finished is shown again soon instead of after the
//! queue's own time, which is for those whose reader was killed.

use std::time::Duration;

use aws_sdk_sqs::Client;
use domain::job::JobId;
use serde::{Deserialize, Serialize};
use usecases::jobs::ports::JobQueue;
use usecases::port_error::PortError;

use crate::error::port_error;
use crate::messages::InvalidMessage;

const QUEUE: &str = "the job queue";

/// Asks `run_job` for the next steps of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobMessage(pub JobId);

#[derive(Serialize, Deserialize)]
struct JobWire {
    v: u8,
    job: String,
}

impl JobMessage {
    /// The message's text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&JobWire { v: 1, job: self.0.to_string() }).unwrap_or_default()
    }

    /// Reads a message's text.
    pub fn parse(text: &str) -> Result<Self, InvalidMessage> {
        let wire: JobWire = serde_json::from_str(text).map_err(|_| InvalidMessage)?;
        let id = JobId::parse(&wire.job).map_err(|_| InvalidMessage)?;
        if wire.v == 1 { Ok(Self(id)) } else { Err(InvalidMessage) }
    }
}

/// Where jobs are asked for.
#[derive(Clone)]
pub struct JobQueueUrl {
    client: Client,
    url: String,
}

impl JobQueueUrl {
    /// Names the queue.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    /// Shows a message again after so long, in whole seconds.
    pub async fn show_again(&self, receipt: &str, after: Duration) -> Result<(), PortError> {
        let asked = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        let asked = asked.visibility_timeout(after.as_secs() as i32).send().await;
        asked.map(drop).map_err(|error| port_error(QUEUE, error))
    }
}

impl JobQueue for JobQueueUrl {
    async fn enqueue(&self, id: &JobId) -> Result<(), PortError> {
        let body = JobMessage(id.clone()).to_json();
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| port_error(QUEUE, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reads_back_and_a_newer_or_torn_one_is_refused() {
        let message = JobMessage(JobId::parse("compare-2026-11-26").unwrap());
        assert_eq!(message.to_json(), r#"{"v":1,"job":"compare-2026-11-26"}"#);
        assert_eq!(JobMessage::parse(&message.to_json()), Ok(message));
        for text in [r#"{"v":2,"job":"a"}"#, r#"{"v":1,"job":"a b"}"#, r#"{"v":1}"#, ""] {
            assert_eq!(JobMessage::parse(text), Err(InvalidMessage), "{text}");
        }
    }
}
