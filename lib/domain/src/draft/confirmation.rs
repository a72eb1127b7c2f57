//! May this draft become a delivery now? Decided by one function over facts, for the screen and for the send alike.

use serde::{Deserialize, Serialize};

use super::ApprovalState;

/// When a second person must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalRule {
    /// For every delivery.
    Always,
    /// For 全員 only.
    Everyone,
    /// For 全員 and for whatever needs a typed count.
    Large,
    /// Never.
    Never,
}

/// What starts later than this has time for a second person: 60 minutes.
pub const BREAK_GLASS_WITHIN_MS: u64 = 3_600_000;

/// What the city set as guards. Numbers of people are friends, shares are of all friends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guards {
    /// From so many people on the count is typed.
    pub typed_count_from: u64,
    /// From this share of all friends on as well, 0 to 1.
    pub typed_count_share: f64,
    /// When a second person must agree.
    pub approval: ApprovalRule,
    /// For how long a request and its answer count.
    pub approval_hours: u32,
    /// Minutes between confirmation and start, 0 to 10; see [`Guards::undo_minutes_of`].
    pub undo_minutes: u32,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            typed_count_from: 10_000,
            typed_count_share: 0.5,
            approval: ApprovalRule::Large,
            approval_hours: 72,
            undo_minutes: 5,
        }
    }
}

impl ApprovalRule {
    /// How many deliveries it lets pass, compared with the others.
    const fn looseness(self) -> u8 {
        match self {
            Self::Always => 0,
            Self::Large => 1,
            Self::Everyone => 2,
            Self::Never => 3,
        }
    }
}

impl Guards {
    /// Minutes in which a send can be taken back: none for an emergency, whoever sends it.
    pub const fn undo_minutes_of(&self, emergency: bool) -> u32 {
        if emergency { 0 } else { self.undo_minutes }
    }

    /// The names of the guards that stand less in the way than `before`.
    pub fn weaker_than(&self, before: &Self) -> Vec<String> {
        let weaker = [
            ("approval", self.approval.looseness() > before.approval.looseness()),
            ("approval_hours", self.approval_hours > before.approval_hours),
            ("typed_count_from", self.typed_count_from > before.typed_count_from),
            ("typed_count_share", self.typed_count_share > before.typed_count_share),
            ("undo_minutes", self.undo_minutes < before.undo_minutes),
        ];
        weaker.into_iter().filter(|(_, is)| *is).map(|(name, _)| name.to_owned()).collect()
    }
}

/// What is known when somebody wants to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Errors in title, target, messages or time.
    pub errors: usize,
    /// Warnings that nobody acknowledged.
    pub open_warnings: usize,
    /// How many it would reach.
    pub count: u64,
    /// All friends.
    pub friends: u64,
    /// It is for 全員.
    pub everyone: bool,
    /// It may overtake.
    pub emergency: bool,
    /// Milliseconds until it would start.
    pub starts_in_ms: u64,
    /// How approval stands.
    pub approval: ApprovalState,
    /// A second person was asked about exactly this content and sent it back.
    pub sent_back: bool,
    /// Whoever asks may send.
    pub may_send: bool,
    /// Whoever asks may send an emergency without approval.
    pub may_hurry: bool,
    /// The second factor was shown again.
    pub stepped_up: bool,
}

/// Why it may not go out yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Something is wrong with the content.
    Errors,
    /// A warning is not acknowledged.
    Warnings,
    /// It would reach nobody.
    Nobody,
    /// A second person has to agree.
    Approval,
    /// Whoever asks may not send.
    Permission,
    /// The second factor has to be shown again.
    StepUp,
}

