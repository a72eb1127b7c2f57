//! Judges a delivery after its end, from LINE's ledger and the product's public report alone.

use std::collections::{BTreeMap, BTreeSet};

use line_simulator::RequestRecord;

use crate::bench::Bench;
use crate::drive::Run;
use crate::report::{BatchRow, Report, time_ms};
use crate::verdict::Verdict;

/// I-5: a key is not used again so long after its first use.
const WINDOW_MS: u64 = 23 * 3_600_000;
/// I-7: so long after a cancel the last request may still leave.
const CANCEL_MS: u64 = 5_000;
/// LINE's multicasts a second.
const PEAK: u32 = 200;

/// What the end has to look like beyond what always holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected {
    /// Batches may be unknown: LINE was not there within the window, or a person cancelled.
    pub may_be_unknown: bool,
    /// A person cancelled it.
    pub cancelled: bool,
    /// Recipients whom LINE refuses.
    pub refused: u64,
}

/// The requests of one retry key.
#[derive(Debug, Default)]
struct Key {
    first_ms: u64,
    last_ms: u64,
    accepted: BTreeSet<String>,
}

/// Everything the judge looks at.
struct Case<'a> {
    bench: &'a Bench,
    report: Report,
    rows: Vec<BatchRow>,
    keys: BTreeMap<String, Key>,
    expected: Expected,
    verdict: Verdict,
}

impl Run {
    /// Reads everything once more and judges.
    pub async fn judge(mut self, bench: &Bench, expected: Expected) -> Verdict {
        let report = self.poll(bench).await;
        let rows = bench.batches(&self.begun.id).await;
        let ledger = bench.city.line.ledger();
        let requests: Vec<RequestRecord> = ledger.requests().into_iter().skip(self.ledger_from).collect();
        let multicasts: Vec<RequestRecord> =
            requests.into_iter().filter(|request| request.endpoint == "multicast").collect();
        self.verdict.requests = multicasts.len() as u64;
        let broken = ledger.violations().len() - self.violations_from;
        self.verdict.expect(broken == 0, || format!("{broken} keys came with another body"));
        self.verdict.expect(multicasts.iter().all(|request| request.retry_key.is_some()), || {
            "a multicast came without a retry key".to_owned()
        });
        let keys = by_key(&multicasts);
        let verdict = std::mem::take(&mut self.verdict);
        let mut case = Case { bench, report, rows, keys, expected, verdict };
        case.end();
        case.people(&self.unit);
        case.rows_are_true();
        case.keys_are_known_and_young();
        case.pace();
        if expected.cancelled {
            case.nothing_left_after_the_cancel(&multicasts);
        }
        case.verdict
    }
}

fn by_key(requests: &[RequestRecord]) -> BTreeMap<String, Key> {
    let mut keys: BTreeMap<String, Key> = BTreeMap::new();
    for request in requests {
        let Some(key) = request.retry_key else { continue };
        let key =
            keys.entry(key.to_string()).or_insert_with(|| Key { first_ms: request.at, ..Key::default() });
        key.last_ms = request.at;
        if request.status == 200 {
            key.accepted.insert(request.request_id.to_string());
        }
    }
    keys
}

