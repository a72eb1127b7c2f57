//! The API of the staff site: signing in, staff, drafts, deliveries, items, segments and counts, settings, imports,
//! exports. Whoever asks passes [`gate`] first: a session in a cookie from one of the city's two addresses, or the
//! token of the local city, which no deployed stage has.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post, put};
use queue::{Alarms, JobQueueUrl, Starts, TestQueueUrl};
use runtime::secrets::Secret;
use store::{AuditTable, ConsoleTable, DeliveryTable, JobBucket, SegmentTable, StaffTable, TesterTable};

pub mod access;
mod asked;
mod audience;
mod confirmation;
mod deliveries;
mod delivery_list;
mod delivery_wire;
mod departments;
mod draft_tests;
mod draft_wire;
mod drafts;
mod gate;
mod item_wire;
mod items;
mod jobs;
mod json;
mod media;
mod messages;
mod once;
mod problem;
mod reactions;
mod records;
mod removal;
mod reviews;
mod saved;
mod segments;
mod session;
mod settings;
mod staff;
mod templates;
mod tester_groups;
mod tester_search;
mod testers;
mod trails;
mod wire;
mod yesterday;

pub use audience::WarmAudience;
pub use delivery_list::KnownCounts;
pub use gate::{AdminToken, Door, MachineToken, Who, other_department};
pub use media::MediaDesk;
pub use session::FirstCode;
pub use yesterday::Yesterday;

/// A request body is at most this large; LINE's own limit for messages is 2 MB.
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

/// What one process of this function holds for its whole life.
pub struct App {
    /// Deliveries and batch rows.
    pub deliveries: DeliveryTable,
    /// Drafts and whatever else the site keeps.
    pub console: ConsoleTable,
    /// Testers, their groups, and tests of drafts.
    pub testers: TesterTable,
    /// Test queue.
    pub tests: TestQueueUrl,
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
    /// Pictures, films and sounds.
    pub media: MediaDesk,
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
    /// Members, sessions and departments.
    pub staff: StaffTable,
    /// Who did what, and who came in.
    pub trail: AuditTable,
    /// Where staff come from.
    pub door: Door,
    /// What makes the first administrator; nobody's where there is none.
    pub first_code: Option<Secret<FirstCode>>,
    /// `local`, `test` or `prod`, as the site shows it.
    pub environment: &'static str,
}

/// What the site calls this city. The local one is the only one with a token for programs.
pub fn environment(stage: &str, has_token: bool) -> anyhow::Result<&'static str> {
    match stage {
        _ if has_token => Ok("local"),
        "prod" => Ok("prod"),
        "test" => Ok("test"),
        other => anyhow::bail!("{other} is no stage"),
    }
}

/// All routes; each answers JSON, errors as `application/problem+json` with Japanese texts.
pub fn router(app: App) -> Router {
    let app = Arc::new(app.sealed());
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
        .route("/api/reviews/{id}", post(reviews::done))
        .merge(drafts::routes())
        .merge(draft_tests::routes())
        .merge(templates::routes())
        .merge(testers::routes())
        .merge(tester_groups::routes())
        .merge(tester_search::routes())
        .merge(session::routes())
        .merge(staff::routes())
        .merge(departments::routes())
        .merge(media::routes())
        .merge(trails::routes())
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
