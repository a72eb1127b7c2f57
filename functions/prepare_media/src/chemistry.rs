//! The real darkroom: decodes a picture whose header was checked, turns it upright and draws it anew. What is not a
//! pixel does not come along: no metadata, no colour profile, nothing before, between or behind the picture (R-B1).

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::media::picture::{Format, Header};
use domain::media::{
    IMAGEMAP_WIDTH, IMAGEMAP_WIDTHS, MAX_PICTURE_BYTES, MAX_PREVIEW_BYTES, MediaUse, PREVIEW_SIDE, Refusal,
};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::imageops::FilterType as Resampling;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits, Rgb, RgbImage};
use tracing::warn;
use usecases::media::ports::{Darkroom, Developed, Print};

/// What a decoder may allocate (R-B1); 25 million pixels with transparency are 100 MB.
const MAX_ALLOC_BYTES: u64 = 128 * 1024 * 1024;
/// From the first that fits. 90 shows no blocks; below 50 the halved picture looks better.
const QUALITIES: [u8; 5] = [90, 80, 70, 60, 50];

/// Decodes and encodes with the crate `image`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chemistry;

impl Darkroom for Chemistry {
    fn develop(&self, purpose: MediaUse, header: Header, bytes: &[u8]) -> Result<Developed, Refusal> {
        // A decoder that panics has met a broken file, not a broken program; the queue must not bring it back.
        let developed = catch_unwind(AssertUnwindSafe(|| develop(purpose, header, bytes)));
        developed.unwrap_or_else(|_| {
            warn!("a picture made its decoder panic");
            Err(Refusal::Unreadable)
        })
    }
}

fn develop(purpose: MediaUse, header: Header, bytes: &[u8]) -> Result<Developed, Refusal> {
    let picture = upright(header, bytes)?;
    match purpose {
        MediaUse::Image => {
            let preview = print("preview", &preview_of(&picture), header.format, MAX_PREVIEW_BYTES)?;
            let original = print("original", &picture, header.format, MAX_PICTURE_BYTES)?;
            Ok(developed(vec![original, preview], &picture))
        }
        MediaUse::Preview => {
            let small = preview_of(&picture);
            let preview = print("preview", &small, header.format, MAX_PREVIEW_BYTES)?;
            Ok(developed(vec![preview], &small))
        }
        MediaUse::Imagemap => imagemap(picture, header.format),
        MediaUse::Video | MediaUse::Audio => Err(Refusal::NotAPicture),
    }
}

fn developed(prints: Vec<Print>, picture: &DynamicImage) -> Developed {
    Developed { prints, width: picture.width(), height: picture.height() }
}

/// The pixels as they are meant to be seen, eight bits a colour, with transparency only where there is some.
fn upright(header: Header, bytes: &[u8]) -> Result<DynamicImage, Refusal> {
    let read = match header.format {
        Format::Jpeg => {
            JpegDecoder::new(Cursor::new(bytes)).map_err(|error| refusal(&error)).and_then(decoded)
        }
        Format::Png => PngDecoder::with_limits(Cursor::new(bytes), limits())
            .map_err(|error| refusal(&error))
            .and_then(decoded),
    };
    let (mut picture, orientation) = read?;
    picture.apply_orientation(orientation);
    if !picture.color().has_alpha() {
        return Ok(picture.into_rgb8().into());
    }
    let picture = picture.into_rgba8();
    let is_opaque = picture.pixels().all(|pixel| pixel[3] == u8::MAX);
    let picture = DynamicImage::from(picture);
    Ok(if is_opaque { picture.into_rgb8().into() } else { picture })
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOC_BYTES);
    limits
}

fn decoded(mut decoder: impl ImageDecoder) -> Result<(DynamicImage, Orientation), Refusal> {
    if decoder.total_bytes() > MAX_ALLOC_BYTES {
        return Err(Refusal::TooManyPixels);
    }
    decoder.set_limits(limits()).map_err(|error| refusal(&error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    Ok((picture, orientation))
}

fn refusal(error: &ImageError) -> Refusal {
    if matches!(error, ImageError::Limits(_)) { Refusal::TooManyPixels } else { Refusal::Unreadable }
}

fn preview_of(picture: &DynamicImage) -> DynamicImage {
    if picture.width().max(picture.height()) <= PREVIEW_SIDE {
        return picture.clone();
    }
    picture.resize(PREVIEW_SIDE, PREVIEW_SIDE, Resampling::Triangle)
}

/// The widest first, the others from it: they are smaller, and nobody sees the difference.
fn imagemap(picture: DynamicImage, format: Format) -> Result<Developed, Refusal> {
    if picture.width() < IMAGEMAP_WIDTH {
        return Err(Refusal::TooNarrow);
    }
    let widest = at_width(&picture, IMAGEMAP_WIDTH);
    drop(picture);
    let prints = IMAGEMAP_WIDTHS.iter().map(|width| {
        let print = print(&width.to_string(), &at_width(&widest, *width), format, MAX_PICTURE_BYTES)?;
        Ok(Print { name: width.to_string(), ..print }) // phones ask without an ending
    });
    let prints = prints.collect::<Result<_, _>>()?;
    Ok(developed(prints, &widest))
}

fn at_width(picture: &DynamicImage, width: u32) -> DynamicImage {
    if picture.width() == width {
        return picture.clone();
    }
    let height = u64::from(picture.height()) * u64::from(width);
    let height = (height + u64::from(picture.width()) / 2) / u64::from(picture.width());
    picture.resize_exact(width, (height as u32).max(1), Resampling::Triangle)
}

/// Encodes within a limit: in the format it came in if that fits, else as JPEG, else at half the size.
fn print(name: &str, picture: &DynamicImage, format: Format, max_bytes: u64) -> Result<Print, Refusal> {
    let fits = |bytes: &Vec<u8>| bytes.len() as u64 <= max_bytes;
    let named = |format: Format, bytes| Print {
        name: format!("{name}.{}", format.ending()),
        content_type: format.content_type(),
        bytes,
    };
    if let Some(bytes) = (format == Format::Png).then(|| png(picture)).transpose()?.filter(fits) {
        return Ok(named(Format::Png, bytes));
    }
    let flat = on_white(picture);
    for quality in QUALITIES {
        let bytes = jpeg(&flat, quality)?;
        if fits(&bytes) {
            return Ok(named(Format::Jpeg, bytes));
        }
    }
    let half = at_width(&flat.into(), (picture.width() / 2).max(1));
    print(name, &half, Format::Jpeg, max_bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    picture.write_with_encoder(encoder).map_err(|_| Refusal::Unreadable)?;
    Ok(bytes)
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encoder.encode_image(picture).map_err(|_| Refusal::Unreadable)?;
    Ok(bytes)
}

/// JPEG has no transparency; a talk's bubble is white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (under, over) in flat.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let alpha = u32::from(over[3]);
        let mixed =
            |channel: usize| ((u32::from(over[channel]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        *under = Rgb([mixed(0), mixed(1), mixed(2)]);
    }
    flat
}
