//! Small files of every kind, made by hand.

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat()
}

/// A PNG as far as its header goes.
pub fn a_png(width: u32, height: u32) -> Vec<u8> {
    let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &size), &chunk(b"IDAT", b"x"), &chunk(b"IEND", b"")].concat()
}

fn a_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], &kind, content].concat()
}

/// A track of this kind.
pub fn a_track(handler: [u8; 4]) -> Vec<u8> {
    let hdlr = a_box(*b"hdlr", &[&[0; 8][..], &handler, &[0; 13]].concat());
    a_box(*b"trak", &a_box(*b"mdia", &hdlr))
}

/// An MP4 of 2.5 s whose index stands behind 100 KB of data, as cameras write it.
pub fn a_film(tracks: &[Vec<u8>]) -> Vec<u8> {
    let mvhd = [&[0; 12][..], &1_000_u32.to_be_bytes(), &2_500_u32.to_be_bytes(), &[0; 80]].concat();
    let moov = a_box(*b"moov", &[a_box(*b"mvhd", &mvhd), tracks.concat()].concat());
    let ftyp = a_box(*b"ftyp", b"isom\0\0\0\0isom");
    [ftyp, a_box(*b"mdat", &vec![7; 100_000]), moov].concat()
}

/// An M4A of 2.5 s.
pub fn a_sound() -> Vec<u8> {
    a_film(&[a_track(*b"soun")])
}

/// So many frames of 417 bytes at 128 kbit/s.
pub fn mp3(frames: usize) -> Vec<u8> {
    [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat().repeat(frames)
}
