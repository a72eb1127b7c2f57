//! Films and sounds: known by their container, published as they are. Their bytes are never held as a whole.

use domain::digest::hex_sha256;
use domain::media::film::{BOX_HEADER_BYTES, Movie, box_header, is_mp4, movie};
use domain::media::{Media, MediaUse, Ready, Refusal, published_key, sound};

use super::ports::MediaFiles;
use super::prepare::PrepareError;
use crate::jobs::ports::ObjectStat;

/// The beginning that is read at once; what matters usually lies in it.
const HEAD_BYTES: u64 = 64 * 1024;
/// A film has a handful of boxes, one cut into fragments hundreds.
const MAX_BOXES: usize = 256;
/// The index of some hours of film; a larger one is not read.
const MAX_MOOV_BYTES: u64 = 16 * 1024 * 1024;

struct Kind {
    name: &'static str,
    content_type: &'static str,
    duration_ms: Option<u64>,
}

struct File<'a, F> {
    files: &'a F,
    media: &'a Media,
    key: String,
    stat: &'a ObjectStat,
    head: Vec<u8>,
}

impl<F: MediaFiles> File<'_, F> {
    async fn read(&self, from: u64, length: u64) -> Result<Vec<u8>, PrepareError> {
        let id = self.media.id;
        if let Some(known) = self.head.get(from as usize..(from + length) as usize) {
            return Ok(known.to_vec());
        }
        let read = self.files.range(&self.key, &self.stat.tag, from, length).await;
        read.map_err(|source| PrepareError::File { id, source })?.ok_or(PrepareError::Changed { id })
    }

    /// What its boxes say, or why they do not.
    async fn movie(&self) -> Result<Result<Movie, Refusal>, PrepareError> {
        let (mut at, mut moov) = (0, None);
        for _ in 0..MAX_BOXES {
            let left = self.stat.bytes - at;
            if left < 8 {
                break;
            }
            let begin = self.read(at, BOX_HEADER_BYTES.min(left)).await?;
            let Some(header) = box_header(&begin) else { return Ok(Err(Refusal::Unreadable)) };
            let bytes = if header.bytes == 0 { left } else { header.bytes };
            if bytes > left {
                return Ok(Err(Refusal::Truncated));
            }
            if header.kind == *b"moov" {
                moov = Some((at, bytes));
            }
            at += bytes;
        }
        match moov {
            None => Ok(Err(Refusal::Truncated)),
            Some((_, bytes)) if bytes > MAX_MOOV_BYTES => Ok(Err(Refusal::Unreadable)),
            Some((at, bytes)) => Ok(movie(&self.read(at, bytes).await?).ok_or(Refusal::Unreadable)),
        }
    }

    async fn kind(&self) -> Result<Result<Kind, Refusal>, PrepareError> {
        let is_film = self.media.purpose == MediaUse::Video;
        if is_mp4(&self.head) {
            return Ok(self.movie().await?.and_then(|movie| match (is_film, movie.has_picture) {
                (true, true) => {
                    Ok(Kind { name: "film.mp4", content_type: "video/mp4", duration_ms: movie.duration_ms })
                }
                (false, false) if movie.has_sound => {
                    Ok(Kind { name: "sound.m4a", content_type: "audio/mp4", duration_ms: movie.duration_ms })
                }
                (true, _) => Err(Refusal::NotAFilm),
                (false, _) => Err(Refusal::NotASound),
            }));
        }
        if is_film {
            return Ok(Err(Refusal::NotAFilm));
        }
        let begin = sound::frames_begin(&self.head);
        let Some(left) = self.stat.bytes.checked_sub(begin).filter(|left| *left > 0) else {
            return Ok(Err(Refusal::Truncated));
        };
        let look = self.read(begin, sound::LOOK_BYTES.min(left)).await?;
        let duration_ms = sound::duration_ms(&look, left);
        let kind = Kind { name: "sound.mp3", content_type: "audio/mpeg", duration_ms };
        Ok(duration_ms.map(|_| kind).ok_or(Refusal::NotASound))
    }
}

/// Checks a film or sound and publishes it as it is.
pub(super) async fn publish(
    files: &impl MediaFiles,
    media: &Media,
    stat: &ObjectStat,
) -> Result<Result<Ready, Refusal>, PrepareError> {
    let (id, key) = (media.id, media.id.incoming_key());
    let mut file = File { files, media, key, stat, head: Vec::new() };
    file.head = file.read(0, HEAD_BYTES.min(stat.bytes)).await?;
    let kind = match file.kind().await? {
        Ok(kind) => kind,
        Err(reason) => return Ok(Err(reason)),
    };
    // The tag changes with the content, so the name does, too.
    let mut folder = hex_sha256(format!("{id} {} {}", stat.bytes, stat.tag).as_bytes());
    folder.truncate(32);
    let path = format!("{folder}/{}", kind.name);
    let copied = files.publish_copy(&file.key, &stat.tag, &published_key(&path), kind.content_type).await;
    if !copied.map_err(|source| PrepareError::Publish { id, source })? {
        return Err(PrepareError::Changed { id });
    }
    Ok(Ok(Ready { path, duration_ms: kind.duration_ms, ..Ready::default() }))
}
