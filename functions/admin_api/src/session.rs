//! `/api/session`: the ways in, and out.

mod authenticator;
pub mod cookie;
mod history;
mod open;
mod own;
mod passkeys;
mod passwords;
mod renaming;
mod signatures;
mod strangers;
mod wire;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::{Entry, Method, Object};
use domain::staff::{Login, MAX_NAME_CHARS, Member, Session, StaffId, Stage};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use tracing::info;
use ulid::Ulid;
use usecases::delivery::ports::Swap;
use usecases::staff::entry::{Further, Refusal};
use usecases::staff::ports::StaffRoom;
use usecases::staff::sign_in;
use utoipa::ToSchema;

use crate::App;
use crate::answered::{Ended, WithCookies};
use crate::gate::{Visit, Who};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;
use crate::staff::may_be;
use authenticator::{Offered, new_secret};
use cookie::Tokens;
use history::written;
use passwords::Argon2id;
use wire::{SessionAnswer, answer, refused};

pub use wire::login_taken;

/// What the deploy puts into its secret for the first administrator.
#[derive(Deserialize)]
pub struct FirstCode {
    code: SecretString,
}

/// The ways in.
pub fn routes<R: Routes>(routes: R) -> R {
    open::routes(own::routes(renaming::routes(authenticator::routes(passkeys::routes(routes)))))
        .get("/api/session", read)
        .post("/api/session", begin)
        .delete("/api/session", end)
        .post("/api/session/totp", show_code)
        .post("/api/session/step-up", step_up)
        .refused(&[409])
        .post("/api/session/enroll/totp", offer)
        .put("/api/session/enroll/totp", enroll)
        .post("/api/session/invitation", accept)
        .post("/api/session/first", first)
        .refused(&[409])
        .post("/api/session/extend", extend)
        .post("/api/session/view-as", view_as)
        .refused(&[404])
        .delete("/api/session/view-as", look_oneself)
}

#[derive(Deserialize, ToSchema)]
struct LoginAndPassword {
    #[serde(default)]
    #[schema(required = true)]
    login: String,
    #[schema(value_type = String)]
    password: SecretString,
}

#[derive(Deserialize, ToSchema)]
struct OneCode {
    #[serde(default)]
    #[schema(required = true)]
    code: String,
}

#[derive(Deserialize, ToSchema)]
struct NewPassword {
    #[serde(default)]
    #[schema(required = true)]
    code: String,
    #[serde(default)]
    #[schema(required = true)]
    login: String,
    #[serde(default)]
    name: String,
    #[schema(value_type = String)]
    password: SecretString,
}

/// Where somebody is now.
type Shown = Result<Json<SessionAnswer>, Problem>;
/// The same, with other tokens for the browser.
type Moved = Result<WithCookies<SessionAnswer>, Problem>;

/// `GET /api/session`
async fn read(State(app): State<Arc<App>>, visit: Visit) -> Shown {
    Ok(Json(answer(&app, visit.known.as_ref().map(|(session, _)| session)).await?))
}

/// A step further: the browser gets the new token, and hears where it is. Whoever is in is known there from now on.
async fn further(app: &App, visit: &Visit, tokens: &Tokens, step: Further) -> Moved {
    let session = step.map_err(refused)?;
    end_the_one_before(app, visit, &session).await?;
    let mut cookies: Vec<_> = cookie::set(&tokens.session).into_iter().collect();
    if session.stage == Stage::SignedIn {
        let member = app.staff.member(session.staff).await?;
        let is_new = member.is_some_and(|member| member.knows(&cookie::name_of(&tokens.device)));
        cookies.extend(cookie::remember(&visit.held, is_new.then_some(&tokens.device)));
    }
    Ok(WithCookies(answer(app, Some(&session)).await?, cookies))
}

/// Whoever signs in where somebody was in already leaves no session behind that nobody has a token for.
async fn end_the_one_before(app: &App, visit: &Visit, next: &Session) -> Result<(), Problem> {
    match &visit.known {
        Some((before, _)) if before.stage == Stage::SignedIn && before.name != next.name => {
            Ok(visit.way_out(app).end_session(&before.name).await?)
        }
        _ => Ok(()),
    }
}

fn new_tokens() -> Result<Tokens, Problem> {
    Tokens::new().map_err(|_| Problem::unavailable())
}

