//! A second start finds yesterday's data.

use std::path::{Path, PathBuf};
use std::time::Duration;

use embedded_aws::{Data, EmbeddedAws, NewMessage, QueueConfig};
use http::Method;
use serde_json::json;

use crate::client::schedule;
use crate::{SECOND, a_config};

/// A folder of the test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("kairan-aws-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _already_gone = std::fs::remove_dir_all(&self.0);
    }
}

async fn start(folder: &Path) -> EmbeddedAws {
    EmbeddedAws::start(a_config(Data::Folder(folder.to_owned()))).await.unwrap()
}

#[tokio::test]
async fn queues_come_back_with_their_messages_groups_and_remembered_ids() {
    let folder = Folder::new("queues");
    let aws = start(&folder.0).await;
    aws.sqs().create_queue(QueueConfig::fifo("Event.fifo")).unwrap();
    for body in ["a1", "a2", "gone"] {
        aws.sqs().send("Event.fifo", NewMessage::new(body).in_group(&body[..1], body)).unwrap();
    }
    let received = aws.sqs().receive("Event.fifo", 2).unwrap();
    let gone = aws.sqs().receive("Event.fifo", 1).unwrap().remove(0);
    assert_eq!(gone.body, "gone");
    aws.sqs().delete("Event.fifo", &gone.receipt_handle).unwrap();
    aws.sqs().delete("Event.fifo", &received[0].receipt_handle).unwrap();
    aws.shutdown().await;
    drop(aws);
    let aws = start(&folder.0).await;
    let depth = aws.sqs().depth("Event.fifo").unwrap();
    assert_eq!((depth.in_flight, depth.visible), (1, 0));
    aws.sqs().send("Event.fifo", NewMessage::new("a1").in_group("a", "a1")).unwrap();
    assert_eq!(aws.sqs().depth("Event.fifo").unwrap().total(), 1, "a1 is remembered");
    aws.clock().advance(31 * SECOND);
    let again = aws.sqs().receive("Event.fifo", 1).unwrap().remove(0);
    assert_eq!((again.body.as_str(), again.attributes["ApproximateReceiveCount"].as_str()), ("a2", "2"));
    aws.shutdown().await;
}

#[tokio::test]
async fn a_killed_city_has_lost_nothing_older_than_a_moment() {
    let folder = Folder::new("killed");
    let aws = start(&folder.0).await;
    aws.sqs().create_queue(QueueConfig::standard("Batch")).unwrap();
    for number in 0..100 {
        aws.sqs().send("Batch", NewMessage::new(number.to_string())).unwrap();
    }
    let journal = folder.0.join("sqs.jsonl");
    sooner_or_later(|| {
        std::fs::read_to_string(&journal).is_ok_and(|text| text.matches("\"Put\"").count() >= 100)
    })
    .await;
    // What a killed process leaves: the files as they are now, with a torn last line.
    let copy = Folder::new("killed-copy");
    let mut journal = std::fs::read(journal).unwrap();
    journal.extend(b"{\"Put\":{\"queue\":\"Ba");
    std::fs::write(copy.0.join("sqs.jsonl"), journal).unwrap();
    let survivor = start(&copy.0).await;
    assert_eq!(survivor.sqs().depth("Batch").unwrap().visible, 100);
    survivor.shutdown().await;
    aws.shutdown().await;
}

#[tokio::test]
async fn tables_objects_secrets_and_schedules_come_back() {
    let folder = Folder::new("rest");
    let aws = start(&folder.0).await;
    let table = json!({
        "TableName": "Follower",
        "AttributeDefinitions": [{ "AttributeName": "user_id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "user_id", "KeyType": "HASH" }],
    });
    aws.dynamodb().create_table(&table).await.unwrap();
    let item = json!({ "TableName": "Follower", "Item": { "user_id": { "S": "U1" } } });
    aws.dynamodb().call("PutItem", &item).await.unwrap();
    aws.s3().create_bucket("recipients").await.unwrap();
    aws.s3().put_object("recipients", "d1", "ids").await.unwrap();
    aws.secrets().put("ChannelSecret", "value");
    aws.scheduler().create_group("deliveries").unwrap();
    let request = json!({
        "GroupName": "deliveries", "ScheduleExpression": "at(2100-01-01T09:00:00)",
        "FlexibleTimeWindow": { "Mode": "OFF" }, "Target": { "Arn": "arn:q", "RoleArn": "arn:r" },
    });
    assert_eq!(schedule(&aws, Method::POST, "/schedules/d1", &request).await.status, 200);
    let next_due = aws.scheduler().next_due();
    aws.shutdown().await;
    drop(aws);
    let aws = start(&folder.0).await;
    assert!(!aws.dynamodb().create_table(&table).await.unwrap(), "the table is there");
    let scan = aws.dynamodb().call("Scan", &json!({ "TableName": "Follower", "Limit": 10 })).await.unwrap();
    assert_eq!(scan["Items"][0]["user_id"]["S"], "U1");
    assert_eq!(aws.s3().get_object("recipients", "d1").await.unwrap().unwrap(), "ids");
    assert_eq!(aws.secrets().get("ChannelSecret").as_deref(), Some("value"));
    assert_eq!(aws.scheduler().next_due(), next_due);
    aws.shutdown().await;
}

#[tokio::test]
async fn a_city_in_memory_leaves_no_folder_behind() {
    let before = temporary_folders();
    let aws = crate::a_city().await;
    let made: Vec<_> = temporary_folders().into_iter().filter(|it| !before.contains(it)).collect();
    assert!(!made.is_empty());
    aws.shutdown().await;
    drop(aws);
    sooner_or_later(|| made.iter().any(|folder| !folder.exists())).await;
}

/// Waits for what a busy disk takes its time for.
async fn sooner_or_later(is_so: impl Fn() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within ten seconds");
}

fn temporary_folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(std::env::temp_dir()).unwrap();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.to_string_lossy().contains("kairan-s3-")).collect()
}
