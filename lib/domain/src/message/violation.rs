//! What is wrong with a message, for programs (path and code) and for staff (a Japanese sentence).
use super::path::Path;
use serde::Serialize;

/// More findings than this help nobody.
const MAX_VIOLATIONS: usize = 100;

/// The kind of a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ViolationCode {
    /// Not JSON, or a key stands twice in one object.
    NotJson,
    /// A field that must be there is not.
    Missing,
    /// Another JSON type than LINE expects.
    WrongType,
    /// A text without characters.
    Empty,
    /// A text with more characters than allowed.
    TooLong,
    /// A list with fewer entries than needed.
    TooFew,
    /// A list with more entries than allowed.
    TooMany,
    /// More bytes of JSON than allowed.
    TooLarge,
    /// A number outside its range.
    OutOfRange,
    /// A word LINE does not know here, an unknown message type included.
    UnknownValue,
    /// Not a usable URL: scheme, host, or characters that must be percent-encoded.
    BadUrl,
    /// A text that does not have the form LINE expects: colours, ratios, dates, names, placeholders.
    BadFormat,
    /// A control character other than line feed and tab.
    ControlCharacter,
    /// Known to LINE, but not in this place.
    NotAllowed,
    /// Fields or entries that contradict each other.
    Conflict,
    /// Nested too deeply.
    TooDeep,
    /// A key that LINE does not have here; it refuses the whole request for it.
    UnknownKey,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where, in LINE's notation: `messages[0].text`.
    pub path: String,
    /// Which rule.
    pub code: ViolationCode,
    /// The limit, in the field's unit, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// What was found, in the same unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<u64>,
    /// For staff: names the field in words, and the limit.
    pub message_ja: String,
}

impl Violation {
    pub(super) fn not_json(path: &str, error: &serde_json::Error) -> Self {
        let place = format!("{}行目{}文字目", error.line(), error.column());
        let twice = error.to_string().contains(super::strict::TWICE);
        let what =
            if twice { "同じキーが2回書かれています" } else { "JSONとして読めません" };
        Self {
            path: path.to_owned(),
            code: ViolationCode::NotJson,
            limit: None,
            actual: None,
            message_ja: format!("メッセージの{place}: {what}"),
        }
    }

    /// The same finding about one message among several, with the message's number in front.
    pub(super) fn not_json_at(index: usize, error: &serde_json::Error) -> Self {
        let found = Self::not_json(&format!("messages[{index}]"), error);
        let message_ja = found.message_ja.replacen("メッセージ", &format!("{}件目", index + 1), 1);
        Self { message_ja, ..found }
    }
}

/// Collects violations in the order found.
#[derive(Debug, Default)]
pub(super) struct Report {
    violations: Vec<Violation>,
}

impl Report {
    /// `sentence` follows the field's words directly: `は5,000文字までです`.
    pub(super) fn add(&mut self, path: &Path<'_>, code: ViolationCode, sentence: &str) {
        self.push(path, code, None, sentence);
    }

    /// As [`Report::add`], with the limit and what was found.
    pub(super) fn add_limit(
        &mut self,
        path: &Path<'_>,
        code: ViolationCode,
        (limit, actual): (usize, usize),
        sentence: &str,
    ) {
        self.push(path, code, Some((limit as u64, actual as u64)), sentence);
    }

    fn push(&mut self, path: &Path<'_>, code: ViolationCode, sizes: Option<(u64, u64)>, sentence: &str) {
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation {
                path: path.to_string(),
                code,
                limit: sizes.map(|(limit, _)| limit),
                actual: sizes.map(|(_, actual)| actual),
                message_ja: format!("{}{sentence}", path.in_words()),
            });
        }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}

/// A number with a comma at each thousand.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
