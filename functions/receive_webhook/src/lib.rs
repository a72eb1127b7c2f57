//! Takes a webhook from LINE: checks the signature over the raw bytes, splits by user, stores into both queues, and
//! only then answers 200. Anything that could not be stored is answered with 500, so that LINE sends it again.
//! Nothing is parsed before the signature fits, and no database, chatbot or LINE call is made.

use line::signature::ChannelSecrets;
use line::webhook::Envelope;
use queue::webhook_messages::LARGEST_BODY;
use runtime::{logs, metrics, secrets::Secret};
use serde::Deserialize;
use tracing::{error, warn};
use usecases::webhook::ports::{Intake, SignedBody};

mod gateway;

pub use gateway::{GatewayAnswer, GatewayRequest};

/// The channel that webhooks are for, from the secret `{"channel_secrets":[…],"bot_user_id":"U…"}`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "WireChannel")]
pub struct Channel {
    secrets: ChannelSecrets,
    bot_user_id: String,
}

#[derive(Deserialize)]
struct WireChannel {
    channel_secrets: Vec<String>,
    bot_user_id: String,
}

impl TryFrom<WireChannel> for Channel {
    type Error = line::signature::InvalidSecrets;

    fn try_from(wire: WireChannel) -> Result<Self, Self::Error> {
        Ok(Self { secrets: ChannelSecrets::new(&wire.channel_secrets)?, bot_user_id: wire.bot_user_id })
    }
}

/// Why a webhook was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// No signature, several, or one that does not fit.
    Signature,
    /// Signed, and yet no webhook of ours: broken JSON or another bot's.
    Malformed,
    /// Signed, and one event alone is larger than a queue message may be.
    TooLarge,
}

/// Answers one call with what `secret` holds now.
pub async fn receive(
    secret: &Secret<Channel>,
    intake: &impl Intake,
    request: GatewayRequest,
) -> GatewayAnswer {
    match secret.get().await {
        Ok(channel) => answer(&channel, intake, request, runtime::clock::now_ms()).await,
        Err(unavailable) => {
            error!("webhook could not be checked: {}", logs::chain(&unavailable));
            GatewayAnswer::status(500)
        }
    }
}

/// Answers one call: 200 stored, 401 signature, 400 malformed, 413 too large, 500 not stored.
pub async fn answer(
    channel: &Channel,
    intake: &impl Intake,
    request: GatewayRequest,
    now_ms: u64,
) -> GatewayAnswer {
    let bodies = match open(channel, request, now_ms) {
        Ok(bodies) => bodies,
        Err(refusal) => return refuse(refusal),
    };
    if bodies.is_empty() {
        return GatewayAnswer::status(200); // LINE's connection check
    }
    match intake.store(&bodies).await {
        Ok(()) => GatewayAnswer::status(200),
        Err(unstored) => {
            error!(bodies = bodies.len(), "webhook could not be stored: {}", logs::chain(&unstored));
            GatewayAnswer::status(500)
        }
    }
}

fn open(channel: &Channel, request: GatewayRequest, now_ms: u64) -> Result<Vec<SignedBody>, Refusal> {
    let signature = request.signature().ok_or(Refusal::Signature)?.to_owned();
    let body = request.into_body().ok_or(Refusal::Signature)?;
    if !channel.secrets.verify(&body, signature.as_bytes()) {
        return Err(Refusal::Signature);
    }
    let envelope = Envelope::parse(&body).map_err(|_| Refusal::Malformed)?;
    if envelope.destination != channel.bot_user_id {
        return Err(Refusal::Malformed);
    }
    let parts = envelope.split_by_user(LARGEST_BODY);
    if parts.iter().any(|part| part.body.len() > LARGEST_BODY) {
        return Err(Refusal::TooLarge);
    }
    let signed =
        |original: bool, body: &[u8]| if original { signature.clone() } else { channel.secrets.sign(body) };
    let bodies = parts.into_iter().map(|part| SignedBody {
        source: part.source.as_str().to_owned(),
        signature: signed(part.is_original(), &part.body),
        body: part.body.into_owned(),
        received_at_ms: now_ms,
    });
    Ok(bodies.collect())
}

fn refuse(refusal: Refusal) -> GatewayAnswer {
    let (status, words) = match refusal {
        Refusal::Signature => {
            metrics::count("WebhookSignatureRefused", 1);
            return GatewayAnswer::status(401);
        }
        Refusal::Malformed => (400, "malformed or for another bot"),
        Refusal::TooLarge => (413, "larger than a queue message"),
    };
    warn!(status, "signed webhook was refused: {words}");
    GatewayAnswer::status(status)
}
