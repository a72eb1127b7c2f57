//! What a request has to bring is what the description says that it has to bring.

use std::collections::BTreeSet;

use serde_json::Value;

use super::crash::without;
use super::desk::{Axe, Desk};
use super::prepared::{Asked, prepared};
use crate::description::document;
use crate::description::fits::resolved;

/// The fields of a body, and which of them are required.
fn fields<'a>(document: &'a Value, schema: &'a Value) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    let schema = resolved(document, schema);
    let own = schema["properties"].as_object().into_iter().flat_map(|all| all.keys().map(String::as_str));
    let (mut names, mut required): (BTreeSet<&str>, BTreeSet<&str>) = (
        own.collect(),
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    );
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more, needed) = fields(document, part);
        names.extend(more);
        required.extend(needed);
    }
    (names, required)
}

/// Fields that are needed beside others only, with the reason.
const BESIDE: &[(&str, &str, &str, &str)] = &[
    ("POST", "/api/deliveries/{id}/cancel", "version", "of staff; a program may leave it out"),
    ("POST", "/api/drafts/{id}/send", "typed_count", "for a delivery to many"),
    ("POST", "/api/drafts/{id}/tests", "testers", "where no group is named"),
];

fn is_beside(verb: &str, path: &str, field: &str) -> bool {
    BESIDE.iter().any(|(method, route, name, reason)| {
        (*method, *route, *name) == (verb, path, field) && !reason.is_empty()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_requires_what_it_is_refused_without_and_nothing_else() {
    let (desk, document) = (Desk::open().await, document());
    let (api, mut wrong, mut tried) = (desk.api(&Axe::none()), Vec::new(), 0);
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(verb, says)| (verb.to_uppercase(), path, says))
    });
    for (verb, path, says) in all.filter(|(verb, path, _)| verb != "GET" && !without(verb, path)) {
        let schema = &says["requestBody"]["content"]["application/json"]["schema"];
        let (names, required) = fields(&document, schema);
        for name in names {
            let Asked { by, path: place, mut body, key } = prepared(&desk, &verb, path).await;
            let had = body.as_object_mut().and_then(|body| body.remove(name)).is_some();
            let got = Desk::ask(&api, by, (&verb, &place), &body, &key).await;
            let (is_refused, is_required) = (got.status >= 300, required.contains(name));
            tried += usize::from(had);
            if is_refused != is_required && !is_beside(&verb, path, name) {
                let says = if is_required { "required" } else { "optional" };
                wrong.push(format!("{verb} {path}: {name} is {says}, without: {} {}", got.status, got.body));
            }
        }
    }
    assert!(wrong.is_empty() && tried > 100, "{tried} tried, {}:\n{}", wrong.len(), wrong.join("\n"));
}
