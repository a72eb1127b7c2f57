//! The tools of the checks: a path that is spelled in either dialect, lengths in both of LINE's units, and a list of
//! what is wrong.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};
use unicode_segmentation::UnicodeSegmentation;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// Most characters of any URL in a message.
const URL_MAX: usize = 2000;

/// Where something stands: `messages[0].text`, or `/body/contents/0` inside the Flex container of a message.
#[derive(Clone)]
pub(crate) struct Path {
    text: String,
    flex_message: Option<usize>,
}

impl Path {
    pub(crate) fn request(text: impl Into<String>) -> Self {
        Self { text: text.into(), flex_message: None }
    }

    /// The root of a Flex container.
    pub(crate) fn flex(message: usize) -> Self {
        Self { text: String::new(), flex_message: Some(message) }
    }

    pub(crate) fn key(&self, key: &str) -> Self {
        let text = match self.flex_message {
            Some(_) => format!("{}/{key}", self.text),
            None if self.text.is_empty() => key.to_owned(),
            None => format!("{}.{key}", self.text),
        };
        Self { text, ..*self }
    }

    pub(crate) fn at(&self, key: &str, index: usize) -> Self {
        let list = self.key(key);
        let text = match self.flex_message {
            Some(_) => format!("{}/{index}", list.text),
            None => format!("{}[{index}]", list.text),
        };
        Self { text, ..list }
    }
}

/// One thing that is wrong.
#[derive(Debug)]
pub(crate) struct Issue {
    pub(crate) property: String,
    pub(crate) message: String,
    /// The message whose Flex container the property is in.
    pub(crate) flex_message: Option<usize>,
}

/// Collects what is wrong.
#[derive(Default)]
pub(crate) struct Check {
    pub(crate) issues: Vec<Issue>,
}

impl Check {
    pub(crate) fn fail(&mut self, path: &Path, message: impl Into<String>) {
        let property = if path.text.is_empty() { "/".to_owned() } else { path.text.clone() };
        self.issues.push(Issue { property, message: message.into(), flex_message: path.flex_message });
    }

