//! Uploads: `MEDIA#<id>`/`MEDIA` in the console table, `incoming/<id>` and `published/media/<content>/…` in their bucket.
//!
//! A row is of use until the composer has seen how it ended, so it goes by itself after a week. Published files stay:
//! a message on a phone shows them for as long as the phone keeps the talk.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{Config, ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::MetadataDirective;
use domain::media::{Media, MediaId};
use jiff::Timestamp;
use usecases::delivery::ports::Swap;
use usecases::jobs::ports::ObjectStat;
use usecases::media::ports::{MediaFiles, MediaRows};
use usecases::port_error::PortError;

use crate::bodies::{BodyItem, put_over, read_one};
use crate::error::{broken, port_error};
use crate::objects::{self, CHANGED, Missing};
use crate::pen::{Pen, Written};
use crate::post_policy::{Allowed, Signer, UploadForm, fields};
use crate::segment_item::key as row_key;

const TABLE: &str = "the uploads in the console table";
const BUCKET: &str = "the media bucket";
const ROW: &str = "MEDIA";
/// The composer asks for half a minute; a week leaves time to look into what went wrong.
const ROW_KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1_000;
/// S3 copies within itself, 200 MB in a few seconds; the usual limit of three would cut that off.
const COPY_TIMEOUT: Duration = Duration::from_secs(40);
/// The name is made from the content, so it never shows anything else.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Rows of uploads in the console table.
#[derive(Clone)]
pub struct MediaTable {
    client: aws_sdk_dynamodb::Client,
    table: String,
    pen: Pen,
}

fn partition_key(id: MediaId) -> String {
    format!("MEDIA#{id}")
}

impl MediaTable {
    /// Names the table.
    pub fn new(client: aws_sdk_dynamodb::Client, table: String) -> Self {
        Self { client, table, pen: Pen::Free }
    }

    /// The same table, whose writes come with what this pen brings.
    pub(crate) fn with_pen(self, pen: Pen) -> Self {
        Self { pen, ..self }
    }

    /// Writes over the version before, 0 being none.
    async fn put(&self, next: &Media) -> Result<Swap<()>, PortError> {
        let mut item = BodyItem::item(&partition_key(next.id), ROW, next.version, next)?;
        let expires_at = (next.created_at_ms + ROW_KEPT_MS) / 1_000;
        item.insert("expires_at".to_owned(), AttributeValue::N(expires_at.to_string()));
        let write = put_over(&self.table, item, next.version)?;
        match self.pen.write(&self.client, TABLE, vec![write], Some(next.version)).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => Ok(Swap::Lost(())),
        }
    }
}

impl MediaRows for MediaTable {
    async fn create(&self, media: &Media) -> Result<Swap<Media>, PortError> {
        match self.put(media).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.get(media.id).await?.map(Swap::Lost).ok_or_else(|| broken(TABLE)),
        }
    }

    async fn get(&self, id: MediaId) -> Result<Option<Media>, PortError> {
        read_one(self.client.get_item().table_name(&self.table), TABLE, row_key(&partition_key(id), ROW))
            .await
    }

    async fn replace(&self, next: &Media) -> Result<Swap<()>, PortError> {
        self.put(next).await
    }
}

/// The bucket of uploaded and published files.
#[derive(Clone)]
pub struct MediaBucket {
    client: Client,
    bucket: String,
    /// Who signs the forms; the client keeps its own to itself.
    credentials: Option<SharedCredentialsProvider>,
}

impl MediaBucket {
    /// Names the bucket. Without credentials it signs no forms.
    pub fn new(client: Client, bucket: String, credentials: Option<SharedCredentialsProvider>) -> Self {
        Self { client, bucket, credentials }
    }

    /// A form that lets its holder upload one file of this type under this key, once or again, for so long.
    pub async fn upload_form(
        &self,
        key: &str,
        content_type: &str,
        max_bytes: u64,
        (now_ms, valid): (u64, Duration),
    ) -> Result<UploadForm, PortError> {
        let unavailable = |reason: &str| PortError::Unavailable { what: BUCKET, reason: reason.to_owned() };
        let provider = self.credentials.as_ref().ok_or_else(|| broken(BUCKET))?;
        let credentials = provider.provide_credentials().await.map_err(|_| unavailable("no credentials"))?;
        let region = self.client.config().region().ok_or_else(|| broken(BUCKET))?;
        let now = Timestamp::from_millisecond(now_ms as i64).map_err(|_| broken(BUCKET))?;
        let allowed = Allowed { bucket: &self.bucket, key, content_type, max_bytes, expires: now + valid };
        let signer = Signer {
            access_key_id: credentials.access_key_id(),
            secret: credentials.secret_access_key(),
            session_token: credentials.session_token(),
            region: region.as_ref(),
            now,
        };
        Ok(UploadForm { url: self.address().await?, fields: fields(&allowed, &signer) })
    }

    /// Where the bucket is, as the SDK would call it: the part before the key of a signed address.
    async fn address(&self) -> Result<String, PortError> {
        let wish = PresigningConfig::expires_in(Duration::from_secs(1)).map_err(|_| broken(BUCKET))?;
        let signed = self.client.get_object().bucket(&self.bucket).key("address").presigned(wish).await;
        let signed = signed.map_err(|error| port_error(BUCKET, error))?;
        let address = signed.uri().split_once("/address?").map(|(address, _)| address.to_owned());
        address.ok_or_else(|| broken(BUCKET))
    }
}

/// A copy within S3 takes longer than other calls.
fn patient() -> aws_sdk_s3::config::Builder {
    let timeouts =
        TimeoutConfig::builder().operation_attempt_timeout(COPY_TIMEOUT).operation_timeout(COPY_TIMEOUT);
    Config::builder().timeout_config(timeouts.build())
}

impl MediaFiles for MediaBucket {
    async fn stat(&self, key: &str) -> Result<Option<ObjectStat>, PortError> {
        objects::stat(self.client.head_object().bucket(&self.bucket).key(key), BUCKET, Missing::Said).await
    }

    async fn range(
        &self,
        key: &str,
        tag: &str,
        from: u64,
        length: u64,
    ) -> Result<Option<Vec<u8>>, PortError> {
        if length == 0 {
            return Ok(Some(Vec::new()));
        }
        let range = format!("bytes={from}-{}", from + length - 1);
        let asked = self.client.get_object().bucket(&self.bucket).key(key).if_match(tag).range(range);
        objects::read(asked, BUCKET, Missing::Said).await
    }

    async fn publish(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), PortError> {
        let put = self.client.put_object().bucket(&self.bucket).key(key).body(ByteStream::from(bytes));
        let put = put.content_type(content_type).cache_control(FOR_EVER);
        put.send().await.map(drop).map_err(|error| port_error(BUCKET, error))
    }

    async fn publish_copy(
        &self,
        from: &str,
        tag: &str,
        key: &str,
        content_type: &str,
    ) -> Result<bool, PortError> {
        let source = format!("{}/{from}", self.bucket);
        let copy = self.client.copy_object().bucket(&self.bucket).key(key).copy_source(source);
        let copy = copy.copy_source_if_match(tag).metadata_directive(MetadataDirective::Replace);
        let copy = copy.content_type(content_type).cache_control(FOR_EVER);
        match copy.customize().config_override(patient()).send().await {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error)) if matches!(error.raw().status().as_u16(), 404 | CHANGED) => {
                Ok(false)
            }
            Err(error) => Err(port_error(BUCKET, error)),
        }
    }
}
