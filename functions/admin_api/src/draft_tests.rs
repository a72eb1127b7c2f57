//! `/api/drafts/{id}/tests`: a draft before the eyes of testers. What is asked for here names testers and groups of
//! testers; there is no field that could name anybody else.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::draft::{Draft, DraftError, DraftState, Person};
use domain::segment::{Condition, Query, SystemFact, Target};
use domain::staff::Actor;
use domain::test_delivery::{
    Because, ChoiceError, MAX_TEST_RECIPIENTS, Standing, TestDelivery, TestId, TestRecipients, Tested, tested,
};
use domain::tester::{Tester, TesterGroupId, TesterId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use usecases::testing::ports::Tests as _;
use usecases::testing::request::{RequestTestError, handed_over, request_test};
use utoipa::ToSchema;

use crate::App;
use crate::admission::{TEST_RECIPIENTS, TESTS, admit, admit_many};
use crate::answered::Created;
use crate::asked::{NeededKey, Path};
use crate::draft_wire::DraftAnswer;
use crate::drafts::{own, person, stale};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::messages::field_error;
use crate::problem::{FieldError, Problem};
use crate::reactions;
use crate::records::of_draft;
use crate::routes::Routes;
use crate::segments::{invalid_target, parse_target, this_month};
use crate::shapes;
use crate::tester_groups::groups_within_reach;
use crate::testers::{blocked_among, is_theirs, within_reach};
use crate::wire::{expected, show_time};

/// Tests that are shown; older ones tell nothing that the newest does not.
const SHOWN: usize = 20;
/// What another department's tester is called.
const OTHERS: &str = "(ほかの部署の人)";

/// The routes of tests.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/drafts/{id}/tests", list)
        .post("/api/drafts/{id}/tests", create)
        .refused(&[429])
        .stale_shows::<DraftAnswer>()
}

#[derive(Debug, Deserialize, ToSchema)]
struct TestWish {
    version: Option<u64>,
    #[serde(default)]
    testers: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    /// Only those whom the draft's conditions match; of all testers where nobody is named.
    #[serde(default)]
    only_matching: bool,
}

/// One test.
#[derive(Debug, Serialize, ToSchema)]
struct TestAnswer {
    id: String,
    at: String,
    #[schema(value_type = shapes::Person)]
    by: Person,
    /// What was tested; the draft's own fingerprint while it still says the same.
    content_hash: String,
    /// LINE has told of everybody.
    done: bool,
    recipients: Vec<RecipientAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RecipientAnswer {
    tester: String,
    name: String,
    #[schema(value_type = shapes::TestStanding)]
    state: &'static str,
    message: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct TestList {
    tests: Vec<TestAnswer>,
}

/// Who tested a draft last, and whether it still says the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestedAnswer {
    at: String,
    #[schema(value_type = shapes::Person)]
    by: Person,
    current: bool,
}

/// How far a draft is tested, for the answer of the draft.
pub async fn tested_answer(app: &App, draft: &Draft) -> Result<Option<TestedAnswer>, Problem> {
    let tests = app.testers.tests_of(draft.id).await?;
    let answer = |test: &TestDelivery, current| TestedAnswer {
        at: show_time(test.requested_at_ms),
        by: test.by.clone(),
        current,
    };
    Ok(match tested(&tests, draft) {
        Tested::Never => None,
        Tested::Current(test) => Some(answer(test, true)),
        Tested::Outdated(test) => Some(answer(test, false)),
    })
}

/// The same in one word.
pub async fn tested_word(app: &App, draft: &Draft) -> Result<&'static str, Problem> {
    let answer = tested_answer(app, draft).await?;
    Ok(match answer {
        None => "never",
        Some(TestedAnswer { current: true, .. }) => "current",
        Some(TestedAnswer { current: false, .. }) => "outdated",
    })
}

const fn told(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Waiting => ("waiting", "送っています"),
        Standing::Accepted => ("accepted", "LINEが受け付けました"),
        Standing::Blocked => ("blocked", "アカウントをブロックしているため送りませんでした"),
        Standing::Removed => ("removed", "テスターから外れたため送りませんでした"),
        Standing::GivenUp => ("given_up", "1時間たってもLINEの返事がないため打ち切りました"),
        Standing::Refused(because) => ("refused", refused(because)),
    }
}

