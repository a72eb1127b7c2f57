//! The OpenAPI 3.1 description of this API, read off the handlers' signatures: what they take, what they answer. The
//! program never makes it; `web/api/openapi.json` is what a test compares it with, and what the site's types are made of.

mod needed;
mod operation;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::handler::Handler;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::App;
use crate::access::{Access, Need, ROUTES};
use crate::problem::{Problem, codes};
use crate::routes::{Method, Routes};

pub use operation::{Answers, Described, Operation};

use operation::Schemas;

/// The whole description.
pub fn openapi() -> Value {
    crate::all(Description::default()).finish()
}

/// Path and verb.
type Place = (&'static str, &'static str);

#[derive(Default)]
struct Description {
    paths: BTreeMap<&'static str, Map<String, Value>>,
    schemas: Schemas,
    last: Option<Place>,
    /// Those that are given: two routes may share a handler, not a name.
    names: BTreeSet<String>,
    /// What bodies have to hold beside what their types say.
    needs: BTreeMap<Place, BTreeSet<&'static str>>,
}

impl Routes for Description {
    fn route<H, T>(mut self, method: Method, path: &'static str, _: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static,
    {
        let verb = match method {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
            Method::Delete => "delete",
        };
        let entry = ROUTES.iter().find(|one| one.path == path && one.method.eq_ignore_ascii_case(verb));
        let entry = entry.unwrap_or_else(|| panic!("access.rs does not say who may {verb} {path}"));
        let mut operation = Operation::new(&mut self.schemas);
        H::describe(&mut operation);
        let mut name = std::any::type_name::<H>().trim_start_matches("admin_api::").replace("::", "_");
        if self.names.contains(&name) {
            name.push_str(&path.replace("/api/", "_").replace(['/', '{', '}'], "_"));
        }
        assert!(self.names.insert(name.clone()), "{name} is there twice");
        let described = described(operation, entry, &name);
        let before = self.paths.entry(path).or_default().insert(verb.to_owned(), described);
        assert!(before.is_none(), "{verb} {path} is there twice");
        self.last = Some((path, verb));
        self
    }

    fn refused(mut self, statuses: &[u16]) -> Self {
        let (path, verb) = self.last.expect("a route comes first");
        let operation = self.paths.get_mut(path).and_then(|item| item.get_mut(verb));
        let answers = &mut operation.expect("it was just taken")["responses"];
        for status in statuses {
            answers[status.to_string()] = refusal(*status);
        }
        self
    }

    fn needs(mut self, fields: &[&'static str]) -> Self {
        self.needs.entry(self.last.expect("a route comes first")).or_default().extend(fields);
        self
    }

    fn stale_shows<T: ToSchema>(mut self) -> Self {
        let (problem, current) = (self.schemas.reference::<Problem>(), self.schemas.reference::<T>());
        self.schemas.all.entry("Conflict".to_owned()).or_insert_with(|| coded(&problem, 409));
        let conflict = json!({ "$ref": "#/components/schemas/Conflict" });
        let shown = json!({ "type": "object", "properties": { "current": current } });
        let (path, verb) = self.last.expect("a route comes first");
        let operation = self.paths.get_mut(path).and_then(|item| item.get_mut(verb));
        let operation = operation.expect("it was just taken");
        let body = &operation["requestBody"];
        if body["required"] == true && needed::property(&self.schemas, sent(body), "version").is_some() {
            self.needs.entry((path, verb)).or_default().insert("version");
        }
        operation["responses"]["409"] = json!({
            "description": "Refused. Where somebody else was faster, `current` is what stands now.",
            "content": { "application/problem+json": { "schema": { "allOf": [conflict, shown] } } },
        });
        self
    }
}

/// The schema of a request's body.
fn sent(body: &Value) -> &Value {
    &body["content"]["application/json"]["schema"]
}

/// A problem with one of the codes that this status comes with.
fn coded(problem: &Value, status: u16) -> Value {
    let codes = codes().find(|(one, _)| *one == status).map(|(_, codes)| codes);
    let code = json!({ "type": "object", "properties": { "code": { "type": "string", "enum": codes } } });
    json!({ "allOf": [problem, code] })
}

fn refusal(status: u16) -> Value {
    json!({ "$ref": format!("#/components/responses/{status}") })
}

fn described(operation: Operation<'_>, entry: &Access, name: &str) -> Value {
    let in_path = entry.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(operation.parameters);
    let mut refused = operation.refused;
    refused.extend([403, 503]);
    if entry.method != "GET" {
        parameters.push(json!({
            "name": "x-amz-content-sha256", "in": "header", "required": true, "schema": { "type": "string" },
            "description": "SHA-256 of the body in lower-case hex: the front door signs with it.",
        }));
    }
    if entry.need != Need::Anonymous || entry.method != "GET" {
        refused.insert(401);
    }
    let mut responses = operation.answers;
    responses.extend(refused.into_iter().map(|status| (status.to_string(), refusal(status))));
    let tag = entry.path.split('/').nth(2).unwrap_or_default();
    let mut described = json!({
        "operationId": name, "tags": [tag], "parameters": parameters, "responses": responses,
        "security": match entry.need {
            Need::Anonymous => json!([]),
            Need::MachineOnly => json!([{ "program": [] }]),
            _ => json!([{ "session": [] }]),
        },
    });
    if let Some(body) = operation.body {
        described["requestBody"] = body;
    }
    match entry.need {
        Need::All(permissions) => described["x-needs-all-of"] = names(permissions),
        Need::Any(permissions) => described["x-needs-one-of"] = names(permissions),
        Need::Anonymous | Need::SignedIn | Need::MachineOnly => (),
    }
    if entry.step_up {
        described["x-needs-step-up"] = true.into();
    }
    described
}

fn names(permissions: &[domain::staff::Permission]) -> Value {
    permissions.iter().map(|permission| permission.as_str()).collect()
}

impl Description {
    fn finish(mut self) -> Value {
        let problem = self.schemas.reference::<Problem>();
        self.require_what_is_always_there();
        needed::require(&mut self.paths, &mut self.schemas, &self.needs);
        let refusals = codes().map(|(status, _)| {
            let answer = json!({
                "description": "Refused; the title says in Japanese why and what to do.",
                "content": { "application/problem+json": { "schema": coded(&problem, status) } },
            });
            (status.to_string(), answer)
        });
        let refusals: Map<String, Value> = refusals.collect();
        json!({
            "openapi": "3.1.0",
            "info": { "title": "Kairan: the staff's API", "version": "1" },
            "paths": self.paths,
            "components": {
                "schemas": self.schemas.all,
                "responses": refusals,
                "securitySchemes": {
                    "session": { "type": "apiKey", "in": "cookie", "name": "__Host-session" },
                    "program": { "type": "apiKey", "in": "header", "name": "x-kairan-admin-token" },
                },
            },
        })
    }

    /// What is only ever answered has its nullable fields too; a field that may be missing is not nullable.
    fn require_what_is_always_there(&mut self) {
        let (mut sent, mut answered) = (BTreeSet::new(), BTreeSet::new());
        for operation in self.paths.values().flat_map(Map::values) {
            self.schemas.reach(&operation["requestBody"], &mut sent);
            self.schemas.reach(&operation["responses"], &mut answered);
        }
        for name in answered.difference(&sent) {
            if let Some(schema) = self.schemas.all.get_mut(name) {
                require_nullables(schema);
            }
        }
    }
}

fn require_nullables(schema: &mut Value) {
    if let Some(properties) = schema["properties"].as_object() {
        let nullable = properties.iter().filter(|(_, property)| is_nullable(property));
        let nullable: Vec<Value> = nullable.map(|(name, _)| name.as_str().into()).collect();
        let mut required = schema["required"].as_array().cloned().unwrap_or_default();
        required.extend(nullable);
        required.sort_by_key(Value::to_string);
        required.dedup();
        if !required.is_empty() {
            schema["required"] = required.into();
        }
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        schema.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().for_each(require_nullables);
    }
}

fn is_nullable(property: &Value) -> bool {
    let is_null = |kind: &Value| *kind == "null" || kind["type"] == "null";
    ["type", "oneOf", "anyOf"]
        .iter()
        .any(|key| property[key].as_array().is_some_and(|kinds| kinds.iter().any(is_null)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

    #[test]
    fn the_openapi_description_and_the_table_of_access_name_the_same_routes() {
        let description = openapi();
        let described: BTreeSet<(String, String)> = description["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().unwrap().keys().map(|verb| (path.clone(), verb.to_uppercase()))
            })
            .collect();
        let listed: BTreeSet<(String, String)> =
            ROUTES.iter().map(|entry| (entry.path.to_owned(), entry.method.to_owned())).collect();
        assert_eq!(described, listed);
    }

    /// What changes something that stands and asks for no version, with the reason.
    const WITHOUT_VERSION: &[(&str, &str, &str)] = &[
        ("delete", "/api/session", "one's own session"),
        ("post", "/api/session", "one's own session"),
        ("post", "/api/session/authenticator", "one's own, before it is one"),
        ("put", "/api/session/authenticator", "one's own; a code holds once, and there is one app at most"),
        ("post", "/api/session/enroll/passkey/options", "a challenge to one's own browser"),
        ("post", "/api/session/enroll/totp", "one's own way in, before it is one"),
        ("post", "/api/session/extend", "one's own session"),
        ("post", "/api/session/first", "once in a city's life"),
        ("post", "/api/session/invitation", "a code that holds once"),
        ("delete", "/api/session/open/{id}", "one's own, and gone is gone"),
        ("delete", "/api/session/others", "one's own sessions"),
        ("put", "/api/session/password", "one's own; the password that stands is asked for"),
        ("post", "/api/session/passkey", "one's own session"),
        ("post", "/api/session/passkey/options", "a challenge to one's own browser"),
        ("post", "/api/session/passkeys/options", "a challenge to one's own browser"),
        ("post", "/api/session/step-up", "one's own session"),
        ("post", "/api/session/totp", "one's own session"),
        ("post", "/api/session/view-as", "one's own session"),
        ("delete", "/api/session/view-as", "one's own session"),
        ("put", "/api/session/enroll/passkey", "one's own way in; a challenge holds once"),
        ("put", "/api/session/enroll/totp", "one's own way in; a code holds once"),
        (
            "post",
            "/api/deliveries/{id}/stop",
            "a brake must not lose against a counter that moved; `resume` lets it go on",
        ),
        ("post", "/api/imports/{id}/start", "begins once what the same person has just uploaded"),
        ("put", "/api/drafts/{id}/presence/{page}", "says that a page is open"),
        ("delete", "/api/drafts/{id}/presence/{page}", "says that a page is closed"),
        ("post", "/api/messages/check", "changes nothing"),
        ("post", "/api/segments/count", "changes nothing"),
        ("post", "/api/staff/csv/preview", "changes nothing"),
    ];

    /// What shows what stands, and is told by something else than a version that has to come, with the reason.
    const OTHERWISE: &[(&str, &str, &str)] = &[
        (
            "post",
            "/api/deliveries/{id}/cancel",
            "staff have to name it; a program stops whatever moves meanwhile",
        ),
        ("post", "/api/guard-reviews/{id}", "a finding is written once; the first one stands"),
        ("post", "/api/reviews/{id}", "a finding is written once; the first one stands"),
        ("post", "/api/staff/csv/apply", "the digest of what the table would do"),
        ("post", "/api/staff/{id}/hand-over", "the belongings that were seen"),
    ];

    /// Whether a body has to hold this field.
    fn requires(description: &Value, schema: &Value, field: &str) -> bool {
        let named =
            schema["$ref"].as_str().and_then(|target| description.pointer(target.trim_start_matches('#')));
        let required =
            |schema: &Value| schema["required"].as_array().is_some_and(|all| all.contains(&json!(field)));
        let mut parts = schema["allOf"].as_array().into_iter().flatten();
        required(schema)
            || named.is_some_and(required)
            || parts.any(|part| requires(description, part, field))
    }

    #[test]
    fn every_edit_requires_the_version_that_was_seen_or_says_why_not() {
        let (description, mut without) = (openapi(), BTreeSet::new());
        let all = description["paths"].as_object().unwrap().iter();
        let all = all.flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(verb, says)| (verb, path, says))
        });
        for (verb, path, says) in all.filter(|(verb, ..)| *verb != "get") {
            let place = (verb.as_str(), path.as_str());
            let is_edit =
                path.contains('{') || verb != "post" || says["responses"]["409"]["content"].is_object();
            let needs = says["requestBody"]["required"] == true
                && requires(&description, sent(&says["requestBody"]), "version");
            let is_listed = WITHOUT_VERSION.iter().any(|(verb, path, _)| place == (*verb, *path));
            if is_edit && !needs && !is_listed {
                without.insert(place);
            }
        }
        let listed: BTreeSet<_> = OTHERWISE.iter().map(|(verb, path, _)| (*verb, *path)).collect();
        assert_eq!(without, listed);
    }

