//! The staff console as its front serves it: the built page for every address without an ending, files beside it, and
//! `/api/` handed on, to the Function URL with the visitor's address, or to the REST API of the regional front. The city's own addresses are the loopback's. Pictures
//! below `/media/`, which elsewhere come from the form's name, are here, too: see `media.rs`.

use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use domain::digest::hex_sha256;
use embedded_aws::{Clock, EmbeddedAws};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::form::{LARGEST_BODY, content_type, end_to_end, packed, tell_time, too_large};

const BODY_HASH: &str = "x-amz-content-sha256";
const NOT_BUILT: &str = "職員用の画面はまだ作られていません。`npm --prefix web run build` を実行してください。\n\
                         The staff console is not built; run `npm --prefix web run build`.\n";
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// The template's policy word for word; the bucket that uploads go to is AWS's address here.
fn policy(aws: &EmbeddedAws) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data: blob:; \
         media-src 'self' https: data: blob:; connect-src 'self' {}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'",
        aws.endpoint()
    )
}

/// What the front is started with.
pub struct StaffConfig {
    /// What it listens on.
    pub listener: TcpListener,
    /// Folder of the built console.
    pub page: Option<PathBuf>,
    /// `admin_api`'s Function URL, or the REST API that has it.
    pub api_url: String,
    /// Whether the front signs what it hands on, as CloudFront's origin access control does.
    pub signs: bool,
    /// Where uploads go and published pictures are.
    pub aws: EmbeddedAws,
}

/// A running front; it ends when this is dropped.
pub struct Staff {
    address: SocketAddr,
    server: JoinHandle<()>,
}

struct Front {
    page: Option<PathBuf>,
    api_url: String,
    signs: bool,
    client: reqwest::Client,
    aws: EmbeddedAws,
}

impl Staff {
    /// Listens.
    pub fn start(config: StaffConfig) -> std::io::Result<Self> {
        let StaffConfig { listener, page, api_url, signs, aws } = config;
        let address = listener.local_addr()?;
        let policy = HeaderValue::from_str(&policy(&aws)).map_err(std::io::Error::other)?;
        for host in ["localhost", "127.0.0.1"] {
            aws.s3().allow_origin(&format!("http://{host}:{}", address.port()));
        }
        let clock = aws.clock().clone();
        let front = Arc::new(Front { page, api_url, signs, client: reqwest::Client::new(), aws });
        let routes = Router::new()
            .route("/api/{*rest}", any(hand_on))
            .route("/media/{*rest}", get(media))
            .fallback(file)
            .with_state(front)
            .layer(axum::middleware::map_response(move |response| {
                std::future::ready(secured(&policy, &clock, response))
            }));
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!("the staff console's front closed: {error}");
            }
        });
        Ok(Self { address, server })
    }

    /// Where the console is. `localhost`, because a browser takes `Secure` cookies and passkeys from there.
    pub fn url(&self) -> String {
        url(self.address)
    }
}

/// The same for whoever has to know before it listens.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://localhost:{}", address.port())
}

impl Drop for Staff {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn secured(policy: &HeaderValue, clock: &Clock, mut response: Response) -> Response {
    tell_time(clock, &mut response);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    for (name, value) in [
        (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=()"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// CloudFront signs with the hash that the visitor names, and Lambda compares it with the body. Without a hash the request is
/// handed on here, because `admin_api` refuses it, too.
fn is_signed_right(headers: &HeaderMap, body: &[u8]) -> bool {
    headers.get(BODY_HASH).is_none_or(|hash| hash.as_bytes() == hex_sha256(body).as_bytes())
}

/// The status is Lambda's; the words are for whoever writes a client.
fn signed_wrong() -> Response {
    let problem = serde_json::json!({
        "status": 403, "code": "not_same_origin",
        "title": "x-amz-content-sha256が、送信内容のSHA-256と合いません。",
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::FORBIDDEN, kind, problem.to_string()).into_response()
}

/// CloudFront replaces what a visitor claims about their address with what it sees.
async fn hand_on(
    State(front): State<Arc<Front>>,
    ConnectInfo(visitor): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return too_large();
    };
    if front.signs && !is_signed_right(&parts.headers, &body) {
        return signed_wrong();
    }
    let path = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    let address = format!("{}{path}", front.api_url.trim_end_matches('/'));
    let mut headers = end_to_end(&parts.headers);
    headers.remove("x-kairan-admin-token"); // the template's front does not forward it either
    if let Ok(seen) = HeaderValue::from_str(&visitor.to_string()) {
        headers.insert("cloudfront-viewer-address", seen);
    }
    match front.client.request(parts.method, address).headers(headers).body(body).send().await {
        Ok(answer) => {
            let (status, headers) = (answer.status(), end_to_end(answer.headers()));
            let body = answer.bytes().await.map(Body::from).unwrap_or_default();
            packed(&parts.headers, status, headers, body).await
        }
        Err(error) => {
            tracing::warn!("admin_api did not answer: {error}");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

async fn media(State(front): State<Arc<Front>>, uri: Uri) -> Response {
    crate::media::published(&front.aws, uri.path()).await
}

async fn file(State(front): State<Arc<Front>>, method: Method, request: Request) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(folder) = front.page.as_deref().filter(|folder| folder.join("index.html").is_file()) else {
        return (StatusCode::NOT_FOUND, NOT_BUILT).into_response();
    };
    let path = request.uri().path().trim_start_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let wanted = Path::new(if is_file { path } else { "index.html" });
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
