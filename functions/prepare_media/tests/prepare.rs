//! R-B1: files that mean ill, each built here, and what becomes of good ones. `events/prepare_media` holds a notice.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod corpus;

use std::time::{Duration, Instant};

use aws_lambda_events::event::sqs::SqsEvent;
use domain::media::{Media, MediaId, MediaState, MediaUse, Ready, Refusal};
use image::ImageFormat;
use prepare_media::{Chemistry, Preparer};
use testkit::media::InMemoryMedia;
use usecases::media::ports::MediaRows;

struct Files(Vec<(String, String, Vec<u8>)>);

impl Files {
    fn ending(&self, name: &str) -> (&str, &[u8]) {
        let found = self.0.iter().find(|(key, ..)| key.ends_with(name));
        let (_, kind, bytes) = found.unwrap_or_else(|| panic!("no {name}"));
        (kind, bytes)
    }

    fn size(&self, name: &str) -> (u32, u32) {
        let picture = image::load_from_memory(self.ending(name).1).unwrap();
        (picture.width(), picture.height())
    }
}

fn notice(body: Option<&str>) -> SqsEvent {
    let path = format!("{}/../../events/prepare_media/uploaded.json", env!("CARGO_MANIFEST_DIR"));
    let mut event: SqsEvent = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    if let Some(body) = body {
        event.records[0].body = Some(body.to_owned());
    }
    event
}

fn a_preparer() -> Preparer<InMemoryMedia, InMemoryMedia, Chemistry> {
    Preparer { rows: InMemoryMedia::default(), files: InMemoryMedia::default(), darkroom: Chemistry }
}

/// The upload that the sample notice tells of.
fn id() -> MediaId {
    MediaId::parse("01KB5J3V6TZ8Y2RQWX4N7M9PDC").unwrap()
}

/// What a file becomes, within the two seconds that R-B1 gives a build at full speed; a debug build gets ten.
async fn prepared(purpose: MediaUse, bytes: Vec<u8>) -> (MediaState, Files) {
    let preparer = a_preparer();
    preparer.rows.create(&Media::new(id(), purpose, 1)).await.unwrap();
    preparer.files.upload(&id().incoming_key(), bytes);
    let began = Instant::now();
    let answer = preparer.handle(notice(None)).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(answer.failures(), 0);
    (preparer.rows.row(id()).unwrap().state, Files(preparer.files.published()))
}

async fn ready(purpose: MediaUse, bytes: Vec<u8>) -> (Ready, Files) {
    match prepared(purpose, bytes).await {
        (MediaState::Ready(ready), files) => (ready, files),
        (other, _) => panic!("{other:?}"),
    }
}

