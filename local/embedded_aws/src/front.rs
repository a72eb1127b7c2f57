//! The one address: accepts connections, tells the services apart and answers.
//!
//! JSON services are known by their `x-amz-target`, the others by the service in the SigV4 credential scope;
//! unsigned and presigned requests are S3's. Ending the front ends every connection.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Services;
use crate::wire::{Answer, AwsError, JSON_1_0};

/// DynamoDB's largest request; the others are smaller.
const LARGEST_BODY_BYTES: usize = 16 * 1024 * 1024;

pub(crate) struct Front {
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Front {
    pub(crate) fn start(listener: TcpListener, services: Arc<Services>) -> Self {
        let stop = watch::Sender::new(false);
        let task = tokio::spawn(accept(listener, services, stop.subscribe()));
        Self { stop, task: Mutex::new(Some(task)) }
    }

    /// Ends all connections and waits until they are gone.
    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ended = task.await;
        }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn accept(listener: TcpListener, services: Arc<Services>, mut stop: watch::Receiver<bool>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next() => (),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(serve(stream, services.clone())); }
                Err(cause) => {
                    tracing::warn!("cannot accept a connection: {cause}");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            },
        }
    }
    connections.shutdown().await;
}

async fn serve(stream: TcpStream, services: Arc<Services>) {
    let _no_delay = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let services = services.clone();
        async move { Ok::<_, std::convert::Infallible>(route(&services, request).await) }
    });
    if let Err(cause) =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
    {
        tracing::debug!("a connection ended early: {cause}");
    }
}

async fn route(services: &Services, request: Request<Incoming>) -> Answer {
    if let Some(target) = header(request.headers(), "x-amz-target") {
        let target = target.to_owned();
        return json_service(services, &target, request).await;
    }
    match credential_service(request.headers()).map(str::to_owned).as_deref() {
        None | Some("s3") => services.s3.answer(request).await,
        Some("scheduler") => scheduler(services, request).await,
        Some(other) => {
            let operation = format!("{} {}", request.method(), request.uri().path());
            services.counters.called(other, &operation);
            AwsError::not_done(other, &operation).to_rest_answer()
        }
    }
}

async fn json_service(services: &Services, target: &str, request: Request<Incoming>) -> Answer {
    let body = match read(request).await {
        Ok((_, body)) => body,
        Err(refusal) => return refusal.to_json_answer(JSON_1_0),
    };
    let (service, operation) = target.split_once('.').unwrap_or((target, ""));
    let short = match service {
        "DynamoDB_20120810" => "dynamodb",
        "AmazonSQS" => "sqs",
        other => other,
    };
    services.counters.called(short, operation);
    match short {
        "dynamodb" => services.dynamodb.answer(operation, body).await,
        "sqs" => services.sqs.answer(operation, &body).await,
        "secretsmanager" => services.secrets.answer(operation, &body),
        other => AwsError::not_done(other, operation).to_json_answer(JSON_1_0),
    }
}

async fn scheduler(services: &Services, request: Request<Incoming>) -> Answer {
    match read(request).await {
        Ok((head, body)) => services.scheduler.answer(&head, &body, &services.counters),
        Err(refusal) => refusal.to_rest_answer(),
    }
}

async fn read(request: Request<Incoming>) -> Result<(http::request::Parts, Bytes), AwsError> {
    let (head, body) = request.into_parts();
    match Limited::new(body, LARGEST_BODY_BYTES).collect().await {
        Ok(body) => Ok((head, body.to_bytes())),
        Err(cause) => {
            Err(AwsError::new(413, "RequestEntityTooLarge", format!("cannot read the body: {cause}")))
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// `s3` of `Credential=key/20260401/ap-northeast-1/s3/aws4_request`.
fn credential_service(headers: &HeaderMap) -> Option<&str> {
    let scope = header(headers, "authorization")?.split("Credential=").nth(1)?;
    scope.split([',', ' ']).next()?.rsplit('/').nth(1)
}
