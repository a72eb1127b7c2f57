//! The form's front: what CloudFront would do, and nothing more.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use city::form::{Form, FormConfig};
use city::{City, CityConfig};
use serde_json::Value;

const PHONES: &str = "http://127.0.0.1:8091";

async fn a_front(page: Option<std::path::PathBuf>) -> Form {
    let listen = ([127, 0, 0, 1], 0).into();
    let nobody = "http://127.0.0.1:9".to_owned();
    let aws = embedded_aws::Config::new(listen, embedded_aws::Data::Memory, embedded_aws::Clock::new());
    let aws = embedded_aws::EmbeddedAws::start(aws).await.unwrap();
    let phones_url = PHONES.to_owned();
    Form::start(FormConfig { listen, page, api_url: nobody, phones_url, aws }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_comes_compressed_under_a_policy_that_lets_only_the_phones_frame_it() {
    let folder = std::env::temp_dir().join(format!("kairan-form-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<!doctype html>".repeat(200)).unwrap();
    let form = a_front(Some(folder.clone())).await;
    let client = reqwest::Client::new();
    let page = client.get(form.url()).header("accept-encoding", "br, gzip").send().await.unwrap();
    let header =
        |name: &str| page.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!((page.status().as_u16(), header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!((header("content-encoding"), header("x-content-type-options")), ("gzip", "nosniff"));
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    assert!(policy.ends_with("frame-ancestors http://127.0.0.1:8091 http://localhost:8091"), "{policy}");
    assert!(page.bytes().await.unwrap().len() < 1_000);
    for outside in ["../form/index.html", "..%2fsecret", "/etc/passwd", "nowhere.js"] {
        let answer = client.get(format!("{}{outside}", form.url())).send().await.unwrap();
        assert!([404, 200].contains(&answer.status().as_u16()));
        assert!(!answer.text().await.unwrap().contains("root:"), "{outside}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_not_built_says_how_to_build_it() {
    let form = a_front(None).await;
    let answer = reqwest::get(form.url()).await.unwrap();
    assert_eq!(answer.status().as_u16(), 404);
    assert!(answer.text().await.unwrap().contains("npm --prefix web run build"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phones_learn_where_the_form_is_and_its_api_answers_behind_it() {
    let city = City::start(CityConfig::for_tests().unwrap()).await.unwrap();
    let told = reqwest::get(format!("{}/control/form", city.line.control_url())).await.unwrap();
    let told: Value = serde_json::from_slice(&told.bytes().await.unwrap()).unwrap();
    assert_eq!(told["url"], city.form.url());
    assert_eq!(told["liff_url"], "https://liff.line.me/2000000002-kairanfm");
    let form = reqwest::get(format!("{}api/form", city.form.url())).await.unwrap();
    assert_eq!(form.status().as_u16(), 200);
    assert_eq!(form.headers()["cache-control"], "public, max-age=5");
    let nobody = reqwest::get(format!("{}api/nowhere", city.form.url())).await.unwrap();
    assert_eq!(nobody.headers()["content-type"], "application/problem+json; charset=utf-8");
    city.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_no_front_hands_on_is_refused_as_the_apis_refuse() {
    let form = a_front(None).await;
    let request = reqwest::Client::new().post(format!("{}api/answers", form.url()));
    let refused = request.body(vec![b'a'; 10 * 1024 * 1024 + 1]).send().await.unwrap();
    assert_eq!(refused.status(), 413);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    let told: Value = refused.json().await.unwrap();
    assert_eq!(told["code"], "too_large");
}
