//! The citizens' form as CloudFront serves it: the built page under `/form/`, its API beneath `/form/api/` handed on
//! to API Gateway, published pictures under `/media/`, and on every answer the headers that `template.yaml` gives it.
//! Two differences: the phones may put the page into a frame, and nothing is cached.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use embedded_aws::{Clock, EmbeddedAws};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// API Gateway takes at most 10 MB, and the form's API far less.
pub(crate) const LARGEST_BODY: usize = 10 * 1024 * 1024;
const NOT_BUILT: &str = "登録フォームはまだ作られていません。`npm --prefix web run build` を実行してください。\n\
                         The form is not built; run `npm --prefix web run build`.\n";
/// Headers that belong to one connection.
const HOP_BY_HOP: [&str; 5] =
    ["connection", "host", "transfer-encoding", "content-length", "accept-encoding"];

/// What the front is started with.
pub struct FormConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Folder of the built page.
    pub page: Option<PathBuf>,
    /// API Gateway.
    pub api_url: String,
    /// The page that may show the form in a frame.
    pub phones_url: String,
    /// Where published pictures are.
    pub aws: EmbeddedAws,
}

/// A running front; it ends when this is dropped.
pub struct Form {
    address: SocketAddr,
    server: JoinHandle<()>,
}

struct Front {
    page: Option<PathBuf>,
    api_url: String,
    policy: HeaderValue,
    client: reqwest::Client,
    aws: EmbeddedAws,
}

impl Form {
    /// Listens.
    pub async fn start(config: FormConfig) -> std::io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let address = listener.local_addr()?;
        let policy = HeaderValue::from_str(&policy(&config.phones_url)).map_err(std::io::Error::other)?;
        let FormConfig { page, api_url, aws, .. } = config;
        let front = Arc::new(Front { page, api_url, policy, client: reqwest::Client::new(), aws });
        let routes = Router::new()
            .route("/", get(async || Redirect::temporary("/form/")))
            .route("/form", get(async || Redirect::temporary("/form/")))
            .route("/form/api/{*rest}", any(hand_on))
            .route("/media/{*rest}", get(media))
            .fallback(file)
            .with_state(Arc::clone(&front))
            .layer(axum::middleware::map_response(move |response| {
                std::future::ready(secured(&front, response))
            }));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!("the form's front closed: {error}");
            }
        });
        Ok(Self { address, server })
    }

    /// Where the form is, such as `http://127.0.0.1:8093/form/`.
    pub fn url(&self) -> String {
        format!("http://{}/form/", self.address)
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The template's policy without LINE's addresses, which the simulated form does not ask, and with the phones.
fn policy(phones_url: &str) -> String {
    let named = phones_url.replace("127.0.0.1", "localhost");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {phones_url} {named}"
    )
}

/// Like all parts of the city, its fronts tell the city's time: the pages correct their computer's clock by it.
pub(crate) fn tell_time(clock: &Clock, response: &mut Response) {
    if let Ok(date) = HeaderValue::from_str(&clock.http_date()) {
        response.headers_mut().insert(header::DATE, date);
    }
}

fn secured(front: &Front, mut response: Response) -> Response {
    tell_time(front.aws.clock(), &mut response);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, front.policy.clone());
    for (name, value) in [
        (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A front answers a body that it does not hand on as the APIs answer theirs.
pub(crate) fn too_large() -> Response {
    let problem = serde_json::json!({
        "status": 413, "code": "too_large", "title": "送信内容が大きすぎます。10 MBを超えるものは受け取れません。",
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::PAYLOAD_TOO_LARGE, kind, problem.to_string()).into_response()
}

async fn hand_on(State(front): State<Arc<Front>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return too_large();
    };
    let path = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    let address = format!("{}{path}", front.api_url.trim_end_matches('/'));
    let mut headers = end_to_end(&parts.headers);
    headers.insert("x-forwarded-for", HeaderValue::from_static("127.0.0.1"));
    match front.client.request(parts.method, address).headers(headers).body(body).send().await {
        Ok(answer) => {
            let (status, headers) = (answer.status(), end_to_end(answer.headers()));
            let body = answer.bytes().await.map(Body::from).unwrap_or_default();
            packed(&parts.headers, status, headers, body).await
        }
        Err(error) => {
            tracing::warn!("the form's API did not answer: {error}");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

pub(crate) fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let kept = headers.iter().filter(|(name, _)| !HOP_BY_HOP.contains(&name.as_str()));
    kept.map(|(name, value): (&HeaderName, &HeaderValue)| (name.clone(), value.clone())).collect()
}

async fn media(State(front): State<Arc<Front>>, uri: Uri) -> Response {
    crate::media::published(&front.aws, uri.path()).await
}

async fn file(State(front): State<Arc<Front>>, method: Method, request: Request) -> Response {
    let Some(path) = request.uri().path().strip_prefix("/form/") else {
        return (StatusCode::NOT_FOUND, "フォームは /form/ にあります。").into_response();
    };
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(folder) = front.page.as_deref().filter(|folder| folder.join("index.html").is_file()) else {
        return (StatusCode::NOT_FOUND, NOT_BUILT).into_response();
    };
    let wanted = Path::new(if path.is_empty() { "index.html" } else { path });
    let stays = wanted.components().all(|part| matches!(part, Component::Normal(_)));
    match tokio::fs::read(folder.join(wanted)).await {
        Ok(bytes) if stays => {
            let kind = HeaderValue::from_static(content_type(wanted));
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]);
            packed(request.headers(), StatusCode::OK, headers, Body::from(bytes)).await
        }
        _ => (StatusCode::NOT_FOUND, "ページが見つかりません").into_response(),
    }
}

/// Compressed where the browser takes it and it is worth it, as CloudFront does.
pub(crate) async fn packed(
    asked: &HeaderMap,
    status: StatusCode,
    mut headers: HeaderMap,
    body: Body,
) -> Response {
    let takes_gzip = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let is_text =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
            ["text/", "application/json", "image/svg"].iter().any(|kind| value.starts_with(kind))
        });
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut body = bytes.to_vec();
    if takes_gzip && is_text && bytes.len() > 1_000 {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        if let Ok(smaller) = encoder.write_all(&bytes).and_then(|()| encoder.finish()) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
            body = smaller;
        }
    }
    (status, headers, body).into_response()
}

pub(crate) fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}
