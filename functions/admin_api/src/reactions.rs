//! Deliveries that can stand in a condition as "opened" or "clicked".

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::reaction::{Reaction, counts};
use domain::segment::Condition;
use domain::survey::TrackedDelivery;
use serde::Serialize;

use crate::App;
use crate::problem::Problem;
use crate::segments::this_month;

/// A delivery whose reactions are kept.
#[derive(Debug, Serialize)]
pub struct TrackedAnswer {
    delivery: String,
    title: String,
    /// Friends who are known to have seen it.
    opened: u64,
    /// Friends who tapped a button of it.
    clicked: u64,
}

/// `GET /api/reactions`: what conditions may name, newest first.
pub async fn list(State(app): State<Arc<App>>) -> Result<Json<Vec<TrackedAnswer>>, Problem> {
    let (catalogue, month) = (app.segments.read_catalogue().await?, this_month());
    let index = app.audience.refreshed(&app.segments).await?;
    let count = |tracked: &TrackedDelivery, reaction| {
        let condition = Condition::Reacted { reaction, delivery: tracked.delivery };
        condition.compile(&catalogue, month).map_or(0, |query| index.count(&query))
    };
    let usable = catalogue.tracked().iter().rev().filter(|tracked| counts(tracked.delivery, month));
    let answers = usable.map(|tracked| TrackedAnswer {
        delivery: tracked.delivery.to_string(),
        title: tracked.title.clone(),
        opened: count(tracked, Reaction::Opened),
        clicked: count(tracked, Reaction::Clicked),
    });
    Ok(Json(answers.collect()))
}
