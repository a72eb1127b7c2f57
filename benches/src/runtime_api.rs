//! The Lambda Runtime API in its smallest form: says when a process asks for its first event, and feeds it events.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

const PATIENCE: Duration = Duration::from_mins(2);

/// Every variable that any function asks for. Nothing listens behind the addresses: no function calls anybody
/// before its first event.
const ENVIRONMENT: [(&str, &str); 28] = [
    ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ("AWS_REGION", "ap-northeast-1"),
    ("AWS_ACCESS_KEY_ID", "bench"),
    ("AWS_SECRET_ACCESS_KEY", "bench"),
    ("STAGE", "test"),
    ("FOLLOWER_TABLE", "t"),
    ("SEGMENT_TABLE", "t"),
    ("DELIVERY_TABLE", "t"),
    ("WEBHOOK_EVENT_TABLE", "t"),
    ("RECIPIENTS_BUCKET", "b"),
    ("EVENT_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("FORWARD_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("FORWARD_DEAD_LETTER_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("START_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("START_QUEUE_ARN", "arn:aws:sqs:ap-northeast-1:1:q"),
    ("BATCH_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("EMERGENCY_BATCH_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("SCHEDULE_GROUP", "g"),
    ("SCHEDULER_ROLE_ARN", "arn:aws:iam::1:role/r"),
    ("JOB_BUCKET", "b"),
    ("JOB_QUEUE_URL", "http://127.0.0.1:1/1/q"),
    ("FORM_URL", "https://liff.line.me/1234567890-abcdefgh"),
    ("FORM_SECRET_ID", "s"),
    ("WEBHOOK_SECRET_ID", "s"),
    ("CHANNEL_SECRET_ID", "s"),
    ("FORWARD_TARGET_URL", "https://chatbot.invalid/webhook"),
];

/// A process whose Runtime API this is; it is killed when this is dropped.
pub struct Fed {
    child: Child,
    asked: mpsc::Receiver<Instant>,
    started: Instant,
}

impl Fed {
    /// Starts `binary` with `extra` environment and hands it `events` times the same event; afterwards it waits for the next one for ever.
    pub fn start(binary: &Path, event: &str, events: usize, extra: &[(&str, &str)]) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let (asks, asked) = mpsc::channel();
        let event = event.to_owned();
        std::thread::spawn(move || {
            // One connection: the runtime asks and answers in turn.
            while let Ok((stream, _)) = listener.accept() {
                let _ended = serve(stream, &event, events, &asks);
            }
        });
        let mut command = Command::new(binary);
        command
            .env_clear()
            .envs(ENVIRONMENT)
            .envs(extra.iter().copied())
            .env("AWS_LAMBDA_RUNTIME_API", address);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {}", binary.display()))?;
        Ok(Self { child, asked, started })
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the process asks for its next event; the time since its start.
    pub fn next(&self) -> anyhow::Result<Duration> {
        let at = self.asked.recv_timeout(PATIENCE).context("the process never asked for an event")?;
        Ok(at.duration_since(self.started))
    }
}

impl Drop for Fed {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(stream: TcpStream, event: &str, events: usize, asks: &mpsc::Sender<Instant>) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut given = 0;
    loop {
        let (line, length) = read_head(&mut reader)?;
        let arrived = Instant::now();
        reader.read_exact(&mut vec![0; length])?;
        let answer = if line.starts_with("GET ") {
            asks.send(arrived)?;
            if given == events {
                // Wait for the kill, as a frozen function would.
                let _silence = reader.read(&mut [0]);
                return Ok(());
            }
            given += 1;
            invocation(event)
        } else if line.contains("/error") {
            bail!("the process reported an error");
        } else {
            "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".to_owned()
        };
        reader.get_mut().write_all(answer.as_bytes())?;
    }
}

/// Request line and content length.
fn read_head(reader: &mut BufReader<TcpStream>) -> anyhow::Result<(String, usize)> {
    let (mut first, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            bail!("the connection was closed");
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
        match line.trim_end() {
            "" => return Ok((first, length)),
            _ if first.is_empty() => first = line,
            _ => (),
        }
    }
}

fn invocation(event: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
         lambda-runtime-aws-request-id: 00000000-0000-4000-8000-000000000001\r\n\
         lambda-runtime-deadline-ms: 4102444800000\r\n\
         lambda-runtime-invoked-function-arn: arn:aws:lambda:ap-northeast-1:1:function:bench\r\n\
         lambda-runtime-trace-id: Root=1-00000000-000000000000000000000000;Sampled=0\r\n\
         content-length: {}\r\n\r\n{event}",
        event.len()
    )
}
