//! Quick replies: up to 13 buttons above the keyboard.

use super::action::{Place, action};
use super::check::{Check, Object, Path};

const ITEMS_MAX: usize = 13;

pub(super) fn quick_reply(check: &mut Check, message: &Object, path: &Path) {
    let Some(reply) = check.optional_object(message, path, "quickReply") else { return };
    let path = path.key("quickReply");
    check.keys(reply, &path, &["items"]);
    for (place, item) in check.list(reply, &path, "items", 1..=ITEMS_MAX).iter().enumerate() {
        let path = path.at("items", place);
        let Some(item) = check.as_object(item, &path) else { continue };
        check.keys(item, &path, &["type", "imageUrl", "action"]);
        check.one_of(item, &path, "type", &["action"], true);
        check.https_url(item, &path, "imageUrl", false);
        if let Some(object) = check.object(item, &path, "action") {
            action(check, object, &path.key("action"), Place::QuickReply);
        }
    }
}
