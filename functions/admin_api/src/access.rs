//! Who may call which route. A route that is not here is closed to everybody, and a test compares this table with the
//! routes that exist.

use axum::http::Method;
use domain::staff::Permission;
use domain::staff::Permission as P;

/// What a caller must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: the ways in.
    Anonymous,
    /// To be signed in with a second factor.
    SignedIn,
    /// All of these.
    All(&'static [Permission]),
    /// At least one of these.
    Any(&'static [Permission]),
    /// To be a program with the local city's token.
    MachineOnly,
}

/// One route with one method.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// As the router writes it.
    pub path: &'static str,
    /// What the caller must have.
    pub need: Need,
    /// Whether the second factor must have been shown within five minutes.
    pub step_up: bool,
    /// Whether it may be called while looking through a colleague's eyes, although it is no GET.
    pub while_viewing: bool,
}

impl Access {
    const fn new(method: &'static str, path: &'static str, need: Need) -> Self {
        Self { method, path, need, step_up: false, while_viewing: false }
    }

    const fn also_while_viewing(self) -> Self {
        Self { while_viewing: true, ..self }
    }

    const fn stepped_up(self) -> Self {
        Self { step_up: true, ..self }
    }
}

const fn signed_in(method: &'static str, path: &'static str) -> Access {
    Access::new(method, path, Need::SignedIn)
}

const fn all(method: &'static str, path: &'static str, permissions: &'static [Permission]) -> Access {
    Access::new(method, path, Need::All(permissions))
}

const fn any(method: &'static str, path: &'static str, permissions: &'static [Permission]) -> Access {
    Access::new(method, path, Need::Any(permissions))
}

const fn anonymous(method: &'static str, path: &'static str) -> Access {
    Access::new(method, path, Need::Anonymous)
}

const fn machine(method: &'static str, path: &'static str) -> Access {
    Access::new(method, path, Need::MachineOnly)
}

/// Everybody who writes, sends or keeps groups needs to count.
const COUNTERS: &[Permission] = &[P::DeliveriesWrite, P::DeliveriesApprove, P::DeliveriesSend, P::Groups];

/// Everybody with a hand in a delivery.
const EDITORS: &[Permission] = &[P::DeliveriesWrite, P::DeliveriesApprove, P::DeliveriesSend];

