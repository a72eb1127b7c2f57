//! What is wrong or doubtful about a draft's bubbles, as the last look shows it.

use domain::draft::Draft;
use domain::guard::{Context, Warning, check};
use domain::staff::DepartmentId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::App;
use crate::problem::{FieldError, Problem};
use crate::shapes;

/// A warning, and whether somebody has acknowledged it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WarningAnswer {
    /// What is doubtful.
    #[serde(flatten)]
    #[schema(value_type = shapes::Warning)]
    pub warning: Warning,
    /// Whether somebody has.
    pub acknowledged: bool,
}

/// Bubbles that are no JSON are named one by one; together they would only be "not JSON".
pub fn unreadable(messages: &[String]) -> Vec<FieldError> {
    let broken = messages.iter().enumerate().filter_map(|(index, text)| {
        let error = serde_json::from_str::<Value>(text).err()?;
        let (line, column) = (error.line(), error.column());
        let message = format!("{}件目の吹き出しのJSONが読めません({line}行{column}文字目)。", index + 1);
        Some(FieldError::new(&format!("messages[{index}]"), "not_json", message))
    });
    broken.collect()
}

/// The words that the draft's department wants to be asked about.
pub async fn words_of(app: &App, department: Option<&str>) -> Result<Vec<String>, Problem> {
    let Some(id) = department.and_then(|id| DepartmentId::parse(id).ok()) else { return Ok(Vec::new()) };
    Ok(app.staff.department(id).await?.map(|department| department.words).unwrap_or_default())
}

/// What is doubtful, and what of it somebody has acknowledged.
pub fn warnings(draft: &Draft, start_ms: u64, words: &[String]) -> Vec<WarningAnswer> {
    let content = &draft.content;
    let context = Context { start_ms, emergency: content.emergency, live: true, words };
    let found = check(&content.messages, &context);
    let answer = |warning: Warning| {
        let acknowledged = draft.acknowledged.contains(&warning.key);
        WarningAnswer { warning, acknowledged }
    };
    found.into_iter().map(answer).collect()
}
