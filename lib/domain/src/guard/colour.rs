//! A colour as LINE writes it, and how much two of them differ by WCAG 2.2.
use std::fmt;

/// Red, green, blue and how much it covers, 255 for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour {
    rgb: [u8; 3],
    cover: u8,
}

impl Colour {
    /// A bubble's ground where nothing else is set.
    pub(super) const WHITE: Self = Self { rgb: [255; 3], cover: 255 };
    /// Letters whose colour nobody has set.
    pub(super) const LETTERS: Self = Self { rgb: [0x11; 3], cover: 255 };

    /// `#RRGGBB` or `#RRGGBBAA`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let cover = match digits.len() {
            6 => 255,
            8 => byte(6)?,
            _ => return None,
        };
        Some(Self { rgb: [byte(0)?, byte(2)?, byte(4)?], cover })
    }

    /// What is seen when it lies on another one; unknown where it lets an unknown one through.
    pub(super) fn over(self, behind: Option<Self>) -> Option<Self> {
        if self.cover == 255 {
            return Some(self);
        }
        let behind = behind?;
        let cover = u32::from(self.cover);
        let mixed = |at: usize| {
            let (front, back) = (u32::from(self.rgb[at]), u32::from(behind.rgb[at]));
            ((front * cover + back * (255 - cover) + 127) / 255) as u8
        };
        Some(Self { rgb: [mixed(0), mixed(1), mixed(2)], cover: 255 })
    }

    /// From 1 for the same colour to 21 for black on white.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}
