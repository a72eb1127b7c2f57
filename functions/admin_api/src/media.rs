//! `/api/media`: a signed form for the browser's upload, and how the file fares until a message may carry it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Object;
use domain::media::{Media, MediaId, MediaState, MediaUse};
use runtime::aws::SdkConfig;
use serde::{Deserialize, Serialize};
use store::MediaBucket;
use tracing::info;
use usecases::delivery::ports::Swap;
use usecases::media::ports::MediaRows;
use utoipa::ToSchema;

use crate::App;
use crate::answered::Created;
use crate::asked::{Key, Path};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::entry;
use crate::routes::Routes;
use crate::shapes;

/// 200 MB on a city hall's line; the browser begins at once.
const FORM_VALID: Duration = Duration::from_mins(15);

/// Where files come in and where they are seen.
pub struct MediaDesk {
    files: MediaBucket,
    /// What published paths are put behind, without a slash at its end.
    url: String,
}

impl MediaDesk {
    /// Names the bucket, and the address that its published files are served at.
    pub fn new(config: &SdkConfig, bucket: String, url: String) -> Self {
        let client = aws_sdk_s3::Client::new(config);
        Self { files: MediaBucket::new(client, bucket, config.credentials_provider()), url }
    }

    /// The address before every published file, without a slash at its end.
    pub fn address(&self) -> &str {
        &self.url
    }
}

/// The routes of media.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.post("/api/media", create).refused(&[409]).get("/api/media/{id}", read)
}

/// A file that is about to be uploaded. Its name is not asked for: nothing depends on it.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMedia {
    #[serde(rename = "use", default)]
    #[schema(required = true)]
    purpose: String,
    #[serde(default)]
    #[schema(required = true)]
    content_type: String,
    #[serde(default)]
    #[schema(required = true)]
    size: u64,
}

/// The form's address and fields; the file goes behind them as `file`.
#[derive(Debug, Serialize, ToSchema)]
struct Upload {
    url: String,
    fields: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MediaUploadAnswer)]
struct UploadAnswer {
    id: String,
    upload: Upload,
}

/// How an upload fares; the fields of a message are there once it is ready.
#[derive(Debug, Serialize, ToSchema)]
struct MediaAnswer {
    id: String,
    #[schema(value_type = shapes::MediaState)]
    state: &'static str,
    reason: Option<String>,
    url: Option<String>,
    preview_url: Option<String>,
    base_url: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    duration_ms: Option<u64>,
}

fn checked(wish: &NewMedia) -> Result<MediaUse, Problem> {
    let Some(purpose) = MediaUse::parse(&wish.purpose) else {
        let message = "「image」「preview」「imagemap」「video」「audio」のどれかを指定してください。";
        return Err(FieldError::new("use", "invalid", message).into());
    };
    let mut errors = Vec::new();
    if !purpose.content_types().contains(&wish.content_type.as_str()) {
        let message = format!("{}を選んでください。", purpose.kinds());
        errors.push(FieldError::new("content_type", "invalid", message));
    }
    if wish.size == 0 {
        errors.push(FieldError::new(
            "size",
            "empty",
            "ファイルが空です。中身を確かめて、選び直してください。",
        ));
    } else if wish.size > purpose.max_bytes() {
        let message = format!("{}は{}MBまでです。", purpose.kinds(), purpose.max_bytes() / 1_000_000);
        let limit = FieldError::too_long("size", purpose.max_bytes() as usize, wish.size as usize, message);
        errors.push(FieldError { code: "too_large".to_owned(), ..limit });
    }
    if errors.is_empty() { Ok(purpose) } else { Err(Problem::invalid(errors)) }
}

async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<NewMedia>,
) -> Result<Created<UploadAnswer>, Problem> {
    let purpose = checked(&wish)?;
    let id = MediaId::from_ulid(key.id("media", &actor));
    key.claim(&app, "media", &actor).await?;
    let (desk, now_ms) = (&app.media, runtime::clock::now_ms());
    let record = entry(&actor, "media.created", Object::new("media", id, purpose.as_str()));
    let uploads = app.record_draft(record.with("bytes", wish.size)).uploads();
    let is_new = match uploads.create(&Media::new(id, purpose, now_ms)).await? {
        Swap::Done => true,
        Swap::Lost(stands) if stands.purpose != purpose => return Err(Problem::key_reused()),
        Swap::Lost(_) => false,
    };
    let (key, limit) = (id.incoming_key(), purpose.max_bytes());
    let form = desk.files.upload_form(&key, &wish.content_type, limit, (now_ms, FORM_VALID)).await?;
    info!(media.id = %id, media.use = purpose.as_str(), media.size = wish.size, "an upload form for media {id} was signed");
    let upload = Upload { url: form.url, fields: form.fields };
    let answer = UploadAnswer { id: id.to_string(), upload };
    Ok(if is_new { Created::New(answer) } else { Created::Before(answer) })
}

async fn read(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<MediaAnswer>, Problem> {
    let missing = || {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "このファイルは見つかりません。もう一度選んでください。",
        )
    };
    let id = MediaId::parse(&id).map_err(|_| missing())?;
    let media = app.console.uploads().get(id).await?.ok_or_else(missing)?;
    Ok(Json(answer(&media, &app.media.url)))
}

fn answer(media: &Media, base: &str) -> MediaAnswer {
    let empty = MediaAnswer {
        id: media.id.to_string(),
        state: "preparing",
        reason: None,
        url: None,
        preview_url: None,
        base_url: None,
        width: None,
        height: None,
        duration_ms: None,
    };
    let at = |path: &String| format!("{base}/{path}");
    match &media.state {
        MediaState::Preparing => empty,
        MediaState::Refused { reason } => {
            MediaAnswer { state: "refused", reason: Some(reason.words()), ..empty }
        }
        MediaState::Ready(ready) => {
            let is_map = media.purpose == MediaUse::Imagemap;
            MediaAnswer {
                state: "ready",
                url: (!is_map).then(|| at(&ready.path)),
                preview_url: ready.preview_path.as_ref().map(at),
                base_url: is_map.then(|| at(&ready.path)),
                width: ready.width,
                height: ready.height,
                duration_ms: ready.duration_ms,
                ..empty
            }
        }
    }
}
