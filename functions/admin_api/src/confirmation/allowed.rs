//! Whether a send may go, by the last look and by what comes with it.

use domain::draft::{Block, is_count, moved};
use domain::letters::is_invisible;

use super::{Look, SendWish};
use crate::gate::step_up_needed;
use crate::problem::{FieldError, Problem};

/// A reason for going without approval is a sentence, not a letter.
const MIN_REASON_CHARS: usize = 10;
const MAX_REASON_CHARS: usize = 1_000;

/// Nobody sends or approves without the number of people that they saw.
pub fn no_count() -> FieldError {
    let message = "確認の画面で見た人数(expected_count)を付けてください。";
    FieldError::new("expected_count", "required", message)
}

/// What somebody gives with a send that may go.
pub struct Given {
    /// The number of people that they saw.
    pub seen: u64,
    /// Why it goes without approval, if it does.
    pub break_glass: Option<String>,
}

/// Whether it may go.
pub fn allowed(look: &Look, wish: &SendWish) -> Result<Given, Problem> {
    if !look.errors.is_empty() {
        return Err(Problem::invalid(look.errors.clone()));
    }
    let reason = wish.break_glass_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let broken_glass = reason.filter(|_| look.decision.break_glass_allowed);
    let says_enough = |reason: &str| {
        let seen = reason.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).count();
        seen >= MIN_REASON_CHARS && reason.chars().count() <= MAX_REASON_CHARS
    };
    if broken_glass.is_some_and(|reason| !says_enough(reason)) {
        let message =
            format!("承認なしで配信する理由を{MIN_REASON_CHARS}〜{MAX_REASON_CHARS}文字で入力してください。");
        return Err(FieldError::new("break_glass_reason", "invalid_length", message).into());
    }
    let lifted = |block: &Block| *block == Block::Approval && broken_glass.is_some();
    let blocked: Vec<Block> =
        look.decision.blocked_by.iter().copied().filter(|block| !lifted(block)).collect();
    if blocked == [Block::StepUp] {
        return Err(step_up_needed());
    }
    if !blocked.is_empty() {
        return Err(Problem::blocked(blocked));
    }
    let expected = wish.expected_count.ok_or_else(no_count)?;
    if moved(expected, look.facts.count) {
        return Err(Problem::count_changed(expected, look.facts.count));
    }
    let undo_seconds = look.undo_seconds();
    if wish.undo_seconds.is_some_and(|told| told != undo_seconds) {
        return Err(Problem::undo_changed(undo_seconds));
    }
    if look.decision.typed_count_needed
        && !is_count(wish.typed_count.as_deref().unwrap_or_default(), expected)
    {
        let message = format!("大切な配信のため、人数「{expected}」をそのまま入力してください。");
        return Err(FieldError::new("typed_count", "other_count", message).into());
    }
    let was_needed = look.decision.blocked_by.contains(&Block::Approval);
    Ok(Given { seen: expected, break_glass: broken_glass.filter(|_| was_needed).map(str::to_owned) })
}
