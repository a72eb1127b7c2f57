//! Conditions and targets to and from JSON. Unknown keys are refused: a misspelt key must not widen a segment.
use super::condition::{Condition, ConditionError, MAX_DEPTH, Target};
use super::leaf::{Bounds, SystemFact};
use crate::calendar::parse_date;
use crate::delivery::DeliveryId;
use crate::follower::Friendship;
use crate::reaction::Reaction;
use crate::survey::{ItemId, OptionId};
use serde_json::{Map, Value, json};

impl TryFrom<Value> for Condition {
    type Error = ConditionError;
    fn try_from(value: Value) -> Result<Self, ConditionError> {
        let condition = parse(&value, 1)?;
        condition.check_shape()?;
        Ok(condition)
    }
}

impl From<Condition> for Value {
    fn from(condition: Condition) -> Self {
        let each = |parts: Vec<Condition>| parts.into_iter().map(Self::from).collect::<Vec<_>>();
        match condition {
            Condition::All(parts) => json!({ "all": each(parts) }),
            Condition::Any(parts) => json!({ "any": each(parts) }),
            Condition::Not(part) => json!({ "not": Self::from(*part) }),
            Condition::Choice { item, any_of } => json!({ "item": item, "any_of": any_of }),
            Condition::Unset { item } => json!({ "item": item, "unset": true }),
            Condition::System(SystemFact::Registered) => json!({ "system": "registered" }),
            Condition::System(SystemFact::Tester) => json!({ "system": "tester" }),
            Condition::Age { item, years } => json!({ "item": item, "age": bounds_json(years) }),
            Condition::Number { item, range } => json!({ "item": item, "number": bounds_json(range) }),
            Condition::Registered(days) => json!({ "registered": bounds_json(days) }),
            Condition::Friendship(friendship) => json!({ "friendship": friendship }),
            Condition::Reacted { reaction: Reaction::Clicked, delivery } => json!({ "clicked": delivery }),
            Condition::Reacted { reaction: Reaction::Opened, delivery } => json!({ "opened": delivery }),
        }
    }
}

impl TryFrom<Value> for Target {
    type Error = ConditionError;
    fn try_from(value: Value) -> Result<Self, ConditionError> {
        let Value::Object(mut object) = value else {
            return shape("対象は kind を持つオブジェクトです");
        };
        let (kind, condition) = (object.remove("kind"), object.remove("condition"));
        let delivery = object.remove("delivery");
        match (kind.as_ref().and_then(Value::as_str), condition, delivery, object.is_empty()) {
            (Some("everyone"), None, None, true) => Ok(Self::Everyone),
            (Some("segment"), Some(condition), None, true) => condition.try_into().map(Self::Segment),
            (Some("segment"), None, None, true) => Err(ConditionError::Empty),
            (Some("recipients_of"), None, Some(delivery), true) => {
                let id = delivery.as_str().and_then(|id| DeliveryId::parse(id).ok());
                id.map_or_else(|| shape("delivery には配信のIDを指定します"), |id| Ok(Self::RecipientsOf(id)))
            }
            _ => shape("対象は everyone か、condition を伴う segment か、delivery を伴う recipients_of です"),
        }
    }
}

impl From<Target> for Value {
    fn from(target: Target) -> Self {
        match target {
            Target::Everyone => json!({ "kind": "everyone" }),
            Target::Segment(condition) => json!({ "kind": "segment", "condition": Self::from(condition) }),
            Target::RecipientsOf(delivery) => json!({ "kind": "recipients_of", "delivery": delivery }),
        }
    }
}

fn shape<T>(what: &str) -> Result<T, ConditionError> {
    Err(ConditionError::Shape(what.to_owned()))
}

