//! What a template left to be filled in: ○時, ○○, XX, 【　】, {{…}}, ＊＊＊, 〇月〇日.
use super::finding::{Findings, WarningCode as Code};
use super::folded::{Folded, find as find_words, starts_with};
use super::number::is_kanji_number;
use super::places::{Place, Role};
use std::ops::Range;

const CIRCLES: [char; 4] = ['○', '〇', '◯', '●'];
/// Signs that stand for a word when they stand twice.
const DOUBLES: [char; 8] = ['○', '〇', '◯', '●', '△', '▲', '□', '×'];
/// A line of nothing but one sign is an ornament from this length on.
const ORNAMENT_CHARS: usize = 5;
/// What a number stands before.
const UNITS: [&str; 20] = [
    "時", "日", "月", "分", "名", "人", "円", "年", "曜", "回", "区", "丁目", "号", "階", "番", "件", "歳",
    "%", "校", "市",
];
/// 「○日時」 begins a line of a list; these go on after the unit.
const WORDS_OF_LISTS: [&str; 46] = [
    "日時",
    "日程",
    "日付",
    "日数",
    "日頃",
    "日本",
    "日中",
    "日曜",
    "時間",
    "時期",
    "時刻",
    "月額",
    "月曜",
    "月間",
    "月謝",
    "分別",
    "分類",
    "分野",
    "分担",
    "名称",
    "名前",
    "名簿",
    "名物",
    "人数",
    "人口",
    "人権",
    "人員",
    "年齢",
    "年間",
    "年度",
    "年末",
    "年代",
    "年会",
    "回答",
    "回数",
    "回覧",
    "号外",
    "号車",
    "階段",
    "番号",
    "番組",
    "件名",
    "件数",
    "円滑",
    "市役所",
    "市民",
];
const WORDS: [&str; 13] = [
    "TODO",
    "TBD",
    "FIXME",
    "要確認",
    "ここに入力",
    "本文を入力",
    "文章を入力",
    "タイトルを入力",
    "(仮)",
    "ダミーテキスト",
    "テキストテキスト",
    "lorem ipsum",
    "ああああ",
];
const PAIRS: [(char, char); 12] = [
    ('【', '】'),
    ('「', '」'),
    ('『', '』'),
    ('(', ')'),
    ('[', ']'),
    ('〔', '〕'),
    ('〈', '〉'),
    ('《', '》'),
    ('{', '}'),
    ('<', '>'),
    ('“', '”'),
    ('〝', '〟'),
];
/// Between these stands a name that a program was to replace.
const FRAMES: [(&str, &str); 7] =
    [("{{", "}}"), ("${", "}"), ("#{", "}"), ("{", "}"), ("[[", "]]"), ("<<", ">>"), ("%%", "%%")];
const MAX_FRAMED_CHARS: usize = 30;

pub(super) fn find(place: &Place, text: &Folded<'_>, findings: &mut Findings) {
    let chars = text.plain();
    let mut at = 0;
    while at < chars.len() {
        let Some(length) = at_place(chars, at, place.role) else {
            at += 1;
            continue;
        };
        report(place, text, at..at + length, findings);
        at += length;
    }
    for words in WORDS {
        let mut from = 0;
        while let Some(range) = find_words(chars, words, from) {
            from = range.end;
            if !is_part_of_a_word(chars, &range) {
                report(place, text, range, findings);
            }
        }
    }
}

fn report(place: &Place, text: &Folded<'_>, range: Range<usize>, findings: &mut Findings) {
    let quote = text.quote(range);
    let message = format!(
        "「{quote}」が書きかけのまま残っていないか確かめてください。正しい内容に直すか、消してください。"
    );
    findings.add(place, Code::Placeholder, quote, message);
}

/// The length of a leftover that begins here.
fn at_place(chars: &[char], at: usize, role: Role) -> Option<usize> {
    let rest = &chars[at..];
    frame(rest, role)
        .or_else(|| addressed(rest))
        .or_else(|| empty_brackets(rest))
        .or_else(|| nil_date(chars, at))
        .or_else(|| row(chars, at))
        .or_else(|| letters(chars, at))
        .or_else(|| circle_before_unit(chars, at))
        .or_else(|| circles_apart(chars, at))
}

/// In a text with LINE's placeholders single braces are checked elsewhere.
fn frame(rest: &[char], role: Role) -> Option<usize> {
    let frames = FRAMES.iter().filter(|(open, _)| role != Role::WordsWithBraces || *open != "{");
    let (open, close) = frames.into_iter().find(|(open, _)| starts_with(rest, open))?;
    let from = open.len();
    let window = &rest[..rest.len().min(from + MAX_FRAMED_CHARS + close.len())];
    let end = find_words(window, close, from)?;
    let inside = &rest[from..end.start];
    (!inside.is_empty() && !inside.contains(&'\n')).then_some(end.end)
}

/// <氏名>様: what stands in these brackets otherwise is a heading.
fn addressed(rest: &[char]) -> Option<usize> {
    let inside = rest
        .strip_prefix(&['<'])?
        .iter()
        .take(MAX_FRAMED_CHARS)
        .take_while(|c| !"<>\n".contains(**c))
        .count();
    let behind = rest.get(1 + inside..)?.strip_prefix(&['>'])?;
    let is_name = inside > 0 && ["様", "さん", "殿"].iter().any(|title| starts_with(behind, title));
    is_name.then_some(inside + 2)
}

