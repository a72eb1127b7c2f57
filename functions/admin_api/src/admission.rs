//! How often one person may do what costs others something: each is counted a quarter of an hour long, and whoever comes
//! too often is asked to wait. A request that is repeated under its own key costs nothing: callers look for what stands
//! before they come here.

use axum::http::StatusCode;
use domain::staff::Actor;

use crate::App;
use crate::drafts::person;
use crate::problem::Problem;

/// One thing that is counted.
#[derive(Debug)]
pub struct Limit {
    what: &'static str,
    most: u32,
    code: &'static str,
    title: &'static str,
}

/// Codes shown for testers.
pub const CODES: Limit = Limit {
    what: "codes",
    most: 20,
    code: "too_many_codes",
    title: "コードを続けて作りすぎています。15分ほど待ってからやり直してください。",
};

/// Searches among friends; each asks LINE for some hundred names.
pub const SEARCHES: Limit = Limit {
    what: "search",
    most: 20,
    code: "too_many_searches",
    title: "続けて探しすぎています。15分ほど待ってからやり直すか、コードで登録してください。",
};

/// Friends made testers; each of them is told so in LINE.
pub const PICKS: Limit = Limit {
    what: "picks",
    most: 20,
    code: "too_many_picks",
    title: "テスターを続けて登録しすぎています。15分ほど待ってからやり直してください。",
};

/// Tests, which tell whom the conditions match.
pub const TESTS: Limit = Limit {
    what: "tests",
    most: 30,
    code: "too_many_tests",
    title: "テスト配信を続けて送りすぎています。15分ほど待ってからやり直してください。",
};

/// Testers who get a test: each is a message of the month or two.
pub const TEST_RECIPIENTS: Limit = Limit { what: "test recipients", most: 300, ..TESTS };

/// Looks at a draft's links: each may hold one of `admin_api`'s few places for three seconds, which somebody who stops a
/// delivery needs.
pub const LOOKS: Limit = Limit {
    what: "links",
    most: 60,
    code: "too_many_looks",
    title: "リンクの確認を続けて行いすぎています。15分ほど待ってからやり直してください。",
};

/// Counts of conditions about testers: whoever knows who is one could ask for their answers by them.
pub const TESTER_COUNTS: Limit = Limit {
    what: "tester counts",
    most: 60,
    code: "too_many_counts",
    title: "テスターについての条件を続けて数えすぎています。15分ほど待ってからやり直してください。",
};

/// Counts one, or says that it is too often.
pub async fn admit(app: &App, actor: &Actor, limit: &Limit) -> Result<(), Problem> {
    admit_many(app, actor, limit, 1).await
}

/// The same for so many at once, all or none.
pub async fn admit_many(app: &App, actor: &Actor, limit: &Limit, many: u32) -> Result<(), Problem> {
    let who = format!("{}#{}", limit.what, person(actor).id);
    if app.testers.admit(&who, runtime::clock::now_ms(), many, limit.most).await? {
        return Ok(());
    }
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, limit.code, limit.title))
}
