//! Somebody at the door: address, browser, session. The session's row and the member's are read for every request, so
//! that whoever is signed out, suspended or changed is so with the next one.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use domain::staff::passkey::Site;
use domain::staff::{Actor, ActorKind, Brought, Member, Permissions, Scope, Session, Stage, Standing};
use lambda_http::request::RequestContext;
use usecases::delivery::ports::Swap;
use usecases::staff::entry::Attempt;
use usecases::staff::ports::StaffRoom;

use crate::App;
use crate::gate::{not_by_us, not_from_here};
use crate::problem::Problem;
use crate::session::cookie::{self, Tokens};
use crate::staff::may_be;
use crate::wire::today;

const MAX_DEVICE_CHARS: usize = 160;
/// Requests that the page makes by itself do not keep a session alive.
const BACKGROUND: &str = "x-kairan-background";
/// Whose page asks: in another tab of the same browser somebody else may have signed in meanwhile.
const PERSON: &str = "x-kairan-person";
/// A browser sends it across sites only after asking, and nobody answers that.
const BODY_HASH: &str = "x-amz-content-sha256";

/// Who stands at the door, for the ways in.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The address they come from.
    pub ip: String,
    /// What their browser calls itself.
    pub device: String,
    /// The tokens by which it may be known.
    pub held: Vec<String>,
    /// A session that is not over, with its member.
    pub known: Option<(Session, Member)>,
}

impl Visit {
    /// A try at this moment; the browser gets `tokens` if it comes further.
    pub fn attempt(&self, tokens: Option<&Tokens>) -> Attempt {
        let now_ms = runtime::clock::now_ms();
        let name = |token: &String| cookie::name_of(token);
        let session = tokens.map(|tokens| name(&tokens.session)).unwrap_or_default();
        let fresh = tokens.map(|tokens| name(&tokens.device)).unwrap_or_default();
        let brought = Brought { held: self.held.iter().map(name).collect(), fresh };
        Attempt {
            now_ms,
            today: today(now_ms),
            session,
            device: self.device.clone(),
            ip: self.ip.clone(),
            brought,
        }
    }

    /// The session's name as records show it; empty where there is none.
    pub fn session_name(&self) -> String {
        self.known.as_ref().map(|(session, _)| session.short_name()).unwrap_or_default().to_owned()
    }

    /// The session at whatever step.
    pub fn session(&self) -> Result<&Session, Problem> {
        self.known.as_ref().map(|(session, _)| session).ok_or_else(Problem::unauthorized)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthorized)
    }
}

/// What the browser calls itself, shortened.
fn device(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(MAX_DEVICE_CHARS).collect()
}

/// Who it is, or why nobody comes in from there.
pub async fn identify(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    context: Option<&RequestContext>,
) -> Result<(Visit, Option<Actor>), Problem> {
    let ip = app.door.visitor(context, headers).ok_or_else(not_from_here)?.to_string();
    if !is_reading(method) && !is_ours(headers, app.site.as_ref()) {
        return Err(not_by_us());
    }
    let (device, held) = (device(headers), cookie::known(headers));
    let Some(token) = cookie::shown(headers) else {
        return Ok((Visit { ip, device, held, known: None }, None));
    };
    let now_ms = runtime::clock::now_ms();
    let brought =
        Brought { held: held.iter().map(|token| cookie::name_of(token)).collect(), ..Brought::default() };
    let known = find(app, &cookie::name_of(&token), &brought, now_ms).await?;
    let known = match known {
        Some((session, member)) if session.stage == Stage::SignedIn && !headers.contains_key(BACKGROUND) => {
            Some((seen(app, session, now_ms).await?, member))
        }
        other => other,
    };
    let is_meant = |member: &Member| {
        let person = headers.get(PERSON).map(HeaderValue::as_bytes);
        person.is_none_or(|person| person == member.id.to_string().as_bytes())
    };
    let visit = Visit { ip, device, held, known };
    let Some((session, member)) = visit.known.as_ref() else { return Ok((visit, None)) };
    if session.stage != Stage::SignedIn {
        return Ok((visit, None));
    }
    if !is_reading(method) && !is_meant(member) {
        return Err(Problem::unauthorized());
    }
    let actor = actor(app, &visit, session, member).await?;
    Ok((visit, Some(actor)))
}

/// The session as it stands after this request of a person; what the request then does builds on this version.
async fn seen(app: &App, session: Session, now_ms: u64) -> Result<Session, Problem> {
    let Some(seen) = session.seen(now_ms) else { return Ok(session) };
    match app.staff.keep_session(&seen).await? {
        Swap::Done => Ok(seen),
        // Another request of the same minute wrote it.
        Swap::Lost(()) => app.staff.session(&session.name).await?.ok_or_else(Problem::unauthorized),
    }
}

