//! The API of the staff site: deliveries, message check, items, segments and counts, settings, imports, exports.
//!
//! Until staff can sign in, only a caller with the admin token gets in. Where no token is configured (every
//! deployed stage), nobody does.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post, put};
use queue::{Alarms, JobQueueUrl, Starts};
use store::{ConsoleTable, DeliveryTable, JobBucket, SegmentTable};

mod access;
mod audience;
mod confirmation;
mod deliveries;
mod delivery_list;
mod delivery_wire;
mod draft_wire;
mod drafts;
mod gate;
mod item_wire;
mod items;
mod jobs;
mod json;
mod messages;
mod problem;
mod reactions;
mod removal;
mod saved;
mod segments;
mod settings;
mod wire;
mod yesterday;

pub use audience::WarmAudience;
pub use delivery_list::KnownCounts;
pub use gate::{AdminToken, MachineToken, Who, other_department};
pub use yesterday::Yesterday;

/// A request body is at most this large; LINE's own limit for messages is 2 MB.
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

/// What one process of this function holds for its whole life.
pub struct App {
    /// Deliveries and batch rows.
    pub deliveries: DeliveryTable,
    /// Drafts and whatever else the site keeps.
    pub console: ConsoleTable,
    /// Sums that do not change any more.
    pub known_counts: KnownCounts,
    /// Followers by segment page.
    pub segments: SegmentTable,
    /// The planes of all pages, kept warm for counting.
    pub audience: WarmAudience,
    /// The same planes of an earlier day.
    pub yesterday: Yesterday,
    /// Files of jobs.
    pub files: JobBucket,
    /// Job queue.
    pub jobs: JobQueueUrl,
    /// The form's address, which greetings link to.
    pub form_url: String,
    /// Start queue.
    pub starts: Starts,
    /// Scheduler.
    pub alarms: Alarms,
    /// The local city's programs.
    pub token: MachineToken,
}

/// All routes; each answers JSON, errors as `application/problem+json` with Japanese texts.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    Router::new()
        .route("/api/deliveries", post(deliveries::create).get(delivery_list::list))
        .route("/api/deliveries/{id}", get(deliveries::read))
        .route("/api/deliveries/{id}/batches", get(deliveries::batches))
        .route("/api/deliveries/{id}/schedule", put(deliveries::schedule))
        .route("/api/deliveries/{id}/start", post(deliveries::start))
        .route("/api/deliveries/{id}/cancel", post(deliveries::cancel))
        .route("/api/deliveries/{id}/resume", post(deliveries::resume))
        .route("/api/deliveries/{id}/stop", post(deliveries::stop))
        .route("/api/deliveries/{id}/unschedule", post(confirmation::unschedule))
        .route("/api/home", get(delivery_list::home))
        .merge(drafts::routes())
        .route("/api/messages/check", post(messages::check))
        .route("/api/segments/count", post(segments::count))
        .route("/api/settings/{name}", get(settings::read).put(settings::replace))
        .route("/api/jobs/{id}", get(jobs::read))
        .route("/api/imports", post(jobs::import))
        .route("/api/imports/{id}", get(jobs::read_import))
        .route("/api/imports/{id}/start", post(jobs::start_import))
        .route("/api/exports", post(jobs::export))
        .route("/api/exports/{id}", get(jobs::read_export))
        .merge(items_and_segments())
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), gate::admit))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(app)
}

fn items_and_segments() -> Router<Arc<App>> {
    let options = "/api/items/{id}/options";
    let option = "/api/items/{id}/options/{option}";
    Router::new()
        .route("/api/items", get(items::read).post(items::create))
        .route("/api/items/order", put(items::reorder))
        .route("/api/items/{id}", put(items::rewrite).delete(removal::delete_item))
        .route("/api/items/{id}/archive", post(items::archive))
        .route("/api/items/{id}/restore", post(items::restore))
        .route("/api/items/{id}/impact", get(removal::item_impact))
        .route(options, post(items::add_option).put(items::reorder_options))
        .route(option, put(items::rewrite_option).delete(removal::delete_option))
        .route("/api/items/{id}/options/{option}/impact", get(removal::option_impact))
        .route("/api/reactions", get(reactions::list))
        .route("/api/segments", get(saved::list).post(saved::create))
        .route("/api/segments/{id}", get(saved::read).put(saved::replace).delete(saved::delete))
}
