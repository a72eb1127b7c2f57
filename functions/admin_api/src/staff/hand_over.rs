//! `/api/staff/{id}/belongings` and `hand-over`: what is left of somebody who goes. Groups, templates and testers belong
//! to departments and stay there; a draft has an author, who is asked about it and cannot approve it, and so has one that
//! is sent off while its delivery has not begun: taken back, it is a draft again.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::delivery::Delivery;
use domain::draft::{Draft, Person};
use domain::staff::{Actor, Member, Permission, Standing};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::editorial::change::{ChangeDraftError, change};
use usecases::editorial::ports::Drafts as _;
use utoipa::ToSchema;

use super::{member, seen_by, within_reach};
use crate::App;
use crate::asked::Path;
use crate::drafts::{department_of, is_theirs, person, refused};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::of_draft;
use crate::shapes;
use crate::wire::today;

/// What somebody has begun and not ended: drafts, and deliveries of theirs that have not begun.
#[derive(Serialize, ToSchema)]
pub struct Belongings {
    belongings: Vec<Belonging>,
    /// The ids of those who could take over all of it.
    heirs: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct Belonging {
    #[schema(value_type = shapes::BelongingKind)]
    kind: &'static str,
    id: String,
    name: String,
}

/// Who gets it, and the ids of what was seen: nothing else moves.
#[derive(Deserialize, ToSchema)]
pub struct Heir {
    #[serde(default)]
    #[schema(required = true)]
    to: String,
    #[schema(required = true, nullable = false)]
    belongings: Option<Vec<String>>,
}

/// How much has moved.
#[derive(Serialize, ToSchema)]
pub struct Moved {
    moved: usize,
}

/// Their open drafts, as far as the caller's departments go.
async fn begun_by(app: &App, actor: &Actor, whose: &Member) -> Result<Vec<Draft>, Problem> {
    let whose = whose.id.to_string();
    let open = app.console.open_drafts().await?;
    Ok(open.into_iter().filter(|draft| draft.author.id == whose && is_theirs(actor, draft)).collect())
}

/// Theirs that are sent off and have not begun, with the delivery of each.
async fn reserved_by(app: &App, actor: &Actor, whose: &Member) -> Result<Vec<(Draft, Delivery)>, Problem> {
    let whose = whose.id.to_string();
    let mut found = Vec::new();
    for delivery in app.deliveries.unsettled().await? {
        let origin = if delivery.has_begun() { None } else { app.deliveries.origin(delivery.id).await? };
        let Some(id) = origin.and_then(|origin| origin.draft) else { continue };
        let draft = app.console.get(id).await?;
        let is_whose = |draft: &Draft| {
            draft.delivery == Some(delivery.id) && draft.author.id == whose && is_theirs(actor, draft)
        };
        found.extend(draft.filter(is_whose).map(|draft| (draft, delivery)));
    }
    Ok(found)
}

/// `GET /api/staff/{id}/belongings`
pub async fn belongings(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<Belongings>, Problem> {
    let whose = member(&app, &id).await?;
    within_reach(&actor, &whose)?;
    let left = Left::of(&app, &actor, &whose).await?;
    left.listed(&app, &actor, &whose).await.map(Json)
}

/// Drafts, and those that are sent off while their delivery has not begun.
struct Left {
    drafts: Vec<Draft>,
    reserved: Vec<(Draft, Delivery)>,
}

impl Left {
    async fn of(app: &App, actor: &Actor, whose: &Member) -> Result<Self, Problem> {
        let (drafts, reserved) = (begun_by(app, actor, whose).await?, reserved_by(app, actor, whose).await?);
        Ok(Self { drafts, reserved })
    }

    /// With those whom the caller sees and who could take it over.
    async fn listed(&self, app: &App, actor: &Actor, whose: &Member) -> Result<Belongings, Problem> {
        let mut heirs = seen_by(app, actor).await?;
        heirs.retain(|one| unable(one, whose, self).is_none());
        let heirs = heirs.iter().map(|one| one.id.to_string()).collect();
        Ok(Belongings { belongings: listed(&self.drafts, &self.reserved), heirs })
    }
}

/// Why somebody cannot take this over.
fn unable(heir: &Member, whose: &Member, Left { drafts, reserved }: &Left) -> Option<FieldError> {
    let now_ms = runtime::clock::now_ms();
    // Anybody can lock a login, so that it rests is no reason.
    let works = matches!(heir.standing(today(now_ms), now_ms), Standing::Active | Standing::Locked(_));
    let could_open = |draft: &Draft| heir.may_touch(department_of(&draft.content).as_ref());
    if heir.id == whose.id || !works {
        Some(nobody())
    } else if !heir.permissions.has(Permission::DeliveriesWrite) {
        let message = "引き継ぐ人には、「配信を書く」権限のある人を選んでください。";
        Some(FieldError::new("to", "no_right", message))
    } else if !drafts.iter().chain(reserved.iter().map(|(draft, _)| draft)).all(could_open) {
        let message = "引き継ぐ人には、下書きのすべての部署を見られる人を選んでください。";
        Some(FieldError::new("to", "other_department", message))
    } else {
        None
    }
}

fn listed(drafts: &[Draft], reserved: &[(Draft, Delivery)]) -> Vec<Belonging> {
    let draft = |draft: &Draft| Belonging {
        kind: "draft",
        id: draft.id.to_string(),
        name: draft.content.title.clone(),
    };
    let delivery = |(_, delivery): &(Draft, Delivery)| Belonging {
        kind: "delivery",
        id: delivery.id.to_string(),
        name: delivery.title.clone(),
    };
    drafts.iter().map(draft).chain(reserved.iter().map(delivery)).collect()
}

/// `POST /api/staff/{id}/hand-over`. Asked again, it moves what is left; what was begun after the caller looked stays,
/// and is shown.
pub async fn hand_over(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(Heir { to, belongings: seen }): JsonBody<Heir>,
) -> Result<Json<Moved>, Problem> {
    let whose = member(&app, &id).await?;
    within_reach(&actor, &whose)?;
    let seen = seen.ok_or_else(nothing_seen)?;
    let heir = member(&app, &to).await.map_err(|_| nobody())?;
    let left = Left::of(&app, &actor, &whose).await?;
    if let Some(refused) = unable(&heir, &whose, &left) {
        return Err(refused.into());
    }
    if !listed(&left.drafts, &left.reserved).iter().all(|one| seen.contains(&one.id)) {
        return Err(begun_since().with_current(&left.listed(&app, &actor, &whose).await?));
    }
    let (Left { drafts, reserved }, now_ms) = (left, runtime::clock::now_ms());
    let (to, by) = (Person { id: heir.id.to_string(), name: heir.name }, person(&actor));
    let mut moved = 0;
    let begun = drafts.into_iter().map(|draft| (draft, None));
    for (draft, sent) in begun.chain(reserved.into_iter().map(|(draft, sent)| (draft, Some(sent)))) {
        let door = |stands: &Draft| match &sent {
            None => stands.hand_over(&to, &by, now_ms),
            Some(delivery) => stands.hand_over_sent_off(delivery, &to, &by, now_ms),
        };
        let record = of_draft(&actor, "draft.handed_over", &draft)
            .with("from", whose.id.to_string())
            .with("to", heir.id.to_string());
        match change(&app.record_draft(record), draft.id, door).await {
            Ok(_) => moved += 1,
            // Sent off or deleted since the list was read: nothing is left to hand over.
            Err(ChangeDraftError::Refused(_) | ChangeDraftError::NotFound) => {}
            Err(failed) => return Err(refused(&app, failed).await?),
        }
    }
    info!(from = %whose.id, to = %heir.id, moved, "drafts and reservations were handed over");
    Ok(Json(Moved { moved }))
}

fn nothing_seen() -> FieldError {
    FieldError::new("belongings", "required", "見ていた下書き・予約のID(belongings)を付けてください。")
}

fn begun_since() -> Problem {
    let title =
        "見ていたあいだに、下書き・予約が増えました。いまの一覧を確かめてから、もう一度引き継いでください。";
    Problem::new(StatusCode::CONFLICT, "changed_since_preview", title)
}

fn nobody() -> FieldError {
    FieldError::new("to", "unknown", "引き継ぐ人は、いま利用できるほかの人から選んでください。")
}
