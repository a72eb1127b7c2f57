//! `/api/imports`, `/api/exports` and `/api/jobs`: long work is begun here and looked at; `run_job` does it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::audit::Entry;
use domain::job::{ExportFormat, ImportSource, Job, JobId, JobKind, JobState, Progress, RowProblem};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::jobs::export::export_key;
use usecases::jobs::import::import_key;
use usecases::jobs::import_errors::import_errors_key;
use usecases::jobs::ports::{Jobs, Objects};
use usecases::jobs::start::start_job;
use utoipa::ToSchema;

use crate::App;
use crate::answered::Accepted;
use crate::asked::{Key, Path};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::openapi::{Answers, Operation};
use crate::problem::{FieldError, Problem};
use crate::records::of_job;
use crate::routes::Routes;
use crate::shapes;
use crate::wire::show_time;

/// A link to everybody's answers is followed at once or asked for anew.
const DOWNLOAD_VALID: Duration = Duration::from_mins(5);
/// A large table takes a while on a city hall's line.
const UPLOAD_VALID: Duration = Duration::from_hours(1);
/// A reason is a line in a log.
const MAX_REASON_CHARS: usize = 200;

/// A job as it is answered. A failed one has a `code` and a Japanese `reason`. `progress.changed` is a lower bound: a step
/// that was killed and done again counts what it had written before as unchanged.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobAnswer {
    id: String,
    kind: &'static str,
    #[serde(flatten)]
    #[schema(value_type = shapes::JobState)]
    state: JobState,
    #[schema(value_type = shapes::Progress)]
    progress: Progress,
    #[schema(value_type = Vec<shapes::RowProblem>)]
    problems: Vec<RowProblem>,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    download_url: Option<String>,
}

impl From<Job> for JobAnswer {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.to_string(),
            kind: job.kind.name(),
            state: job.state,
            progress: job.progress,
            problems: job.problems,
            created_at: show_time(job.created_at_ms),
            updated_at: show_time(job.updated_at_ms),
            download_url: None,
        }
    }
}

/// Where the table of an import goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadAnswer {
    id: String,
    upload_url: String,
    upload_valid_s: u64,
}

/// Either of two answers to a new import.
pub enum ImportAnswer {
    /// A table has to be uploaded first.
    Upload(UploadAnswer),
    /// It has begun.
    Job(Box<JobAnswer>),
}

impl IntoResponse for ImportAnswer {
    fn into_response(self) -> Response {
        match self {
            Self::Upload(upload) => (StatusCode::CREATED, Json(upload)).into_response(),
            Self::Job(job) => Accepted(job).into_response(),
        }
    }
}

impl Answers for ImportAnswer {
    fn tell(operation: &mut Operation<'_>) {
        operation.answers::<UploadAnswer>(201, "A table has to be uploaded first.");
        operation.answers::<JobAnswer>(202, "It has begun.");
    }
}

/// The routes of jobs.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/jobs/{id}", read)
        .post("/api/imports", import)
        .get("/api/imports/{id}", read_import)
        .post("/api/imports/{id}/start", start_import)
        .refused(&[409])
        .post("/api/exports", export)
        .get("/api/exports/{id}", read_export)
        .refused(&[410])
}

/// An import to begin.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewImport {
    #[schema(required = true, nullable = false)]
    source: Option<String>,
}

/// An export to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewExport {
    #[schema(required = true, nullable = false)]
    format: Option<String>,
    #[serde(default)]
    #[schema(required = true)]
    reason: String,
}

fn no_job() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "この処理は見つかりません。")
}

async fn found(app: &App, id: &str) -> Result<Job, Problem> {
    let id = JobId::parse(id).map_err(|_| no_job())?;
    Jobs::get(&app.deliveries, &id).await?.ok_or_else(no_job)
}

async fn begin(app: &App, entry: Entry, id: JobId, kind: JobKind) -> Result<Job, Problem> {
    Ok(start_job(&app.record_delivery(entry), &app.jobs, id, kind, runtime::clock::now_ms()).await?)
}

