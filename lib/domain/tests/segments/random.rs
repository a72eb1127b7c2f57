//! Seeded populations, conditions and changes.
use domain::calendar::YearMonth;
use domain::follower::{Answer, AnswerValue, Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::reaction::Reaction;
use domain::segment::{Bounds, Condition, SystemFact};
use domain::survey::{Catalogue, Item, ItemKind, OptionId};
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
    follower.registered_at_ms = random.percent(70).then(|| a_moment(random));
    for item in catalogue.items() {
        if random.percent(60) {
            answer(random, item, &mut follower.answers);
        }
    }
    for tracked in catalogue.tracked() {
        if random.percent(40) {
            follower.reactions.add(tracked.delivery, a_reaction(random));
        }
    }
    follower
}

pub fn a_reaction(random: &mut Random) -> Reaction {
    if random.percent(50) { Reaction::Opened } else { Reaction::Clicked }
}

/// Some moment from 2019 to 2028; most of them in 2026.
pub fn a_moment(random: &mut Random) -> u64 {
    let day = 86_400_000;
    let first = if random.percent(80) { 1_767_193_200_000 } else { 1_546_300_800_000 };
    first + random.next() % ((if random.percent(80) { 365 } else { 3_000 }) * day)
}

/// Answers anew, or takes the answer back.
pub fn answer(random: &mut Random, item: &Item, answers: &mut Answers) {
    let number = match item.kind {
        ItemKind::Multiple => random.below(4),
        _ => random.below(3).min(1),
    };
    let value = match item.kind {
        _ if number == 0 => AnswerValue::Text(String::new()),
        ItemKind::Month => AnswerValue::Month(a_month(random)),
        ItemKind::Text { .. } => AnswerValue::Text("いつもありがとうございます".to_owned()),
        ItemKind::Number { min, max } => {
            AnswerValue::Number(min + random.below((max - min) as usize + 1) as i64)
        }
        _ => AnswerValue::Chosen((0..number).map(|_| some_option(random, item)).collect()),
    };
    answers.put(item.id.clone(), Answer { value, version: 1 });
}

/// A month of birth; some are still to come.
fn a_month(random: &mut Random) -> YearMonth {
    YearMonth::new(1920 + random.below(108) as u16, 1 + random.below(12) as u16).unwrap()
}

fn bounds(random: &mut Random, limit: usize) -> Bounds<i64> {
    let (one, other) = (random.below(limit) as i64 - 2, random.below(limit) as i64 - 2);
    match random.below(3) {
        0 => Bounds { from: Some(one), to: None },
        1 => Bounds { from: None, to: Some(one) },
        _ => Bounds { from: Some(one.min(other)), to: Some(one.max(other)) },
    }
}

fn days(random: &mut Random) -> Bounds<jiff::civil::Date> {
    let Bounds { from, to } = bounds(random, 3_300);
    let day = |number: i64| jiff::civil::date(2019, 6, 1) + jiff::Span::new().days(number);
    Bounds { from: from.map(day), to: to.map(day) }
}

pub fn a_condition(random: &mut Random, catalogue: &Catalogue, depth: usize) -> Condition {
    let group = |random: &mut Random| {
        (0..=random.below(3)).map(|_| a_condition(random, catalogue, depth - 1)).collect()
    };
    match random.below(if depth == 0 { 12 } else { 21 }) {
        0 => Condition::Unset { item: some_item(random, catalogue, |_| true).id.clone() },
        1 => Condition::System(SystemFact::Registered),
        2 => Condition::System(SystemFact::Tester),
        3 => Condition::Friendship(if random.percent(50) {
            Friendship::Following
        } else {
            Friendship::Blocked
        }),
        4 => Condition::Registered(days(random)),
        5 | 6 => {
            let item = some_item(random, catalogue, |kind| kind == ItemKind::Month);
            Condition::Age { item: item.id.clone(), years: bounds(random, 110) }
        }
        7 => {
            let item = some_item(random, catalogue, |kind| matches!(kind, ItemKind::Number { .. }));
            Condition::Number { item: item.id.clone(), range: bounds(random, 26) }
        }
        8..=10 => {
            let item = some_item(random, catalogue, ItemKind::has_options);
            let any_of = (0..=random.below(3)).map(|_| some_option(random, item)).collect();
            Condition::Choice { item: item.id.clone(), any_of }
        }
        11 => {
            let tracked = catalogue.tracked();
            let delivery = tracked[random.below(tracked.len())].delivery;
            Condition::Reacted { reaction: a_reaction(random), delivery }
        }
        12..=14 => Condition::All(group(random)),
        15..=17 => Condition::Any(group(random)),
        _ => Condition::Not(Box::new(a_condition(random, catalogue, depth - 1))),
    }
}

fn some_item<'a>(
    random: &mut Random,
    catalogue: &'a Catalogue,
    wanted: impl Fn(ItemKind) -> bool,
) -> &'a Item {
    let items: Vec<&Item> = catalogue.items().iter().filter(|item| wanted(item.kind)).collect();
    items[random.below(items.len())]
}

fn some_option(random: &mut Random, item: &Item) -> OptionId {
    item.options[random.below(item.options.len())].id.clone()
}
