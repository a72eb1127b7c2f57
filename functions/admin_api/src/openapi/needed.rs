//! What a body has to hold. A type says it of the fields that every request with it needs; a version is needed by the edit
//! and not by the creation that sends the same fields, so there the operation says it. The server answers all that is
//! missing at once, which is why its own types take every field as one that may be missing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::operation::Schemas;
use super::{Place, sent};

/// What a schema says of a field, wherever in it.
pub fn property(schemas: &Schemas, schema: &Value, field: &str) -> Option<Value> {
    if let Some(own) = schema["properties"].get(field) {
        return Some(own.clone());
    }
    let named = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"));
    if let Some(named) = named {
        return property(schemas, schemas.all.get(named)?, field);
    }
    schema["allOf"].as_array()?.iter().find_map(|part| property(schemas, part, field))
}

/// Writes it into the types where every use of them needs it, and beside them where only this operation does.
pub fn require(
    paths: &mut BTreeMap<&'static str, Map<String, Value>>,
    schemas: &mut Schemas,
    needs: &BTreeMap<Place, BTreeSet<&'static str>>,
) {
    let mut uses: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (path, item) in paths.iter() {
        for (verb, operation) in item {
            let verb = ["post", "put", "delete"].into_iter().find(|known| *known == verb.as_str());
            if let (Some(verb), Some(target)) = (verb, sent(&operation["requestBody"])["$ref"].as_str()) {
                uses.entry(target.to_owned()).or_default().push((*path, verb));
            }
        }
    }
    let inside = serde_json::to_string(&schemas.all).unwrap_or_default();
    for (target, places) in uses {
        let of = |place: &Place| needs.get(place).cloned().unwrap_or_default();
        let is_part = inside.contains(&format!("\"{target}\""));
        let all = places.iter().map(&of).reduce(|one, other| &one & &other).filter(|_| !is_part);
        let all = all.unwrap_or_default();
        let name = target.rsplit('/').next().unwrap_or_default();
        if let Some(schema) = schemas.all.get_mut(name).filter(|_| !all.is_empty()) {
            for field in &all {
                demand(schema, field);
            }
        }
        for place in places {
            let (rest, reference) = (&of(&place) - &all, json!({ "$ref": target }));
            let known = |field: &&'static str| Some((*field, property(schemas, &reference, field)?));
            let properties: BTreeMap<_, _> = rest.iter().filter_map(known).collect();
            assert_eq!(properties.len(), rest.len(), "{place:?} needs {rest:?}");
            if rest.is_empty() {
                continue;
            }
            let mut beside = json!({ "type": "object", "properties": properties });
            for field in &rest {
                demand(&mut beside, field);
            }
            let operation = paths.get_mut(place.0).and_then(|item| item.get_mut(place.1));
            let body = &mut operation.expect("it is one of them")["requestBody"];
            body["content"]["application/json"]["schema"] = json!({ "allOf": [reference, beside] });
        }
    }
}

/// This property has to be there and is never null.
fn demand(schema: &mut Value, field: &str) {
    let property = &mut schema["properties"][field];
    if let Some(kinds) = property["type"].as_array() {
        let kind = kinds.iter().find(|kind| *kind != "null").cloned();
        property["type"] = kind.unwrap_or_default();
    }
    let mut required: BTreeSet<String> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    required.insert(field.to_owned());
    schema["required"] = required.into_iter().collect();
}