const fn refused(because: Because) -> &'static str {
    match because {
        Because::Content => "LINEがメッセージの内容を受け付けませんでした。内容を直してください",
        Because::Recipient => "LINEがこの宛先を受け付けませんでした。友だちかどうか確かめてください",
        Because::Quota => "今月送れる通数の上限に達しています",
        Because::Access => "LINEへの接続が断られました。管理者に知らせてください",
    }
}

fn answer(test: &TestDelivery, testers: &[Tester]) -> TestAnswer {
    let name = |id: TesterId| {
        let known = testers.iter().find(|tester| tester.id() == id);
        known.map_or("(外れた人)", |tester| tester.name.as_str()).to_owned()
    };
    let recipients = test.recipients().iter().map(|one| {
        let (state, message) = told(one.standing);
        RecipientAnswer { tester: one.tester.to_string(), name: name(one.tester), state, message }
    });
    TestAnswer {
        id: test.id.to_string(),
        at: show_time(test.requested_at_ms),
        by: test.by.clone(),
        content_hash: test.content_hash.clone(),
        done: test.is_done(),
        recipients: recipients.collect(),
    }
}

async fn list(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<TestList>, Problem> {
    let draft = own(&app, &actor, &id).await?;
    let (tests, mut testers) = (app.testers.tests_of(draft.id).await?, app.testers.testers().await?);
    let others = |tester: &&mut Tester| !is_theirs(&actor, tester.department.as_deref());
    testers.iter_mut().filter(others).for_each(|tester| OTHERS.clone_into(&mut tester.name));
    let tests = tests.iter().take(SHOWN).map(|test| answer(test, &testers)).collect();
    Ok(Json(TestList { tests }))
}

/// `POST /api/drafts/{id}/tests`. The same request again, under the same `Idempotency-Key`, answers the same test,
/// whatever has become of draft, testers and their answers meanwhile; another one under this key learns nothing of them.
async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    NeededKey(key): NeededKey,
    JsonBody(wish): JsonBody<TestWish>,
) -> Result<Created<TestAnswer>, Problem> {
    let version = expected(wish.version)?;
    let draft = own(&app, &actor, &id).await?;
    let what = format!("test of {}", draft.id);
    let test = TestId::from_ulid(key.id(&what, &actor));
    let testers = within_reach(&app, &actor).await?;
    if let Some(stands) = app.testers.test(draft.id, test).await? {
        key.claim(&app, &what, &actor).await?;
        handed_over(&app.tests, draft.id, &stands).await?;
        return Ok(Created::Before(answer(&stands, &testers)));
    }
    stale(&app, &draft, version).await?;
    if draft.state == DraftState::SentOff {
        return Err(DraftError::NotAllowed.into());
    }
    // What is said about testers is said about a test that could go out.
    TestDelivery::check(&draft)
        .map_err(|wrong| Problem::invalid(wrong.into_iter().map(field_error).collect()))?;
    key.claim(&app, &what, &actor).await?;
    admit(&app, &actor, &TESTS).await?;
    let recipients = wish.recipients(&app, &actor, &draft, &testers).await?;
    let many = recipients.waiting().count() as u32;
    admit_many(&app, &actor, &TEST_RECIPIENTS, many).await?;
    let test = TestDelivery::of(&draft, test, recipients, person(&actor), runtime::clock::now_ms());
    let test = test.map_err(|wrong| Problem::invalid(wrong.into_iter().map(field_error).collect()))?;
    let record = of_draft(&actor, "draft.tested", &draft)
        .with("test", test.id.to_string())
        .with("content_hash", test.content_hash.as_str())
        .with("testers", u64::from(many));
    let stands = request_test(&app.record_tester(record), &app.tests, draft.id, test).await?;
    Ok(Created::New(answer(&stands, &testers)))
}

