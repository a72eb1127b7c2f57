//! Sessions over the wire.

use axum::http::StatusCode;
use domain::setting::{Notices, SettingName};
use domain::staff::passkey::{MAX_PASSKEYS, PasskeyFault};
use domain::staff::{CodeError, Member, PasswordFault, Session, Stage};
use serde::Serialize;
use tracing::warn;
use usecases::jobs::ports::Settings;
use usecases::staff::entry::Refusal;
use usecases::staff::ports::StaffRoom;
use usecases::staff::sign_in;
use utoipa::ToSchema;

use crate::App;
use crate::problem::{FieldError, Problem};
use crate::session::factors;
use crate::shapes;
use crate::staff::wire::{Named, departments_of};
use crate::wire::show_time;

/// Where somebody is on the way in.
#[derive(Serialize, ToSchema)]
pub struct SessionAnswer {
    #[serde(flatten)]
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_administrator: Option<bool>,
    #[schema(value_type = shapes::Environment)]
    environment: &'static str,
    notice: Option<String>,
    /// The name that passkeys belong to; none, and there are no passkeys here.
    passkey_host: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
#[schema(as = SessionState)]
enum State {
    Anonymous,
    SecondFactor {
        #[schema(value_type = Vec<shapes::Factor>)]
        methods: Vec<&'static str>,
    },
    Enroll {
        #[schema(value_type = Vec<shapes::Factor>)]
        methods: Vec<&'static str>,
    },
    SignedIn(Box<SignedIn>),
}

#[derive(Serialize, ToSchema)]
struct SignedIn {
    me: Me,
    idle_ends_at: String,
    ends_at: String,
    stepped_up_until: Option<String>,
    viewing_as: Option<Named>,
}

/// Whoever is signed in; while looking through a colleague's eyes, with the colleague's permissions.
#[derive(Serialize, ToSchema)]
struct Me {
    id: String,
    login: String,
    name: String,
    #[schema(value_type = shapes::Role)]
    role: &'static str,
    #[schema(value_type = Vec<shapes::Permission>)]
    permissions: Vec<&'static str>,
    departments: Vec<Named>,
    #[schema(value_type = shapes::Scope)]
    scope: domain::staff::Scope,
    #[schema(value_type = Vec<shapes::Factor>)]
    second_factors: Vec<&'static str>,
}

/// The answer for this session.
pub async fn answer(app: &App, session: Option<&Session>) -> Result<SessionAnswer, Problem> {
    let member = match session {
        Some(session) => app.staff.member(session.staff).await?,
        None => None,
    };
    let state = match (session, member) {
        (Some(session), Some(member)) => match session.stage {
            Stage::SecondFactor => State::SecondFactor { methods: factors(&member) },
            Stage::Enroll { .. } => {
                let passkey = app.site.as_ref().map(|_| "passkey");
                State::Enroll { methods: ["totp"].into_iter().chain(passkey).collect() }
            }
            Stage::SignedIn => State::SignedIn(Box::new(signed_in(app, session, &member).await?)),
        },
        _ => State::Anonymous,
    };
    let is_nobody = matches!(state, State::Anonymous);
    let first_administrator =
        if is_nobody { Some(sign_in::is_first(&app.staff).await.map_err(refused)?) } else { None };
    let notice = notice(app).await;
    let passkey_host = app.site.as_ref().map(|site| site.host().to_owned());
    Ok(SessionAnswer { state, first_administrator, environment: app.environment, notice, passkey_host })
}

/// What is announced to staff. One that cannot be read keeps nobody out.
async fn notice(app: &App) -> Option<String> {
    match app.segments.setting(SettingName::Maintenance).await {
        Ok(stored) => serde_json::from_value::<Notices>(stored.value).ok()?.staff,
        Err(failed) => {
            warn!("the notice for staff could not be read: {failed}");
            None
        }
    }
}

async fn signed_in(app: &App, session: &Session, member: &Member) -> Result<SignedIn, Problem> {
    let eyes = crate::gate::eyes(app, session, member).await?;
    let seen = eyes.as_ref().unwrap_or(member);
    let until = |at_ms: u64| show_time(at_ms + domain::staff::STEP_UP_LASTS_MS);
    Ok(SignedIn {
        me: Me {
            id: member.id.to_string(),
            login: member.login.as_str().to_owned(),
            name: member.name.clone(),
            role: seen.role.as_str(),
            permissions: seen.permissions.names(),
            departments: departments_of(app, &seen.departments).await?,
            scope: seen.scope,
            second_factors: factors(member),
        },
        idle_ends_at: show_time(session.idle_ends_at_ms()),
        ends_at: show_time(session.ends_at_ms()),
        stepped_up_until: session.stepped_up_at_ms.map(until),
        viewing_as: eyes.map(|colleague| Named { id: colleague.id.to_string(), name: colleague.name }),
    })
}

/// Why somebody does not come further, in words that help whoever works here and nobody else.
pub fn refused(why: Refusal) -> Problem {
    let (status, code, title) = match why {
        Refusal::Wrong => (
            StatusCode::UNAUTHORIZED,
            "wrong",
            "入力した内容が正しくありません。続けて5回まちがえると、15分間ログインできなくなります。"
                .to_owned(),
        ),
        Refusal::WrongStepUp => (
            StatusCode::UNAUTHORIZED,
            "wrong",
            "確認できませんでした。続けて5回まちがえると、安全のためログアウトします。".to_owned(),
        ),
        Refusal::SteppedOut => (
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "続けて5回まちがえたため、ログアウトしました。もう一度ログインしてください。".to_owned(),
        ),
        Refusal::Locked(until) => (StatusCode::UNAUTHORIZED, "locked", locked(until)),
        Refusal::Suspended => (
            StatusCode::UNAUTHORIZED,
            "suspended",
            "このログインIDは、管理者が利用を停止しています。管理者に連絡してください。".to_owned(),
        ),
        Refusal::Expired => (
            StatusCode::UNAUTHORIZED,
            "expired",
            "このログインIDは、利用の期限が過ぎています。管理者に連絡してください。".to_owned(),
        ),
        Refusal::NoChallenge
        | Refusal::Copied
        | Refusal::Passkey(_)
        | Refusal::TooManyPasskeys
        | Refusal::HasAuthenticator
        | Refusal::LastFactor => return passkey_refused(&why),
        Refusal::Code(fault) => (StatusCode::UNAUTHORIZED, "wrong_code", code_words(fault).to_owned()),
        Refusal::Password(fault) => return password_fault(fault),
        Refusal::NotFirst => (
            StatusCode::CONFLICT,
            "not_first",
            "最初の管理者は、もう登録されています。管理者から招待コードを受け取ってください。".to_owned(),
        ),
        Refusal::LoginTaken => return login_taken(),
        Refusal::NoSession => return Problem::unauthorized(),
        Refusal::Busy => return Problem::unavailable(),
        Refusal::Port(failed) => return failed.into(),
    };
    Problem::new(status, code, title)
}

fn locked(until_ms: u64) -> String {
    let clock = show_time(until_ms);
    let minute = clock.get(11..16).unwrap_or_default();
    format!(
        "続けてまちがえたため、このブラウザからは{minute}までログインできません。急ぐときは、いつも使っている別のパソコンからログインするか、管理者にロックの解除を依頼してください。"
    )
}

fn code_words(fault: CodeError) -> &'static str {
    match fault {
        CodeError::Wrong => "ログインIDか招待コードが正しくありません。",
        CodeError::Expired => "招待コードの期限が過ぎています。管理者に作り直してもらってください。",
    }
}

