//! Reading objects of S3: one that is not there is `None`, also to those who may not list.

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder;
use aws_sdk_s3::operation::head_object::builders::HeadObjectFluentBuilder;
use usecases::jobs::ports::ObjectStat;
use usecases::port_error::PortError;

use crate::bodies::Reading;
use crate::error::{broken, port_error};

/// What S3 says of an object that is not there to those who may not list; nothing else gives it here.
pub(crate) const HIDDEN: u16 = 403;
/// The tag that was asked for is another by now.
pub(crate) const CHANGED: u16 = 412;

/// Size and tag; `bucket` is what an error names.
pub(crate) fn stat(asked: HeadObjectFluentBuilder, bucket: &'static str) -> Reading<Option<ObjectStat>> {
    Box::pin(async move {
        match asked.send().await {
            Ok(head) => {
                let bytes = head.content_length().and_then(|length| u64::try_from(length).ok());
                let stat = bytes.zip(head.e_tag).map(|(bytes, tag)| ObjectStat { bytes, tag });
                stat.ok_or_else(|| broken(bucket)).map(Some)
            }
            Err(SdkError::ServiceError(error)) if error.err().is_not_found() => Ok(None),
            Err(SdkError::ServiceError(error)) if error.raw().status().as_u16() == HIDDEN => Ok(None),
            Err(error) => Err(port_error(bucket, error)),
        }
    })
}

/// The bytes that are asked for; `None` also where there is none with the tag that was asked for.
pub(crate) fn read(asked: GetObjectFluentBuilder, bucket: &'static str) -> Reading<Option<Vec<u8>>> {
    Box::pin(async move {
        let object = match asked.send().await {
            Ok(object) => object,
            Err(SdkError::ServiceError(error)) if error.err().is_no_such_key() => return Ok(None),
            Err(SdkError::ServiceError(error))
                if matches!(error.raw().status().as_u16(), HIDDEN | CHANGED) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(port_error(bucket, error)),
        };
        let bytes = object.body.collect().await;
        let bytes =
            bytes.map_err(|error| PortError::Unavailable { what: bucket, reason: error.to_string() })?;
        Ok(Some(bytes.to_vec()))
    })
}
