//! Two validators written apart from each other, ours and the LINE simulator's, judge the same corpus. What ours lets
//! through, LINE must take: a refusal comes when thousands wait for the message. The other way round, ours may be
//! stricter, for reasons that are listed here.

mod corpus;
pub mod edges;
pub mod samples;

use std::collections::BTreeMap;

use domain::message::{Violation, ViolationCode as Code, check_messages};
use line_simulator::{Channel, Config, LineSimulator};
use serde_json::{Value, json};

use corpus::Corpus;

const CASES: usize = 4_000;
/// Another corpus: `KAIRAN_SEED`.
const SEED: u64 = 20_270_131;

/// The simulator behind its real door.
struct Line {
    simulator: LineSimulator,
    token: String,
    http: reqwest::Client,
}

impl Line {
    async fn start() -> Self {
        let config = Config { enforce_rate: false, ..Config::for_tests(Channel::generate().unwrap()) };
        let simulator = LineSimulator::start(config).await.unwrap();
        Self { token: simulator.access_token(), simulator, http: reqwest::Client::new() }
    }

    /// `None` when it takes the messages, else its answer.
    async fn refusal(&self, messages: &Value) -> Option<Value> {
        let url = format!("{}/v2/bot/message/validate/push", self.simulator.api_url());
        let request = self.http.post(url).bearer_auth(&self.token).json(&json!({ "messages": messages }));
        let response = request.send().await.unwrap();
        match response.status().as_u16() {
            200 => None,
            400 => Some(response.json().await.unwrap()),
            other => panic!("{other} from validate: {messages}"),
        }
    }
}

/// Why ours may refuse what the simulator takes.
fn is_our_own_rule(violation: &Violation, messages: &Value) -> bool {
    let pointer = violation.path.trim_start_matches("messages").replace("].", "/").replace(['.', '['], "/");
    let value = messages.pointer(&pointer.replace(']', ""));
    match violation.code {
        // Nobody can see control characters, and some phones stumble over them. An optional text that is there and
        // empty is a form somebody forgot to fill in. Links are wanted encoded and with a host of their own, as LINE's
        // reference asks; the simulator looks at a link's scheme, and at a URL after the parser forgave its slashes.
        Code::ControlCharacter | Code::Empty | Code::BadUrl => true,
        // The simulator reads null as absent; a client of ours that writes null has made a mistake.
        Code::WrongType => value == Some(&Value::Null),
        // Identifiers that LINE gives out are short; nothing is written down.
        Code::TooLong => ["couponId", "productId", "emojiId"].iter().any(|key| violation.path.ends_with(key)),
        // An area that reaches beyond its picture; of one side alone both say the same.
        Code::OutOfRange => {
            violation.path.contains(".area.")
                && value.and_then(Value::as_u64).is_some_and(|side| (1..=u64::from(u16::MAX)).contains(&side))
        }
        _ => false,
    }
}

