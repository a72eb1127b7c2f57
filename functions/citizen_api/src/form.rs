//! `GET /form`: the questions that everybody is asked now. The same for all, so CloudFront may keep it a moment.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::setting::Consent;
use domain::survey::{ChoiceOption, Item, ItemKind, ShownIf};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::{App, FormStore};

/// A change of the questions is seen so much later, also by the phone whose save was refused because of it.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=5");

/// What staff set for the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// What citizens agree to.
    pub consent: Consent,
    /// About how many messages a month everybody gets.
    pub everyone_per_month: u64,
}

#[derive(Serialize)]
struct Form<'a> {
    version: u64,
    consent: &'a Consent,
    everyone_per_month: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    items: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    id: &'a str,
    label: &'a str,
    kind: &'static str,
    required: bool,
    explanation: &'a str,
    purpose: &'a str,
    options: Vec<Choice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_if: Option<&'a ShownIf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
}

#[derive(Serialize)]
struct Choice<'a> {
    id: &'a str,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages_per_month: Option<u16>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    postal_prefixes: &'a [String],
}

impl<'a> From<&'a ChoiceOption> for Choice<'a> {
    fn from(option: &'a ChoiceOption) -> Self {
        Self {
            id: option.id.as_str(),
            label: &option.label,
            messages_per_month: option.messages_per_month,
            postal_prefixes: &option.postal_prefixes,
        }
    }
}

impl<'a> From<&'a Item> for Question<'a> {
    fn from(item: &'a Item) -> Self {
        let (min, max, max_length) = match item.kind {
            ItemKind::Number { min, max } => (Some(min), Some(max), None),
            ItemKind::Text { max_length } => (None, None, Some(max_length)),
            _ => (None, None, None),
        };
        Self {
            id: item.id.as_str(),
            label: &item.label,
            kind: kind_name(item.kind),
            required: item.required,
            explanation: &item.explanation,
            purpose: &item.purpose,
            options: item.options.iter().filter(|option| option.is_offered()).map(Choice::from).collect(),
            shown_if: item.shown_if.as_ref(),
            min,
            max,
            max_length,
        }
    }
}

fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Single => "single",
        ItemKind::Multiple => "multiple",
        ItemKind::Select => "select",
        ItemKind::Month => "month",
        ItemKind::Text { .. } => "text",
        ItemKind::Number { .. } => "number",
        ItemKind::Area => "area",
    }
}

/// The questions; 304 for whoever has them already.
pub async fn read<S: FormStore>(
    State(app): State<Arc<App<S>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (catalogue, rules) = (app.store.catalogue().await?, app.store.rules().await?);
    let form = Form {
        version: catalogue.version(),
        consent: &rules.consent,
        everyone_per_month: rules.everyone_per_month,
        notice: app.store.notice().await?,
        items: catalogue.items().iter().filter(|item| item.is_asked()).map(Question::from).collect(),
    };
    let body = serde_json::to_vec(&form).unwrap_or_default();
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..12]));
    let Ok(tag) = HeaderValue::from_str(&tag) else { return Ok(Json(form).into_response()) };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag);
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, KEPT)];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((kept, json, body).into_response())
}