/// Brackets around nothing but blanks and lines to write on.
fn empty_brackets(rest: &[char]) -> Option<usize> {
    let (_, close) = PAIRS.iter().find(|(open, _)| rest.first() == Some(open))?;
    let blanks = rest[1..].iter().take_while(|c| matches!(c, ' ' | '_')).count();
    (rest.get(blanks + 1) == Some(close)).then_some(blanks + 2)
}

/// 0月0日, 00月00日, 99時.
fn nil_date(chars: &[char], at: usize) -> Option<usize> {
    let free = at == 0 || !chars[at - 1].is_ascii_digit();
    let nil = ["00月", "0月", "00日", "99時", "99日", "99月"]
        .into_iter()
        .find(|nil| starts_with(&chars[at..], nil));
    nil.filter(|_| free).map(|nil| nil.chars().count())
}

/// ○○, △△, ＊＊＊, ＿＿＿: the same sign again and again, unless it rules a line.
fn row(chars: &[char], at: usize) -> Option<usize> {
    let sign = chars[at];
    let least = match sign {
        sign if DOUBLES.contains(&sign) => 2,
        '*' | '_' => 3,
        _ => return None,
    };
    if goes_on_before(chars, at) {
        return None;
    }
    let length = chars[at..].iter().take_while(|c| **c == sign).count();
    let behind = &chars[at + length..];
    let stands_for_a_word = UNITS.iter().chain(&["です", "様", "さん"]).any(|word| starts_with(behind, word));
    let least = if stands_for_a_word { 2 } else { least };
    let is_number = sign == '〇' && at > 0 && is_kanji_number(chars[at - 1]);
    let rules_a_line = length >= ORNAMENT_CHARS && is_alone(chars, at..at + length);
    (length >= least && !is_number && !rules_a_line).then_some(length)
}

/// The row's beginning was rejected; its rest is no other row, and is not counted again.
fn goes_on_before(chars: &[char], at: usize) -> bool {
    at > 0 && chars[at - 1] == chars[at]
}

/// Whether nothing but blanks stands in the same line.
fn is_alone(chars: &[char], range: Range<usize>) -> bool {
    let before = chars[..range.start].iter().rev().find(|c| **c != ' ');
    let behind = chars[range.end..].iter().find(|c| **c != ' ');
    [before, behind].into_iter().flatten().all(|c| *c == '\n')
}

/// XX and xxx as a word of their own.
fn letters(chars: &[char], at: usize) -> Option<usize> {
    let letter = chars[at];
    if !matches!(letter, 'X' | 'x') || goes_on_before(chars, at) {
        return None;
    }
    let length = chars[at..].iter().take_while(|c| **c == letter).count();
    (length >= 2 && !is_part_of_a_word(chars, &(at..at + length))).then_some(length)
}

fn is_part_of_a_word(chars: &[char], range: &Range<usize>) -> bool {
    let first_is_ascii = chars[range.start].is_ascii_alphanumeric();
    let before = range.start.checked_sub(1).map(|at| chars[at]);
    [before, chars.get(range.end).copied()]
        .iter()
        .flatten()
        .any(|c| first_is_ascii && c.is_ascii_alphanumeric())
}

/// ○時, 〇月, (○) behind a day; but 「○日時」 begins a line of a list, and 一〇日 is a number.
fn circle_before_unit(chars: &[char], at: usize) -> Option<usize> {
    if !CIRCLES.contains(&chars[at]) {
        return None;
    }
    let before = at.checked_sub(1).map(|at| chars[at]);
    let rest = &chars[at + 1..];
    if before == Some('(') && rest.first() == Some(&')') {
        let day = at.checked_sub(2).map(|at| chars[at]);
        return day.is_some_and(|c| c == '日' || c.is_ascii_digit() || CIRCLES.contains(&c)).then_some(1);
    }
    let is_number = chars[at] == '〇' && before.is_some_and(is_kanji_number);
    let is_bullet = before.is_none_or(|c| matches!(c, '\n' | ' ' | '。' | '、' | '」' | '】'));
    let in_list = is_bullet && WORDS_OF_LISTS.iter().any(|word| starts_with(rest, word));
    let unit = UNITS.iter().find(|unit| starts_with(rest, unit))?;
    (!is_number && !in_list).then_some(1 + unit.chars().count())
}

/// ○:○ and ○/○; and ×時, where no word goes on.
fn circles_apart(chars: &[char], at: usize) -> Option<usize> {
    let rest = chars[at..].first_chunk::<3>();
    if rest.is_some_and(|[one, sign, other]| {
        CIRCLES.contains(one) && matches!(sign, ':' | '/' | '-') && CIRCLES.contains(other)
    }) {
        return Some(3);
    }
    let before = at.checked_sub(1).map(|at| chars[at]);
    let is_free = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '×');
    let unit = ["時", "日", "月", "分", "円"].iter().find(|unit| starts_with(&chars[at + 1..], unit))?;
    let in_list = WORDS_OF_LISTS.iter().any(|word| starts_with(&chars[at + 1..], word));
    (is_free && !in_list && matches!(chars[at], '×' | 'X')).then_some(1 + unit.chars().count())
}
