//! `make run`: checks what it needs, starts the city on its fixed ports, shows the way in, and stops at Ctrl-C with
//! nothing left behind.

mod arguments;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use city::{City, CityConfig, CityData};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let outcome = arguments::parse(std::env::args().skip(1)).and_then(|wanted| match wanted {
        arguments::Wanted::Help => say(arguments::HELP).map(|()| ExitCode::SUCCESS),
        arguments::Wanted::Run(config) => run(*config),
    });
    outcome.unwrap_or_else(|error| {
        complain(&format!("{error:#}"));
        ExitCode::FAILURE
    })
}

fn run(config: CityConfig) -> anyhow::Result<ExitCode> {
    let problems = city::preflight(&config);
    if !problems.is_empty() {
        complain(&problems.join("\n"));
        return Ok(ExitCode::FAILURE);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(live(config))?;
    Ok(ExitCode::SUCCESS)
}

async fn live(config: CityConfig) -> anyhow::Result<()> {
    let began = Instant::now();
    let mut stop = Stop::listen()?;
    let data = config.data.clone();
    let city = City::start(config).await?;
    let seeded = tokio::select! {
        is_first = city::seed(&city) => Some(is_first),
        () = stop.wait() => None,
    };
    if let Some(is_first) = seeded {
        write_addresses(&city, &data)?;
        say(&city::guide(&city, began.elapsed(), is_first))?;
        stop.wait().await;
    }
    say("終了しています… Stopping; Ctrl-C again stops at once.")?;
    tokio::select! {
        () = city.shutdown() => (),
        () = stop.wait() => (),
    }
    Ok(())
}

/// Ctrl-C or a polite request to end.
struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("signals cannot be heard");
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => (),
            _ = self.terminate.recv() => (),
        }
    }
}

/// Leaves addresses and token for `make deliver` in the data folder.
fn write_addresses(city: &City, data: &CityData) -> anyhow::Result<()> {
    let CityData::Folder(folder) = data else { return Ok(()) };
    let addresses = json!({
        "admin_url": city.admin_url(),
        "admin_token": city.admin_token(),
        "webhook_url": city.webhook_url(),
        "staff_url": city.staff.url(),
        "first_administrator_code": city.first_code(),
        "phones_url": city.line.control_url(),
        "form_url": city.form.url(),
        "aws_url": city.aws.endpoint(),
    });
    let path = folder.join("city.json");
    city::write_private(&path, &addresses.to_string())?;
    Ok(())
}

fn say(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("standard output is closed")
}

fn complain(text: &str) {
    // There is nobody left to tell if standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}
