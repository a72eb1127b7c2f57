//! What is wrong or doubtful about a draft's bubbles, as the last look shows it.

use domain::draft::{Draft, DraftContent, Start};
use domain::guard::{Aimed, Context, MAX_WARNINGS, Warning, check};
use domain::staff::DepartmentId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::App;
use crate::corrections::target_of;
use crate::problem::{FieldError, Problem};
use crate::shapes;

/// A warning, and whether somebody has acknowledged it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WarningAnswer {
    /// What is doubtful.
    #[serde(flatten)]
    #[schema(value_type = shapes::Warning)]
    pub warning: Warning,
    /// Whether somebody has.
    pub acknowledged: bool,
}

/// Bubbles that are no JSON are named one by one; together they would only be "not JSON".
pub fn unreadable(messages: &[String]) -> Vec<FieldError> {
    let broken = messages.iter().enumerate().filter_map(|(index, text)| {
        let error = serde_json::from_str::<Value>(text).err()?;
        let (line, column) = (error.line(), error.column());
        let message = format!("{}件目の吹き出しのJSONが読めません({line}行{column}文字目)。", index + 1);
        Some(FieldError::new(&format!("messages[{index}]"), "not_json", message))
    });
    broken.collect()
}

/// The words that the draft's department wants to be asked about.
pub async fn words_of(app: &App, department: Option<&str>) -> Result<Vec<String>, Problem> {
    let Some(id) = department.and_then(|id| DepartmentId::parse(id).ok()) else { return Ok(Vec::new()) };
    Ok(app.staff.department(id).await?.map(|department| department.words).unwrap_or_default())
}

/// What a draft's words are held against.
pub struct Held {
    words: Vec<String>,
    aimed: Aimed,
}

/// By the draft's department and target, as they are now.
pub async fn held(app: &App, content: &DraftContent) -> Result<Held, Problem> {
    let words = words_of(app, content.department.as_deref()).await?;
    let aimed = Aimed::of(target_of(content).as_ref(), &app.segments.read_catalogue().await?);
    Ok(Held { words, aimed })
}

/// What is doubtful, and what of it somebody has acknowledged.
pub fn warnings(app: &App, draft: &Draft, start_ms: u64, held: &Held) -> Vec<WarningAnswer> {
    let found = found(app, draft, start_ms, held);
    let answer = |warning: Warning| {
        let acknowledged = draft.acknowledged.contains(&warning.key);
        WarningAnswer { warning, acknowledged }
    };
    found.into_iter().map(answer).collect()
}

fn found(app: &App, draft: &Draft, start_ms: u64, Held { words, aimed }: &Held) -> Vec<Warning> {
    let (content, media, aimed) = (&draft.content, app.media.address(), Some(aimed));
    let emergency = content.emergency;
    check(&content.messages, &Context { start_ms, emergency, live: true, words, aimed, media })
}

/// Where more is doubtful than is told one by one, nobody can have looked at all of it.
pub fn too_many(warnings: usize) -> Option<FieldError> {
    let message =
        format!("確認する点が{MAX_WARNINGS}か所を超えています。文章を直して、少なくしてから進んでください。");
    (warnings > MAX_WARNINGS).then(|| FieldError::new("messages", "too_many_warnings", message))
}

/// What somebody waves off with these keys, for the record: each kind with the words concerned.
pub async fn waved_off(app: &App, draft: &Draft, keys: &[String]) -> Result<Vec<String>, Problem> {
    let held = held(app, &draft.content).await?;
    let start_ms = match draft.content.start {
        Start::Now => runtime::clock::now_ms(),
        Start::At { at_ms, .. } => at_ms,
    };
    let is_new =
        |warning: &Warning| keys.contains(&warning.key) && !draft.acknowledged.contains(&warning.key);
    let new = found(app, draft, start_ms, &held).into_iter().filter(is_new);
    Ok(new.map(|warning| format!("{}「{}」", warning.code.name(), warning.quote)).collect())
}
