//! Secrets Manager: secrets with a current and a previous version, kept in one file on disk.
//!
//! The file is readable by its owner only and not encrypted: nothing real belongs in the local city.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Clock;
use crate::names::{ACCOUNT, REGION};
use crate::wire::{Answer, AwsError, JSON_1_1, answer, parse, text};
use crate::{StartError, files};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Version {
    id: String,
    string: Option<String>,
    binary: Option<String>,
    created_ms: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Secret {
    description: Option<String>,
    created_ms: u64,
    /// Newest first; the first is AWSCURRENT, the second AWSPREVIOUS.
    versions: Vec<Version>,
}

/// The secrets.
pub struct Secrets {
    by_name: Mutex<BTreeMap<String, Secret>>,
    path: Option<PathBuf>,
    clock: Clock,
}

impl Secrets {
    pub(crate) fn open(folder: Option<&Path>, clock: Clock) -> Result<Self, StartError> {
        let path = folder.map(|folder| folder.join("secrets.json"));
        Ok(Self { by_name: Mutex::new(files::read_json(path.as_ref())?), path, clock })
    }

    /// Makes an empty secret unless it is there, and says its ARN.
    pub fn create(&self, name: &str) -> String {
        let created_ms = self.clock.now_ms();
        let mut secrets = self.lock();
        secrets.entry(name.to_owned()).or_insert_with(|| Secret { created_ms, ..Secret::default() });
        files::save(self.path.as_ref(), &*secrets);
        arn(name)
    }

    /// Makes the secret if needed, gives it a new current value and says its ARN.
    pub fn put(&self, name: &str, value: &str) -> String {
        let arn = self.create(name);
        let mut secrets = self.lock();
        if let Some(secret) = secrets.get_mut(name) {
            let version = self.version(&json!({ "SecretString": value }));
            secret.push(version);
        }
        files::save(self.path.as_ref(), &*secrets);
        arn
    }

    /// The current value, if there is one.
    pub fn get(&self, name_or_arn: &str) -> Option<String> {
        let secrets = self.lock();
        secrets.get(name_of(name_or_arn))?.versions.first()?.string.clone()
    }

    /// Names of all secrets.
    pub fn list(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Answer {
        let outcome = parse(body).and_then(|request: Value| match operation {
            "CreateSecret" => self.create_secret(&request),
            "PutSecretValue" | "UpdateSecret" => self.put_secret_value(&request),
            "GetSecretValue" => self.get_secret_value(&request),
            "DescribeSecret" => self.describe_secret(&request),
            other => Err(AwsError::not_done("secretsmanager", other)),
        });
        match outcome {
            Ok(value) => answer(200, JSON_1_1, value.to_string()),
            Err(refusal) => refusal.to_json_answer(JSON_1_1),
        }
    }

    fn create_secret(&self, request: &Value) -> Result<Value, AwsError> {
        let name = text(request, "Name")?;
        let mut secrets = self.lock();
        if secrets.contains_key(name) {
            let message = format!("the secret {name} already exists");
            return Err(AwsError::new(400, "ResourceExistsException", message));
        }
        let description = request["Description"].as_str().map(str::to_owned);
        let mut secret = Secret { description, created_ms: self.clock.now_ms(), versions: Vec::new() };
        let mut created = json!({ "ARN": arn(name), "Name": name });
        if request["SecretString"].is_string() || request["SecretBinary"].is_string() {
            let version = self.version(request);
            created["VersionId"] = json!(version.id);
            secret.push(version);
        }
        secrets.insert(name.to_owned(), secret);
        files::save(self.path.as_ref(), &*secrets);
        Ok(created)
    }

    fn put_secret_value(&self, request: &Value) -> Result<Value, AwsError> {
        let name = name_of(text(request, "SecretId")?);
        let mut secrets = self.lock();
        let secret = secrets.get_mut(name).ok_or_else(not_found)?;
        let version = self.version(request);
        let id = version.id.clone();
        if !secret.versions.iter().any(|it| it.id == id) {
            secret.push(version);
        }
        files::save(self.path.as_ref(), &*secrets);
        Ok(json!({ "ARN": arn(name), "Name": name, "VersionId": id, "VersionStages": ["AWSCURRENT"] }))
    }

    fn get_secret_value(&self, request: &Value) -> Result<Value, AwsError> {
        let name = name_of(text(request, "SecretId")?);
        let secrets = self.lock();
        let secret = secrets.get(name).ok_or_else(not_found)?;
        let wanted_id = request["VersionId"].as_str();
        let wanted_stage = request["VersionStage"].as_str();
        let found = secret.versions.iter().enumerate().find(|(index, version)| {
            wanted_id.map_or(wanted_stage.unwrap_or("AWSCURRENT") == stage(*index), |id| version.id == id)
        });
        let (index, version) = found.ok_or_else(not_found)?;
        let mut value = json!({
            "ARN": arn(name), "Name": name, "VersionId": version.id, "VersionStages": [stage(index)],
            "CreatedDate": seconds(version.created_ms),
        });
        if let Some(string) = &version.string {
            value["SecretString"] = json!(string);
        }
        if let Some(binary) = &version.binary {
            value["SecretBinary"] = json!(binary);
        }
        Ok(value)
    }

    fn describe_secret(&self, request: &Value) -> Result<Value, AwsError> {
        let name = name_of(text(request, "SecretId")?);
        let secrets = self.lock();
        let secret = secrets.get(name).ok_or_else(not_found)?;
        let stages: BTreeMap<_, _> =
            secret.versions.iter().enumerate().map(|(index, it)| (it.id.clone(), [stage(index)])).collect();
        Ok(json!({
            "ARN": arn(name), "Name": name, "Description": secret.description,
            "CreatedDate": seconds(secret.created_ms), "VersionIdsToStages": stages,
        }))
    }

    fn version(&self, request: &Value) -> Version {
        let member = |name: &str| request[name].as_str().map(str::to_owned);
        Version {
            id: member("ClientRequestToken").unwrap_or_else(|| Uuid::new_v4().to_string()),
            string: member("SecretString"),
            binary: member("SecretBinary"),
            created_ms: self.clock.now_ms(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Secret {
    fn push(&mut self, version: Version) {
        self.versions.insert(0, version);
        self.versions.truncate(2);
    }
}

fn stage(index: usize) -> &'static str {
    if index == 0 { "AWSCURRENT" } else { "AWSPREVIOUS" }
}

fn seconds(at_ms: u64) -> f64 {
    at_ms as f64 / 1000.0
}

fn not_found() -> AwsError {
    AwsError::new(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

/// AWS adds six characters to the name; here they are always the same.
fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-kairan")
}

fn name_of(name_or_arn: &str) -> &str {
    match name_or_arn.split_once(":secret:") {
        Some((_, name)) => name.strip_suffix("-kairan").unwrap_or(name),
        None => name_or_arn,
    }
}
