//! Sticker, image, video, audio, location and coupon messages.

use super::check::{Check, Object, Path};
use super::message_keys;

pub(super) fn sticker(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["packageId", "stickerId", "quoteToken"]);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for key in ["packageId", "stickerId"] {
        check.required(message, path, key);
        check.suits(message, path, key, is_number, "Must be a number in a string");
    }
    check.string(message, path, "quoteToken");
}

pub(super) fn image(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["originalContentUrl", "previewImageUrl"]);
    check.https_url(message, path, "originalContentUrl", true);
    check.https_url(message, path, "previewImageUrl", true);
}

pub(super) fn video(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["originalContentUrl", "previewImageUrl", "trackingId"]);
    check.https_url(message, path, "originalContentUrl", true);
    check.https_url(message, path, "previewImageUrl", true);
    check.utf16(message, path, "trackingId", 100, false);
}

pub(super) fn audio(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["originalContentUrl", "duration"]);
    check.https_url(message, path, "originalContentUrl", true);
    check.integer(message, path, "duration", 1..=u32::MAX, true);
}

pub(super) fn location(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["title", "address", "latitude", "longitude"]);
    check.utf16(message, path, "title", 100, true);
    check.utf16(message, path, "address", 100, true);
    check.number(message, path, "latitude", -90.0..=90.0, true);
    check.number(message, path, "longitude", -180.0..=180.0, true);
}

pub(super) fn coupon(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["couponId", "deliveryTag"]);
    check.required(message, path, "couponId");
    check.utf16(message, path, "deliveryTag", 30, false);
}
