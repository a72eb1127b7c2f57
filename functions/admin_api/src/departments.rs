//! `/api/departments`: the city's departments.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::staff::{Actor, Department, DepartmentFault, DepartmentId, MAX_WORDS};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::Swap;
use utoipa::ToSchema;

use crate::App;
use crate::answered::Created;
use crate::asked::{Key, Path};
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;
use crate::shapes;
use crate::wire::expected;

/// The routes of departments.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/departments", list)
        .post("/api/departments", create)
        .put("/api/departments/{id}", replace)
        .stale_shows::<DepartmentAnswer>()
}

/// A department as it is answered.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = shapes::Department)]
struct DepartmentAnswer(Department);

#[derive(Serialize, ToSchema)]
struct DepartmentList {
    #[schema(value_type = Vec<shapes::Department>)]
    departments: Vec<Department>,
}

#[derive(Deserialize, ToSchema)]
struct DepartmentWish {
    version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    footer: String,
    #[serde(default)]
    words: Vec<String>,
}

impl DepartmentWish {
    fn department(self, id: DepartmentId, version: u64) -> Result<Department, Problem> {
        let Self { name, prefix, footer, words, .. } = self;
        let department = Department { id, version, name: name.trim().to_owned(), prefix, footer, words };
        let faults: Vec<FieldError> = department.faults().into_iter().map(words_for).collect();
        if faults.is_empty() { Ok(department) } else { Err(Problem::invalid(faults)) }
    }
}

fn words_for(fault: DepartmentFault) -> FieldError {
    match fault {
        DepartmentFault::NoName => FieldError::new("name", "required", "部署の名前を入力してください。"),
        DepartmentFault::Unfit(field) => {
            let message = "改行などの目に見えない文字が入っています。入力し直してください。";
            FieldError::new(field, "control_character", message)
        }
        DepartmentFault::TooLong(field, limit, actual) => FieldError::too_long(
            field,
            limit,
            actual,
            format!("{limit}文字までにしてください(いま{actual}文字)。"),
        ),
        DepartmentFault::TooManyWords(actual) => FieldError::too_long(
            "words",
            MAX_WORDS,
            actual,
            format!("確認する言葉は{MAX_WORDS}個までにしてください(いま{actual}個)。"),
        ),
    }
}

/// Whether there is a department of this id; words that are no department's would make a thing everybody's.
pub async fn check(app: &App, id: &str) -> Result<Option<FieldError>, Problem> {
    let known = match DepartmentId::parse(id) {
        Ok(id) => app.staff.department(id).await?.is_some(),
        Err(_) => false,
    };
    let unknown =
        || FieldError::new("department", "unknown", "この部署は見つかりません。一覧から選び直してください。");
    Ok((!known).then(unknown))
}

/// `GET /api/departments`
async fn list(State(app): State<Arc<App>>) -> Result<Json<DepartmentList>, Problem> {
    let mut departments = app.staff.departments().await?;
    departments.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Json(DepartmentList { departments }))
}

/// `POST /api/departments`
async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<DepartmentWish>,
) -> Result<Created<DepartmentAnswer>, Problem> {
    let next = wish.department(DepartmentId::from_ulid(key.id("department", &actor)), 1)?;
    key.claim(&app, "department", &actor).await?;
    if let Some(stands) = app.staff.department(next.id).await? {
        return Ok(Created::Before(DepartmentAnswer(stands)));
    }
    if let Some(twin) = twin_of(&app, &next).await? {
        // The same wish once more, or a name that would be mistaken for another.
        if (Department { id: next.id, version: next.version, ..twin.clone() }) == next {
            return Ok(Created::Before(DepartmentAnswer(twin)));
        }
        return Err(taken());
    }
    keep(&app, &actor, "department.created", &next).await?;
    Ok(Created::New(DepartmentAnswer(next)))
}

/// `PUT /api/departments/{id}`
async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<DepartmentWish>,
) -> Result<Json<DepartmentAnswer>, Problem> {
    let id = DepartmentId::parse(&id).map_err(|_| missing())?;
    let version = expected(wish.version)?;
    let next = wish.department(id, version.saturating_add(1))?;
    let stands = app.staff.department(id).await?.ok_or_else(missing)?;
    if !actor.may_touch(Some(&id)) {
        return Err(other_department());
    }
    if stands.name != next.name && twin_of(&app, &next).await?.is_some() {
        return Err(taken());
    }
    keep(&app, &actor, "department.changed", &next).await?;
    Ok(Json(DepartmentAnswer(next)))
}

/// Another department of this name. People, deliveries and tables name departments: two of one name are one too many.
async fn twin_of(app: &App, next: &Department) -> Result<Option<Department>, Problem> {
    let departments = app.staff.departments().await?;
    Ok(departments.into_iter().find(|other| other.id != next.id && other.is_called_like(next)))
}

fn taken() -> Problem {
    FieldError::new("name", "taken", "同じ名前の部署があります。").into()
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "この部署は見つかりません。")
}

async fn keep(app: &App, actor: &Actor, action: &str, next: &Department) -> Result<(), Problem> {
    let table = app.record_staff(records::of_department(actor, action, next));
    match table.keep_department(next).await? {
        Swap::Done => {
            info!(department = %next.id, version = next.version, "a department was written");
            Ok(())
        }
        Swap::Lost(Some(stands)) => Err(Problem::stale(stands.version, &DepartmentAnswer(stands.clone()))),
        Swap::Lost(None) => Err(missing()),
    }
}
