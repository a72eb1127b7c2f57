//! Pictures of every kind, good and bad, built from bytes.

use std::io::{Cursor, Write as _};

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A soft picture.
pub fn photo(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixel = |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, ((x + y) % 256) as u8]);
    encoded(&RgbImage::from_fn(width, height, pixel).into(), format)
}

/// A PNG that nothing compresses.
pub fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    let picture = RgbImage::from_fn(width, height, |_, _| Rgb([next(), next(), next()]));
    encoded(&picture.into(), ImageFormat::Png)
}

/// A PNG whose left half one can see through.
pub fn half_transparent(width: u32, height: u32) -> Vec<u8> {
    let pixel = |x, _| Rgba([200, 30, 30, if x < width / 2 { 0 } else { 255 }]);
    encoded(&RgbaImage::from_fn(width, height, pixel).into(), ImageFormat::Png)
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    [&(data.len() as u32).to_be_bytes()[..], &kind, data, &crc.sum().to_be_bytes()].concat()
}

/// A bomb: a large size in the header and a few bytes behind it.
pub fn huge_png(width: u32, height: u32) -> Vec<u8> {
    let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut data = ZlibEncoder::new(Vec::new(), Compression::best());
    data.write_all(&vec![0; 100_000]).unwrap();
    let data = data.finish().unwrap();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(*b"IHDR", &size), &chunk(*b"IDAT", &data), &chunk(*b"IEND", b"")]
        .concat()
}

/// The same for a JPEG: its frame header is overwritten.
pub fn huge_jpeg(jpeg: &[u8]) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0xfd, 0xe8, 0xfd, 0xe8]);
    bytes
}

/// A byte of the data differs from what the checksum says.
pub fn broken_crc(png: &[u8]) -> Vec<u8> {
    let mut bytes = png.to_vec();
    let data = bytes.windows(4).position(|kind| kind == b"IDAT").unwrap();
    bytes[data + 20] ^= 0xff;
    bytes
}

/// Everything before the first chunk of data.
fn split_at_data(png: &[u8]) -> (&[u8], &[u8]) {
    png.split_at(png.windows(4).position(|kind| kind == b"IDAT").unwrap() - 4)
}

/// A PNG that moves.
pub fn apng(png: &[u8]) -> Vec<u8> {
    let (before, data) = split_at_data(png);
    [before, &chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), data].concat()
}

/// A PNG with a text beside its pixels.
pub fn with_text(png: &[u8], text: &str) -> Vec<u8> {
    let (before, data) = split_at_data(png);
    [before, &chunk(*b"tEXt", format!("Comment\0{text}").as_bytes()), data].concat()
}

/// A JPEG with EXIF: how the camera was held, and where (a description stands for the rest).
pub fn with_exif(jpeg: &[u8], orientation: u8, place: &str) -> Vec<u8> {
    let text = format!("35.5308 {place}\0");
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x0e, 0, 2]); // ImageDescription, ASCII
    tiff.extend((text.len() as u32).to_be_bytes());
    tiff.extend(38_u32.to_be_bytes());
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]); // Orientation, SHORT
    tiff.extend([0; 4]);
    tiff.extend(text.as_bytes());
    let content = [&b"Exif\0\0"[..], &tiff].concat();
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &content, &jpeg[2..]].concat()
}
