//! The start queue.

use std::time::Duration;

use aws_sdk_sqs::Client;
use domain::delivery::DeliveryId;
use usecases::delivery::ports::{LONGEST_DELAY, StartQueue};
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
    async fn enqueue_start(&self, id: DeliveryId, version: u64, delay: Duration) -> Result<(), PortError> {
        let body = StartMessage { delivery: id, version }.to_json();
        // Rounded up: a message that comes too early waits once more.
        let seconds = delay.min(LONGEST_DELAY).as_millis().div_ceil(1_000) as i32;
        let message = self.client.send_message().queue_url(&self.url).message_body(body);
        let message = if seconds > 0 { message.delay_seconds(seconds) } else { message };
        message.send().await.map(|_| ()).map_err(|error| port_error("the start queue", error))
    }
}
