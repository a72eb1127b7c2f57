//! Numbers as they stand in dates: digits of either width, or kanji up to 99.

/// The value and how many characters it takes.
pub(super) fn read(chars: &[char]) -> Option<(u32, usize)> {
    digits(chars).or_else(|| kanji(chars))
}

/// Up to four digits; a fifth makes it no part of a date.
pub(super) fn digits(chars: &[char]) -> Option<(u32, usize)> {
    let length = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    if !(1..=4).contains(&length) {
        return None;
    }
    let value = chars[..length].iter().filter_map(|c| c.to_digit(10)).fold(0, |sum, digit| sum * 10 + digit);
    Some((value, length))
}

/// 七, 十一, 二十七, 三十.
fn kanji(chars: &[char]) -> Option<(u32, usize)> {
    let length = chars.iter().take_while(|c| is_kanji_number(**c)).count();
    let written = &chars[..length];
    let units = |part: &[char]| match part {
        [] => Some(0),
        [one] => unit(*one),
        _ => None,
    };
    let value = match written.iter().position(|c| *c == '十') {
        None if length == 1 => units(written)?,
        None => return None,
        Some(ten) => units(&written[..ten])?.max(1) * 10 + units(&written[ten + 1..])?,
    };
    Some((value, length))
}

fn unit(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().position(|unit| unit == c).map(|at| at as u32 + 1)
}

/// 一 to 九 and 十.
pub(super) fn is_kanji_number(c: char) -> bool {
    c == '十' || unit(c).is_some()
}
