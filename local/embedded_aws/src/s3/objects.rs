//! The object store behind the protocol: `s3s-fs` does the work, writes are announced, conditional puts are atomic.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CopySource, CreateBucketInput,
    CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteBucketInput,
    DeleteBucketOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, ETag,
    ETagCondition, GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput, GetObjectOutput,
    HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput,
    ListBucketsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
    ListPartsInput, ListPartsOutput, PutObjectInput, PutObjectOutput, StreamingBlob, UploadPartCopyInput,
    UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{Body, S3, S3Request, S3Response, S3Result};
use s3s_fs::FileSystem;
use tokio::sync::{Mutex, MutexGuard, broadcast};

use super::{ObjectCreated, StoredObject};
use crate::StartError;
use crate::clock::Clock;
use crate::counters::Counters;
use crate::wire::AwsError;

/// Answers up to this size are read in one piece; the file server reads 4 KiB at a time.
const READ_AT_ONCE_BYTES: i64 = 8 * 1024 * 1024;

/// Shared with every event that somebody still holds, and with nothing else.
#[derive(Default)]
struct Heard(Arc<()>);

#[derive(Clone)]
pub(super) struct Objects {
    files: Arc<FileSystem>,
    root: PathBuf,
    /// One of them is held from a condition's check to the end of the write, chosen by the key.
    writing: Arc<[Mutex<()>; 64]>,
    events: broadcast::Sender<ObjectCreated>,
    heard: Arc<Heard>,
    clock: Clock,
    counters: Counters,
}

impl Objects {
    pub(super) fn open(root: &Path, clock: Clock, counters: Counters) -> Result<Self, StartError> {
        let files = FileSystem::new(root).map_err(|cause| StartError::ObjectStore(format!("{cause:?}")))?;
        let events = broadcast::Sender::new(1024);
        let root = root.to_owned();
        Ok(Self {
            files: Arc::new(files),
            root,
            writing: Arc::new(std::array::from_fn(|_| Mutex::default())),
            events,
            heard: Arc::default(),
            clock,
            counters,
        })
    }

    /// How many events somebody still has to hear or is acting on.
    pub(super) fn untold(&self) -> usize {
        Arc::strong_count(&self.heard.0) - 1
    }

    pub(super) fn events(&self) -> broadcast::Receiver<ObjectCreated> {
        self.events.subscribe()
    }

    pub(super) async fn create(&self, bucket: &str) -> Result<(), AwsError> {
        tokio::fs::create_dir_all(self.root.join(bucket)).await.map_err(AwsError::internal)
    }

    pub(super) async fn put(&self, bucket: &str, key: &str, bytes: Bytes) -> Result<(), AwsError> {
        let mut input =
            PutObjectInput { bucket: bucket.to_owned(), key: key.to_owned(), ..PutObjectInput::default() };
        input.content_length = i64::try_from(bytes.len()).ok();
        input.body = Some(StreamingBlob::from(Body::from(bytes)));
        self.put_and_tell("ObjectCreated:Put", in_process(input)).await.map_err(AwsError::internal)?;
        Ok(())
    }

    pub(super) async fn get(&self, bucket: &str, key: &str) -> Result<Option<StoredObject>, AwsError> {
        let input =
            GetObjectInput { bucket: bucket.to_owned(), key: key.to_owned(), ..GetObjectInput::default() };
        let output = match self.files.get_object(in_process(input)).await {
            Ok(output) => output.output,
            Err(cause) if cause.code() == &s3s::S3ErrorCode::NoSuchKey => return Ok(None),
            Err(cause) => return Err(AwsError::internal(cause)),
        };
        let bytes = match output.body.map(Body::from) {
            Some(mut body) => body.store_all_limited(usize::MAX).await.map_err(AwsError::internal)?,
            None => Bytes::new(),
        };
        let (content_type, cache_control) = (output.content_type, output.cache_control);
        Ok(Some(StoredObject { bytes, content_type, cache_control }))
    }

    async fn put_and_tell(
        &self,
        event_name: &'static str,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        let response = {
            let _alone = self.alone(&bucket, &key).await;
            self.files.put_object(request).await?
        };
        self.tell(event_name, bucket, key, response.output.e_tag.as_ref()).await;
        Ok(response)
    }

    /// Refuses a read of an object that has another tag by now; the file server leaves that out.
    async fn check_tag(&self, bucket: &str, key: &str, wanted: &ETag) -> S3Result<()> {
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let head = HeadObjectInput { bucket, key, ..HeadObjectInput::default() };
        let stands = self.files.head_object(in_process(head)).await.map(|head| head.output.e_tag);
        match stands {
            Ok(Some(tag)) if !tag.strong_cmp(wanted) => Err(s3s::s3_error!(PreconditionFailed)),
            _ => Ok(()), // what is not there is said by the read itself
        }
    }

    async fn alone(&self, bucket: &str, key: &str) -> MutexGuard<'_, ()> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((bucket, key));
        self.writing[(hash % self.writing.len() as u64) as usize].lock().await
    }

    async fn tell(&self, event_name: &'static str, bucket: String, key: String, e_tag: Option<&ETag>) {
        let written = tokio::fs::metadata(self.root.join(&bucket).join(&key)).await;
        let size = written.map_or(0, |it| it.len());
        let e_tag = e_tag.map(|it| it.value().to_owned()).unwrap_or_default();
        let at = self.clock.now();
        let heard = Arc::clone(&self.heard.0);
        let event = ObjectCreated { bucket, key, size, e_tag, at, event_name, heard };
        let _nobody_listens = self.events.send(event);
    }

    /// Reads the answered part of a file at once.
    async fn read_part(&self, path: PathBuf, output: &GetObjectOutput) -> std::io::Result<Bytes> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let length = output.content_length.unwrap_or_default().max(0) as usize;
        let first = output.content_range.as_deref().and_then(first_byte).unwrap_or_default();
        let read = move || {
            let mut file = std::fs::File::open(path)?;
            file.seek(SeekFrom::Start(first))?;
            let mut bytes = vec![0; length];
            file.read_exact(&mut bytes)?;
            Ok(Bytes::from(bytes))
        };
        tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)?
    }
}

