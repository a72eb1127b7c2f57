//! What a draft's links lead to, looked at by the deployed program: pages of a server that the test plays.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::Redirect;
use axum::routing::{any, get};
use serde_json::{Value, json};

use crate::town::Town;

/// The pages, and how often the one that nobody may reach was asked for.
async fn site() -> (String, Arc<AtomicUsize>) {
    let reached = Arc::new(AtomicUsize::new(0));
    let counted = reached.clone();
    let hidden = serve(Router::new().route(
        "/",
        any(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            async { "hidden" }
        }),
    ))
    .await;
    let without_head = async |method: Method| match method {
        Method::HEAD => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    let slow = async || tokio::time::sleep(Duration::from_secs(30)).await;
    let pages = Router::new()
        .route("/there", get(async || "here"))
        .route("/without-head", any(without_head))
        .route("/moved", get(async || Redirect::to("/there")))
        .route("/around", get(async || Redirect::to("/around")))
        .route("/away", get(async move || Redirect::to(&hidden)))
        .route("/busy", get(async || StatusCode::SERVICE_UNAVAILABLE))
        .route("/members", get(async || StatusCode::FORBIDDEN))
        .route("/slow", get(slow));
    (serve(pages).await, reached)
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    origin
}

async fn looked_at(town: &Town, text: &str) -> Value {
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "案内" })).await;
    let path = format!("/api/drafts/{}", draft["id"].as_str().unwrap());
    let bubble = json!({ "type": "text", "text": text }).to_string();
    let wish = json!({ "version": draft["version"], "title": "案内", "messages": [bubble] });
    town.call("PUT", &path, &wish).await;
    town.call("GET", &format!("{path}/links"), &Value::Null).await
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_looked_at_side_by_side_and_nothing_else_is_reached() {
    let (site, reached) = site().await;
    let town = Town::start_with_variable("LINK_LOOPBACK_ORIGIN", &site).await;
    let pages =
        ["there", "without-head", "moved#top", "nowhere", "around", "away", "busy", "members", "slow"];
    let mut text = pages.map(|page| format!("{site}/{page}\n")).concat();
    text.push_str("http://localhost/ https://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
    let begun = Instant::now();
    let answer = looked_at(&town, &text).await;
    // One after the other they would take 27 s; a process that has to start first takes some of its own.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());

    let links = answer["links"].as_array().unwrap();
    let outcomes: Vec<_> = links
        .iter()
        .map(|link| {
            (link["url"].as_str().unwrap(), link["outcome"].as_str().unwrap(), link["status"].as_u64())
        })
        .collect();
    let url = |page: &str| format!("{site}/{page}");
    // The tenth is unencrypted, which the text check says; the eleventh is one too many.
    assert_eq!(
        outcomes,
        [
            (url("there").as_str(), "open", Some(200)),
            (&url("without-head"), "open", Some(200)),
            (&url("moved#top"), "open", Some(200)),
            (&url("nowhere"), "closed", Some(404)),
            (&url("around"), "unseen", None),
            (&url("away"), "unseen", None),
            (&url("busy"), "unseen", Some(503)),
            (&url("members"), "unseen", Some(403)),
            (&url("slow"), "unseen", None),
        ]
    );
    assert_eq!(answer["left_out"], 1);
    assert_eq!(reached.load(Ordering::Relaxed), 0, "R-X1: a redirect leads nowhere else");
    assert_eq!(
        links[3]["message"],
        "このリンクは開けませんでした（404）。アドレスが正しいか確かめてください。"
    );

    let inside = "https://127.0.0.1:9001/2018-06-01/runtime/invocation/next https://169.254.169.254/ https://localhost/";
    let answer = looked_at(&town, inside).await;
    let unseen = answer["links"].as_array().unwrap().iter().filter(|link| link["outcome"] == "unseen");
    assert_eq!(unseen.count(), 3, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_looks_sixty_times_in_a_quarter_of_an_hour() {
    let town = Town::start().await;
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "案内" })).await;
    let path = format!("/api/drafts/{}/links", draft["id"].as_str().unwrap());
    let mut looks = 0;
    for _ in 0..130 {
        let answer = town.ask("GET", &path, &Value::Null).await;
        if answer.status != 200 {
            answer.assert_problem(429, "too_many_looks");
            break;
        }
        looks += 1;
    }
    assert!((60..=120).contains(&looks), "a quarter of an hour may end meanwhile: {looks}");
}
