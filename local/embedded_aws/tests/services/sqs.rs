//! Standard queues through the Rust API.

use std::time::Duration;

use embedded_aws::{EmbeddedAws, MessageAttribute, NewMessage, QueueConfig, Redrive};

use crate::{SECOND, a_city, soon};

async fn a_city_with_a_queue() -> EmbeddedAws {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::standard("Start")).unwrap();
    aws
}

#[tokio::test]
async fn a_received_message_is_hidden_until_its_visibility_ends() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    let first = aws.sqs().receive("Start", 10).unwrap().remove(0);
    assert!(aws.sqs().receive("Start", 10).unwrap().is_empty());
    aws.clock().advance(31 * SECOND);
    let second = aws.sqs().receive("Start", 10).unwrap().remove(0);
    assert_eq!(first.message_id, second.message_id);
    assert_ne!(first.receipt_handle, second.receipt_handle);
    assert_eq!(second.attributes["ApproximateReceiveCount"], "2");
}

#[tokio::test]
async fn only_the_latest_receipt_deletes() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    let old = aws.sqs().receive("Start", 1).unwrap().remove(0);
    aws.clock().advance(31 * SECOND);
    let new = aws.sqs().receive("Start", 1).unwrap().remove(0);
    aws.sqs().delete("Start", &old.receipt_handle).unwrap();
    assert_eq!(aws.sqs().depth("Start").unwrap().in_flight, 1);
    aws.sqs().delete("Start", &new.receipt_handle).unwrap();
    assert_eq!(aws.sqs().depth("Start").unwrap().total(), 0);
}

