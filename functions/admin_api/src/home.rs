//! `/api/home`: what goes out today, what waits for somebody, and what went wrong lately.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::delivery::{Delivery, Status};
use domain::draft::{Draft, DraftState};
use domain::segment::Target;
use domain::staff::{Permission, lasting_keepers};
use serde::Serialize;
use usecases::staff::ports::StaffRoom as _;
use utoipa::ToSchema;

use crate::App;
use crate::corrections::summaries;
use crate::delivery_list::{Filter, SummaryAnswer, lines};
use crate::draft_wire::DraftSummary;
use crate::drafts::{is_theirs, seen_as};
use crate::gate::Who;
use crate::guard_reviews::{self, GuardReviewAnswer};
use crate::presence::OpenNow;
use crate::problem::Problem;
use crate::reviews::{ReviewAnswer, waiting};
use crate::segments::this_month;
use crate::wire::today;

const DAY_MS: u64 = 24 * 3_600_000;
const JAPAN_MS: u64 = 9 * 3_600_000;
/// So long a delivery that did not reach everybody is shown after its end.
const FAILING_DAYS: u64 = 7;
/// Own drafts on the screen; the list of deliveries has them all.
const MOST_DRAFTS: usize = 20;

/// `GET /api/home`.
#[derive(Debug, Serialize, ToSchema)]
pub struct HomeAnswer {
    /// What went out today, what is going out, and what is still to go out today.
    today: Vec<SummaryAnswer>,
    running: Vec<SummaryAnswer>,
    /// Somebody decides whether it still shall go out; one that was held in the middle can only be given up.
    held: Vec<SummaryAnswer>,
    /// Stopped in the middle: those who are left wait for somebody.
    paused: Vec<SummaryAnswer>,
    /// Ended within seven days, and some were certainly not reached.
    failing: Vec<SummaryAnswer>,
    /// Over, but nobody knows of some whether they got it, and nobody has decided about them.
    undecided: Vec<SummaryAnswer>,
    awaiting_approval: Vec<DraftSummary>,
    my_drafts: Vec<DraftSummary>,
    /// Agreed to and not sent yet, for those who may send.
    approved: Vec<DraftSummary>,
    /// Deliveries without approval that this person, as the second, has to look at.
    reviews: Vec<ReviewAnswer>,
    /// Weakened guards that this person, as the second, has to look at.
    guard_reviews: Vec<GuardReviewAnswer>,
    friends: u64,
    /// How many administrators without an end there are, for those who look after the staff: with fewer than two, one
    /// lost telephone closes the city.
    lasting_administrators: Option<usize>,
}

/// The day in Japan that a moment lies in: its first millisecond, and the first of the next one.
fn day_of(now_ms: u64) -> (u64, u64) {
    let begins_ms = (now_ms + JAPAN_MS) / DAY_MS * DAY_MS - JAPAN_MS;
    (begins_ms, begins_ms + DAY_MS)
}

/// Began to go out on this day. Rows from before the begin was written down count by their end.
fn went_out_in(delivery: &Delivery, (from_ms, to_ms): (u64, u64)) -> bool {
    let began = delivery.dispatched_version.and(delivery.dispatched_at_ms.or(Some(delivery.updated_at_ms)));
    // What was held at its first step went to nobody.
    delivery.plan.batches() > 0 && began.is_some_and(|began_ms| (from_ms..to_ms).contains(&began_ms))
}

/// Of one kind each; `lines` reads the sums of those that are shown.
#[derive(Default)]
struct Sorted {
    today: Vec<Delivery>,
    running: Vec<Delivery>,
    held: Vec<Delivery>,
    paused: Vec<Delivery>,
}

impl Sorted {
    fn new(open: Vec<Delivery>, day: (u64, u64)) -> Self {
        let mut sorted = Self::default();
        for delivery in open {
            match delivery.status {
                Status::Scheduled { at_ms, .. } if at_ms < day.1 => sorted.today.push(delivery),
                Status::Dispatching | Status::Sending => sorted.running.push(delivery),
                Status::Held { .. } => sorted.held.push(delivery),
                Status::Paused { .. } => sorted.paused.push(delivery),
                Status::Scheduled { .. } | Status::Draft | Status::Sent | Status::Cancelled { .. } => (),
            }
        }
        sorted
    }
}

/// What somebody who comes to their desk wants to know.
pub async fn home(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<HomeAnswer>, Problem> {
    let now_ms = runtime::clock::now_ms();
    let day = day_of(now_ms);
    let open = Filter::default();
    let mine = async |found: Vec<Delivery>| lines(&app, &actor, &open, found).await;
    let sorted = Sorted::new(app.deliveries.unsettled().await?, day);
    let ended = app.deliveries.ended_since(now_ms - FAILING_DAYS * DAY_MS).await?;
    let (went_out, before): (Vec<_>, Vec<_>) = ended.into_iter().partition(|one| went_out_in(one, day));
    let went_out = mine(went_out).await?;
    let running = mine(sorted.running).await?;
    let failed = |line: &&SummaryAnswer| line.delivery.left_somebody_out();
    let mut failing: Vec<_> = mine(before).await?.iter().filter(failed).cloned().collect();
    failing.extend(went_out.iter().filter(failed).cloned());
    let todays = [went_out, running.clone(), mine(sorted.today).await?].concat();

    let catalogue = app.segments.read_catalogue().await?;
    let (open_now, drafts) = (OpenNow::read(&app, &actor).await, app.console.open_drafts().await?);
    let listed =
        async |these: Vec<&Draft>| summaries(&app, &actor, &catalogue, &open_now, these.into_iter()).await;
    let me = seen_as(&actor);
    let asked = |draft: &&Draft| draft.state == DraftState::ApprovalRequested && is_theirs(&actor, draft);
    let may_send = actor.may(Permission::DeliveriesSend);
    let ready = |draft: &&Draft| may_send && draft.state == DraftState::Approved && is_theirs(&actor, draft);
    let own = |draft: &&Draft| draft.author.id == me && is_theirs(&actor, draft);
    let index = app.audience.refreshed(&app.segments).await?;
    let friends = Target::Everyone.compile_count(&catalogue, this_month());
    let lasting_administrators = if actor.may(Permission::Users) {
        Some(lasting_keepers(app.staff.everybody().await?.iter(), today(now_ms)))
    } else {
        None
    };
    let approves = actor.may(Permission::DeliveriesApprove);
    Ok(Json(HomeAnswer {
        reviews: if approves { waiting(&app, &actor).await? } else { Vec::new() },
        today: todays,
        running,
        held: mine(sorted.held).await?,
        paused: mine(sorted.paused).await?,
        failing,
        undecided: mine(app.deliveries.undecided().await?).await?,
        awaiting_approval: listed(drafts.iter().filter(asked).collect()).await?,
        my_drafts: listed(drafts.iter().filter(own).take(MOST_DRAFTS).collect()).await?,
        approved: listed(drafts.iter().filter(ready).collect()).await?,
        guard_reviews: guard_reviews::waiting(&app, &actor).await?,
        lasting_administrators,
        friends: friends.map_or(0, |query| index.count(&query)),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let midnight_ms = 1_796_482_800_000; // 2026-12-06T00:00:00+09:00
        assert_eq!(midnight_ms % DAY_MS, DAY_MS - JAPAN_MS);
        assert_eq!(day_of(midnight_ms), (midnight_ms, midnight_ms + DAY_MS));
        assert_eq!(day_of(midnight_ms - 1).1, midnight_ms);
    }
}
