//! Registration items over the wire: what staff send about items and options, and how both are answered.

use domain::survey::{
    Catalogue, ChoiceOption, InvalidName, Item, ItemDraft, ItemId, ItemKind, OptionDraft, OptionId, ShownIf,
};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use utoipa::ToSchema;

use crate::problem::FieldError;
use crate::shapes;

/// An item to create or to rewrite; a rewrite without `kind` keeps the kind.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ItemWish {
    pub version: Option<u64>,
    pub id: Option<String>,
    #[serde(default)]
    #[schema(required = true)]
    label: String,
    kind: Option<String>,
    max_length: Option<u32>,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    explanation: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    required: bool,
    #[schema(value_type = Option<shapes::ShownIf>)]
    shown_if: Option<ShownIf>,
    #[serde(default)]
    pub options: Vec<OptionWish>,
}

/// An option to create or to rewrite.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OptionWish {
    pub version: Option<u64>,
    pub id: Option<String>,
    #[serde(default)]
    #[schema(required = true)]
    label: String,
    messages_per_month: Option<u16>,
    #[serde(default)]
    postal_prefixes: Vec<String>,
    /// Whether it is offered to nobody new; `None` leaves it as it is.
    pub archived: Option<bool>,
}

/// An order of items or options.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OrderWish {
    pub version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    pub order: Vec<String>,
}

/// A deletion; `answers` says what becomes of the answers that there are.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeleteWish {
    pub version: Option<u64>,
    pub answers: Option<AnswersWish>,
}

/// `"drop"`, or `{"move_to":"<option>"}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswersWish {
    /// Whoever chose it has not answered from now on.
    Drop,
    /// Whoever chose it has chosen this one from now on.
    MoveTo(String),
}

/// A name that was given, or this new one.
pub fn name_or_new<T>(
    given: Option<&str>,
    new: Ulid,
    parse: impl Fn(String) -> Result<T, InvalidName>,
) -> Result<T, FieldError> {
    let name = given.map_or_else(|| new.to_string().to_lowercase(), str::to_owned);
    let message = "IDは半角の英小文字・数字・「_」「-」で、40文字までにしてください。";
    parse(name).map_err(|_| FieldError::new("id", "invalid_id", message))
}

impl ItemWish {
    /// The item in the domain's words; `stands` is the kind that is kept where none is given.
    pub fn draft(&self, stands: Option<ItemKind>) -> Result<ItemDraft, FieldError> {
        let kind = match (self.kind.as_deref(), stands) {
            (None, Some(kind)) => self.with_limits(kind),
            (Some("single"), _) => ItemKind::Single,
            (Some("multiple"), _) => ItemKind::Multiple,
            (Some("select"), _) => ItemKind::Select,
            (Some("month"), _) => ItemKind::Month,
            (Some("area"), _) => ItemKind::Area,
            (Some("text"), _) => self.with_limits(ItemKind::Text { max_length: 200 }),
            (Some("number"), _) => self.with_limits(ItemKind::Number { min: 0, max: 100 }),
            _ => {
                let message =
                    "種類は single、multiple、select、month、text、number、area から選んでください。";
                return Err(FieldError::new("kind", "invalid_kind", message));
            }
        };
        Ok(ItemDraft {
            label: self.label.trim().to_owned(),
            kind,
            explanation: self.explanation.trim().to_owned(),
            purpose: self.purpose.trim().to_owned(),
            required: self.required,
            shown_if: self.shown_if.clone(),
        })
    }

    fn with_limits(&self, kind: ItemKind) -> ItemKind {
        match kind {
            ItemKind::Text { max_length } => {
                ItemKind::Text { max_length: self.max_length.unwrap_or(max_length) }
            }
            ItemKind::Number { min, max } => {
                ItemKind::Number { min: self.min.unwrap_or(min), max: self.max.unwrap_or(max) }
            }
            other => other,
        }
    }
}

impl OptionWish {
    /// The option in the domain's words.
    pub fn draft(&self) -> OptionDraft {
        OptionDraft {
            label: self.label.trim().to_owned(),
            messages_per_month: self.messages_per_month,
            postal_prefixes: self.postal_prefixes.clone(),
        }
    }
}

/// The items in the order shown, archived ones included, deleted ones left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemsAnswer {
    version: u64,
    items: Vec<ItemAnswer>,
}

/// One item after a change, and the version of all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedItem {
    version: u64,
    item: Option<ItemAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ItemAnswer {
    #[schema(value_type = String)]
    id: ItemId,
    label: String,
    #[serde(flatten)]
    #[schema(value_type = shapes::ItemKind)]
    kind: ItemKind,
    explanation: String,
    purpose: String,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<shapes::ShownIf>, nullable = false)]
    shown_if: Option<ShownIf>,
    archived: bool,
    revision: u32,
    options: Vec<OptionAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OptionAnswer {
    #[schema(value_type = String)]
    id: OptionId,
    label: String,
    archived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    messages_per_month: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    postal_prefixes: Vec<String>,
}

impl From<&Catalogue> for ItemsAnswer {
    fn from(catalogue: &Catalogue) -> Self {
        let living = catalogue.items().iter().filter(|item| !item.deleted);
        Self { version: catalogue.version(), items: living.map(ItemAnswer::from).collect() }
    }
}

impl ChangedItem {
    /// The item as it stands in `catalogue`.
    pub fn of(catalogue: &Catalogue, id: &ItemId) -> Self {
        let item = catalogue.item(id).filter(|item| !item.deleted);
        Self { version: catalogue.version(), item: item.map(ItemAnswer::from) }
    }
}

impl From<&Item> for ItemAnswer {
    fn from(item: &Item) -> Self {
        let living = item.options.iter().filter(|option| !option.deleted);
        Self {
            id: item.id.clone(),
            label: item.label.clone(),
            kind: item.kind,
            explanation: item.explanation.clone(),
            purpose: item.purpose.clone(),
            required: item.required,
            shown_if: item.shown_if.clone(),
            archived: item.archived,
            revision: item.revision,
            options: living.map(OptionAnswer::from).collect(),
        }
    }
}

impl From<&ChoiceOption> for OptionAnswer {
    fn from(option: &ChoiceOption) -> Self {
        Self {
            id: option.id.clone(),
            label: option.label.clone(),
            archived: option.archived,
            messages_per_month: option.messages_per_month,
            postal_prefixes: option.postal_prefixes.clone(),
        }
    }
}
