//! Region, account and the names that AWS builds from them.

/// The one region of the city.
pub const REGION: &str = "ap-northeast-1";
/// The one account of the city.
pub const ACCOUNT: &str = "000000000000";

/// ARN of a DynamoDB table.
pub fn dynamodb_table_arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
}

/// ARN of a queue.
pub(crate) fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

/// Name of a queue from its name, URL or ARN.
pub(crate) fn queue_name(reference: &str) -> &str {
    reference.rsplit(['/', ':']).next().unwrap_or(reference)
}
