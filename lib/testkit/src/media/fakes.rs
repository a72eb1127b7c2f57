//! Rows and files of uploads in memory, and a darkroom without chemistry.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::media::picture::Header;
use domain::media::{IMAGEMAP_WIDTHS, Media, MediaId, MediaUse, Refusal};
use usecases::delivery::ports::Swap;
use usecases::jobs::ports::ObjectStat;
use usecases::media::ports::{Darkroom, Developed, MediaFiles, MediaRows, Print};
use usecases::port_error::PortError;

use crate::delivery::fakes::Death;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Object {
    content_type: String,
    bytes: Vec<u8>,
    writes: u64,
}

#[derive(Debug, Default)]
struct State {
    rows: BTreeMap<MediaId, Media>,
    objects: BTreeMap<String, Object>,
}

/// Uploads in memory; the chosen call dies.
#[derive(Debug, Default)]
pub struct InMemoryMedia {
    state: Mutex<State>,
    /// Who dies when.
    pub death: Death,
}

impl State {
    fn write(&mut self, key: &str, content_type: &str, bytes: Vec<u8>) {
        let writes = self.objects.get(key).map_or(0, |object| object.writes) + 1;
        let content_type = content_type.to_owned();
        self.objects.insert(key.to_owned(), Object { content_type, bytes, writes });
    }

    fn read(&self, key: &str, tag: &str) -> Option<&Object> {
        self.objects.get(key).filter(|object| object.writes.to_string() == tag)
    }
}

impl InMemoryMedia {
    fn look<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, PortError> {
        self.death.around(|| self.look(work))
    }

    /// A row as it stands.
    pub fn row(&self, id: MediaId) -> Option<Media> {
        self.look(|state| state.rows.get(&id).cloned())
    }

    /// Puts a file there, as a browser's upload does.
    pub fn upload(&self, key: &str, bytes: Vec<u8>) {
        self.look(|state| state.write(key, "", bytes));
    }

    /// Everything that is published: key, content type and bytes.
    pub fn published(&self) -> Vec<(String, String, Vec<u8>)> {
        self.look(|state| {
            let published = state.objects.iter().filter(|(key, _)| key.starts_with("published/"));
            published.map(|(key, one)| (key.clone(), one.content_type.clone(), one.bytes.clone())).collect()
        })
    }
}

impl MediaRows for InMemoryMedia {
    async fn create(&self, media: &Media) -> Result<Swap<Media>, PortError> {
        self.with(|state| {
            if let Some(stands) = state.rows.get(&media.id) {
                return Swap::Lost(stands.clone());
            }
            state.rows.insert(media.id, media.clone());
            Swap::Done
        })
    }

    async fn get(&self, id: MediaId) -> Result<Option<Media>, PortError> {
        self.with(|state| state.rows.get(&id).cloned())
    }

    async fn replace(&self, next: &Media) -> Result<Swap<()>, PortError> {
        self.with(|state| match state.rows.get_mut(&next.id) {
            Some(stands) if stands.version + 1 == next.version => {
                *stands = next.clone();
                Swap::Done
            }
            _ => Swap::Lost(()),
        })
    }
}

impl MediaFiles for InMemoryMedia {
    async fn stat(&self, key: &str) -> Result<Option<ObjectStat>, PortError> {
        self.with(|state| {
            let object = state.objects.get(key)?;
            Some(ObjectStat { bytes: object.bytes.len() as u64, tag: object.writes.to_string() })
        })
    }

    async fn range(
        &self,
        key: &str,
        tag: &str,
        from: u64,
        length: u64,
    ) -> Result<Option<Vec<u8>>, PortError> {
        self.with(|state| {
            let bytes = &state.read(key, tag)?.bytes;
            let from = (from as usize).min(bytes.len());
            Some(bytes[from..(from + length as usize).min(bytes.len())].to_vec())
        })
    }

    async fn publish(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), PortError> {
        self.with(|state| state.write(key, content_type, bytes))
    }

    async fn publish_copy(
        &self,
        from: &str,
        tag: &str,
        key: &str,
        content_type: &str,
    ) -> Result<bool, PortError> {
        self.with(|state| {
            let Some(bytes) = state.read(from, tag).map(|object| object.bytes.clone()) else { return false };
            state.write(key, content_type, bytes);
            true
        })
    }
}

/// Hands on what it gets, under the names that a real one gives.
#[derive(Debug, Default)]
pub struct PlainDarkroom;

impl Darkroom for PlainDarkroom {
    fn develop(&self, purpose: MediaUse, header: Header, bytes: &[u8]) -> Result<Developed, Refusal> {
        let print = |name: &str| Print {
            name: name.to_owned(),
            content_type: header.format.content_type(),
            bytes: [name.as_bytes(), bytes].concat(),
        };
        let prints = match purpose {
            MediaUse::Imagemap => IMAGEMAP_WIDTHS.map(|width| print(&width.to_string())).to_vec(),
            MediaUse::Image => vec![print("original"), print("preview")],
            _ => vec![print("preview")],
        };
        Ok(Developed { prints, width: header.width, height: header.height })
    }
}
