//! Registration items: what is asked, in which form, of whom; and the options of those that are chosen from.
use super::name::{ItemId, OptionId};
use super::plane::{BitSlices, PlaneNumber};
use serde::{Deserialize, Serialize};

/// The form of an item's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemKind {
    /// One option at most, all of them in sight.
    Single,
    /// Any number of options.
    Multiple,
    /// One option at most, from a list that drops down.
    Select,
    /// A month of a year, such as the month of birth; the age follows from it whenever it is asked for.
    Month,
    /// Free text; conditions can ask only whether there is one.
    Text {
        /// Longest answer in characters.
        max_length: u32,
    },
    /// A whole number.
    Number {
        /// Smallest answer.
        min: i64,
        /// Largest answer.
        max: i64,
    },
    /// A postal code, or one of the areas it leads to chosen directly.
    Area,
}

impl ItemKind {
    /// Whether its items have options.
    pub fn has_options(self) -> bool {
        matches!(self, Self::Single | Self::Multiple | Self::Select | Self::Area)
    }
}

/// An item is shown only to those who chose one of these options of another item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownIf {
    /// The other item.
    pub item: ItemId,
    /// Any of these will do; never empty.
    pub any_of: Vec<OptionId>,
}

/// One answer a citizen can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Name within the item.
    pub id: OptionId,
    /// What citizens and staff read.
    pub label: String,
    /// The plane of the followers who chose it.
    pub plane: PlaneNumber,
    /// Offered to nobody new; whoever chose it keeps it, and conditions may use it.
    #[serde(default)]
    pub archived: bool,
    /// Deleted options are offered to nobody and refused in conditions.
    #[serde(default)]
    pub deleted: bool,
    /// About how many messages a month somebody gets who chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_per_month: Option<u16>,
    /// Of an area: first digits of its postal codes; the longest that fits wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub postal_prefixes: Vec<String>,
}

impl ChoiceOption {
    /// Whether a citizen may choose it now.
    pub fn is_offered(&self) -> bool {
        !self.deleted && !self.archived
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Name of the item.
    pub id: ItemId,
    /// What citizens and staff read.
    pub label: String,
    /// The form of the answer.
    #[serde(flatten)]
    pub kind: ItemKind,
    /// Helps to answer; empty for none.
    #[serde(default)]
    pub explanation: String,
    /// What the city uses the answer for; empty for none.
    #[serde(default)]
    pub purpose: String,
    /// Must be answered by those it is shown to.
    #[serde(default)]
    pub required: bool,
    /// Whom it is shown to; `None` for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<ShownIf>,
    /// In the order they are shown; deleted ones stay.
    pub options: Vec<ChoiceOption>,
    /// The plane of the followers who have answered. *Unset* is its complement among followers: a page written
    /// before the item existed has no such plane, and everybody on it is rightly unset.
    pub answered_plane: PlaneNumber,
    /// The planes of a month or number, given out with the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slices: Option<BitSlices>,
    /// Asked of nobody; answers stay and conditions may use it.
    #[serde(default)]
    pub archived: bool,
    /// Deleted items are asked of nobody and refused in conditions.
    #[serde(default)]
    pub deleted: bool,
    /// Raised with each change of the item or its options.
    #[serde(default)]
    pub revision: u32,
}

impl Item {
    /// Planes of the item and of its options that are not deleted.
    pub(super) fn living_planes(&self) -> usize {
        let slices = self.slices.map_or(0, |slices| usize::from(slices.count));
        1 + slices + self.options.iter().filter(|option| !option.deleted).count()
    }

    /// The option with this name, deleted ones included.
    pub fn option(&self, id: &OptionId) -> Option<&ChoiceOption> {
        self.options.iter().find(|option| option.id == *id)
    }

    /// Whether citizens are asked it now.
    pub fn is_asked(&self) -> bool {
        !self.deleted && !self.archived
    }

    /// The option a postal code leads to: of those that `takes` lets through, the one with the longest prefix that fits.
    pub(super) fn area_of(
        &self,
        postal_code: &str,
        takes: fn(&ChoiceOption) -> bool,
    ) -> Option<&ChoiceOption> {
        let fit = |option: &ChoiceOption| {
            let prefixes = option.postal_prefixes.iter().filter(|prefix| postal_code.starts_with(&***prefix));
            prefixes.map(String::len).max()
        };
        let taken = self.options.iter().filter(|option| takes(option));
        taken
            .filter_map(|option| Some((fit(option)?, option)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, o)| o)
    }
}

/// What staff write about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDraft {
    /// What citizens and staff read.
    pub label: String,
    /// The form of the answer.
    pub kind: ItemKind,
    /// Helps to answer; empty for none.
    pub explanation: String,
    /// What the city uses the answer for; empty for none.
    pub purpose: String,
    /// Must be answered by those it is shown to.
    pub required: bool,
    /// Whom it is shown to; `None` for everybody.
    pub shown_if: Option<ShownIf>,
}

impl ItemDraft {
    /// Whether an item says exactly this.
    pub fn is_of(&self, item: &Item) -> bool {
        self.label == item.label
            && self.kind == item.kind
            && self.explanation == item.explanation
            && self.purpose == item.purpose
            && self.required == item.required
            && self.shown_if == item.shown_if
    }

    /// An item with nothing but a label: asked of everybody, required of nobody.
    pub fn new(label: &str, kind: ItemKind) -> Self {
        let (explanation, purpose) = (String::new(), String::new());
        Self { label: label.to_owned(), kind, explanation, purpose, required: false, shown_if: None }
    }
}

/// What staff write about an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionDraft {
    /// What citizens and staff read.
    pub label: String,
    /// About how many messages a month somebody gets who chose it.
    pub messages_per_month: Option<u16>,
    /// Of an area: first digits of its postal codes.
    pub postal_prefixes: Vec<String>,
}

impl OptionDraft {
    /// Whether an option says exactly this.
    pub fn is_of(&self, option: &ChoiceOption) -> bool {
        self.label == option.label
            && self.messages_per_month == option.messages_per_month
            && self.postal_prefixes == option.postal_prefixes
    }

    /// An option with nothing but a label.
    pub fn new(label: &str) -> Self {
        Self { label: label.to_owned(), messages_per_month: None, postal_prefixes: Vec::new() }
    }
}
