//! Frozen recipients in S3: `deliveries/<id>/part-<number>`, each written once (`If-None-Match: *`).

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use domain::delivery::DeliveryId;
use usecases::delivery::ports::{FrozenRecipients, Swap};
use usecases::port_error::PortError;

use crate::error::{broken, port_error};

const BUCKET: &str = "the recipients bucket";

/// The bucket of frozen recipients.
#[derive(Clone)]
pub struct RecipientsBucket {
    client: Client,
    bucket: String,
}

fn object_key(id: DeliveryId, part: u32) -> String {
    format!("deliveries/{id}/part-{part:05}")
}

impl RecipientsBucket {
    /// Names the bucket.
    pub fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    async fn read(
        &self,
        id: DeliveryId,
        part: u32,
        range: Option<String>,
    ) -> Result<Option<Vec<u8>>, PortError> {
        let asked = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(object_key(id, part))
            .set_range(range)
            .send()
            .await;
        let object = match asked {
            Ok(object) => object,
            Err(SdkError::ServiceError(error)) if error.err().is_no_such_key() => return Ok(None),
            Err(error) => return Err(port_error(BUCKET, error)),
        };
        let bytes = object
            .body
            .collect()
            .await
            .map_err(|error| PortError::Unavailable { what: BUCKET, reason: error.to_string() })?;
        Ok(Some(bytes.to_vec()))
    }
}

impl FrozenRecipients for RecipientsBucket {
    async fn put_part(&self, id: DeliveryId, part: u32, bytes: Vec<u8>) -> Result<Swap<Vec<u8>>, PortError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(object_key(id, part))
            .if_none_match("*")
            .body(ByteStream::from(bytes))
            .send()
            .await;
        match put {
            Ok(_) => Ok(Swap::Done),
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err().code(),
                    Some("PreconditionFailed" | "ConditionalRequestConflict")
                ) =>
            {
                let stands = self.part(id, part).await?;
                stands.map(Swap::Lost).ok_or(PortError::Unavailable {
                    what: BUCKET,
                    reason: "a part is being written by another run".to_owned(),
                })
            }
            Err(error) => Err(port_error(BUCKET, error)),
        }
    }

    async fn part(&self, id: DeliveryId, part: u32) -> Result<Option<Vec<u8>>, PortError> {
        self.read(id, part, None).await
    }

    async fn range(&self, id: DeliveryId, part: u32, from: u64, length: u64) -> Result<Vec<u8>, PortError> {
        let range = format!("bytes={from}-{}", from + length - 1);
        let bytes = self.read(id, part, Some(range)).await?.ok_or_else(|| broken(BUCKET))?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(broken(BUCKET)) }
    }
}
