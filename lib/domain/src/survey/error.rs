//! Why a change of the catalogue is refused.
use super::name::{ItemId, OptionId};
use thiserror::Error;

/// A change of the catalogue was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CatalogueError {
    /// The item's name is in use or was once.
    #[error("item `{0}` exists or existed; names are never reused")]
    ItemTaken(ItemId),
    /// The option's name is in use or was once.
    #[error("option `{1}` of item `{0}` exists or existed; names are never reused")]
    OptionTaken(ItemId, OptionId),
    /// No such item, or it is deleted.
    #[error("there is no item `{0}`")]
    NoItem(ItemId),
    /// No such option, or it is deleted.
    #[error("there is no option `{1}` of item `{0}`")]
    NoOption(ItemId, OptionId),
    /// All 65,535 plane numbers are given out; deleting does not bring any back.
    #[error("no plane number is left")]
    NoPlaneLeft,
    /// [`super::MAX_TRACKED`] deliveries keep their reactions already.
    #[error("too many deliveries keep their reactions")]
    TooManyTracked,
    /// Items and options that are not deleted have [`super::MAX_PLANES`] planes; deleting some makes room.
    #[error("a page has no room for another plane")]
    PageFull,
    /// A label is empty or longer than [`super::MAX_LABEL_CHARS`].
    #[error("a label is empty or too long")]
    Label,
    /// A label holds a letter that nobody sees.
    #[error("a label holds a letter that nobody sees")]
    UnfitLabel(char),
    /// An explanation or purpose is longer than [`super::MAX_TEXT_CHARS`].
    #[error("an explanation or a purpose is too long")]
    TextTooLong,
    /// The longest text or the smallest and largest number make no sense.
    #[error("the limits of the answer make no sense")]
    Limits,
    /// Answers that exist would not fit the new kind or limits.
    #[error("item `{0}` cannot take this form any more")]
    KindFixed(ItemId),
    /// The kind has no options.
    #[error("item `{0}` is not one with options")]
    NotAChoice(ItemId),
    /// `shown_if` names nothing that can be chosen, or goes round in a circle.
    #[error("item `{0}` cannot be shown by such a rule")]
    ShownIf(ItemId),
    /// Another living item is shown by what is to go.
    #[error("item `{0}` is shown by it")]
    Needed(ItemId),
    /// A postal prefix is not one to seven digits, stands twice, or stands on an option of another kind.
    #[error("postal prefix `{0}` cannot be used")]
    Prefix(String),
    /// An order that does not name every living item or option exactly once.
    #[error("an order names each one exactly once")]
    Order,
    /// A stored catalogue contradicts itself.
    #[error("the stored catalogue is broken: {0}")]
    Broken(String),
}
