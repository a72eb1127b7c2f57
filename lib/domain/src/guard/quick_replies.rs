//! Quick replies that nobody sees: LINE shows those of the last bubble only.
use super::finding::{Findings, WarningCode};
use super::places::{Place, Role};
use serde_json::Value;

pub(super) fn unseen(messages: &[Value], findings: &mut Findings) {
    let Some((_last, earlier)) = messages.split_last() else { return };
    for (index, message) in earlier.iter().enumerate() {
        let replies = &message["quickReply"];
        if replies["items"].as_array().is_some_and(|items| !items.is_empty()) {
            let path = format!("/messages/{index}/quickReply");
            let place = Place { path, role: Role::Words, text: replies.to_string() };
            let message = format!(
                "{}つ目の吹き出しのクイックリプライは、最後の吹き出しのものではないので、だれにも見えません。最後の吹き出しに移すか、消してください。",
                index + 1
            );
            findings.add(&place, WarningCode::QuickReplyUnseen, "", message);
        }
    }
}
