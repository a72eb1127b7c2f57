//! Drafts over the wire.

use domain::draft::{
    Approval, ApprovalState, Draft, DraftContent, MAX_BUBBLES, MAX_DRAFT_BYTES, Person, Start, kept_bytes,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::draft_tests::TestedAnswer;
use crate::problem::FieldError;
use crate::shapes;
use crate::wire::{parse_time, show_time};

/// `POST /api/drafts`.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct NewDraft {
    #[serde(default)]
    title: String,
    pub department: Option<String>,
    pub copy_of: Option<CopyOf>,
    pub correction_of: Option<String>,
}

impl NewDraft {
    /// The title, if a draft can keep it.
    pub fn title(&self) -> Result<&str, FieldError> {
        title_fault(&self.title).map_or(Ok(&self.title), Err)
    }
}

/// What a draft begins as a copy of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyOf {
    /// Another draft.
    Draft(String),
    /// A delivery.
    Delivery(String),
    /// A template.
    Template(String),
}

/// `PUT /api/drafts/{id}`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DraftWish {
    pub version: Option<u64>,
    #[serde(default)]
    title: String,
    department: Option<String>,
    #[serde(default)]
    target: Value,
    #[serde(default)]
    messages: Vec<String>,
    #[serde(default)]
    emergency: bool,
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    start: StartWire,
}

/// When it is to go out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum StartWire {
    /// At once: it has no last moment of its own.
    Now {},
    /// At a time.
    At {
        /// RFC 3339 with an offset.
        at: String,
        /// The last moment.
        not_later_than: Option<String>,
    },
}

impl Default for StartWire {
    fn default() -> Self {
        Self::Now {}
    }
}

impl DraftWish {
    /// The content, finished or not; only what could not be kept is refused.
    pub fn content(self) -> Result<DraftContent, Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.messages.len() > MAX_BUBBLES {
            let message = format!("吹き出しは{MAX_BUBBLES}つまでです。");
            errors.push(FieldError::new("messages", "too_many", message));
        }
        let bytes = kept_bytes(&self.messages);
        if bytes > MAX_DRAFT_BYTES {
            let message = format!("メッセージ全体は{MAX_DRAFT_BYTES}バイトまでです(いま{bytes}バイト)。");
            errors.push(FieldError::new("messages", "too_large", message));
        }
        errors.extend(title_fault(&self.title));
        let target = (!self.target.is_null()).then(|| self.target.to_string());
        if target.as_ref().is_some_and(|target| target.len() > MAX_TARGET_BYTES) {
            errors.push(FieldError::new("target", "too_large", "対象の条件が大きすぎます。"));
        }
        let start = self.start.read().map_err(|error| errors.push(error)).ok();
        let (Some(start), true) = (start, errors.is_empty()) else { return Err(errors) };
        let Self { title, department, messages, emergency, silent, .. } = self;
        Ok(DraftContent { title, department, target, messages, emergency, silent, start })
    }
}

/// Why a draft could not keep this title. It is one of a list that is read whole.
fn title_fault(title: &str) -> Option<FieldError> {
    let message = format!("配信の名前は{MAX_KEPT_TITLE_CHARS}文字までしか下書きに残せません。");
    let is_too_long = title.chars().count() > MAX_KEPT_TITLE_CHARS;
    let too_long = is_too_long.then(|| FieldError::new("title", "too_long", message));
    too_long.or_else(|| FieldError::unfit("title", "配信の名前", title))
}

/// More than any title that can be sent, so that one that is too long can be mended tomorrow.
const MAX_KEPT_TITLE_CHARS: usize = 500;
/// A condition of this size no person wrote; a row has 400 KB.
const MAX_TARGET_BYTES: usize = 50_000;

impl StartWire {
    fn read(&self) -> Result<Start, FieldError> {
        let time = |path: &str, text: &str| {
            let message = "時刻は「2027-01-31T09:00:00+09:00」の形で、時差を付けて書いてください。";
            parse_time(text).ok_or_else(|| FieldError::new(path, "not_a_time", message))
        };
        match self {
            Self::Now {} => Ok(Start::Now),
            Self::At { at, not_later_than } => Ok(Start::At {
                at_ms: time("start.at", at)?,
                not_later_than_ms: not_later_than
                    .as_deref()
                    .map(|text| time("start.not_later_than", text))
                    .transpose()?,
            }),
        }
    }
}

impl From<Start> for StartWire {
    fn from(start: Start) -> Self {
        match start {
            Start::Now => Self::Now {},
            Start::At { at_ms, not_later_than_ms } => {
                Self::At { at: show_time(at_ms), not_later_than: not_later_than_ms.map(show_time) }
            }
        }
    }
}

