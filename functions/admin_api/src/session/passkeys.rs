//! `/api/session/passkey…`: keys in devices, as a second factor on the way in, before something grave, and on a person's
//! own page.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Method;
use domain::staff::passkey::{
    self, Bytes, CHALLENGE_LASTS_MS, Challenge, MAX_PASSKEY_NAME_CHARS, Passkey, PasskeyAlgorithm, Purpose,
    Registered, Site,
};
use domain::staff::{Member, Session, Stage};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::staff::passkeys::{self, Removed};
use usecases::staff::ports::StaffRoom;
use utoipa::ToSchema;

use super::history::written;
use super::signatures::AwsLc;
use super::wire::{answer, refused};
use super::{Moved, Shown, further, new_tokens};
use crate::App;
use crate::answered::Created;
use crate::asked::{Key, Path};
use crate::gate::{Visit, Who};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;
use crate::wire::{Expected, show_time};

/// The routes of passkeys.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .post("/api/session/passkey/options", ask)
        .refused(&[409])
        .post("/api/session/passkey", sign_in)
        .refused(&[409])
        .post("/api/session/enroll/passkey/options", offer)
        .refused(&[409])
        .put("/api/session/enroll/passkey", enroll)
        .refused(&[409])
        .get("/api/session/passkeys", list)
        .post("/api/session/passkeys", add)
        .refused(&[409])
        .post("/api/session/passkeys/options", offer)
        .refused(&[409])
        .delete("/api/session/passkeys/{id}", remove)
        .stale_shows::<PasskeyAnswer>()
}

/// A passkey that was shown, as browsers write it.
#[derive(Deserialize, ToSchema)]
pub struct ShownPasskey {
    #[schema(value_type = String)]
    id: Bytes,
    response: ShownResponse,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShownResponse {
    #[serde(rename = "clientDataJSON")]
    #[schema(value_type = String)]
    client_data: Bytes,
    #[schema(value_type = String)]
    authenticator_data: Bytes,
    #[schema(value_type = String)]
    signature: Bytes,
    #[schema(value_type = Option<String>)]
    user_handle: Option<Bytes>,
}

impl ShownPasskey {
    /// As the use cases take it.
    pub fn read(self) -> passkey::ShownPasskey {
        let ShownResponse { client_data, authenticator_data, signature, user_handle } = self.response;
        passkey::ShownPasskey { id: self.id, client_data, authenticator_data, signature, user: user_handle }
    }
}

#[derive(Deserialize, ToSchema)]
struct PasskeyProof {
    credential: ShownPasskey,
}

#[derive(Deserialize, ToSchema)]
struct NewPasskey {
    credential: MadePasskey,
    #[serde(default)]
    #[schema(required = true)]
    name: String,
}

#[derive(Deserialize, ToSchema)]
struct MadePasskey {
    #[schema(value_type = String)]
    id: Bytes,
    response: MadeResponse,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MadeResponse {
    #[serde(rename = "clientDataJSON")]
    #[schema(value_type = String)]
    client_data: Bytes,
    #[schema(value_type = String)]
    attestation_object: Bytes,
}

impl NewPasskey {
    fn passkey(self) -> Result<(Registered, String), Problem> {
        let name = name_of(&self.name)?;
        let MadeResponse { client_data, attestation_object } = self.credential.response;
        Ok((Registered { id: self.credential.id, client_data, attestation: attestation_object }, name))
    }
}

/// A name as it has to be.
pub fn name_of(text: &str) -> Result<String, FieldError> {
    let name = text.trim().to_owned();
    let actual = name.chars().count();
    if name.is_empty() {
        return Err(FieldError::new("name", "required", "パスキーの名前を入力してください。"));
    }
    if let Some(odd) = FieldError::unfit("name", "パスキーの名前", &name) {
        return Err(odd);
    }
    if actual > MAX_PASSKEY_NAME_CHARS {
        let message =
            format!("パスキーの名前は{MAX_PASSKEY_NAME_CHARS}文字までにしてください(いま{actual}文字)。");
        return Err(FieldError::too_long("name", MAX_PASSKEY_NAME_CHARS, actual, message));
    }
    Ok(name)
}

/// One's own passkeys.
#[derive(Serialize, ToSchema)]
pub struct Passkeys {
    passkeys: Vec<PasskeyAnswer>,
}

#[derive(Serialize, ToSchema)]
pub struct PasskeyAnswer {
    id: String,
    name: String,
    /// Moves with the name.
    version: u64,
    added_at: String,
    used_at: Option<String>,
}

impl PasskeyAnswer {
    /// As its owner sees it.
    pub fn new(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id.text(),
            name: passkey.name.clone(),
            version: passkey.version,
            added_at: show_time(passkey.added_at_ms),
            used_at: passkey.used_at_ms.map(show_time),
        }
    }
}

/// All of somebody's.
pub fn show(member: &Member) -> Json<Passkeys> {
    Json(Passkeys { passkeys: member.passkeys.iter().map(PasskeyAnswer::new).collect() })
}

impl App {
    /// The site that passkeys belong to.
    pub fn passkey_site(&self) -> Result<&Site, Problem> {
        let title = "このサイトではパスキーを使えません。認証アプリを使ってください。";
        self.site.as_ref().ok_or_else(|| Problem::new(StatusCode::CONFLICT, "no_passkeys", title))
    }
}

/// Keeps a new challenge in the visitor's session.
async fn challenge(app: &App, session: &Session, purpose: Purpose) -> Result<String, Problem> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|_| Problem::unavailable())?;
    let challenge = Challenge::new(random, purpose, runtime::clock::now_ms());
    let text = challenge.bytes.text();
    passkeys::challenge(&app.staff, session, challenge).await.map_err(refused)?;
    Ok(text)
}

