//! The weekday beside a date: (金), （金曜日）, (金・祝), 【金】, 金曜, ㈮, (Fri.).
use super::folded::starts_with;
use jiff::civil::Weekday;

/// What stands beside the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WeekdayText {
    /// The weekdays named; a date has to be one of them.
    pub(super) named: Vec<Weekday>,
    /// Characters from the date's end to the weekday's.
    pub(super) length: usize,
}

const NAMES: [(char, Weekday); 7] = [
    ('月', Weekday::Monday),
    ('火', Weekday::Tuesday),
    ('水', Weekday::Wednesday),
    ('木', Weekday::Thursday),
    ('金', Weekday::Friday),
    ('土', Weekday::Saturday),
    ('日', Weekday::Sunday),
];
const ENGLISH: [(&str, Weekday); 14] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
const OPENING: [char; 7] = ['(', '[', '〔', '【', '〈', '<', '《'];
const CLOSING: [char; 7] = [')', ']', '〕', '】', '〉', '>', '》'];
const BETWEEN: [char; 6] = ['・', '、', ',', '/', '･', ' '];
/// What may follow the weekday in the brackets: 祝, 休, 振替休日.
const HOLIDAYS: [char; 4] = ['祝', '休', '振', '国'];
/// Longest word for a holiday in the brackets.
const MAX_HOLIDAY_CHARS: usize = 12;

/// The Japanese name with its last syllables.
pub(super) fn in_japanese(weekday: Weekday) -> String {
    let name = NAMES.iter().find(|(_, known)| *known == weekday).map_or('?', |(name, _)| *name);
    format!("{name}曜日")
}

/// Reads what stands behind a date.
pub(super) fn read(chars: &[char]) -> Option<WeekdayText> {
    let blanks = chars.iter().take_while(|c| **c == ' ').count();
    let rest = &chars[blanks..];
    let (named, length) = match rest.first()? {
        c if OPENING.contains(c) => bracketed(&rest[1..]).map(|(named, length)| (named, length + 1))?,
        c if sign(*c).is_some() => (vec![sign(*c)?], 1),
        _ => spelled_out(rest).map(|(day, length)| (vec![day], length))?,
    };
    Some(WeekdayText { named, length: blanks + length })
}

/// 「金曜日」 or 「金曜」 without brackets; a lone 金 may begin any other word.
fn spelled_out(chars: &[char]) -> Option<(Weekday, usize)> {
    let (day, length) = japanese(chars)?;
    (length > 1).then_some((day, length))
}

fn japanese(chars: &[char]) -> Option<(Weekday, usize)> {
    let first = chars.first()?;
    let day = NAMES.iter().find(|(name, _)| name == first).map(|(_, day)| *day)?;
    let suffix = ["曜日", "曜"].into_iter().find(|suffix| starts_with(&chars[1..], suffix));
    Some((day, 1 + suffix.map_or(0, |suffix| suffix.chars().count())))
}

fn english(chars: &[char]) -> Option<(Weekday, usize)> {
    let (name, day) = ENGLISH.iter().find(|(name, _)| starts_with(chars, name))?;
    let dot = usize::from(chars.get(name.len()) == Some(&'.'));
    Some((*day, name.len() + dot))
}

/// The inside of brackets up to and with the closing one; nothing when it speaks of something else, such as 日程.
fn bracketed(chars: &[char]) -> Option<(Vec<Weekday>, usize)> {
    let (mut named, mut at) = (Vec::new(), 0);
    loop {
        let rest = &chars[at..];
        let next = *rest.first()?;
        if CLOSING.contains(&next) {
            return (!named.is_empty()).then_some((named, at + 1));
        }
        if BETWEEN.contains(&next) {
            at += 1;
        } else if let Some((day, length)) = japanese(rest).or_else(|| english(rest)) {
            named.push(day);
            at += length;
        } else if HOLIDAYS.contains(&next) && !named.is_empty() {
            at += rest.iter().take(MAX_HOLIDAY_CHARS).position(|c| CLOSING.contains(c))?;
        } else {
            return None;
        }
    }
}

/// ㈪ to ㈰ and ㊊ to ㊐: Monday to Sunday with Sunday's sign last.
fn sign(c: char) -> Option<Weekday> {
    let at = match u32::from(c) {
        code @ 0x322a..=0x3230 => code - 0x322a,
        code @ 0x328a..=0x3290 => code - 0x328a,
        _ => return None,
    };
    NAMES.get(at as usize).map(|(_, day)| *day)
}
