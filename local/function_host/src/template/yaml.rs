//! CloudFormation's YAML as JSON: every short tag (`!Ref X`) becomes its long form (`{"Ref": "X"}`), so that the
//! resolver meets one spelling only.

use serde_json::{Map, Value};
use serde_norway::Value as Yaml;

/// Reads YAML text; the error is one line that says where the text stops being YAML or which tag nobody knows.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let yaml: Yaml = serde_norway::from_str(text).map_err(|error| error.to_string())?;
    to_json(yaml)
}

fn to_json(yaml: Yaml) -> Result<Value, String> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => number_to_json(&number)?,
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(to_json).collect::<Result<_, _>>()?),
        Yaml::Mapping(mapping) => {
            let mut object = Map::new();
            for (key, value) in mapping {
                object.insert(key_text(key)?, to_json(value)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => intrinsic(&tagged.tag.to_string(), to_json(tagged.value)?)?,
    })
}

fn number_to_json(number: &serde_norway::Number) -> Result<Value, String> {
    if let Some(integer) = number.as_i64() {
        return Ok(Value::from(integer));
    }
    let float = number.as_f64().and_then(serde_json::Number::from_f64);
    float.map(Value::Number).ok_or_else(|| format!("the number {number} has no JSON form"))
}

fn key_text(key: Yaml) -> Result<String, String> {
    match key {
        Yaml::String(text) => Ok(text),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(value) => Ok(value.to_string()),
        other => Err(format!("{other:?} cannot be the name of a field")),
    }
}

fn intrinsic(tag: &str, argument: Value) -> Result<Value, String> {
    let name = tag.trim_start_matches('!');
    let long = match name {
        "Ref" | "Condition" => name.to_owned(),
        "GetAtt" | "Sub" | "If" | "Equals" | "Not" | "And" | "Or" | "FindInMap" | "Join" | "Select"
        | "Split" | "Base64" | "ImportValue" | "GetAZs" | "Cidr" => format!("Fn::{name}"),
        _ => return Err(format!("nobody here knows the tag !{name}")),
    };
    Ok(Value::Object(Map::from_iter([(long, attribute_pair(name, argument))])))
}

/// `!GetAtt Queue.Arn` is short for the pair `[Queue, Arn]`.
fn attribute_pair(name: &str, argument: Value) -> Value {
    match (name, &argument) {
        ("GetAtt", Value::String(text)) => match text.split_once('.') {
            Some((resource, attribute)) => Value::from(vec![resource, attribute]),
            None => argument,
        },
        _ => argument,
    }
}
