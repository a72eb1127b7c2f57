//! One city under test: its people, and the staff's way into it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use city::{City, CityConfig, built_binaries};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::people::{self, Audience};
use crate::report::{BatchRow, Report};

/// What a scenario needs to be set up.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// People who are to get each delivery.
    pub followers: usize,
    /// People among the recipients whom LINE does not know any more.
    pub unknown: usize,
    /// How long LINE takes for an answer.
    pub latency: Duration,
}

impl Setup {
    /// So many people, LINE at 30 ms.
    pub fn with_followers(followers: usize) -> Self {
        Self { followers, unknown: 0, latency: Duration::from_millis(30) }
    }
}

/// A city with its people.
pub struct Bench {
    /// The city.
    pub city: City,
    /// Who is to get a delivery.
    pub audience: Audience,
    http: reqwest::Client,
}

impl Bench {
    /// Starts a city; `mutation` names a seeded bug, for which the binaries of `scripts/build-mutated.sh` run.
    pub async fn start(setup: Setup, mutation: Option<&str>) -> Self {
        let mut config = CityConfig::for_tests().expect("a channel can be made");
        config.preload =
            Some(function_host::faketime().expect("the Debian package libfaketime is installed"));
        config.line_latency = setup.latency;
        if let Some(name) = mutation {
            config.binaries = mutated_binaries();
            config.overlay = BTreeMap::from([("KAIRAN_MUTATION".to_owned(), name.to_owned())]);
        }
        let city = City::start(config).await.expect("the city starts");
        let audience = people::settle_in(&city, setup.followers, setup.unknown).await;
        Self { city, audience, http: reqwest::Client::new() }
    }

    /// A new delivery to the bench's target.
    pub async fn draft(&self, title: &str) -> Report {
        let messages = json!([{ "type": "text", "text": format!("回覧 {title}") }]);
        let wish = json!({ "title": title, "target": people::target(), "messages": messages });
        self.call("POST", "/api/deliveries", Some(wish)).await
    }

    /// Starts it.
    pub async fn start_delivery(&self, draft: &Report) -> Report {
        let path = format!("/api/deliveries/{}/start", draft.id);
        self.call("POST", &path, Some(json!({ "version": draft.version }))).await
    }

    /// Stops it for good; an error is the status of a refusal.
    pub async fn cancel(&self, id: &str) -> Result<Report, u16> {
        self.try_call("POST", &format!("/api/deliveries/{id}/cancel"), Some(json!({}))).await
    }

    /// Somebody lets it go on.
    pub async fn resume(&self, paused: &Report) -> Report {
        let path = format!("/api/deliveries/{}/resume", paused.id);
        self.call("POST", &path, Some(json!({ "version": paused.version }))).await
    }

    /// How it stands.
    pub async fn report(&self, id: &str) -> Report {
        self.call("GET", &format!("/api/deliveries/{id}"), None).await
    }

    /// Its batches that were claimed so far.
    pub async fn batches(&self, id: &str) -> Vec<BatchRow> {
        self.call("GET", &format!("/api/deliveries/{id}/batches"), None).await
    }

    /// Any other call of the staff's API that has to work.
    pub async fn call<T: DeserializeOwned>(&self, method: &str, path: &str, body: Option<Value>) -> T {
        let answer = self.try_call(method, path, body).await;
        answer.unwrap_or_else(|status| panic!("{method} {path} was answered {status}"))
    }

    async fn try_call<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<T, u16> {
        let method = method.parse().expect("a method");
        let url = format!("{}{path}", self.city.admin_url().trim_end_matches('/'));
        let mut request =
            self.http.request(method, url).header("x-kairan-admin-token", self.city.admin_token());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.expect("admin_api can be reached");
        let status = response.status();
        if status.is_success() {
            return Ok(response.json().await.expect("admin_api answers as it did"));
        }
        println!("admin_api answered {status}: {}", response.text().await.unwrap_or_default());
        Err(status.as_u16())
    }
}

/// Where `scripts/build-mutated.sh` puts binaries that know the seeded bugs.
fn mutated_binaries() -> PathBuf {
    let ordinary = built_binaries();
    let profile = ordinary.file_name().unwrap_or_default().to_owned();
    let target = ordinary.parent().unwrap_or(Path::new("."));
    let folder = target.join("mutated").join(profile);
    assert!(
        folder.join("send_batch").is_file(),
        "no seeded bugs are built: run scripts/build-mutated.sh first"
    );
    folder
}
