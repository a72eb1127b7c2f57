//! A finding of the text check, and the key by which a person acknowledges it.
use super::places::Place;
use crate::digest::hex_sha256;
use serde::Serialize;
use std::collections::BTreeMap;

/// More findings than this nobody reads. Of more, one more is answered, so that it is known.
pub const MAX_WARNINGS: usize = 100;
/// A quote longer than this is cut.
const MAX_QUOTE_CHARS: usize = 60;

/// The kind of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// ○時, XX, 【　】, {{…}}: something was to be filled in.
    Placeholder,
    /// The weekday beside a date is another one.
    WeekdayMismatch,
    /// A day that the calendar does not have.
    ImpossibleDate,
    /// A day, or a time of the day, before the start.
    PastDate,
    /// A link that is not encrypted.
    HttpLink,
    /// A link whose words say nothing: 「こちら」.
    BareLink,
    /// 「こちら」 without any link.
    LinkMissing,
    /// 訓練 or テスト in earnest.
    DrillWord,
    /// 避難指示, 警報 … in an ordinary delivery.
    EmergencyWord,
    /// An emergency whose text says of none.
    EverydayEmergency,
    /// A place that the target leaves out.
    PlaceBeyondTarget,
    /// A word of the department's own list.
    DepartmentWord,
    /// The words shown instead of a picture are missing or say nothing.
    PoorAltText,
    /// Nothing but pictures.
    PictureOnly,
    /// Letters that hardly stand out from what lies behind them.
    LowContrast,
    /// Two bubbles that say the same.
    RepeatedMessage,
    /// Quick replies of a bubble that is not the last: LINE shows none of them.
    QuickReplyUnseen,
    /// Files that are not the city's own.
    ForeignMedia,
    /// A link that begins like one place and opens another.
    DisguisedLink,
    /// A letter that takes no place or turns what follows.
    InvisibleLetter,
}

impl WarningCode {
    /// The code as programs read it.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stays the same while finding, place and the text around it do; 24 hex digits.
    pub key: String,
    /// Which rule.
    pub code: WarningCode,
    /// Where, as a JSON pointer: `/messages/0/text`.
    pub path: String,
    /// The words concerned, as they stand there.
    pub quote: String,
    /// For staff: what is wrong and what to do.
    pub message: String,
}

/// Collects findings in the order found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    warnings: Vec<Warning>,
    /// How often the same finding came in the same text: the second 「○○」 is acknowledged by itself.
    seen: BTreeMap<String, usize>,
}

impl Findings {
    /// `quote` is what was found in the place's text; `message` says what to do, and only what the key may hang on:
    /// never the hour at which somebody looked.
    pub(super) fn add(&mut self, place: &Place, code: WarningCode, quote: &str, message: String) {
        if self.is_full() {
            return;
        }
        let name = code.name();
        let parts = [name.as_str(), &place.path, quote, &message, &place.text];
        let base = parts.map(|part| format!("{}:{part}", part.len())).concat();
        let nth = self.seen.entry(base.clone()).or_default();
        let key = hex_sha256(format!("{nth}:{base}").as_bytes()).chars().take(24).collect();
        *nth += 1;
        let (path, quote) = (place.path.clone(), shortened(quote));
        self.warnings.push(Warning { key, code, path, quote, message });
    }

    /// Whether nothing more is told one by one.
    pub(super) fn is_full(&self) -> bool {
        self.warnings.len() > MAX_WARNINGS
    }

    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

fn shortened(quote: &str) -> String {
    let mut chars = quote.chars();
    let mut short: String = chars.by_ref().take(MAX_QUOTE_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
