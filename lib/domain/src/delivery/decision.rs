//! What a person decides about those of whom nobody knows whether they got it (R-D4, docs/decisions/0020).
//!
//! A delivery waits for a decision when it has settled with unknown batches. *Close* ends the waiting and changes nothing
//! else: unknown stays unknown (I-3). *Send again* begins the next **round**: the delivery goes out once more, and exactly
//! the batches that are unknown from an earlier round are open again, each under a new key. A decision is one change of
//! the delivery's row, so of two at once exactly one is taken, and the same one again is found where it stands.

use super::{Delivery, PauseReason, Status, TransitionError};
use crate::batch::is_forgotten;
use crate::draft::Person;

/// After so many rounds something else is wrong; the row of a delivery holds all its decisions.
pub const MAX_ROUNDS: u32 = 10;
/// Why somebody decided so: a sentence or two.
pub const MAX_DECISION_CHARS: usize = 500;

/// The two things that can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nothing more is sent; who is unknown stays unknown.
    Close,
    /// Everybody unknown is sent it again, and some may have it twice.
    SendAgain,
}

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub choice: Choice,
    /// By whom.
    pub by: Person,
    /// When.
    pub at_ms: u64,
    /// Why, in their words.
    pub reason: String,
    /// For how many people the outcome was unknown; of a broadcast the friends known at planning.
    pub people: u64,
    /// The key of the request that brought it: the same one again changes nothing.
    pub key: String,
}

/// A stop by a person, for whoever may let it go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// By whom.
    pub by: Person,
    /// When.
    pub at_ms: u64,
    /// Why, in their words; empty where they told nobody.
    pub reason: String,
}

/// All decisions about one delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// It settled with unknown batches, and nobody has decided yet.
    pub awaited: bool,
    /// The oldest first; nothing follows a [`Choice::Close`].
    pub taken: Vec<Decision>,
}

impl Decisions {
    /// How often it was sent again: batches of an earlier round that are unknown are open in this one.
    pub fn round(&self) -> u32 {
        self.taken.iter().filter(|one| one.choice == Choice::SendAgain).count() as u32
    }

    /// Somebody ended it.
    pub fn closed(&self) -> bool {
        self.taken.last().is_some_and(|one| one.choice == Choice::Close)
    }

    /// The decision that this person's request brought before.
    pub fn brought_by(&self, person: &Person, key: &str) -> Option<&Decision> {
        self.taken.iter().find(|one| one.by.id == person.id && one.key == key)
    }
}

/// Why a decision is not taken; texts for staff are made where they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecidable {
    /// Somebody changed the delivery meanwhile.
    #[error(transparent)]
    Stale(#[from] TransitionError),
    /// Something of it still moves by itself.
    #[error("the delivery has not settled")]
    StillGoing,
    /// Of everybody it is known, or somebody has closed it.
    #[error("there is nothing to decide")]
    Nothing,
    /// It was cancelled: nothing may be sent any more (I-7).
    #[error("the delivery was cancelled")]
    Stopped,
    /// The list of its recipients is gone or about to go.
    #[error("the list of recipients is gone")]
    Forgotten,
    /// It was sent again [`MAX_ROUNDS`] times.
    #[error("it was sent again too often")]
    TooOften,
}

impl Delivery {
    /// Somebody stops what has not gone out; it can go on later. Needs no version, like a cancel.
    pub fn stop(&self, stop: Stop) -> Result<Self, TransitionError> {
        let paused = self.pause(PauseReason::StoppedByStaff, stop.at_ms)?;
        Ok(Self { stopped: Some(stop), ..paused })
    }

    /// Whether it stands because somebody stopped it; a second one who presses has nothing to stop.
    pub fn is_stopped_by_staff(&self) -> bool {
        matches!(self.status, Status::Paused { reason: PauseReason::StoppedByStaff })
    }

    /// Takes a decision about a settled delivery; the caller counted the unknown ones of exactly this version.
    pub fn decide(&self, decision: Decision, expected: u64) -> Result<Self, Undecidable> {
        self.expect(expected)?;
        self.may_choose(decision.choice, decision.at_ms)?;
        let mut next = self.bumped(decision.at_ms);
        next.decisions.awaited = false;
        if decision.choice == Choice::SendAgain {
            next.status = Status::Sending;
            next.settled = false;
        }
        next.decisions.taken.push(decision);
        Ok(next)
    }

    /// Whether this could be decided now, if somebody is unknown.
    pub fn may_choose(&self, choice: Choice, now_ms: u64) -> Result<(), Undecidable> {
        if !self.settled {
            return Err(Undecidable::StillGoing);
        }
        if self.decisions.closed() {
            return Err(Undecidable::Nothing);
        }
        match choice {
            Choice::SendAgain if self.status != Status::Sent => Err(Undecidable::Stopped),
            Choice::SendAgain if is_forgotten(self, now_ms) => Err(Undecidable::Forgotten),
            Choice::SendAgain if self.round() >= MAX_ROUNDS => Err(Undecidable::TooOften),
            Choice::Close | Choice::SendAgain => Ok(()),
        }
    }

    /// How often a person let it be sent again.
    pub fn round(&self) -> u32 {
        self.decisions.round()
    }
}
