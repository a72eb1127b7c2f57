//! A file on its way into a message: asked for, uploaded as a browser uploads, prepared, served, and on the phones.

use std::time::Duration;

use serde_json::{Value, json};

use crate::admin::{Answer, ward};
use crate::town::Town;

const BOUNDARY: &str = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

/// A soft picture, as JPEG or PNG.
fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let pixel = |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]);
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(width, height, pixel).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What a browser makes of a form: its fields, then the file.
fn form_data(fields: &serde_json::Map<String, Value>, kind: &str, file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let value = value.as_str().unwrap();
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(head.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"お知らせ.png\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    [&body, head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

impl Town {
    /// Asks for a form as the composer does.
    async fn upload_form(&self, purpose: &str, kind: &str, size: usize) -> Answer {
        let wish = json!({ "file_name": "お知らせ.png", "content_type": kind, "size": size, "use": purpose });
        self.ask("POST", "/api/media", &wish).await
    }

    /// Sends the form; the status of S3.
    async fn upload(&self, asked: &Value, kind: &str, file: &[u8]) -> u16 {
        let upload = &asked["upload"];
        let body = form_data(upload["fields"].as_object().unwrap(), kind, file);
        let request = self.http.post(upload["url"].as_str().unwrap());
        let request = request.header("origin", self.city.staff.url());
        let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        request.body(body).send().await.unwrap().status().as_u16()
    }

    /// Waits until a file is prepared.
    async fn prepared(&self, asked: &Value) -> Value {
        let path = format!("/api/media/{}", asked["id"].as_str().unwrap());
        for _ in 0..600 {
            let media = self.call("GET", &path, &Value::Null).await;
            if media["state"] != "preparing" {
                return media;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing came of {asked}");
    }

    /// The whole way of a file that is fine for S3.
    async fn put_media(&self, purpose: &str, kind: &str, file: &[u8]) -> Value {
        let asked = self.upload_form(purpose, kind, file.len()).await;
        assert_eq!(asked.status, 201, "{asked:?}");
        assert_eq!(self.upload(&asked.body, kind, file).await, 204);
        self.prepared(&asked.body).await
    }

    /// What a phone gets at an address of the city's domain, through the front that stands for it here.
    async fn fetched(&self, url: &str) -> (u16, String, Vec<u8>) {
        let path = url.strip_prefix("https://form.kairan.invalid/media/").unwrap();
        let front = self.city.form.url().replace("/form/", "/media/");
        let answer = self.http.get(format!("{front}{path}")).send().await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, kind) = (answer.status().as_u16(), header("content-type").unwrap_or_default());
        if status == 200 {
            assert_eq!(header("cache-control").as_deref(), Some("public, max-age=31536000, immutable"));
            assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
        }
        (status, kind, answer.bytes().await.unwrap().to_vec())
    }

    async fn size_of(&self, url: &Value) -> (String, (u32, u32)) {
        let (status, kind, bytes) = self.fetched(url.as_str().unwrap()).await;
        assert_eq!(status, 200, "{url}");
        let picture = image::load_from_memory(&bytes).unwrap();
        (kind, (picture.width(), picture.height()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded_prepared_served_and_reaches_a_phone() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu"]).await;
    let media = town.put_media("image", "image/png", &picture(1_600, 800, image::ImageFormat::Png)).await;
    assert_eq!(
        (&media["state"], &media["width"], &media["height"]),
        (&json!("ready"), &json!(1_600), &json!(800))
    );
    assert_eq!(town.size_of(&media["url"]).await, ("image/png".to_owned(), (1_600, 800)));
    assert_eq!(town.size_of(&media["preview_url"]).await.1, (1_024, 512));

    let bubble = json!({
        "type": "image", "originalContentUrl": media["url"], "previewImageUrl": media["preview_url"],
    });
    let wish = json!({ "title": "写真", "target": ward("takatsu"), "messages": [bubble] });
    let draft = town.call("POST", "/api/deliveries", &wish).await;
    town.start_delivery(&draft).await;
    town.settled(&draft).await;
    assert_eq!(town.delivered(&phones[0])[0]["originalContentUrl"], media["url"]);
    let page = town.city.line.control_url();
    let path = media["preview_url"].as_str().unwrap().strip_prefix("https://form.kairan.invalid").unwrap();
    let shown = town.http.get(format!("{}{path}", page.trim_end_matches('/'))).send().await.unwrap();
    assert_eq!(shown.status(), 200, "the phones' page shows it under its own address");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rich_message_is_served_in_five_widths_without_an_ending() {
    let town = Town::start().await;
    let media =
        town.put_media("imagemap", "image/jpeg", &picture(1_300, 650, image::ImageFormat::Jpeg)).await;
    assert_eq!(
        (&media["state"], &media["width"], &media["height"]),
        (&json!("ready"), &json!(1_040), &json!(520))
    );
    let base = media["base_url"].as_str().unwrap();
    for (width, height) in [(1_040, 520), (700, 350), (460, 230), (300, 150), (240, 120)] {
        let served = town.size_of(&json!(format!("{base}/{width}"))).await;
        assert_eq!(served, ("image/jpeg".to_owned(), (width, height)));
    }
    assert_eq!(town.fetched(&format!("{base}/1041")).await.0, 404);
    let narrow = town.put_media("imagemap", "image/png", &picture(300, 300, image::ImageFormat::Png)).await;
    assert!(narrow["reason"].as_str().unwrap().contains("幅1040ピクセル以上"), "{narrow}");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_of_another_kind_is_refused_at_each_door() {
    let town = Town::start().await;
    for (purpose, kind, size, field) in [
        ("image", "image/gif", 10, "content_type"),
        ("image", "video/mp4", 10, "content_type"),
        ("image", "image/png", 10_000_001, "size"),
        ("video", "video/mp4", 200_000_001, "size"),
        ("audio", "audio/mpeg", 0, "size"),
        ("poster", "image/png", 10, "use"),
    ] {
        let refused = town.upload_form(purpose, kind, size).await;
        refused.assert_problem(422, "invalid");
        assert_eq!(refused.first_error().0, field, "{purpose} {kind} {size}");
    }
    let asked = town.upload_form("image", "image/png", 10).await.body;
    assert_eq!(
        town.upload(&asked, "image/png", &vec![0; 10_000_001]).await,
        400,
        "the policy counts the bytes"
    );
    let mut other = asked.clone();
    other["upload"]["fields"]["Content-Type"] = json!("text/html");
    assert!((400..404).contains(&town.upload(&other, "text/html", b"<script>").await));
    let mut elsewhere = asked.clone();
    elsewhere["upload"]["fields"]["key"] = json!("published/media/x/original.png");
    assert!((400..404).contains(&town.upload(&elsewhere, "image/png", b"x").await));
    town.city.advance(Duration::from_secs(1));

    for (purpose, kind, file, words) in [
        ("image", "image/png", &b"<html><script>alert(1)</script></html>"[..], "JPEGかPNG"),
        ("video", "video/mp4", &picture(9, 9, image::ImageFormat::Png)[..], "MP4"),
        ("audio", "audio/mpeg", b"RIFF\0\0\0\0WAVE", "M4AかMP3"),
    ] {
        let media = town.put_media(purpose, kind, file).await;
        assert_eq!(media["state"], "refused", "{media}");
        assert!(media["reason"].as_str().unwrap().contains(words), "{media}");
        assert_eq!((&media["url"], &media["preview_url"]), (&Value::Null, &Value::Null));
    }
    let front = town.city.form.url().replace("/form/", "/media/");
    for path in ["", "x/original.png", "../incoming/x", "..%2fincoming%2fx"] {
        assert_eq!(town.http.get(format!("{front}{path}")).send().await.unwrap().status(), 404, "{path}");
    }
    town.ask("GET", "/api/media/nothing", &Value::Null).await.assert_problem(404, "not_found");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_the_same_upload_and_a_second_notice_changes_nothing() {
    let town = Town::start().await;
    let ask = async |purpose: &str| {
        let wish = json!({ "content_type": "image/png", "size": 10, "use": purpose });
        let request = town.request("POST", "/api/media").header("idempotency-key", "one").json(&wish);
        Answer::read(request.send().await.unwrap()).await
    };
    let (first, again) = (ask("image").await, ask("image").await);
    assert_eq!((first.status, &first.body["id"]), (201, &again.body["id"]));
    ask("imagemap").await.assert_problem(409, "idempotency_key_reused");
    assert_eq!(town.upload(&first.body, "image/png", &picture(20, 10, image::ImageFormat::Png)).await, 204);
    let ready = town.prepared(&first.body).await;
    assert_eq!(town.upload(&again.body, "image/png", &picture(30, 30, image::ImageFormat::Png)).await, 204);
    town.rest().await;
    assert_eq!(town.prepared(&first.body).await, ready);
    town.assert_sound();
    town.end().await;
}
