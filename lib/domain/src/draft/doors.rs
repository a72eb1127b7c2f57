//! The doors between a draft's states. A refused door changes nothing and says why.

use std::collections::BTreeSet;

use ulid::Ulid;

use super::{Approval, ApprovalState, Draft, DraftContent, DraftId, DraftState, Person, Reached};
use crate::delivery::{Delivery, DeliveryId};
use crate::digest::hex_sha256;

const HOUR_MS: u64 = 3_600_000;

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Somebody changed the draft meanwhile.
    #[error("the draft has changed: version {current} stands")]
    Stale {
        /// What stands.
        current: u64,
    },
    /// The state does not allow it.
    #[error("the draft's state does not allow this")]
    NotAllowed,
    /// Whoever wrote it cannot approve it.
    #[error("an author cannot approve their own draft")]
    OwnWork,
    /// The approver looked at other content than stands.
    #[error("the content is not the one that was looked at")]
    OtherContent,
    /// The request for approval is too old.
    #[error("the request for approval has expired")]
    Expired,
}

impl Approval {
    /// How it stands now, for the content that it is about.
    pub const fn state_at(&self, now_ms: u64) -> ApprovalState {
        match (&self.reason, now_ms < self.expires_at_ms, &self.decided_by) {
            (Some(_), _, _) => ApprovalState::None,
            (None, false, _) => ApprovalState::Expired,
            (None, true, Some(_)) => ApprovalState::Approved,
            (None, true, None) => ApprovalState::Requested,
        }
    }
}

/// More than ten people (of fewer than ten, more than they were) and more than one in ten: within three days a city's
/// friends grow by less.
const fn is_other_crowd(agreed: u64, now: u64) -> bool {
    let difference = agreed.abs_diff(now);
    let least = if agreed < 10 { agreed } else { 10 };
    difference > least && difference.saturating_mul(10) > agreed
}

impl Draft {
    /// An empty draft.
    pub fn begun(id: Ulid, content: DraftContent, by: &Person, now_ms: u64) -> Self {
        Self {
            id: DraftId::from_ulid(id),
            version: 1,
            content,
            state: DraftState::Editing,
            author: by.clone(),
            editors: vec![by.clone()],
            updated_by: by.clone(),
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
            approval: None,
            acknowledged: BTreeSet::new(),
            delivery: None,
            sent_under: None,
            correction_of: None,
            put_back_at_ms: None,
            sent_back_hash: None,
        }
    }

    /// A copy of what these people wrote: their words stay theirs, and none of them approves them.
    #[must_use]
    pub fn also_written_by(mut self, hands: impl IntoIterator<Item = Person>) -> Self {
        for hand in hands {
            if !self.editors.iter().any(|editor| editor.id == hand.id) {
                self.editors.push(hand);
            }
        }
        self
    }

    /// Takes other content. Any change ends approval; the same content changes nothing (`None`).
    pub fn edit(
        &self,
        content: DraftContent,
        by: &Person,
        expected: u64,
        now_ms: u64,
    ) -> Result<Option<Self>, DraftError> {
        self.expect(expected)?;
        self.open()?;
        if content == self.content {
            return Ok(None);
        }
        let mut next = self.moved_to(DraftState::Editing, by, now_ms);
        next.content = content;
        next.approval = None;
        if !next.editors.iter().any(|editor| editor.id == by.id) {
            next.editors.push(by.clone());
        }
        Ok(Some(next))
    }

    /// Somebody has read these warnings. Their keys hold for one finding in one text.
    pub fn acknowledge(
        &self,
        keys: impl IntoIterator<Item = String>,
        by: &Person,
        expected: u64,
        now_ms: u64,
    ) -> Result<Self, DraftError> {
        self.expect(expected)?;
        self.open()?;
        let mut next = self.moved_to(self.state, by, now_ms);
        next.acknowledged = keys.into_iter().collect();
        Ok(next)
    }

    /// Asks a second person, for so many hours; what is to start before that waits for no answer any longer.
    pub fn ask_approval(
        &self,
        note: String,
        hours: u32,
        by: &Person,
        expected: u64,
        now_ms: u64,
    ) -> Result<Self, DraftError> {
        self.expect(expected)?;
        self.open()?;
        let mut next = self.moved_to(DraftState::ApprovalRequested, by, now_ms);
        next.approval = Some(Approval {
            content_hash: self.content.hash(),
            requested_by: by.clone(),
            requested_at_ms: now_ms,
            note,
            expires_at_ms: self.content.start.at_most(now_ms + u64::from(hours) * HOUR_MS),
            decided_by: None,
            decided_at_ms: None,
            reason: None,
            people: None,
            told: None,
        });
        Ok(next)
    }

