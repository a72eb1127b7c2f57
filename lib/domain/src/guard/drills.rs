//! Drills and tests in earnest, in whichever letters they are written: wide or narrow, ﾃｽﾄ or てすと, or 訓　練 with blanks
//! between the letters. Every place that is found is a place in the original.
use super::kana::{full_width, is_hiragana, is_katakana, katakana};
use super::words::{occurrences, without_overlaps};
use std::ops::Range;

/// Always a trial.
const TRIALS: [&str; 12] = [
    "テスト配信",
    "テスト送信",
    "テストメール",
    "配信テスト",
    "送信テスト",
    "受信テスト",
    "動作確認",
    "試験配信",
    "試験送信",
    "訓練配信",
    "訓練放送",
    "訓練メール",
];
/// Trials where they stand as words of their own.
const ALONE: [&str; 5] = ["訓練", "テスト", "演習", "test", "クンレン"];
/// In an emergency these count in any company: 「防災訓練」 too.
const IN_EMERGENCIES: [&str; 4] = ["訓練", "演習", "テスト", "クンレン"];
/// How a sentence goes on before and behind てすと; other hiragana make another word of it, such as 捨てすと.
const PARTICLES_BEFORE: &str = "はのをもがにでとや";
const PARTICLES_BEHIND: &str = "はのをもがにでとだな";

pub(super) fn drills(chars: &[char], emergency: bool) -> Vec<Range<usize>> {
    let read: Vec<char> = chars.iter().map(|c| full_width(*c)).collect();
    let kana: Vec<char> = read.iter().map(|c| katakana(*c)).collect();
    let written = |word: &&str| {
        let places = occurrences(&kana, word).into_iter();
        places.filter(|range| is_one_script(&read[range.clone()])).collect::<Vec<_>>()
    };
    let mut found: Vec<_> = TRIALS.iter().flat_map(written).collect();
    found.extend(ALONE.iter().flat_map(written).filter(|range| stands_alone(&read, range)));
    let spaced = |word: &&str| spaced_out(&read, &kana, word);
    found.extend(TRIALS.iter().flat_map(spaced));
    let is_alone = |range: &Range<usize>| !is_part_of_more(&read, range);
    found.extend(ALONE.iter().flat_map(spaced).filter(is_alone));
    if emergency {
        // 捨てすと is no drill; in which other word does くんれん stand?
        let is_told = |range: &Range<usize>| range.len() > 3 || stands_alone(&read, range);
        let anywhere = |range: &Range<usize>| !is_hiragana(read[range.start]) || is_told(range);
        found.extend(IN_EMERGENCIES.iter().flat_map(written).filter(anywhere));
        found.extend(IN_EMERGENCIES.iter().flat_map(spaced));
    }
    without_overlaps(found)
}

/// 訓練 and 【テスト】, not 防災訓練, コンテスト, 学力テスト or テストケース.
fn stands_alone(chars: &[char], range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).map(|at| chars[at]);
    let behind = chars.get(range.end).copied();
    let own = chars[range.start];
    if is_hiragana(own) {
        let ends = |c: Option<char>, particles: &str| {
            c.is_none_or(|c| !is_letter(c) && !is_hiragana(c) || particles.contains(c))
        };
        return ends(before, PARTICLES_BEFORE) && ends(behind, PARTICLES_BEHIND);
    }
    let joins_behind = behind
        .is_some_and(|c| if is_kanji(own) { is_facility(c) } else { kind(c) == kind(own) || is_kanji(c) });
    !before.is_some_and(is_letter) && !joins_behind
}

/// Where a word is written with blanks between all of its letters, and no other letter touches it: not in 教訓 練習.
fn spaced_out(read: &[char], kana: &[char], word: &str) -> Vec<Range<usize>> {
    let touches =
        |at: Option<usize>| at.and_then(|at| read.get(at)).is_some_and(|c| is_letter(*c) || is_hiragana(*c));
    let starts = (0..kana.len()).filter_map(|at| Some(at..end_of_spaced(kana, word, at)?));
    let free = |range: &Range<usize>| !touches(range.start.checked_sub(1)) && !touches(Some(range.end));
    starts.filter(free).filter(|range| is_one_script(&read[range.clone()])).collect()
}

