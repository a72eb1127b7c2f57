//! Reading objects of S3: one that is not there is `None`, also to those who may not list and say so.

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder;
use aws_sdk_s3::operation::head_object::builders::HeadObjectFluentBuilder;
use usecases::jobs::ports::ObjectStat;
use usecases::port_error::PortError;

use crate::bodies::Reading;
use crate::error::{broken, port_error};

/// What S3 says of an object that is not there to those who may not list; nothing else gives it to them here.
const HIDDEN: u16 = 403;
/// The tag that was asked for is another by now.
pub(crate) const CHANGED: u16 = 412;

/// What S3 says of an object that is not there. Who may list hears 404, and any other refusal is a mistake of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// 404: the role may list the bucket.
    Said,
    /// 403 too: the role may not.
    Hidden,
}

impl Missing {
    const fn is(self, status: u16) -> bool {
        matches!((self, status), (Self::Hidden, HIDDEN))
    }
}

/// Size and tag; `bucket` is what an error names.
pub(crate) fn stat(
    asked: HeadObjectFluentBuilder,
    bucket: &'static str,
    missing: Missing,
) -> Reading<Option<ObjectStat>> {
    Box::pin(async move {
        match asked.send().await {
            Ok(head) => {
                let bytes = head.content_length().and_then(|length| u64::try_from(length).ok());
                let stat = bytes.zip(head.e_tag).map(|(bytes, tag)| ObjectStat { bytes, tag });
                stat.ok_or_else(|| broken(bucket)).map(Some)
            }
            Err(SdkError::ServiceError(error)) if error.err().is_not_found() => Ok(None),
            Err(SdkError::ServiceError(error)) if missing.is(error.raw().status().as_u16()) => Ok(None),
            Err(error) => Err(port_error(bucket, error)),
        }
    })
}

/// The bytes that are asked for; `None` also where there is none with the tag that was asked for.
pub(crate) fn read(
    asked: GetObjectFluentBuilder,
    bucket: &'static str,
    missing: Missing,
) -> Reading<Option<Vec<u8>>> {
    Box::pin(async move {
        let object = match asked.send().await {
            Ok(object) => object,
            Err(SdkError::ServiceError(error)) if error.err().is_no_such_key() => return Ok(None),
            Err(SdkError::ServiceError(error))
                if missing.is(error.raw().status().as_u16()) || error.raw().status().as_u16() == CHANGED =>
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_may_not_list_takes_a_403_for_a_missing_object() {
        assert!(Missing::Hidden.is(403) && !Missing::Hidden.is(500));
        assert!(!Missing::Said.is(403), "a role that lost a right is told, not taken for a missing file");
    }
}
