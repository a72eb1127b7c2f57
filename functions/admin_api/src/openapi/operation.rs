//! One operation, read off its handler: each argument says what it asks for, the result says what is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::answered::{Accepted, Created, CsvFile, Done, Ended, WithCookies};
use crate::asked::{IDEMPOTENCY_KEY, Key, NeededKey, Path, Query};
use crate::gate::{Visit, Who};
use crate::json::{JsonBody, MaybeBody};
use crate::problem::Problem;

/// Types with names, as the description knows them so far.
#[derive(Default)]
pub struct Schemas {
    pub all: BTreeMap<String, Value>,
}

impl Schemas {
    /// A reference to this type, which is in the description from then on; a list is written out.
    pub fn reference<T: ToSchema>(&mut self) -> Value {
        let mut found = Vec::new();
        T::schemas(&mut found);
        let own = value(&T::schema());
        let is_list = own["type"] == "array";
        if !is_list {
            found.push((T::name().into_owned(), T::schema()));
        }
        for (name, schema) in found {
            let schema = value(&schema);
            let before = self.all.insert(name.clone(), schema.clone());
            assert!(before.is_none_or(|before| before == schema), "two types are called {name}");
        }
        if is_list { own } else { json!({ "$ref": format!("#/components/schemas/{}", T::name()) }) }
    }

    /// Adds the names that this part of the description leads to.
    pub fn reach(&self, from: &Value, names: &mut BTreeSet<String>) {
        match from {
            Value::Array(list) => list.iter().for_each(|one| self.reach(one, names)),
            Value::Object(fields) => {
                let target = fields.get("$ref").and_then(Value::as_str);
                let name = target.and_then(|target| target.strip_prefix("#/components/schemas/"));
                if let Some((name, schema)) = name.and_then(|name| self.all.get_key_value(name))
                    && names.insert(name.clone())
                {
                    self.reach(schema, names);
                }
                fields.values().for_each(|one| self.reach(one, names));
            }
            _ => (),
        }
    }
}

fn value(schema: &impl serde::Serialize) -> Value {
    serde_json::to_value(schema).expect("a schema is JSON")
}

/// What is known of an operation.
pub struct Operation<'a> {
    schemas: &'a mut Schemas,
    pub parameters: Vec<Value>,
    pub body: Option<Value>,
    pub answers: BTreeMap<String, Value>,
    pub refused: BTreeSet<u16>,
}

impl<'a> Operation<'a> {
    pub fn new(schemas: &'a mut Schemas) -> Self {
        let (answers, refused) = (BTreeMap::new(), BTreeSet::new());
        Self { schemas, parameters: Vec::new(), body: None, answers, refused }
    }

    /// It answers a body of this type under this status.
    pub fn answers<T: ToSchema>(&mut self, status: u16, description: &str) {
        let content = json!({ "application/json": { "schema": self.schemas.reference::<T>() } });
        self.answers.insert(status.to_string(), json!({ "description": description, "content": content }));
    }

    fn asks_for_key(&mut self, required: bool) {
        self.parameters.push(json!({
            "name": IDEMPOTENCY_KEY, "in": "header", "required": required,
            "description": "The same request under the same key makes nothing new.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 64 },
        }));
        self.refused.extend([409, 413, 422]);
    }
}

/// A handler's signature, told.
pub trait Described<T> {
    /// Tells it.
    fn describe(operation: &mut Operation<'_>);
}

/// An argument of a handler.
pub trait Asks {
    /// What it asks of the caller.
    fn ask(_: &mut Operation<'_>) {}
}

impl Asks for State<Arc<App>> {}
impl Asks for Who {}
impl Asks for Visit {}

impl<T> Asks for Path<T> {
    fn ask(operation: &mut Operation<'_>) {
        operation.refused.insert(404);
    }
}

impl<T: IntoParams> Asks for Query<T> {
    fn ask(operation: &mut Operation<'_>) {
        operation.parameters.extend(T::into_params(|| Some(ParameterIn::Query)).iter().map(value));
        operation.refused.insert(400);
    }
}

impl Asks for Key {
    fn ask(operation: &mut Operation<'_>) {
        operation.asks_for_key(false);
    }
}

impl Asks for NeededKey {
    fn ask(operation: &mut Operation<'_>) {
        operation.asks_for_key(true);
    }
}

impl<T: ToSchema> Asks for JsonBody<T> {
    fn ask(operation: &mut Operation<'_>) {
        let content = json!({ "application/json": { "schema": operation.schemas.reference::<T>() } });
        operation.body = Some(json!({ "required": true, "content": content }));
        operation.refused.extend([400, 413, 422]);
    }
}

impl<T: ToSchema> Asks for MaybeBody<T> {
    fn ask(operation: &mut Operation<'_>) {
        JsonBody::<T>::ask(operation);
        if let Some(body) = &mut operation.body {
            body["required"] = json!(false);
        }
    }
}

/// What a handler answers when nothing is wrong.
pub trait Answers {
    /// Tells status and body.
    fn tell(operation: &mut Operation<'_>);
}

impl<T: Answers> Answers for Result<T, Problem> {
    fn tell(operation: &mut Operation<'_>) {
        T::tell(operation);
    }
}

impl<T: ToSchema> Answers for Json<T> {
    fn tell(operation: &mut Operation<'_>) {
        operation.answers::<T>(200, "As it stands now.");
    }
}

impl<T: ToSchema> Answers for WithCookies<T> {
    fn tell(operation: &mut Operation<'_>) {
        operation.answers::<T>(200, "As it stands now; the session's cookie comes with it.");
    }
}

impl<T: ToSchema> Answers for Ended<T> {
    fn tell(operation: &mut Operation<'_>) {
        WithCookies::<T>::tell(operation);
    }
}

impl<T: ToSchema> Answers for Created<T> {
    fn tell(operation: &mut Operation<'_>) {
        operation.answers::<T>(201, "It was made.");
        operation.answers::<T>(200, "The same request made it before.");
    }
}

impl<T: ToSchema> Answers for Accepted<T> {
    fn tell(operation: &mut Operation<'_>) {
        operation.answers::<T>(202, "It has begun.");
    }
}

impl Answers for Done {
    fn tell(operation: &mut Operation<'_>) {
        operation.answers.insert("204".to_owned(), json!({ "description": "It is done." }));
    }
}

impl Answers for CsvFile {
    fn tell(operation: &mut Operation<'_>) {
        let content = json!({ "text/csv": { "schema": { "type": "string" } } });
        operation
            .answers
            .insert("200".to_owned(), json!({ "description": "A table as a file.", "content": content }));
    }
}

macro_rules! described {
    ($($input:ident)+) => {
        impl<F, Fut, Answer, M, $($input),+> Described<(M, $($input,)+)> for F
        where
            F: FnOnce($($input),+) -> Fut,
            Fut: Future<Output = Answer>,
            Answer: Answers,
            $($input: Asks),+
        {
            fn describe(operation: &mut Operation<'_>) {
                $($input::ask(operation);)+
                Answer::tell(operation);
            }
        }
    };
}

described!(A);
described!(A B);
described!(A B C);
described!(A B C D);
described!(A B C D E);
described!(A B C D E G);
