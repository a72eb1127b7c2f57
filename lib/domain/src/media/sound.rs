//! The frames of an MP3: whether there are any, and how long they play.

/// Bytes that are enough to see two frames of any bit rate.
pub const LOOK_BYTES: u64 = 4_096;

/// kbit/s of layer III, of MPEG 1 and of MPEG 2 and 2.5.
const RATES: [[u32; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const HERTZ: [u32; 3] = [44_100, 48_000, 32_000];

/// Where the frames begin: behind an ID3v2 tag, if there is one.
pub fn frames_begin(head: &[u8]) -> u64 {
    match head {
        [b'I', b'D', b'3', _, _, _, a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| **byte < 0x80) => {
            [a, b, c, d].iter().fold(0, |length, byte| length << 7 | u64::from(**byte)) + 10
        }
        _ => 0,
    }
}

struct Frame {
    bytes: usize,
    bit_rate: u32,
    hertz: u32,
    samples: u32,
    /// Where a Xing or Info header would stand.
    xing_at: usize,
}

fn frame(bytes: &[u8]) -> Option<Frame> {
    let head = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let (version, layer) = ((head >> 19) & 3, (head >> 17) & 3);
    if head >> 21 != 0x7ff || layer != 1 || version == 1 {
        return None;
    }
    let first = version == 3; // MPEG 1
    let rate = *RATES[usize::from(!first)].get(((head >> 12) & 15) as usize).filter(|rate| **rate > 0)?;
    let hertz = HERTZ.get(((head >> 10) & 3) as usize)? >> [2, 0, 1, 0][version as usize];
    let (samples, padding, mono) = (if first { 1_152 } else { 576 }, (head >> 9) & 1, (head >> 6) & 3 == 3);
    let xing_at = match (first, mono) {
        (true, false) => 36,
        (true, true) | (false, false) => 21,
        (false, true) => 13,
    };
    let bytes = (samples / 8 * rate * 1_000 / hertz + padding) as usize;
    Some(Frame { bytes, bit_rate: rate * 1_000, hertz, samples, xing_at })
}

/// How long the sound plays that begins with these bytes and has so many in all; `None` if these are not two frames.
pub fn duration_ms(bytes: &[u8], all: u64) -> Option<u64> {
    let first = frame(bytes)?;
    frame(bytes.get(first.bytes..)?)?;
    let xing = bytes.get(first.xing_at..first.xing_at + 12);
    let counted = xing.filter(|xing| matches!(&xing[..4], b"Xing" | b"Info") && xing[7] & 1 == 1);
    let ms = match counted {
        Some(xing) => {
            let frames = u32::from_be_bytes([xing[8], xing[9], xing[10], xing[11]]);
            u64::from(frames) * u64::from(first.samples) * 1_000 / u64::from(first.hertz)
        }
        None => all.saturating_mul(8_000) / u64::from(first.bit_rate),
    };
    Some(ms.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MPEG 1, layer III, 128 kbit/s, 44,100 Hz: 417 bytes a frame.
    fn frames(count: usize) -> Vec<u8> {
        let one = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat();
        one.repeat(count)
    }

    #[test]
    fn two_frames_are_a_sound_and_its_length_follows_from_its_bytes() {
        let sound = frames(100);
        assert_eq!(duration_ms(&sound, sound.len() as u64), Some(41_700 * 8_000 / 128_000));
        assert_eq!(duration_ms(&frames(1), 417), None);
        let mut other = frames(2);
        other[417] = 0;
        assert_eq!(duration_ms(&other, 834), None);
        assert_eq!(duration_ms(b"<html>", 6), None);
    }

    #[test]
    fn a_variable_rate_is_told_by_its_own_header() {
        let mut sound = frames(3);
        sound[36..48].copy_from_slice(b"Xing\0\0\0\x01\0\0\x0b\xb8"); // 3,000 frames
        assert_eq!(duration_ms(&sound, sound.len() as u64), Some(3_000 * 1_152 * 1_000 / 44_100));
    }

    #[test]
    fn a_tag_before_the_frames_is_skipped() {
        assert_eq!(frames_begin(b"ID3\x04\0\0\0\0\x02\x01rest"), 257 + 10);
        assert_eq!(frames_begin(&frames(1)), 0);
    }
}
