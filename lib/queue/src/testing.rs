//! The test queue: `{"v":1,"draft":"…","test":"…"}`, `{"v":1,"search":"…"}` or `{"v":1,"welcome":"…"}`. What is sent and
//! to whom stands in the table alone.

use aws_sdk_sqs::Client;
use domain::draft::DraftId;
use domain::test_delivery::TestId;
use domain::tester::{SearchId, TesterId};
use serde::{Deserialize, Serialize};
use usecases::port_error::PortError;
use usecases::testing::ports::TestQueue;

use crate::error::port_error;
use crate::messages::InvalidMessage;

const QUEUE: &str = "the test queue";

/// Asks `send_test` for something that only LINE can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestMessage {
    /// What is open of a test.
    Test {
        /// Which draft is tested.
        draft: DraftId,
        /// Which of its tests.
        test: TestId,
    },
    /// The names of a search for testers.
    Search(SearchId),
    /// The words for somebody who was picked as a tester.
    Welcome(TesterId),
}

#[derive(Default, Serialize, Deserialize)]
struct TestWire {
    v: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    test: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    search: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    welcome: Option<String>,
}

impl TestMessage {
    /// The message's text.
    pub fn to_json(self) -> String {
        let wire = match self {
            Self::Test { draft, test } => TestWire {
                v: 1,
                draft: Some(draft.to_string()),
                test: Some(test.to_string()),
                ..TestWire::default()
            },
            Self::Search(id) => TestWire { v: 1, search: Some(id.to_string()), ..TestWire::default() },
            Self::Welcome(id) => TestWire { v: 1, welcome: Some(id.to_string()), ..TestWire::default() },
        };
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Reads a message's text.
    pub fn parse(text: &str) -> Result<Self, InvalidMessage> {
        match serde_json::from_str(text).map_err(|_| InvalidMessage)? {
            TestWire { v: 1, draft: Some(draft), test: Some(test), search: None, welcome: None } => {
                let draft = DraftId::parse(&draft).map_err(|_| InvalidMessage)?;
                let test = TestId::parse(&test).map_err(|_| InvalidMessage)?;
                Ok(Self::Test { draft, test })
            }
            TestWire { v: 1, draft: None, test: None, search: Some(id), welcome: None } => {
                SearchId::parse(&id).map(Self::Search).map_err(|_| InvalidMessage)
            }
            TestWire { v: 1, draft: None, test: None, search: None, welcome: Some(id) } => {
                TesterId::parse(&id).map(Self::Welcome).map_err(|_| InvalidMessage)
            }
            _ => Err(InvalidMessage),
        }
    }
}

/// Where tests are asked for.
#[derive(Clone)]
pub struct TestQueueUrl {
    client: Client,
    url: String,
}

impl TestQueueUrl {
    /// Names the queue.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    async fn enqueue(&self, message: TestMessage) -> Result<(), PortError> {
        let sent =
            self.client.send_message().queue_url(&self.url).message_body(message.to_json()).send().await;
        sent.map(drop).map_err(|error| port_error(QUEUE, error))
    }
}

impl TestQueue for TestQueueUrl {
    async fn enqueue_test(&self, draft: DraftId, test: TestId) -> Result<(), PortError> {
        self.enqueue(TestMessage::Test { draft, test }).await
    }

    async fn enqueue_search(&self, id: SearchId) -> Result<(), PortError> {
        self.enqueue(TestMessage::Search(id)).await
    }

    async fn enqueue_welcome(&self, id: TesterId) -> Result<(), PortError> {
        self.enqueue(TestMessage::Welcome(id)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(event: &str) -> String {
        let event: serde_json::Value = serde_json::from_str(event).unwrap();
        event["Records"][0]["body"].as_str().unwrap().to_owned()
    }

    #[test]
    fn the_sample_events_read_back_and_a_newer_mixed_or_torn_message_is_refused() {
        let samples = [
            include_str!("../../../events/send_test/test.json"),
            include_str!("../../../events/send_test/search.json"),
            include_str!("../../../events/send_test/welcome.json"),
        ];
        let [test, search, welcome] = samples.map(body);
        for text in [&test, &search, &welcome] {
            assert_eq!(TestMessage::parse(text).unwrap().to_json(), *text);
            for torn in [text.replace("\"v\":1", "\"v\":2"), text.replace("\":\"", "\":\"l")] {
                assert_eq!(TestMessage::parse(&torn), Err(InvalidMessage), "{torn}");
            }
        }
        let with = |text: &str, other: &str| text.replacen("\"v\":1", &other[1..other.len() - 1], 1);
        let mixed = [with(&test, &search), with(&test, &welcome), with(&search, &welcome)];
        for text in mixed.iter().map(String::as_str).chain([r#"{"v":1}"#, ""]) {
            assert_eq!(TestMessage::parse(text), Err(InvalidMessage), "{text}");
        }
    }
}