/// `GET /api/jobs/{id}`
pub async fn read(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<JobAnswer>, Problem> {
    Ok(Json(found(&app, &id).await?.into()))
}

/// `POST /api/imports`: an address for the table, or LINE's list at once.
pub async fn import(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<NewImport>,
) -> Result<ImportAnswer, Problem> {
    let id = JobId::from_ulid(key.id("import", &actor));
    match wish.source.as_deref() {
        Some("csv") => {
            key.claim(&app, "import", &actor).await?;
            let upload_url = app.files.upload_url(&import_key(&id), UPLOAD_VALID).await?;
            let upload_valid_s = UPLOAD_VALID.as_secs();
            let answer = UploadAnswer { id: id.to_string(), upload_url, upload_valid_s };
            Ok(ImportAnswer::Upload(answer))
        }
        Some("line") => {
            key.claim(&app, "import", &actor).await?;
            info!(job.id = %id, "import {id} of LINE's list of friends was asked for");
            let entry = of_job(&actor, "job.started", &id, "import").with("source", "line");
            let job = begin(&app, entry, id, JobKind::Import { source: ImportSource::Line }).await?;
            Ok(ImportAnswer::Job(Box::new(job.into())))
        }
        _ => Err(FieldError::new("source", "invalid", "「csv」か「line」を指定してください。").into()),
    }
}

/// `POST /api/imports/{id}/start`: the table is uploaded.
pub async fn start_import(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Accepted<JobAnswer>, Problem> {
    let id = JobId::parse(&id).map_err(|_| no_job())?;
    if app.files.stat(&import_key(&id)).await?.is_none() {
        let title = "ファイルがまだアップロードされていません。アップロードしてからやり直してください。";
        return Err(Problem::new(StatusCode::CONFLICT, "not_uploaded", title));
    }
    info!(job.id = %id, "import {id} of a table was asked for");
    let entry = of_job(&actor, "job.started", &id, "import").with("source", "csv");
    let job = begin(&app, entry, id, JobKind::Import { source: ImportSource::Csv }).await?;
    Ok(Accepted(job.into()))
}

/// `GET /api/imports/{id}`: with a link to the refused rows, if there are any and their file still stands.
pub async fn read_import(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<JobAnswer>, Problem> {
    let job = found(&app, &id).await?;
    let key = (job.state == JobState::Done && job.progress.problems > 0).then(|| import_errors_key(&job.id));
    let id = job.id.clone();
    let mut answer = JobAnswer::from(job);
    if let Some(key) = key
        && app.files.stat(&key).await?.is_some()
    {
        app.trail.note(&of_job(&actor, "job.downloaded", &id, "import")).await?;
        answer.download_url = Some(app.files.download_url(&key, "errors.csv", DOWNLOAD_VALID).await?);
    }
    Ok(Json(answer))
}

/// `POST /api/exports`
pub async fn export(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<NewExport>,
) -> Result<Accepted<JobAnswer>, Problem> {
    let format = match wish.format.as_deref() {
        Some("spreadsheet") => Ok(ExportFormat::Spreadsheet),
        Some("csv") => Ok(ExportFormat::Csv),
        Some("jsonl") => Ok(ExportFormat::Jsonl),
        _ => {
            let message = "「spreadsheet」「csv」「jsonl」のどれかを指定してください。";
            Err(FieldError::new("format", "invalid", message))
        }
    };
    let reason = wish.reason.trim().to_owned();
    let reason = if (1..=MAX_REASON_CHARS).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        let message = format!("書き出しの理由を{MAX_REASON_CHARS}文字以内で入力してください。");
        Err(FieldError::new("reason", "required", message))
    };
    match (format, reason) {
        (Ok(format), Ok(reason)) => {
            let id = JobId::from_ulid(key.id("export", &actor));
            key.claim(&app, "export", &actor).await?;
            info!(job.id = %id, export.reason = %reason, "export {id} was asked for");
            let entry = of_job(&actor, "job.started", &id, "export").with("reason", reason.as_str());
            let entry = entry.with("format", format.extension());
            runtime::metrics::count("ExportStarted", 1); // before the write: killed behind it, others hear of it
            let job = begin(&app, entry, id, JobKind::Export { format, reason }).await?;
            Ok(Accepted(job.into()))
        }
        (format, reason) => {
            Err(Problem::invalid([format.err(), reason.err()].into_iter().flatten().collect()))
        }
    }
}

fn file_gone() -> Problem {
    let title = "書き出したファイルは、保存期間(1日)を過ぎたため削除されました。もう一度書き出してください。";
    Problem::new(StatusCode::GONE, "file_gone", title)
}

/// `GET /api/exports/{id}`: with a link for five minutes while the file stands.
pub async fn read_export(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<JobAnswer>, Problem> {
    let job = found(&app, &id).await?;
    let JobKind::Export { format, .. } = job.kind else { return Err(no_job()) };
    let (id, is_done) = (job.id.clone(), job.state == JobState::Done);
    let mut answer = JobAnswer::from(job);
    if is_done {
        let name = format!("followers-{id}.{}", format.extension());
        let key = export_key(&id, format);
        app.files.stat(&key).await?.ok_or_else(file_gone)?;
        app.trail.note(&of_job(&actor, "job.downloaded", &id, "export")).await?;
        let url = app.files.download_url(&key, &name, DOWNLOAD_VALID).await?;
        info!(job.id = %id, "a link to export {id} was made");
        answer.download_url = Some(url);
    }
    Ok(Json(answer))
}
