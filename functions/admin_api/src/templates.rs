//! `/api/templates`: bubbles that a draft can begin with.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::bin::BinKind;
use domain::draft::{DraftContent, MAX_BUBBLES, MAX_DRAFT_BYTES, Person};
use domain::staff::{Actor, DepartmentId};
use domain::template::{
    MAX_TEMPLATE_NAME_CHARS, MAX_TEMPLATES, Template, TemplateFault, TemplateId, TemplateSummary,
};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::Swap;
use utoipa::ToSchema;

use crate::App;
use crate::answered::{Created, Done};
use crate::asked::{NeededKey, Path};
use crate::binned::{check_not_binned, thrown_away};
use crate::departments;
use crate::drafts::person;
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::of_template;
use crate::routes::Routes;
use crate::shapes;
use crate::wire::{Expected, expected, show_time};

/// The routes of templates.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/templates", list)
        .post("/api/templates", create)
        .needs(&["messages"])
        .refused(&[409])
        .get("/api/templates/{id}", read)
        .put("/api/templates/{id}", replace)
        .stale_shows::<WholeTemplate>()
        .delete("/api/templates/{id}", delete)
        .stale_shows::<WholeTemplate>()
}

#[derive(Debug, Serialize, ToSchema)]
struct TemplateAnswer {
    id: String,
    version: u64,
    name: String,
    department: Option<String>,
    /// The first words that it says.
    beginning: String,
    /// How many bubbles it has.
    bubbles: usize,
    #[schema(value_type = shapes::Person)]
    updated_by: Person,
    updated_at: String,
}

/// A template with its bubbles, as they were typed.
#[derive(Debug, Serialize, ToSchema)]
struct WholeTemplate {
    #[serde(flatten)]
    template: TemplateAnswer,
    messages: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TemplateList {
    templates: Vec<TemplateAnswer>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct TemplateWish {
    version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    department: Option<String>,
    /// A change that leaves them out leaves them as they are.
    messages: Option<Vec<String>>,
}

impl TemplateWish {
    async fn template(
        self,
        app: &App,
        actor: &Actor,
        id: TemplateId,
        before: Option<Template>,
    ) -> Result<Template, Problem> {
        let Self { version, name, department, messages } = self;
        let version = version.filter(|_| before.is_some()).unwrap_or_default().saturating_add(1);
        let stand = before.map(|before| before.messages).unwrap_or_default();
        let messages = messages.unwrap_or(stand);
        let department = department.filter(|id| !id.is_empty());
        let (updated_by, updated_at_ms) = (person(actor), runtime::clock::now_ms());
        let name = name.trim().to_owned();
        let template = Template { id, version, name, department, messages, updated_by, updated_at_ms };
        let mut faults: Vec<FieldError> = template.faults().into_iter().map(words_for).collect();
        if let Some(id) = &template.department {
            faults.extend(departments::check(app, id).await?);
        }
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        if is_theirs(actor, template.department.as_deref()) { Ok(template) } else { Err(other_department()) }
    }
}

fn words_for(fault: TemplateFault) -> FieldError {
    match fault {
        TemplateFault::NoName => FieldError::new("name", "required", "ひな形の名前を入力してください。"),
        TemplateFault::UnfitName => {
            let message = "ひな形の名前に、改行などの目に見えない文字が入っています。入力し直してください。";
            FieldError::new("name", "control_character", message)
        }
        TemplateFault::NameTooLong(actual) => {
            let message = format!("{MAX_TEMPLATE_NAME_CHARS}文字までにしてください(いま{actual}文字)。");
            FieldError::too_long("name", MAX_TEMPLATE_NAME_CHARS, actual, message)
        }
        TemplateFault::Empty => {
            FieldError::new("messages", "required", "吹き出しを1つ以上作ってから保存してください。")
        }
        TemplateFault::TooManyBubbles(_) => {
            FieldError::new("messages", "too_many", format!("吹き出しは{MAX_BUBBLES}つまでです。"))
        }
        TemplateFault::TooLarge(bytes) => {
            let message = format!("メッセージ全体は{MAX_DRAFT_BYTES}バイトまでです(いま{bytes}バイト)。");
            FieldError::new("messages", "too_large", message)
        }
    }
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "このひな形は見つかりません。")
}

fn is_theirs(actor: &Actor, department: Option<&str>) -> bool {
    let department = department.and_then(|id| DepartmentId::parse(id).ok());
    actor.may_touch(department.as_ref())
}

fn answer(summary: TemplateSummary) -> TemplateAnswer {
    let TemplateSummary { id, version, name, department, beginning, bubbles, updated_by, updated_at_ms } =
        summary;
    let (id, updated_at) = (id.to_string(), show_time(updated_at_ms));
    TemplateAnswer { id, version, name, department, beginning, bubbles, updated_by, updated_at }
}

/// The stored template, if it is one of the caller's departments.
async fn own(app: &App, actor: &Actor, id: &str) -> Result<Template, Problem> {
    let id = TemplateId::parse(id).map_err(|_| missing())?;
    let template = app.console.template(id).await?.ok_or_else(missing)?;
    if is_theirs(actor, template.department.as_deref()) { Ok(template) } else { Err(other_department()) }
}

/// What a draft begins with, and whose words those are.
pub async fn beginning(app: &App, actor: &Actor, id: &str) -> Result<(DraftContent, Vec<Person>), Problem> {
    let Template { department, messages, updated_by, .. } = own(app, actor, id).await?;
    Ok((DraftContent { department, messages, ..DraftContent::default() }, vec![updated_by]))
}

fn stale(actor: &Actor, stands: Option<Template>) -> Problem {
    match stands {
        None => missing(),
        Some(stands) if !is_theirs(actor, stands.department.as_deref()) => other_department(),
        Some(stands) => Problem::stale(stands.version, &whole(stands)),
    }
}

/// `GET /api/templates`: by name.
async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<TemplateList>, Problem> {
    let mut templates = app.console.templates().await?;
    templates.retain(|template| is_theirs(&actor, template.department.as_deref()));
    templates.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Json(TemplateList { templates: templates.into_iter().map(answer).collect() }))
}

