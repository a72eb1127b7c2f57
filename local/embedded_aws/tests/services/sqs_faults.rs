//! Duplicated and shuffled deliveries.

use std::collections::BTreeMap;

use embedded_aws::{EmbeddedAws, NewMessage, QueueConfig, SqsDuplicates};

use crate::a_city;

const DUPLICATES: SqsDuplicates = SqsDuplicates { seed: 7, min: 2, max: 5, shuffle: true };

#[tokio::test]
async fn every_message_of_a_standard_queue_comes_two_to_five_times_at_the_same_time() {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::standard("Batch")).unwrap();
    aws.faults().set_sqs_duplicates(Some(DUPLICATES));
    for number in 0..20 {
        aws.sqs().send("Batch", NewMessage::new(number.to_string())).unwrap();
    }
    let mut times = BTreeMap::new();
    let mut ids = BTreeMap::new();
    loop {
        // Nothing is deleted: the copies are receivable while the first delivery is in flight.
        let received = aws.sqs().receive("Batch", 10).unwrap();
        if received.is_empty() {
            break;
        }
        for message in received {
            *times.entry(message.body.clone()).or_insert(0) += 1;
            let id = ids.entry(message.body).or_insert(message.message_id.clone());
            assert_eq!(*id, message.message_id, "copies are the same message");
        }
    }
    assert_eq!(times.len(), 20);
    assert!(times.values().all(|times| (2..=5).contains(times)), "{times:?}");
    let counts: std::collections::BTreeSet<_> = times.values().collect();
    assert!(counts.len() > 1, "they differ: {times:?}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_deliveries_in_the_same_order() {
    let run = async || {
        let aws = a_city().await;
        aws.sqs().create_queue(QueueConfig::standard("Batch")).unwrap();
        aws.faults().set_sqs_duplicates(Some(DUPLICATES));
        for number in 0..20 {
            aws.sqs().send("Batch", NewMessage::new(number.to_string())).unwrap();
        }
        drain(&aws, "Batch")
    };
    let (first, second) = (run().await, run().await);
    assert_eq!(first, second);
    let mut sorted = first.clone();
    sorted.sort_by_key(|body| body.parse::<u32>().unwrap());
    assert_ne!(first, sorted, "they are shuffled");
}

#[tokio::test]
async fn a_fifo_message_comes_again_after_it_was_deleted_and_before_its_followers() {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::fifo("Event.fifo")).unwrap();
    aws.faults().set_sqs_duplicates(Some(SqsDuplicates { min: 2, max: 2, ..DUPLICATES }));
    for body in ["a1", "a2"] {
        aws.sqs().send("Event.fifo", NewMessage::new(body).in_group("a", body)).unwrap();
    }
    assert_eq!(drain(&aws, "Event.fifo"), ["a1", "a1", "a2", "a2"]);
}

#[tokio::test]
async fn after_the_fault_messages_come_once_and_in_order() {
    let aws = a_city().await;
    aws.sqs().create_queue(QueueConfig::standard("Batch")).unwrap();
    aws.faults().set_sqs_duplicates(Some(DUPLICATES));
    aws.faults().clear();
    for number in 0..5 {
        aws.sqs().send("Batch", NewMessage::new(number.to_string())).unwrap();
    }
    assert_eq!(drain(&aws, "Batch"), ["0", "1", "2", "3", "4"]);
}

/// Receives one by one, deletes each, and says what came.
fn drain(aws: &EmbeddedAws, queue: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    while let Some(message) = aws.sqs().receive(queue, 1).unwrap().pop() {
        aws.sqs().delete(queue, &message.receipt_handle).unwrap();
        bodies.push(message.body);
    }
    bodies
}
