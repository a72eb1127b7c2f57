//! Seeded populations, conditions and changes.
use domain::follower::{Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::{Condition, SystemFact};
use domain::survey::{Catalogue, ChoiceItem, ChoiceKind, OptionId};
use domain::user_id::UserId;

/// SplitMix64: small, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `limit` − 1.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

pub fn a_follower(random: &mut Random, catalogue: &Catalogue) -> Follower {
    let bytes = u128::from(random.next()) << 64 | u128::from(random.next());
    let friendship = if random.percent(80) { Friendship::Following } else { Friendship::Blocked };
    let event = FriendshipEvent { friendship, order: EventOrder::never() };
    let mut follower = Follower::new(UserId::from_bytes(bytes.to_be_bytes()), &event);
    follower.tester = random.percent(5);
    follower.consent_version = random.percent(30).then_some(1);
    for item in catalogue.items() {
        if random.percent(60) {
            answer(random, item, &mut follower.answers);
        }
    }
    follower
}

/// Answers anew, or takes the answer back.
pub fn answer(random: &mut Random, item: &ChoiceItem, answers: &mut Answers) {
    let number = match item.kind {
        ChoiceKind::Single => random.below(2),
        ChoiceKind::Multiple => random.below(4),
    };
    let chosen: Vec<OptionId> = (0..number).map(|_| some_option(random, item)).collect();
    answers.set(item.id.clone(), chosen);
}

pub fn a_condition(random: &mut Random, catalogue: &Catalogue, depth: usize) -> Condition {
    let group = |random: &mut Random| {
        (0..=random.below(3)).map(|_| a_condition(random, catalogue, depth - 1)).collect()
    };
    match random.below(if depth == 0 { 6 } else { 12 }) {
        0 => Condition::Unset { item: some_item(random, catalogue).id.clone() },
        1 => Condition::System(SystemFact::Registered),
        2 => Condition::System(SystemFact::Tester),
        3..=5 => {
            let item = some_item(random, catalogue);
            let any_of = (0..=random.below(3)).map(|_| some_option(random, item)).collect();
            Condition::Choice { item: item.id.clone(), any_of }
        }
        6 | 7 => Condition::All(group(random)),
        8 | 9 => Condition::Any(group(random)),
        _ => Condition::Not(Box::new(a_condition(random, catalogue, depth - 1))),
    }
}

fn some_item<'a>(random: &mut Random, catalogue: &'a Catalogue) -> &'a ChoiceItem {
    &catalogue.items()[random.below(catalogue.items().len())]
}

fn some_option(random: &mut Random, item: &ChoiceItem) -> OptionId {
    item.options[random.below(item.options.len())].id.clone()
}
