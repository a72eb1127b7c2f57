//! The start queue.

use aws_sdk_sqs::Client;
use domain::delivery::DeliveryId;
use usecases::delivery::ports::StartQueue;
use usecases::port_error::PortError;

use crate::error::port_error;
use crate::messages::StartMessage;

/// Where starts are asked for.
#[derive(Clone)]
pub struct Starts {
    client: Client,
    url: String,
}

impl Starts {
    /// Names the queue.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }
}

impl StartQueue for Starts {
    async fn enqueue_start(&self, id: DeliveryId, version: u64) -> Result<(), PortError> {
        let body = StartMessage { delivery: id, version }.to_json();
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(|_| ()).map_err(|error| port_error("the start queue", error))
    }
}
