//! A test delivery: a draft's content, marked, to testers and to nobody else (R-D3).
//!
//! The only way to [`TestRecipients`] leads through a list of [`Tester`]s, so there is nothing that could hold the public:
//! no target, no segment and no user id becomes one. A test has no aggregation unit, no row among the deliveries and no
//! batch, so it stands in no sum and no statistic. What goes out is fixed when the test is asked for, and each request of
//! each tester has its own derived retry key, so that asking LINE again within its 24 hours repeats nothing.

mod id;
mod mark;
mod recipients;

use serde::{Deserialize, Serialize};

pub use id::{InvalidTestId, TestId};
pub use mark::MARK;
pub use recipients::{Because, ChoiceError, MAX_TEST_RECIPIENTS, Recipient, Standing, TestRecipients};

use crate::digest::hex_sha256;
use crate::draft::{Draft, Person};
use crate::message::{Messages, Violation};
use crate::retry_key::RetryKey;
use crate::tester::Tester;

/// A test that has not gone out after an hour surprises whoever gets it: what is open then is given up.
pub const TEST_LASTS_MS: u64 = 60 * 60 * 1_000;

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestDelivery {
    /// Its identity.
    pub id: TestId,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
    /// The content that was tested: the draft's own fingerprint.
    pub content_hash: String,
    /// Who asked for it.
    pub by: Person,
    /// When.
    pub requested_at_ms: u64,
    /// What LINE gets as `messages`, one request after the other.
    requests: Vec<String>,
    silent: bool,
    recipients: TestRecipients,
}

/// One call to LINE: a body with one tester in it, and the key that belongs to the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestRequest {
    body: Vec<u8>,
    key: RetryKey,
}

impl TestRequest {
    /// The bytes, the same at every attempt.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// `X-Line-Retry-Key`.
    pub const fn key(&self) -> RetryKey {
        self.key
    }
}

impl TestDelivery {
    /// Whether a test of this draft could be sent to anybody: to be asked before anything is said about testers.
    pub fn check(draft: &Draft) -> Result<(), Vec<Violation>> {
        mark::marked(&Messages::from_texts(&draft.content.messages)?).map(drop)
    }

    /// A test of this draft as it stands; its messages have to be such that LINE takes them.
    pub fn of(
        draft: &Draft,
        id: TestId,
        recipients: TestRecipients,
        by: Person,
        now_ms: u64,
    ) -> Result<Self, Vec<Violation>> {
        let messages = Messages::from_texts(&draft.content.messages)?;
        Ok(Self {
            id,
            version: 1,
            content_hash: draft.content.hash(),
            by,
            requested_at_ms: now_ms,
            requests: mark::marked(&messages)?,
            silent: draft.content.silent,
            recipients,
        })
    }

    /// Who gets it.
    pub const fn recipients(&self) -> &TestRecipients {
        &self.recipients
    }

    /// What makes two wishes for a test the same: content and testers.
    pub fn wish(&self) -> String {
        let testers: Vec<_> = self.recipients.iter().map(|one| one.tester).collect();
        hex_sha256(&serde_json::to_vec(&(&self.content_hash, testers)).unwrap_or_default())
    }

    /// The calls for one tester, in order; none for somebody who is not among the recipients.
    pub fn requests(&self, tester: &Tester) -> Vec<TestRequest> {
        if !self.recipients.iter().any(|one| one.tester == tester.id()) {
            return Vec::new();
        }
        let request = |(number, messages): (u8, &String)| TestRequest {
            body: self.body(tester, messages),
            key: RetryKey::for_test(self.id, tester.id(), number),
        };
        (0..).zip(&self.requests).map(request).collect()
    }

