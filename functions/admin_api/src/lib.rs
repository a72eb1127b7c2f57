//! The API of the staff site: signing in, staff, drafts, deliveries, items, segments and counts, settings, imports,
//! exports. Whoever asks passes [`gate`] first: a session in a cookie from one of the city's two addresses, or the
//! token of the local city, which no deployed stage has.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::Response;
use domain::staff::passkey::{OddSite, Site};
use queue::{Alarms, JobQueueUrl, Starts, TestQueueUrl};
use runtime::secrets::Secret;
use store::{AuditTable, ConsoleTable, DeliveryTable, JobBucket, SegmentTable, StaffTable, TesterTable};

use item_wire::{ChangedItem, ItemsAnswer};
use routes::Routes;

pub mod access;
mod admission;
mod answered;
mod approvals;
mod asked;
mod audience;
mod binned;
mod brakes;
mod confirmation;
mod corrections;
mod decisions;
mod deliveries;
mod delivery_list;
mod delivery_sums;
mod delivery_wire;
mod departments;
mod draft_tests;
mod draft_wire;
mod drafts;
mod gate;
mod guard_reviews;
mod home;
mod item_wire;
mod items;
mod jobs;
mod json;
mod links;
mod media;
mod messages;
mod moments;
mod openapi;
mod presence;
mod problem;
mod reactions;
mod records;
mod removal;
mod reviews;
mod routes;
mod saved;
mod segments;
mod session;
mod settings;
mod shapes;
mod staff;
mod templates;
mod tester_groups;
mod tester_search;
mod testers;
mod trails;
mod wire;
mod yesterday;

pub use audience::WarmAudience;
pub use delivery_sums::KnownCounts;
pub use gate::{AdminToken, Door, MachineToken, Who, other_department};
pub use links::LinkDesk;
pub use media::MediaDesk;
pub use openapi::openapi;
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
    /// Looks whether what a link leads to is there.
    pub links: LinkDesk,
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
    /// The name that passkeys belong to, where the console has one.
    pub site: Option<Site>,
    /// What makes the first administrator; nobody's where there is none.
    pub first_code: Option<Secret<FirstCode>>,
    /// `local`, `test` or `prod`, as the site shows it.
    pub environment: &'static str,
}

/// The site that passkeys belong to. Without a name of its own, as at a number or at AWS's own address, there is none.
pub fn site(address: Option<String>) -> anyhow::Result<Option<Site>> {
    match address.as_deref().map(Site::parse) {
        None | Some(Err(OddSite::NoName)) => Ok(None),
        Some(site) => Ok(Some(site?)),
    }
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
    all(Router::new())
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::from_fn(asked::note_what_is_said))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), gate::admit))
        .layer(middleware::map_response(keep_nothing))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(app)
}

/// R-A8: no browser and nothing on the way keeps an answer.
async fn keep_nothing(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Every route, for the router and for the description alike.
fn all<R: Routes>(routes: R) -> R {
    let routes = session::routes(routes);
    let routes = staff::routes(routes);
    let routes = departments::routes(routes);
    let routes = deliveries::routes(routes);
    let routes = guard_reviews::routes(reviews::routes(routes));
    let routes = links::routes(presence::routes(approvals::routes(drafts::routes(routes))));
    let routes = media::routes(routes);
    let routes = draft_tests::routes(routes);
    let routes = templates::routes(routes);
    let routes = testers::routes(routes);
    let routes = tester_groups::routes(routes);
    let routes = tester_search::routes(routes);
    let routes = trails::routes(routes);
    let routes = binned::routes(routes);
    let routes = segments(routes);
    let routes = items(routes);
    let routes = jobs::routes(routes);
    settings::routes(routes)
}

fn segments<R: Routes>(routes: R) -> R {
    routes
        .post("/api/messages/check", messages::check)
        .post("/api/segments/count", segments::count)
        .refused(&[429])
        .get("/api/reactions", reactions::list)
        .get("/api/segments", saved::list)
        .post("/api/segments", saved::create)
        .refused(&[409])
        .get("/api/segments/{id}", saved::read)
        .put("/api/segments/{id}", saved::replace)
        .stale_shows::<saved::SegmentAnswer>()
        .delete("/api/segments/{id}", saved::delete)
        .stale_shows::<saved::SegmentAnswer>()
}

fn items<R: Routes>(routes: R) -> R {
    let options = "/api/items/{id}/options";
    let option = "/api/items/{id}/options/{option}";
    routes
        .get("/api/items", items::read)
        .post("/api/items", items::create)
        .needs(&["kind"])
        .stale_shows::<ChangedItem>()
        .put("/api/items/order", items::reorder)
        .stale_shows::<ItemsAnswer>()
        .put("/api/items/{id}", items::rewrite)
        .stale_shows::<ChangedItem>()
        .delete("/api/items/{id}", removal::delete_item)
        .stale_shows::<ChangedItem>()
        .post("/api/items/{id}/archive", items::archive)
        .stale_shows::<ChangedItem>()
        .post("/api/items/{id}/restore", items::restore)
        .stale_shows::<ChangedItem>()
        .get("/api/items/{id}/impact", removal::item_impact)
        .post(options, items::add_option)
        .stale_shows::<ChangedItem>()
        .put(options, items::reorder_options)
        .stale_shows::<ChangedItem>()
        .put(option, items::rewrite_option)
        .stale_shows::<ChangedItem>()
        .delete(option, removal::delete_option)
        .stale_shows::<ChangedItem>()
        .get("/api/items/{id}/options/{option}/impact", removal::option_impact)
}
