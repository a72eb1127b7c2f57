//! Who may do what, written down apart from the code: one line a route.
//!
//! `anybody`, `signed-in`, `program`, or permissions: `|` means that one of them is enough. `fresh` wants the second
//! factor within five minutes, `looking` may be called through a colleague's eyes although it is no GET, and `own` is
//! about something that belongs to a department.

/// What somebody of each role may do from their first day, by the names of the permissions (docs/manuals/staff.md,
/// chapters 8 and 9): who looks on sees the statistics, who writes also keeps groups and testers, who approves also
/// sends, in an emergency without approval, and administrators do everything.
pub const ROLES: &str = "
administrator  deliveries_write deliveries_approve deliveries_send deliveries_emergency groups testers statistics items menus mail_rules exports users settings trails
approver       deliveries_write deliveries_approve deliveries_send deliveries_emergency groups testers statistics
writer         deliveries_write groups testers statistics
viewer         statistics
";

/// Where something gets its department, or its departments, from what the request says.
pub const INTO: &str = "
POST /api/drafts                 deliveries_write
PUT  /api/drafts/{id}            deliveries_write
POST /api/templates              deliveries_write
PUT  /api/templates/{id}         deliveries_write
POST /api/segments               groups
PUT  /api/segments/{id}          groups
POST /api/testers                testers
PUT  /api/testers/{id}           testers
POST /api/testers/codes          testers
POST /api/tester-groups          testers
PUT  /api/tester-groups/{id}     testers
POST /api/staff                  users
PUT  /api/staff/{id}             users
POST /api/staff/csv/preview      users
POST /api/staff/csv/apply        users
";

/// Lists of things that have departments, for whoever may do everything in their own. The trail is the whole city's.
pub const LISTS: &str = "
home drafts deliveries deliveries?view=upcoming deliveries?view=running deliveries?view=held deliveries?view=undecided
deliveries?view=lately deliveries?view=past segments reactions templates testers tester-groups staff
items/ward/impact items/ward/options/takatsu/impact
";

/// Every route.
pub const TABLE: &str = "
GET    /api/session                                anybody
POST   /api/session                                anybody
DELETE /api/session                                anybody            looking
POST   /api/session/totp                           anybody
POST   /api/session/enroll/totp                    anybody
PUT    /api/session/enroll/totp                    anybody
POST   /api/session/passkey                        anybody
POST   /api/session/passkey/options                anybody            looking
POST   /api/session/enroll/passkey/options         anybody
PUT    /api/session/enroll/passkey                 anybody
GET    /api/session/passkeys                       signed-in
POST   /api/session/passkeys                       signed-in          fresh
POST   /api/session/passkeys/options               signed-in          fresh
PUT    /api/session/passkeys/{id}                  signed-in          fresh
DELETE /api/session/passkeys/{id}                  signed-in          fresh
POST   /api/session/authenticator                  signed-in          fresh
PUT    /api/session/authenticator                  signed-in          fresh
PUT    /api/session/password                       signed-in          fresh
DELETE /api/session/others                         signed-in          fresh
GET    /api/session/open                           signed-in
DELETE /api/session/open/{id}                      signed-in          fresh
POST   /api/session/invitation                     anybody
POST   /api/session/first                          anybody
POST   /api/session/step-up                        signed-in          looking
GET    /api/session/history                        signed-in
POST   /api/session/extend                         signed-in          looking
POST   /api/session/view-as                        users
DELETE /api/session/view-as                        signed-in          looking

GET    /api/staff                                  users|trails
POST   /api/staff                                  users              fresh
GET    /api/staff.csv                               users              fresh
GET    /api/staff/{id}                             users|trails       own
PUT    /api/staff/{id}                             users              fresh own
POST   /api/staff/{id}/unlock                      users              fresh own
POST   /api/staff/{id}/reset                       users              fresh own
POST   /api/staff/{id}/sign-out                    users              fresh own
POST   /api/staff/{id}/suspend                     users              fresh own
POST   /api/staff/{id}/restore                     users              fresh own
GET    /api/staff/{id}/belongings                  users              own
POST   /api/staff/{id}/hand-over                   users              fresh own
POST   /api/staff/csv/preview                      users
POST   /api/staff/csv/apply                        users              fresh
GET    /api/departments                            signed-in
POST   /api/departments                            users|settings
PUT    /api/departments/{id}                       users|settings     own

GET    /api/trails/notable                         users|trails
GET    /api/trails/logins                          trails
GET    /api/trails/logins.csv                      trails             fresh
GET    /api/trails/operations                      trails
GET    /api/trails/operations.csv                  trails             fresh
GET    /api/trails/verify                          trails

