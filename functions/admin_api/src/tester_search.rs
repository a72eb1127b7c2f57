//! `/api/testers/candidates` and `POST /api/testers`: whoever became a friend lately, found by the name that LINE shows.
//! Names are asked of LINE by `send_test`; here a search begins, is looked at, and one of those found is picked. User ids
//! never leave: a candidate is the number in its search.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Object;
use domain::survey::PlaneNumber;
use domain::tester::{MAX_WORDS_CHARS, SearchId, Tester, TesterSearch};
use domain::user_id::{ShardNumber, UserId};
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::testing::ports::{Searches as _, TestQueue as _, Testers as _};
use utoipa::ToSchema;

use crate::App;
use crate::admission::{PICKS, SEARCHES, admit};
use crate::answered::{Accepted, Created};
use crate::asked::{Key, Path};
use crate::drafts::person;
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::{entry, of_tester};
use crate::routes::Routes;
use crate::testers::{Named, TesterAnswer, is_theirs, mark, shown};

/// The newest friends of each of the 64 shards.
const OF_EACH_SHARD: usize = 4;
const READS_AT_ONCE: usize = 16;
/// A pick that comes again within this asks for the words of welcome again; they are read once, as LINE knows their key
/// for a day.
const PICKED_AGAIN_MS: u64 = 3_600_000;

/// The routes of searches and picks.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .post("/api/testers", pick)
        .refused(&[404, 429])
        .post("/api/testers/candidates", begin)
        .refused(&[429])
        .get("/api/testers/candidates/{id}", read)
}

