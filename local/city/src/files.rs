//! Files of the data folder, readable by their owner only.

use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use crate::parts::{CityError, file_error};

/// Makes the folder and its parents unless they are there.
pub(crate) fn make_folder(path: &Path) -> Result<(), CityError> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| file_error(path, error))
}

/// Keeps a second city out of the folder for as long as the file is held.
pub(crate) fn lock_folder(folder: &Path) -> Result<File, CityError> {
    make_folder(folder)?;
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|error| file_error(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(file_error(folder, "another city uses it")),
        Err(TryLockError::Error(error)) => Err(file_error(&path, error)),
    }
}

/// Replaces a file that only its owner may read, in one step: a kill leaves the old one or the new one.
pub fn replace(path: &Path, text: &str) -> Result<(), CityError> {
    let next = path.with_extension("next");
    let write = || -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&next)?;
        file.write_all(text.as_bytes())?;
        std::fs::rename(&next, path)
    };
    write().map_err(|error| file_error(path, error))
}
