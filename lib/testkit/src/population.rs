//! Synthetic followers by seed: the same seed gives the same people everywhere, for benchmarks and load tests.
//!
//! The shares are invented but plausible: wards by size, more answers from the middle-aged, most friends
//! registered, a few who have blocked the account.
use domain::follower::{EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::{IdPage, SegmentPage};
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::UserId;
use std::collections::BTreeMap;

/// Names of the example catalogue with their share in percent.
type Shares = &'static [(&'static str, u64)];

const WARDS: Shares = &[
    ("kawasaki", 14),
    ("saiwai", 11),
    ("nakahara", 17),
    ("takatsu", 15),
    ("miyamae", 15),
    ("tama", 14),
    ("asao", 10),
    ("outside", 4),
];
const AGE_GROUPS: Shares =
    &[("under20", 4), ("20s", 13), ("30s", 22), ("40s", 23), ("50s", 18), ("60s", 12), ("over70", 8)];
const TOPICS: Shares =
    &[("bousai", 72), ("kosodate", 31), ("gomi", 48), ("event", 39), ("kenko", 27), ("zei", 12)];
const REGISTERED_PERCENT: u64 = 82;
const BLOCKED_PERCENT: u64 = 9;
const TESTERS_IN_10_000: u64 = 5;

/// `count` followers of [`Catalogue::kawasaki_example`], one after the other.
pub fn followers(seed: u64, count: usize) -> impl Iterator<Item = Follower> {
    let names = Names::new();
    let mut random = Random(seed);
    (0..count).map(move |_| follower(&mut random, &names))
}

/// The pages of these followers, filled shard by shard in the order they come.
pub fn pages(followers: impl Iterator<Item = Follower>, catalogue: &Catalogue) -> Vec<(SegmentPage, IdPage)> {
    let mut shards: BTreeMap<_, Vec<(SegmentPage, IdPage)>> = BTreeMap::new();
    for follower in followers {
        let shard = follower.user_id.shard();
        let pages = shards.entry(shard).or_default();
        if pages.last().is_none_or(|(page, _)| page.is_full()) {
            pages.push((SegmentPage::new(shard, pages.len() as u32), IdPage::default()));
        }
        if let Some((page, ids)) = pages.last_mut() {
            page.append(&follower.planes(catalogue)).expect("the open page has room");
            ids.push(&follower.user_id).expect("ids and planes are appended together");
        }
    }
    shards.into_values().flatten().collect()
}

/// Parsed once, cloned for each follower.
struct Names {
    ward: ItemId,
    age_group: ItemId,
    topics: ItemId,
    options: BTreeMap<&'static str, OptionId>,
}

impl Names {
    fn new() -> Self {
        let item = |name| ItemId::parse(name).expect("the names above are valid");
        let names = WARDS.iter().chain(AGE_GROUPS).chain(TOPICS).map(|(name, _)| *name);
        let option = |name| (name, OptionId::parse(name).expect("the names above are valid"));
        Self {
            ward: item("ward"),
            age_group: item("age_group"),
            topics: item("topics"),
            options: names.map(option).collect(),
        }
    }
}

fn follower(random: &mut Random, names: &Names) -> Follower {
    let bytes = u128::from(random.next()) << 64 | u128::from(random.next());
    let blocked = random.below(100) < BLOCKED_PERCENT;
    let friendship = if blocked { Friendship::Blocked } else { Friendship::Following };
    let event = FriendshipEvent { friendship, order: EventOrder::never() };
    let mut follower = Follower::new(UserId::from_bytes(bytes.to_be_bytes()), &event);
    follower.tester = random.below(10_000) < TESTERS_IN_10_000;
    if random.below(100) < REGISTERED_PERCENT {
        follower.consent_version = Some(1);
        let ward = [names.options[random.one_of(WARDS)].clone()];
        follower.answers.set(names.ward.clone(), ward);
        let age_group = [names.options[random.one_of(AGE_GROUPS)].clone()];
        follower.answers.set(names.age_group.clone(), age_group);
        let wanted = TOPICS.iter().filter(|(_, share)| random.below(100) < *share);
        let wanted: Vec<OptionId> = wanted.map(|(name, _)| names.options[name].clone()).collect();
        follower.answers.set(names.topics.clone(), wanted);
    }
    follower
}

/// SplitMix64: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_of(&mut self, shares: Shares) -> &'static str {
        let mut point = self.below(shares.iter().map(|(_, share)| share).sum());
        for (name, share) in shares {
            if point < *share {
                return name;
            }
            point -= share;
        }
        shares[0].0 // not reached: the point lies below the sum of the shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::segment::{Condition, SegmentIndex, Target};
    use serde_json::json;

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let ten = |seed| followers(seed, 10).collect::<Vec<_>>();
        assert_eq!(ten(1), ten(1));
        assert_ne!(ten(1), ten(2));
    }

    #[test]
    fn every_answer_is_offered_and_wards_have_their_share() {
        let catalogue = Catalogue::kawasaki_example();
        let people: Vec<Follower> = followers(3, 20_000).collect();
        assert!(people.iter().all(|person| catalogue.check_answers(&person.answers).is_ok()));
        let mut index = SegmentIndex::default();
        for (page, _) in &pages(people.into_iter(), &catalogue) {
            index.replace_page(page);
        }
        let month = domain::calendar::YearMonth::in_japan(0);
        let everyone = index.count(&Target::Everyone.compile(&catalogue, month).unwrap());
        assert!((17_900..18_500).contains(&everyone), "{everyone}");
        let asao = Condition::try_from(json!({"item": "ward", "any_of": ["asao"]})).unwrap();
        let asao = index.count(&asao.compile(&catalogue, month).unwrap());
        assert!((1_350..1_650).contains(&asao), "{asao}");
    }
}