    #[test]
    fn every_edit_declares_a_409_that_shows_what_stands() {
        let (description, mut without) = (openapi(), BTreeSet::new());
        let paths = description["paths"].as_object().unwrap();
        for (path, item) in paths {
            for (verb, says) in item.as_object().unwrap().iter().filter(|(verb, _)| *verb != "get") {
                let conflict = &says["responses"]["409"]["content"]["application/problem+json"]["schema"];
                let parts = conflict["allOf"].as_array().into_iter().flatten();
                let shows = parts.into_iter().any(|part| !part["properties"]["current"].is_null());
                let asked = says["parameters"].as_array().into_iter().flatten();
                let is_creation = verb == "post"
                    && !path.contains('{')
                    && asked.into_iter().any(|one| one["name"] == "idempotency-key");
                if !shows && !is_creation {
                    without.insert((verb.as_str(), path.as_str()));
                }
            }
        }
        let listed: BTreeSet<_> = WITHOUT_VERSION.iter().map(|(verb, path, _)| (*verb, *path)).collect();
        assert_eq!(without, listed);
    }

    #[test]
    fn the_committed_openapi_description_is_what_the_code_says() {
        let text = format!("{}\n", serde_json::to_string_pretty(&openapi()).unwrap());
        let committed = std::fs::read_to_string(format!("{ROOT}/web/api/openapi.json")).unwrap_or_default();
        if committed != text {
            std::fs::write(format!("{ROOT}/target/openapi.json"), &text).unwrap();
            panic!(
                "web/api/openapi.json is not what the code says any more. Look at the difference, then:\n\
                 cp target/openapi.json web/api/openapi.json && npm --prefix web run generate"
            );
        }
    }

    #[test]
    fn every_code_of_the_sources_is_in_the_openapi_description() {
        let known: BTreeSet<&str> = codes().flat_map(|(_, codes)| codes.iter().copied()).collect();
        let mut seen = BTreeSet::new();
        for source in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref()) {
            let text = std::fs::read_to_string(source).unwrap();
            for after in text.split("StatusCode::").skip(1) {
                let Some((_, rest)) = after.split_once(',') else { continue };
                let Some(code) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
                else {
                    continue;
                };
                seen.insert(code.0.to_owned());
            }
        }
        assert!(seen.len() > 20, "the sources are written another way: {seen:?}");
        let missing: Vec<_> = seen.iter().filter(|code| !known.contains(code.as_str())).collect();
        assert!(missing.is_empty(), "problem/codes.rs does not know {missing:?}");
    }

    fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }
}
