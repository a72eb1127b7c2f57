//! What the browser says about the page that asked: "client data", which the device signs with.
use serde::Deserialize;

use super::ceremony::PasskeyFault;
use super::{Bytes, Challenge, Site};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// Checks that a page of our site asked for this with our challenge, and not inside somebody else's page.
pub(super) fn check(
    bytes: &Bytes,
    kind: &str,
    challenge: &Challenge,
    site: &Site,
) -> Result<(), PasskeyFault> {
    let said: ClientData = serde_json::from_slice(&bytes.0).map_err(|_| PasskeyFault::Unreadable)?;
    if said.kind != kind {
        return Err(PasskeyFault::OtherCeremony);
    }
    if said.challenge != challenge.bytes.text() {
        return Err(PasskeyFault::OtherChallenge);
    }
    if said.origin != site.origin() || said.cross_origin || said.top_origin.is_some() {
        return Err(PasskeyFault::OtherOrigin);
    }
    Ok(())
}
