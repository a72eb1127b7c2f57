//! `/api/drafts/{id}/presence/{page}`: a page that has a draft open says so every 25 s, hears who else has, and says when it
//! closes. No change of anything that stands, so it has no record (docs/decisions/0024).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::draft::{Company, DraftId, Person, Sign, company, place_of};
use domain::staff::Actor;
use runtime::logs;
use serde::Serialize;
use tracing::warn;
use utoipa::ToSchema;

use crate::App;
use crate::answered::Done;
use crate::asked::Path;
use crate::drafts::{missing, own, person, seen_as};
use crate::gate::Who;
use crate::problem::Problem;
use crate::routes::Routes;
use crate::shapes;

/// A page calls itself by a UUID.
const MAX_PAGE_CHARS: usize = 36;

/// The routes of presence.
pub fn routes<R: Routes>(routes: R) -> R {
    let page = "/api/drafts/{id}/presence/{page}";
    routes.put(page, stay).delete(page, leave)
}

/// Who else has the same draft open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresenceAnswer {
    #[schema(value_type = Vec<shapes::Person>)]
    others: Vec<Person>,
    /// The caller, in another window or on another computer.
    elsewhere: bool,
}

fn page_of(text: String) -> Result<String, Problem> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_name = (1..=MAX_PAGE_CHARS).contains(&text.len()) && text.chars().all(fits);
    if is_name { Ok(text) } else { Err(missing()) }
}

/// `PUT /api/drafts/{id}/presence/{page}`
async fn stay(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path((id, page)): Path<(String, String)>,
) -> Result<Json<PresenceAnswer>, Problem> {
    let page = page_of(page)?;
    let draft = own(&app, &actor, &id).await?.id;
    let (me, now_ms) = (person(&actor), runtime::clock::now_ms());
    let signs = app.console.signs(Some(draft), now_ms).await?;
    if let Some(place) = place_of(&signs, draft, &me.id, &page, now_ms) {
        let sign = Sign { draft, person: me.clone(), page: page.clone(), place, seen_at_ms: now_ms };
        app.console.keep_sign(&sign).await?;
    }
    let Company { others, elsewhere } = company(&signs, draft, &me.id, Some(&page), now_ms);
    Ok(Json(PresenceAnswer { others, elsewhere }))
}

/// `DELETE /api/drafts/{id}/presence/{page}`: their own sign only, so nobody is asked whose the draft is by now.
async fn leave(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path((id, page)): Path<(String, String)>,
) -> Result<Done, Problem> {
    let (draft, page) = (DraftId::parse(&id).map_err(|_| missing())?, page_of(page)?);
    let me = person(&actor).id;
    let signs = app.console.signs(Some(draft), runtime::clock::now_ms()).await?;
    if let Some(sign) = signs.iter().find(|sign| sign.person.id == me && sign.page == page) {
        app.console.drop_sign(sign).await?;
    }
    Ok(Done)
}

/// Colleagues who have a draft open, for a list.
pub struct OpenNow {
    signs: Vec<Sign>,
    me: String,
    now_ms: u64,
}

impl OpenNow {
    /// As far as their pages gave a sign. Nothing is decided by it, so no list fails where it cannot be read.
    pub async fn read(app: &App, actor: &Actor) -> Self {
        let now_ms = runtime::clock::now_ms();
        let signs = app.console.signs(None, now_ms).await.unwrap_or_else(|failed| {
            warn!("nobody knows who has which draft open: {}", logs::chain(&failed));
            Vec::new()
        });
        Self { signs, me: seen_as(actor), now_ms }
    }

    /// Those who have this one open.
    pub fn of(&self, draft: DraftId) -> Vec<Person> {
        company(&self.signs, draft, &self.me, None, self.now_ms).others
    }
}