    /// Refuses properties outside the list.
    pub(crate) fn keys(&mut self, object: &Object, path: &Path, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.fail(&path.key(key), "invalid property");
        }
    }

    pub(crate) fn as_object<'v>(&mut self, value: &'v Value, path: &Path) -> Option<&'v Object> {
        let object = value.as_object();
        if object.is_none() {
            self.fail(path, "Must be an object");
        }
        object
    }

    pub(crate) fn optional_object<'v>(
        &mut self,
        object: &'v Object,
        path: &Path,
        key: &str,
    ) -> Option<&'v Object> {
        match object.get(key) {
            None | Some(Value::Null) => None,
            Some(value) => self.as_object(value, &path.key(key)),
        }
    }

    pub(crate) fn object<'v>(&mut self, object: &'v Object, path: &Path, key: &str) -> Option<&'v Object> {
        if matches!(object.get(key), None | Some(Value::Null)) {
            self.fail(&path.key(key), "May not be empty");
        }
        self.optional_object(object, path, key)
    }

    /// A list whose size is in the range; absent counts as empty.
    pub(crate) fn list<'v>(
        &mut self,
        object: &'v Object,
        path: &Path,
        key: &str,
        size: RangeInclusive<usize>,
    ) -> &'v [Value] {
        let list = match object.get(key) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(list)) => list.as_slice(),
            Some(_) => {
                self.fail(&path.key(key), "Must be an array");
                return &[];
            }
        };
        if !size.contains(&list.len()) {
            let (least, most) = (size.start(), size.end());
            self.fail(&path.key(key), format!("Size must be between {least} and {most}"));
        }
        list
    }

    /// A string of any length, absent or not.
    pub(crate) fn string<'v>(&mut self, object: &'v Object, path: &Path, key: &str) -> Option<&'v str> {
        match object.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                self.fail(&path.key(key), "Must be a string");
                None
            }
        }
    }

    /// A string that has to be there and not be empty.
    pub(crate) fn required<'v>(&mut self, object: &'v Object, path: &Path, key: &str) -> Option<&'v str> {
        let text = match object.get(key) {
            None | Some(Value::Null) => "",
            Some(_) => self.string(object, path, key)?,
        };
        if text.is_empty() {
            self.fail(&path.key(key), "May not be empty");
            return None;
        }
        Some(text)
    }

    fn sized<'v>(
        &mut self,
        (object, path, key): (&'v Object, &Path, &str),
        required: bool,
        max: usize,
        length: fn(&str) -> usize,
    ) -> Option<&'v str> {
        let text = if required { self.required(object, path, key) } else { self.string(object, path, key) }?;
        if length(text) > max {
            self.fail(&path.key(key), format!("Length must be between {} and {max}", usize::from(required)));
        }
        Some(text)
    }

    /// A string counted in UTF-16 code units.
    pub(crate) fn utf16<'v>(
        &mut self,
        object: &'v Object,
        path: &Path,
        key: &str,
        max: usize,
        required: bool,
    ) -> Option<&'v str> {
        self.sized((object, path, key), required, max, |text| text.encode_utf16().count())
    }

    /// A string counted in grapheme clusters.
    pub(crate) fn graphemes<'v>(
        &mut self,
        object: &'v Object,
        path: &Path,
        key: &str,
        max: usize,
        required: bool,
    ) -> Option<&'v str> {
        self.sized((object, path, key), required, max, |text| text.graphemes(true).count())
    }

    /// An https URL of at most 2,000 characters, percent-encoded.
    pub(crate) fn https_url(&mut self, object: &Object, path: &Path, key: &str, required: bool) {
        let Some(text) = self.utf16(object, path, key, URL_MAX, required) else { return };
        let parsed = url::Url::parse(text).ok();
        if parsed.is_none_or(|url| url.scheme() != "https" || !url.has_host()) {
            self.fail(&path.key(key), "invalid uri scheme");
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.fail(&path.key(key), "invalid uri");
        }
    }

    pub(crate) fn one_of(
        &mut self,
        object: &Object,
        path: &Path,
        key: &str,
        values: &[&str],
        required: bool,
    ) {
        let text = if required { self.required(object, path, key) } else { self.string(object, path, key) };
        if text.is_some_and(|text| !values.contains(&text)) {
            let values = values.join(", ");
            self.fail(&path.key(key), format!("Must be one of the following values: [{values}]"));
        }
    }

    /// A number within the range.
    pub(crate) fn number<N: Copy + PartialOrd + Display + Into<f64>>(
        &mut self,
        object: &Object,
        path: &Path,
        key: &str,
        range: RangeInclusive<N>,
        required: bool,
    ) {
        let (least, most) = (*range.start(), *range.end());
        match object.get(key) {
            None | Some(Value::Null) if required => self.fail(&path.key(key), "May not be empty"),
            None | Some(Value::Null) => (),
            Some(Value::Number(number)) => {
                if number.as_f64().is_none_or(|n| n < least.into() || n > most.into()) {
                    self.fail(&path.key(key), format!("Must be between {least} and {most}"));
                }
            }
            Some(_) => self.fail(&path.key(key), "Must be a number"),
        }
    }

    /// A number without a fraction within the range.
    pub(crate) fn integer<N: Copy + PartialOrd + Display + Into<f64>>(
        &mut self,
        object: &Object,
        path: &Path,
        key: &str,
        range: RangeInclusive<N>,
        required: bool,
    ) {
        if object.get(key).is_some_and(Value::is_f64) {
            return self.fail(&path.key(key), "Must be an integer");
        }
        self.number(object, path, key, range, required);
    }

    pub(crate) fn boolean(&mut self, object: &Object, path: &Path, key: &str) {
        if object.get(key).is_some_and(|value| !value.is_boolean() && !value.is_null()) {
            self.fail(&path.key(key), "Must be a boolean");
        }
    }

    /// Fails a property that is there and does not suit.
    pub(crate) fn suits(
        &mut self,
        object: &Object,
        path: &Path,
        key: &str,
        suits: fn(&str) -> bool,
        why: &str,
    ) {
        if self.string(object, path, key).is_some_and(|text| !suits(text)) {
            self.fail(&path.key(key), why);
        }
    }
}
