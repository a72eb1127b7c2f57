//! The product's own adapters on this city's tables: for seeding and for tests that look behind the API.

use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::config::Credentials;
use embedded_aws::EmbeddedAws;
use store::{ConsoleTable, DeliveryTable, FollowerTables, SegmentTable, StaffTable};

/// Adapters as the functions use them.
#[derive(Clone)]
pub struct Stores {
    /// Followers, their pages and known webhook events.
    pub followers: FollowerTables,
    /// Segment pages and registration items.
    pub segments: SegmentTable,
    /// Deliveries and batch rows.
    pub deliveries: DeliveryTable,
    /// Drafts, reviews and whatever else the staff site keeps.
    pub console: ConsoleTable,
    /// Staff and departments.
    pub staff: StaffTable,
}

/// Adapters for the tables that the template names; a table is named by its logical id here.
pub async fn open(aws: &EmbeddedAws) -> Stores {
    let environment = aws.environment();
    let value = |name: &str| environment.get(name).cloned().unwrap_or_default();
    let keys = Credentials::new(
        value("AWS_ACCESS_KEY_ID"),
        value("AWS_SECRET_ACCESS_KEY"),
        None,
        None,
        "local city",
    );
    let config = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(Region::new(value("AWS_REGION")))
        .endpoint_url(aws.endpoint())
        .credentials_provider(keys)
        .load()
        .await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let named = |name: &str| name.to_owned();
    let deliveries = DeliveryTable::new(client.clone(), named("DeliveryTable"));
    Stores {
        followers: FollowerTables::new(
            client.clone(),
            named("FollowerTable"),
            named("SegmentTable"),
            named("WebhookEventTable"),
        ),
        segments: SegmentTable::new(client.clone(), named("SegmentTable")),
        console: ConsoleTable::new(client.clone(), named("ConsoleTable"), deliveries.clone()),
        deliveries,
        staff: StaffTable::new(client, named("StaffTable")),
    }
}
