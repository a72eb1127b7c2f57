//! What stands behind a date: a time of the day, the end of a period, or words that speak of the past on purpose.
use super::folded::{find, starts_with};
use super::number;
use jiff::civil::Time;

/// So far behind a date its sentence is looked at.
const SENTENCE_CHARS: usize = 40;
/// Words by which a sentence speaks of what has been, or of something that goes on.
const OF_THE_PAST: [&str; 25] = [
    "生まれ",
    "現在",
    "時点",
    "以降",
    "以後",
    "以前",
    "より前",
    "ました",
    "でした",
    "制定",
    "施行",
    "実施した",
    "開催した",
    "行われた",
    "した方",
    "された方",
    "いた方",
    "募集中",
    "開催中",
    "実施中",
    "受付中",
    "配布中",
    "公開中",
    "発売中",
    "発生した",
];

/// Whether the words behind a date make a past day right.
pub(super) fn speaks_of_the_past(behind: &[char]) -> bool {
    let ends = |c: &char| matches!(c, '。' | '\n' | '!' | '?');
    let length =
        behind.iter().take(SENTENCE_CHARS).position(ends).unwrap_or(behind.len().min(SENTENCE_CHARS));
    starts_with(behind, "付") || OF_THE_PAST.iter().any(|words| find(&behind[..length], words, 0).is_some())
}

/// Whether a period begins here: 「から」, 「~」, 「より」.
pub(super) fn begins_a_period(behind: &[char]) -> bool {
    let behind = without_blanks(behind);
    ["から", "~", "より", "-"].iter().any(|words| starts_with(behind, words))
}

/// The last time of the day that belongs to the date: of 「午後1時から4時まで」 it is four o'clock. Nothing when only a beginning
/// is told, for that may go on.
pub(super) fn last_time(behind: &[char]) -> Option<Time> {
    let behind = without_blanks(behind);
    let skipped = behind.iter().take_while(|c| matches!(c, '、' | ',' | 'の' | ' ')).count();
    let (first, afternoon, length) = time(&behind[skipped..], false)?;
    let rest = &behind[skipped + length..];
    if !begins_a_period(rest) {
        return Some(first);
    }
    let rest = without_blanks(rest);
    let mark = if starts_with(rest, "から") || starts_with(rest, "より") { 2 } else { 1 };
    time(without_blanks(&rest[mark..]), afternoon).map(|(last, ..)| last.max(first))
}

fn without_blanks(chars: &[char]) -> &[char] {
    &chars[chars.iter().take_while(|c| **c == ' ').count()..]
}

/// A time, whether it is told as one of the afternoon, and its length.
fn time(chars: &[char], afternoon_before: bool) -> Option<(Time, bool, usize)> {
    if starts_with(chars, "正午") {
        return Some((Time::constant(12, 0, 0, 0), false, 2));
    }
    let halves = [("午前", 0), ("午後", 12), ("AM", 0), ("PM", 12)];
    let half = halves.iter().find(|(word, _)| starts_with(chars, word));
    let start = half.map_or(0, |(word, _)| word.chars().count());
    let start = start + chars[start..].iter().take_while(|c| **c == ' ').count();
    let (hour, length) = number::digits(&chars[start..])?;
    let at = start + length;
    let (minute, end) = match chars.get(at)? {
        ':' => number::digits(&chars[at + 1..]).map(|(minute, length)| (minute, at + 1 + length))?,
        '時' if chars.get(at + 1) == Some(&'間') => return None,
        '時' if chars.get(at + 1) == Some(&'半') => (30, at + 2),
        '時' => match number::digits(&chars[at + 1..]) {
            Some((minute, length)) if chars.get(at + 1 + length) == Some(&'分') => (minute, at + 2 + length),
            _ => (0, at + 1),
        },
        _ => return None,
    };
    let is_afternoon = half.map_or(afternoon_before, |(_, hours)| *hours == 12);
    let hour = if is_afternoon && hour < 12 { hour + 12 } else { hour };
    // 24:00 is the day's end.
    let time = if hour == 24 { Some(Time::MAX) } else { at_clock(hour, minute) };
    time.map(|time| (time, is_afternoon, end))
}

fn at_clock(hour: u32, minute: u32) -> Option<Time> {
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}
