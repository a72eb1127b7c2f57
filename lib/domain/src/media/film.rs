//! The boxes of MP4 and M4A: enough to know what a file is and how long it plays, without decoding anything.

/// Brands of MP4 players' files; anything else (QuickTime, HEIC, AVIF) is not MP4 for LINE.
const FOREIGN: [&[u8]; 6] = [b"qt  ", b"heic", b"heix", b"mif1", b"msf1", b"avif"];

/// The header of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxHeader {
    /// Four letters.
    pub kind: [u8; 4],
    /// Bytes before its content.
    pub header_bytes: u64,
    /// Bytes altogether; 0 is "to the end of the file".
    pub bytes: u64,
}

/// Bytes that are enough for any box's header.
pub const BOX_HEADER_BYTES: u64 = 16;

/// Reads the header that begins these bytes.
pub fn box_header(bytes: &[u8]) -> Option<BoxHeader> {
    let short = u64::from(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?));
    let kind = bytes.get(4..8)?.try_into().ok()?;
    let (header_bytes, size) = match short {
        1 => (16, u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?)),
        _ => (8, short),
    };
    (size == 0 || size >= header_bytes).then_some(BoxHeader { kind, header_bytes, bytes: size })
}

/// Whether a file that begins like this is an MP4 or M4A.
pub fn is_mp4(head: &[u8]) -> bool {
    let brand = head.get(8..12);
    head.get(4..8) == Some(b"ftyp") && brand.is_some_and(|brand| !FOREIGN.contains(&brand))
}

/// What the `moov` box tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Movie {
    /// How long it plays; `None` where the header does not tell, as in fragmented files.
    pub duration_ms: Option<u64>,
    /// Whether there is a picture.
    pub has_picture: bool,
    /// Whether there is a sound.
    pub has_sound: bool,
}

/// Reads a whole `moov` box. `None` if its boxes do not fit into each other.
pub fn movie(moov: &[u8]) -> Option<Movie> {
    let mut movie = Movie::default();
    for (kind, content) in children(inside(moov)?)? {
        match &kind {
            b"mvhd" => movie.duration_ms = duration_ms(content),
            b"trak" => {
                let handler = handler(content)?;
                movie.has_picture |= handler == *b"vide";
                movie.has_sound |= handler == *b"soun";
            }
            _ => {}
        }
    }
    Some(movie)
}

fn inside(whole: &[u8]) -> Option<&[u8]> {
    whole.get(box_header(whole)?.header_bytes as usize..)
}

type Child<'a> = ([u8; 4], &'a [u8]);

fn children(mut rest: &[u8]) -> Option<Vec<Child<'_>>> {
    let mut found = Vec::new();
    while rest.len() >= 8 {
        let header = box_header(rest)?;
        let end = if header.bytes == 0 { rest.len() } else { usize::try_from(header.bytes).ok()? };
        found.push((header.kind, rest.get(header.header_bytes as usize..end)?));
        rest = &rest[end..];
    }
    Some(found)
}

fn child(content: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    children(content)?.into_iter().find(|(kind, _)| *kind == wanted).map(|(_, content)| content)
}

/// `trak` → `mdia` → `hdlr`: four letters behind version, flags and a reserved word.
fn handler(trak: &[u8]) -> Option<[u8; 4]> {
    child(child(trak, *b"mdia")?, *b"hdlr")?.get(8..12)?.try_into().ok()
}

/// Timescale and duration, in 32 or 64 bits.
fn duration_ms(mvhd: &[u8]) -> Option<u64> {
    let short = |at: usize| Some(u64::from(u32::from_be_bytes(mvhd.get(at..at + 4)?.try_into().ok()?)));
    let (scale, duration) = match mvhd.first()? {
        1 => (short(20)?, u64::from_be_bytes(mvhd.get(24..32)?.try_into().ok()?)),
        _ => (short(12)?, short(16)?),
    };
    let unknown = duration == 0 || duration == u64::from(u32::MAX) || scale == 0;
    (!unknown).then(|| duration.saturating_mul(1_000) / scale).filter(|found| *found > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes()[..], &kind, content].concat()
    }

    fn a_track(handler: [u8; 4]) -> Vec<u8> {
        let hdlr = a_box(*b"hdlr", &[&[0; 8][..], &handler, &[0; 13]].concat());
        a_box(*b"trak", &a_box(*b"mdia", &[a_box(*b"mdhd", &[0; 24]), hdlr].concat()))
    }

    fn a_moov(tracks: &[[u8; 4]]) -> Vec<u8> {
        let mvhd = [&[0; 12][..], &1_000_u32.to_be_bytes(), &2_500_u32.to_be_bytes(), &[0; 80]].concat();
        let tracks = tracks.iter().flat_map(|handler| a_track(*handler));
        a_box(*b"moov", &a_box(*b"mvhd", &mvhd).into_iter().chain(tracks).collect::<Vec<u8>>())
    }

    #[test]
    fn a_movie_tells_its_length_and_its_tracks() {
        let found = movie(&a_moov(&[*b"vide", *b"soun"])).unwrap();
        assert_eq!(found, Movie { duration_ms: Some(2_500), has_picture: true, has_sound: true });
        assert!(!movie(&a_moov(&[*b"soun"])).unwrap().has_picture);
    }

    #[test]
    fn boxes_that_do_not_fit_are_no_movie_and_no_panic() {
        let whole = a_moov(&[*b"vide"]);
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] = 0xff;
            let _ = movie(&broken);
            let _ = movie(&whole[..at]);
        }
        assert_eq!(box_header(&[0, 0, 0, 4, b'm', b'd', b'a', b't']), None, "smaller than its own header");
        let large = [&[0, 0, 0, 1][..], b"mdat", &u64::MAX.to_be_bytes()].concat();
        assert_eq!(box_header(&large).unwrap().bytes, u64::MAX);
    }

    #[test]
    fn quick_time_and_heic_are_not_mp4() {
        assert!(is_mp4(b"\0\0\0\x18ftypisom") && is_mp4(b"\0\0\0\x18ftypM4A "));
        assert!(!is_mp4(b"\0\0\0\x18ftypqt  ") && !is_mp4(b"\0\0\0\x18ftypheic") && !is_mp4(b"ID3"));
    }
}
