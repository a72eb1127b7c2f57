//! The limits that the console's composer shows while somebody types, each exactly reached and exceeded by one. The file is
//! written by `web/admin/tests/limits.test.ts`, which fails where it is no longer what the composer has.
use crate::limits::put;
use crate::samples as s;
use crate::violations;
use serde::Deserialize;
use serde_json::{Value, json};

const TABLE: &str = include_str!("../../../../web/admin/tests/limits.json");

#[derive(Deserialize)]
struct Whole {
    message: Value,
    limits: Vec<Limit>,
}

#[derive(Deserialize)]
struct Limit {
    field: String,
    unit: String,
    max: usize,
}

impl Limit {
    fn filling(&self, message: &Value, n: usize) -> Value {
        match self.unit.as_str() {
            "utf16" => s::utf16(n),
            "graphemes" => s::graphemes(n),
            "https" => s::https(n),
            "number" => json!(n),
            "copies" => vec![at(message, &self.field)[0].clone(); n].into(),
            other => panic!("{other} is no unit"),
        }
    }
}

fn at<'a>(message: &'a Value, field: &str) -> &'a Value {
    let pointer = format!("/{}", field.replace("].", "/").replace(['.', '['], "/").replace(']', ""));
    message.pointer(&pointer).unwrap()
}

#[test]
fn what_the_composer_lets_through_is_exactly_what_the_check_does() {
    let table: Vec<Whole> = serde_json::from_str(TABLE).unwrap();
    let mut looked = 0;
    for Whole { message, limits } in &table {
        assert_eq!(violations(message), [], "{message}");
        for limit in limits {
            let with = |n: usize| {
                let (filling, mut filled) = (limit.filling(message, n), message.clone());
                put(&mut filled, &limit.field, filling);
                violations(&filled)
            };
            let (field, max) = (&limit.field, limit.max);
            assert_eq!(with(max), [], "{field} at {max} of {message}");
            let over = with(max + 1);
            assert!(!over.is_empty(), "{field} may be longer than {max} in {message}");
            assert!(over[0].path.ends_with(field.as_str()), "{field} over {max}: {over:?}");
            looked += 1;
        }
    }
    assert!(looked > 40, "{looked}");
}