/// What stands between a draft and its delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The count has to be typed.
    pub typed_count_needed: bool,
    /// A second person has to agree.
    pub approval_needed: bool,
    /// It may go without, with a reason and a review afterwards: an emergency that starts within
    /// [`BREAK_GLASS_WITHIN_MS`] and that nobody sent back.
    pub break_glass_allowed: bool,
    /// Minutes in which it can be taken back where it starts at once.
    pub undo_minutes: u32,
    /// The second factor has to be fresh.
    pub step_up_needed: bool,
    /// All that stands in the way, in the order of the screen.
    pub blocked_by: Vec<Block>,
}

/// Decides. Fails closed: with no friends known, everything is large.
pub fn decide(guards: &Guards, facts: &Facts) -> Decision {
    let large = is_large(guards, facts.count, facts.friends, facts.everyone);
    let by_rule = match guards.approval {
        ApprovalRule::Always => true,
        ApprovalRule::Everyone => facts.everyone,
        ApprovalRule::Large => large,
        ApprovalRule::Never => false,
    };
    // Whoever was asked unbidden is waited for, and was not asked for nothing.
    let was_asked = matches!(facts.approval, ApprovalState::Requested | ApprovalState::Expired);
    let approval_needed = by_rule || facts.sent_back || was_asked;
    let mut blocked_by = Vec::new();
    let mut block = |stands: bool, reason| {
        if stands {
            blocked_by.push(reason);
        }
    };
    block(facts.errors > 0, Block::Errors);
    block(facts.open_warnings > 0, Block::Warnings);
    block(facts.count == 0, Block::Nobody);
    block(approval_needed && facts.approval != ApprovalState::Approved, Block::Approval);
    block(!facts.may_send, Block::Permission);
    block(large && !facts.stepped_up, Block::StepUp);
    Decision {
        typed_count_needed: large,
        approval_needed,
        break_glass_allowed: facts.emergency
            && !facts.sent_back
            && facts.starts_in_ms <= BREAK_GLASS_WITHIN_MS
            && facts.may_send
            && facts.may_hurry
            && approval_needed,
        undo_minutes: guards.undo_minutes_of(facts.emergency),
        step_up_needed: large,
        blocked_by,
    }
}

/// Whether so many are so many that the count is typed and the second factor shown again.
pub fn is_large(guards: &Guards, count: u64, friends: u64, everyone: bool) -> bool {
    let share = if friends == 0 { 1.0 } else { count as f64 / friends as f64 };
    everyone || count >= guards.typed_count_from || share >= guards.typed_count_share
}

/// The smallest number of people for which the count would be typed; `None` where it is for this one already.
pub fn untyped_below(guards: &Guards, facts: &Facts) -> Option<u64> {
    let large = |count| is_large(guards, count, facts.friends, facts.everyone);
    if large(facts.count) {
        return None;
    }
    // No number is large that is below both; the share is asked as `is_large` asks it, whatever its rounding.
    let by_share = (guards.typed_count_share * facts.friends as f64) as u64;
    let first = by_share.saturating_sub(1).min(guards.typed_count_from);
    (first..=guards.typed_count_from).find(|count| large(*count))
}

/// Whether somebody typed this number, alone or as the button says it: 「4,321人に配信する」. Full-width digits, commas,
/// spaces and 人 are let pass, everything else is not.
pub fn is_count(typed: &str, count: u64) -> bool {
    let typed = typed.trim();
    let number = ["人に配信する", "人に配信"].iter().find_map(|end| typed.strip_suffix(end)).unwrap_or(typed);
    let mut digits = String::new();
    for character in number.chars() {
        match character {
            '0'..='9' => digits.push(character),
            '０'..='９' => digits.extend(char::from_digit(character as u32 - '０' as u32, 10)),
            ',' | '，' | ' ' | '\u{3000}' | '人' => (),
            _ => return false,
        }
    }
    digits.parse() == Ok(count)
}

/// Whether the count moved so far from what the clerk saw that they have to look again: by more than ten people (of fewer
/// than ten, by more than they were) and more than one in a hundred.
pub fn moved(seen: u64, now: u64) -> bool {
    let difference = seen.abs_diff(now);
    difference > seen.min(10) && difference * 100 > seen
}
