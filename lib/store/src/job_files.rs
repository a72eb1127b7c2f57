//! Files of jobs in S3: snapshots, uploads of staff, exports. A presigned address is good for one object and a short time.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use usecases::jobs::ports::{ObjectStat, Objects};
use usecases::port_error::PortError;

use crate::error::{broken, port_error};
use crate::objects::{self, Missing};

const BUCKET: &str = "the job bucket";

/// The bucket of the jobs' files.
#[derive(Clone)]
pub struct JobBucket {
    client: Client,
    bucket: String,
}

impl JobBucket {
    /// Names the bucket.
    pub fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    /// An address that lets its holder download one object for so long, under this file name.
    pub async fn download_url(&self, key: &str, name: &str, valid: Duration) -> Result<String, PortError> {
        let wish = PresigningConfig::expires_in(valid).map_err(|_| broken(BUCKET))?;
        let get = self.client.get_object().bucket(&self.bucket).key(key);
        let get = get.response_content_disposition(format!("attachment; filename=\"{name}\""));
        let signed = get.presigned(wish).await.map_err(|error| port_error(BUCKET, error))?;
        Ok(signed.uri().to_owned())
    }

    /// An address that lets its holder upload one object for so long.
    pub async fn upload_url(&self, key: &str, valid: Duration) -> Result<String, PortError> {
        let wish = PresigningConfig::expires_in(valid).map_err(|_| broken(BUCKET))?;
        let put = self.client.put_object().bucket(&self.bucket).key(key);
        let signed = put.presigned(wish).await.map_err(|error| port_error(BUCKET, error))?;
        Ok(signed.uri().to_owned())
    }
}

impl Objects for JobBucket {
    async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), PortError> {
        let put = self.client.put_object().bucket(&self.bucket).key(key).body(ByteStream::from(bytes));
        put.send().await.map(drop).map_err(|error| port_error(BUCKET, error))
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        objects::read(self.client.get_object().bucket(&self.bucket).key(key), BUCKET, Missing::Hidden).await
    }

    async fn stat(&self, key: &str) -> Result<Option<ObjectStat>, PortError> {
        objects::stat(self.client.head_object().bucket(&self.bucket).key(key), BUCKET, Missing::Hidden).await
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
        objects::read(asked, BUCKET, Missing::Hidden).await
    }

    async fn begin(&self, key: &str) -> Result<String, PortError> {
        let begun = self.client.create_multipart_upload().bucket(&self.bucket).key(key).send().await;
        let begun = begun.map_err(|error| port_error(BUCKET, error))?;
        begun.upload_id.ok_or_else(|| broken(BUCKET))
    }

    async fn part(&self, key: &str, upload: &str, number: u32, bytes: Vec<u8>) -> Result<String, PortError> {
        let part = self.client.upload_part().bucket(&self.bucket).key(key).upload_id(upload);
        let part = part.part_number(number as i32).body(ByteStream::from(bytes)).send().await;
        part.map_err(|error| port_error(BUCKET, error))?.e_tag.ok_or_else(|| broken(BUCKET))
    }

    async fn complete(&self, key: &str, upload: &str, tags: &[String]) -> Result<(), PortError> {
        let part =
            |(number, tag): (i32, &String)| CompletedPart::builder().part_number(number).e_tag(tag).build();
        let parts = (1..).zip(tags).map(part).collect();
        let whole = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let asked = self.client.complete_multipart_upload().bucket(&self.bucket).key(key).upload_id(upload);
        match asked.multipart_upload(whole).send().await {
            Ok(_) => Ok(()),
            // Completed before, by a run that was killed behind it: the upload is gone and the object stands.
            Err(error) => match self.stat(key).await {
                Ok(Some(_)) => Ok(()),
                _ => Err(port_error(BUCKET, error)),
            },
        }
    }
}
