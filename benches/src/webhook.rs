//! CPU time of `receive_webhook` per call, and where it goes.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use city::City;
use embedded_aws::EmbeddedAws;
use line_simulator::sign;
use queue::webhook_messages::{WebhookQueues, group_id, to_json};
use receive_webhook::{Channel, GatewayRequest};
use serde_json::{Value, json};
use usecases::port_error::PortError;
use usecases::webhook::ports::{Intake, SignedBody};

use crate::cpu::{self, Used};
use crate::report::{self, Target, figure, note};
use crate::runtime_api::Fed;
use crate::town;

const FUNCTION: &str = "ReceiveWebhookFunction";
/// Calls before the measurement.
const WARM_UP: usize = 300;
const SECRET: &str = "8c570fa6dd201bb328f1c1eac23a96d8";
const BOT: &str = "U8e742f61d673b39c7fff3cecb7536ef0";

/// Measures and prints.
pub async fn measure(calls: usize) -> anyhow::Result<()> {
    let city = town::empty_city().await?;
    // What arrives stays in the queues: the readers would only compete for the processor.
    city.host.freeze_mappings(true);
    report::load("before webhooks");
    let total = through_the_host(&city, calls).await?;
    report::load("after webhooks");
    let aws = city.aws.clone();
    let stored = on_a_thread(move || storing(&aws, calls))?;
    city.shutdown().await;
    let own = on_a_thread(move || checking(calls))?;
    let loop_alone = on_a_thread(move || runtime_alone(calls))?;
    figure("receive_webhook_cpu", total.sum(), "us/call", Target::AtMost(60.0));
    figure("receive_webhook_own_cpu", own * 1e6, "us/call", Target::AtMost(60.0));
    note(&format!("receive_webhook: {:.0} us user, {:.0} us system", total.user, total.system));
    note(&format!(
        "alone: parse, verify, split and encode {:.1} us; both SQS calls by the AWS SDK {:.0} us; lambda_runtime's \
         loop around an empty function {:.0} us user, {:.0} us system",
        own * 1e6,
        stored * 1e6,
        loop_alone.user,
        loop_alone.system
    ));
    Ok(())
}

/// Signed calls one after the other through the API's front; what the function's processes used per call.
async fn through_the_host(city: &City, calls: usize) -> anyhow::Result<Used> {
    let secret: Value = serde_json::from_str(&city.aws.secrets().get("WebhookSecret").context("no secret")?)?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("an odd secret");
    let (key, bot) = (text(&secret["channel_secrets"][0])?, text(&secret["bot_user_id"])?);
    let client = reqwest::Client::new();
    let call = async |number: usize| {
        let body = webhook(&bot, number);
        let signature = sign(&key, body.as_bytes());
        let asked = client.post(city.webhook_url()).header("x-line-signature", signature);
        let asked = asked.header("content-type", "application/json; charset=utf-8").body(body);
        let status = asked.send().await?.status().as_u16();
        ensure!(status == 200, "a webhook was answered {status}");
        Ok(())
    };
    for number in 0..WARM_UP {
        call(number).await?;
    }
    let before = used(city)?;
    for number in WARM_UP..WARM_UP + calls {
        call(number).await?;
    }
    Ok(used(city)?.per_call(before, calls))
}

fn used(city: &City) -> anyhow::Result<Used> {
    let processes = city.host.processes();
    let mut ours = processes.iter().filter(|process| process.function == FUNCTION);
    ours.try_fold(Used::default(), |sum, process| Ok(sum + cpu::of_process(process.pid)?))
}

/// A body as LINE sends it when somebody writes.
fn webhook(bot: &str, number: usize) -> String {
    json!({ "destination": bot, "events": [{
        "type": "message",
        "message": { "type": "text", "id": format!("{number:018}"), "quoteToken": "q3Plxr4AgKd", "text": "ごみの日はいつですか" },
        "webhookEventId": format!("01KAIRAN{number:018}"),
        "deliveryContext": { "isRedelivery": false },
        "timestamp": 1_795_320_000_000_u64 + number as u64,
        "source": { "type": "user", "userId": format!("U{number:032x}") },
        "replyToken": format!("{number:032x}"),
        "mode": "active",
    }] })
    .to_string()
}

