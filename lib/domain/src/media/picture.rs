//! What the header of a picture says, read before anything is decoded (R-B1).

use super::{MAX_PICTURE_BYTES, Refusal};

/// No side is longer.
pub const MAX_SIDE: u32 = 10_000;
/// No picture has more pixels: 25 million, 100 MB once decoded.
pub const MAX_PIXELS: u64 = 25_000_000;
/// A progressive JPEG is drawn anew by every scan; the usual ones have a dozen, and hundreds are an attack on time.
const MAX_SCANS: usize = 50;

/// One of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Format {
    /// As it is served.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// A picture that may be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Its format.
    pub format: Format,
    /// Pixels, before any turning.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";

/// Reads the header of a whole file and refuses what must not be decoded.
pub fn header(bytes: &[u8]) -> Result<Header, Refusal> {
    if bytes.len() as u64 > MAX_PICTURE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let header = if bytes.starts_with(PNG) {
        png(bytes)?
    } else if bytes.starts_with(JPEG) {
        jpeg(bytes)?
    } else {
        return Err(if is_other_picture(bytes) { Refusal::OtherPicture } else { Refusal::NotAPicture });
    };
    let pixels = u64::from(header.width) * u64::from(header.height);
    match (header.width.min(header.height), header.width.max(header.height)) {
        (0, _) => Err(Refusal::Unreadable),
        (_, longest) if longest > MAX_SIDE || pixels > MAX_PIXELS => Err(Refusal::TooManyPixels),
        _ => Ok(header),
    }
}

fn is_other_picture(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(512)];
    let text = start.trim_ascii_start();
    let is_svg = text.starts_with(b"<svg") || text.starts_with(b"<?xml");
    let is_heic = bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..11).is_some_and(|kind| matches!(kind, b"hei" | b"mif" | b"avi"));
    let begins =
        [&b"GIF8"[..], b"RIFF", b"BM", b"II*\0", b"MM\0*"].iter().any(|magic| bytes.starts_with(magic));
    is_svg || is_heic || begins
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// IHDR stands first; `acTL` before the picture's data makes it move; IEND stands last.
fn png(bytes: &[u8]) -> Result<Header, Refusal> {
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err(Refusal::Unreadable);
    }
    let side = |at| number(bytes, at).ok_or(Refusal::Truncated);
    let header = Header { format: Format::Png, width: side(16)?, height: side(20)? };
    let mut at = PNG.len();
    loop {
        let length = number(bytes, at).ok_or(Refusal::Truncated)? as usize;
        match bytes.get(at + 4..at + 8).ok_or(Refusal::Truncated)? {
            b"acTL" => return Err(Refusal::Animated),
            b"IEND" => return Ok(header),
            _ => at = at.saturating_add(length).saturating_add(12),
        }
    }
}

/// Walks the segments to the frame header and on to the first scan, then looks for the end of the picture.
fn jpeg(bytes: &[u8]) -> Result<Header, Refusal> {
    let (mut at, mut size) = (2, None);
    loop {
        let marker = bytes.get(at..at + 2).ok_or(Refusal::Truncated)?;
        let [0xff, kind] = *marker else { return Err(Refusal::Unreadable) };
        match kind {
            0xff => {
                at += 1; // a filler
                continue;
            }
            0xd9 => return Err(Refusal::Unreadable), // ends before it begins
            0xda => break,
            _ => {}
        }
        let length = bytes.get(at + 2..at + 4).ok_or(Refusal::Truncated)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if is_frame(kind) {
            let side =
                |from: usize| Some(u32::from(u16::from_be_bytes([*bytes.get(from)?, *bytes.get(from + 1)?])));
            size = side(at + 7).zip(side(at + 5));
        }
        at += 2 + length.max(2);
    }
    let (width, height) = size.ok_or(Refusal::Unreadable)?;
    let markers = |kind: u8| bytes[at..].windows(2).filter(move |pair| *pair == [0xff, kind]).count();
    match (markers(0xd9), markers(0xda)) {
        (0, _) => Err(Refusal::Truncated),
        (_, scans) if scans > MAX_SCANS => Err(Refusal::Unreadable),
        _ => Ok(Header { format: Format::Jpeg, width, height }),
    }
}

/// SOF0 to SOF15 without DHT, JPG and DAC, which lie between them.
const fn is_frame(kind: u8) -> bool {
    matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat()
    }

    fn a_png(width: u32, height: u32, before: &[u8]) -> Vec<u8> {
        let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [PNG, &chunk(b"IHDR", &size), before, &chunk(b"IDAT", b"x"), &chunk(b"IEND", b"")].concat()
    }

    #[test]
    fn r_b1_the_header_of_a_png_is_enough_to_refuse_it() {
        let size =
            |width, height| header(&a_png(width, height, b"")).map(|found| (found.width, found.height));
        assert_eq!(size(5_000, 5_000), Ok((5_000, 5_000)));
        assert_eq!(size(10_000, 2_500), Ok((10_000, 2_500)));
        for (width, height) in [(60_000, 60_000), (10_001, 1), (1, u32::MAX), (5_001, 5_000)] {
            assert_eq!(size(width, height), Err(Refusal::TooManyPixels), "{width} × {height}");
        }
        assert_eq!(size(0, 5), Err(Refusal::Unreadable));
        assert_eq!(header(&a_png(5, 5, &chunk(b"acTL", &[0; 8]))), Err(Refusal::Animated));
    }

    #[test]
    fn r_b1_every_beginning_of_a_picture_is_refused_without_a_panic() {
        let png = a_png(40, 30, &chunk(b"tEXt", b"hello"));
        let jpeg = [
            JPEG,
            b"\xe0\x00\x04ab",
            b"\xff\xc0\x00\x0b\x08\x00\x1e\x00\x28\x01\x01\x11\x00",
            b"\xff\xda\x00\x02data\xff\xd9",
        ]
        .concat();
        for whole in [png, jpeg] {
            assert_eq!(header(&whole).map(|found| (found.width, found.height)), Ok((40, 30)));
            for end in 0..whole.len() - 8 {
                assert!(header(&whole[..end]).is_err(), "{end}");
            }
        }
    }

    #[test]
    fn r_b1_other_kinds_are_told_apart_from_no_picture_at_all() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
        let webp = b"RIFF\x24\0\0\0WEBPVP8 ";
        for other in [&b"GIF89a"[..], webp, b"  <svg xmlns='x'/>", b"<?xml version='1.0'?><svg/>", heic] {
            assert_eq!(header(other), Err(Refusal::OtherPicture));
        }
        for none in [&b""[..], b"<html><script>alert(1)</script>", b"%PDF-1.7", b"\xff\xd8"] {
            assert_eq!(header(none), Err(Refusal::NotAPicture));
        }
        assert_eq!(header(&vec![0xff; 10_000_001]), Err(Refusal::TooLarge));
    }
}
