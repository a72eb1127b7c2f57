//! The API of the citizens' form: the questions, a session for whoever LINE says is there, and their answers.
//!
//! The only identity is the user id of a verified ID token, carried on in a session of our own. No answer and no
//! user id is logged.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use domain::user_id::UserId;
use line::login::IdTokens;
use usecases::port_error::PortError;
use usecases::webhook::ports::FollowerStore;

mod answers;
mod caller;
mod form;
mod json;
mod problem;
pub mod secret;
pub mod session;
mod sign_in;
mod tables;

pub use form::Rules;
pub use tables::{Tables, rules};

/// Answers are short; a form with everything filled in has a few kilobytes.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Nobody changes their mind more often.
pub const WRITES_PER_MINUTE: u32 = 10;

/// Where the form's questions and answers are.
pub trait FormStore: FollowerStore + Send + 'static {
    /// The consent text, and how many messages everybody gets.
    fn rules(&self) -> impl Future<Output = Result<Rules, PortError>> + Send;
    /// What is announced above the form now.
    fn notice(&self) -> impl Future<Output = Result<Option<String>, PortError>> + Send;
    /// Counts one write of this user and says whether it is among the first [`WRITES_PER_MINUTE`] of its minute.
    fn admit_write(&self, user: &UserId, now_ms: u64)
    -> impl Future<Output = Result<bool, PortError>> + Send;
}

/// What one process of this function holds for its whole life.
pub struct App<S> {
    /// Followers, items and settings.
    pub store: S,
    /// Checks who is there.
    pub id_tokens: IdTokens,
    /// Login channel and session key.
    pub secret: secret::SecretSource,
    /// Milliseconds since 1970 UTC.
    pub clock: Box<dyn Fn() -> u64 + Send + Sync>,
}

/// All routes; each answers JSON, errors as `application/problem+json` with Japanese texts. API Gateway's own
/// address has the stage in front of the path.
pub fn router<S: FormStore>(app: App<S>) -> Router {
    let api = Router::new()
        .route("/form", get(form::read::<S>))
        .route("/session", post(sign_in::sign_in::<S>))
        .route("/answers", put(answers::save::<S>))
        .route("/registration", delete(answers::forget::<S>));
    Router::new()
        .nest("/form/api", api.clone())
        .nest("/{stage}/form/api", api)
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::from_fn(keep_nothing))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(Arc::new(app))
}

/// What does not say otherwise is nobody's to keep.
async fn keep_nothing(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
