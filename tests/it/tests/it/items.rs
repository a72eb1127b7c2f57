//! Registration items and saved segments as staff keep them through the admin API.

mod items_change;
mod items_go;
mod saved;

use serde_json::{Value, json};

use crate::admin::Answer;
use crate::town::Town;

impl Town {
    /// What a GET answers.
    async fn read_api(&self, path: &str) -> Answer {
        Answer::read(self.request("GET", path).send().await.unwrap()).await
    }

    /// The items' newest version.
    async fn items_version(&self) -> u64 {
        self.read_api("/api/items").await.body["version"].as_u64().unwrap()
    }

    /// A change of the items as they stand; `body` gets their version.
    async fn change_items(&self, method: &str, path: &str, mut body: Value) -> Answer {
        body["version"] = json!(self.items_version().await);
        self.ask(method, path, &body).await
    }
}
