//! The first start: three phones that add the account as a friend, through the real webhook.

use std::time::Duration;

use line_simulator::Friend;

use crate::{City, phones};

/// The citizens on the three phones.
const CITIZENS: [&str; 3] = ["川崎 花子", "多摩 太郎", "Saiwai Maria"];
/// How long the first greeting may take before the start goes on without waiting.
const GREETING: Duration = Duration::from_secs(6);

/// Seeds a city that has no phones yet and leaves any other as it is; says whether it did.
pub async fn seed(city: &City) -> bool {
    if !phones::none_yet(&city.line).await {
        return false;
    }
    for name in CITIZENS {
        let citizen = city.line.add_user(name, Friend::None);
        if city.line.set_friend(&citizen, Friend::Following).is_err() {
            tracing::warn!("the phone of {name} could not add the account");
        }
    }
    if !city.wait_idle(GREETING).await {
        tracing::warn!("the greetings of the three phones are still under way");
    }
    true
}
