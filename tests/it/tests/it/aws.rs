//! Tables and a bucket of this run's own, in embedded AWS or in the emulator that the environment names.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use embedded_aws::{Clock, Config, Data, EmbeddedAws};
use ulid::Ulid;

/// Where the adapters are tried out.
pub struct Ground {
    /// For clients.
    pub config: SdkConfig,
    /// Kept alive while the test runs; none when another emulator is named.
    _embedded: Option<EmbeddedAws>,
    run: String,
}

impl Ground {
    /// Embedded AWS in memory, or what `KAIRAN_CONTRACT_ENDPOINT` names.
    pub async fn new() -> Self {
        let run = Ulid::generate().to_string().to_lowercase();
        let loader =
            aws_config::defaults(BehaviorVersion::v2026_01_12()).region(Region::new("ap-northeast-1"));
        if let Ok(endpoint) = std::env::var("KAIRAN_CONTRACT_ENDPOINT") {
            let keys = aws_sdk_dynamodb::config::Credentials::new("test", "test", None, None, "contract");
            let config = loader.endpoint_url(endpoint).credentials_provider(keys).load().await;
            return Self { config, _embedded: None, run };
        }
        let listen = "127.0.0.1:0".parse().unwrap();
        let aws = EmbeddedAws::start(Config::new(listen, Data::Memory, Clock::new())).await.unwrap();
        let environment = aws.environment();
        let keys = aws_sdk_dynamodb::config::Credentials::new(
            environment["AWS_ACCESS_KEY_ID"].clone(),
            environment["AWS_SECRET_ACCESS_KEY"].clone(),
            None,
            None,
            "contract",
        );
        // One client for all: each of its own would read the machine's certificates first.
        let http = aws_smithy_http_client::Builder::new().build_http();
        let loader = loader.endpoint_url(aws.endpoint()).credentials_provider(keys).http_client(http);
        Self { config: loader.load().await, _embedded: Some(aws), run }
    }

    /// A DynamoDB client.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }

    /// A new table with these keys; with `index`, the delivery table's `ActiveIndex` on top.
    pub async fn table(&self, name: &str, partition: &str, sort: Option<&str>, index: bool) -> String {
        let table = format!("{name}-{}", self.run);
        let text = |name: &str| attribute(name, ScalarAttributeType::S);
        let mut create = self
            .dynamodb()
            .create_table()
            .table_name(&table)
            .billing_mode(BillingMode::PayPerRequest)
            .attribute_definitions(text(partition))
            .key_schema(key(partition, KeyType::Hash));
        if let Some(sort) = sort {
            create = create.attribute_definitions(text(sort)).key_schema(key(sort, KeyType::Range));
        }
        if index {
            let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
            let active = GlobalSecondaryIndex::builder()
                .index_name("ActiveIndex")
                .key_schema(key("active", KeyType::Hash))
                .key_schema(key("due_at", KeyType::Range))
                .projection(keys_only)
                .build()
                .unwrap();
            create = create
                .attribute_definitions(text("active"))
                .attribute_definitions(attribute("due_at", ScalarAttributeType::N))
                .global_secondary_indexes(active);
        }
        create.send().await.unwrap();
        table
    }

    /// A new bucket.
    pub async fn bucket(&self) -> String {
        let bucket = format!("recipients-{}", self.run);
        let client = aws_sdk_s3::Client::from_conf(self.s3());
        let place = aws_sdk_s3::types::CreateBucketConfiguration::builder()
            .location_constraint(aws_sdk_s3::types::BucketLocationConstraint::ApNortheast1)
            .build();
        client.create_bucket().bucket(&bucket).create_bucket_configuration(place).send().await.unwrap();
        bucket
    }

    /// S3 by path, as an emulator on one address needs it.
    pub fn s3(&self) -> aws_sdk_s3::Config {
        aws_sdk_s3::config::Builder::from(&self.config).force_path_style(true).build()
    }
}

fn attribute(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
}
