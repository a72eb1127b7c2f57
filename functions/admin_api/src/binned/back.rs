//! The way out of the bin, one kind after the other: what is looked at before, and what the thing is then. Nothing that
//! comes back has a time, an approval or a test, so nothing goes out by it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::draft::{Draft, DraftId};
use domain::segment::{SavedSegment, SegmentId, Target};
use domain::template::{MAX_TEMPLATES, Template, TemplateId};
use domain::tester::{Tester, TesterGroup, TesterGroupId};
use store::Lying;
use tracing::info;
use usecases::delivery::ports::Swap;

use super::{BackAnswer, Found, KeptSegment, find, in_the_way, missing};
use crate::App;
use crate::asked::Path;
use crate::corrections::{check_reach, target_of};
use crate::drafts::person;
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::Problem;
use crate::records::{of_draft, of_segment, of_template, of_tester_group};
use crate::saved::obstacle;
use crate::wire::Expected;

type Back = Result<Json<BackAnswer>, Problem>;

fn back(id: impl ToString, version: u64) -> Json<BackAnswer> {
    Json(BackAnswer { id: id.to_string(), version })
}

/// Whoever was as fast has put the same thing back.
fn met(id: impl ToString, stands: Option<u64>) -> Back {
    stands.map(|version| back(id, version)).ok_or_else(Problem::unavailable)
}

/// `POST /api/drafts/{id}/put-back`: something to write on, with its text and target; its start is chosen anew.
pub async fn draft(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Back {
    let (seen, id) = (seen.version()?, DraftId::parse(&id).map_err(|_| missing())?);
    let Lying { binned, thing } = match find::<Draft>(&app, &actor, (&id.to_string(), seen)).await? {
        Found::Back(version) => return Ok(back(id, version)),
        Found::Lying(lying) => lying,
    };
    // What a condition asks is looked at where it is counted: nothing is told by putting it back.
    if let Some(target @ Target::RecipientsOf(_)) = target_of(&thing.content)
        && let Err(fault) = check_reach(&app, &actor, &target).await?
    {
        return Err(in_the_way(format!("この下書きの対象は、いまは使えません。{}", fault.message)));
    }
    let now_ms = runtime::clock::now_ms();
    let next = thing.put_back(&person(&actor), now_ms);
    let table = app.record_draft(of_draft(&actor, "draft.put_back", &next).with("before_version", seen));
    match table.put_draft_back(&next, app.console.out_of_bin(&binned, now_ms)?).await? {
        Swap::Done => info!(draft.id = %id, "draft {id} is back from the bin"),
        Swap::Lost(stands) => return met(id, stands.map(|stands| stands.version)),
    }
    Ok(back(id, next.version))
}

/// `POST /api/templates/{id}/put-back`
pub async fn template(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Back {
    let (seen, id) = (seen.version()?, TemplateId::parse(&id).map_err(|_| missing())?);
    let Lying { binned, thing } = match find::<Template>(&app, &actor, (&id.to_string(), seen)).await? {
        Found::Back(version) => return Ok(back(id, version)),
        Found::Lying(lying) => lying,
    };
    let stand = app.console.templates().await?;
    if stand.iter().filter(|one| one.department == thing.department).count() >= MAX_TEMPLATES {
        return Err(in_the_way(format!(
            "1つの部署のひな形は{MAX_TEMPLATES}個までです。使わないひな形を削除してからやり直してください。"
        )));
    }
    let (now_ms, version) = (runtime::clock::now_ms(), thing.version.saturating_add(1));
    let next = Template { version, updated_by: person(&actor), updated_at_ms: now_ms, ..thing };
    let record = of_template(&actor, "template.put_back", &next).with("before_version", seen);
    let bin = app.console.out_of_bin(&binned, now_ms)?;
    match app.record_draft(record).put_template_back(&next, bin).await? {
        Swap::Done => info!(template.id = %id, "template {id} is back from the bin"),
        Swap::Lost(stands) => return met(id, stands.map(|stands| stands.version)),
    }
    Ok(back(id, version))
}

/// `POST /api/segments/{id}/put-back`: only with a condition that could be saved today.
pub async fn segment(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Back {
    let (seen, id) = (seen.version()?, SegmentId::parse(&id).map_err(|_| missing())?);
    let Lying { binned, thing } = match find::<KeptSegment>(&app, &actor, (&id.to_string(), seen)).await? {
        Found::Back(version) => return Ok(back(id, version)),
        Found::Lying(lying) => lying,
    };
    let now_ms = runtime::clock::now_ms();
    let KeptSegment { version, name, department, condition, created_at_ms, used_before, .. } = thing;
    let (version, updated_at_ms) = (version.saturating_add(1), now_ms);
    let next =
        SavedSegment { id, name, department, condition, created_at_ms, updated_at_ms, used_before, version };
    if let Some(why) = obstacle(&app, &actor, &next).await? {
        return Err(in_the_way(format!("このグループの条件は、いまは使えません。{why}")));
    }
    let record = of_segment(&actor, "segment.put_back", &next).with("before_version", seen);
    let bin = app.console.out_of_bin(&binned, now_ms)?;
    match app.record_segment(record).put_saved_segment_back(&next, bin).await? {
        Swap::Done => info!(segment.id = %id, "segment {id} is back from the bin"),
        Swap::Lost(stands) => return met(id, stands.map(|stands| stands.version)),
    }
    Ok(back(id, version))
}

/// `POST /api/tester-groups/{id}/put-back`: with those who are testers today.
pub async fn tester_group(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Back {
    let (seen, id) = (seen.version()?, TesterGroupId::parse(&id).map_err(|_| missing())?);
    let Lying { binned, thing } = match find::<TesterGroup>(&app, &actor, (&id.to_string(), seen)).await? {
        Found::Back(version) => return Ok(back(id, version)),
        Found::Lying(lying) => lying,
    };
    let known: Vec<_> = app.testers.testers().await?.iter().map(Tester::id).collect();
    let (now_ms, version) = (runtime::clock::now_ms(), thing.version.saturating_add(1));
    let mut next = TesterGroup { version, ..thing };
    next.testers.retain(|tester| known.contains(tester));
    let record = of_tester_group(&actor, "tester_group.put_back", &next).with("before_version", seen);
    let bin = app.console.out_of_bin(&binned, now_ms)?;
    match app.record_tester(record).put_group_back(&next, bin).await? {
        Swap::Done => info!(group.id = %id, "group {id} of testers is back from the bin"),
        Swap::Lost(stands) => return met(id, stands.map(|stands| stands.version)),
    }
    Ok(back(id, version))
}
