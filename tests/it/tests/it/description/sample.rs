//! Values for a schema: most of them as it asks, some of them as nobody should send them.

use serde_json::{Map, Value, json};

use super::fits::resolved;
use crate::asking::Asking;

/// Texts that something once stumbled over.
const TEXTS: [&str; 14] = [
    "",
    " ",
    "川崎区",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}",
    "' OR 1=1 --",
    "\u{202e}逆さ\u{0}終",
    "👨‍👩‍👧‍👦\u{feff}",
    "../../etc/passwd",
    "2027-01-31T09:00:00+09:00",
    "2027-02-30",
    "null",
    "01JZZZZZZZZZZZZZZZZZZZZZZZ",
];

/// A source of values: the same seed gives the same ones.
pub struct Sampler<'a> {
    pub chance: fastrand::Rng,
    pub document: &'a Value,
    /// Ids that exist, by the noun of their address.
    pub ids: &'a [(&'static str, String)],
    /// Nothing odd: what somebody sends who means it.
    pub calm: bool,
}

impl Sampler<'_> {
    /// Something for this schema.
    pub fn value(&mut self, schema: &Value) -> Value {
        self.nested(schema, 0)
    }

    fn nested(&mut self, schema: &Value, depth: usize) -> Value {
        let schema = resolved(self.document, schema).clone();
        if !self.calm && self.chance.u8(..) < 16 || depth > 6 {
            return self.oddity();
        }
        if let Some(all) = schema["allOf"].as_array() {
            let parts: Vec<Value> = all.iter().map(|part| self.nested(part, depth + 1)).collect();
            let fields = parts.iter().filter_map(Value::as_object).flat_map(Map::clone);
            return Value::Object(fields.collect());
        }
        let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array()).or(schema["enum"].as_array());
        if let Some(choices) = choices {
            let chosen = choices[self.chance.usize(..choices.len())].clone();
            return if schema["enum"].is_array() { chosen } else { self.nested(&chosen, depth + 1) };
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[self.chance.usize(..kinds.len())].clone(),
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("object") => self.object(&schema, depth),
            Some("array") => {
                let count = self.chance.usize(..4);
                (0..count).map(|_| self.nested(&schema["items"], depth + 1)).collect()
            }
            Some("string") => self.text().into(),
            Some("integer") => self.integer(),
            Some("number") => self.chance.f64().into(),
            Some("boolean") => self.chance.bool().into(),
            Some("null") => Value::Null,
            _ => self.anything(),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_free = property["enum"].is_null();
            let meant = self.meant(name).filter(|_| is_free && (self.calm || self.chance.u8(..) < 100));
            if self.calm || self.chance.u8(..) < 220 {
                let value = meant.unwrap_or_else(|| self.nested(property, depth + 1));
                object.insert(name.clone(), value);
            }
        }
        if !self.calm && self.chance.u8(..) < 24 {
            object.insert("__proto__".to_owned(), self.oddity());
        }
        Value::Object(object)
    }

    fn text(&mut self) -> String {
        match self.chance.u8(..8) {
            _ if self.calm => "お知らせ".to_owned(),
            0 => "長".repeat(self.chance.usize(1..4_000)),
            1..4 => self.ids[self.chance.usize(..self.ids.len())].1.clone(),
            _ => TEXTS[self.chance.usize(..TEXTS.len())].to_owned(),
        }
    }

    fn integer(&mut self) -> Value {
        match self.chance.u8(..8) {
            _ if self.calm => self.chance.u8(1..4).into(),
            0 => u64::MAX.into(),
            1 => i64::MAX.into(),
            2 => 0.into(),
            _ => self.chance.u8(1..4).into(),
        }
    }

    /// For fields that take any JSON: targets, conditions, messages, settings.
    fn anything(&mut self) -> Value {
        match self.chance.u8(..8) {
            0 => json!({ "kind": "everyone" }),
            1 => json!({ "kind": "segment", "condition": { "item": "ward", "any_of": ["takatsu"] } }),
            2 => json!({ "item": "ward", "any_of": ["tama"] }),
            3 => json!({ "kind": "segment", "condition": { "all": [{ "not": {} }, { "any": [] }] } }),
            4 => json!([{ "type": "text", "text": self.text() }]),
            5 => json!([{ "type": "flex", "altText": self.text(), "contents": { "type": "bubble" } }]),
            _ => self.oddity(),
        }
    }

    fn oddity(&mut self) -> Value {
        match self.chance.u8(..9) {
            0 => Value::Null,
            1 => (-1).into(),
            2 => json!(1e300),
            3 => u64::MAX.into(),
            4 => true.into(),
            5 => json!([]),
            6 => json!({ "": {} }),
            7 => (0..60).fold(json!(1), |inner, _| json!([inner])),
            _ => self.text().into(),
        }
    }

    /// What a field of this name is for, where any text or number will not do.
    fn meant(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "version" => self.chance.u8(1..4).into(),
            "department" => self.id("departments").into(),
            "departments" => json!([self.id("departments")]),
            "staff_id" => self.id("staff").into(),
            "login" => format!("clerk.{}", self.chance.u32(..)).into(),
            "role" => "writer".into(),
            "permissions" => json!(["deliveries_write"]),
            "expires_on" | "not_later_than" | "shown_if" | "answers" | "copy_of" | "correction_of" => {
                Value::Null
            }
            "format" | "source" => "csv".into(),
            "kind" => "text".into(),
            "id" => format!("item-{}", self.chance.u32(..)).into(),
            "at" => "2027-01-31T09:00:00+09:00".into(),
            "target" => json!({ "kind": "everyone" }),
            "condition" => json!({ "item": "ward", "any_of": ["tama"] }),
            "messages" => json!(["{\"type\":\"text\",\"text\":\"お知らせ\"}"]),
            "max_length" => 100.into(),
            "min" => 0.into(),
            "max" => 9.into(),
            "value" => 30.into(),
            "postal_prefixes" | "options" => json!([]),
            _ => return None,
        })
    }

    /// Sometimes asks what nobody offers.
    pub fn question(&mut self, address: &mut String) {
        let odd = ["x=%FF", "limit=-1", "cursor=%00", "version=9", "a&b=&=c"];
        if self.chance.u8(..) < 60 {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(odd[self.chance.usize(..odd.len())]);
        }
    }

    /// Sometimes sends a header that nobody looks at.
    pub fn header(&mut self, request: Asking) -> Asking {
        let odd = [
            ("accept", "text/html"),
            ("accept-language", "tlh, *;q=9"),
            ("if-match", "*"),
            ("range", "bytes=0-1"),
            ("x-http-method-override", "DELETE"),
            ("content-encoding", "gzip"),
            ("x-forwarded-host", "example.com"),
        ];
        match odd.get(self.chance.usize(..odd.len() * 3)) {
            Some((name, value)) => request.header(*name, *value),
            None => request,
        }
    }

    /// The id of one of these.
    pub fn id(&mut self, noun: &str) -> String {
        let known: Vec<&String> =
            self.ids.iter().filter(|(kind, _)| *kind == noun).map(|(_, id)| id).collect();
        known
            .get(self.chance.usize(..known.len().max(1)))
            .map_or_else(|| "none".to_owned(), |id| (*id).clone())
    }

    /// A part of an address after this noun, ready to stand there.
    pub fn part(&mut self, noun: &str) -> String {
        if self.calm || self.chance.u8(..) < 150 {
            return self.id(noun);
        }
        let odd = [
            "x",
            "%E5%B7%9D",
            "%FF",
            "%00",
            "%3Cscript%3E",
            "01JZZZZZZZZZZZZZZZZZZZZZZZ",
            "-",
            "..%2F..",
            "%25",
        ];
        match self.chance.u8(..8) {
            0 => "a".repeat(300),
            1 | 2 => odd[self.chance.usize(..odd.len())].to_owned(),
            _ => self.ids[self.chance.usize(..self.ids.len())].1.clone(),
        }
    }

    /// A value in a query, ready to stand there.
    pub fn asked(&mut self, schema: &Value) -> String {
        match self.value(schema) {
            Value::String(text) => text.chars().take(300).collect(),
            other => other.to_string(),
        }
    }
}
