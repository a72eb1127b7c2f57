//! The part of API Gateway's REST proxy event that this function reads, and its answer. Everything else in the event
//! is skipped without being copied: this runs once for each webhook.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use line::signature::SIGNATURE_HEADER;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// One call of our webhook.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GatewayRequest {
    headers: Option<Signatures>,
    multi_value_headers: Option<Signatures>,
    body: Option<String>,
    is_base64_encoded: bool,
}

impl GatewayRequest {
    /// The one signature; `None` when there is none or more than one.
    pub fn signature(&self) -> Option<&str> {
        let all = [&self.multi_value_headers, &self.headers].into_iter().flatten();
        let mut found = all.filter(|signatures| !signatures.0.is_empty());
        match found.next()?.0.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The bytes that LINE sent, whichever way the gateway wrapped them; `None` when the wrapping is broken.
    pub fn into_body(self) -> Option<Vec<u8>> {
        let text = self.body.unwrap_or_default();
        if self.is_base64_encoded { STANDARD.decode(text).ok() } else { Some(text.into_bytes()) }
    }
}

/// Values of the signature header, in either of the event's two header maps; other headers are skipped.
#[derive(Default)]
struct Signatures(Vec<String>);

impl<'de> Deserialize<'de> for Signatures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SignaturesVisitor)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

struct SignaturesVisitor;

impl<'de> Visitor<'de> for SignaturesVisitor {
    type Value = Signatures;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of headers")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Signatures, M::Error> {
        let mut found = Signatures::default();
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if name.eq_ignore_ascii_case(SIGNATURE_HEADER) {
                match map.next_value()? {
                    OneOrMore::One(value) => found.0.push(value),
                    OneOrMore::More(values) => found.0.extend(values),
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// What the gateway sends back: a status and nothing else.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayAnswer {
    status_code: u16,
    body: &'static str,
    is_base64_encoded: bool,
}

impl GatewayAnswer {
    /// An answer without a body.
    pub fn status(status_code: u16) -> Self {
        Self { status_code, body: "", is_base64_encoded: false }
    }
}