/// `POST /api/session`
async fn begin(
    State(app): State<Arc<App>>,
    visit: Visit,
    JsonBody(given): JsonBody<LoginAndPassword>,
) -> Moved {
    let tokens = new_tokens()?;
    let password = given.password.expose_secret().to_owned();
    let room = visit.room(&app, Method::Password);
    let shown = (given.login.as_str(), password);
    let step = sign_in::with_password(&room, &Argon2id, shown, &visit.attempt(Some(&tokens))).await;
    further(&app, &visit, &tokens, written(&app, &visit, Some(&given.login), Method::Password, step).await?)
        .await
}

/// `POST /api/session/totp`
async fn show_code(State(app): State<Arc<App>>, visit: Visit, JsonBody(given): JsonBody<OneCode>) -> Moved {
    let tokens = new_tokens()?;
    let room = visit.room(&app, Method::Totp);
    let step = sign_in::with_code(&room, visit.session()?, &given.code, &visit.attempt(Some(&tokens))).await;
    further(&app, &visit, &tokens, written(&app, &visit, None, Method::Totp, step).await?).await
}

/// A code, or a passkey instead.
#[derive(Deserialize, ToSchema)]
struct SecondProof {
    #[serde(default)]
    code: String,
    credential: Option<passkeys::ShownPasskey>,
}

/// `POST /api/session/step-up`
async fn step_up(State(app): State<Arc<App>>, visit: Visit, JsonBody(given): JsonBody<SecondProof>) -> Shown {
    if let Some(shown) = given.credential {
        return passkeys::step_up(&app, &visit, shown).await;
    }
    let room = visit.room(&app, Method::Totp);
    let step = sign_in::step_up(&room, visit.session()?, &given.code, &visit.attempt(None)).await;
    let step = written(&app, &visit, None, Method::Totp, step).await?;
    Ok(Json(answer(&app, Some(&step.map_err(refused)?)).await?))
}

/// `POST /api/session/enroll/totp`
async fn offer(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Offered>, Problem> {
    let secret = new_secret()?;
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    sign_in::offer_secret(&app.staff, session, secret.clone()).await.map_err(refused)?;
    Ok(Json(Offered::new(&secret, &member.login)?))
}

/// `PUT /api/session/enroll/totp`
async fn enroll(State(app): State<Arc<App>>, visit: Visit, JsonBody(given): JsonBody<OneCode>) -> Moved {
    let tokens = new_tokens()?;
    let room = visit.room(&app, Method::Totp);
    let step = sign_in::enroll(&room, visit.session()?, &given.code, &visit.attempt(Some(&tokens))).await;
    further(&app, &visit, &tokens, written(&app, &visit, None, Method::Totp, step).await?).await
}

/// `POST /api/session/invitation`
async fn accept(State(app): State<Arc<App>>, visit: Visit, JsonBody(given): JsonBody<NewPassword>) -> Moved {
    let tokens = new_tokens()?;
    let shown = (given.login.as_str(), given.code.as_str(), given.password.expose_secret().to_owned());
    let room = visit.room(&app, Method::Invitation);
    let step = sign_in::accept_invitation(&room, &Argon2id, shown, &visit.attempt(Some(&tokens))).await;
    further(&app, &visit, &tokens, written(&app, &visit, Some(&given.login), Method::Invitation, step).await?)
        .await
}

/// `POST /api/session/first`
async fn first(State(app): State<Arc<App>>, visit: Visit, JsonBody(given): JsonBody<NewPassword>) -> Moved {
    let tokens = new_tokens()?;
    if !app.is_first_code(&given.code).await {
        let wrong = written(&app, &visit, Some(&given.login), Method::First, Err(Refusal::Wrong)).await?;
        return further(&app, &visit, &tokens, wrong).await;
    }
    let login = Login::parse(&given.login).ok_or_else(odd_login)?;
    let name = name_of(&given.name)?;
    let member =
        (StaffId::from_ulid(Ulid::generate()), login, name, given.password.expose_secret().to_owned());
    let room = visit.room(&app, Method::First);
    let step = sign_in::first_administrator(&room, &Argon2id, member, &visit.attempt(Some(&tokens))).await;
    if step.is_ok() {
        info!("the first administrator has come");
    }
    further(&app, &visit, &tokens, written(&app, &visit, Some(&given.login), Method::First, step).await?)
        .await
}

/// A login as it has to be.
pub fn odd_login() -> Problem {
    let message = "ログインIDは3〜64文字の半角の英小文字・数字・「.」「_」「-」「@」にしてください。";
    FieldError::new("login", "not_a_login", message).into()
}

/// A name as it has to be.
pub fn name_of(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err(FieldError::new("name", "required", "氏名を入力してください。").into()),
        1..=MAX_NAME_CHARS => match FieldError::unfit("name", "氏名", name) {
            Some(odd) => Err(odd.into()),
            None => Ok(name.to_owned()),
        },
        actual => {
            let message = format!("氏名は{MAX_NAME_CHARS}文字までにしてください(いま{actual}文字)。");
            Err(FieldError::too_long("name", MAX_NAME_CHARS, actual, message).into())
        }
    }
}