/// The gateway's event for a body.
fn event(body: &str) -> String {
    let headers = json!({
        "content-type": "application/json; charset=utf-8",
        "user-agent": "LineBotWebhook/2.0",
        "x-line-signature": sign(SECRET, body.as_bytes()),
    });
    let text = json!({ "resource": "/webhook", "path": "/webhook", "httpMethod": "POST", "headers": headers, "body": body });
    text.to_string()
}

/// Makes the messages and lets them fall.
struct EncodeOnly;

impl Intake for EncodeOnly {
    async fn store(&self, bodies: &[SignedBody]) -> Result<(), PortError> {
        for body in bodies {
            // The second hash stands for the deduplication id.
            let text = to_json(body);
            std::hint::black_box((group_id(&body.source), group_id(&text), text));
        }
        Ok(())
    }
}

/// Parse, verify, split and encode, without any call; seconds per webhook.
fn checking(calls: usize) -> anyhow::Result<f64> {
    let channel: Channel =
        serde_json::from_value(json!({ "channel_secrets": [SECRET], "bot_user_id": BOT }))?;
    let events: Vec<String> = (0..calls).map(|number| event(&webhook(BOT, number))).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let before = cpu::of_this_thread()?;
    for event in &events {
        let request: GatewayRequest = serde_json::from_str(event)?;
        let answer = runtime.block_on(receive_webhook::answer(&channel, &EncodeOnly, request, 1));
        ensure!(answer == receive_webhook::GatewayAnswer::status(200), "a webhook was refused");
    }
    Ok((cpu::of_this_thread()? - before) / calls as f64)
}

/// The two SQS calls as `receive_webhook` makes them, on one thread; seconds per webhook. Embedded AWS answers on
/// other threads.
fn storing(aws: &EmbeddedAws, calls: usize) -> anyhow::Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let url = |name: &str| aws.sqs().queue(name).map(|queue| queue.url);
        let queues = WebhookQueues::new(sqs(aws).await, url("EventQueue.fifo")?, url("ForwardQueue.fifo")?);
        let body = |number: usize| SignedBody {
            source: format!("U{number:032x}"),
            body: webhook(BOT, number + 10 * calls).into_bytes(),
            signature: "0123456789012345678901234567890123456789012=".to_owned(),
            received_at_ms: 1,
        };
        let bodies: Vec<SignedBody> = (0..WARM_UP + calls).map(body).collect();
        let mut before = 0.0;
        for (number, body) in bodies.iter().enumerate() {
            if number == WARM_UP {
                before = cpu::of_this_thread()?;
            }
            queues.store(std::slice::from_ref(body)).await?;
        }
        Ok((cpu::of_this_thread()? - before) / calls as f64)
    })
}

async fn sqs(aws: &EmbeddedAws) -> aws_sdk_sqs::Client {
    let environment = aws.environment();
    let value = |name: &str| environment.get(name).cloned().unwrap_or_default();
    let (id, key) = (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"));
    let config = aws_config::defaults(aws_config::BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new(value("AWS_REGION")))
        .endpoint_url(aws.endpoint())
        .credentials_provider(aws_sdk_sqs::config::Credentials::new(id, key, None, None, "bench"))
        .load()
        .await;
    aws_sdk_sqs::Client::new(&config)
}

/// A function that does nothing, fed with the same events.
fn runtime_alone(calls: usize) -> anyhow::Result<Used> {
    let binary = city::built_binaries().join("empty_function");
    let process = Fed::start(&binary, &event(&webhook(BOT, 0)), WARM_UP + calls, &[])?;
    for _ in 0..=WARM_UP {
        process.next()?;
    }
    let before = cpu::of_process(process.pid())?;
    for _ in 0..calls {
        process.next()?;
    }
    std::thread::sleep(Duration::from_millis(5));
    Ok(cpu::of_process(process.pid())?.per_call(before, calls))
}

/// Work that blocks, away from the threads of the runtime.
fn on_a_thread<T: Send>(work: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
    tokio::task::block_in_place(|| {
        std::thread::scope(|scope| scope.spawn(work).join())
            .unwrap_or_else(|_| Err(anyhow::anyhow!("a measurement panicked")))
    })
}