    /// Takes the request back.
    pub fn withdraw(&self, by: &Person, expected: u64, now_ms: u64) -> Result<Self, DraftError> {
        self.expect(expected)?;
        if !matches!(self.state, DraftState::ApprovalRequested | DraftState::Approved) {
            return Err(DraftError::NotAllowed);
        }
        let mut next = self.moved_to(DraftState::Editing, by, now_ms);
        next.approval = None;
        Ok(next)
    }

    /// Belongs to somebody else from now on; a draft that is theirs already stays as it is (`None`). What they
    /// approved as the second person they cannot have written: that approval ends.
    pub fn hand_over(&self, to: &Person, by: &Person, now_ms: u64) -> Result<Option<Self>, DraftError> {
        self.open()?;
        if self.author.id == to.id {
            return Ok(None);
        }
        let mut next = self.moved_to(self.state, by, now_ms);
        next.author = to.clone();
        let decided_by = next.approval.as_ref().and_then(|approval| approval.decided_by.as_ref());
        if decided_by.is_some_and(|decider| decider.id == to.id) {
            (next.state, next.approval) = (DraftState::Editing, None);
        }
        Ok(Some(next))
    }

    /// The same for a draft that is sent off, as long as nothing of its delivery has gone out: whoever takes the delivery
    /// back then finds a draft of somebody who is there. The delivery itself goes on to tell who wrote and approved it.
    pub fn hand_over_sent_off(
        &self,
        delivery: &Delivery,
        to: &Person,
        by: &Person,
        now_ms: u64,
    ) -> Result<Option<Self>, DraftError> {
        if self.state != DraftState::SentOff || self.delivery != Some(delivery.id) || delivery.has_begun() {
            return Err(DraftError::NotAllowed);
        }
        if self.author.id == to.id {
            return Ok(None);
        }
        let mut next = self.moved_to(self.state, by, now_ms);
        next.author = to.clone();
        let decided_by = next.approval.as_ref().and_then(|approval| approval.decided_by.as_ref());
        if decided_by.is_some_and(|decider| decider.id == to.id) {
            next.approval = None;
        }
        Ok(Some(next))
    }