impl TestWish {
    /// The testers who are named and those of the groups, once each.
    async fn recipients(
        &self,
        app: &App,
        actor: &Actor,
        draft: &Draft,
        testers: &[Tester],
    ) -> Result<TestRecipients, Problem> {
        let mut chosen = BTreeSet::new();
        for id in &self.testers {
            let message = "選んだテスターが見つかりません。画面を読み込み直してください。";
            chosen.insert(TesterId::parse(id).map_err(|_| FieldError::new("testers", "unknown", message))?);
        }
        if !self.groups.is_empty() {
            let groups = groups_within_reach(app, actor).await?;
            for id in &self.groups {
                let group = TesterGroupId::parse(id).ok();
                let group = groups.iter().find(|one| Some(one.id) == group).ok_or_else(|| {
                    let message = "選んだグループが見つかりません。画面を読み込み直してください。";
                    FieldError::new("groups", "unknown", message)
                })?;
                // Who left the testers since is in the group's list still and is nobody's recipient.
                let still = |id: &&TesterId| testers.iter().any(|tester| tester.id() == **id);
                chosen.extend(group.testers.iter().filter(still).copied());
            }
        }
        if self.only_matching {
            if self.testers.is_empty() && self.groups.is_empty() {
                chosen = testers.iter().map(Tester::id).collect();
            }
            let matching = matching(app, actor, draft, testers).await?;
            chosen.retain(|id| matching.contains(id));
            if chosen.is_empty() {
                // An answer about people, though nobody gets a test.
                app.trail.note(&of_draft(actor, "draft.tested_nobody", draft)).await?;
                let message = "選んだテスターの中に、対象の条件に当てはまる人がいません。";
                return Err(FieldError::new("only_matching", "nobody", message).into());
            }
        }
        let found = TestRecipients::chosen(testers, &chosen).map_err(refusal);
        if self.only_matching && found.is_err() {
            // That there are too many is an answer about people too.
            app.trail.note(&of_draft(actor, "draft.tested_too_many", draft)).await?;
        }
        let found = found?.without(&blocked_among(app, testers).await?);
        if found.waiting().next().is_none() {
            let message = "選んだ人はみな、このアカウントをブロックしています。友だちに戻ってもらうか、ほかの人を選んでください。";
            return Err(FieldError::new("testers", "blocked", message).into());
        }
        Ok(found)
    }
}

/// Those of the testers whom the draft's conditions match now. The conditions are joined with *is a tester*, so the ids of
/// testers' pages are read and nobody else's; and what is found only ever picks from the testers that came in.
async fn matching(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    testers: &[Tester],
) -> Result<BTreeSet<TesterId>, Problem> {
    let target = draft.content.target.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let condition = match parse_target(target.unwrap_or(Value::Null))? {
        Target::Everyone => Condition::System(SystemFact::Tester),
        Target::Segment(condition) => {
            reactions::may_ask(app, actor, &condition).await??;
            Condition::All(vec![Condition::System(SystemFact::Tester), condition])
        }
        Target::RecipientsOf(_) => {
            let message = "訂正の配信の対象は条件ではないため、当てはまる人だけには絞れません。テスターを選んでください。";
            return Err(FieldError::new("only_matching", "not_a_condition", message).into());
        }
    };
    let catalogue = app.segments.read_catalogue().await?;
    let query =
        condition.compile(&catalogue, this_month()).map_err(|error| invalid_target(error.to_string()))?;
    found_among(app, &query, testers).await
}

/// Those of the testers whom a query finds.
pub async fn found_among(
    app: &App,
    query: &Query,
    testers: &[Tester],
) -> Result<BTreeSet<TesterId>, Problem> {
    let index = app.audience.refreshed(&app.segments).await?;
    let pages = index.select(query);
    drop(index);
    let mut found = BTreeSet::new();
    for (shard, number, slots) in pages {
        let ids = app.segments.read_ids(shard, number).await?.ok_or_else(Problem::unavailable)?;
        let is_set = |slot: &u16| slots[usize::from(slot / 64)] >> (slot % 64) & 1 == 1;
        found.extend((0..ids.len()).filter(is_set).filter_map(|slot| ids.get(slot)));
    }
    Ok(testers.iter().filter(|tester| found.contains(tester.user())).map(Tester::id).collect())
}

fn refusal(refused: ChoiceError) -> FieldError {
    match refused {
        ChoiceError::Nobody => {
            let message = "テスト配信を受け取る人を選んでください。";
            FieldError::new("testers", "required", message)
        }
        ChoiceError::NoTester => {
            let message = "選んだ人の中に、テスターでない人がいます。画面を読み込み直してください。";
            FieldError::new("testers", "unknown", message)
        }
        ChoiceError::TooMany(actual) => FieldError::too_long(
            "testers",
            MAX_TEST_RECIPIENTS,
            actual,
            format!("テスト配信は1回に{MAX_TEST_RECIPIENTS}人までです(いま{actual}人)。"),
        ),
    }
}

impl From<RequestTestError> for Problem {
    fn from(failed: RequestTestError) -> Self {
        match failed {
            RequestTestError::KeyReused => Self::key_reused(),
            RequestTestError::Port(failed) => failed.into(),
        }
    }
}
