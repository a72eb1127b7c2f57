//! Batches over HTTP: at most ten entries, each succeeding or failing by itself.

use std::collections::HashSet;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::api::SendRequest;
use super::error::SqsError;
use super::{LARGEST_MESSAGE_BYTES, Sqs};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ReceiptEntry {
    id: String,
    receipt_handle: String,
    visibility_timeout: u64,
}

impl Sqs {
    pub(super) fn send_batch(&self, queue: &str, entries: &[Value]) -> Result<Value, SqsError> {
        let entries: Vec<SendRequest> = read(entries, |entry: &SendRequest| &entry.id)?;
        let messages: Vec<_> =
            entries.into_iter().map(|entry| (entry.id.clone(), entry.into_message())).collect();
        let size = messages.iter().map(|(_, message)| message.size_bytes()).sum();
        if size > LARGEST_MESSAGE_BYTES {
            return Err(SqsError::batch_too_long(LARGEST_MESSAGE_BYTES, size));
        }
        self.core().queue(queue)?;
        Ok(each(messages, |message| self.send_one(queue, message)))
    }

    pub(super) fn delete_batch(&self, queue: &str, entries: &[Value]) -> Result<Value, SqsError> {
        let (entries, now_ms) = (receipts(entries)?, self.now_ms());
        self.core().queue(queue)?;
        Ok(each(entries, |entry| {
            self.core().delete(queue, &entry.receipt_handle, now_ms).map(|()| json!({}))
        }))
    }

    pub(super) fn change_visibility_batch(&self, queue: &str, entries: &[Value]) -> Result<Value, SqsError> {
        let (entries, now_ms) = (receipts(entries)?, self.now_ms());
        self.core().queue(queue)?;
        Ok(each(entries, |entry| {
            let visibility = Duration::from_secs(entry.visibility_timeout);
            self.core()
                .change_visibility(queue, &entry.receipt_handle, visibility, now_ms)
                .map(|()| json!({}))
        }))
    }
}

fn receipts(entries: &[Value]) -> Result<Vec<(String, ReceiptEntry)>, SqsError> {
    let entries: Vec<ReceiptEntry> = read(entries, |entry: &ReceiptEntry| &entry.id)?;
    Ok(entries.into_iter().map(|entry| (entry.id.clone(), entry)).collect())
}

/// Reads the entries and checks their number and ids.
fn read<T: serde::de::DeserializeOwned>(
    entries: &[Value],
    id: fn(&T) -> &String,
) -> Result<Vec<T>, SqsError> {
    match entries.len() {
        0 => return Err(SqsError::empty_batch()),
        1..=10 => (),
        count => return Err(SqsError::too_many_entries(count)),
    }
    let entries: Vec<T> = entries
        .iter()
        .map(T::deserialize)
        .collect::<Result<_, _>>()
        .map_err(|cause| SqsError::invalid(format!("cannot read a batch entry: {cause}")))?;
    let mut seen = HashSet::new();
    for id in entries.iter().map(id) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if id.is_empty() || id.len() > 80 || !id.chars().all(plain) {
            return Err(SqsError::invalid_entry_id());
        }
        if !seen.insert(id.clone()) {
            return Err(SqsError::repeated_entry_id(id));
        }
    }
    Ok(entries)
}

/// Runs every entry and sorts the outcomes.
fn each<T>(entries: Vec<(String, T)>, mut run: impl FnMut(T) -> Result<Value, SqsError>) -> Value {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for (id, entry) in entries {
        match run(entry) {
            Ok(mut done) => {
                done["Id"] = json!(id);
                successful.push(done);
            }
            Err(refusal) => failed.push(json!({
                "Id": id, "SenderFault": true, "Code": refusal.code, "Message": refusal.message,
            })),
        }
    }
    json!({ "Successful": successful, "Failed": failed })
}
