//! Receipt handles: which delivery of which message of which queue, as an opaque text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::SqsError;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) number: u64,
    pub(super) delivery: u32,
}

impl Receipt {
    pub(super) fn to_handle(&self, queue: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{queue} {} {}", self.number, self.delivery))
    }

    pub(super) fn parse(handle: &str, queue: &str) -> Result<Self, SqsError> {
        let text = URL_SAFE_NO_PAD.decode(handle).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let parts: Vec<&str> = text.as_deref().unwrap_or_default().split(' ').collect();
        match parts[..] {
            [name, number, delivery] if name == queue => Ok(Self {
                number: number.parse().map_err(|_| SqsError::receipt())?,
                delivery: delivery.parse().map_err(|_| SqsError::receipt())?,
            }),
            _ => Err(SqsError::receipt()),
        }
    }
}