async fn refusal(purpose: MediaUse, bytes: Vec<u8>) -> Refusal {
    match prepared(purpose, bytes).await {
        (MediaState::Refused { reason }, files) if files.0.is_empty() => reason,
        (other, files) => panic!("{other:?}, {} files", files.0.len()),
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn r_b1_every_file_that_means_ill_is_refused() {
    let png = corpus::photo(64, 48, ImageFormat::Png);
    let jpeg = corpus::photo(64, 48, ImageFormat::Jpeg);
    for (what, bytes, expected) in [
        ("a PNG that says 60,000 × 60,000", corpus::huge_png(60_000, 60_000), Refusal::TooManyPixels),
        (
            "a PNG that says 10,000 × 2,500 and has no data",
            corpus::huge_png(10_000, 2_500),
            Refusal::Unreadable,
        ),
        ("a JPEG that says 65,000 × 65,000", corpus::huge_jpeg(&jpeg), Refusal::TooManyPixels),
        ("a truncated PNG", png[..png.len() / 2].to_vec(), Refusal::Truncated),
        ("a truncated JPEG", jpeg[..jpeg.len() - 2].to_vec(), Refusal::Truncated),
        ("a PNG whose data has another checksum", corpus::broken_crc(&png), Refusal::Unreadable),
        ("an APNG", corpus::apng(&png), Refusal::Animated),
        (
            "HTML that calls itself a picture",
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            Refusal::NotAPicture,
        ),
        ("HTML with a picture behind it", [&b"<html><!--"[..], &png].concat(), Refusal::NotAPicture),
        (
            "an SVG",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            Refusal::OtherPicture,
        ),
        (
            "a GIF",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(),
            Refusal::OtherPicture,
        ),
        ("a WebP", b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0".to_vec(), Refusal::OtherPicture),
        ("nothing but the first bytes", b"\x89PNG\r\n\x1a\n".to_vec(), Refusal::Unreadable),
    ] {
        assert_eq!(refusal(MediaUse::Image, bytes).await, expected, "{what}");
    }
}

#[tokio::test]
async fn r_b1_what_is_no_pixel_does_not_come_along() {
    let script = "<script>alert(1)</script>";
    let behind = [&corpus::photo(64, 48, ImageFormat::Png)[..], script.as_bytes()].concat();
    let png = corpus::with_text(&behind, script);
    let jpeg = corpus::with_exif(&corpus::photo(64, 48, ImageFormat::Jpeg), 1, script);
    let jpeg = [&jpeg[..], script.as_bytes()].concat();
    for bytes in [png, jpeg] {
        assert!(contains(&bytes, script));
        let (_, files) = ready(MediaUse::Image, bytes).await;
        for (key, _, bytes) in &files.0 {
            for gone in [script, "Exif", "tEXt", "35.5308"] {
                assert!(!contains(bytes, gone), "{key} still holds {gone}");
            }
        }
    }
}

#[tokio::test]
async fn a_photo_that_a_telephone_took_on_its_side_stands_upright() {
    let lying = corpus::with_exif(&corpus::photo(64, 48, ImageFormat::Jpeg), 6, "35.5308");
    let (ready, files) = ready(MediaUse::Image, lying).await;
    assert_eq!((ready.width, ready.height), (Some(48), Some(64)));
    assert_eq!((files.size("original.jpg"), files.size("preview.jpg")), ((48, 64), (48, 64)));
}

#[tokio::test]
async fn a_picture_comes_with_a_preview_within_lines_limits() {
    let (ready, files) = ready(MediaUse::Image, corpus::noise(1_500, 1_200)).await;
    let (kind, original) = files.ending("original.png");
    assert_eq!((kind, files.size("original.png")), ("image/png", (1_500, 1_200)));
    assert!(original.len() <= 10_000_000);
    let (kind, preview) = files.ending("preview.jpg");
    assert_eq!((kind, files.size("preview.jpg")), ("image/jpeg", (1_024, 819)), "noise does not fit as PNG");
    assert!(preview.len() <= 1_000_000, "{}", preview.len());
    assert_eq!(ready.path.split('/').next(), ready.preview_path.as_deref().unwrap().split('/').next());
}

#[tokio::test]
async fn transparency_stays_where_there_is_some() {
    let (_, files) = ready(MediaUse::Image, corpus::half_transparent(40, 40)).await;
    let picture = image::load_from_memory(files.ending("original.png").1).unwrap();
    assert!(picture.color().has_alpha());
    let (_, files) = ready(MediaUse::Preview, corpus::photo(40, 40, ImageFormat::Png)).await;
    let picture = image::load_from_memory(files.ending("preview.png").1).unwrap();
    assert!(!picture.color().has_alpha());
    assert_eq!(files.0.len(), 1);
}

#[tokio::test]
async fn a_rich_message_is_cut_to_five_widths_without_an_ending() {
    let (ready, files) = ready(MediaUse::Imagemap, corpus::photo(1_300, 650, ImageFormat::Jpeg)).await;
    assert_eq!((ready.width, ready.height), (Some(1_040), Some(520)));
    for (width, height) in [(1_040, 520), (700, 350), (460, 230), (300, 150), (240, 120)] {
        let name = format!("{}/{width}", ready.path);
        assert_eq!((files.ending(&name).0, files.size(&name)), ("image/jpeg", (width, height)));
    }
    let narrow = corpus::photo(1_039, 1_039, ImageFormat::Jpeg);
    assert_eq!(refusal(MediaUse::Imagemap, narrow).await, Refusal::TooNarrow);
}

#[tokio::test]
async fn a_test_message_is_taken_and_what_s3_does_not_write_goes_to_the_dead_letter_queue() {
    let preparer = a_preparer();
    let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"media"}"#;
    assert_eq!(preparer.handle(notice(Some(test))).await.failures(), 0);
    for strange in ["", "{}", r#"{"Records":[{"eventSource":"aws:sns"}]}"#] {
        assert_eq!(preparer.handle(notice(Some(strange))).await.failures(), 1, "{strange}");
    }
    preparer.rows.death.strike_at(1, false);
    assert_eq!(preparer.handle(notice(None)).await.failures(), 1, "what is down is tried again");
    preparer.rows.death.disarm();
    assert_eq!(preparer.handle(notice(None)).await.failures(), 0, "nobody asked for this upload");
}
