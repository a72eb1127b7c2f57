//! Checks a rich menu object and its image against LINE's limits. Areas may overrun the image: LINE names no rule and
//! its own samples overrun by a pixel.

use image::{ImageFormat, ImageReader};
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::messages::action::{Place, action};
use crate::messages::check::{Check, Path};
use crate::messages::refusal;

const WIDTHS: std::ops::RangeInclusive<u32> = 800..=2500;
const HEIGHT_MIN: u32 = 250;
const RATIO_MIN: f64 = 1.45;
const AREAS_MAX: usize = 20;
const IMAGE_BYTES_MAX: usize = 1024 * 1024;

/// Checks the body of create and validate.
pub(crate) fn check(menu: &Map<String, Value>) -> Result<(), Refusal> {
    let (mut check, path) = (Check::default(), Path::request(""));
    check.keys(menu, &path, &["size", "selected", "name", "chatBarText", "areas"]);
    if let Some(size) = check.object(menu, &path, "size") {
        let path = path.key("size");
        check.keys(size, &path, &["width", "height"]);
        check.number(size, &path, "width", WIDTHS, true);
        check.number(size, &path, "height", HEIGHT_MIN..=u32::from(u16::MAX), true);
        let side = |key| size.get(key).and_then(Value::as_f64).unwrap_or_default();
        if side("width") / side("height") < RATIO_MIN {
            check.fail(&path, "The ratio of width to height must be at least 1.45");
        }
    }
    if !menu.get("selected").is_some_and(Value::is_boolean) {
        check.fail(&path.key("selected"), "Must be a boolean");
    }
    check.graphemes(menu, &path, "name", 300, true);
    check.graphemes(menu, &path, "chatBarText", 14, true);
    if !menu.contains_key("areas") {
        check.fail(&path.key("areas"), "May not be empty");
    }
    for (place, area) in check.list(menu, &path, "areas", 0..=AREAS_MAX).iter().enumerate() {
        let path = path.at("areas", place);
        let Some(area) = check.as_object(area, &path) else { continue };
        check.keys(area, &path, &["bounds", "action"]);
        if let Some(bounds) = check.object(area, &path, "bounds") {
            let path = path.key("bounds");
            check.keys(bounds, &path, &["x", "y", "width", "height"]);
            for (key, least) in [("x", 0), ("y", 0), ("width", 1), ("height", 1)] {
                check.number(bounds, &path, key, least..=i32::MAX, true);
            }
        }
        if let Some(object) = check.object(area, &path, "action") {
            action(&mut check, object, &path.key("action"), Place::RichMenu);
        }
    }
    if check.issues.is_empty() { Ok(()) } else { Err(refusal(&check.issues)) }
}

/// Checks an image: JPEG or PNG, at most 1 MB, 800 to 2,500 wide, at least 250 high, ratio at least 1.45.
pub(crate) fn check_image(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > IMAGE_BYTES_MAX {
        return Err(Refusal::message(
            axum::http::StatusCode::PAYLOAD_TOO_LARGE,
            "The image is larger than 1 MB",
        ));
    }
    let unreadable = || Refusal::bad("The image format is not supported");
    let reader = ImageReader::new(std::io::Cursor::new(bytes))
        .with_guessed_format()
        .ok()
        .filter(|reader| matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)));
    let (width, height) = reader.ok_or_else(unreadable)?.into_dimensions().map_err(|_| unreadable())?;
    let ratio = f64::from(width) / f64::from(height);
    if !WIDTHS.contains(&width) || height < HEIGHT_MIN || ratio < RATIO_MIN {
        return Err(Refusal::bad(format!("The image size {width}x{height} is not possible for a rich menu")));
    }
    Ok(())
}
