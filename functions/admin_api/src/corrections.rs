//! Corrections: deliveries to exactly those whom another one was sent to. Who they are as a number and in words, and
//! what such a draft begins with. The list itself stays with the senders; nothing here can read it.

use domain::batch::{Attempted, Uncorrectable, attempted};
use domain::delivery::{Delivery, DeliveryId, MAX_TITLE_CHARS, Priority};
use domain::draft::{Draft, DraftContent, Reached, Start};
use domain::segment::Target;
use domain::staff::Actor;
use domain::survey::Catalogue;
use serde_json::json;
use usecases::delivery::ports::{BatchLedger as _, Deliveries};
use usecases::port_error::PortError;

use crate::App;
use crate::delivery_list::within_reach;
use crate::draft_wire::DraftSummary;
use crate::presence::OpenNow;
use crate::problem::{FieldError, Problem};
use crate::reactions;
use crate::segments::this_month;
use crate::wire::today;

/// Whom a delivery was sent to, or why it cannot be corrected (now).
pub async fn whom(app: &App, id: DeliveryId) -> Result<Result<Attempted, Uncorrectable>, PortError> {
    // Rows first: the plan that is read afterwards covers them all.
    let rows = app.deliveries.rows(id).await?;
    let Some(delivery) = Deliveries::get(&app.deliveries, id).await? else {
        return Ok(Err(Uncorrectable::Missing));
    };
    Ok(attempted(&delivery, &rows, runtime::clock::now_ms()))
}

/// The same as a mistake in the field that names the delivery.
pub fn refusal(why: Uncorrectable) -> FieldError {
    let code = match why {
        Uncorrectable::Missing => "unknown_delivery",
        Uncorrectable::StillGoing => "still_going",
        Uncorrectable::JustStopped => "just_stopped",
        Uncorrectable::Nobody => "nobody",
        Uncorrectable::Forgotten => "forgotten",
    };
    FieldError::new("target", code, format!("{why}。"))
}

/// Whoever names a delivery, as target or in a condition, has to be allowed to read it.
pub async fn check_reach(
    app: &App,
    actor: &Actor,
    target: &Target,
) -> Result<Result<(), FieldError>, PortError> {
    let id = match target {
        Target::Everyone => return Ok(Ok(())),
        Target::Segment(condition) => return reactions::may_ask(app, actor, condition).await,
        Target::RecipientsOf(id) => id,
    };
    let origin = app.deliveries.origin(*id).await?;
    let message = "訂正する配信は、ほかの部署のものです。その部署の人か管理者に依頼してください。";
    let refused = || FieldError::new("target", "other_department", message);
    Ok(within_reach(actor, origin.as_ref()).then_some(()).ok_or_else(refused))
}

/// How the recipients of a delivery are called: by its name, unless it is of another department.
async fn named(app: &App, actor: &Actor, id: DeliveryId) -> Result<String, PortError> {
    Ok(match app.deliveries.origin(id).await? {
        Some(origin) if within_reach(actor, Some(&origin)) => format!("『{}』", origin.title),
        _ => "ほかの部署の配信".to_owned(),
    })
}

/// A target as a phrase, for lists.
pub async fn describe(
    app: &App,
    actor: &Actor,
    target: &Target,
    catalogue: &Catalogue,
) -> Result<String, PortError> {
    match target {
        Target::Everyone => Ok(target.describe_ja(catalogue)),
        Target::Segment(condition) if condition.deliveries().is_empty() => Ok(target.describe_ja(catalogue)),
        Target::Segment(condition) => {
            let catalogue = reactions::readable(app, actor, catalogue.clone(), [condition]).await?;
            Ok(target.describe_ja(&catalogue))
        }
        Target::RecipientsOf(id) => Ok(format!("{}を受け取った人", named(app, actor, *id).await?)),
    }
}

/// The phrase of a draft's target, if it has a readable one.
async fn describe_draft(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    catalogue: &Catalogue,
) -> Result<Option<String>, PortError> {
    match target_of(&draft.content) {
        Some(target) => describe(app, actor, &target, catalogue).await.map(Some),
        None => Ok(None),
    }
}

