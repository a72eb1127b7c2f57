//! Runs a scenario for many seeds, in a few cities side by side, and prints its line.

use std::future::Future;
use std::time::Instant;

use futures::future::join_all;

use crate::bench::{Bench, Setup};
use crate::verdict::Verdict;

/// A seeded bug has to show within so many seeds.
const HUNT: u64 = 12;

/// One kind of fault.
pub trait Scenario {
    /// Its name in the reliability reference.
    const NAME: &'static str;
    /// How many cities run it side by side: more where it waits rather than works.
    const CITIES: usize;
    /// What it needs.
    fn setup(&self) -> Setup;
    /// One seed in a city that earlier seeds may have used.
    fn run(&self, bench: &Bench, seed: u64) -> impl Future<Output = Verdict>;
}

/// The seeds to run: `KAIRAN_SEED` names one, `KAIRAN_SEEDS` says how many (2 unless told).
fn seeds() -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("KAIRAN_SEED") {
        Some(one) => vec![one],
        None => (1..=number("KAIRAN_SEEDS").unwrap_or(2)).collect(),
    }
}

/// Runs all seeds, prints the line and fails with every violation and the seed that showed it.
pub async fn prove<S: Scenario>(scenario: &S) {
    let (seeds, begun) = (seeds(), Instant::now());
    let cities = S::CITIES.min(seeds.len());
    let lanes = (0..cities).map(|lane| {
        let own = seeds.iter().copied().skip(lane).step_by(cities);
        in_one_city(scenario, own.collect(), None)
    });
    let mut sum = Verdict::default();
    for verdict in join_all(lanes).await {
        sum.add(verdict);
    }
    println!("{} seeds {} {sum} {:.1} s", S::NAME, seeds.len(), begun.elapsed().as_secs_f64());
    assert!(sum.violations.is_empty(), "{}:\n{}", S::NAME, sum.violations.join("\n"));
}

/// Runs seeds with a seeded bug until the judge notices; fails when it does not.
pub async fn hunt<S: Scenario>(scenario: &S, mutation: &str) {
    let begun = Instant::now();
    let verdict = in_one_city(scenario, (1..=HUNT).collect(), Some(mutation)).await;
    let seen = verdict.violations.first();
    println!("{} {mutation} {:.1} s: {seen:?}", S::NAME, begun.elapsed().as_secs_f64());
    assert!(seen.is_some(), "{} does not notice {mutation} within {HUNT} seeds", S::NAME);
}

/// One city, one seed after the other; with a seeded bug only until the first violation.
async fn in_one_city<S: Scenario>(scenario: &S, seeds: Vec<u64>, mutation: Option<&str>) -> Verdict {
    let bench = Bench::start(scenario.setup(), mutation).await;
    let mut sum = Verdict::default();
    for seed in seeds {
        let begun = Instant::now();
        let mut verdict = scenario.run(&bench, seed).await;
        for violation in &mut verdict.violations {
            *violation = format!("seed {seed}: {violation}");
        }
        if std::env::var_os("KAIRAN_VERBOSE").is_some() {
            println!("  {} seed {seed} {verdict} {:.1} s", S::NAME, begun.elapsed().as_secs_f64());
        }
        sum.add(verdict);
        if mutation.is_some() && !sum.violations.is_empty() {
            break;
        }
    }
    bench.city.shutdown().await;
    sum
}