GET    /api/home                                   signed-in
GET    /api/deliveries                             signed-in
GET    /api/deliveries/same-minute                 signed-in
POST   /api/deliveries                             program
GET    /api/deliveries/{id}                        signed-in          own
GET    /api/deliveries/{id}/batches                signed-in          own
PUT    /api/deliveries/{id}/schedule               program
POST   /api/deliveries/{id}/start                  program
POST   /api/deliveries/{id}/cancel                 deliveries_send    own
POST   /api/deliveries/{id}/resume                 deliveries_send    own
POST   /api/deliveries/{id}/decision               deliveries_send    own
POST   /api/deliveries/{id}/stop                   deliveries_send    own
POST   /api/deliveries/{id}/unschedule             deliveries_send    own

POST   /api/reviews/{id}                           deliveries_approve own

GET    /api/drafts                                 signed-in
POST   /api/drafts                                 deliveries_write
GET    /api/drafts/{id}                            signed-in          own
PUT    /api/drafts/{id}                            deliveries_write   own
DELETE /api/drafts/{id}                            deliveries_write   own
POST   /api/drafts/{id}/put-back                   deliveries_write   own
POST   /api/drafts/{id}/confirmation               deliveries_write|deliveries_approve|deliveries_send  own  looking
GET    /api/drafts/{id}/links                      deliveries_write|deliveries_approve|deliveries_send  own
PUT    /api/drafts/{id}/acknowledgements           deliveries_write|deliveries_send  own
POST   /api/drafts/{id}/approval                   deliveries_write   own
POST   /api/drafts/{id}/approval/approve           deliveries_approve own
POST   /api/drafts/{id}/approval/return            deliveries_approve own
POST   /api/drafts/{id}/approval/withdraw          deliveries_write   own
POST   /api/drafts/{id}/send                       deliveries_send    own
PUT    /api/drafts/{id}/presence/{page}            deliveries_write   own
DELETE /api/drafts/{id}/presence/{page}            deliveries_write
GET    /api/drafts/{id}/tests                      deliveries_write|deliveries_approve|deliveries_send  own
POST   /api/drafts/{id}/tests                      deliveries_write   own

GET    /api/templates                              signed-in
GET    /api/templates/{id}                         signed-in         own
POST   /api/templates                              deliveries_write
PUT    /api/templates/{id}                         deliveries_write   own
DELETE /api/templates/{id}                         deliveries_write   own
POST   /api/templates/{id}/put-back                deliveries_write   own

GET    /api/testers                                testers|deliveries_write
POST   /api/testers                                testers
POST   /api/testers/candidates                     testers
GET    /api/testers/candidates/{id}                testers
POST   /api/testers/codes                          testers
PUT    /api/testers/{id}                           testers            own
DELETE /api/testers/{id}                           testers            own
GET    /api/tester-groups                          testers|deliveries_write
POST   /api/tester-groups                          testers
PUT    /api/tester-groups/{id}                     testers            own
DELETE /api/tester-groups/{id}                     testers            own
POST   /api/tester-groups/{id}/put-back            testers            own

POST   /api/media                                  deliveries_write
GET    /api/media/{id}                             deliveries_write

POST   /api/messages/check                         deliveries_write|deliveries_approve|settings  looking

POST   /api/segments/count                         deliveries_write|deliveries_approve|deliveries_send|groups  looking
GET    /api/reactions                              signed-in
GET    /api/segments                               signed-in
POST   /api/segments                               groups
GET    /api/segments/{id}                          signed-in          own
PUT    /api/segments/{id}                          groups             own
DELETE /api/segments/{id}                          groups             own
POST   /api/segments/{id}/put-back                 groups             own

GET    /api/bin                                    deliveries_write|groups|testers

GET    /api/items                                  signed-in
POST   /api/items                                  items
PUT    /api/items/order                            items
PUT    /api/items/{id}                             items
DELETE /api/items/{id}                             items              fresh
POST   /api/items/{id}/archive                     items
POST   /api/items/{id}/restore                     items
GET    /api/items/{id}/impact                      items
POST   /api/items/{id}/options                     items
PUT    /api/items/{id}/options                     items
PUT    /api/items/{id}/options/{option}            items
DELETE /api/items/{id}/options/{option}            items              fresh
GET    /api/items/{id}/options/{option}/impact     items

GET    /api/jobs/{id}                              items|exports
POST   /api/imports                                exports
GET    /api/imports/{id}                           exports            fresh
POST   /api/imports/{id}/start                     exports            fresh
POST   /api/exports                                exports            fresh
GET    /api/exports/{id}                           exports            fresh

GET    /api/settings/{name}                        signed-in
PUT    /api/settings/{name}                        settings           fresh
POST   /api/guard-reviews/{id}                     users|settings
";
