//! The queues on disk: a file of changes, one JSON line each, rewritten as a whole at the start and when it grows.
//!
//! Lines are appended every 100 ms by a thread of their own. A crash loses at most the lines since then; a torn last
//! line is left out at the next start.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::QueueConfig;
use super::core::Core;
use super::queue::{Message, Place, Remembered};
use crate::{StartError, files};

/// Time between two appends.
pub(super) const FLUSH_EVERY: Duration = Duration::from_millis(100);
/// The file is rewritten when it is this much longer than after the last rewrite.
const REWRITE_AFTER_BYTES: u64 = 64 * 1024 * 1024;

/// What changes about a message while it lives.
#[derive(Serialize, Deserialize)]
pub(super) struct Seen {
    first_received_ms: Option<u64>,
    receive_count: u32,
    deliveries: u32,
    owed: u32,
    visible_ms: u64,
    place: Place,
}

impl Seen {
    pub(super) fn of(message: &Message) -> Self {
        Self {
            first_received_ms: message.first_received_ms,
            receive_count: message.receive_count,
            deliveries: message.deliveries,
            owed: message.owed,
            visible_ms: message.visible_ms,
            place: message.place,
        }
    }

    pub(super) fn onto(self, message: Message) -> Message {
        let Self { first_received_ms, receive_count, deliveries, owed, visible_ms, place } = self;
        Message { first_received_ms, receive_count, deliveries, owed, visible_ms, place, ..message }
    }
}

/// One change.
#[derive(Serialize, Deserialize)]
pub(super) enum Record {
    Queue { config: QueueConfig },
    QueueGone { queue: String },
    Put { queue: String, number: u64, message: Message },
    Seen { queue: String, number: u64, seen: Seen },
    Gone { queue: String, number: u64 },
    Remembered { queue: String, id: String, remembered: Remembered },
}

impl Record {
    pub(super) fn append_to(&self, log: &mut Vec<u8>) {
        let before = log.len();
        match serde_json::to_writer(&mut *log, self) {
            Ok(()) => log.push(b'\n'),
            Err(cause) => {
                log.truncate(before);
                tracing::error!("cannot write a queue change: {cause}");
            }
        }
    }
}

pub(super) struct Journal {
    path: PathBuf,
    file: File,
    size: u64,
    rewritten_size: u64,
    rewrite_after_bytes: u64,
}

impl Journal {
    /// Reads the file into `core` and rewrites it.
    pub(super) fn open(path: &Path, core: &mut Core) -> Result<Self, StartError> {
        let failed = |source| StartError::Folder { folder: path.to_owned(), source };
        replay(path, core).map_err(failed)?;
        let (file, size) = rewrite(path, core).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            size,
            rewritten_size: size,
            rewrite_after_bytes: REWRITE_AFTER_BYTES,
        })
    }

    /// Appends what changed since the last time.
    pub(super) fn flush(&mut self, core: &Mutex<Core>) -> std::io::Result<()> {
        let mut core = core.lock().unwrap_or_else(PoisonError::into_inner);
        if core.log.is_empty() {
            return Ok(());
        }
        let lines = std::mem::take(&mut core.log);
        if self.size > self.rewritten_size + self.rewrite_after_bytes {
            (self.file, self.size) = rewrite(&self.path, &core)?;
            self.rewritten_size = self.size;
            return Ok(());
        }
        drop(core);
        self.size += lines.len() as u64;
        self.file.write_all(&lines)
    }
}

fn replay(path: &Path, core: &mut Core) -> std::io::Result<()> {
    let file = match File::open(path) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    for line in BufReader::new(file).split(b'\n') {
        match serde_json::from_slice(&line?) {
            Ok(record) => core.replay(record),
            Err(cause) => tracing::warn!(file = %path.display(), "left out a line: {cause}"),
        }
    }
    Ok(())
}

fn rewrite(path: &Path, core: &Core) -> std::io::Result<(File, u64)> {
    let mut lines = Vec::new();
    core.records().iter().for_each(|record| record.append_to(&mut lines));
    files::replace(path, |file| file.write_all(&lines))?;
    let file = OpenOptions::new().append(true).open(path)?;
    Ok((file, lines.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::super::message::NewMessage;
    use super::*;

    #[test]
    fn a_file_that_grew_is_rewritten_without_what_is_gone() {
        let folder = std::env::temp_dir().join(format!("kairan-journal-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("sqs.jsonl");
        let core = Mutex::new(Core::new(true));
        let mut journal = Journal::open(&path, &mut core.lock().unwrap()).unwrap();
        journal.rewrite_after_bytes = 10_000;
        core.lock().unwrap().create(QueueConfig::standard("Batch")).unwrap();
        for number in 0..100 {
            core.lock().unwrap().send("Batch", NewMessage::new("x".repeat(1000)), 1, 1).unwrap();
            if number < 99 {
                let received = core.lock().unwrap().receive("Batch", 1, None, 1, |_| 0).unwrap().remove(0);
                core.lock().unwrap().delete("Batch", &received.receipt_handle, 1).unwrap();
            }
            journal.flush(&core).unwrap();
        }
        let size = std::fs::metadata(&path).unwrap().len();
        let mut again = Core::new(true);
        replay(&path, &mut again).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(size < 20_000, "{size}");
        assert_eq!(again.depth("Batch", 2).unwrap().visible, 1);
    }
}