/// `POST /api/session/extend`
async fn extend(State(app): State<Arc<App>>, visit: Visit) -> Shown {
    let session = visit.session()?;
    let stands = app.staff.session(&session.name).await?.ok_or_else(Problem::unauthorized)?;
    let seen = Session { seen_at_ms: runtime::clock::now_ms(), version: stands.version + 1, ..stands };
    app.staff.keep_session(&seen).await?; // lost: another request wrote the same moment
    Ok(Json(answer(&app, Some(&seen)).await?))
}

/// `DELETE /api/session`
async fn end(State(app): State<Arc<App>>, visit: Visit) -> Result<Ended<SessionAnswer>, Problem> {
    if let Some((session, _)) = &visit.known {
        visit.way_out(&app).end_session(&session.name).await?;
    }
    Ok(Ended(WithCookies(answer(&app, None).await?, vec![cookie::taken()])))
}

#[derive(Deserialize, ToSchema)]
struct Colleague {
    #[serde(default)]
    #[schema(required = true)]
    staff_id: String,
}

/// `POST /api/session/view-as`
async fn view_as(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    JsonBody(given): JsonBody<Colleague>,
) -> Shown {
    let missing =
        || Problem::new(axum::http::StatusCode::NOT_FOUND, "not_found", "この利用者は見つかりません。");
    let id = StaffId::parse(&given.staff_id).map_err(|_| missing())?;
    let colleague = app.staff.member(id).await?.ok_or_else(missing)?;
    may_be(&actor, &colleague)?;
    let entry = records::of_member(&actor, "staff.viewed_as", &colleague);
    look_through(&app, &visit, Some(id), entry).await
}

/// `DELETE /api/session/view-as`
async fn look_oneself(State(app): State<Arc<App>>, visit: Visit, Who(actor): Who) -> Shown {
    let colleague = actor.viewing_as.map(|id| id.to_string()).unwrap_or_default();
    let entry = records::entry(&actor, "staff.view_ended", Object::new("staff", colleague, ""));
    look_through(&app, &visit, None, entry).await
}

async fn look_through(app: &App, visit: &Visit, eyes: Option<StaffId>, entry: Entry) -> Shown {
    let session = visit.session()?;
    let stands = app.staff.session(&session.name).await?.ok_or_else(Problem::unauthorized)?;
    let next = Session { viewing_as: eyes, version: stands.version + 1, ..stands };
    match app.record_staff(entry).keep_session(&next).await? {
        Swap::Done => Ok(Json(answer(app, Some(&next)).await?)),
        Swap::Lost(()) => Err(refused(Refusal::Busy)),
    }
}

impl App {
    /// Whether this is the deploy's code for the first administrator. No secret: nobody has it.
    async fn is_first_code(&self, shown: &str) -> bool {
        let plain: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
        let Some(secret) = &self.first_code else { return false };
        match secret.get().await {
            Ok(held) => {
                let code = held.code.expose_secret().as_bytes();
                !code.is_empty() && bool::from(code.ct_eq(plain.as_bytes()))
            }
            Err(unavailable) => {
                tracing::error!("nobody can be the first administrator: {unavailable}");
                false
            }
        }
    }
}

/// What somebody can show besides the password.
pub fn factors(member: &Member) -> Vec<&'static str> {
    let passkey = (!member.passkeys.is_empty()).then_some("passkey");
    member.totp.as_ref().map(|_| "totp").into_iter().chain(passkey).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_too_long_and_one_with_hidden_letters_are_told_apart() {
        let code = |name: &str| name_of(name).map_err(|fault| fault.into_errors().remove(0).code);
        assert_eq!(code(" 高津 花子 ").as_deref(), Ok("高津 花子"));
        for (name, expected) in [
            ("\u{0}", "control_character"),
            ("高津\u{200b}花子", "control_character"),
            ("高津\n花子", "control_character"),
            ("  ", "required"),
            (&"あ".repeat(MAX_NAME_CHARS + 1), "too_long"),
        ] {
            assert_eq!(code(name), Err(expected.to_owned()), "{name:?}");
        }
    }
}
