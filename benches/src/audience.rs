//! Followers of whom a wished number matches the benchmark's segment, with the user ids of the LINE simulator.

use anyhow::Context as _;
use domain::calendar::YearMonth;
use domain::follower::Follower;
use domain::segment::{Condition, IdPage, Query, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::UserId;
use serde_json::{Value, json};

/// The moment that ages are told at; the benchmark's segments ask for none.
pub const NOW_MS: u64 = 1_790_000_000_000;
const SEED: u64 = 20_261_122;

/// The segment that deliveries go to: following AND (disaster news OR children's news) AND NOT outside the city.
pub fn segment() -> Value {
    json!({ "all": [
        { "item": "topics", "any_of": ["bousai", "kosodate"] },
        { "not": { "item": "ward", "any_of": ["outside"] } },
    ] })
}

/// The pages of one follower per id, exactly `matching` of whom are in [`segment`].
pub fn pages(ids: &[String], matching: usize) -> anyhow::Result<Vec<(SegmentPage, IdPage)>> {
    let catalogue = Catalogue::kawasaki_example();
    let query = Condition::try_from(segment())?.compile(&catalogue, YearMonth::in_japan(NOW_MS))?;
    let (mut inside, mut outside) = (matching, ids.len().checked_sub(matching).context("too few ids")?);
    let mut followers = testkit::population::followers(SEED, usize::MAX);
    let mut chosen = Vec::with_capacity(ids.len());
    for id in ids {
        let follower = loop {
            let follower = followers.next().context("the population ended")?;
            let room = if matches(&follower, &catalogue, &query) { &mut inside } else { &mut outside };
            if *room > 0 {
                *room -= 1;
                break follower;
            }
        };
        chosen.push(Follower { user_id: UserId::parse(id.clone())?, ..follower });
    }
    Ok(testkit::population::pages(chosen.into_iter(), &catalogue))
}

fn matches(follower: &Follower, catalogue: &Catalogue, query: &Query) -> bool {
    let mut page = SegmentPage::new(follower.user_id.shard(), 0);
    page.append(&follower.planes(catalogue)).is_ok() && page.evaluate(query)[0] != 0
}
