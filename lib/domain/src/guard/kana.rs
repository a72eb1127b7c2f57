//! The two syllabaries, and the narrow letters of old machines.
use std::ops::Range;

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

/// A text in wide letters, the marks of voiced sounds joined to theirs: ﾌﾟｰﾙ as プール.
#[derive(Default)]
pub(super) struct Wide {
    pub(super) chars: Vec<char>,
    /// Where each stands in the text.
    places: Vec<Range<usize>>,
}

impl Wide {
    pub(super) fn of(chars: &[char]) -> Self {
        Self::of_those(chars, |_| true)
    }

    /// As if there were no blanks and no lines.
    pub(super) fn without_blanks(chars: &[char]) -> Self {
        Self::of_those(chars, |c| !matches!(c, ' ' | '\n'))
    }

    fn of_those(chars: &[char], is_one: fn(char) -> bool) -> Self {
        let mut wide = Self::default();
        for (at, c) in chars.iter().copied().enumerate().filter(|(_, c)| is_one(*c)) {
            if let (Some(sound), Some(place)) = (wide.chars.last_mut(), wide.places.last_mut())
                && let Some(joined) = voiced(*sound, c)
            {
                (*sound, place.end) = (joined, at + 1);
            } else {
                wide.chars.push(full_width(c));
                wide.places.push(at..at + 1);
            }
        }
        wide
    }

    /// A range of these letters as one of the text.
    pub(super) fn in_text(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| self.places.get(at).cloned().unwrap_or_default();
        place(range.start).start..place(range.end.saturating_sub(1)).end
    }
}

/// A sound with one of the two marks behind it.
fn voiced(sound: char, mark: char) -> Option<char> {
    let number = u32::from(sound);
    match (sound, mark) {
        ('ウ', 'ﾞ' | '\u{3099}') => Some('ヴ'),
        (sound, 'ﾞ' | '\u{3099}') if "カキクケコサシスセソタチツテトハヒフヘホ".contains(sound) => {
            char::from_u32(number + 1)
        }
        (sound, 'ﾟ' | '\u{309a}') if "ハヒフヘホ".contains(sound) => char::from_u32(number + 2),
        _ => None,
    }
}
