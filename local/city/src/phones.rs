//! Keeps the phones between two runs: the simulator itself forgets its users, the tables do not.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use line_simulator::LineSimulator;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::AbortHandle;

use crate::config::CityData;
use crate::files;
use crate::parts::{CityError, file_error};

/// A kill forgets at most what happened on the phones for this long.
const SAVE_EVERY: Duration = Duration::from_secs(5);

/// A phone as the simulator's control API lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Phone {
    user_id: String,
    display_name: String,
    friend: String,
}

/// Writes the phones down from time to time.
pub(crate) struct Keeper {
    path: PathBuf,
    saved: Arc<Mutex<Vec<Phone>>>,
    task: AbortHandle,
}

impl Keeper {
    /// Brings the phones of the last run back and begins to keep them; nothing to keep in memory.
    pub async fn restore(data: &CityData, line: &Arc<LineSimulator>) -> Result<Option<Self>, CityError> {
        let CityData::Folder(folder) = data else { return Ok(None) };
        let path = folder.join("phones.json");
        let phones = read(&path)?;
        for phone in &phones {
            add(line, phone).await?;
        }
        let saved = Arc::new(Mutex::new(phones));
        let keeping = keep(path.clone(), Arc::clone(&saved), Arc::downgrade(line));
        Ok(Some(Self { path, saved, task: tokio::spawn(keeping).abort_handle() }))
    }

    /// Writes the phones down now.
    pub async fn save(&self, line: &LineSimulator) {
        save(&self.path, &self.saved, &line.control_url()).await;
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Whether there is no phone yet.
pub(crate) async fn none_yet(line: &LineSimulator) -> bool {
    list(&line.control_url()).await.is_ok_and(|phones| phones.is_empty())
}

async fn keep(path: PathBuf, saved: Arc<Mutex<Vec<Phone>>>, line: std::sync::Weak<LineSimulator>) {
    loop {
        tokio::time::sleep(SAVE_EVERY).await;
        let Some(control) = line.upgrade().map(|line| line.control_url()) else { return };
        save(&path, &saved, &control).await;
    }
}

async fn save(path: &Path, saved: &Mutex<Vec<Phone>>, control: &str) {
    let phones = match list(control).await {
        Ok(phones) => phones,
        Err(reason) => return tracing::warn!("the phones were not written down: {reason}"),
    };
    if *lock(saved) == phones {
        return;
    }
    let text = serde_json::to_string_pretty(&phones).unwrap_or_default();
    match files::replace(path, &text) {
        Ok(()) => *lock(saved) = phones,
        Err(error) => tracing::warn!("the phones were not written down: {error}"),
    }
}

fn read(path: &Path) -> Result<Vec<Phone>, CityError> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(path).map_err(|error| file_error(path, error))?;
    serde_json::from_str(&text).map_err(|error| file_error(path, error))
}

async fn list(control: &str) -> Result<Vec<Phone>, String> {
    let listed = reqwest::get(format!("{control}/control/users")).await.map_err(|error| error.to_string())?;
    let listed: Value = listed.json().await.map_err(|error| error.to_string())?;
    serde_json::from_value(listed).map_err(|error| error.to_string())
}

async fn add(line: &LineSimulator, phone: &Phone) -> Result<(), CityError> {
    let refused = |reason: String| CityError::Phones(reason);
    let address = format!("{}/control/users", line.control_url());
    let response = reqwest::Client::new().post(address).json(phone).send().await;
    let response = response.map_err(|error| refused(error.to_string()))?;
    if response.status().is_success() {
        return Ok(());
    }
    Err(refused(response.text().await.unwrap_or_default()))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
