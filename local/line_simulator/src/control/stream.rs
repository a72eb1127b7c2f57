//! Server-sent events for the page: `{type: "talk"|"user"|"richmenu"|"webhook"|"refresh", userId?, …}`. Only users made
//! one by one are announced. A page that fell behind is told to load everything again.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::app::Shared;

pub(super) async fn events(State(app): State<Shared>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = futures::stream::unfold(app.listen(), |mut receiver| async move {
        let event = next(&mut receiver).await?;
        Some((Ok(Event::default().data(event)), receiver))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn next(receiver: &mut Receiver<Arc<str>>) -> Option<Arc<str>> {
    match receiver.recv().await {
        Ok(event) => Some(event),
        Err(RecvError::Lagged(_)) => Some(r#"{"type":"refresh"}"#.into()),
        Err(RecvError::Closed) => None,
    }
}
