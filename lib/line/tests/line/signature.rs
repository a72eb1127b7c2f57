//! Forged webhooks are refused.

use line::signature::ChannelSecrets;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

const SECRET: &str = "8c570fa6dd201bb328f1c1eac23a96d8";
const BODY: &[u8] = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
const SIGNATURE: &str = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=";

fn secrets(list: &[&str]) -> ChannelSecrets {
    ChannelSecrets::new(list).unwrap()
}

#[test]
fn the_vector_line_publishes_is_accepted_and_reproduced() {
    assert!(secrets(&[SECRET]).verify(BODY, SIGNATURE.as_bytes()));
    assert_eq!(secrets(&[SECRET]).sign(BODY), SIGNATURE);
}

#[test]
fn during_a_replacement_both_secrets_are_accepted_and_the_current_one_signs() {
    let both = secrets(&["the new one", SECRET]);
    assert!(both.verify(BODY, SIGNATURE.as_bytes()));
    assert!(both.verify(BODY, both.sign(BODY).as_bytes()));
    assert_ne!(both.sign(BODY), SIGNATURE);
    assert!(!secrets(&["the new one"]).verify(BODY, SIGNATURE.as_bytes()));
}

#[test]
fn near_misses_of_the_header_are_refused() {
    let checker = secrets(&[SECRET]);
    for header in [
        "",
        "=",
        &SIGNATURE[..SIGNATURE.len() - 1],
        &SIGNATURE.to_lowercase(),
        &format!(" {SIGNATURE}"),
        &format!("{SIGNATURE}\n"),
        &format!("{SIGNATURE}AAAA"),
        &SIGNATURE.replace('+', "-"),
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        &"A".repeat(100_000),
    ] {
        assert!(!checker.verify(BODY, header.as_bytes()), "{header:.60}");
    }
}

#[test]
fn the_right_signature_of_a_reformatted_body_is_refused() {
    let reformatted = br#"{"destination": "U8e742f61d673b39c7fff3cecb7536ef0", "events": []}"#;
    assert!(!secrets(&[SECRET]).verify(reformatted, SIGNATURE.as_bytes()));
}

#[test]
fn lists_without_a_usable_secret_are_refused() {
    assert!(ChannelSecrets::new::<&str>(&[]).is_err());
    assert!(ChannelSecrets::new(&[""]).is_err());
    assert!(ChannelSecrets::new(&["a", "b", "c"]).is_err());
    assert!(!format!("{:?}", secrets(&[SECRET])).contains(SECRET));
}

#[derive(Debug, Clone)]
enum Mutation {
    Flip(usize, u8),
    Insert(usize, u8),
    Remove(usize),
    Truncate(usize),
    HeaderFlip(usize, u8),
    HeaderTruncate(usize),
    OtherSecret(String),
    Swap(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<usize>(), 1_u8..=255).prop_map(|(at, by)| Mutation::Flip(at, by)),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Insert(at, byte)),
        any::<usize>().prop_map(Mutation::Remove),
        any::<usize>().prop_map(Mutation::Truncate),
        (any::<usize>(), 1_u8..=255).prop_map(|(at, by)| Mutation::HeaderFlip(at, by)),
        any::<usize>().prop_map(Mutation::HeaderTruncate),
        "[0-9a-f]{32}".prop_map(Mutation::OtherSecret),
        any::<usize>().prop_map(Mutation::Swap),
    ]
}

fn mutated(mutation: &Mutation) -> (Vec<u8>, Vec<u8>) {
    let (mut body, mut header) = (BODY.to_vec(), SIGNATURE.as_bytes().to_vec());
    match mutation {
        Mutation::Flip(at, by) => body[at % BODY.len()] ^= by,
        Mutation::Insert(at, byte) => body.insert(at % (BODY.len() + 1), *byte),
        Mutation::Remove(at) => drop(body.remove(at % BODY.len())),
        Mutation::Truncate(to) => body.truncate(to % BODY.len()),
        Mutation::HeaderFlip(at, by) => header[at % SIGNATURE.len()] ^= by,
        Mutation::HeaderTruncate(to) => header.truncate(to % SIGNATURE.len()),
        Mutation::OtherSecret(secret) => header = secrets(&[secret]).sign(BODY).into_bytes(),
        Mutation::Swap(at) => body.swap(at % (BODY.len() - 1), at % (BODY.len() - 1) + 1),
    }
    (body, header)
}

#[test]
fn ten_thousand_mutated_requests_are_all_refused() {
    let config = Config { cases: 10_000, failure_persistence: None, ..Config::default() };
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let checker = secrets(&[SECRET]);
    TestRunner::new_with_rng(config, seed)
        .run(&mutation(), |mutation| {
            let (body, header) = mutated(&mutation);
            prop_assume!(body != BODY || header != SIGNATURE.as_bytes());
            prop_assert!(!checker.verify(&body, &header));
            Ok(())
        })
        .unwrap();
}
