//! Whether a value is what a schema of the description says, for the part of JSON Schema that the description uses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Follows `$ref`.
pub fn resolved<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    match part["$ref"].as_str() {
        Some(target) => {
            let found = document.pointer(target.trim_start_matches('#'));
            resolved(document, found.unwrap_or_else(|| panic!("{target} leads nowhere")))
        }
        None => part,
    }
}

/// What is wrong with a value, if anything: where and why.
pub fn misfit(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let schema = resolved(document, schema);
    let names = names(document, schema);
    let unknown = value.as_object().zip(names.as_ref()).and_then(|(object, names)| {
        object.keys().find(|key| !names.contains(key.as_str())).map(|key| format!(": {key} is not described"))
    });
    unknown.or_else(|| wrong(document, schema, value))
}

fn wrong(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    let schema = resolved(document, schema);
    let fits = |one: &Value| wrong(document, one, value).is_none();
    if !is_of_type(&schema["type"], value) {
        return Some(format!(": {value} is no {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        return Some(format!(": {value} is none of {}", schema["enum"]));
    }
    if let Some(failed) = list(schema, "allOf").find_map(|one| wrong(document, one, value)) {
        return Some(failed);
    }
    for any in ["oneOf", "anyOf"] {
        if schema[any].is_array() && !list(schema, any).any(fits) {
            return Some(format!(": {value} is none of {}", schema[any]));
        }
    }
    match value {
        Value::Object(object) => wrong_field(document, schema, object),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let failed = misfit(document, schema.get("items")?, item)?;
            Some(format!("[{index}]{failed}"))
        }),
        _ => None,
    }
}

fn wrong_field(document: &Value, schema: &Value, object: &Map<String, Value>) -> Option<String> {
    let required = list(schema, "required").filter_map(Value::as_str);
    if let Some(missing) = required.into_iter().find(|name| !object.contains_key(*name)) {
        return Some(format!(": {missing} is missing"));
    }
    let known =
        object.iter().filter_map(|(name, field)| Some((name, schema["properties"].get(name)?, field)));
    known.into_iter().find_map(|(name, schema, field)| {
        misfit(document, schema, field).map(|failed| format!(".{name}{failed}"))
    })
}

fn list<'a>(schema: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    schema[name].as_array().into_iter().flatten()
}

fn is_of_type(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::String(kind) => match kind.as_str() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "null" => value.is_null(),
            other => panic!("{other} is no type"),
        },
        Value::Array(kinds) => kinds.iter().any(|kind| is_of_type(kind, value)),
        _ => true,
    }
}

/// The names that an object of this schema may have, or `None` where any will do.
fn names<'a>(document: &'a Value, schema: &'a Value) -> Option<BTreeSet<&'a str>> {
    let schema = resolved(document, schema);
    let own = schema["properties"].as_object().into_iter().flat_map(|all| all.keys().map(String::as_str));
    let mut names: BTreeSet<&str> = own.collect();
    for part in ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|part| list(schema, part)) {
        if resolved(document, part)["type"] != "null" {
            names.extend(self::names(document, part)?);
        }
    }
    (!names.is_empty()).then_some(names)
}

#[test]
fn the_check_of_answers_finds_each_kind_of_misfit() {
    let document = serde_json::json!({ "components": { "schemas": {
        "Flat": { "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" } } },
        "Both": { "allOf": [
            { "$ref": "#/components/schemas/Flat" },
            { "type": "object", "properties": { "b": { "type": ["string", "null"], "enum": ["x", null] } } },
        ] },
        "List": { "type": "array", "items": { "$ref": "#/components/schemas/Both" } },
    } } });
    let schema = serde_json::json!({ "$ref": "#/components/schemas/List" });
    let check = |value: Value| misfit(&document, &schema, &value);
    assert_eq!(check(serde_json::json!([{ "a": 1 }, { "a": 2, "b": null }, { "a": 3, "b": "x" }])), None);
    for (bad, told) in [
        (serde_json::json!({}), ": {} is no \"array\""),
        (serde_json::json!([{ "b": "x" }]), "[0]: a is missing"),
        (serde_json::json!([{ "a": "1" }]), "[0].a: \"1\" is no \"integer\""),
        (serde_json::json!([{ "a": 1, "b": "y" }]), "[0].b: \"y\" is none of [\"x\",null]"),
        (serde_json::json!([{ "a": 1, "c": 1 }]), "[0]: c is not described"),
    ] {
        assert_eq!(check(bad).as_deref(), Some(told));
    }
}
