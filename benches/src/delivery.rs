//! Deliveries through the real functions: how near to LINE's own limit, how soon the first message leaves, what it
//! costs. Two cities of different size take turns.

use crate::report::{self, Target, figure, minimum, note};
use crate::town::{BATCH, LINE_LATENCY, Run, Town};

/// LINE takes this many multicasts a second.
const LINE_PER_SECOND: f64 = 200.0;

/// Measures and prints, `rounds` deliveries in each city after one cold one.
pub async fn measure(rounds: usize) -> anyhow::Result<()> {
    let (small, large) = (Town::build(17_000, 10_000).await?, Town::build(170_000, 100_000).await?);
    report::load("before deliveries");
    for (town, name) in [(&small, "10k"), (&large, "100k")] {
        let cold = town.deliver().await?;
        note(&format!(
            "{name}, no process running yet: first multicast {:.0} ms, last {:.0} ms",
            cold.first, cold.last
        ));
    }
    let (mut small_runs, mut large_runs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        small_runs.push(small.deliver().await?);
        large_runs.push(large.deliver().await?);
    }
    report::load("after deliveries");
    pace(&small, &small_runs, "10k", None);
    pace(&large, &large_runs, "100k", Some(1.4));
    politeness(&large);
    first_message(&small_runs, &large_runs);
    if let Some(run) = large_runs.last() {
        cost(&large, run);
    }
    small.city.shutdown().await;
    large.city.shutdown().await;
    Ok(())
}

/// Click → last accept over the time that LINE itself needs for as many multicasts.
fn pace(town: &Town, runs: &[Run], name: &str, target: Option<f64>) {
    let bound = town.batches() as f64 / LINE_PER_SECOND * 1e3 + LINE_LATENCY.as_secs_f64() * 1e3;
    let last: Vec<f64> = runs.iter().map(|run| run.last).collect();
    let sending: Vec<f64> = runs.iter().map(|run| run.last - run.first).collect();
    note(&format!(
        "{name}: LINE's own bound {bound:.0} ms; click to last accept {} ms, of it from the first multicast on {} ms",
        report::series(&last),
        report::series(&sending),
    ));
    if let Some(target) = target {
        figure(&format!("delivery_{name}_wall"), minimum(&last) / bound, "x", Target::AtMost(target));
        note(&format!("{name}: median {:.2} x", report::median(&last) / bound));
    }
}

fn politeness(town: &Town) {
    let traffic = town.city.line.ledger().traffic("multicast");
    let peak = f64::from(traffic.peak_per_second);
    figure("line_peak_per_sliding_second", peak, "requests", Target::AtMost(LINE_PER_SECOND));
    figure("line_429", traffic.rate_limited as f64, "answers", Target::AtMost(0.0));
    note(&format!("{} multicasts to the larger city in all", traffic.requests));
}

fn first_message(small: &[Run], large: &[Run]) {
    let firsts = |runs: &[Run]| runs.iter().map(|run| run.first).collect::<Vec<_>>();
    let (small, large) = (firsts(small), firsts(large));
    note(&format!(
        "click to first multicast: 10k {} ms, 100k {} ms",
        report::series(&small),
        report::series(&large)
    ));
    figure("first_multicast_10k", minimum(&small), "ms", Target::AtMost(300.0));
    figure("first_multicast_100k", minimum(&large), "ms", Target::AtMost(300.0));
    figure("first_multicast_100k_to_10k", minimum(&large) / minimum(&small), "x", Target::AtMost(1.3));
}

fn cost(town: &Town, run: &Run) {
    let batches = town.batches() as f64;
    let units = run.counted.total_units();
    let calls: u64 =
        run.counted.calls.iter().filter(|(name, _)| !name.contains("-mapping.")).map(|(_, n)| n).sum();
    figure(&format!("write_units_per_{BATCH}"), units.write / batches, "WRU", Target::AtMost(3.0));
    // A row per recipient would cost at least one unit each.
    figure("writes_per_recipient", (units.write / town.matching as f64).floor(), "rows", Target::AtMost(0.0));
    figure(&format!("aws_calls_per_{BATCH}"), calls as f64 / batches, "calls", Target::AtMost(4.0));
    note(&format!("read units per {BATCH}: {:.2}", units.read / batches));
    let calls = run.counted.calls.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>();
    note(&format!("calls of one delivery: {}", calls.join(", ")));
    let written = run.counted.units.iter().filter(|(_, units)| units.write > 0.0);
    let written = written.map(|(name, units)| format!("{name} {}", report::number(units.write)));
    note(&format!("write units of one delivery: {}", written.collect::<Vec<_>>().join(", ")));
}