/// A passkey that a browser may look for, or has to leave alone.
#[derive(Serialize, ToSchema)]
struct PasskeyDescriptor {
    r#type: &'static str,
    id: String,
}

fn descriptors(member: &Member) -> Vec<PasskeyDescriptor> {
    member.passkeys.iter().map(|one| PasskeyDescriptor { r#type: "public-key", id: one.id.text() }).collect()
}

/// What `navigator.credentials.get` takes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyRequest {
    public_key: RequestOptions,
}

/// What `navigator.credentials.create` takes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyCreation {
    public_key: CreationOptions,
}

/// What the browser asks a device to sign.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RequestOptions {
    challenge: String,
    rp_id: String,
    timeout: u64,
    user_verification: &'static str,
    allow_credentials: Vec<PasskeyDescriptor>,
}

/// What a device makes a key from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CreationOptions {
    challenge: String,
    rp: PasskeySite,
    user: PasskeyUser,
    pub_key_cred_params: Vec<PasskeyParameter>,
    timeout: u64,
    attestation: &'static str,
    exclude_credentials: Vec<PasskeyDescriptor>,
    authenticator_selection: PasskeySelection,
}

#[derive(Serialize, ToSchema)]
struct PasskeySite {
    id: String,
    name: &'static str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyUser {
    id: String,
    name: String,
    display_name: String,
}

