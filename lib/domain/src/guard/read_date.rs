//! Dates as people write them: 11月27日(金), 2026/11/27（金）, 令和8年11月27日, R8.11.27, 十一月三日, 28日(土).
use super::folded::{ends_with, starts_with};
use super::number::{self, is_kanji_number};
use super::weekday::{self, WeekdayText};
use std::ops::Range;

/// How the year is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// Written out.
    Told(u32),
    /// 昨年, 今年, 来年: so many years from the start's.
    Beside(i32),
    /// Left to the reader.
    Open,
}

/// A date in a text, not yet known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) range: Range<usize>,
    pub(super) year: Year,
    /// Absent in 「28日(土)」.
    pub(super) month: Option<u32>,
    pub(super) day: u32,
    pub(super) weekday: Option<WeekdayText>,
    /// Certainly meant as a date: `1/2` may be a half.
    pub(super) certain: bool,
}

/// A date's parts and its length in characters.
struct Parts {
    year: Year,
    month: Option<u32>,
    day: u32,
    length: usize,
    certain: bool,
}

const ERAS: [(&str, u32); 7] =
    [("令和", 2018), ("㋿", 2018), ("平成", 1988), ("昭和", 1925), ("R", 2018), ("H", 1988), ("S", 1925)];
const BESIDE: [(&str, i32); 7] =
    [("昨年", -1), ("去年", -1), ("前年", -1), ("今年", 0), ("本年", 0), ("来年", 1), ("翌年", 1)];

/// All dates from left to right.
pub(super) fn all(chars: &[char]) -> Vec<Written> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        let Some(written) = one(chars, at, !found.is_empty()) else {
            at += 1;
            continue;
        };
        at = written.range.end;
        found.push(written);
    }
    found
}

fn one(chars: &[char], at: usize, after_another: bool) -> Option<Written> {
    if continues(&chars[..at], chars[at]) {
        return None;
    }
    let rest = &chars[at..];
    let mut parts = with_era(rest)
        .or_else(|| with_year(rest))
        .or_else(|| with_month(rest))
        .or_else(|| with_slash(rest))
        .or_else(|| with_dot(rest))
        .or_else(|| day_alone(rest, after_another))?;
    let weekday = weekday::read(&rest[parts.length..]);
    if parts.year == Year::Open {
        parts.year = beside(&chars[..at]);
    }
    let length = parts.length + weekday.as_ref().map_or(0, |it| it.length);
    let Parts { year, month, day, certain, .. } = parts;
    let certain = certain || weekday.is_some();
    Some(Written { range: at..at + length, year, month, day, weekday, certain })
}

/// Whether a character belongs to the number that stands before it, or to a longer row such as a telephone number.
fn continues(before: &[char], first: char) -> bool {
    let [.., last] = before else { return false };
    let in_row = match last {
        '-' | '.' | ':' => before.len() > 1 && before[before.len() - 2].is_ascii_alphanumeric(),
        last => last.is_ascii_alphanumeric() || *last == '/',
    };
    (in_row && first.is_ascii_alphanumeric()) || (is_kanji_number(*last) && is_kanji_number(first))
}

fn beside(before: &[char]) -> Year {
    let blanks = before.iter().rev().take_while(|c| matches!(c, ' ' | 'の')).count();
    let before = &before[..before.len() - blanks];
    let told = BESIDE.iter().find(|(word, _)| ends_with(before, word));
    told.map_or(Year::Open, |(_, years)| Year::Beside(*years))
}

fn with_era(chars: &[char]) -> Option<Parts> {
    let (era, before) = ERAS.iter().find(|(era, _)| starts_with(chars, era))?;
    let mut at = skip_blanks(chars, era.chars().count());
    let year = if chars.get(at) == Some(&'元') {
        at += 1;
        1
    } else {
        let (year, length) = number::read(&chars[at..])?;
        at += length;
        year
    };
    behind_year(chars, at, before + year)
}