fn end_of_spaced(chars: &[char], word: &str, from: usize) -> Option<usize> {
    let mut at = from;
    for (number, letter) in word.chars().enumerate() {
        if number > 0 {
            let blanks = blanks(chars.get(at..)?.iter());
            at += blanks.checked_sub(1)? + 1;
        }
        if !chars.get(at)?.eq_ignore_ascii_case(&letter) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn blanks<'a>(chars: impl Iterator<Item = &'a char>) -> usize {
    chars.take_while(|c| **c == ' ').count()
}

/// 訓 練 in 防 災 訓 練 and テ ス ト in コ ン テ ス ト: the letter beyond the blanks stands by itself too.
fn is_part_of_more(chars: &[char], range: &Range<usize>) -> bool {
    let own = chars[range.start];
    let before = range.start.checked_sub(blanks(chars[..range.start].iter().rev()) + 1);
    let behind = range.end + blanks(chars[range.end..].iter());
    let is_lone = |next: Option<&char>| !next.is_some_and(|c| is_letter(*c));
    let joins = |c: &char| is_kanji(*c) || kind(*c) == kind(own) && (is_letter(*c) || is_hiragana(*c));
    let joins_behind = |c: &char| if is_kanji(own) { is_facility(*c) } else { joins(c) };
    before.is_some_and(|at| joins(&chars[at]) && is_lone(at.checked_sub(1).and_then(|at| chars.get(at))))
        || chars.get(behind).is_some_and(|c| joins_behind(c) && is_lone(chars.get(behind + 1)))
}

/// Kana of one sort; てスト in 捨てストーブ is no word.
fn is_one_script(chars: &[char]) -> bool {
    let is_kana = |c: &char| is_katakana(*c) && *c != 'ー';
    !(chars.iter().any(is_kana) && chars.iter().any(|c| is_hiragana(*c)))
}

/// What letters of one word have in common.
fn kind(c: char) -> (bool, bool, bool) {
    (is_kanji(c), is_katakana(c), c.is_ascii_alphanumeric())
}

fn is_letter(c: char) -> bool {
    kind(c) != (false, false, false)
}

/// 訓練校, 訓練生, 訓練所.
fn is_facility(c: char) -> bool {
    matches!(c, '校' | '生' | '所' | '士' | '施' | '場')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, emergency: bool) -> Vec<String> {
        let chars: Vec<char> = text.chars().map(super::super::folded::fold).collect();
        let quote = |range: Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
        drills(&chars, emergency).into_iter().map(quote).collect()
    }

    #[test]
    fn a_drill_is_found_in_narrow_letters_in_hiragana_and_with_blanks_between_its_letters() {
        for (text, quote) in [
            ("【ﾃｽﾄ】です", "ﾃｽﾄ"),
            ("ﾃｽﾄﾒｰﾙです", "ﾃｽﾄﾒｰﾙ"),
            ("これはてすとです", "てすと"),
            ("てすと配信", "てすと配信"),
            ("【訓　練】大きな地震です", "訓　練"),
            ("これは 訓 練 です", "訓 練"),
            ("テ ス ト", "テ ス ト"),
            ("ﾃ ｽ ﾄ 配 信", "ﾃ ｽ ﾄ 配 信"),
            ("Ｔ Ｅ Ｓ Ｔ", "Ｔ Ｅ Ｓ Ｔ"),
            ("本日 訓　練", "訓　練"),
            ("これは くんれん です", "くんれん"),
            ("くんれんです。ｸﾝﾚﾝではありません", "くんれん"),
        ] {
            assert_eq!(found(text, false)[0], quote, "{text}");
        }
    }

    #[test]
    fn another_word_is_none_in_any_letters() {
        for text in [
            "作文ｺﾝﾃｽﾄ、ﾃｽﾄｹｰｽ、体力ﾃｽﾄ",
            "こんてすと、ぷろてすと",
            "捨ててすとんと落ちた。すべてすとっぷ",
            "寄せてストーブを囲む",
            "教訓 練習、家訓 練馬区",
            "コ ン テ ス ト、防 災 訓 練、訓 練 校",
            "訓\n練",
            "ぼうさいくんれん",
        ] {
            assert_eq!(found(text, false), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found("防 災 訓 練、教訓 練習", true), ["訓 練"]);
        assert_eq!(found("ぼうさいくんれん", true), ["くんれん"]);
        assert_eq!(found("寄せてストーブ、捨ててすとんと", true), Vec::<String>::new());
    }
}
