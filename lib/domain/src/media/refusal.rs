//! Why a file is not taken, in words that say what to do.

use serde::{Deserialize, Serialize};

use super::IMAGEMAP_WIDTH;
use super::picture::{MAX_PIXELS, MAX_SIDE};

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// More bytes than LINE takes.
    TooLarge,
    /// Neither JPEG nor PNG by its first bytes.
    NotAPicture,
    /// A picture of a kind that we do not take, such as GIF, WebP or SVG.
    OtherPicture,
    /// It moves.
    Animated,
    /// A side that is too long, or too many pixels.
    TooManyPixels,
    /// Its end is missing.
    Truncated,
    /// It says that it is a picture, and cannot be read as one.
    Unreadable,
    /// A rich message's picture that would have to be blown up.
    TooNarrow,
    /// No MP4 with a film in it.
    NotAFilm,
    /// Neither M4A nor MP3.
    NotASound,
}

impl Refusal {
    /// For staff.
    pub fn words(self) -> String {
        match self {
            Self::TooLarge => "ファイルが大きすぎます。画像は10MB、動画と音声は200MBまでです。小さくしてから選び直してください。".to_owned(),
            Self::NotAPicture => "JPEGかPNGの画像ではありません。中身を確かめて、選び直してください。".to_owned(),
            Self::OtherPicture => "GIF、WebP、SVG、HEICなどの画像は使えません。JPEGかPNGで保存し直してから選んでください。".to_owned(),
            Self::Animated => "動く画像は使えません。止まった1枚のJPEGかPNGにしてください。".to_owned(),
            Self::TooManyPixels => format!(
                "画像が大きすぎます。縦横それぞれ{MAX_SIDE}ピクセル、全体で{}万ピクセルまでに縮めてください。",
                MAX_PIXELS / 10_000
            ),
            Self::Truncated => "ファイルが途中で切れています。元のファイルを開けるか確かめて、もう一度選んでください。".to_owned(),
            Self::Unreadable => "ファイルが壊れていて読み取れません。画像や動画を開き、保存し直してから選んでください。".to_owned(),
            Self::TooNarrow => format!("リッチメッセージの画像は、幅{IMAGEMAP_WIDTH}ピクセル以上が必要です。大きい画像を選んでください。"),
            Self::NotAFilm => "MP4の動画ではありません。MP4(H.264)で書き出してから選んでください。".to_owned(),
            Self::NotASound => "M4AかMP3の音声ではありません。どちらかの形で書き出してから選んでください。".to_owned(),
        }
    }
}
