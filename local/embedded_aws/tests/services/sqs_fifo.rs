//! FIFO queues: order, blocking, deduplication, redrive.

use std::time::Duration;

use embedded_aws::{EmbeddedAws, NewMessage, QueueConfig, ReceivedMessage, Redrive};

use crate::{SECOND, a_city, soon};

async fn a_city_with_a_fifo_queue() -> EmbeddedAws {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::fifo("Event.fifo")).unwrap();
    aws
}

fn send(aws: &EmbeddedAws, group: &str, body: &str) {
    aws.sqs().send("Event.fifo", NewMessage::new(body).in_group(group, body)).unwrap();
}

fn receive(aws: &EmbeddedAws, max: usize) -> Vec<ReceivedMessage> {
    aws.sqs().receive("Event.fifo", max).unwrap()
}

fn bodies(messages: &[ReceivedMessage]) -> Vec<&str> {
    messages.iter().map(|it| it.body.as_str()).collect()
}

#[tokio::test]
async fn a_group_is_blocked_while_one_of_its_messages_is_in_flight_and_others_go_on() {
    let aws = a_city_with_a_fifo_queue().await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        send(&aws, group, body);
    }
    let first = receive(&aws, 1);
    assert_eq!(bodies(&first), ["a1"]);
    assert_eq!(bodies(&receive(&aws, 10)), ["b1"]);
    assert!(receive(&aws, 10).is_empty());
    aws.sqs().delete("Event.fifo", &first[0].receipt_handle).unwrap();
    assert_eq!(bodies(&receive(&aws, 10)), ["a2"]);
}

#[tokio::test]
async fn one_receive_takes_several_messages_of_a_group_in_order() {
    let aws = a_city_with_a_fifo_queue().await;
    for (group, body) in [("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3")] {
        send(&aws, group, body);
    }
    let received = receive(&aws, 3);
    assert_eq!(bodies(&received), ["a1", "a2", "a3"]);
    aws.sqs().delete("Event.fifo", &received[0].receipt_handle).unwrap();
    send(&aws, "a", "a4");
    assert_eq!(bodies(&receive(&aws, 10)), ["b1"], "two of the group are still in flight");
}

#[tokio::test]
async fn a_failed_message_comes_again_before_the_later_ones_of_its_group() {
    let aws = a_city_with_a_fifo_queue().await;
    send(&aws, "a", "a1");
    send(&aws, "a", "a2");
    let first = receive(&aws, 1);
    aws.sqs().change_visibility("Event.fifo", &first[0].receipt_handle, Duration::ZERO).unwrap();
    assert_eq!(bodies(&receive(&aws, 2)), ["a1", "a2"]);
}

#[tokio::test]
async fn a_message_given_back_waits_for_the_ones_of_its_group_still_in_flight() {
    let aws = a_city_with_a_fifo_queue().await;
    send(&aws, "a", "a1");
    send(&aws, "a", "a2");
    let both = receive(&aws, 2);
    aws.sqs().change_visibility("Event.fifo", &both[0].receipt_handle, Duration::ZERO).unwrap();
    assert!(receive(&aws, 2).is_empty());
    aws.sqs().delete("Event.fifo", &both[1].receipt_handle).unwrap();
    assert_eq!(bodies(&receive(&aws, 2)), ["a1"]);
}

