//! A text made comparable: full-width letters and signs as ASCII, one character for one, so that every place in it is a
//! place in the original.
use crate::letters::is_invisible;
use std::ops::Range;

/// Stands where a link stands: no letter, no digit, no space.
const LINK: char = '\u{1}';

/// A text and its folded characters.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    original: &'a str,
    chars: Vec<char>,
    plain: Vec<char>,
    starts: Vec<usize>,
    links: Vec<Range<usize>>,
}

impl<'a> Folded<'a> {
    pub(super) fn of(original: &'a str) -> Self {
        let (starts, chars): (Vec<_>, Vec<_>) = original.char_indices().map(|(at, c)| (at, fold(c))).unzip();
        let links = links(&chars, original);
        let mut plain = chars.clone();
        for link in &links {
            plain[link.clone()].fill(LINK);
        }
        Self { original, chars, plain, starts, links }
    }

    /// The characters, links blotted out: words inside an address are not read by anybody.
    pub(super) fn plain(&self) -> &[char] {
        &self.plain
    }

    /// Where the links stand.
    pub(super) fn links(&self) -> &[Range<usize>] {
        &self.links
    }

    /// The folded characters of a link.
    pub(super) fn link(&self, range: &Range<usize>) -> String {
        self.chars[range.clone()].iter().collect()
    }

    /// The original's words at a range of characters.
    pub(super) fn quote(&self, range: Range<usize>) -> &'a str {
        let byte = |at: usize| self.starts.get(at).copied().unwrap_or(self.original.len());
        &self.original[byte(range.start)..byte(range.end)]
    }
}

/// Where `words` begins at or behind `from`.
pub(super) fn find(chars: &[char], words: &str, from: usize) -> Option<Range<usize>> {
    let length = words.chars().count();
    let last = chars.len().checked_sub(length)?;
    (from..=last).find(|at| starts_with(&chars[*at..], words)).map(|at| at..at + length)
}

/// Whether the characters begin with `words`, ASCII letters in either case.
pub(super) fn starts_with(chars: &[char], words: &str) -> bool {
    let mut rest = chars.iter();
    words.chars().all(|word| rest.next().is_some_and(|c| c.eq_ignore_ascii_case(&word)))
}

/// Whether the characters end with `words`.
pub(super) fn ends_with(chars: &[char], words: &str) -> bool {
    let length = words.chars().count();
    chars.len().checked_sub(length).is_some_and(|at| starts_with(&chars[at..], words))
}

/// A name as it is told from others: without blanks, width, case and letters that nobody sees.
pub fn alike(name: &str) -> String {
    let told = name.chars().filter(|c| !is_invisible(*c)).map(fold).filter(|c| *c != ' ');
    told.flat_map(char::to_lowercase).collect()
}

/// One character for one: widths, dashes, blanks, and the radicals that PDF files put in place of 月 and 日.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        '\u{301c}' | '\u{2053}' => '~',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2f49}' => '月',
        '\u{2f55}' => '火',
        '\u{2f54}' => '水',
        '\u{2f4a}' => '木',
        '\u{2fa6}' => '金',
        '\u{2f1f}' => '土',
        '\u{2f47}' => '日',
        other => other,
    }
}

/// From the scheme to the first character that cannot stand in an address; a full-width bracket ends one.
fn links(chars: &[char], original: &str) -> Vec<Range<usize>> {
    let written: Vec<char> = original.chars().collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let scheme = ["http://", "https://"].into_iter().find(|scheme| starts_with(&chars[at..], scheme));
        let Some(scheme) = scheme else {
            at += 1;
            continue;
        };
        let rest = at + scheme.len();
        let length = written[rest..].iter().position(|c| !c.is_ascii_graphic());
        let end = length.map_or(chars.len(), |length| rest + length);
        found.push(at..end);
        at = end;
    }
    found
}
