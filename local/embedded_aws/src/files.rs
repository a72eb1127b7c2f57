//! Small state on disk: JSON files replaced as a whole, so a reader sees the old or the new one.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StartError;

/// Makes a folder and everything above it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StartError> {
    fs::create_dir_all(folder).map_err(|source| StartError::Folder { folder: folder.to_owned(), source })
}

/// Reads a JSON file; a missing one is the default.
pub(crate) fn read_json<T: DeserializeOwned + Default>(path: Option<&PathBuf>) -> Result<T, StartError> {
    let Some(path) = path else { return Ok(T::default()) };
    let failed = |source| StartError::Folder { folder: path.clone(), source };
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|cause| failed(cause.into())),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(cause) => Err(failed(cause)),
    }
}

/// Replaces a JSON file, readable by its owner only.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> std::io::Result<()> {
    let bytes = serde_json::to_vec(value)?;
    replace(path, |file| file.write_all(&bytes))
}

/// Writes a new file beside `path` and renames it over.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    write(&mut file)?;
    drop(file);
    fs::rename(beside, path)
}

/// Writes a JSON file where there is a folder; a failure is logged, the answer was given already.
pub(crate) fn save(path: Option<&PathBuf>, value: &impl Serialize) {
    if let Some(path) = path
        && let Err(cause) = write_json(path, value)
    {
        tracing::error!(file = %path.display(), "cannot write the file: {cause}");
    }
}
