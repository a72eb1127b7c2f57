//! The signed form with which a browser uploads one file straight into a bucket: SigV4's POST policy.
//!
//! The SDK signs addresses, not forms. What the policy says is checked by S3: this key, this content type, so many
//! bytes, until then.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::json;
use sha2::Sha256;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A form that a browser can send as it is; the file comes last, as `file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadForm {
    /// Where to.
    pub url: String,
    /// Its fields.
    pub fields: BTreeMap<String, String>,
}

/// What may be uploaded.
pub(crate) struct Allowed<'a> {
    pub bucket: &'a str,
    pub key: &'a str,
    pub content_type: &'a str,
    pub max_bytes: u64,
    pub expires: Timestamp,
}

/// Who signs, and when.
pub(crate) struct Signer<'a> {
    pub access_key_id: &'a str,
    pub secret: &'a str,
    pub session_token: Option<&'a str>,
    pub region: &'a str,
    pub now: Timestamp,
}

/// The signed fields.
pub(crate) fn fields(allowed: &Allowed<'_>, signer: &Signer<'_>) -> BTreeMap<String, String> {
    let day = signer.now.strftime("%Y%m%d").to_string();
    let credential = format!("{}/{day}/{}/s3/aws4_request", signer.access_key_id, signer.region);
    let date = signer.now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut fields = BTreeMap::from([
        ("key", allowed.key.to_owned()),
        ("Content-Type", allowed.content_type.to_owned()),
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", credential),
        ("x-amz-date", date),
    ]);
    if let Some(token) = signer.session_token {
        fields.insert("x-amz-security-token", token.to_owned());
    }
    let mut conditions: Vec<_> =
        fields.iter().map(|(name, value)| json!(["eq", format!("${name}"), value])).collect();
    conditions.push(json!({ "bucket": allowed.bucket }));
    conditions.push(json!(["content-length-range", 1, allowed.max_bytes]));
    let expiration = allowed.expires.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let policy = STANDARD.encode(json!({ "expiration": expiration, "conditions": conditions }).to_string());
    fields.insert("x-amz-signature", signature(&policy, &day, signer));
    fields.insert("policy", policy);
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() }; // any length is fine
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn signature(policy: &str, day: &str, signer: &Signer<'_>) -> String {
    let first = format!("AWS4{}", signer.secret).into_bytes();
    let key = [day, signer.region, "s3", "aws4_request"].iter().fold(first, |key, part| mac(&key, part));
    hex::encode(mac(&key, policy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aws_example(session_token: Option<&str>) -> Signer<'_> {
        Signer {
            access_key_id: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            session_token,
            region: "us-east-1",
            now: "2015-12-29T00:00:00Z".parse().unwrap(),
        }
    }

    /// "Example: Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)" of the S3 reference.
    #[test]
    fn the_published_policy_has_the_published_signature() {
        let policy = include_str!("post_policy/aws_example.txt").trim();
        let expected = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";
        assert_eq!(signature(policy, "20151229", &aws_example(None)), expected);
    }

    #[test]
    fn every_field_is_bound_and_so_are_bucket_length_and_end() {
        let allowed = Allowed {
            bucket: "media",
            key: "incoming/1",
            content_type: "image/png",
            max_bytes: 10,
            expires: "2015-12-29T00:10:00Z".parse().unwrap(),
        };
        let fields = fields(&allowed, &aws_example(Some("token")));
        let policy: serde_json::Value =
            serde_json::from_slice(&STANDARD.decode(&fields["policy"]).unwrap()).unwrap();
        assert_eq!(policy["expiration"], "2015-12-29T00:10:00.000Z");
        let conditions = policy["conditions"].as_array().unwrap();
        for (name, value) in
            fields.iter().filter(|(name, _)| !["policy", "x-amz-signature"].contains(&name.as_str()))
        {
            assert!(conditions.contains(&json!(["eq", format!("${name}"), value])), "{name}");
        }
        assert!(conditions.contains(&json!({ "bucket": "media" })));
        assert!(conditions.contains(&json!(["content-length-range", 1, 10])));
        assert_eq!(fields["x-amz-credential"], "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request");
    }
}