#[tokio::test]
async fn a_waiter_wakes_when_a_blocked_group_is_freed() {
    let aws = a_city_with_a_fifo_queue().await;
    send(&aws, "a", "a1");
    send(&aws, "a", "a2");
    let first = receive(&aws, 1);
    let waiter = tokio::spawn({
        let aws = aws.clone();
        async move { aws.sqs().wait_for_message("Event.fifo").await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert!(!waiter.is_finished());
    aws.sqs().delete("Event.fifo", &first[0].receipt_handle).unwrap();
    soon(waiter).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_repeated_deduplication_id_is_dropped_for_five_minutes_even_after_delivery() {
    let aws = a_city_with_a_fifo_queue().await;
    let message = || NewMessage::new("go").in_group("a", "once");
    let first = aws.sqs().send("Event.fifo", message()).unwrap();
    let received = receive(&aws, 1);
    aws.sqs().delete("Event.fifo", &received[0].receipt_handle).unwrap();
    aws.clock().advance(299 * SECOND);
    assert_eq!(aws.sqs().send("Event.fifo", message()).unwrap(), first);
    assert_eq!(aws.sqs().depth("Event.fifo").unwrap().total(), 0);
    aws.clock().advance(2 * SECOND);
    assert_ne!(aws.sqs().send("Event.fifo", message()).unwrap(), first);
    assert_eq!(aws.sqs().depth("Event.fifo").unwrap().visible, 1);
}

#[tokio::test]
async fn without_an_id_the_body_decides_where_the_queue_allows_it() {
    let aws = a_city_with_a_fifo_queue().await;
    let message = |body: &str| NewMessage { group_id: Some("a".to_owned()), ..NewMessage::new(body) };
    assert_eq!(aws.sqs().send("Event.fifo", message("x")).unwrap_err().code, "InvalidParameterValue");
    let config = QueueConfig { content_based_deduplication: true, ..QueueConfig::fifo("Event.fifo") };
    aws.sqs().create_queue(config).unwrap();
    for body in ["x", "x", "y"] {
        aws.sqs().send("Event.fifo", message(body)).unwrap();
    }
    assert_eq!(aws.sqs().depth("Event.fifo").unwrap().visible, 2);
}

#[tokio::test]
async fn a_message_without_a_group_is_refused() {
    let aws = a_city_with_a_fifo_queue().await;
    assert_eq!(aws.sqs().send("Event.fifo", NewMessage::new("x")).unwrap_err().code, "MissingParameter");
}

#[tokio::test]
async fn a_receipt_whose_visibility_ended_no_longer_deletes() {
    let aws = a_city_with_a_fifo_queue().await;
    send(&aws, "a", "a1");
    let late = receive(&aws, 1);
    aws.clock().advance(31 * SECOND);
    let refusal = aws.sqs().delete("Event.fifo", &late[0].receipt_handle).unwrap_err();
    assert_eq!(refusal.code, "InvalidParameterValue");
    assert_eq!(bodies(&receive(&aws, 1)), ["a1"]);
}

#[tokio::test]
async fn a_poisoned_message_leaves_its_group_free_and_keeps_its_group_in_the_dead_letter_queue() {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::fifo("Dead.fifo")).unwrap();
    let redrive = Some(Redrive { dead_letter_queue: "Dead.fifo".to_owned(), max_receive_count: 1 });
    aws.sqs().create_queue(QueueConfig { redrive, ..QueueConfig::fifo("Event.fifo") }).unwrap();
    send(&aws, "a", "poison");
    send(&aws, "a", "good");
    assert_eq!(bodies(&receive(&aws, 1)), ["poison"]);
    aws.clock().advance(31 * SECOND);
    assert_eq!(bodies(&receive(&aws, 10)), ["good"]);
    let dead = aws.sqs().receive("Dead.fifo", 1).unwrap().remove(0);
    assert_eq!((dead.body.as_str(), dead.attributes["MessageGroupId"].as_str()), ("poison", "a"));
}

#[tokio::test]
async fn sequence_numbers_grow() {
    let aws = a_city_with_a_fifo_queue().await;
    let numbers: Vec<String> = ["a1", "a2", "b1"]
        .map(|body| {
            let message = NewMessage::new(body).in_group(&body[..1], body);
            aws.sqs().send("Event.fifo", message).unwrap().sequence_number.unwrap()
        })
        .to_vec();
    assert!(numbers.is_sorted() && numbers.iter().all(|it| it.len() == 20), "{numbers:?}");
}
