//! `/api/drafts/{id}/links`: whether the pages that a draft leads to are there. All are looked at side by side, within
//! three seconds, through the same door as the chatbot's webhook (R-X1, docs/decisions/0021). It tells, and stops nobody.
//!
//! Not guaranteed: that what answers us also answers a citizen, or the other way round. So what is surely not there is
//! told in other words than what could not be seen.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use domain::guard::opened;
use futures::future::join_all;
use outbound::address::check_target;
use reqwest::{Client, Method, Url, header};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::App;
use crate::admission::{LOOKS, admit};
use crate::asked::Path;
use crate::drafts::own;
use crate::gate::Who;
use crate::problem::Problem;
use crate::routes::Routes;

/// More links than these are left to whoever reads.
const MAX_LINKS: usize = 10;
const MAX_REDIRECTS: usize = 5;
/// For one link, with a second question and all redirects.
const PATIENCE: Duration = Duration::from_secs(3);
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1_500);
/// A staff member is waiting; a key holds as long as the link says the same.
const KEY_CHARS: usize = 24;
/// Refusals that are meant for programs, or for now, and say nothing about the page.
const MEANT_FOR_US: [u16; 8] = [401, 403, 405, 406, 408, 425, 429, 451];

/// What a look at a link showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A page answered.
    Open,
    /// A server answered that there is no such page.
    Closed,
    /// Nobody answered in time, or not us.
    Unseen,
}

/// One link of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkAnswer {
    url: String,
    outcome: Outcome,
    /// The HTTP status, where one came.
    status: Option<u16>,
    /// For staff; empty for a page that is there.
    message: String,
    /// What it is acknowledged by, among the keys of the text check.
    key: String,
}

/// The route of looks.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.get("/api/drafts/{id}/links", look).refused(&[429])
}

/// `GET …/links`.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinksAnswer {
    links: Vec<LinkAnswer>,
    /// So many more links were not looked at.
    left_out: usize,
}

/// The way out.
pub struct LinkDesk {
    http: Client,
    loopback_origin: Option<String>,
}

impl LinkDesk {
    /// `loopback_origin` is set by tests only and allows exactly that http origin.
    pub fn new(loopback_origin: Option<String>) -> Result<Self, reqwest::Error> {
        let http = outbound::client()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_max_idle_per_host(0)
            .user_agent("KairanLinkCheck/1.0")
            .build()?;
        Ok(Self { http, loopback_origin })
    }

    fn allowed(&self, address: &str) -> Option<Url> {
        check_target(address.split('#').next()?, self.loopback_origin.as_deref()).ok()
    }

    /// Some servers do not know HEAD, so a bad answer to it is no answer.
    async fn status(&self, url: Url) -> Option<u16> {
        let asked = async {
            match self.followed(Method::HEAD, url.clone()).await {
                Some(status) if status < 400 => Some(status),
                _ => self.followed(Method::GET, url).await,
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.ok().flatten()
    }

    /// The status at the end of all redirects, each of which has to be allowed. No body is read.
    async fn followed(&self, method: Method, mut url: Url) -> Option<u16> {
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.http.request(method.clone(), url.clone()).send().await.ok()?;
            let status = answer.status();
            let next = answer.headers().get(header::LOCATION).filter(|_| status.is_redirection());
            let Some(next) = next else { return Some(status.as_u16()) };
            url = self.allowed(url.join(next.to_str().ok()?).ok()?.as_str())?;
        }
        None
    }

    async fn look(&self, address: &str) -> Option<LinkAnswer> {
        if address.starts_with("http://") && self.allowed(address).is_none() {
            return None; // found by the text check, whatever it leads to
        }
        let status = match self.allowed(address) {
            Some(url) => self.status(url).await,
            None => None,
        };
        let outcome = outcome(status);
        let digest = Sha256::digest(format!("link:{outcome:?}:{address}"));
        Some(LinkAnswer {
            url: address.to_owned(),
            outcome,
            status,
            message: words(outcome, status),
            key: hex::encode(digest).chars().take(KEY_CHARS).collect(),
        })
    }
}

fn outcome(status: Option<u16>) -> Outcome {
    match status {
        Some(200..400) => Outcome::Open,
        Some(status @ 400..500) if !MEANT_FOR_US.contains(&status) => Outcome::Closed,
        _ => Outcome::Unseen,
    }
}

fn words(outcome: Outcome, status: Option<u16>) -> String {
    match (outcome, status) {
        (Outcome::Open, _) => String::new(),
        (Outcome::Closed, status) => {
            let status = status.map(|status| format!("（{status}）")).unwrap_or_default();
            format!("このリンクは開けませんでした{status}。アドレスが正しいか確かめてください。")
        }
        (Outcome::Unseen, Some(status)) => {
            format!("開けるか確認できませんでした（{status}）。ブラウザーで開いて確かめてください。")
        }
        (Outcome::Unseen, None) => {
            "開けるか確認できませんでした（応答なし）。ブラウザーで開いて確かめてください。".to_owned()
        }
    }
}

/// `GET /api/drafts/{id}/links`.
pub async fn look(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<LinksAnswer>, Problem> {
    let draft = own(&app, &actor, &id).await?;
    admit(&app, &actor, &LOOKS).await?;
    let found = opened(&draft.content.messages);
    let looks = found.iter().take(MAX_LINKS).map(|address| app.links.look(address));
    let links = join_all(looks).await.into_iter().flatten().collect();
    Ok(Json(LinksAnswer { links, left_out: found.len().saturating_sub(MAX_LINKS) }))
}
