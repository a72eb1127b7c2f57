//! The LINE simulator as a program of its own. `line_simulator --help` lists its flags.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use line_simulator::{Channel, Config, LineSimulator};

const HELP: &str = "line_simulator: LINE's platform on this machine

  --api ADDRESS       where the LINE API listens      (127.0.0.1:8090)
  --control ADDRESS   where page and control listen   (127.0.0.1:8091)
  --page FOLDER       the built page
  --webhook URL       where webhooks are sent
  --channel FILE      the channel; made on the first start (line-channel.json)
  --state FILE        people, talks and menus between starts (none)
  --latency MS        how long every answer takes     (0)
  --quota NUMBER      the monthly limit of messages   (none)
  --no-rate           count requests but never answer 429 for their rate
Each flag can also be given as LINE_SIMULATOR_API, LINE_SIMULATOR_CONTROL and so on.";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        return say(HELP);
    }
    let line = LineSimulator::start(configuration(&arguments)?).await.context("the start failed")?;
    say(&format!("LINE API   {}\nphones     {}", line.api_url(), line.control_url()))?;
    tokio::signal::ctrl_c().await.context("waiting for Ctrl-C failed")
}

fn say(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{text}").context("standard output is closed")
}

fn configuration(arguments: &[String]) -> anyhow::Result<Config> {
    check(arguments)?;
    let value = |flag: &str| value(arguments, flag);
    let number = |flag: &str| {
        value(flag)
            .map(|text| text.parse::<u64>().with_context(|| format!("--{flag} wants a number")))
            .transpose()
    };
    let address = |flag: &str, usual: &str| {
        let text = value(flag).unwrap_or_else(|| usual.to_owned());
        text.parse::<SocketAddr>().with_context(|| format!("--{flag} wants an address like {usual}"))
    };
    let file = value("channel").unwrap_or_else(|| "line-channel.json".to_owned());
    Ok(Config {
        api_listen: address("api", "127.0.0.1:8090")?,
        control_listen: address("control", "127.0.0.1:8091")?,
        page: value("page").map(PathBuf::from),
        state: value("state").map(PathBuf::from),
        webhook_url: value("webhook"),
        enforce_rate: value("no-rate").is_none(),
        latency: Duration::from_millis(number("latency")?.unwrap_or(0)),
        async_delay: Duration::from_secs(1),
        quota: number("quota")?,
        ..Config::for_tests(Channel::load_or_create(&PathBuf::from(file))?)
    })
}

/// The flags; all but the switch take a value.
const FLAGS: [&str; 9] =
    ["api", "control", "page", "webhook", "channel", "state", "latency", "quota", "no-rate"];
const SWITCH: &str = "no-rate";

fn check(arguments: &[String]) -> anyhow::Result<()> {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let flag = argument.strip_prefix("--").filter(|flag| FLAGS.contains(flag));
        let Some(flag) = flag else { bail!("{argument} is no flag; --help lists them") };
        if flag != SWITCH && rest.next().is_none() {
            bail!("{argument} wants a value");
        }
    }
    Ok(())
}

/// A flag's value, or that of its environment variable; a switch has an empty one.
fn value(arguments: &[String], flag: &str) -> Option<String> {
    let wanted = format!("--{flag}");
    if let Some(place) = arguments.iter().position(|argument| *argument == wanted) {
        return Some(arguments.get(place + 1).filter(|_| flag != SWITCH).cloned().unwrap_or_default());
    }
    let variable = format!("LINE_SIMULATOR_{}", flag.replace('-', "_").to_uppercase());
    std::env::var(variable).ok()
}