/// Every route.
pub static ROUTES: &[Access] = &[
    // The ways in
    anonymous("GET", "/api/session"),
    anonymous("POST", "/api/session"),
    anonymous("DELETE", "/api/session").also_while_viewing(),
    anonymous("POST", "/api/session/totp"),
    anonymous("POST", "/api/session/enroll/totp"),
    anonymous("PUT", "/api/session/enroll/totp"),
    anonymous("POST", "/api/session/enroll/passkey/options"),
    anonymous("PUT", "/api/session/enroll/passkey"),
    anonymous("POST", "/api/session/passkey/options").also_while_viewing(),
    anonymous("POST", "/api/session/passkey"),
    anonymous("POST", "/api/session/invitation"),
    anonymous("POST", "/api/session/first"),
    signed_in("POST", "/api/session/step-up").also_while_viewing(),
    signed_in("GET", "/api/session/passkeys"),
    signed_in("POST", "/api/session/passkeys").stepped_up(),
    signed_in("POST", "/api/session/passkeys/options").stepped_up(),
    signed_in("PUT", "/api/session/passkeys/{id}").stepped_up(),
    signed_in("DELETE", "/api/session/passkeys/{id}").stepped_up(),
    signed_in("GET", "/api/session/history"),
    signed_in("POST", "/api/session/authenticator").stepped_up(),
    signed_in("PUT", "/api/session/authenticator").stepped_up(),
    signed_in("PUT", "/api/session/password").stepped_up(),
    signed_in("DELETE", "/api/session/others").stepped_up(),
    signed_in("GET", "/api/session/open"),
    signed_in("DELETE", "/api/session/open/{id}").stepped_up(),
    signed_in("POST", "/api/session/extend").also_while_viewing(),
    all("POST", "/api/session/view-as", &[P::Users]),
    signed_in("DELETE", "/api/session/view-as").also_while_viewing(),
    // Staff and departments
    any("GET", "/api/staff", &[P::Users, P::Trails]),
    all("POST", "/api/staff", &[P::Users]).stepped_up(),
    all("GET", "/api/staff.csv", &[P::Users]).stepped_up(),
    any("GET", "/api/staff/{id}", &[P::Users, P::Trails]),
    all("PUT", "/api/staff/{id}", &[P::Users]).stepped_up(),
    all("POST", "/api/staff/{id}/unlock", &[P::Users]).stepped_up(),
    all("POST", "/api/staff/{id}/reset", &[P::Users]).stepped_up(),
    all("POST", "/api/staff/{id}/sign-out", &[P::Users]).stepped_up(),
    all("POST", "/api/staff/{id}/suspend", &[P::Users]).stepped_up(),
    all("POST", "/api/staff/{id}/restore", &[P::Users]).stepped_up(),
    any("GET", "/api/staff/{id}/belongings", &[P::Users]),
    all("POST", "/api/staff/{id}/hand-over", &[P::Users]).stepped_up(),
    all("POST", "/api/staff/csv/preview", &[P::Users]),
    all("POST", "/api/staff/csv/apply", &[P::Users]).stepped_up(),
    signed_in("GET", "/api/departments"),
    any("POST", "/api/departments", &[P::Users, P::Settings]),
    any("PUT", "/api/departments/{id}", &[P::Users, P::Settings]),
    // Trails
    any("GET", "/api/trails/notable", &[P::Users, P::Trails]),
    all("GET", "/api/trails/logins", &[P::Trails]),
    all("GET", "/api/trails/logins.csv", &[P::Trails]).stepped_up(),
    all("GET", "/api/trails/operations", &[P::Trails]),
    all("GET", "/api/trails/operations.csv", &[P::Trails]).stepped_up(),
    all("GET", "/api/trails/verify", &[P::Trails]),
    // Deliveries
    machine("POST", "/api/deliveries"),
    signed_in("GET", "/api/deliveries/{id}"),
    signed_in("GET", "/api/deliveries/{id}/batches"),
    signed_in("GET", "/api/deliveries"),
    signed_in("GET", "/api/deliveries/same-minute"),
    all("POST", "/api/deliveries/{id}/stop", &[P::DeliveriesSend]),
    all("POST", "/api/deliveries/{id}/unschedule", &[P::DeliveriesSend]),
    signed_in("GET", "/api/home"),
    all("POST", "/api/reviews/{id}", &[P::DeliveriesApprove]),
    machine("PUT", "/api/deliveries/{id}/schedule"),
    machine("POST", "/api/deliveries/{id}/start"),
    all("POST", "/api/deliveries/{id}/cancel", &[P::DeliveriesSend]),
    all("POST", "/api/deliveries/{id}/resume", &[P::DeliveriesSend]),
    all("POST", "/api/deliveries/{id}/decision", &[P::DeliveriesSend]),
    any("POST", "/api/messages/check", &[P::DeliveriesWrite, P::DeliveriesApprove, P::Settings])
        .also_while_viewing(),
    // Drafts
    signed_in("GET", "/api/drafts"),
    all("POST", "/api/drafts", &[P::DeliveriesWrite]),
    signed_in("GET", "/api/drafts/{id}"),
    all("PUT", "/api/drafts/{id}", &[P::DeliveriesWrite]),
    all("DELETE", "/api/drafts/{id}", &[P::DeliveriesWrite]),
    any("POST", "/api/drafts/{id}/confirmation", EDITORS).also_while_viewing(),
    all("POST", "/api/drafts/{id}/put-back", &[P::DeliveriesWrite]),
    any("GET", "/api/drafts/{id}/links", EDITORS),
    any("PUT", "/api/drafts/{id}/acknowledgements", &[P::DeliveriesWrite, P::DeliveriesSend]),
    all("POST", "/api/drafts/{id}/approval", &[P::DeliveriesWrite]),
    all("POST", "/api/drafts/{id}/approval/approve", &[P::DeliveriesApprove]),
    all("POST", "/api/drafts/{id}/approval/return", &[P::DeliveriesApprove]),
    all("POST", "/api/drafts/{id}/approval/withdraw", &[P::DeliveriesWrite]),
    all("POST", "/api/drafts/{id}/send", &[P::DeliveriesSend]),
    all("PUT", "/api/drafts/{id}/presence/{page}", &[P::DeliveriesWrite]),
    all("DELETE", "/api/drafts/{id}/presence/{page}", &[P::DeliveriesWrite]),
    // Templates
    signed_in("GET", "/api/templates"),
    signed_in("GET", "/api/templates/{id}"),
    all("POST", "/api/templates", &[P::DeliveriesWrite]),
    all("PUT", "/api/templates/{id}", &[P::DeliveriesWrite]),
    all("DELETE", "/api/templates/{id}", &[P::DeliveriesWrite]),
    all("POST", "/api/templates/{id}/put-back", &[P::DeliveriesWrite]),
    // Tests and testers
    any("GET", "/api/drafts/{id}/tests", EDITORS),
    all("POST", "/api/drafts/{id}/tests", &[P::DeliveriesWrite]),
    any("GET", "/api/testers", &[P::Testers, P::DeliveriesWrite]),
    all("POST", "/api/testers", &[P::Testers]),
    all("POST", "/api/testers/candidates", &[P::Testers]),
    all("GET", "/api/testers/candidates/{id}", &[P::Testers]),
    all("POST", "/api/testers/codes", &[P::Testers]),
    all("PUT", "/api/testers/{id}", &[P::Testers]),
    all("DELETE", "/api/testers/{id}", &[P::Testers]),
    any("GET", "/api/tester-groups", &[P::Testers, P::DeliveriesWrite]),
    all("POST", "/api/tester-groups", &[P::Testers]),
    all("PUT", "/api/tester-groups/{id}", &[P::Testers]),
    all("DELETE", "/api/tester-groups/{id}", &[P::Testers]),
    all("POST", "/api/tester-groups/{id}/put-back", &[P::Testers]),
    // The bin: each kind of thing by the permission to delete it
    any("GET", "/api/bin", &[P::DeliveriesWrite, P::Groups, P::Testers]),
    // Media
    all("POST", "/api/media", &[P::DeliveriesWrite]),
    all("GET", "/api/media/{id}", &[P::DeliveriesWrite]),
    // Segments and counts
    any("POST", "/api/segments/count", COUNTERS).also_while_viewing(),
    signed_in("GET", "/api/reactions"),
    signed_in("GET", "/api/segments"),
    all("POST", "/api/segments", &[P::Groups]),
    signed_in("GET", "/api/segments/{id}"),
    all("PUT", "/api/segments/{id}", &[P::Groups]),
    all("DELETE", "/api/segments/{id}", &[P::Groups]),
    all("POST", "/api/segments/{id}/put-back", &[P::Groups]),
    // Items
    signed_in("GET", "/api/items"),
    all("POST", "/api/items", &[P::Items]),
    all("PUT", "/api/items/order", &[P::Items]),
    all("PUT", "/api/items/{id}", &[P::Items]),
    all("DELETE", "/api/items/{id}", &[P::Items]).stepped_up(),
    all("POST", "/api/items/{id}/archive", &[P::Items]),
    all("POST", "/api/items/{id}/restore", &[P::Items]),
    all("GET", "/api/items/{id}/impact", &[P::Items]),
    all("POST", "/api/items/{id}/options", &[P::Items]),
    all("PUT", "/api/items/{id}/options", &[P::Items]),
    all("PUT", "/api/items/{id}/options/{option}", &[P::Items]),
    all("DELETE", "/api/items/{id}/options/{option}", &[P::Items]).stepped_up(),
    all("GET", "/api/items/{id}/options/{option}/impact", &[P::Items]),
    // Jobs: citizens' answers as files
    any("GET", "/api/jobs/{id}", &[P::Items, P::Exports]),
    all("POST", "/api/imports", &[P::Exports]),
    all("GET", "/api/imports/{id}", &[P::Exports]).stepped_up(),
    all("POST", "/api/imports/{id}/start", &[P::Exports]).stepped_up(),
    all("POST", "/api/exports", &[P::Exports]).stepped_up(),
    all("GET", "/api/exports/{id}", &[P::Exports]).stepped_up(),
    // Settings
    signed_in("GET", "/api/settings/{name}"),
    all("PUT", "/api/settings/{name}", &[P::Settings]).stepped_up(),
    any("POST", "/api/guard-reviews/{id}", &[P::Users, P::Settings]),
];

/// The entry of a route; HEAD is read as GET.
pub fn access(method: &Method, path: &str) -> Option<&'static Access> {
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    ROUTES.iter().find(|entry| entry.method == method && entry.path == path)
}

/// Whether no method of this path is listed.
pub fn is_unknown(path: &str) -> bool {
    ROUTES.iter().all(|entry| entry.path != path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_listed_once_and_needs_somebody() {
        let mut seen = BTreeSet::new();
        for entry in ROUTES {
            assert!(seen.insert((entry.path, entry.method)), "{entry:?}");
            if let Need::All(permissions) | Need::Any(permissions) = entry.need {
                assert!(!permissions.is_empty(), "{entry:?} would be open or closed to everybody");
            }
        }
    }
}