fn is_reading(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

/// The page asks with a header that no form of another site can send, and browsers that say where a request comes from
/// say that it is the same origin. Older ones only name the origin.
fn is_ours(headers: &HeaderMap, site: Option<&Site>) -> bool {
    let said = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    let from_here = match (said("sec-fetch-site"), said("origin"), site) {
        (Some(relation), _, _) => relation == b"same-origin",
        (None, Some(origin), Some(site)) => origin == site.origin().as_bytes(),
        (None, _, _) => true,
    };
    headers.contains_key(BODY_HASH) && from_here
}

async fn find(
    app: &App,
    name: &str,
    brought: &Brought,
    now_ms: u64,
) -> Result<Option<(Session, Member)>, Problem> {
    let Some(session) = app.staff.session(name).await? else { return Ok(None) };
    let Some(member) = app.staff.member(session.staff).await? else { return Ok(None) };
    let stands = match member.standing_with(brought, today(now_ms), now_ms) {
        Standing::Active => true,
        // Whoever is in stays in, and whoever sets up what they will show goes on: otherwise anybody could throw a
        // colleague out by typing wrong passwords.
        Standing::Locked(_) => session.stage != Stage::SecondFactor,
        Standing::Invited | Standing::Suspended | Standing::Expired => false,
    };
    Ok((stands && !session.is_over(member.generation, now_ms)).then_some((session, member)))
}

async fn actor(app: &App, visit: &Visit, session: &Session, member: &Member) -> Result<Actor, Problem> {
    let own = Actor {
        ip: visit.ip.clone(),
        device: visit.device.clone(),
        session: session.short_name().to_owned(),
        stepped_up_at_ms: session.stepped_up_at_ms,
        ..with_rights_of(member)
    };
    let Some(seen) = eyes(app, session, member).await? else { return Ok(own) };
    Ok(Actor {
        role: seen.role,
        permissions: seen.permissions,
        scope: seen.scope,
        departments: seen.departments,
        viewing_as: Some(seen.id),
        ..own
    })
}

/// Through whose eyes somebody looks. A colleague whom they may be no longer, because one of the two has other rights
/// by now, shows nothing: never do one's own rights come back unasked.
pub async fn eyes(app: &App, session: &Session, member: &Member) -> Result<Option<Member>, Problem> {
    let Some(id) = session.viewing_as else { return Ok(None) };
    let colleague = app.staff.member(id).await?;
    let may =
        |colleague: &Member| member.is_administrator() && may_be(&with_rights_of(member), colleague).is_ok();
    if colleague.as_ref().is_some_and(may) {
        return Ok(colleague);
    }
    let (permissions, departments) = (Permissions::NONE, Vec::new());
    let nothing = |one: Member| Member { id, permissions, departments, scope: Scope::Own, ..one };
    Ok(Some(nothing(colleague.unwrap_or_else(|| member.clone()))))
}

fn with_rights_of(member: &Member) -> Actor {
    Actor {
        kind: ActorKind::Staff {
            id: member.id,
            name: member.name.clone(),
            login: member.login.as_str().to_owned(),
        },
        role: member.role,
        permissions: member.permissions,
        scope: member.scope,
        departments: member.departments.clone(),
        ip: String::new(),
        device: String::new(),
        session: String::new(),
        stepped_up_at_ms: None,
        viewing_as: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_i_a_change_is_taken_only_from_the_consoles_own_page() {
        let site = Site::parse("https://haishin.example.jp").ok();
        let ours = |pairs: &[(&'static str, &'static str)], site: Option<&Site>| {
            let headers = pairs
                .iter()
                .map(|(name, value)| {
                    (axum::http::HeaderName::from_static(name), HeaderValue::from_static(value))
                })
                .collect();
            is_ours(&headers, site)
        };
        let (hash, own, other) = (
            (BODY_HASH, "0"),
            ("origin", "https://haishin.example.jp"),
            ("origin", "https://haishin.example.jp.example.com"),
        );
        let site = site.as_ref();
        assert!(ours(&[hash], site) && ours(&[hash, own], site) && ours(&[hash, other], None));
        assert!(ours(&[hash, ("sec-fetch-site", "same-origin")], site));
        for refused in [
            &[own][..],
            &[hash, other],
            &[hash, ("origin", "null")],
            &[hash, own, ("sec-fetch-site", "same-site")],
            &[hash, own, ("sec-fetch-site", "cross-site")],
            &[hash, own, ("sec-fetch-site", "none")],
        ] {
            assert!(!ours(refused, site), "{refused:?}");
        }
    }
}
