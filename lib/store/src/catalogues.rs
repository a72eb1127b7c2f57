//! The catalogue in the segment table: `CATALOGUE`/`HEAD` names the newest version, `V<version>` its chunks,
//! `V<version>#<digest>#<n>` are the chunks: JSON, compressed, because thousands of options do not fit into one row.
//!
//! Chunks are written first, under the digest of what they hold, so that two writers of the same version never write
//! over each other; then head and version in one transaction. Killed in between, chunks lie there that nobody names.
//! A row `CATALOGUE`/`CATALOGUE` is what the first release wrote: version 0, read until the first change.

use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::digest::hex_sha256;
use domain::survey::Catalogue;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use futures::future::try_join_all;
use usecases::delivery::ports::Swap;
use usecases::items::ports::Catalogues;
use usecases::port_error::PortError;

use crate::error::{broken, port_error};
use crate::pen::Written;
use crate::segment_item::{Item, key};
use crate::segment_pages::SegmentTable;

const TABLE: &str = "the catalogue in the segment table";
const PARTITION: &str = "CATALOGUE";
const HEAD: &str = "HEAD";
/// What the first release wrote.
const OLD: &str = "CATALOGUE";
/// A row holds 400 KB; R-N1 asks to stay below 300 KB.
const CHUNK_BYTES: usize = 290_000;

/// The newest catalogue that this process has read; a strongly consistent head says whether it still is.
#[derive(Clone, Default)]
pub(crate) struct LastRead(Arc<Mutex<Option<Catalogue>>>);

impl LastRead {
    fn of(&self, version: u64) -> Option<Catalogue> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|held| held.version() == version).cloned()
    }

    fn keep(&self, catalogue: &Catalogue) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(catalogue.clone());
    }
}

/// Where a version's bytes stand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chunks {
    version: u64,
    digest: String,
    count: usize,
}

impl Chunks {
    fn parse(row: &Item) -> Option<Self> {
        let number = |name: &str| row.get(name)?.as_n().ok()?.parse::<u64>().ok();
        let digest = row.get("digest")?.as_s().ok()?.clone();
        (number("v")? == 1).then_some(Self {
            version: number("version")?,
            digest,
            count: usize::try_from(number("chunks")?).ok()?,
        })
    }

    fn row(&self, sort: &str) -> Item {
        let number = |value: u64| AttributeValue::N(value.to_string());
        let mut row = key(PARTITION, sort);
        row.insert("version".to_owned(), number(self.version));
        row.insert("digest".to_owned(), AttributeValue::S(self.digest.clone()));
        row.insert("chunks".to_owned(), number(self.count as u64));
        row.insert("v".to_owned(), number(1));
        row
    }

    fn chunk_key(&self, index: usize) -> Item {
        let digest = self.digest.get(..16).unwrap_or(&self.digest);
        key(PARTITION, &format!("{}#{digest}#{index:03}", version_key(self.version)))
    }
}

fn version_key(version: u64) -> String {
    format!("V{version:010}")
}

fn compress(catalogue: &Catalogue) -> Result<Vec<u8>, PortError> {
    let json = serde_json::to_vec(catalogue).map_err(|_| broken(TABLE))?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&json).and_then(|()| encoder.finish()).map_err(|_| broken(TABLE))
}