/// One draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftAnswer {
    id: String,
    version: u64,
    title: String,
    department: Option<String>,
    #[schema(value_type = shapes::Person)]
    author: Person,
    /// Everybody who had a hand in the content; none of them may approve it.
    #[schema(value_type = Vec<shapes::Person>)]
    hands: Vec<Person>,
    #[schema(required)]
    target: Option<Value>,
    messages: Vec<String>,
    emergency: bool,
    silent: bool,
    start: StartWire,
    correction_of: Option<String>,
    #[schema(value_type = shapes::DraftState)]
    state: &'static str,
    approval: Option<ApprovalAnswer>,
    acknowledged: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tested: Option<TestedAnswer>,
    content_hash: String,
    delivery_id: Option<String>,
    created_at: String,
    updated_at: String,
    #[schema(value_type = shapes::Person)]
    updated_by: Person,
}

/// What a second person was asked and said.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalAnswer {
    #[schema(value_type = shapes::ApprovalState)]
    state: ApprovalState,
    #[schema(value_type = shapes::Person)]
    requested_by: Person,
    requested_at: String,
    note: String,
    expires_at: String,
    #[schema(value_type = Option<shapes::Person>)]
    decided_by: Option<Person>,
    decided_at: Option<String>,
    reason: Option<String>,
    /// How many people the target had when it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    people: Option<u64>,
}

fn approval(draft: &Draft, state: impl Fn(&Approval) -> ApprovalState) -> Option<ApprovalAnswer> {
    let answer = |approval: &Approval| ApprovalAnswer {
        state: state(approval),
        requested_by: approval.requested_by.clone(),
        requested_at: show_time(approval.requested_at_ms),
        note: approval.note.clone(),
        expires_at: show_time(approval.expires_at_ms),
        decided_by: approval.decided_by.clone(),
        decided_at: approval.decided_at_ms.map(show_time),
        reason: approval.reason.clone(),
        people: approval.people,
    };
    draft.approval.as_ref().map(answer)
}

impl DraftAnswer {
    /// As it stands now. How far it is tested is part of every answer: a page shows whichever came last.
    pub fn new(draft: &Draft, tested: Option<TestedAnswer>, now_ms: u64) -> Self {
        let content = &draft.content;
        Self {
            id: draft.id.to_string(),
            version: draft.version,
            title: content.title.clone(),
            department: content.department.clone(),
            author: draft.author.clone(),
            hands: draft.hands(),
            target: content.target.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            messages: content.messages.clone(),
            emergency: content.emergency,
            silent: content.silent,
            start: content.start.into(),
            correction_of: draft.correction_of.map(|id| id.to_string()),
            state: draft.state.as_str(),
            approval: approval(draft, |_| draft.approval_at(now_ms)),
            acknowledged: draft.acknowledged.iter().cloned().collect(),
            tested,
            content_hash: content.hash(),
            delivery_id: draft.delivery.map(|id| id.to_string()),
            created_at: show_time(draft.created_at_ms),
            updated_at: show_time(draft.updated_at_ms),
            updated_by: draft.updated_by.clone(),
        }
    }
}

/// A line in a list of drafts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftSummary {
    id: String,
    version: u64,
    title: String,
    department: Option<String>,
    #[schema(value_type = shapes::Person)]
    author: Person,
    #[schema(value_type = shapes::DraftState)]
    state: &'static str,
    target_description: Option<String>,
    start: StartWire,
    emergency: bool,
    approval: Option<ApprovalAnswer>,
    updated_at: String,
    #[schema(value_type = shapes::Person)]
    updated_by: Person,
    /// Colleagues who have it open just now.
    #[schema(value_type = Vec<shapes::Person>)]
    open_by: Vec<Person>,
}

impl DraftSummary {
    /// As it stands now, and who has it open.
    pub fn new(draft: &Draft, target_description: Option<String>, open_by: Vec<Person>, now_ms: u64) -> Self {
        let content = &draft.content;
        Self {
            id: draft.id.to_string(),
            version: draft.version,
            title: content.title.clone(),
            department: content.department.clone(),
            author: draft.author.clone(),
            state: draft.state.as_str(),
            target_description,
            start: content.start.into(),
            emergency: content.emergency,
            // The rows of a list leave the bubbles out, and an edit has ended it by itself: nothing is compared.
            approval: approval(draft, |approval| approval.state_at(now_ms)),
            updated_at: show_time(draft.updated_at_ms),
            updated_by: draft.updated_by.clone(),
            open_by,
        }
    }
}
