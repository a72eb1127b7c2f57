//! Errors as `application/problem+json`: a code for the form, a Japanese sentence for the citizen.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use line::login::LoginRefused;
use serde::Serialize;
use tracing::{error, warn};
use usecases::port_error::PortError;
use usecases::registration::RegistrationError;

use crate::secret::SecretUnavailable;
use crate::session::{SessionOver, WeakKey};

/// One refused request.
#[derive(Debug, Serialize)]
pub struct Problem {
    status: u16,
    code: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip)]
    retry_after_s: Option<u16>,
}

/// What is wrong with one field.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where: a JSON path such as `answers.ward`.
    pub path: String,
    /// A code for the form.
    pub code: &'static str,
    /// For the citizen.
    pub message: String,
}

impl FieldError {
    /// A field that has to be mended.
    pub fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}

impl Problem {
    /// A problem without details.
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        let (status, title) = (status.as_u16(), title.into());
        Self { status, code, title, errors: Vec::new(), retry_after_s: None }
    }

    /// Fields that have to be mended.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let title = "入力に誤りがあります。各項目の説明を見て直してください。";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title) }
    }

    /// A body whose JSON is fine but whose field is not of the right kind.
    pub fn wrong_kind(path: &str, place: &str) -> Self {
        let errors = vec![FieldError::new(path, "wrong_type", "値の種類が正しくありません。")];
        let title = format!("送信内容の項目「{path}」に誤りがあります({place})。");
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "malformed", title) }
    }

    /// The questions are others now and the answers do not fit them any more.
    pub fn form_changed() -> Self {
        let title = "質問の内容が新しくなりました。もう一度確かめて送ってください。";
        Self::new(StatusCode::CONFLICT, "form_changed", title)
    }

    /// The consent text is another now.
    pub fn consent_changed() -> Self {
        let title = "利用についての説明が新しくなりました。もう一度読んで送ってください。";
        Self::new(StatusCode::CONFLICT, "consent_changed", title)
    }

    /// Too many writes in one minute.
    pub fn too_many() -> Self {
        let title = "短い時間に何度も送られました。1分ほど待ってからもう一度お試しください。";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", title);
        Self { retry_after_s: Some(60), ..problem }
    }

    fn unavailable() -> Self {
        let title = "ただいま混み合っています。しばらくしてからもう一度お試しください。";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title);
        Self { retry_after_s: Some(5), ..problem }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json; charset=utf-8"),
        );
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<PortError> for Problem {
    fn from(failed: PortError) -> Self {
        error!("a request of the form could not be answered: {failed}");
        Self::unavailable()
    }
}

impl From<SecretUnavailable> for Problem {
    fn from(failed: SecretUnavailable) -> Self {
        error!("nobody can use the form: {failed}");
        Self::unavailable()
    }
}

impl From<WeakKey> for Problem {
    fn from(failed: WeakKey) -> Self {
        error!("nobody can use the form: {failed}");
        Self::unavailable()
    }
}

impl From<LoginRefused> for Problem {
    fn from(refused: LoginRefused) -> Self {
        let unauthorized = |code, title| Self::new(StatusCode::UNAUTHORIZED, code, title);
        match refused {
            LoginRefused::Invalid => unauthorized(
                "invalid_token",
                "LINEでの確認ができませんでした。LINEからこの画面を開き直してください。",
            ),
            LoginRefused::TooOld => unauthorized(
                "token_too_old",
                "LINEでの確認から時間がたちました。もう一度ログインしてください。",
            ),
            LoginRefused::NoKeys => {
                error!("nobody can sign in: {refused}");
                Self::unavailable()
            }
        }
    }
}

impl From<SessionOver> for Problem {
    fn from(_: SessionOver) -> Self {
        let title = "画面を開いてから時間がたちました。入力した内容はそのままで、もう一度ログインします。";
        Self::new(StatusCode::UNAUTHORIZED, "session_expired", title)
    }
}

impl From<RegistrationError> for Problem {
    fn from(failed: RegistrationError) -> Self {
        match failed {
            // Checked before; what does not fit now was changed in between.
            RegistrationError::Answers(_) => Self::form_changed(),
            RegistrationError::Busy => {
                warn!("a registration was not saved: {failed}");
                Self::unavailable()
            }
            RegistrationError::Store(failed) => failed.into(),
            RegistrationError::Page(_) | RegistrationError::UnknownFollower => {
                error!("a registration was not saved: {}", runtime::logs::chain(&failed));
                Self::unavailable()
            }
        }
    }
}

/// An address that is none of ours.
pub async fn no_such_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_such_route", "このアドレスはありません。")
}

/// An address of ours, asked in the wrong way.
pub async fn method_not_allowed() -> Problem {
    let title = "このアドレスではその操作はできません。";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", title)
}