fn parse(value: &Value, depth: usize) -> Result<Condition, ConditionError> {
    if depth > MAX_DEPTH {
        return Err(ConditionError::TooDeep);
    }
    let Value::Object(object) = value else { return shape("条件はオブジェクトです") };
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let inner = |value: &Value| parse(value, depth + 1);
    match *keys {
        ["all"] => list(&object["all"], inner).map(Condition::All),
        ["any"] => list(&object["any"], inner).map(Condition::Any),
        ["not"] => Ok(Condition::Not(Box::new(inner(&object["not"])?))),
        ["any_of", "item"] => {
            Ok(Condition::Choice { item: item(object)?, any_of: list(&object["any_of"], option)? })
        }
        ["item", "unset"] if object["unset"] == true => Ok(Condition::Unset { item: item(object)? }),
        ["system"] => match object["system"].as_str() {
            Some("registered") => Ok(Condition::System(SystemFact::Registered)),
            Some("tester") => Ok(Condition::System(SystemFact::Tester)),
            _ => shape("system は registered か tester です"),
        },
        ["age", "item"] => Ok(Condition::Age { item: item(object)?, years: bounds(&object["age"], years)? }),
        ["item", "number"] => {
            Ok(Condition::Number { item: item(object)?, range: bounds(&object["number"], Value::as_i64)? })
        }
        ["registered"] => bounds(&object["registered"], |value| value.as_str().and_then(parse_date))
            .map(Condition::Registered),
        ["friendship"] => match object["friendship"].as_str() {
            Some("following") => Ok(Condition::Friendship(Friendship::Following)),
            Some("blocked") => Ok(Condition::Friendship(Friendship::Blocked)),
            _ => shape("friendship は following か blocked です"),
        },
        ["clicked"] => reacted(Reaction::Clicked, &object["clicked"]),
        ["opened"] => reacted(Reaction::Opened, &object["opened"]),
        _ => shape(
            "使えるのは all、any、not、item と any_of・unset・age・number、system、registered、friendship、\
             clicked、opened です",
        ),
    }
}

fn reacted(reaction: Reaction, value: &Value) -> Result<Condition, ConditionError> {
    let delivery = value.as_str().and_then(|id| DeliveryId::parse(id).ok());
    let condition = delivery.map(|delivery| Condition::Reacted { reaction, delivery });
    condition.map_or_else(|| shape("clicked と opened には配信のIDを指定します"), Ok)
}

fn bounds_json<T: serde::Serialize>(bounds: Bounds<T>) -> Value {
    let ends = [("from", bounds.from), ("to", bounds.to)];
    let known = ends.into_iter().filter_map(|(name, end)| end.map(|end| (name.to_owned(), json!(end))));
    Value::Object(known.collect())
}

/// Ages beyond this are nobody's; it keeps sums of months small.
fn years(value: &Value) -> Option<i64> {
    value.as_i64().filter(|years| (0..=200).contains(years))
}

fn bounds<T>(value: &Value, each: impl Fn(&Value) -> Option<T>) -> Result<Bounds<T>, ConditionError> {
    let Value::Object(object) = value else {
        return shape("範囲は from と to を持つオブジェクトです");
    };
    if object.is_empty() || object.keys().any(|key| key != "from" && key != "to") {
        return shape("範囲に使えるのは from と to です");
    }
    let end = |name: &str| match object.get(name).map(&each) {
        Some(None) => shape("範囲の値が正しくありません。年齢は0から200、日付は「2026-04-01」の形です"),
        Some(known) => Ok(known),
        None => Ok(None),
    };
    Ok(Bounds { from: end("from")?, to: end("to")? })
}

fn list<T>(
    value: &Value,
    each: impl Fn(&Value) -> Result<T, ConditionError>,
) -> Result<Vec<T>, ConditionError> {
    match value {
        Value::Array(entries) if entries.is_empty() => Err(ConditionError::Empty),
        Value::Array(entries) => entries.iter().map(each).collect(),
        _ => shape("all、any、any_of は配列です"),
    }
}

fn item(object: &Map<String, Value>) -> Result<ItemId, ConditionError> {
    let name = object["item"].as_str().and_then(|name| ItemId::parse(name).ok());
    name.map_or_else(|| shape("item の名前が正しくありません"), Ok)
}

fn option(value: &Value) -> Result<OptionId, ConditionError> {
    let name = value.as_str().and_then(|name| OptionId::parse(name).ok());
    name.map_or_else(|| shape("any_of の名前が正しくありません"), Ok)
}
