//! Looks at an uploaded file, publishes what a message may carry, and writes down how it ended.
//!
//! The row comes last. Killed before it, the next run does the same again: names come from content, so it writes the
//! same objects. A second event, a second run at the same time or a second upload find the row decided and change
//! nothing.

use domain::digest::hex_sha256;
use domain::media::picture::{Header, header};
use domain::media::{IMAGEMAP_WIDTH, Media, MediaId, MediaUse, Ready, Refusal, published_key};

use super::film;
use super::ports::{Darkroom, Developed, MediaFiles, MediaRows};
use crate::delivery::ports::Swap;
use crate::jobs::ports::ObjectStat;
use crate::port_error::PortError;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepared {
    /// Published.
    Ready,
    /// Refused, and the row says why.
    Refused(Refusal),
    /// There is no such upload, it is decided, or another run was faster.
    NothingToDo,
}

/// Why a run did not end; the queue asks again.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The row could not be read.
    #[error("the row of media {id} could not be read")]
    Row {
        /// Which.
        id: MediaId,
        /// Why.
        #[source]
        source: PortError,
    },
    /// The file could not be read.
    #[error("the file of media {id} could not be read")]
    File {
        /// Which.
        id: MediaId,
        /// Why.
        #[source]
        source: PortError,
    },
    /// The file was written again while it was read.
    #[error("the file of media {id} has changed meanwhile")]
    Changed {
        /// Which.
        id: MediaId,
    },
    /// What became of it could not be published.
    #[error("media {id} could not be published")]
    Publish {
        /// Which.
        id: MediaId,
        /// Why.
        #[source]
        source: PortError,
    },
    /// The outcome could not be written down.
    #[error("the outcome of media {id} could not be recorded")]
    Record {
        /// Which.
        id: MediaId,
        /// Why.
        #[source]
        source: PortError,
    },
}

/// Prepares one upload. Running it again is harmless.
pub async fn prepare(
    rows: &impl MediaRows,
    files: &impl MediaFiles,
    darkroom: &impl Darkroom,
    id: MediaId,
) -> Result<Prepared, PrepareError> {
    let row = rows.get(id).await.map_err(|source| PrepareError::Row { id, source })?;
    let Some(media) = row.filter(|media| media.decided(Err(Refusal::Unreadable)).is_some()) else {
        return Ok(Prepared::NothingToDo);
    };
    let stat = files.stat(&id.incoming_key()).await.map_err(|source| PrepareError::File { id, source })?;
    let Some(stat) = stat else { return Ok(Prepared::NothingToDo) };
    let outcome = looked_at(files, darkroom, &media, &stat).await?;
    let prepared = outcome.as_ref().map_or_else(|reason| Prepared::Refused(*reason), |_| Prepared::Ready);
    let Some(next) = media.decided(outcome) else { return Ok(Prepared::NothingToDo) };
    match rows.replace(&next).await.map_err(|source| PrepareError::Record { id, source })? {
        Swap::Done => Ok(prepared),
        Swap::Lost(()) => Ok(Prepared::NothingToDo),
    }
}

async fn looked_at(
    files: &impl MediaFiles,
    darkroom: &impl Darkroom,
    media: &Media,
    stat: &ObjectStat,
) -> Result<Result<Ready, Refusal>, PrepareError> {
    if stat.bytes > media.purpose.max_bytes() {
        return Ok(Err(Refusal::TooLarge));
    }
    match media.purpose {
        MediaUse::Image | MediaUse::Preview | MediaUse::Imagemap => {
            picture(files, darkroom, media, stat).await
        }
        MediaUse::Video | MediaUse::Audio => film::publish(files, media, stat).await,
    }
}

async fn picture(
    files: &impl MediaFiles,
    darkroom: &impl Darkroom,
    media: &Media,
    stat: &ObjectStat,
) -> Result<Result<Ready, Refusal>, PrepareError> {
    let id = media.id;
    let read = files.range(&id.incoming_key(), &stat.tag, 0, stat.bytes).await;
    let bytes =
        read.map_err(|source| PrepareError::File { id, source })?.ok_or(PrepareError::Changed { id })?;
    let developed = header(&bytes).and_then(|header: Header| darkroom.develop(media.purpose, header, &bytes));
    match developed {
        Ok(developed) => publish(files, media, developed).await.map(Ok),
        Err(reason) => Ok(Err(reason)),
    }
}

async fn publish(
    files: &impl MediaFiles,
    media: &Media,
    developed: Developed,
) -> Result<Ready, PrepareError> {
    let id = media.id;
    let folder = folder_of(developed.prints.iter().map(|print| &print.bytes[..]));
    let names: Vec<String> =
        developed.prints.iter().map(|print| format!("{folder}/{}", print.name)).collect();
    for (print, name) in developed.prints.into_iter().zip(&names) {
        let published = files.publish(&published_key(name), print.content_type, print.bytes).await;
        published.map_err(|source| PrepareError::Publish { id, source })?;
    }
    let mut names = names.into_iter();
    let (width, height) = (Some(developed.width), Some(developed.height));
    Ok(match media.purpose {
        MediaUse::Imagemap => {
            Ready { path: folder, preview_path: None, width: Some(IMAGEMAP_WIDTH), height, duration_ms: None }
        }
        _ => Ready {
            path: names.next().unwrap_or_default(),
            preview_path: names.next(),
            width,
            height,
            duration_ms: None,
        },
    })
}

/// A name that only these contents have: 128 bits of their hash.
fn folder_of<'a>(contents: impl Iterator<Item = &'a [u8]>) -> String {
    let hashes: String = contents.map(hex_sha256).collect();
    let mut folder = hex_sha256(hashes.as_bytes());
    folder.truncate(32);
    folder
}
