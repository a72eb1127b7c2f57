//! Imagemap messages: an image 1,040 wide, areas with actions, perhaps a video.

use super::check::{Check, Object, Path};
use super::message_keys;

const WIDTH: u32 = 1040;
const ACTIONS_MAX: usize = 50;
const ALT_TEXT_MAX: usize = 1500;

pub(super) fn imagemap(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["baseUrl", "altText", "baseSize", "actions", "video"]);
    check.https_url(message, path, "baseUrl", true);
    check.utf16(message, path, "altText", ALT_TEXT_MAX, true);
    if let Some(size) = check.object(message, path, "baseSize") {
        let path = path.key("baseSize");
        check.keys(size, &path, &["width", "height"]);
        check.integer(size, &path, "width", WIDTH..=WIDTH, true);
        check.integer(size, &path, "height", 1..=u32::from(u16::MAX), true);
    }
    for (place, action) in check.list(message, path, "actions", 1..=ACTIONS_MAX).iter().enumerate() {
        let path = path.at("actions", place);
        if let Some(action) = check.as_object(action, &path) {
            imagemap_action(check, action, &path);
        }
    }
    if let Some(video) = check.optional_object(message, path, "video") {
        imagemap_video(check, video, &path.key("video"));
    }
}

fn imagemap_action(check: &mut Check, action: &Object, path: &Path) {
    let own = match check.required(action, path, "type") {
        Some("uri") => {
            check.utf16(action, path, "linkUri", 1000, true);
            check.suits(action, path, "linkUri", super::action::is_uri, "invalid uri scheme");
            "linkUri"
        }
        Some("message") => {
            check.utf16(action, path, "text", 400, true);
            "text"
        }
        Some("clipboard") => {
            check.utf16(action, path, "clipboardText", 1000, true);
            "clipboardText"
        }
        Some(_) => {
            return check
                .fail(&path.key("type"), "Must be one of the following values: [uri, message, clipboard]");
        }
        None => return,
    };
    check.keys(action, path, &["type", "label", "area", own]);
    check.graphemes(action, path, "label", 100, false);
    area(check, action, path);
}

fn imagemap_video(check: &mut Check, video: &Object, path: &Path) {
    check.keys(video, path, &["originalContentUrl", "previewImageUrl", "area", "externalLink"]);
    check.https_url(video, path, "originalContentUrl", true);
    check.https_url(video, path, "previewImageUrl", true);
    area(check, video, path);
    if let Some(link) = check.optional_object(video, path, "externalLink") {
        let path = path.key("externalLink");
        check.keys(link, &path, &["linkUri", "label"]);
        check.utf16(link, &path, "linkUri", 1000, true);
        check.suits(link, &path, "linkUri", super::action::is_uri, "invalid uri scheme");
        check.utf16(link, &path, "label", 30, true);
    }
}

fn area(check: &mut Check, object: &Object, path: &Path) {
    let Some(area) = check.object(object, path, "area") else { return };
    let path = path.key("area");
    check.keys(area, &path, &["x", "y", "width", "height"]);
    for (key, least) in [("x", 0), ("y", 0), ("width", 1), ("height", 1)] {
        check.integer(area, &path, key, least..=u32::from(u16::MAX), true);
    }
}