/// Lines for drafts, their targets in words.
pub async fn summaries<'d>(
    app: &App,
    actor: &Actor,
    catalogue: &Catalogue,
    open: &OpenNow,
    drafts: impl Iterator<Item = &'d Draft>,
) -> Result<Vec<DraftSummary>, Problem> {
    let now_ms = runtime::clock::now_ms();
    let mut lines = Vec::new();
    for draft in drafts {
        let described = describe_draft(app, actor, draft, catalogue).await?;
        lines.push(DraftSummary::new(draft, described, open.of(draft.id), now_ms));
    }
    Ok(lines)
}

/// The same with the number of people: 「『○○』を受け取った1,234人」.
pub async fn describe_counted(
    app: &App,
    actor: &Actor,
    id: DeliveryId,
    whom: Option<&Attempted>,
) -> Result<String, PortError> {
    let named = named(app, actor, id).await?;
    Ok(match whom {
        None => format!("{named}を受け取った人"),
        Some(Attempted::Everyone) => {
            format!("全員({named}は全員に送ったため、その後に友だちになった人にも届きます)")
        }
        Some(these) => format!("{named}を受け取った{}人", grouped(these.count().unwrap_or_default())),
    })
}

/// 1,234.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let commas = |(index, digit): (usize, char)| {
        let comma = index > 0 && (digits.len() - index).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(commas).collect()
}

/// Whom a draft's target reaches.
#[derive(Debug, Default)]
pub struct Reach {
    /// How many people; of a broadcast, the friends we know.
    pub count: u64,
    /// Whether it goes out as a broadcast.
    pub everyone: bool,
    /// All friends we know.
    pub friends: u64,
    /// The target as a sentence.
    pub description: String,
    /// The words by which an approval goes: the same whoever asks.
    words: String,
}

impl Reach {
    /// What an approval is about.
    pub fn reached(&self) -> Reached<'_> {
        Reached { people: self.count, words: &self.words }
    }
}

/// Counted now, by the code that dispatches; a target that cannot be used reaches nobody.
pub async fn reach(app: &App, actor: &Actor, target: Option<&Target>) -> Result<Reach, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    let index = app.audience.refreshed(&app.segments).await?;
    let count =
        |target: &Target| target.compile(&catalogue, this_month()).map_or(0, |query| index.count(&query));
    let (friends, matching) = (count(&Target::Everyone), target.map(count).unwrap_or_default());
    drop(index);
    Ok(match target {
        None => Reach { friends, ..Reach::default() },
        Some(Target::RecipientsOf(id)) => {
            let whom = whom(app, *id).await?.ok();
            let description = describe_counted(app, actor, *id, whom.as_ref()).await?;
            let everyone = whom == Some(Attempted::Everyone);
            let count = whom.map_or(0, |whom| whom.count().unwrap_or(friends));
            Reach { count, everyone, friends, description, words: String::new() }
        }
        Some(target) => {
            let everyone = *target == Target::Everyone;
            let description = describe(app, actor, target, &catalogue).await?;
            Reach { count: matching, everyone, friends, description, words: target.describe_ja(&catalogue) }
        }
    })
}

/// A draft's target, if it has a readable one.
pub fn target_of(content: &DraftContent) -> Option<Target> {
    content.target.as_deref().and_then(|text| serde_json::from_str(text).ok())
}

/// What the correction of a delivery begins with: its recipients, its department, and words to fill in. What is left
/// in 【　】 is asked about before it goes.
pub async fn begun(app: &App, id: DeliveryId) -> Result<DraftContent, Problem> {
    let delivery = Deliveries::get(&app.deliveries, id).await?.ok_or_else(Problem::not_found)?;
    let department = app.deliveries.origin(id).await?.and_then(|origin| origin.department);
    Ok(DraftContent {
        title: format!("【訂正】{}", delivery.title).chars().take(MAX_TITLE_CHARS).collect(),
        department,
        target: serde_json::to_string(&Target::RecipientsOf(id)).ok(),
        messages: vec![json!({ "type": "text", "text": words(&delivery) }).to_string()],
        emergency: delivery.priority == Priority::Emergency,
        silent: false,
        start: Start::Now,
    })
}

fn words(delivery: &Delivery) -> String {
    let day = today(delivery.dispatched_at_ms.unwrap_or(delivery.created_at_ms));
    format!(
        "【訂正とお詫び】\n{}月{}日にお送りしたお知らせに誤りがありました。お詫びして訂正いたします。\n\n誤:【　】\n正:【　】",
        day.month(),
        day.day()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let shown = [0, 12, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
    }
}
