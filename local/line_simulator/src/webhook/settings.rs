//! How webhooks are sent; tests change it while the simulator runs.

use serde::{Deserialize, Serialize};

/// The switches of the webhook sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookSettings {
    /// Where webhooks go.
    pub url: Option<String>,
    /// Whether webhooks are sent at all.
    pub active: bool,
    /// How many extra copies of each webhook are sent.
    #[serde(deserialize_with = "count_or_switch")]
    pub duplicate: u32,
    /// Whether webhooks overtake each other.
    pub reorder: bool,
    /// Whether a webhook not answered with 2xx is sent again.
    pub redelivery: bool,
    /// How long the first redelivery waits, in milliseconds; each further one waits twice as long.
    pub redelivery_delay_ms: u64,
    /// How many redeliveries one webhook gets.
    pub redeliveries: u32,
    /// Whether another module channel holds the chat: events carry no reply token.
    pub standby: bool,
    /// How many events may share one request.
    pub batch: usize,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            url: None,
            active: true,
            duplicate: 0,
            reorder: false,
            redelivery: false,
            redelivery_delay_ms: 1000,
            redeliveries: 4,
            standby: false,
            batch: 1,
        }
    }
}

/// `true` means one extra copy.
fn count_or_switch<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum CountOrSwitch {
        Switch(bool),
        Count(u32),
    }
    Ok(match CountOrSwitch::deserialize(deserializer)? {
        CountOrSwitch::Switch(on) => u32::from(on),
        CountOrSwitch::Count(count) => count,
    })
}
