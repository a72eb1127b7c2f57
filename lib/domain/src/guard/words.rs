//! Words that belong into another delivery: drills in earnest, emergencies in everyday messages, and the department's list.
use super::Context;
use super::drills::drills;
use super::finding::{Findings, WarningCode as Code};
use super::folded::{Folded, ends_with, find as find_words, fold, starts_with};
use super::kana::Wide;
use super::places::{Place, Role};
use std::ops::Range;

const EMERGENCIES: [&str; 21] = [
    "避難指示",
    "緊急安全確保",
    "高齢者等避難",
    "避難勧告",
    "警報",
    "津波",
    "緊急地震速報",
    "国民保護",
    "ミサイル",
    "テロ",
    "氾濫",
    "土砂災害警戒情報",
    "避難してください",
    "命を守る",
    "Jアラート",
    "全国瞬時警報システム",
    // As it is written for people who read few kanji.
    "つなみ",
    "ひなんしじ",
    "ひなんしてください",
    "逃げてください",
    "にげてください",
];
/// Words that begin like an emergency's and are none.
const HARMLESS: [&str; 19] = [
    "警報器",
    "警報機",
    "警報装置",
    "警報音",
    "津波ハザード",
    "津波避難訓練",
    "津波避難ビル",
    "津波避難タワー",
    "津波避難施設",
    "津波防災",
    "津波の日",
    "津波対策",
    "津波碑",
    "つなみハザード",
    "つなみひなん",
    "テロワール",
    "テロップ",
    "テロメア",
    "氾濫原",
];
/// What else happens when something is urgent. One of these or of [`EMERGENCIES`] is enough.
const URGENT: [&str; 36] = [
    "緊急",
    "至急",
    "災害",
    "避難",
    "地震",
    "火災",
    "火事",
    "台風",
    "大雨",
    "豪雨",
    "大雪",
    "暴風",
    "強風",
    "竜巻",
    "雷",
    "洪水",
    "浸水",
    "冠水",
    "増水",
    "高潮",
    "土砂",
    "崩れ",
    "噴火",
    "停電",
    "断水",
    "漏れ",
    "爆発",
    "不審者",
    "行方不明",
    "危険",
    "熱中症",
    "通行止め",
    "ひなん",
    "じしん",
    "たいふう",
    "おおあめ",
];
/// Prefixes that make another word of them.
const HARMLESS_BEFORE: [(&str, &str); 3] = [("ス", "テロ"), ("ア", "テロ"), ("エ", "テロ")];

pub(super) fn find(place: &Place, text: &Folded<'_>, context: &Context<'_>, findings: &mut Findings) {
    let chars = text.plain();
    if context.live {
        for range in drills(chars, context.emergency) {
            let quote = text.quote(range);
            let message = format!(
                "「{quote}」という言葉があります。本当の知らせに残っていないか、訓練やテストの知らせなら、はじめの行でそうと分かるかを確かめてください。"
            );
            findings.add(place, Code::DrillWord, quote, message);
        }
    }
    if !context.emergency {
        for range in emergencies(chars) {
            let quote = text.quote(range);
            let message = format!(
                "「{quote}」は緊急のときの言葉です。本当に起きたことなら「3 日時」の「緊急の配信」に印を付け、そうでなければ言い換えてください。"
            );
            findings.add(place, Code::EmergencyWord, quote, message);
        }
    }
    let wide = Wide::of(chars);
    for word in context.words {
        let folded: Vec<char> = word.trim().chars().map(fold).collect();
        let folded: String = Wide::of(&folded).chars.into_iter().collect();
        for range in occurrences(&wide.chars, &folded) {
            let quote = text.quote(wide.in_text(&range));
            let message =
                format!("「{quote}」は部署で決めた確認する言葉です。このまま送ってよいか確かめてください。");
            findings.add(place, Code::DepartmentWord, quote, message);
        }
    }
}

/// An emergency starts at once and before all others; a message without a word of it may carry the mark by mistake.
pub(super) fn everyday(places: &[Place], context: &Context<'_>, findings: &mut Findings) {
    if !context.emergency {
        return;
    }
    let read = |place: &&Place| place.role != Role::Address;
    let texts: Vec<&str> = places.iter().filter(read).map(|place| place.text.as_str()).collect();
    let whole = Place { path: "/emergency".to_owned(), role: Role::Words, text: texts.join("\n") };
    let folded = Folded::of(&whole.text);
    let read = Wide::of(folded.plain());
    let is_urgent = |word: &&str| !occurrences(&read.chars, word).is_empty();
    if !EMERGENCIES.iter().chain(&URGENT).any(is_urgent) {
        let message = "「緊急の配信」の印が付いていますが、文面に緊急のときの言葉が見当たりません。印を付けた配信は、取り消す時間を置かずに、ほかの配信より先に始まります。ふつうの知らせなら「3 日時」で印を外してください。";
        findings.add(&whole, Code::EverydayEmergency, "", message.to_owned());
    }
}

/// Every place of a word, from left to right; an empty word stands nowhere.
pub(super) fn occurrences(chars: &[char], word: &str) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(range) =
        Some(word).filter(|word| !word.is_empty()).and_then(|word| find_words(chars, word, from))
    {
        from = range.end;
        found.push(range);
    }
    found
}

/// In whichever letters; longer words also over blanks and lines: 避 難 指 示.
fn emergencies(chars: &[char]) -> Vec<Range<usize>> {
    let (wide, dense) = (Wide::of(chars), Wide::without_blanks(chars));
    let is_long = |word: &&&str| word.chars().count() > 2;
    let found = meant(&wide.chars, &mut EMERGENCIES.iter()).into_iter().map(|range| wide.in_text(&range));
    let spaced = meant(&dense.chars, &mut EMERGENCIES.iter().filter(is_long)).into_iter();
    without_overlaps(found.chain(spaced.map(|range| dense.in_text(&range))).collect())
}

fn meant<'a>(chars: &[char], words: &mut dyn Iterator<Item = &'a &'a str>) -> Vec<Range<usize>> {
    let is_meant = |range: &Range<usize>| {
        let rest = &chars[range.start..];
        let other = HARMLESS.iter().any(|word| starts_with(rest, word))
            || HARMLESS_BEFORE
                .iter()
                .any(|(before, word)| starts_with(rest, word) && ends_with(&chars[..range.start], before));
        !other
    };
    words.flat_map(|word| occurrences(chars, word)).filter(is_meant).collect()
}

/// The longest at each place.
pub(super) fn without_overlaps(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|range| (range.start, usize::MAX - range.end));
    let mut end = 0;
    found.retain(|range| {
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    found
}
