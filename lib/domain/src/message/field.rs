//! A place in the messages, there or not, and the checks every kind of field shares.
use super::link::{self, LinkProblem};
use super::path::Path;
use super::text::{TextRule, Unit};
use super::violation::{Report, ViolationCode as Code, grouped};
use serde_json::Value;
use std::ops::RangeInclusive;

/// A value and the way to it; `None` when the field is absent.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    value: Option<&'a Value>,
    path: Path<'a>,
}

impl<'a> Field<'a> {
    pub(super) fn root(messages: &'a Value) -> Self {
        Self { value: Some(messages), path: Path::root() }
    }

    pub(super) fn value(&self) -> Option<&'a Value> {
        self.value
    }

    /// The field of an object; absent when this is no object.
    pub(super) fn get(&self, key: &'a str) -> Self {
        Self { value: self.value.and_then(|value| value.get(key)), path: self.path.key(key) }
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Self { value: self.value.and_then(|value| value.get(index)), path: self.path.index(index) }
    }

    pub(super) fn is_present(&self) -> bool {
        self.value.is_some()
    }

    pub(super) fn as_str(&self) -> Option<&'a str> {
        self.value?.as_str()
    }

    /// The text of `type`, or nothing.
    pub(super) fn type_name(&self) -> &'a str {
        self.get("type").as_str().unwrap_or_default()
    }

    pub(super) fn add(&self, report: &mut Report, code: Code, sentence: &str) {
        report.add(&self.path, code, sentence);
    }

    pub(super) fn too_large(&self, report: &mut Report, limit: usize, actual: usize) {
        let sentence = format!("はJSONで{}バイトまでです(いま{}バイト)", grouped(limit), grouped(actual));
        report.add_limit(&self.path, Code::TooLarge, (limit, actual), &sentence);
    }

    pub(super) fn missing(&self, report: &mut Report) {
        self.add(report, Code::Missing, "は必須です");
    }

    pub(super) fn not_allowed(&self, report: &mut Report, sentence: &str) {
        self.add(report, Code::NotAllowed, sentence);
    }

    /// An object that must be there.
    pub(super) fn required_object(&self, report: &mut Report) -> bool {
        if self.value.is_none() {
            self.missing(report);
        }
        self.object(report)
    }

    /// Whether an object is there; anything else but absence is a violation.
    pub(super) fn object(&self, report: &mut Report) -> bool {
        match self.value {
            None => false,
            Some(Value::Object(_)) => true,
            Some(_) => self.wrong_type(report, "オブジェクト"),
        }
    }

    /// A text; returns it when it is one.
    pub(super) fn text(&self, report: &mut Report, rule: TextRule) -> Option<&'a str> {
        let text = match self.value {
            None if rule.required => {
                self.missing(report);
                return None;
            }
            None => return None,
            Some(Value::String(text)) => text,
            Some(_) => {
                self.wrong_type(report, "文字列");
                return None;
            }
        };
        if text.is_empty() && !rule.may_be_empty {
            self.add(report, Code::Empty, "が空です");
        }
        let actual = rule.unit.count(text);
        if actual > rule.max {
            self.too_long(report, rule, actual, text);
        }
        Some(text)
    }

    fn too_long(&self, report: &mut Report, rule: TextRule, actual: usize, text: &str) {
        let (limit, found) = (grouped(rule.max), grouped(actual));
        let wide = rule.unit == Unit::Utf16 && actual != text.chars().count();
        let note = if wide { "。絵文字などは2文字以上に数えます" } else { "" };
        let sentence = format!("は{limit}文字までです(いま{found}文字{note})");
        report.add_limit(&self.path, Code::TooLong, (rule.max, actual), &sentence);
    }

    /// A URL of media LINE fetches: https, at most 2,000 characters, percent-encoded.
    pub(super) fn https_url(&self, report: &mut Report, required: bool) {
        let rule = TextRule { required, ..TextRule::utf16(2_000) };
        self.link(report, rule, &["https"]);
    }

    /// A link with one of these schemes.
    pub(super) fn link(&self, report: &mut Report, rule: TextRule, schemes: &[&str]) {
        let Some(text) = self.text(report, rule).filter(|text| !text.is_empty()) else { return };
        match link::problem(text, schemes) {
            None => {}
            Some(LinkProblem::NotEncoded) => {
                let sentence = "に日本語や空白がそのまま入っています。%エンコードしてください";
                self.add(report, Code::BadUrl, sentence);
            }
            Some(LinkProblem::Capitals) => {
                let scheme = text.split(':').next().unwrap_or_default();
                let sentence =
                    format!("の先頭の「{scheme}」は、小文字の「{}」にしてください", scheme.to_lowercase());
                self.add(report, Code::BadUrl, &sentence);
            }
            Some(LinkProblem::HasUserInfo) => {
                let sentence = "の「@」より前は書けません。書いてある場所と別の場所を開くリンクになります";
                self.add(report, Code::BadUrl, sentence);
            }
            Some(LinkProblem::NotALink) => {
                let sentence = format!("は{}で始まる正しいURLにしてください", schemes.join("、"));
                self.add(report, Code::BadUrl, &sentence);
            }
        }
    }

    /// One of LINE's words.
    pub(super) fn word(&self, report: &mut Report, words: &[&str], required: bool) {
        match self.value {
            None if required => self.missing(report),
            None => {}
            Some(Value::String(word)) if words.contains(&word.as_str()) => {}
            Some(Value::String(_)) => {
                let sentence = format!("は{}のどれかにしてください", words.join("、"));
                self.add(report, Code::UnknownValue, &sentence);
            }
            Some(_) => {
                self.wrong_type(report, "文字列");
            }
        }
    }

    /// A whole number.
    pub(super) fn integer(&self, report: &mut Report, range: RangeInclusive<i64>, required: bool) {
        match self.value.map(Value::as_i64) {
            None if required => self.missing(report),
            None => {}
            Some(None) => {
                self.wrong_type(report, "整数");
            }
            Some(Some(number)) if range.contains(&number) => {}
            Some(Some(number)) => {
                let open = *range.end() == i64::MAX;
                let sentence = if open {
                    format!("は{}以上にしてください(いま{number})", range.start())
                } else {
                    format!("は{}から{}までです(いま{number})", range.start(), range.end())
                };
                let limit = if number < *range.start() { *range.start() } else { *range.end() };
                self.out_of_range(report, limit, number, &sentence);
            }
        }
    }

    /// A number that is too large or too small; limits below zero have no place in the API.
    pub(super) fn out_of_range(&self, report: &mut Report, limit: i64, actual: i64, sentence: &str) {
        match (usize::try_from(limit), usize::try_from(actual)) {
            (Ok(limit), Ok(actual)) => {
                report.add_limit(&self.path, Code::OutOfRange, (limit, actual), sentence);
            }
            _ => self.add(report, Code::OutOfRange, sentence),
        }
    }

    /// Names the keys that are none of LINE's here; it would refuse the request.
    pub(super) fn only(&self, report: &mut Report, known: &[&[&str]]) {
        let Some(object) = self.value.and_then(Value::as_object) else { return };
        let is_known = |key: &str| known.iter().any(|keys| keys.contains(&key));
        for key in object.keys().filter(|key| !is_known(key)) {
            self.get(key).add(
                report,
                Code::UnknownKey,
                "は、ここでは使えない項目です。つづりを確かめるか、消してください",
            );
        }
    }

    /// A required number.
    pub(super) fn number(&self, report: &mut Report, range: RangeInclusive<f64>) {
        match self.value.map(Value::as_f64) {
            None => self.missing(report),
            Some(Some(number)) if range.contains(&number) => {}
            Some(Some(_)) => {
                let sentence = format!("は{}から{}までです", range.start(), range.end());
                self.add(report, Code::OutOfRange, &sentence);
            }
            Some(None) => {
                self.wrong_type(report, "数");
            }
        }
    }

    /// An optional yes or no.
    pub(super) fn boolean(&self, report: &mut Report) {
        if self.value.is_some_and(|value| !value.is_boolean()) {
            self.wrong_type(report, "trueかfalse");
        }
    }

    /// A required list of `min` to `max` entries; those within `max` are returned for checking.
    pub(super) fn list(&self, report: &mut Report, min: usize, max: usize) -> Vec<Field<'a>> {
        let actual = match self.value {
            None => {
                self.missing(report);
                return Vec::new();
            }
            Some(Value::Array(entries)) => entries.len(),
            Some(_) => {
                self.wrong_type(report, "配列");
                return Vec::new();
            }
        };
        self.at_most(report, "", max, actual);
        if actual < min {
            let sentence = format!("は{min}個以上にしてください(いま{actual}個)");
            report.add_limit(&self.path, Code::TooFew, (min, actual), &sentence);
        }
        (0..actual.min(max)).map(|index| self.index(index)).collect()
    }

    /// A number of things that has a limit; `what` follows the field's words.
    pub(super) fn at_most(&self, report: &mut Report, what: &str, limit: usize, actual: usize) {
        if actual > limit {
            let sentence = format!("{what}は{}個までです(いま{}個)", grouped(limit), grouped(actual));
            report.add_limit(&self.path, Code::TooMany, (limit, actual), &sentence);
        }
    }

    /// An optional colour: `#RRGGBB`, with `alpha` also `#RRGGBBAA`.
    pub(super) fn colour(&self, report: &mut Report, alpha: bool) {
        let Some(text) = self.text(report, TextRule::utf16(9).optional().or_empty()) else { return };
        let hex = text.strip_prefix('#').filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if !hex.is_some_and(|hex| hex.len() == 6 || alpha && hex.len() == 8) {
            self.add(report, Code::BadFormat, "は#RRGGBBの形にしてください");
        }
    }

    fn wrong_type(&self, report: &mut Report, expected: &str) -> bool {
        self.add(report, Code::WrongType, &format!("は{expected}にしてください"));
        false
    }
}
