//! The login history: every try to come in is written down before it is answered, and nobody gets a token whose coming
//! is not.

use domain::audit::{Entry, LoginResult, Method, Object, Operation, What, Who};
use domain::staff::{Login, Session, Stage};
use store::StaffTable;
use usecases::staff::entry::{Further, Refusal};
use usecases::staff::ports::StaffRoom;

use super::strangers::{Strangers, Told};
use crate::App;
use crate::gate::Visit;
use crate::problem::Problem;

/// What was typed where a login belongs and is nobody's: perhaps a password, so it is not kept, not even as a hash that
/// could be guessed at.
const NOBODYS: &str = "(登録のないID)";

static STRANGERS: Strangers = Strangers::new();
/// Tries that a login which rests, or one that is invited, meets without slow work: anybody can send thousands.
static KNOCKS: Strangers = Strangers::new();

/// How a step went; `None` where it says nothing about who came.
fn result(step: &Further, method: Method) -> Option<LoginResult> {
    Some(match step {
        Ok(session) if session.stage != Stage::SignedIn => LoginResult::PasswordAccepted,
        Ok(session) if session.stepped_up_at_ms.is_some() => LoginResult::SteppedUp,
        Ok(_) => LoginResult::SignedIn,
        Err(Refusal::Wrong | Refusal::Code(_)) if method == Method::Password => LoginResult::WrongPassword,
        Err(Refusal::Wrong | Refusal::Code(_) | Refusal::WrongStepUp | Refusal::SteppedOut) => {
            LoginResult::WrongCode
        }
        Err(Refusal::Copied) => LoginResult::CopiedPasskey,
        Err(Refusal::Locked(_)) => LoginResult::Locked,
        Err(Refusal::Suspended) => LoginResult::Suspended,
        Err(Refusal::Expired) => LoginResult::Expired,
        Err(
            Refusal::Password(_)
            | Refusal::NoChallenge
            | Refusal::Passkey(_)
            | Refusal::TooManyPasskeys
            | Refusal::HasAuthenticator
            | Refusal::LastFactor
            | Refusal::NotFirst
            | Refusal::LoginTaken
            | Refusal::NoSession
            | Refusal::Busy
            | Refusal::Port(_),
        ) => return None,
    })
}

impl Visit {
    /// An entry of this visit.
    fn entry(
        &self,
        session: Option<&Session>,
        who: Option<Who>,
        result: LoginResult,
        method: Method,
    ) -> Entry {
        Entry {
            at_ms: runtime::clock::now_ms(),
            who,
            session: session.map(Session::short_name).unwrap_or_default().to_owned(),
            ip: self.ip.clone(),
            device: self.device.clone(),
            what: What::Login { result, method },
        }
    }

    /// So many tries that have no record of their own.
    fn summed(&self, tries: u64) -> Entry {
        let operation = Operation::new("session.unrecorded", Object::new("session", "", ""));
        let entry = self.entry(None, None, LoginResult::WrongPassword, Method::Password);
        Entry { what: What::Operation(operation), ..entry }.with("tries", tries)
    }

    fn member(&self) -> Option<Who> {
        self.known.as_ref().map(|(_, member)| Who::member(member))
    }

    /// The staff table for somebody on the way in.
    pub fn room(&self, app: &App, method: Method) -> StaffTable {
        let session = self.known.as_ref().map(|(session, _)| session);
        let base = self.entry(session, self.member(), LoginResult::PasswordAccepted, method);
        app.staff.entering(&app.trail, base)
    }

    /// The staff table for whoever signs out.
    pub fn way_out(&self, app: &App) -> StaffTable {
        let session = self.known.as_ref().map(|(session, _)| session);
        let entry = self.entry(session, self.member(), LoginResult::SignedOut, Method::Session);
        app.record_staff(entry)
    }
}

/// Writes a try down. `login` is what was typed; without it, it is the member of the session.
pub async fn written(
    app: &App,
    visit: &Visit,
    login: Option<&str>,
    method: Method,
    step: Further,
) -> Result<Further, Problem> {
    let Some(result) = result(&step, method) else { return Ok(step) };
    let who = match login {
        None => visit.member(),
        Some(typed) => Some(of_login(app, typed).await?),
    };
    if let Some(flood) = bound(who.as_ref(), result, method) {
        match flood.came(runtime::clock::now_ms()) {
            Told::Each => (),
            // A sum is about many logins, and names none of them; whose try brings it has a record like others.
            Told::Summed(tries) => app.trail.note(&visit.summed(tries)).await?,
            Told::Not => return Ok(step),
        }
    }
    // A step further has a new name; the one before it was seen by others.
    let session = step.as_ref().ok().or(visit.known.as_ref().map(|(session, _)| session));
    app.trail.note(&visit.entry(session, who, result, method)).await?;
    Ok(step)
}

/// What bounds the records of such a try. That a login was locked is an operation of its own, and a try that costs slow
/// work is always written down.
fn bound(who: Option<&Who>, result: LoginResult, method: Method) -> Option<&'static Strangers> {
    if who.is_some_and(|who| who.id.is_none()) {
        return Some(&STRANGERS);
    }
    let by_code = matches!(method, Method::Invitation | Method::First);
    let is_cheap = result == LoginResult::Locked || by_code && result == LoginResult::WrongCode;
    is_cheap.then_some(&KNOCKS)
}

async fn of_login(app: &App, typed: &str) -> Result<Who, Problem> {
    let found = match Login::parse(typed) {
        Some(login) => app.staff.find(&login).await?,
        None => None,
    };
    let nobody = || Who { id: None, login: NOBODYS.to_owned(), name: String::new() };
    Ok(found.as_ref().map_or_else(nobody, Who::member))
}
