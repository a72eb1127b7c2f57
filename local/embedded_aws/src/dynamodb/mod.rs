//! DynamoDB: `dynoxide-rs` in this process, its calls kept off the async threads.
//!
//! The engine has one connection behind one lock, so at most four calls are handed to blocking threads at a time:
//! one works, the others parse. On disk a commit survives a killed process; it may be lost with the machine.

mod dispatch;
mod fault;
mod table;

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use dynoxide::Database;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::StartError;
use crate::counters::{Counters, Units};
use crate::faults::Faults;
use crate::wire::{Answer, AwsError, JSON_1_0, answer};

/// Calls that may be parsed or worked on at the same time.
const CONCURRENT_CALLS: usize = 4;

/// The tables.
#[derive(Clone)]
pub struct DynamoDb {
    database: Database,
    calls: Arc<Semaphore>,
    counters: Counters,
    faults: Faults,
}

/// The outcome of one call: status, body and what it used.
struct Outcome {
    status: u16,
    body: String,
    used: Vec<(String, Units)>,
}

impl DynamoDb {
    pub(crate) fn open(
        folder: Option<&Path>,
        counters: Counters,
        faults: Faults,
    ) -> Result<Self, StartError> {
        let failed = |cause: dynoxide::DynoxideError| StartError::Database(cause.to_string());
        let database = match folder {
            None => Database::memory().map_err(failed)?,
            Some(folder) => {
                let path = folder.join("dynamodb.sqlite");
                let database = Database::new(&path.to_string_lossy()).map_err(failed)?;
                // The second call leaves `synchronous = NORMAL` behind: no fsync at each commit.
                database.enable_bulk_loading().map_err(failed)?;
                database.disable_bulk_loading().map_err(failed)?;
                database
            }
        };
        Ok(Self { database, calls: Arc::new(Semaphore::new(CONCURRENT_CALLS)), counters, faults })
    }

    /// Answers one HTTP call and counts what it used.
    pub(crate) async fn answer(&self, operation: &str, body: Bytes) -> Answer {
        if let Some(fault) = self.faults.dynamodb(operation) {
            return fault::answer_for(fault, operation, &body);
        }
        match self.run(operation, body).await {
            Ok(outcome) => {
                for (table, units) in outcome.used {
                    self.counters.used(&table, operation, units);
                }
                answer(outcome.status, JSON_1_0, outcome.body)
            }
            Err(refusal) => refusal.to_json_answer(JSON_1_0),
        }
    }

    /// Calls an operation with the API's JSON; neither counted nor failed by faults.
    pub async fn call(&self, operation: &str, input: &Value) -> Result<Value, AwsError> {
        let outcome = self.run(operation, Bytes::from(input.to_string())).await?;
        let body: Value = serde_json::from_str(&outcome.body).map_err(AwsError::internal)?;
        if outcome.status == 200 {
            return Ok(body);
        }
        let code = body["__type"].as_str().unwrap_or_default().rsplit('#').next().unwrap_or_default();
        let message = body["message"].as_str().or_else(|| body["Message"].as_str()).unwrap_or_default();
        Err(AwsError::new(outcome.status, code, message))
    }

    /// Creates a table from its CloudFormation or API properties and sets its TTL; true if it was not there.
    ///
    /// Settings without a meaning here (encryption, recovery, protection, tags) are passed over.
    pub async fn create_table(&self, properties: &Value) -> Result<bool, AwsError> {
        let request = table::create_request(properties);
        let created = match self.call("CreateTable", &request).await {
            Ok(_) => true,
            Err(refusal) if refusal.code == "ResourceInUseException" => false,
            Err(refusal) => return Err(refusal),
        };
        if created && let Some(request) = table::ttl_request(properties) {
            self.call("UpdateTimeToLive", &request).await?;
        }
        Ok(created)
    }

    /// Names of all tables.
    pub async fn tables(&self) -> Result<Vec<String>, AwsError> {
        let mut names = Vec::new();
        let mut request = json!({});
        loop {
            let page = self.call("ListTables", &request).await?;
            let listed = page["TableNames"].as_array().into_iter().flatten();
            names.extend(listed.filter_map(|name| name.as_str().map(str::to_owned)));
            match page["LastEvaluatedTableName"].as_str() {
                Some(last) => request = json!({ "ExclusiveStartTableName": last }),
                None => return Ok(names),
            }
        }
    }

    async fn run(&self, operation: &str, body: Bytes) -> Result<Outcome, AwsError> {
        let Some(operation) = dispatch::known(operation) else {
            return Err(AwsError::not_done("dynamodb", operation));
        };
        let _turn = self.calls.acquire().await.map_err(AwsError::internal)?;
        let database = self.database.clone();
        tokio::task::spawn_blocking(move || dispatch::call(&database, operation, &body))
            .await
            .map_err(AwsError::internal)
    }
}