/// The same about passkeys.
fn passkey_refused(why: &Refusal) -> Problem {
    let (status, code, title) = match why {
        Refusal::NoChallenge => (
            StatusCode::CONFLICT,
            "no_challenge",
            "確認の時間(5分)が過ぎたか、もう使われた確認です。はじめからやり直してください。".to_owned(),
        ),
        Refusal::Copied => (
            StatusCode::UNAUTHORIZED,
            "copied_passkey",
            "このパスキーは、複製されたおそれがあるため使えません。別の方法で確認し、管理者に連絡してください。"
                .to_owned(),
        ),
        Refusal::Passkey(fault) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "passkey_refused", passkey_words(*fault).to_owned())
        }
        Refusal::TooManyPasskeys => (
            StatusCode::CONFLICT,
            "too_many_passkeys",
            format!("パスキーは{MAX_PASSKEYS}個までです。使わないものを削除してから登録してください。"),
        ),
        Refusal::HasAuthenticator => (
            StatusCode::CONFLICT,
            "has_authenticator",
            "認証アプリは、もう設定されています。画面を読み込み直してください。".to_owned(),
        ),
        _ => (
            StatusCode::CONFLICT,
            "last_factor",
            "2つ目の確認方法がなくなるため、削除できません。先に別のパスキーを登録してください。".to_owned(),
        ),
    };
    Problem::new(status, code, title)
}

fn passkey_words(fault: PasskeyFault) -> &'static str {
    match fault {
        PasskeyFault::NotVerified => {
            "この機器では、指紋・顔・PINでの本人確認がされませんでした。画面ロックのある機器を使ってください。"
        }
        PasskeyFault::OtherOrigin | PasskeyFault::OtherSite => {
            "このサイトのために作られたパスキーではありません。アドレスを確かめてください。"
        }
        PasskeyFault::Unreadable
        | PasskeyFault::OtherCeremony
        | PasskeyFault::OtherChallenge
        | PasskeyFault::Unknown
        | PasskeyFault::WrongSignature
        | PasskeyFault::CountWentBack => {
            "パスキーを登録できませんでした。もう一度試すか、別の機器を使ってください。"
        }
    }
}

/// Somebody else has that login.
pub fn login_taken() -> Problem {
    FieldError::new("login", "taken", "このログインIDは、すでに使われています。").into()
}

fn password_fault(fault: PasswordFault) -> Problem {
    let (code, message) = match fault {
        PasswordFault::TooShort(actual) => {
            ("too_short", format!("パスワードは12文字以上にしてください(いま{actual}文字)。"))
        }
        PasswordFault::TooLong(actual) => {
            ("too_long", format!("パスワードは128文字までにしてください(いま{actual}文字)。"))
        }
        PasswordFault::Guessable => (
            "guessable",
            "このパスワードは、よく使われる言葉や並び、または名前でできているため、すぐに破られます。関係のない言葉を4つ以上つなげるなど、別のものにしてください。"
                .to_owned(),
        ),
    };
    FieldError::new("password", code, message).into()
}