    fn body(&self, tester: &Tester, messages: &str) -> Vec<u8> {
        let silent = if self.silent { r#","notificationDisabled":true"# } else { "" };
        format!(r#"{{"to":"{}","messages":{messages}{silent}}}"#, tester.user().as_str()).into_bytes()
    }

    /// The next state, with what became of some recipients.
    #[must_use]
    pub fn told(&self, told: &[Recipient]) -> Self {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        next.recipients.tell(told);
        next
    }

    /// The next state once it is too late: whoever is open stays without an answer.
    #[must_use]
    pub fn given_up(&self) -> Self {
        let open = self.recipients.waiting().map(|tester| Recipient { tester, standing: Standing::GivenUp });
        self.told(&open.collect::<Vec<_>>())
    }

    /// Whether it is too late to send what is open.
    pub const fn is_over(&self, now_ms: u64) -> bool {
        now_ms >= self.requested_at_ms + TEST_LASTS_MS
    }

    /// Whether nobody is open any more.
    pub fn is_done(&self) -> bool {
        self.recipients.waiting().next().is_none()
    }

    /// Whether LINE took it for somebody: only then the draft counts as tested.
    pub fn was_seen(&self) -> bool {
        self.recipients.iter().any(|one| one.standing == Standing::Accepted)
    }
}

/// How far a draft is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested<'t> {
    /// LINE took no test of it for anybody.
    Never,
    /// Somebody saw exactly this content.
    Current(&'t TestDelivery),
    /// Somebody saw what it said before.
    Outdated(&'t TestDelivery),
}

/// How far a draft as it stands is tested: by the newest test that LINE took for somebody. Tests come in any order; one
/// from before the draft lay in the bin is no test of what stands now.
pub fn tested<'t>(tests: impl IntoIterator<Item = &'t TestDelivery>, draft: &Draft) -> Tested<'t> {
    let (content_hash, since_ms) = (draft.content.hash(), draft.put_back_at_ms.unwrap_or_default());
    let is_of_it =
        |test: &TestDelivery| test.content_hash == content_hash && test.requested_at_ms >= since_ms;
    let seen = tests.into_iter().filter(|test| test.was_seen());
    let newest = seen.max_by_key(|test| (is_of_it(test), test.requested_at_ms, test.id));
    match newest {
        None => Tested::Never,
        Some(test) if is_of_it(test) => Tested::Current(test),
        Some(test) => Tested::Outdated(test),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::DraftContent;
    use crate::user_id::UserId;
    use std::collections::BTreeSet;
    use ulid::Ulid;

    fn tester(number: u128) -> Tester {
        Tester::registered(UserId::from_bytes(number.to_be_bytes()), "花子".to_owned(), None, 0)
    }

    fn person() -> Person {
        Person { id: "01".to_owned(), name: "花".to_owned() }
    }

    fn draft(texts: &[&str]) -> Draft {
        let messages =
            texts.iter().map(|text| serde_json::json!({ "type": "text", "text": text }).to_string());
        let content = DraftContent { messages: messages.collect(), ..DraftContent::default() };
        Draft::begun(Ulid::from(9_u128), content, &person(), 0)
    }

    fn test(number: u128, draft: &Draft, testers: &[Tester]) -> TestDelivery {
        let ids: BTreeSet<_> = testers.iter().map(Tester::id).collect();
        let recipients = TestRecipients::chosen(testers, &ids).unwrap();
        TestDelivery::of(draft, TestId::from_ulid(Ulid::from(number)), recipients, person(), 5).unwrap()
    }

    fn accepted(tester: &Tester) -> Recipient {
        Recipient { tester: tester.id(), standing: Standing::Accepted }
    }

    #[test]
    fn a_request_names_one_tester_no_unit_and_the_same_key_each_time() {
        let (hanako, taro) = (tester(1), tester(2));
        let test = test(1, &draft(&["こんにちは"]), &[hanako.clone(), taro.clone()]);
        let [request] = &test.requests(&hanako)[..] else { panic!("one request") };
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(body["to"], hanako.user().as_str());
        assert!(body.get("customAggregationUnits").is_none());
        assert_eq!(test.requests(&hanako), std::slice::from_ref(request));
        assert_ne!(test.requests(&taro)[0].key(), request.key());
        assert_eq!(test.requests(&tester(3)), [], "who is no recipient has no request");
    }

    #[test]
    fn five_bubbles_are_two_requests_with_a_key_each() {
        let hanako = tester(1);
        let test = test(1, &draft(&["1", "2", "3", "4", "5"]), std::slice::from_ref(&hanako));
        let [mark, rest] = &test.requests(&hanako)[..] else { panic!("two requests") };
        assert_ne!(mark.key(), rest.key());
    }

    #[test]
    fn a_draft_is_tested_once_line_took_it_for_somebody_and_not_before() {
        let (draft, hanako) = (draft(&["こんにちは"]), tester(1));
        let asked = test(1, &draft, std::slice::from_ref(&hanako));
        assert_eq!(tested([&asked], &draft), Tested::Never);
        let seen = asked.told(&[accepted(&hanako)]);
        assert_eq!(tested([&asked, &seen], &draft), Tested::Current(&seen));
        assert_eq!(tested([&seen], &self::draft(&["こんばんは"])), Tested::Outdated(&seen));
        assert_eq!(tested([&seen], &draft.put_back(&person(), 6)), Tested::Outdated(&seen), "tested before");
        assert!(seen.is_done() && seen.version == 2);
        let given_up = asked.given_up();
        assert!(given_up.is_done() && !given_up.was_seen());
    }

    #[test]
    fn messages_that_line_would_refuse_are_not_tested() {
        let (broken, hanako) = (draft(&[""]), tester(1));
        let ids = BTreeSet::from([hanako.id()]);
        let recipients = TestRecipients::chosen(&[hanako], &ids).unwrap();
        let id = TestId::from_ulid(Ulid::from(1_u128));
        assert!(TestDelivery::of(&broken, id, recipients, person(), 0).is_err());
    }

    #[test]
    fn a_test_reads_back_as_it_was_written() {
        let hanako = tester(1);
        let test = test(1, &draft(&["こんにちは"]), std::slice::from_ref(&hanako)).told(&[accepted(&hanako)]);
        let json = serde_json::to_string(&test).unwrap();
        assert_eq!(serde_json::from_str::<TestDelivery>(&json).unwrap(), test);
    }
}
