//! Links: encrypted, named by what they lead to, and there at all.
use super::finding::{Findings, WarningCode as Code};
use super::folded::{Folded, ends_with, find as find_words, fold, starts_with};
use super::places::{self, Place, Role};
use serde_json::Value;

/// Hosts that exist in examples only.
const EXAMPLES: [&str; 4] = ["example.com", "example.net", "example.org", "xxx"];
/// Words of a tap that lead nowhere in particular.
const BARE: [&str; 6] = ["こちら", "コチラ", "ここ", "リンク", "here", "link"];
/// What may stand before and behind them without saying more.
const BEFORE: [&str; 8] =
    ["詳しくは", "くわしくは", "詳細は", "詳細", "詳しい内容は", "click", "続きは", "→"];
const BEHIND: [&str; 9] =
    ["をクリック", "をタップ", "をご覧ください", "をごらんください", "から", "へ", "を見る", "!", "→"];
/// Phrases that promise a link.
const PROMISES: [&str; 4] = ["はこちら", "こちらから", "こちらをご覧", "こちらのリンク"];

/// The pages that a tap may open, each once, in the order of the messages.
pub fn opened<T: AsRef<str>>(messages: &[T]) -> Vec<String> {
    let parsed: Vec<Value> =
        messages.iter().map(|text| serde_json::from_str(text.as_ref()).unwrap_or_default()).collect();
    let mut found: Vec<String> = Vec::new();
    for place in places::of(&parsed) {
        let text = Folded::of(&place.text);
        let links = text.links().iter().map(|range| text.quote(range.clone())).collect::<Vec<_>>();
        for link in links {
            let link = link.trim_end_matches(['.', ',', ';', ')', ']']);
            if !found.iter().any(|one| one == link) {
                found.push(link.to_owned());
            }
        }
    }
    found
}

/// `http://` in a text, and addresses of examples.
pub(super) fn find(place: &Place, text: &Folded<'_>, findings: &mut Findings) {
    for range in text.links() {
        judge(place, &text.link(range), text.quote(range.clone()), findings);
    }
    if place.role == Role::LinkLabel && is_bare(text.plain()) {
        let quote = place.text.as_str();
        let message = format!(
            "「{quote}」だけでは開く先がわかりません。「申し込みページを開く」のように書いてください。"
        );
        findings.add(place, Code::BareLink, quote, message);
    }
}

/// `http://` behind a button or an area.
pub(super) fn unencrypted_address(place: &Place, findings: &mut Findings) {
    let folded: String = place.text.chars().map(fold).collect();
    judge(place, &folded, &place.text, findings);
}

fn judge(place: &Place, address: &str, quote: &str, findings: &mut Findings) {
    let address = address.to_ascii_lowercase();
    if address.starts_with("http://") {
        let message =
            format!("「{quote}」は暗号化されないリンクです。https://で開けるか確かめて直してください。");
        findings.add(place, Code::HttpLink, quote, message);
    }
    let authority =
        address.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    if let Some((_, host)) = authority.rsplit_once('@') {
        let message = format!(
            "「{quote}」は、はじめに書かれた場所ではなく「{host}」を開くリンクです。@より前を消すか、正しいリンクに直してください。"
        );
        findings.add(place, Code::DisguisedLink, quote, message);
    }
    let host = authority.split(':').next().unwrap_or("");
    let host = host.trim_start_matches("www.");
    if EXAMPLES.iter().any(|example| host == *example || (*example == "xxx" && host.starts_with(example))) {
        let message = format!("「{quote}」は見本のリンクのようです。本当のリンクに直してください。");
        findings.add(place, Code::Placeholder, quote, message);
    }
}

fn is_bare(label: &[char]) -> bool {
    let is_blank = |c: &char| matches!(c, ' ' | '、' | '。' | '\n' | '>' | '▶' | '』' | '」' | '『' | '「');
    let mut rest: Vec<char> = label.iter().copied().filter(|c| !is_blank(c)).collect();
    while let Some(word) = BEFORE.iter().find(|word| starts_with(&rest, word)) {
        rest.drain(..word.chars().count());
    }
    while let Some(word) = BEHIND.iter().find(|word| ends_with(&rest, word)) {
        rest.truncate(rest.len() - word.chars().count());
    }
    BARE.iter().any(|bare| starts_with(&rest, bare) && rest.len() == bare.chars().count())
}

/// 「詳しくはこちら」 in a delivery that has nothing to tap and no address.
pub(super) fn forgotten(places: &[Place], findings: &mut Findings) {
    let has_link = places.iter().any(|place| {
        place.role == Role::Address
            || place.role == Role::LinkLabel
            || !Folded::of(&place.text).links().is_empty()
    });
    if has_link {
        return;
    }
    for place in places.iter().filter(|place| place.role != Role::AltText) {
        let text = Folded::of(&place.text);
        let promise = PROMISES.iter().find_map(|promise| find_words(text.plain(), promise, 0));
        if let Some(range) = promise {
            let quote = text.quote(range);
            let message = format!(
                "「{quote}」とありますが、リンクがありません。リンクを入れるか、文を直してください。"
            );
            findings.add(place, Code::LinkMissing, quote, message);
        }
    }
}
