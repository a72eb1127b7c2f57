//! Lets processes see the city's clock after it was advanced, by preloading libfaketime.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::Preload;

const LIBRARIES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
];

/// Environment that shifts a process's wall clock to the city's time; `None` if libfaketime is not installed.
/// The monotonic clock stays real, so sleeps and timeouts last as long as they say.
pub fn faketime() -> Option<Preload> {
    let library = LIBRARIES.into_iter().find(|library| Path::new(library).exists())?;
    Some(Arc::new(move |offset| {
        if offset.is_zero() {
            return BTreeMap::new();
        }
        let shift = format!("+{}.{:03}", offset.as_secs(), offset.subsec_millis());
        [
            ("LD_PRELOAD", library.to_owned()),
            ("FAKETIME", shift),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }))
}

/// Removes, when it is dropped, the shared memory that libfaketime makes for a process and cannot remove when the
/// process is killed.
pub(crate) struct SharedMemory(pub u32);

impl Drop for SharedMemory {
    fn drop(&mut self) {
        let pid = self.0;
        for path in [format!("/dev/shm/faketime_shm_{pid}"), format!("/dev/shm/sem.faketime_sem_{pid}")] {
            // A process that ran without the library has none.
            let _ = std::fs::remove_file(path);
        }
    }
}