impl Case<'_> {
    /// I-1 and I-6: settled, nothing moves, everybody was planned.
    fn end(&mut self) {
        let (counts, status) = (self.report.counts, self.report.status.clone());
        let still = self.report.settled && counts.waiting == 0 && counts.in_flight == 0;
        self.verdict.expect(still, || format!("not at its end: {status} {counts:?}"));
        let wanted = if self.expected.cancelled { "cancelled" } else { "sent" };
        self.verdict.expect(status == wanted, || format!("{status} instead of {wanted}"));
        let people = self.bench.audience.len() as u64 + self.expected.refused;
        if !self.expected.cancelled {
            self.verdict
                .expect(counts.planned == people, || format!("{} of {people} planned", counts.planned));
        }
        let (unknown, refused) = (counts.unknown, self.expected.refused);
        self.verdict.unknown += unknown;
        self.verdict
            .expect(unknown == 0 || self.expected.may_be_unknown, || format!("{unknown} people unknown"));
        self.verdict.expect(counts.failed == refused, || format!("{} failed, not {refused}", counts.failed));
    }

    /// I-2, and nobody lost or reached by mistake.
    fn people(&mut self, unit: &str) {
        let recipients = self.bench.city.line.ledger().recipients(unit);
        let doubled = recipients.iter().filter(|(_, times)| *times > 1).count() as u64;
        let strangers = recipients.iter().filter(|(user, _)| !self.bench.audience.contains(user)).count();
        let reached = recipients.len() as u64;
        let unsure: u64 = self
            .rows
            .iter()
            .filter(|row| row.state == "unknown" && !self.took(row))
            .map(|row| row.recipients)
            .sum();
        let people = self.bench.audience.len() as u64;
        let lost = if self.expected.cancelled { 0 } else { people.saturating_sub(reached + unsure) };
        self.verdict.accepted += reached;
        self.verdict.doubled += doubled;
        self.verdict.lost += lost;
        self.verdict.expect(doubled == 0, || format!("{doubled} people got it twice"));
        self.verdict.expect(strangers == 0, || format!("{strangers} people got it by mistake"));
        self.verdict.expect(lost == 0, || format!("{lost} people are lost"));
        let told = self.report.counts.accepted;
        self.verdict.expect(told <= reached, || format!("the report says {told}, LINE says {reached}"));
        let possible = told + self.report.counts.unknown;
        self.verdict
            .expect(reached <= possible, || format!("LINE took {reached}, the report knows of {possible}"));
    }

    fn took(&self, row: &BatchRow) -> bool {
        self.keys.get(&row.retry_key).is_some_and(|key| !key.accepted.is_empty())
    }

    /// I-3: each row says what the ledger says.
    fn rows_are_true(&mut self) {
        for row in &self.rows {
            let taken = self.took(row);
            let told = row.request_id.as_ref();
            let is_true = match row.state.as_str() {
                "accepted" => told.is_some_and(|id| {
                    self.keys.get(&row.retry_key).is_some_and(|key| key.accepted.contains(id))
                }),
                "unknown" => true,
                _ => !taken,
            };
            let name = format!("batch {}/{}", row.number, row.path);
            self.verdict.expect(is_true, || {
                format!(
                    "{name} is {} after {} claims, at LINE {}",
                    row.state,
                    row.attempts,
                    if taken { "accepted" } else { "not accepted" }
                )
            });
        }
    }

    /// I-4 and I-5 as far as keys go: each belongs to a row, and none is used again after its window.
    fn keys_are_known_and_young(&mut self) {
        let known: BTreeSet<&str> = self.rows.iter().map(|row| row.retry_key.as_str()).collect();
        for (name, key) in &self.keys {
            self.verdict.expect(known.contains(name.as_str()), || format!("no batch has the key {name}"));
            let age_h = (key.last_ms - key.first_ms) / 3_600_000;
            let is_young = key.last_ms - key.first_ms < WINDOW_MS;
            self.verdict.expect(is_young, || format!("the key {name} was used again after {age_h} h"));
        }
    }

    fn pace(&mut self) {
        let traffic = self.bench.city.line.ledger().traffic("multicast");
        let peak = traffic.peak_per_second;
        self.verdict.expect(peak <= PEAK, || format!("{peak} multicasts in one second"));
        let refused = traffic.rate_limited;
        self.verdict.expect(refused == 0, || format!("{refused} multicasts above LINE's limit"));
    }

    /// I-7: no request leaves later than five seconds after the cancel was confirmed.
    fn nothing_left_after_the_cancel(&mut self, requests: &[RequestRecord]) {
        let at = self.report.at.as_deref().map_or(0, time_ms);
        self.verdict.expect(at > 0, || "a cancelled delivery does not say when".to_owned());
        let late = requests.iter().filter(|request| request.at > at + CANCEL_MS).count();
        self.verdict.expect(late == 0, || format!("{late} requests more than 5 s after the cancel"));
    }
}
