//! What preparing a file needs from outside.

use domain::media::picture::Header;
use domain::media::{Media, MediaId, MediaUse, Refusal};

use crate::delivery::ports::Swap;
use crate::jobs::ports::ObjectStat;
use crate::port_error::PortError;

/// Rows of uploads.
pub trait MediaRows: Sync {
    /// Writes a new row; `Lost` with what stands under its id.
    fn create(&self, media: &Media) -> impl Future<Output = Result<Swap<Media>, PortError>> + Send;
    /// Reads one, strongly consistent.
    fn get(&self, id: MediaId) -> impl Future<Output = Result<Option<Media>, PortError>> + Send;
    /// Writes over the version before; `Lost` where another run was faster or the row is gone.
    fn replace(&self, next: &Media) -> impl Future<Output = Result<Swap<()>, PortError>> + Send;
}

/// Uploaded and published files.
pub trait MediaFiles: Sync {
    /// What an object is.
    fn stat(&self, key: &str) -> impl Future<Output = Result<Option<ObjectStat>, PortError>> + Send;
    /// Bytes of the object that has this tag, fewer at its end; `None` once it is another or gone.
    fn range(
        &self,
        key: &str,
        tag: &str,
        from: u64,
        length: u64,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, PortError>> + Send;
    /// Publishes bytes; the same bytes again are fine.
    fn publish(
        &self,
        key: &str,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
    /// Publishes the object that has this tag as it is; `false` once it is another or gone.
    fn publish_copy(
        &self,
        from: &str,
        tag: &str,
        key: &str,
        content_type: &str,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;
}

/// One picture made from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// Its name below the folder of its content.
    pub name: String,
    /// As it is served.
    pub content_type: &'static str,
    /// Without anything that came along: no metadata, no second content.
    pub bytes: Vec<u8>,
}

/// What a picture became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// The picture first, its preview second if it has one; for a rich message its widths.
    pub prints: Vec<Print>,
    /// Pixels as they are seen; a rich message's as if it were 1,040 wide.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Decodes pictures and draws them anew. It works and does not wait.
pub trait Darkroom: Sync {
    /// Makes the prints of this use, or says why there are none.
    fn develop(&self, purpose: MediaUse, header: Header, bytes: &[u8]) -> Result<Developed, Refusal>;
}