/// The same for findings that differ in numbers only.
fn shape(finding: &str) -> String {
    finding.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_our_checker_lets_through_is_taken_by_line() {
    let line = Line::start().await;
    let seed = std::env::var("KAIRAN_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(SEED);
    let mut corpus = Corpus::new(seed);
    let (mut taken, mut refused) = (0, 0);
    let (mut too_lenient, mut too_strict) = (BTreeMap::new(), BTreeMap::new());
    for _ in 0..CASES {
        let messages = corpus.messages();
        let ours = check_messages(&messages);
        match (ours.is_empty(), line.refusal(&messages).await) {
            (true, None) => taken += 1,
            (true, Some(refusal)) => {
                too_lenient.entry(shape(&refusal["details"].to_string())).or_insert_with(|| messages.clone());
            }
            (false, Some(_)) => refused += 1,
            (false, None) => {
                for violation in ours.iter().filter(|violation| !is_our_own_rule(violation, &messages)) {
                    let why = format!("{:?} {}", violation.code, violation.path);
                    too_strict.entry(shape(&why)).or_insert_with(|| messages.clone());
                }
            }
        }
    }
    let shown = |found: &BTreeMap<String, Value>| {
        let lines = found.iter().map(|(why, messages)| format!("{why}\n    {:.300}", messages.to_string()));
        lines.take(40).collect::<Vec<_>>().join("\n")
    };
    assert!(too_lenient.is_empty(), "{} refused by LINE only:\n{}", too_lenient.len(), shown(&too_lenient));
    assert!(too_strict.is_empty(), "{} refused by us only:\n{}", too_strict.len(), shown(&too_strict));
    assert!(taken > CASES / 8 && refused > CASES / 8, "a one-sided corpus: {taken} taken, {refused} refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_take_every_sample_and_every_limit_and_neither_takes_one_more() {
    let line = Line::start().await;
    for message in samples::all() {
        let messages = json!([message]);
        assert_eq!(
            (check_messages(&messages), line.refusal(&messages).await),
            (Vec::new(), None),
            "{messages}"
        );
    }
    for edge in edges::ALL {
        let (full, over) = (json!([edge.message_of(edge.limit)]), json!([edge.message_of(edge.limit + 1)]));
        assert_eq!((check_messages(&full), line.refusal(&full).await), (Vec::new(), None), "{}", edge.field);
        assert_eq!(check_messages(&over).len(), 1, "{}", edge.field);
        assert!(line.refusal(&over).await.is_some(), "{}", edge.field);
    }
}

/// Each sample with one thing changed that a careless hand or keyboard changes.
fn slips(message: &Value) -> Vec<Value> {
    let mut pointers = Vec::new();
    corpus::collect(message, String::new(), &mut pointers);
    let changed = |pointer: &str, value: Value| {
        let mut changed = message.clone();
        changed.pointer_mut(pointer).map(|place| *place = value)?;
        Some(changed)
    };
    let of = |pointer: &String| {
        let others: Vec<Value> = match message.pointer(pointer)? {
            Value::String(text) => {
                let mut letters = text.chars();
                let capital =
                    letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
                vec![
                    json!(""),
                    json!(" "),
                    json!(capital),
                    json!(text.to_uppercase()),
                    json!(format!("{text} ")),
                ]
            }
            Value::Number(_) => vec![json!(-1), json!(0), json!(0.5), json!(1e12), json!("1")],
            Value::Array(list) => {
                vec![
                    json!([]),
                    json!([list.clone(), list.clone()].concat()),
                    json!(list.first()),
                    json!([json!({})]),
                ]
            }
            Value::Object(fields) => {
                let mut more = fields.clone();
                more.insert("bogus".to_owned(), json!(1));
                vec![json!({}), more.into(), json!([])]
            }
            Value::Bool(_) | Value::Null => vec![json!("true"), json!(1)],
        };
        let others = others.into_iter().chain([json!("x"), json!(null), json!({ "type": "x" })]);
        Some(others.filter_map(|value| changed(pointer, value)).collect::<Vec<_>>())
    };
    pointers.iter().filter_map(of).flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_single_slip_our_checker_lets_through_line_takes_too() {
    let line = Line::start().await;
    let (mut taken, mut refused, mut too_lenient) = (0, 0, BTreeMap::new());
    for messages in samples::all().iter().flat_map(slips).map(|message| json!([message])) {
        if !check_messages(&messages).is_empty() {
            refused += 1;
            continue;
        }
        match line.refusal(&messages).await {
            None => taken += 1,
            Some(refusal) => drop(too_lenient.insert(shape(&refusal["details"].to_string()), messages)),
        }
    }
    assert!(too_lenient.is_empty(), "{} refused by LINE only: {too_lenient:#?}", too_lenient.len());
    assert!(taken > 200 && refused > 2_000, "{taken} taken, {refused} refused");
}