fn decompress(bytes: &[u8]) -> Option<Catalogue> {
    let mut json = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

impl SegmentTable {
    /// The registration items; none before the first are stored.
    pub async fn read_catalogue(&self) -> Result<Catalogue, PortError> {
        let Some(head) = self.get(key(PARTITION, HEAD)).await? else { return self.read_old().await };
        let head = Chunks::parse(&head).ok_or_else(|| broken(TABLE))?;
        if let Some(held) = self.last_read.of(head.version) {
            return Ok(held);
        }
        let catalogue = self.read_chunks(&head).await?;
        self.last_read.keep(&catalogue);
        Ok(catalogue)
    }

    /// Replaces the registration items, whatever stands there: for a city that is being set up.
    pub async fn put_catalogue(&self, catalogue: &Catalogue) -> Result<(), PortError> {
        loop {
            let stands = self.read_catalogue().await?.version();
            if self.swap(&catalogue.clone().at_version(stands)).await? == Swap::Done {
                return Ok(());
            }
        }
    }

    async fn read_old(&self) -> Result<Catalogue, PortError> {
        let Some(row) = self.get(key(PARTITION, OLD)).await? else { return Ok(Catalogue::default()) };
        let json = row.get("json").and_then(|value| value.as_s().ok()).ok_or_else(|| broken(TABLE))?;
        let catalogue: Catalogue = serde_json::from_str(json).map_err(|_| broken(TABLE))?;
        Ok(catalogue.at_version(0))
    }

    async fn read_chunks(&self, chunks: &Chunks) -> Result<Catalogue, PortError> {
        let rows = try_join_all((0..chunks.count).map(|index| self.get(chunks.chunk_key(index)))).await?;
        let mut bytes = Vec::new();
        for row in rows {
            let chunk = row.as_ref().and_then(|row| row.get("bytes")?.as_b().ok());
            bytes.extend_from_slice(chunk.ok_or_else(|| broken(TABLE))?.as_ref());
        }
        let catalogue = (hex_sha256(&bytes) == chunks.digest).then(|| decompress(&bytes)).flatten();
        Ok(catalogue.ok_or_else(|| broken(TABLE))?.at_version(chunks.version))
    }

    async fn write_chunks(&self, bytes: &[u8], version: u64) -> Result<Chunks, PortError> {
        let pieces: Vec<&[u8]> = bytes.chunks(CHUNK_BYTES).collect();
        let chunks = Chunks { version, digest: hex_sha256(bytes), count: pieces.len() };
        let puts = pieces.iter().enumerate().map(|(index, piece)| {
            let put = self.client.put_item().table_name(&self.name).set_item(Some(chunks.chunk_key(index)));
            let put = put.item("bytes", AttributeValue::B(Blob::new(piece.to_vec())));
            put.item("v", AttributeValue::N("1".to_owned())).send()
        });
        try_join_all(puts).await.map_err(|error| port_error(TABLE, error))?;
        Ok(chunks)
    }

    /// The head moves on from the version that was read, and the new version's row stands beside it.
    fn swap_rows(&self, chunks: &Chunks) -> Result<Vec<TransactWriteItem>, PortError> {
        let head = Put::builder().table_name(&self.name).set_item(Some(chunks.row(HEAD)));
        let head = if chunks.version == 1 {
            head.condition_expression("attribute_not_exists(pk)")
        } else {
            let read = AttributeValue::N((chunks.version - 1).to_string());
            head.condition_expression("#version = :read")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":read", read)
        };
        let version = chunks.row(&version_key(chunks.version));
        let version = Put::builder().table_name(&self.name).set_item(Some(version));
        let puts = [head, version].map(|put| put.build().map_err(|_| broken(TABLE)));
        puts.into_iter().map(|put| Ok(TransactWriteItem::builder().put(put?).build())).collect()
    }
}

impl Catalogues for SegmentTable {
    async fn newest(&self) -> Result<Catalogue, PortError> {
        self.read_catalogue().await
    }

    async fn of_version(&self, version: u64) -> Result<Option<Catalogue>, PortError> {
        match self.get(key(PARTITION, &version_key(version))).await? {
            Some(row) => self.read_chunks(&Chunks::parse(&row).ok_or_else(|| broken(TABLE))?).await.map(Some),
            None => Ok(None),
        }
    }

    async fn swap(&self, read: &Catalogue) -> Result<Swap<Catalogue>, PortError> {
        let next = read.clone().at_version(read.version() + 1);
        let stands = self.read_catalogue().await?;
        if stands.version() != read.version() {
            return Ok(Swap::Lost(stands));
        }
        let chunks = self.write_chunks(&compress(&next)?, next.version()).await?;
        let rows = self.swap_rows(&chunks)?;
        match self.pen.write(&self.client, TABLE, rows, Some(next.version())).await? {
            Written::Done => {
                self.last_read.keep(&next);
                Ok(Swap::Done)
            }
            Written::Lost(_) => self.read_catalogue().await.map(Swap::Lost),
        }
    }
}
