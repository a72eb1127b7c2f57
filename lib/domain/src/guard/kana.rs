//! The two syllabaries, and the narrow letters of old machines.

pub(super) fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー' | '\u{ff66}'..='\u{ff9f}')
}

pub(super) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}')
}

/// Narrow katakana in the order of their code points, from U+FF66 on.
const WIDE: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// A narrow katakana as a wide one; the marks of voiced sounds stay by themselves.
pub(super) fn full_width(c: char) -> char {
    let place = u32::from(c).checked_sub(0xff66).and_then(|place| WIDE.chars().nth(place as usize));
    place.unwrap_or(c)
}

pub(super) fn katakana(c: char) -> char {
    if is_hiragana(c) { char::from_u32(u32::from(c) + 0x60).unwrap_or(c) } else { c }
}