    /// A second person agrees to the content that they saw, for the people whom it goes to then.
    pub fn approve(
        &self,
        (content_hash, reached): (&str, Reached<'_>),
        by: &Person,
        expected: u64,
        now_ms: u64,
    ) -> Result<Self, DraftError> {
        self.expect(expected)?;
        let mut approval = self.asked(now_ms)?.clone();
        if self.wrote(by) {
            return Err(DraftError::OwnWork);
        }
        if approval.content_hash != content_hash || self.content.hash() != content_hash {
            return Err(DraftError::OtherContent);
        }
        approval.decided_by = Some(by.clone());
        approval.decided_at_ms = Some(now_ms);
        approval.people = Some(reached.people);
        approval.told = Some(hex_sha256(reached.words.as_bytes()));
        let mut next = self.moved_to(DraftState::Approved, by, now_ms);
        next.approval = Some(approval);
        next.sent_back_hash = None;
        Ok(next)
    }

    /// Whether a second person sent exactly this content back and nobody has agreed to it since: asking again and
    /// withdrawing, or an edit that is taken back, changes nothing in that.
    pub fn is_sent_back(&self) -> bool {
        self.sent_back_hash.as_ref().is_some_and(|hash| *hash == self.content.hash())
    }

    /// A second person sends it back with a reason.
    pub fn send_back(
        &self,
        reason: String,
        by: &Person,
        expected: u64,
        now_ms: u64,
    ) -> Result<Self, DraftError> {
        self.expect(expected)?;
        let (DraftState::ApprovalRequested | DraftState::Approved, Some(asked)) =
            (self.state, &self.approval)
        else {
            return Err(DraftError::NotAllowed);
        };
        let decided = Approval {
            decided_by: Some(by.clone()),
            decided_at_ms: Some(now_ms),
            reason: Some(reason),
            ..asked.clone()
        };
        let mut next = self.moved_to(DraftState::Returned, by, now_ms);
        next.approval = Some(decided);
        next.sent_back_hash = Some(self.content.hash());
        Ok(next)
    }

    /// A delivery is made of it. Whether it may be is decided before, by [`super::decide`].
    pub fn send_off(
        &self,
        delivery: DeliveryId,
        under: String,
        by: &Person,
        expected: u64,
        now_ms: u64,
    ) -> Result<Self, DraftError> {
        self.expect(expected)?;
        self.open()?;
        let mut next = self.moved_to(DraftState::SentOff, by, now_ms);
        next.delivery = Some(delivery);
        next.sent_under = Some(under);
        Ok(next)
    }

    /// Its delivery was taken back before anything of it went out. An approval that still holds stays.
    pub fn reopen(&self, delivery: DeliveryId, by: &Person, now_ms: u64) -> Result<Self, DraftError> {
        if self.state != DraftState::SentOff || self.delivery != Some(delivery) {
            return Err(DraftError::NotAllowed);
        }
        let state = match self.approval_at(now_ms) {
            ApprovalState::Approved => DraftState::Approved,
            _ => DraftState::Editing,
        };
        let mut next = self.moved_to(state, by, now_ms);
        next.delivery = None;
        next.sent_under = None;
        Ok(next)
    }

    /// Comes back from the bin as something to write on: what was approved, acknowledged or tested before has to be done
    /// again, and no delivery is its own.
    #[must_use]
    pub fn put_back(&self, by: &Person, now_ms: u64) -> Self {
        Self {
            approval: None,
            acknowledged: BTreeSet::new(),
            delivery: None,
            sent_under: None,
            put_back_at_ms: Some(now_ms),
            ..self.moved_to(DraftState::Editing, by, now_ms)
        }
    }

    /// How approval stands now.
    pub fn approval_at(&self, now_ms: u64) -> ApprovalState {
        let content = self.content.hash();
        let approval = self.approval.as_ref().filter(|approval| approval.content_hash == content);
        approval.map_or(ApprovalState::None, |approval| approval.state_at(now_ms))
    }

    /// The same for a delivery to these people: agreed to for far fewer or more, or for a target that was told in other
    /// words, it has to be agreed to again.
    pub fn approval_for(&self, reached: Reached<'_>, now_ms: u64) -> ApprovalState {
        let approval = self.approval.as_ref();
        let agreed = approval.and_then(|approval| approval.people);
        let told = approval.and_then(|approval| approval.told.as_ref());
        let is_other = agreed.is_some_and(|agreed| is_other_crowd(agreed, reached.people))
            || told.is_some_and(|told| *told != hex_sha256(reached.words.as_bytes()));
        match self.approval_at(now_ms) {
            ApprovalState::Approved if is_other => ApprovalState::Expired,
            state => state,
        }
    }

    /// Everybody who had a hand in the content, the author first.
    pub fn hands(&self) -> Vec<Person> {
        let others = self.editors.iter().filter(|editor| editor.id != self.author.id);
        std::iter::once(&self.author).chain(others).cloned().collect()
    }

    /// Whether this person had a hand in the content.
    pub fn wrote(&self, person: &Person) -> bool {
        self.author.id == person.id || self.editors.iter().any(|editor| editor.id == person.id)
    }

    fn asked(&self, now_ms: u64) -> Result<&Approval, DraftError> {
        match (self.state, &self.approval) {
            (DraftState::ApprovalRequested, Some(approval)) if now_ms < approval.expires_at_ms => {
                Ok(approval)
            }
            (DraftState::ApprovalRequested, Some(_)) => Err(DraftError::Expired),
            _ => Err(DraftError::NotAllowed),
        }
    }

    fn open(&self) -> Result<(), DraftError> {
        if self.state == DraftState::SentOff { Err(DraftError::NotAllowed) } else { Ok(()) }
    }

    fn expect(&self, expected: u64) -> Result<(), DraftError> {
        if self.version == expected { Ok(()) } else { Err(DraftError::Stale { current: self.version }) }
    }

    fn moved_to(&self, state: DraftState, by: &Person, now_ms: u64) -> Self {
        Self {
            state,
            version: self.version + 1,
            updated_by: by.clone(),
            updated_at_ms: now_ms,
            ..self.clone()
        }
    }
}
