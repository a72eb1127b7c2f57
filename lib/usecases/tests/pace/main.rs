//! How near a delivery comes to LINE's own limit, on tokio's paused clock: exact, whatever else the machine does.
//! Prints its figures as `bench` lines (`make bench`); a regression fails here, in every test run.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod modelled;

use std::io::Write as _;
use std::time::Duration;

use modelled::{LINE, Latencies, Modelled};
use testkit::delivery::builders::a_delivery;
use usecases::delivery::pacer::Pacer;

/// LINE takes this many multicasts a second.
const LINE_PER_SECOND: usize = 200;
const SECOND: Duration = Duration::from_secs(1);

/// What LINE saw of one delivery, measured from the click.
struct Seen {
    first: Duration,
    last: Duration,
    peak: usize,
    /// Click to last accept, over the time that LINE itself needs for as many multicasts and one answer.
    ratio: f64,
}

async fn deliver(recipients: u128, takes: Latencies) -> Seen {
    let city = Modelled::with_followers(recipients, takes);
    let batches = recipients.div_ceil(500) as usize;
    let (delivery, pacers) = (a_delivery(), [Pacer::default(), Pacer::default()]);
    let click = tokio::time::Instant::now();
    let work = async { tokio::join!(city.plan(&delivery), city.send(&pacers[0]), city.send(&pacers[1])) };
    tokio::select! {
        () = city.line.accepted(batches) => (),
        _ = work => (),
    }
    let arrived: Vec<Duration> = city.line.arrivals().iter().map(|at| *at - click).collect();
    assert_eq!((arrived.len(), city.line.reached()), (batches, (recipients as usize, 1)));
    let last = arrived[batches - 1] + LINE;
    let bound = SECOND.mul_f64(batches as f64 / LINE_PER_SECOND as f64) + LINE;
    let within = |from: &Duration| arrived.iter().filter(|at| (*from..*from + SECOND).contains(*at)).count();
    let peak = arrived.iter().map(within).max().unwrap_or(0);
    Seen { first: arrived[0], last, peak, ratio: last.as_secs_f64() / bound.as_secs_f64() }
}

fn print(name: &str, value: f64, unit: &str, limit: f64) {
    let verdict = if value <= limit { "ok" } else { "short" };
    let _ = writeln!(std::io::stdout(), "bench {name} {value:.3} {unit} target <= {limit} {verdict}");
}

#[tokio::test(start_paused = true)]
async fn with_an_aws_that_answers_at_once_the_pace_is_lines_own() {
    let seen = deliver(100_000, Latencies::NONE).await;
    print("delivery_100k_virtual_pace_alone", seen.ratio, "x", 1.05);
    assert!(seen.peak <= LINE_PER_SECOND, "{} in a second", seen.peak);
    assert!(seen.ratio < 1.12, "{:?}, {:.3} times the bound", seen.last, seen.ratio);
}

#[tokio::test(start_paused = true)]
async fn the_first_message_leaves_at_once_whatever_the_audience() {
    let (small, seen) = (deliver(10_000, Latencies::USUAL).await, deliver(100_000, Latencies::USUAL).await);
    print("delivery_100k_virtual", seen.ratio, "x", 1.05);
    print("delivery_100k_virtual_peak", seen.peak as f64, "requests", LINE_PER_SECOND as f64);
    print("first_multicast_10k_virtual", small.first.as_secs_f64() * 1e3, "ms", 300.0);
    print("first_multicast_100k_virtual", seen.first.as_secs_f64() * 1e3, "ms", 300.0);
    assert!(seen.peak <= LINE_PER_SECOND, "{} in a second", seen.peak);
    assert!(seen.ratio < 1.35, "{:?}, {:.3} times the bound", seen.last, seen.ratio);
    assert!(seen.first < Duration::from_millis(300), "{:?}", seen.first);
    assert!(seen.first < small.first.mul_f64(1.3), "{:?} and {:?}", small.first, seen.first);
}

#[tokio::test(start_paused = true)]
async fn a_million_get_it_nearly_as_fast_as_line_takes_it() {
    let seen = deliver(1_000_000, Latencies::USUAL).await;
    print("delivery_1m_virtual", seen.ratio, "x", 1.05);
    print("delivery_1m_virtual_peak", seen.peak as f64, "requests", LINE_PER_SECOND as f64);
    assert!(seen.peak <= LINE_PER_SECOND, "{} in a second", seen.peak);
    assert!(seen.ratio < 1.2, "{:?}, {:.3} times the bound", seen.last, seen.ratio);
}
