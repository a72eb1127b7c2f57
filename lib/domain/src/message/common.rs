//! What any message may carry: quick replies and another sender's name and icon.
use super::action::{self, Context};
use super::field::Field;
use super::keys;
use super::text::TextRule;
use super::violation::{Report, ViolationCode as Code};

const MAX_QUICK_REPLIES: usize = 13;

/// LINE shows only the last message's quick replies; the others are allowed and unseen.
pub(super) fn quick_reply(quick_reply: &Field<'_>, report: &mut Report) {
    if !quick_reply.object(report) {
        return;
    }
    quick_reply.only(report, &[keys::QUICK_REPLY]);
    for item in quick_reply.get("items").list(report, 1, MAX_QUICK_REPLIES) {
        item.only(report, &[keys::QUICK_REPLY_ITEM]);
        item.get("type").word(report, &["action"], true);
        item.get("imageUrl").https_url(report, false);
        action::required(&item.get("action"), report, Context::QUICK_REPLY);
    }
}

pub(super) fn sender(sender: &Field<'_>, report: &mut Report) {
    if !sender.object(report) {
        return;
    }
    sender.only(report, &[keys::SENDER]);
    let name = sender.get("name");
    if name.text(report, TextRule::utf16(20).optional()).is_some_and(says_line) {
        name.add(report, Code::NotAllowed, "に「LINE」という文字の並びは使えません");
    }
    sender.get("iconUrl").https_url(report, false);
}

/// LINE does not say whether `ONLINE` counts; a whole delivery is refused if it does, so it counts.
fn says_line(name: &str) -> bool {
    name.to_ascii_uppercase().contains("LINE")
}