fn with_year(chars: &[char]) -> Option<Parts> {
    let (year, length) = number::digits(chars).filter(|(year, _)| (1900..2200).contains(year))?;
    behind_year(chars, length, year)
}

/// 年11月27日 with or without the other era's year in brackets, or the rest of 2026/11/27.
fn behind_year(chars: &[char], at: usize, year: u32) -> Option<Parts> {
    let at = skip_blanks(chars, at);
    let sign = *chars.get(at)?;
    let parts = if sign == '年' {
        let at = skip_blanks(chars, behind_bracket(chars, at + 1));
        with_month(&chars[at..]).map(|parts| Parts { length: at + parts.length, ..parts })?
    } else if matches!(sign, '/' | '-' | '.') {
        let (month, long) = number::digits(&chars[at + 1..])?;
        let second = at + 1 + long;
        let (day, length) =
            (chars.get(second) == Some(&sign)).then(|| number::digits(&chars[second + 1..])).flatten()?;
        Parts { year: Year::Open, month: Some(month), day, length: second + 1 + length, certain: true }
    } else {
        return None;
    };
    Some(Parts { year: Year::Told(year), certain: true, ..parts })
}

/// Behind 「(令和8年)」, where it stands.
fn behind_bracket(chars: &[char], at: usize) -> usize {
    if chars.get(at) != Some(&'(') {
        return at;
    }
    let close = chars[at..].iter().take(12).position(|c| *c == ')');
    close.filter(|close| chars[at + close - 1] == '年').map_or(at, |close| at + close + 1)
}

fn with_month(chars: &[char]) -> Option<Parts> {
    let (month, length) = number::read(chars)?;
    let at = skip_blanks(chars, length);
    let at = (chars.get(at) == Some(&'月')).then(|| skip_blanks(chars, at + 1))?;
    let (day, length) = number::read(&chars[at..])?;
    let at = skip_blanks(chars, at + length);
    // 「1月3日間」 is a number of days.
    let ends = chars.get(at) == Some(&'日') && chars.get(at + 1) != Some(&'間');
    ends.then_some(Parts { year: Year::Open, month: Some(month), day, length: at + 1, certain: true })
}

/// 11/27, where a day of a month is possible.
fn with_slash(chars: &[char]) -> Option<Parts> {
    let parts = pair(chars, '/')?;
    let next = chars.get(parts.length);
    let goes_on = next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '%' | 'の' | '.'));
    let is_day = parts.month.is_some_and(|month| (1..=12).contains(&month)) && (1..=31).contains(&parts.day);
    (is_day && !goes_on).then_some(parts)
}

/// 11.27(金): only the weekday makes it a date.
fn with_dot(chars: &[char]) -> Option<Parts> {
    let parts = pair(chars, '.')?;
    weekday::read(&chars[parts.length..]).is_some().then_some(parts)
}

fn pair(chars: &[char], sign: char) -> Option<Parts> {
    let (month, length) = number::digits(chars).filter(|(_, length)| *length <= 2)?;
    let at = (chars.get(length) == Some(&sign)).then_some(length + 1)?;
    let (day, length) = number::digits(&chars[at..]).filter(|(_, length)| *length <= 2)?;
    Some(Parts { year: Year::Open, month: Some(month), day, length: at + length, certain: false })
}

/// 28日(土), and behind another date also 28(土).
fn day_alone(chars: &[char], after_another: bool) -> Option<Parts> {
    let (day, length) = number::digits(chars).filter(|(_, length)| *length <= 2)?;
    let at = skip_blanks(chars, length);
    let length = if chars.get(at) == Some(&'日') { at + 1 } else { length };
    let is_date = (length > at || after_another) && weekday::read(&chars[length..]).is_some();
    is_date.then_some(Parts { year: Year::Open, month: None, day, length, certain: true })
}

fn skip_blanks(chars: &[char], at: usize) -> usize {
    at + chars[at.min(chars.len())..].iter().take_while(|c| **c == ' ').count()
}
