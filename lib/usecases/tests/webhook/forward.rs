//! The chatbot gets every body or a person does.

use std::time::Duration;

use testkit::webhook::{FakeChatbot, InMemoryParking};
use tokio::time::Instant;
use usecases::webhook::breaker::Breaker;
use usecases::webhook::forward::{Forwarded, LONGEST, forward_webhook};
use usecases::webhook::ports::{ForwardFailure, SignedBody};

fn a_body() -> SignedBody {
    let (source, body, signature) = ("group".to_owned(), b"{\"events\":[1]}".to_vec(), "sig=".to_owned());
    SignedBody { source, body, signature, received_at_ms: 5 }
}

async fn forward(chatbot: &FakeChatbot, parking: &InMemoryParking, breaker: &Breaker) -> Forwarded {
    forward_webhook(chatbot, parking, breaker, &a_body(), LONGEST).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_body_is_handed_over_unchanged_and_once() {
    let (chatbot, parking) = (FakeChatbot::default(), InMemoryParking::default());
    assert_eq!(forward(&chatbot, &parking, &Breaker::default()).await, Forwarded::Taken);
    assert_eq!((chatbot.asked(), parking.parked().len()), (vec![a_body()], 0));
}

#[tokio::test(start_paused = true)]
async fn a_chatbot_that_comes_back_within_seconds_gets_the_body() {
    let (chatbot, parking, started) = (FakeChatbot::failing(3), InMemoryParking::default(), Instant::now());
    assert_eq!(forward(&chatbot, &parking, &Breaker::default()).await, Forwarded::Taken);
    assert_eq!((chatbot.asked().len(), started.elapsed()), (4, Duration::from_secs(11)));
}

#[tokio::test(start_paused = true)]
async fn a_chatbot_that_stays_down_costs_four_tries_and_the_body_is_parked_with_its_reason() {
    let (chatbot, parking) = (FakeChatbot::failing(9), InMemoryParking::default());
    let reason = "chatbot did not take it: status 503".to_owned();
    assert_eq!(
        forward(&chatbot, &parking, &Breaker::default()).await,
        Forwarded::Parked { reason: reason.clone() }
    );
    assert_eq!((chatbot.asked().len(), parking.parked()), (4, vec![(a_body(), reason)]));
}

#[tokio::test(start_paused = true)]
async fn a_slow_chatbot_holds_a_user_up_for_25_seconds_at_most() {
    let slow = std::iter::repeat_n((Duration::from_secs(10), Err(ForwardFailure::Later("slow".into()))), 9);
    let (chatbot, parking, started) =
        (FakeChatbot::scripted(slow), InMemoryParking::default(), Instant::now());
    forward(&chatbot, &parking, &Breaker::default()).await;
    assert!(started.elapsed() <= LONGEST, "{:?}", started.elapsed());
    assert_eq!((chatbot.asked().len(), parking.parked().len()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_and_a_forbidden_address_are_parked_at_once() {
    for failure in [ForwardFailure::Refused(400), ForwardFailure::NotAllowed("private".into())] {
        let chatbot = FakeChatbot::scripted([(Duration::ZERO, Err(failure.clone()))]);
        let parking = InMemoryParking::default();
        assert_eq!(
            forward(&chatbot, &parking, &Breaker::default()).await,
            Forwarded::Parked { reason: failure.to_string() }
        );
        assert_eq!((chatbot.asked().len(), parking.parked().len()), (1, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn after_five_failures_one_try_is_enough_until_a_body_is_taken_or_half_a_minute_passed() {
    let (chatbot, parking, breaker) =
        (FakeChatbot::failing(22), InMemoryParking::default(), Breaker::default());
    for tries in [4, 8, 12, 16, 20, 21] {
        forward(&chatbot, &parking, &breaker).await;
        assert_eq!(chatbot.asked().len(), tries);
    }
    assert!(breaker.is_open());
    tokio::time::advance(Duration::from_secs(31)).await;
    assert_eq!(forward(&chatbot, &parking, &breaker).await, Forwarded::Taken);
    assert_eq!(chatbot.asked().len(), 23, "half a minute later it tries more than once again");
    assert!(!breaker.is_open());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_cannot_even_be_parked_comes_again() {
    let (chatbot, parking) = (FakeChatbot::failing(9), InMemoryParking::unavailable());
    assert!(forward_webhook(&chatbot, &parking, &Breaker::default(), &a_body(), LONGEST).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn without_time_nothing_is_begun() {
    let (chatbot, parking) = (FakeChatbot::default(), InMemoryParking::default());
    let outcome =
        forward_webhook(&chatbot, &parking, &Breaker::default(), &a_body(), Duration::ZERO).await.unwrap();
    assert_eq!(outcome, Forwarded::Parked { reason: "chatbot did not take it: no time was left".into() });
    assert!(chatbot.asked().is_empty());
}
