//! S3: `s3s-fs` over a folder, with what it lacks around it: CORS, object-created events, atomic conditional puts.

mod cors;
mod objects;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, S3ConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::sync::broadcast;

use crate::clock::Clock;
use crate::counters::Counters;
use crate::wire::{Answer, AwsError};
use crate::{Config, StartError, files};
use cors::Cors;
use objects::Objects;

/// An object was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectCreated {
    /// Bucket name.
    pub bucket: String,
    /// Key as the writer gave it, not URL-encoded.
    pub key: String,
    /// Size in bytes.
    pub size: u64,
    /// Entity tag without quotes.
    pub e_tag: String,
    /// Time of the city's clock.
    pub at: SystemTime,
    /// `ObjectCreated:Put`, `ObjectCreated:Post`, `ObjectCreated:Copy` or `ObjectCreated:CompleteMultipartUpload`.
    pub event_name: &'static str,
    /// Counts who still holds this event, so that an idle city has told everybody.
    pub(super) heard: Arc<()>,
}

/// A whole object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// Its bytes.
    pub bytes: Bytes,
    /// Content type, if its writer gave one.
    pub content_type: Option<String>,
    /// How long it may be kept, if its writer said so.
    pub cache_control: Option<String>,
}

/// The buckets.
pub struct S3 {
    service: S3Service,
    objects: Objects,
    cors: Cors,
    /// Removed with the last user of a memory city.
    _temporary: Option<TemporaryFolder>,
}

impl S3 {
    pub(crate) fn open(
        folder: Option<&Path>,
        config: &Config,
        counters: Counters,
    ) -> Result<Self, StartError> {
        let temporary = if folder.is_none() { Some(TemporaryFolder::new()?) } else { None };
        let root = match (folder, &temporary) {
            (Some(folder), _) => folder.join("s3"),
            (None, Some(temporary)) => temporary.0.clone(),
            (None, None) => PathBuf::new(),
        };
        files::make_folder(&root)?;
        let objects = Objects::open(&root, config.clock.clone(), counters)?;
        let mut builder = S3ServiceBuilder::new(objects.clone());
        let key = &config.credentials;
        builder.set_auth(SimpleAuth::from_single(key.access_key_id.clone(), key.secret_access_key.clone()));
        builder.set_config(Arc::new(SkewFollowsClock(config.clock.clone())));
        let cors = Cors::new(&config.allowed_origins);
        Ok(Self { service: builder.build(), objects, cors, _temporary: temporary })
    }

    pub(crate) fn untold(&self) -> usize {
        self.objects.untold()
    }

    pub(crate) fn events(&self) -> broadcast::Receiver<ObjectCreated> {
        self.objects.events()
    }

    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Answer {
        if let Some(preflight) = self.cors.preflight(&request) {
            return preflight;
        }
        let allowed = self.cors.allowed(request.headers());
        let mut answer = match self.service.call(request.map(s3s::Body::from)).await {
            Ok(answer) => answer,
            Err(cause) => {
                tracing::error!("S3 failed: {cause:?}");
                let mut failed = Response::new(s3s::Body::empty());
                *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                failed
            }
        };
        if let Some(allowed) = allowed {
            Cors::mark(answer.headers_mut(), allowed);
        }
        answer
    }

    /// Lets browsers of this origin call, as a bucket's CORS rules would.
    pub fn allow_origin(&self, origin: &str) {
        self.cors.allow(origin);
    }

    /// Makes a bucket unless it is there.
    pub async fn create_bucket(&self, name: &str) -> Result<(), AwsError> {
        self.objects.create(name).await
    }

    /// Writes an object and raises its event.
    pub async fn put_object(&self, bucket: &str, key: &str, bytes: impl Into<Bytes>) -> Result<(), AwsError> {
        self.objects.put(bucket, key, bytes.into()).await
    }

    /// Reads a whole object.
    pub async fn get_object(&self, bucket: &str, key: &str) -> Result<Option<Bytes>, AwsError> {
        Ok(self.read_object(bucket, key).await?.map(|object| object.bytes))
    }

    /// Reads a whole object with what it is served as.
    pub async fn read_object(&self, bucket: &str, key: &str) -> Result<Option<StoredObject>, AwsError> {
        self.objects.get(bucket, key).await
    }
}

/// Function processes sign with the city's clock, so the allowed skew grows with its offset.
struct SkewFollowsClock(Clock);

impl S3ConfigProvider for SkewFollowsClock {
    fn snapshot(&self) -> Arc<S3Config> {
        let mut config = S3Config::default();
        let ahead = u32::try_from(self.0.offset().as_secs()).unwrap_or(u32::MAX);
        config.presigned_url_max_skew_time_secs =
            config.presigned_url_max_skew_time_secs.saturating_add(ahead);
        Arc::new(config)
    }
}

/// A folder that is removed when dropped.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> Result<Self, StartError> {
        let path = std::env::temp_dir().join(format!("kairan-s3-{}", uuid::Uuid::new_v4()));
        files::make_folder(&path)?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        if let Err(cause) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), "cannot remove the temporary folder: {cause}");
        }
    }
}
