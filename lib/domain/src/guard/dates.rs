//! Judges the dates of a text by the delivery's start: do they exist, does the weekday fit, are they over?
use super::Context;
use super::calendar_words::{begins_a_period, last_time, speaks_of_the_past};
use super::finding::{Findings, WarningCode as Code};
use super::folded::Folded;
use super::places::Place;
use super::read_date::{self, Written, Year};
use super::weekday;
use crate::calendar::in_japan;
use jiff::civil::{Date, DateTime};

/// A day without a year that is over for no longer is taken for this year's; before, the next year's is meant.
const RECENT_DAYS: i64 = 60;
/// With a weekday that fits only the day that is over, half a year.
const FITTING_DAYS: i64 = 183;
/// A year written out and further back speaks of history.
const HISTORY_DAYS: i64 = 1_096;
/// Behind the first day of a period so many characters may stand before its last.
const PERIOD_CHARS: usize = 12;

/// What a date turned out to be.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// This day.
    Day(Date),
    /// This day if the weekday were right.
    OtherWeekday(Date),
    /// No such day.
    Impossible,
    /// Not enough is told.
    Unknown,
}

pub(super) fn find(place: &Place, text: &Folded<'_>, context: &Context<'_>, findings: &mut Findings) {
    let start = in_japan(context.start_ms);
    let written = read_date::all(text.plain());
    let mut meanings = Vec::with_capacity(written.len());
    let mut before = None;
    for date in &written {
        let meaning = meaning(date, before, start.date());
        if let Meaning::Day(day) | Meaning::OtherWeekday(day) = meaning {
            before = Some(day);
        }
        meanings.push(meaning);
    }
    for (index, date) in written.iter().enumerate() {
        let quote = text.quote(date.range.clone());
        match meanings[index] {
            Meaning::Impossible if date.certain => {
                findings.add(place, Code::ImpossibleDate, quote, impossible(quote));
            }
            Meaning::OtherWeekday(day) => {
                findings.add(place, Code::WeekdayMismatch, quote, mismatch(quote, day));
            }
            Meaning::Day(day) => {
                let behind = &text.plain()[date.range.end..];
                let next = written.get(index + 1).zip(meanings.get(index + 1));
                let goes_on =
                    next.is_some_and(|(next, meaning)| ends_later(date, next, *meaning, start, behind));
                if is_over(day, behind, start) && !is_history(date, day, start.date()) && !goes_on {
                    findings.add(place, Code::PastDate, quote, past(quote, day));
                }
            }
            Meaning::Impossible | Meaning::Unknown => {}
        }
    }
}

fn impossible(quote: &str) -> String {
    format!("「{quote}」という日はありません。日付を直してください。")
}

fn mismatch(quote: &str, day: Date) -> String {
    let (is, weekday) = (in_words(day), weekday::in_japanese(day.weekday()));
    format!("「{quote}」の曜日が合いません。{is}は{weekday}です。日付か曜日を直してください。")
}

fn past(quote: &str, day: Date) -> String {
    let is = in_words(day);
    format!("「{quote}」は{is}で、配信の開始より前です。前の文面が残っていないか確かめてください。")
}

fn in_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The day is over, or it is the start's and its last hour is.
fn is_over(day: Date, behind: &[char], start: DateTime) -> bool {
    let over = day < start.date()
        || day == start.date() && last_time(behind).is_some_and(|last| last < start.time());
    over && !speaks_of_the_past(behind)
}

fn is_history(date: &Written, day: Date, today: Date) -> bool {
    matches!(date.year, Year::Told(_)) && days_from(day, today) > HISTORY_DAYS
}

/// A period whose last day has not passed goes on.
fn ends_later(date: &Written, next: &Written, meaning: Meaning, start: DateTime, behind: &[char]) -> bool {
    let near = next.range.start - date.range.end <= PERIOD_CHARS;
    let is_open = matches!(meaning, Meaning::Day(day) | Meaning::OtherWeekday(day) if day >= start.date());
    near && is_open
        && behind.iter().take(PERIOD_CHARS).enumerate().any(|(at, _)| begins_a_period(&behind[at..]))
}

fn meaning(date: &Written, before: Option<Date>, today: Date) -> Meaning {
    if date.day == 0 || date.month == Some(0) {
        return Meaning::Unknown; // a leftover, and reported as one
    }
    let candidates = match (date.year, date.month) {
        (Year::Told(year), Some(month)) => vec![day(year.cast_signed(), month, date.day)],
        (Year::Beside(years), Some(month)) => {
            vec![day(i32::from(today.year()) + years, month, date.day)]
        }
        (_, Some(month)) => around(month, date.day, today),
        (_, None) => in_month_of(date.day, before, today),
    };
    if date.month.is_some() && candidates.iter().all(Option::is_none) {
        return Meaning::Impossible;
    }
    let days: Vec<Date> = candidates.into_iter().flatten().collect();
    match (&date.weekday, date.month) {
        (Some(beside), _) => match days.iter().find(|day| beside.named.contains(&day.weekday())) {
            Some(day) => Meaning::Day(*day),
            None => days.first().map_or(Meaning::Unknown, |day| Meaning::OtherWeekday(*day)),
        },
        (None, _) => days.first().map_or(Meaning::Unknown, |day| Meaning::Day(*day)),
    }
}

/// A day without a year: the last one while it is fresh, else the next; half a year back the weekday may tell.
fn around(month: u32, number: u32, today: Date) -> Vec<Option<Date>> {
    let years = (-4..=4).map(|years| day(i32::from(today.year()) + years, month, number));
    let days: Vec<Date> = years.flatten().collect();
    let next = days.iter().find(|day| **day >= today).copied();
    let last = days.iter().rev().find(|day| **day < today).copied();
    let ago = last.map_or(i64::MAX, |last| days_from(last, today));
    if next.is_none() {
        vec![None]
    } else if ago <= RECENT_DAYS {
        vec![last]
    } else if ago <= FITTING_DAYS {
        vec![next, last]
    } else {
        vec![next]
    }
}

/// 28日 belongs to the month of the date before it, or else to this month or the next.
fn in_month_of(number: u32, before: Option<Date>, today: Date) -> Vec<Option<Date>> {
    let first = before.unwrap_or(today);
    let next = first.first_of_month().checked_add(jiff::Span::new().months(1)).ok();
    let in_month = |month: Date| day(month.year().into(), month.month().unsigned_abs().into(), number);
    match before {
        Some(before) if in_month(before).is_some_and(|day| day >= before) => vec![in_month(before)],
        _ => vec![in_month(first), next.and_then(in_month)],
    }
}

fn day(year: i32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Days from `earlier` to `later`.
fn days_from(earlier: Date, later: Date) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}