#[derive(Serialize, ToSchema)]
struct PasskeyParameter {
    r#type: &'static str,
    alg: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeySelection {
    user_verification: &'static str,
    resident_key: &'static str,
}

/// `POST /api/session/passkey/options`
async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<PasskeyRequest>, Problem> {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let site = app.passkey_site()?;
    let public_key = RequestOptions {
        challenge: challenge(&app, session, Purpose::Prove).await?,
        rp_id: site.host().to_owned(),
        timeout: CHALLENGE_LASTS_MS,
        user_verification: "required",
        allow_credentials: descriptors(member),
    };
    Ok(Json(PasskeyRequest { public_key }))
}

/// `POST /api/session/enroll/passkey/options` and `POST /api/session/passkeys/options`
async fn offer(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<PasskeyCreation>, Problem> {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    if session.stage == Stage::SecondFactor {
        return Err(Problem::unauthorized());
    }
    let site = app.passkey_site()?;
    let parameter =
        |algorithm: &PasskeyAlgorithm| PasskeyParameter { r#type: "public-key", alg: algorithm.cose() };
    let public_key = CreationOptions {
        challenge: challenge(&app, session, Purpose::Register).await?,
        rp: PasskeySite { id: site.host().to_owned(), name: "LINE配信 職員用" },
        user: PasskeyUser {
            id: Bytes(passkeys::handle(member.id)).text(),
            name: member.login.as_str().to_owned(),
            display_name: member.name.clone(),
        },
        pub_key_cred_params: PasskeyAlgorithm::ALL.iter().map(parameter).collect(),
        timeout: CHALLENGE_LASTS_MS,
        attestation: "none",
        exclude_credentials: descriptors(member),
        authenticator_selection: PasskeySelection {
            user_verification: "required",
            resident_key: "preferred",
        },
    };
    Ok(Json(PasskeyCreation { public_key }))
}

/// `POST /api/session/passkey`
async fn sign_in(
    State(app): State<Arc<App>>,
    visit: Visit,
    JsonBody(PasskeyProof { credential }): JsonBody<PasskeyProof>,
) -> Moved {
    let tokens = new_tokens()?;
    let (room, by) = (visit.room(&app, Method::Passkey), (app.passkey_site()?, &AwsLc));
    let (session, attempt) = (visit.session()?, visit.attempt(Some(&tokens)));
    let step = passkeys::sign_in(&room, by, session, &credential.read(), &attempt).await;
    further(&app, &visit, &tokens, written(&app, &visit, None, Method::Passkey, step).await?).await
}

/// `POST /api/session/step-up` with a passkey.
pub async fn step_up(app: &App, visit: &Visit, credential: ShownPasskey) -> Shown {
    let (room, by) = (visit.room(app, Method::Passkey), (app.passkey_site()?, &AwsLc));
    let (session, attempt) = (visit.session()?, visit.attempt(None));
    let step = passkeys::step_up(&room, by, session, &credential.read(), &attempt).await;
    let step = written(app, visit, None, Method::Passkey, step).await?;
    Ok(Json(answer(app, Some(&step.map_err(refused)?)).await?))
}

/// `PUT /api/session/enroll/passkey`
async fn enroll(State(app): State<Arc<App>>, visit: Visit, JsonBody(new): JsonBody<NewPasskey>) -> Moved {
    let (tokens, given) = (new_tokens()?, new.passkey()?);
    let (room, site) = (visit.room(&app, Method::Passkey), app.passkey_site()?);
    let (session, attempt) = (visit.session()?, visit.attempt(Some(&tokens)));
    let step = passkeys::enroll(&room, site, session, (&given.0, given.1), &attempt).await;
    further(&app, &visit, &tokens, written(&app, &visit, None, Method::Passkey, step).await?).await
}

/// `GET /api/session/passkeys`
async fn list(visit: Visit) -> Result<Json<Passkeys>, Problem> {
    visit.known.as_ref().map(|(_, member)| show(member)).ok_or_else(Problem::unauthorized)
}

/// `POST /api/session/passkeys`. The credential's own id makes a repeated request the same one, whatever its key: a key is
/// taken as with every creation, and has nothing to add. Nor could another request come through under it, because the
/// challenge that it answers holds once.
async fn add(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    _: Key,
    JsonBody(new): JsonBody<NewPasskey>,
) -> Result<Created<Passkeys>, Problem> {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let (given, name) = new.passkey()?;
    let entry = records::of_member(&actor, "staff.passkey_added", member).with("passkey", name.as_str());
    let rooms = (&app.staff, &app.record_staff(entry));
    let now_ms = runtime::clock::now_ms();
    let added = passkeys::add(rooms, app.passkey_site()?, session, (&given, name), now_ms).await;
    let next = added.map_err(refused)?;
    info!(staff = %next.id, passkeys = next.passkeys.len(), "a passkey was added");
    let Json(shown) = show(&next);
    Ok(if next.version == member.version { Created::Before(shown) } else { Created::New(shown) })
}

/// `DELETE /api/session/passkeys/{id}`; one that is not there is gone.
async fn remove(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Json<Passkeys>, Problem> {
    let version = seen.version()?;
    let member = app.staff.member(visit.session()?.staff).await?.ok_or_else(Problem::unauthorized)?;
    let Some(passkey) = member.passkeys.iter().find(|passkey| passkey.id.text() == id) else {
        return Ok(show(&member));
    };
    let entry = records::of_member(&actor, "staff.passkey_removed", &member);
    let room = app.record_staff(entry.with("passkey", passkey.name.as_str()));
    let next = match passkeys::remove(&room, member.id, (&passkey.id, version)).await.map_err(refused)? {
        Removed::Done(next) => next,
        Removed::Stale(stands) => return Err(Problem::stale(stands.version, &PasskeyAnswer::new(&stands))),
    };
    info!(staff = %next.id, passkeys = next.passkeys.len(), "a passkey was removed");
    Ok(show(&next))
}
