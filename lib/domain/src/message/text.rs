//! The two ways LINE counts characters.
use unicode_segmentation::UnicodeSegmentation as _;

/// How a text's length is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// UTF-16 code units: most emoji count 2 or more.
    Utf16,
    /// Grapheme clusters: what a reader sees as one character counts 1.
    Graphemes,
}

impl Unit {
    pub(super) fn count(self, text: &str) -> usize {
        match self {
            Self::Utf16 => text.encode_utf16().count(),
            Self::Graphemes => text.graphemes(true).count(),
        }
    }
}

/// The rule for one text field.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextRule {
    pub(super) unit: Unit,
    pub(super) max: usize,
    pub(super) required: bool,
    pub(super) may_be_empty: bool,
}

impl TextRule {
    /// A required text of 1 to `max` UTF-16 code units.
    pub(super) const fn utf16(max: usize) -> Self {
        Self { unit: Unit::Utf16, max, required: true, may_be_empty: false }
    }

    /// A required text of 1 to `max` grapheme clusters.
    pub(super) const fn graphemes(max: usize) -> Self {
        Self { unit: Unit::Graphemes, max, required: true, may_be_empty: false }
    }

    /// The field may be left out.
    pub(super) const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// The text may have no characters.
    pub(super) const fn or_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }
}