/// First byte of `bytes 10-19/200`.
fn first_byte(content_range: &str) -> Option<u64> {
    content_range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

fn in_process<T>(input: T) -> S3Request<T> {
    S3Request {
        input,
        method: Method::GET,
        uri: Uri::default(),
        headers: HeaderMap::new(),
        extensions: http::Extensions::new(),
        credentials: None,
        region: None,
        service: None,
        trailing_headers: None,
    }
}

macro_rules! object_store {
    ($($method:ident $name:literal $input:ty => $output:ty;)*) => {
        #[async_trait::async_trait]
        impl S3 for Objects {
            $(async fn $method(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                self.counters.called("s3", $name);
                self.files.$method(request).await
            })*

            async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
                // A browser's form comes here, too; its policy was checked on the way.
                let is_form = request.method == Method::POST;
                let (name, event) =
                    if is_form { ("PostObject", "ObjectCreated:Post") } else { ("PutObject", "ObjectCreated:Put") };
                self.counters.called("s3", name);
                self.put_and_tell(event, request).await
            }

            async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
                self.counters.called("s3", "GetObject");
                let path = self.root.join(&request.input.bucket).join(&request.input.key);
                if let Some(ETagCondition::ETag(wanted)) = &request.input.if_match {
                    self.check_tag(&request.input.bucket, &request.input.key, wanted).await?;
                }
                let mut response = self.files.get_object(request).await?;
                if response.output.content_length.is_some_and(|length| length <= READ_AT_ONCE_BYTES) {
                    let bytes = self.read_part(path, &response.output).await.map_err(s3s::S3Error::internal_error)?;
                    response.output.body = Some(StreamingBlob::from(Body::from(bytes)));
                }
                Ok(response)
            }

            async fn copy_object(&self, request: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
                self.counters.called("s3", "CopyObject");
                let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
                if let (Some(ETagCondition::ETag(wanted)), CopySource::Bucket { bucket, key, .. }) =
                    (&request.input.copy_source_if_match, &request.input.copy_source)
                {
                    self.check_tag(bucket, key, wanted).await?;
                }
                let response = self.files.copy_object(request).await?;
                let e_tag = response.output.copy_object_result.as_ref().and_then(|it| it.e_tag.as_ref());
                self.tell("ObjectCreated:Copy", bucket, key, e_tag).await;
                Ok(response)
            }

            async fn complete_multipart_upload(
                &self,
                request: S3Request<CompleteMultipartUploadInput>,
            ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
                self.counters.called("s3", "CompleteMultipartUpload");
                let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
                let response = {
                    let _alone = self.alone(&bucket, &key).await;
                    self.files.complete_multipart_upload(request).await?
                };
                let e_tag = response.output.e_tag.as_ref();
                self.tell("ObjectCreated:CompleteMultipartUpload", bucket, key, e_tag).await;
                Ok(response)
            }
        }
    };
}

object_store! {
    create_bucket "CreateBucket" CreateBucketInput => CreateBucketOutput;
    delete_bucket "DeleteBucket" DeleteBucketInput => DeleteBucketOutput;
    delete_object "DeleteObject" DeleteObjectInput => DeleteObjectOutput;
    delete_objects "DeleteObjects" DeleteObjectsInput => DeleteObjectsOutput;
    get_bucket_location "GetBucketLocation" GetBucketLocationInput => GetBucketLocationOutput;
    head_bucket "HeadBucket" HeadBucketInput => HeadBucketOutput;
    head_object "HeadObject" HeadObjectInput => HeadObjectOutput;
    list_buckets "ListBuckets" ListBucketsInput => ListBucketsOutput;
    list_objects "ListObjects" ListObjectsInput => ListObjectsOutput;
    list_objects_v2 "ListObjectsV2" ListObjectsV2Input => ListObjectsV2Output;
    create_multipart_upload "CreateMultipartUpload" CreateMultipartUploadInput => CreateMultipartUploadOutput;
    upload_part "UploadPart" UploadPartInput => UploadPartOutput;
    upload_part_copy "UploadPartCopy" UploadPartCopyInput => UploadPartCopyOutput;
    list_parts "ListParts" ListPartsInput => ListPartsOutput;
    abort_multipart_upload "AbortMultipartUpload" AbortMultipartUploadInput => AbortMultipartUploadOutput;
}
