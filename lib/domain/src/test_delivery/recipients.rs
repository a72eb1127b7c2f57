//! Who gets a test, and what became of it for each of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::tester::{Tester, TesterId};

/// A test is for people who look at it, not a way to reach a crowd.
pub const MAX_TEST_RECIPIENTS: usize = 50;

/// Why nobody was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// Nobody is left.
    #[error("no tester is chosen")]
    Nobody,
    /// An id that is no tester of the list.
    #[error("somebody chosen is no tester")]
    NoTester,
    /// More than [`MAX_TEST_RECIPIENTS`].
    #[error("{0} testers are too many")]
    TooMany(usize),
}

/// How a test stands for one tester.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "because")]
pub enum Standing {
    /// Not sent so far, or sent without an answer.
    Waiting,
    /// 受付: LINE took all of it.
    Accepted,
    /// LINE refused it for good.
    Refused(Because),
    /// No tester any more when it was to go out.
    Removed,
    /// Had blocked the account when it was asked for: LINE would take it and show it to nobody.
    Blocked,
    /// An hour passed without LINE's answer.
    GivenUp,
}

/// Why LINE refused a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The messages.
    Content,
    /// The tester, who left LINE for instance.
    Recipient,
    /// The month's messages are used up.
    Quota,
    /// Our access.
    Access,
}

/// One tester of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Who.
    pub tester: TesterId,
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

/// One to fifty testers, each once. There is no other way here than through testers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TestRecipients(Vec<Recipient>);

impl TestRecipients {
    /// Those of the testers who are chosen; whoever is chosen has to be one of them.
    pub fn chosen(testers: &[Tester], ids: &BTreeSet<TesterId>) -> Result<Self, ChoiceError> {
        let known: BTreeSet<TesterId> = testers.iter().map(Tester::id).collect();
        if !ids.is_subset(&known) {
            return Err(ChoiceError::NoTester);
        }
        match ids.len() {
            0 => Err(ChoiceError::Nobody),
            1..=MAX_TEST_RECIPIENTS => {
                let waiting = |tester: &TesterId| Recipient { tester: *tester, standing: Standing::Waiting };
                Ok(Self(ids.iter().map(waiting).collect()))
            }
            many => Err(ChoiceError::TooMany(many)),
        }
    }

    /// The same, where nothing goes to those who have blocked the account.
    #[must_use]
    pub fn without(mut self, blocked: &BTreeSet<TesterId>) -> Self {
        for recipient in self.0.iter_mut().filter(|one| blocked.contains(&one.tester)) {
            recipient.standing = Standing::Blocked;
        }
        self
    }

    /// Everybody, in one order.
    pub fn iter(&self) -> impl Iterator<Item = &Recipient> {
        self.0.iter()
    }

    /// Those who are open.
    pub fn waiting(&self) -> impl Iterator<Item = TesterId> + '_ {
        self.0.iter().filter(|one| one.standing == Standing::Waiting).map(|one| one.tester)
    }

    /// What has an end stays as it is.
    pub(super) fn tell(&mut self, told: &[Recipient]) {
        for recipient in self.0.iter_mut().filter(|one| one.standing == Standing::Waiting) {
            if let Some(news) = told.iter().find(|one| one.tester == recipient.tester) {
                recipient.standing = news.standing;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user_id::UserId;

    fn testers(count: u128) -> Vec<Tester> {
        let tester =
            |n: u128| Tester::registered(UserId::from_bytes(n.to_be_bytes()), String::new(), None, 0);
        (0..count).map(tester).collect()
    }

    fn ids(testers: &[Tester]) -> BTreeSet<TesterId> {
        testers.iter().map(Tester::id).collect()
    }

    #[test]
    fn r_d3_nobody_but_testers_can_be_chosen() {
        let (known, all) = (testers(3), testers(4));
        assert_eq!(TestRecipients::chosen(&known, &ids(&all)), Err(ChoiceError::NoTester));
        assert_eq!(TestRecipients::chosen(&[], &ids(&all)), Err(ChoiceError::NoTester));
        assert_eq!(TestRecipients::chosen(&known, &BTreeSet::new()), Err(ChoiceError::Nobody));
        let chosen = TestRecipients::chosen(&all, &ids(&known)).unwrap();
        assert_eq!(chosen.waiting().collect::<BTreeSet<_>>(), ids(&known));
    }

    #[test]
    fn whoever_blocked_the_account_is_named_and_waits_for_nothing() {
        let known = testers(3);
        let chosen = TestRecipients::chosen(&known, &ids(&known)).unwrap().without(&ids(&known[..1]));
        assert_eq!(chosen.iter().count(), 3);
        assert_eq!(chosen.waiting().collect::<BTreeSet<_>>(), ids(&known[1..]));
    }

    #[test]
    fn fifty_are_a_test_and_one_more_is_a_crowd() {
        let many = testers(51);
        assert!(TestRecipients::chosen(&many, &ids(&many[..50])).is_ok());
        assert_eq!(TestRecipients::chosen(&many, &ids(&many)), Err(ChoiceError::TooMany(51)));
    }

    #[test]
    fn what_has_an_end_is_not_told_anew() {
        let two = testers(2);
        let mut recipients = TestRecipients::chosen(&two, &ids(&two)).unwrap();
        let told = |standing| [Recipient { tester: two[0].id(), standing }];
        recipients.tell(&told(Standing::Accepted));
        recipients.tell(&told(Standing::Refused(Because::Quota)));
        let of_first = recipients.iter().find(|one| one.tester == two[0].id()).unwrap();
        assert_eq!(of_first.standing, Standing::Accepted);
        assert_eq!(recipients.waiting().collect::<Vec<_>>(), [two[1].id()]);
    }
}
