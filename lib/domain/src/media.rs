//! Pictures, films and sounds for messages: what may come in, how far each has come, and where it is served.
//!
//! A file is uploaded under a name of ours, looked at by its bytes and never by its name, and published under a name
//! made from its content, so that whoever has an address always sees the same.

pub mod film;
pub mod picture;
mod refusal;
pub mod sound;

use std::fmt;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

pub use refusal::Refusal;

/// LINE takes a picture of at most 10 MB, and so do we (R-B1); the smaller of the two readings of a megabyte.
pub const MAX_PICTURE_BYTES: u64 = 10_000_000;
/// LINE takes a preview of at most 1 MB.
pub const MAX_PREVIEW_BYTES: u64 = 1_000_000;
/// LINE takes a film or a sound of at most 200 MB.
pub const MAX_FILM_BYTES: u64 = 200_000_000;
/// LINE measures every rich message as if it were this wide.
pub const IMAGEMAP_WIDTH: u32 = 1_040;
/// The widths that a phone asks a rich message's picture for, the largest first.
pub const IMAGEMAP_WIDTHS: [u32; 5] = [IMAGEMAP_WIDTH, 700, 460, 300, 240];
/// Longest side of a preview: sharp on a phone, and far below 1 MB.
pub const PREVIEW_SIDE: u32 = 1_024;

const INCOMING: &str = "incoming/";
const PUBLISHED: &str = "published/media/";

/// Which upload: a ULID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaId(Ulid);

/// Text that is no upload's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a media id")]
pub struct InvalidMediaId;

impl MediaId {
    /// Takes what a caller made from its clock and its source of randomness.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads the 26 characters; one spelling only.
    pub fn parse(text: &str) -> Result<Self, InvalidMediaId> {
        text.parse::<Ulid>().ok().filter(|id| id.to_string() == text).map(Self).ok_or(InvalidMediaId)
    }

    /// The key that the browser may upload to, and no other.
    pub fn incoming_key(self) -> String {
        format!("{INCOMING}{self}")
    }

    /// The upload whose key this is.
    pub fn of_incoming_key(key: &str) -> Option<Self> {
        Self::parse(key.strip_prefix(INCOMING)?).ok()
    }
}

impl TryFrom<String> for MediaId {
    type Error = InvalidMediaId;
    fn try_from(text: String) -> Result<Self, InvalidMediaId> {
        Self::parse(&text)
    }
}

impl From<MediaId> for String {
    fn from(id: MediaId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for MediaId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Debug for MediaId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MediaId({})", self.0)
    }
}

/// What a file is for; it decides what the file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaUse {
    /// A picture of a message, with a preview.
    Image,
    /// What is seen of a film before it plays: as small as a preview.
    Preview,
    /// A rich message's picture in its five widths.
    Imagemap,
    /// A film.
    Video,
    /// A sound.
    Audio,
}

impl MediaUse {
    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Image, Self::Preview, Self::Imagemap, Self::Video, Self::Audio];
        all.into_iter().find(|one| one.as_str() == word)
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Preview => "preview",
            Self::Imagemap => "imagemap",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }

    /// The content types that a browser gives such files.
    pub const fn content_types(self) -> &'static [&'static str] {
        match self {
            Self::Image | Self::Preview | Self::Imagemap => &["image/jpeg", "image/png"],
            Self::Video => &["video/mp4"],
            Self::Audio => &["audio/mp4", "audio/x-m4a", "audio/m4a", "audio/mpeg", "audio/mp3"],
        }
    }

    /// The kinds of file in words for staff.
    pub const fn kinds(self) -> &'static str {
        match self {
            Self::Image | Self::Preview | Self::Imagemap => "JPEGかPNGの画像",
            Self::Video => "MP4の動画",
            Self::Audio => "M4AかMP3の音声",
        }
    }

    /// The largest file.
    pub const fn max_bytes(self) -> u64 {
        match self {
            Self::Image | Self::Preview | Self::Imagemap => MAX_PICTURE_BYTES,
            Self::Video | Self::Audio => MAX_FILM_BYTES,
        }
    }
}

/// A file that is ready: paths below the address of all media, and what the composer fills in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// The file itself, or for a rich message the beginning that phones put a width behind.
    pub path: String,
    /// The preview, for pictures that have one.
    pub preview_path: Option<String>,
    /// Pixels; a rich message's as if it were 1,040 wide.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Length of a film or a sound, where its header tells it.
    pub duration_ms: Option<u64>,
}

/// How far an upload has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MediaState {
    /// Not uploaded yet, or not looked at yet.
    Preparing,
    /// Published.
    Ready(Ready),
    /// Not to be had in a message.
    Refused {
        /// Why.
        reason: Refusal,
    },
}

/// One upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Which.
    pub id: MediaId,
    /// What it is for.
    pub purpose: MediaUse,
    /// How far it has come.
    pub state: MediaState,
    /// When the upload was asked for.
    pub created_at_ms: u64,
    /// Grows with every change, from 1.
    pub version: u64,
}

impl Media {
    /// An upload that somebody asks for.
    pub const fn new(id: MediaId, purpose: MediaUse, now_ms: u64) -> Self {
        Self { id, purpose, state: MediaState::Preparing, created_at_ms: now_ms, version: 1 }
    }

    /// The next version, decided. What is decided stays: a second file under the same key changes nothing.
    pub fn decided(&self, outcome: Result<Ready, Refusal>) -> Option<Self> {
        let state = match outcome {
            Ok(ready) => MediaState::Ready(ready),
            Err(reason) => MediaState::Refused { reason },
        };
        let open = self.state == MediaState::Preparing;
        open.then(|| Self { state, version: self.version + 1, ..self.clone() })
    }
}

/// The key that a path is published under; only keys like these are served.
pub fn published_key(path: &str) -> String {
    format!("{PUBLISHED}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_read_as_uploads() {
        let id = MediaId::from_ulid(Ulid::from(u128::MAX / 3)); // with letters in it
        assert_eq!(MediaId::of_incoming_key(&id.incoming_key()), Some(id));
        for other in ["incoming/", "incoming/../x", "published/media/a", &id.to_string()] {
            assert_eq!(MediaId::of_incoming_key(other), None, "{other}");
        }
        assert_eq!(MediaId::of_incoming_key(&id.incoming_key().to_lowercase()), None);
    }

    #[test]
    fn what_is_decided_stays() {
        let media = Media::new(MediaId::from_ulid(Ulid::from(7_u128)), MediaUse::Image, 1);
        let refused = media.decided(Err(Refusal::Truncated)).unwrap();
        assert_eq!((refused.version, refused.decided(Ok(Ready::default()))), (2, None));
    }
}
