//! Letters that nobody sees: they make two names look alike, part a word so that nobody finds it, and turn a line round.

/// Whether a character takes no place, turns what follows, or is a blank that is none.
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The first character of a text that no name and no title may have: a control character, or one that nobody sees.
pub fn unfit_for_a_name(text: &str) -> Option<char> {
    let chars: Vec<char> = text.chars().collect();
    let control = chars.iter().copied().find(|c| c.is_control());
    control.or_else(|| invisible(&chars).next().map(|(_, letter)| letter))
}

/// A name that somebody else gave, for staff to read: without what [`unfit_for_a_name`] refuses. Blanks stay blanks.
pub fn for_staff(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let unseen: Vec<usize> = invisible(&chars).map(|(at, _)| at).collect();
    let seen = chars.iter().enumerate().filter(|(at, _)| unseen.binary_search(at).is_err()).map(|(_, c)| *c);
    let blank = |c: char| if c.is_control() && c.is_whitespace() { ' ' } else { c };
    seen.map(blank).filter(|c| !c.is_control()).collect()
}

/// Where the letters stand that nobody sees, by the count of characters; the joiner inside of one pictograph is none, nor
/// is what a script spells with.
pub fn invisible(chars: &[char]) -> impl Iterator<Item = (usize, char)> + '_ {
    let before = |at: usize| at.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let joins = move |at: usize| {
        before(at).is_some_and(is_pictograph) && chars.get(at + 1).copied().is_some_and(is_pictograph)
    };
    let belongs = move |at: usize, c: char| match c {
        '\u{200d}' if joins(at) => true,
        '\u{200b}'..='\u{200d}' => before(at).is_some_and(spells_with_it),
        _ => false,
    };
    let found = chars.iter().copied().enumerate().filter(|(_, c)| is_invisible(*c));
    found.filter(move |(at, c)| !belongs(*at, *c))
}

/// Scripts that spell with joiners (Persian, Nepali, Sinhala) or part words by a blank without width (Khmer, Burmese, Thai).
const fn spells_with_it(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A pictograph, or what goes with one: its colour of skin and the sign that it is drawn.
const fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(usize, char)> {
        invisible(&text.chars().collect::<Vec<_>>()).collect()
    }

    #[test]
    fn what_nobody_sees_is_found_and_what_belongs_to_a_pictograph_or_a_kanji_is_not() {
        assert_eq!(of("避難\u{200b}指示"), [(2, '\u{200b}')]);
        assert_eq!(of("\u{202e}円000,3"), [(0, '\u{202e}')]);
        assert_eq!(of("👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥 葛\u{e0100}城市"), []);
        assert_eq!(of("課\u{200d}長"), [(1, '\u{200d}')], "between letters it parts a word");
        assert_eq!(
            of("गर्\u{200d}यो می\u{200c}خواهم ភាសា\u{200b}ខ្មែរ"),
            [],
            "some languages are spelled with them"
        );
    }

    #[test]
    fn a_name_has_neither_control_characters_nor_letters_that_nobody_sees() {
        assert_eq!(unfit_for_a_name("防災課　第1係・葛\u{e0100} 👨\u{200d}👩\u{200d}👧"), None);
        assert_eq!(unfit_for_a_name("防災課\u{200b}"), Some('\u{200b}'));
        assert_eq!(unfit_for_a_name("防災課\n"), Some('\n'));
    }

    #[test]
    fn what_is_left_of_a_name_for_staff_is_fit_for_one() {
        for (name, shown) in [
            ("\u{202e}子花 崎川\u{202c}", "子花 崎川"),
            ("花子\u{2066}\u{200f}\u{0}🌸", "花子🌸"),
            ("川崎\n花子", "川崎 花子"),
            ("👨\u{200d}👩\u{200d}👧", "👨\u{200d}👩\u{200d}👧"),
            ("葛\u{e0100}城", "葛\u{e0100}城"),
        ] {
            assert_eq!(for_staff(name), shown);
            assert_eq!(unfit_for_a_name(&for_staff(name)), None, "{shown}");
        }
    }
}