#[derive(Debug, Deserialize, ToSchema)]
struct SearchWish {
    #[serde(default)]
    #[schema(required = true)]
    q: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SearchAnswer {
    id: String,
    /// `null` while names are being asked for.
    candidates: Option<Vec<CandidateAnswer>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CandidateAnswer {
    key: String,
    name: String,
}

fn answer(search: &TesterSearch) -> SearchAnswer {
    let candidates = search.found.as_ref().map(|found| {
        let one = |(number, one): (usize, &domain::tester::Candidate)| CandidateAnswer {
            key: format!("{}.{number}", search.id),
            name: one.name.clone(),
        };
        found.iter().enumerate().map(one).collect()
    });
    SearchAnswer { id: search.id.to_string(), candidates }
}

/// `POST /api/testers/candidates`. The same request again, under the same `Idempotency-Key`, is the same search.
async fn begin(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<SearchWish>,
) -> Result<Accepted<SearchAnswer>, Problem> {
    let (words, by, now_ms) = (wish.q.trim(), person(&actor).id, runtime::clock::now_ms());
    if words.is_empty() || words.chars().count() > MAX_WORDS_CHARS {
        let message = format!("LINEの表示名を1〜{MAX_WORDS_CHARS}文字で入力してください。");
        return Err(FieldError::new("q", "invalid", message).into());
    }
    key.claim(&app, "tester search", &actor).await?;
    let id = SearchId::from_ulid(key.id("tester search", &actor));
    if let Some(stands) = app.testers.search(id).await? {
        app.tests.enqueue_search(id).await?; // perhaps nobody got so far
        return Ok(Accepted(answer(&stands)));
    }
    admit(&app, &actor, &SEARCHES).await?;
    let asked = newest_friends(&app).await?;
    let search = TesterSearch::begun(id, by, words, asked, now_ms);
    let record = entry(&actor, "tester.searched", Object::new("tester_search", id, ""));
    let stands = match app.record_tester(record).keep_search(&search).await? {
        Swap::Done => search,
        Swap::Lost(()) => app.testers.search(id).await?.ok_or_else(Problem::unavailable)?, // its twin was faster
    };
    app.tests.enqueue_search(id).await?;
    Ok(Accepted(answer(&stands)))
}

/// Those who joined last of each shard and still follow; newcomers stand at the end of a shard's last page.
async fn newest_friends(app: &App) -> Result<Vec<UserId>, PortError> {
    let heads = app.segments.read_heads().await?.into_iter();
    let last =
        heads.filter_map(|(shard, head)| Some((shard, (head.page_versions.len() as u32).checked_sub(1)?)));
    let reads = iter(last.collect::<Vec<_>>()).map(|(shard, number)| newest_of(app, shard, number));
    let found: Vec<Vec<UserId>> = reads.buffer_unordered(READS_AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

async fn newest_of(app: &App, shard: ShardNumber, number: u32) -> Result<Vec<UserId>, PortError> {
    let (pages, ids) =
        (app.segments.read_pages(&[(shard, number)]).await?, app.segments.read_ids(shard, number).await?);
    let (Some(stored), Some(ids)) = (pages.first(), ids) else { return Ok(Vec::new()) };
    let follows = |slot: &u16| stored.page.has(*slot, PlaneNumber::FOLLOWING);
    // Somebody may have joined between the two reads: only slots that both know count.
    let slots = (0..stored.page.len().min(ids.len())).rev().filter(follows);
    Ok(slots.filter_map(|slot| ids.get(slot)).take(OF_EACH_SHARD).collect())
}

fn gone() -> Problem {
    let title = "検索の結果は10分で消えます。もう一度探してください。";
    Problem::new(StatusCode::NOT_FOUND, "not_found", title)
}

/// A search of the caller's own that still counts.
async fn own(app: &App, by: &str, id: &str) -> Result<TesterSearch, Problem> {
    let id = SearchId::parse(id).map_err(|_| gone())?;
    let search = app.testers.search(id).await?.filter(|search| search.by == by);
    search.filter(|search| !search.is_over(runtime::clock::now_ms())).ok_or_else(gone)
}

/// `GET /api/testers/candidates/{id}`
async fn read(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<SearchAnswer>, Problem> {
    Ok(Json(answer(&own(&app, &person(&actor).id, &id).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
struct PickWish {
    #[serde(flatten)]
    named: Named,
    #[serde(default)]
    #[schema(required = true)]
    candidate: String,
}

/// `POST /api/testers`: one of those found becomes a tester, and is told so in LINE. Somebody who is one already stays as
/// they are.
async fn pick(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<PickWish>,
) -> Result<Created<TesterAnswer>, Problem> {
    let (name, department) = wish.named.checked(&app, &actor).await?;
    let (id, number) = wish.candidate.split_once('.').ok_or_else(gone)?;
    let search = own(&app, &person(&actor).id, id).await?;
    let found = search.found.unwrap_or_default();
    let number = number.parse::<usize>().map_err(|_| gone())?;
    let user = found.into_iter().nth(number).ok_or_else(gone)?.user;
    let wished = Tester::registered(user, name, department, runtime::clock::now_ms());
    key.claim(&app, "tester", &actor).await?;
    if app.testers.tester(wished.id()).await?.is_none() {
        admit(&app, &actor, &PICKS).await?;
    }
    let table = app.record_tester(of_tester(&actor, "tester.registered", &wished));
    let (is_new, tester) = match table.keep_tester(&wished).await? {
        Swap::Done => {
            info!(tester.id = %wished.id(), "a tester was picked among the friends");
            (true, wished)
        }
        Swap::Lost(Some(stands)) if is_theirs(&actor, stands.department.as_deref()) => (false, stands),
        Swap::Lost(Some(_)) => return Err(other_department()),
        Swap::Lost(None) => return Err(Problem::unavailable()),
    };
    mark(&app, &actor, &tester, true).await?;
    if is_new || runtime::clock::now_ms() < tester.added_at_ms + PICKED_AGAIN_MS {
        app.tests.enqueue_welcome(tester.id()).await?;
    }
    let answer = shown(&app, &tester).await?;
    Ok(if is_new { Created::New(answer) } else { Created::Before(answer) })
}
