//! What `!Ref` and `!GetAtt` say about a resource here: its name, URL or ARN in the embedded AWS.
//!
//! AWS picks physical names; here a resource without one is called by its logical id (buckets in lower case with
//! hyphens, FIFO queues with `.fifo`), so that logs and tables read like the template.

use serde_json::Value;

use super::intrinsics::Resolver;

/// What `!Ref name` is.
pub(super) fn reference(resolver: &Resolver, id: &str) -> Result<String, String> {
    let Some(kind) = kind(resolver, id) else {
        return implied(resolver, id, "Ref")
            .ok_or_else(|| format!("{id} is neither a parameter nor a resource of this template"));
    };
    match kind {
        "AWS::SQS::Queue" => attribute(resolver, id, "QueueUrl"),
        "AWS::SNS::Topic" | "AWS::SecretsManager::Secret" => attribute(resolver, id, "Arn"),
        _ => physical_name(resolver, id),
    }
}

/// What `!GetAtt id.attribute` is.
pub(super) fn attribute(resolver: &Resolver, id: &str, attribute: &str) -> Result<String, String> {
    let Some(kind) = kind(resolver, id) else {
        return implied(resolver, id, attribute).ok_or_else(|| format!("there is no resource {id}"));
    };
    let name = physical_name(resolver, id)?;
    match (kind, attribute) {
        (_, "Arn") | ("AWS::SNS::Topic", "TopicArn") | ("AWS::SecretsManager::Secret", "Id") => {
            arn(resolver, kind, &name)
        }
        ("AWS::SQS::Queue", "QueueUrl") => {
            Some(format!("{}/{}/{name}", resolver.place.endpoint, resolver.place.account))
        }
        ("AWS::SQS::Queue", "QueueName") => Some(name),
        ("AWS::DynamoDB::Table", "StreamArn") => {
            arn(resolver, kind, &name).map(|arn| format!("{arn}/stream/local"))
        }
        ("AWS::S3::Bucket", "DomainName" | "RegionalDomainName") => Some(format!("{name}.s3.amazonaws.com")),
        ("AWS::CloudFront::Distribution", "DomainName") => {
            Some(format!("{}.cloudfront.net", name.to_lowercase()))
        }
        ("AWS::Serverless::Api" | "AWS::ApiGateway::RestApi", "RootResourceId") => Some("root".to_owned()),
        _ => None,
    }
    .ok_or_else(|| format!("nobody here knows {attribute} of {id}, which is an {kind}"))
}

/// Name of the resource in the embedded AWS.
pub(super) fn physical_name(resolver: &Resolver, id: &str) -> Result<String, String> {
    let resource = &resolver.document["Resources"][id];
    let properties = &resource["Properties"];
    let (field, default) = match resource["Type"].as_str().unwrap_or_default() {
        "AWS::SQS::Queue" => ("QueueName", queue_name(resolver, id, properties)?),
        "AWS::DynamoDB::Table" => ("TableName", id.to_owned()),
        "AWS::S3::Bucket" => ("BucketName", hyphenated(id)),
        "AWS::Serverless::Function" => ("FunctionName", id.to_owned()),
        "AWS::IAM::Role" => ("RoleName", id.to_owned()),
        "AWS::Logs::LogGroup" => ("LogGroupName", id.to_owned()),
        "AWS::SNS::Topic" => ("TopicName", id.to_owned()),
        "AWS::SecretsManager::Secret" | "AWS::Scheduler::ScheduleGroup" => ("Name", id.to_owned()),
        _ => return Ok(id.to_owned()),
    };
    match properties.get(field).map(|name| resolver.value(name)).transpose()?.flatten() {
        Some(Value::String(name)) => Ok(name),
        _ => Ok(default),
    }
}

fn kind<'a>(resolver: &Resolver<'a>, id: &str) -> Option<&'a str> {
    resolver.document["Resources"][id]["Type"].as_str()
}

fn queue_name(resolver: &Resolver, id: &str, properties: &Value) -> Result<String, String> {
    let fifo = properties.get("FifoQueue").map(|fifo| resolver.text(fifo)).transpose()?;
    Ok(if fifo.as_deref() == Some("true") { format!("{id}.fifo") } else { id.to_owned() })
}

fn hyphenated(id: &str) -> String {
    let mut name = String::new();
    for letter in id.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn arn(resolver: &Resolver, kind: &str, name: &str) -> Option<String> {
    let (region, account) = (&resolver.place.region, &resolver.place.account);
    let local =
        |service: &str, rest: &str| Some(format!("arn:aws:{service}:{region}:{account}:{rest}{name}"));
    match kind {
        "AWS::SQS::Queue" => local("sqs", ""),
        "AWS::SNS::Topic" => local("sns", ""),
        "AWS::DynamoDB::Table" => local("dynamodb", "table/"),
        "AWS::S3::Bucket" => Some(format!("arn:aws:s3:::{name}")),
        "AWS::Serverless::Function" => local("lambda", "function:"),
        // AWS adds six random letters; the embedded service always adds these.
        "AWS::SecretsManager::Secret" => local("secretsmanager", "secret:").map(|arn| arn + "-kairan"),
        "AWS::IAM::Role" => Some(format!("arn:aws:iam::{account}:role/{name}")),
        "AWS::Scheduler::ScheduleGroup" => local("scheduler", "schedule-group/"),
        "AWS::KMS::Key" => local("kms", "key/"),
        "AWS::Logs::LogGroup" => local("logs", "log-group:"),
        _ => None,
    }
}

/// Resources that SAM adds without their standing in the template: a function's role and its URL.
fn implied(resolver: &Resolver, id: &str, attribute: &str) -> Option<String> {
    let (region, account) = (&resolver.place.region, &resolver.place.account);
    let is_function = |function: &str| kind(resolver, function) == Some("AWS::Serverless::Function");
    match (id.strip_suffix("Role"), id.strip_suffix("Url"), attribute) {
        (Some(function), _, "Ref") if is_function(function) => Some(id.to_owned()),
        (Some(function), _, "Arn") if is_function(function) => {
            Some(format!("arn:aws:iam::{account}:role/{id}"))
        }
        (_, Some(function), "FunctionUrl") if is_function(function) => {
            Some(format!("https://{}.lambda-url.{region}.on.aws/", function.to_lowercase()))
        }
        _ => None,
    }
}