fn whole(template: Template) -> WholeTemplate {
    WholeTemplate { template: answer(template.summary()), messages: template.messages }
}

/// `GET /api/templates/{id}`
async fn read(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<WholeTemplate>, Problem> {
    Ok(Json(whole(own(&app, &actor, &id).await?)))
}

/// `POST /api/templates`
async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    NeededKey(key): NeededKey,
    JsonBody(wish): JsonBody<TemplateWish>,
) -> Result<Created<TemplateAnswer>, Problem> {
    let id = TemplateId::from_ulid(key.id("template", &actor));
    let template = wish.template(&app, &actor, id, None).await?;
    let mut stand = app.console.templates().await?;
    stand.retain(|one| one.department == template.department);
    if stand.len() >= MAX_TEMPLATES && stand.iter().all(|one| one.id != id) {
        let title =
            format!("1つの部署のひな形は{MAX_TEMPLATES}個までです。使わないひな形を削除してください。");
        return Err(Problem::new(StatusCode::CONFLICT, "too_many_templates", &title));
    }
    key.claim(&app, "template", &actor).await?;
    check_not_binned(&app, BinKind::Template, id).await?;
    let table = app.record_draft(of_template(&actor, "template.created", &template));
    match table.keep_template(&template).await? {
        Swap::Done => info!(template.id = %id, "a template was kept"),
        Swap::Lost(Some(stands)) if !is_theirs(&actor, stands.department.as_deref()) => {
            return Err(other_department());
        }
        Swap::Lost(Some(stands)) => return Ok(Created::Before(answer(stands.summary()))),
        Swap::Lost(None) => return Err(Problem::unavailable()),
    }
    Ok(Created::New(answer(template.summary())))
}

/// `PUT /api/templates/{id}`
async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<TemplateWish>,
) -> Result<Json<TemplateAnswer>, Problem> {
    expected(wish.version)?;
    let before = own(&app, &actor, &id).await?;
    let next = wish.template(&app, &actor, before.id, Some(before)).await?;
    let table = app.record_draft(of_template(&actor, "template.changed", &next));
    match table.keep_template(&next).await? {
        Swap::Done => info!(template.id = %next.id, "a template was changed"),
        Swap::Lost(stands) => return Err(stale(&actor, stands)),
    }
    Ok(Json(answer(next.summary())))
}

/// `DELETE /api/templates/{id}`; drafts that began with it keep their bubbles.
async fn delete(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Done, Problem> {
    let (version, template) = (seen.version()?, own(&app, &actor, &id).await?);
    if template.version != version {
        return Err(stale(&actor, Some(template)));
    }
    let record = of_template(&actor, "template.deleted", &template).with("before_version", version);
    let bin = thrown_away(&app, &actor, &template).await?;
    match app.record_draft(record).delete_template(&template, bin).await? {
        Swap::Done => info!(template.id = %template.id, "a template was deleted"),
        Swap::Lost(stands) => return Err(stale(&actor, stands)),
    }
    Ok(Done)
}
