//! What the reader makes of the fixture template, and what it says when it cannot.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use function_host::template::{Event, Place, Template, TemplateError};

fn a_place() -> Place {
    Place {
        region: "ap-northeast-1".to_owned(),
        account: "000000000000".to_owned(),
        endpoint: "http://127.0.0.1:4566".to_owned(),
        stack: "local".to_owned(),
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/template.yaml")
}

fn read() -> Template {
    let parameters = BTreeMap::from([("Stage".to_owned(), "test".to_owned())]);
    Template::read(&fixture(), &parameters, &a_place()).unwrap()
}

fn read_text(name: &str, text: &str) -> Result<Template, TemplateError> {
    let path = std::env::temp_dir().join(format!("{name}-{}.yaml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    let read = Template::read(&path, &BTreeMap::new(), &a_place());
    std::fs::remove_file(path).unwrap();
    read
}

#[test]
fn the_environment_is_worked_out_as_cloudformation_would() {
    let template = read();
    let environment = &template.function("EchoFunction").unwrap().environment;
    let expected = [
        ("STAGE", "test"),
        ("GREETING", "hello test ${literal}"),
        ("PLAIN", "hello, ap-northeast-1"),
        ("QUEUE_URL", "http://127.0.0.1:4566/000000000000/OrderedQueue.fifo"),
        ("QUEUE_ARN", "arn:aws:sqs:ap-northeast-1:000000000000:OrderedQueue.fifo"),
        ("TABLE", "ThingTable"),
        ("TABLE_ARN", "arn:aws:dynamodb:ap-northeast-1:000000000000:table/ThingTable"),
        ("BUCKET", "file-bucket"),
        ("SECRET", "arn:aws:secretsmanager:ap-northeast-1:000000000000:secret:TopSecret-kairan"),
        ("COLOR", "green"),
        ("JOINED", "b-x"),
        ("CHOSEN", "chosen"),
        ("ROLE", "arn:aws:iam::000000000000:role/EchoFunctionRole"),
        ("NUMBER", "7"),
    ];
    for (name, value) in expected {
        assert_eq!(environment.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_eq!(environment.len(), expected.len());
}

#[test]
fn a_function_has_its_own_limits_over_the_globals() {
    let template = read();
    let echo = template.function("EchoFunction").unwrap();
    assert_eq!((echo.timeout, echo.memory_mb, echo.reserved), (Duration::from_secs(5), 256, Some(2)));
    assert_eq!((echo.binary.as_str(), echo.has_url), ("test_function", true));
    let batch = template.function("BatchFunction").unwrap();
    assert_eq!((batch.timeout, batch.binary.as_str()), (Duration::from_secs(1), "test_function"));
    let minute = template.function("MinuteFunction").unwrap();
    assert_eq!((minute.async_retries, minute.on_failure.as_deref()), (1, Some("PlainDeadLetterQueue")));
}

#[test]
fn a_function_whose_condition_does_not_hold_is_not_there() {
    assert!(read().function("OnlyProdFunction").is_none());
}

#[test]
fn event_sources_are_read_with_all_their_numbers() {
    let template = read();
    let batch = template.function("BatchFunction").unwrap();
    let mappings: Vec<_> = batch
        .events
        .iter()
        .map(|event| match event {
            Event::Queue(mapping) => mapping.clone(),
            other => panic!("{other:?} is no mapping"),
        })
        .collect();
    let of = |queue: &str| mappings.iter().find(|mapping| mapping.queue == queue).unwrap();
    assert_eq!((of("PlainQueue").batch_size, of("PlainQueue").concurrency), (10, Some(2)));
    assert!(of("PlainQueue").partial_failures);
    assert_eq!(of("OrderedQueue.fifo").concurrency, None);
    assert_eq!(of("FilledQueue").window, Duration::from_mins(5));
    assert!(!of("FilledQueue").partial_failures);
    let minute = template.function("MinuteFunction").unwrap();
    let input = Some("{\"note\":\"a minute\"}".to_owned());
    assert!(minute.events.contains(&Event::Rate { every: Duration::from_mins(1), input }));
}

#[test]
fn queues_come_with_the_dead_letter_queue_first() {
    let template = read();
    let place = |name: &str| template.queues.iter().position(|queue| queue.name == name).unwrap();
    assert!(place("PlainDeadLetterQueue") < place("PlainQueue"));
    let plain = &template.queues[place("PlainQueue")];
    assert_eq!(plain.redrive, Some(("PlainDeadLetterQueue".to_owned(), 2)));
    assert_eq!(plain.visibility, Duration::from_mins(1));
    assert!(template.queues[place("OrderedQueue.fifo")].fifo);
}

#[test]
fn the_projects_own_template_can_be_played() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
    let parameters = [
        ("Stage", "test"),
        ("ForwardTargetUrl", "http://127.0.0.1:8092/webhook"),
        ("LiffUrl", "https://liff.line.me/1000000000-testtest"),
    ];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let template = Template::read(&path, &parameters, &a_place()).unwrap();
    let send = template.function("SendBatchFunction").unwrap();
    assert_eq!((send.binary.as_str(), send.reserved), ("send_batch", Some(2)));
    assert!(template.function("AdminApiFunction").unwrap().has_url);
}

#[test]
fn what_cannot_be_worked_out_is_said_in_one_sentence_with_its_place() {
    let function = |extra: &str| {
        format!(
            "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: functions/f\n{extra}"
        )
    };
    let environment = |value: &str| function(&format!("      Environment: {{Variables: {{X: {value}}}}}\n"));
    let event = |kind: &str| function(&format!("      Events: {{E: {{Type: {kind}, Properties: {{}}}}}}\n"));
    let cases = [
        (environment("!Ref Nobody"), "F: Environment: Nobody is neither a parameter nor a resource"),
        (environment("!GetAtt Nobody.Arn"), "F: Environment: there is no resource Nobody"),
        (environment("!GetAtt F.Size"), "nobody here knows Size of F"),
        (environment("!ImportValue x"), "Fn::ImportValue cannot be worked out"),
        (environment("!If [Nope, a, b]"), "there is no condition Nope"),
        (environment("!Unheard x"), "nobody here knows the tag !Unheard"),
        (event("Kinesis"), "F: Events.E: the local city does not play events of type Kinesis"),
        (event("SQS"), "F: Events.E: Queue is missing"),
        ("Resources: {H: {Type: 'AWS::Serverless::HttpApi'}}".to_owned(), "H: the local city does not play"),
        (
            "Resources: {S: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: nowhere.yaml}}}"
                .to_owned(),
            "S: its template nowhere.yaml cannot be read",
        ),
    ];
    for (number, (text, expected)) in cases.iter().enumerate() {
        let error = read_text(&format!("case-{number}"), text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error:?} does not say {expected:?}");
    }
}

#[test]
fn a_parameter_without_a_value_is_named() {
    let error = Template::read(&fixture(), &BTreeMap::new(), &a_place()).unwrap_err().to_string();
    assert!(error.contains("parameter Stage has no default and no value was given"), "{error}");
}
