//! Letters that nobody sees: copied along from a document, or put there so that a word is not found or a line turns round.
use super::finding::{Findings, WarningCode as Code};
use super::folded::Folded;
use super::places::Place;
use crate::letters::{invisible, is_invisible};
use std::collections::BTreeMap;
use std::ops::Range;

/// So many characters beside the first one are quoted: never itself, which would turn the words of the answer round.
const BESIDE: usize = 8;

/// One finding for each such letter of a text, at its first place.
pub(super) fn find(place: &Place, text: &Folded<'_>, findings: &mut Findings) {
    let chars = text.plain();
    let mut places: BTreeMap<char, (usize, usize)> = BTreeMap::new();
    for (at, letter) in invisible(chars) {
        places.entry(letter).or_insert((at, 0)).1 += 1;
    }
    for (at, letter) in chars.iter().copied().enumerate().filter(|(_, c)| is_of_one_machine(*c)) {
        let quote = text.quote(beside(chars, at));
        let message = format!(
            "「{quote}」の隣に、外字(U+{:04X})があります。読む人の端末では出ません。ふつうの文字に書き換えてください。",
            u32::from(letter)
        );
        findings.add(place, Code::InvisibleLetter, quote, message);
    }
    for (letter, (at, times)) in places {
        let quote = text.quote(beside(chars, at));
        let message = format!(
            "「{quote}」の隣に、目に見えない文字(U+{:04X})があります(全部で{times}か所)。文字の並びが変わったり、言葉が見つからなくなったりします。消してください。",
            u32::from(letter)
        );
        findings.add(place, Code::InvisibleLetter, quote, message);
    }
}

/// 外字: drawn on the machine that made it, and nowhere else.
const fn is_of_one_machine(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// What stands before a letter, or else behind it, up to the next one that nobody sees.
fn beside(chars: &[char], at: usize) -> Range<usize> {
    let is_seen = |c: &&char| !is_invisible(**c);
    let before = chars[..at].iter().rev().take(BESIDE).take_while(is_seen).count();
    let behind = chars[at + 1..].iter().take(BESIDE).take_while(is_seen).count();
    if before > 0 { at - before..at } else { at + 1..at + 1 + behind }
}