#[tokio::test]
async fn a_waiter_wakes_when_a_hidden_message_reappears_on_the_virtual_clock() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    aws.sqs().receive_with_visibility("Start", 1, Duration::from_hours(1)).unwrap();
    let waiter = tokio::spawn({
        let aws = aws.clone();
        async move { aws.sqs().wait_for_message("Start").await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert!(!waiter.is_finished());
    aws.clock().advance(Duration::from_secs(3601));
    soon(waiter).await.unwrap().unwrap();
    assert_eq!(aws.sqs().receive("Start", 1).unwrap().len(), 1);
}

#[tokio::test]
async fn a_waiter_wakes_when_a_message_is_to_be_shown_sooner_than_it_was() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    let received = aws.sqs().receive_with_visibility("Start", 1, Duration::from_hours(1)).unwrap();
    let waiter = tokio::spawn({
        let aws = aws.clone();
        async move { aws.sqs().wait_for_message("Start").await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    let receipt = &received[0].receipt_handle;
    aws.sqs().change_visibility("Start", receipt, Duration::from_millis(50)).unwrap();
    soon(waiter).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_waiter_wakes_when_a_message_is_sent() {
    let aws = a_city_with_a_queue().await;
    let waiter = tokio::spawn({
        let aws = aws.clone();
        async move { aws.sqs().wait_for_message("Start").await }
    });
    tokio::task::yield_now().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    soon(waiter).await.unwrap().unwrap();
}

#[tokio::test]
async fn whoever_waits_before_a_delayed_message_is_sent_has_it_when_its_delay_is_over() {
    let aws = a_city_with_a_queue().await;
    let waiter = tokio::spawn({
        let aws = aws.clone();
        async move { aws.sqs().wait_for_message("Start").await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    aws.sqs().send("Start", NewMessage { delay: Some(SECOND), ..NewMessage::new("soon") }).unwrap();
    soon(waiter).await.unwrap().unwrap();
    assert_eq!(aws.sqs().receive("Start", 1).unwrap()[0].body, "soon");
}

#[tokio::test]
async fn a_delayed_message_comes_when_its_delay_is_over() {
    let aws = a_city_with_a_queue().await;
    let delayed = NewMessage { delay: Some(60 * SECOND), ..NewMessage::new("later") };
    aws.sqs().send("Start", delayed).unwrap();
    assert_eq!(aws.sqs().depth("Start").unwrap().delayed, 1);
    assert!(aws.sqs().receive("Start", 1).unwrap().is_empty());
    aws.clock().advance(61 * SECOND);
    assert_eq!(aws.sqs().receive("Start", 1).unwrap()[0].body, "later");
}

#[tokio::test]
async fn a_visibility_of_zero_shows_a_message_at_once_and_a_longer_one_hides_it_longer() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    let first = aws.sqs().receive("Start", 1).unwrap().remove(0);
    aws.sqs().change_visibility("Start", &first.receipt_handle, Duration::ZERO).unwrap();
    let second = aws.sqs().receive("Start", 1).unwrap().remove(0);
    aws.sqs().change_visibility("Start", &second.receipt_handle, 300 * SECOND).unwrap();
    aws.clock().advance(299 * SECOND);
    assert!(aws.sqs().receive("Start", 1).unwrap().is_empty());
    let refusal = aws.sqs().change_visibility("Start", &first.receipt_handle, SECOND).unwrap_err();
    assert_eq!(refusal.code, "AWS.SimpleQueueService.MessageNotInflight");
}

#[tokio::test]
async fn a_message_received_too_often_goes_to_the_dead_letter_queue() {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::standard("Dead")).unwrap();
    let redrive = Some(Redrive { dead_letter_queue: "Dead".to_owned(), max_receive_count: 2 });
    aws.sqs().create_queue(QueueConfig { redrive, ..QueueConfig::standard("Start") }).unwrap();
    aws.sqs().send("Start", NewMessage::new("poison")).unwrap();
    for _ in 0..2 {
        assert_eq!(aws.sqs().receive("Start", 1).unwrap().len(), 1);
        aws.clock().advance(31 * SECOND);
    }
    assert!(aws.sqs().receive("Start", 1).unwrap().is_empty());
    assert_eq!(aws.sqs().depth("Start").unwrap().total(), 0);
    let dead = aws.sqs().receive("Dead", 1).unwrap().remove(0);
    assert_eq!(dead.body, "poison");
    assert!(dead.attributes["DeadLetterQueueSourceArn"].ends_with(":Start"));
}

#[tokio::test]
async fn a_message_older_than_the_retention_is_gone() {
    let aws = a_city().await;
    let retention = Duration::from_hours(22);
    aws.sqs().create_queue(QueueConfig { retention, ..QueueConfig::standard("Batch") }).unwrap();
    aws.sqs().send("Batch", NewMessage::new("old")).unwrap();
    aws.clock().advance(retention.saturating_sub(SECOND));
    assert_eq!(aws.sqs().depth("Batch").unwrap().visible, 1);
    aws.clock().advance(2 * SECOND);
    assert_eq!(aws.sqs().depth("Batch").unwrap().total(), 0);
}

#[tokio::test]
async fn characters_outside_xml_are_refused_and_emoji_are_not() {
    let aws = a_city_with_a_queue().await;
    for body in ["a\u{0}b", "a\u{b}b", "a\u{fffe}b"] {
        let refusal = aws.sqs().send("Start", NewMessage::new(body)).unwrap_err();
        assert_eq!(refusal.code, "InvalidMessageContents", "{body:?}");
    }
    aws.sqs().send("Start", NewMessage::new("川崎\t🦐\r\n")).unwrap();
}

#[tokio::test]
async fn a_message_may_have_one_mebibyte_with_its_attributes_and_not_a_byte_more() {
    let aws = a_city_with_a_queue().await;
    let attribute = MessageAttribute {
        data_type: "String".to_owned(),
        string_value: Some("v".to_owned()),
        binary_value: None,
    };
    let attributes_bytes = "k".len() + "String".len() + "v".len();
    let message = |length| NewMessage {
        attributes: [("k".to_owned(), attribute.clone())].into(),
        ..NewMessage::new("x".repeat(length))
    };
    aws.sqs().send("Start", message(1024 * 1024 - attributes_bytes)).unwrap();
    let refusal = aws.sqs().send("Start", message(1024 * 1024 - attributes_bytes + 1)).unwrap_err();
    assert_eq!(refusal.code, "InvalidParameterValue");
}

#[tokio::test]
async fn a_queue_keeps_its_messages_when_it_gets_new_settings() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    let visibility = 180 * SECOND;
    let handle =
        aws.sqs().create_queue(QueueConfig { visibility, ..QueueConfig::standard("Start") }).unwrap();
    aws.sqs().receive(&handle.url, 1).unwrap();
    aws.clock().advance(179 * SECOND);
    assert_eq!(aws.sqs().depth(&handle.arn).unwrap().in_flight, 1);
    assert_eq!(aws.sqs().queues(), ["Start"]);
}

#[tokio::test]
async fn a_purged_queue_is_empty_and_an_unknown_one_is_refused() {
    let aws = a_city_with_a_queue().await;
    aws.sqs().send("Start", NewMessage::new("a")).unwrap();
    aws.sqs().send("Start", NewMessage::new("b")).unwrap();
    aws.sqs().receive("Start", 1).unwrap();
    aws.sqs().purge("Start").unwrap();
    assert_eq!(aws.sqs().depth("Start").unwrap().total(), 0);
    let refusal = aws.sqs().receive("Nowhere", 1).unwrap_err();
    assert_eq!(refusal.code, "AWS.SimpleQueueService.NonExistentQueue");
}
