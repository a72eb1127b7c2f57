//! embedded_aws.
