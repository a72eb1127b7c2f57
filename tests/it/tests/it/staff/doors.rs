//! One story told at both front doors: every answer has the same status, the same headers and the same body, byte by
//! byte, apart from ids, times and hashes (R-A17).

use city::AdminFront;
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::{Value, json};

use super::{Browser, PASSWORD, administrator, colleague};
use crate::asking::Asking;
use crate::town::Town;

/// What a browser acts on; the others are the front's.
const HEADERS: [&str; 6] =
    ["content-type", "content-disposition", "cache-control", "retry-after", "location", "www-authenticate"];

/// Ids, hashes, times and ports differ from city to city.
fn plain(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-:.+_".contains(c);
    let is_volatile = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let is_ulid = word.len() == 26 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let is_hash = word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit());
        is_ulid || is_hash || word.len() >= 10 && digits >= 4
    };
    let (mut said, mut word) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if is_part(c) {
            word.push(c);
            continue;
        }
        said.push_str(if is_volatile(&word) { "…" } else { &word });
        word.clear();
        said.push(c);
    }
    said
}

/// Names and attributes of cookies, without what they hold.
fn shown(headers: &HeaderMap) -> String {
    let named = HEADERS.iter().filter_map(|name| Some(format!("{name}: {:?}", headers.get(*name)?)));
    let cookies = headers.get_all(SET_COOKIE).iter().map(|set| {
        let (pair, attributes) = set.to_str().unwrap().split_once(';').unwrap();
        format!("{}={attributes}", pair.split('=').next().unwrap())
    });
    plain(&named.chain(cookies).collect::<Vec<_>>().join("\n"))
}

/// Everything that was answered at one door.
#[derive(Default)]
struct Story(Vec<String>);

impl Story {
    /// Sends a request and writes down what came; of an answer with secrets only the names of its fields.
    async fn tell(&mut self, browser: &mut Browser<'_>, name: &str, request: Asking) -> Vec<u8> {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for set in headers.get_all(SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            browser.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = response.bytes().await.unwrap().to_vec();
        let text = String::from_utf8(bytes.clone()).expect("every answer is text");
        let body = if name.ends_with('*') {
            let body: Value = serde_json::from_slice(&bytes).unwrap();
            format!("{:?}", body.as_object().unwrap().keys().collect::<Vec<_>>())
        } else {
            plain(&text)
        };
        self.0.push(format!("{name}: {status}\n{}\n{body}", shown(&headers)));
        bytes
    }

    async fn ask(&mut self, browser: &mut Browser<'_>, method: &str, path: &str, body: Value) -> Value {
        let key = ulid::Ulid::generate().to_string();
        self.ask_once(browser, (method, path), &key, body).await
    }

    async fn ask_once(
        &mut self,
        browser: &mut Browser<'_>,
        (method, path): (&str, &str),
        key: &str,
        body: Value,
    ) -> Value {
        let request = browser.request(method, path.trim_end_matches('*')).header("idempotency-key", key);
        let request = if body.is_null() { request } else { request.json(&body) };
        let bytes = self.tell(browser, &plain(&format!("{method} {path}")), request).await;
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

async fn of_drafts(story: &mut Story, clerk: &mut Browser<'_>) {
    let drafts = ("POST", "drafts");
    let draft = story.ask_once(clerk, drafts, "once", json!({ "title": "訓練" })).await;
    story.ask_once(clerk, drafts, "once", json!({ "title": "訓練" })).await;
    story.ask_once(clerk, drafts, "once", json!({ "title": "本番" })).await;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let text = "あ".repeat(4_000) + "𠮷野家で🚒";
    let written = json!({
        "version": draft["version"], "title": "消防団の訓練 / 100%+?", "department": draft["department"],
        "messages": [json!({ "type": "text", "text": text }).to_string()], "start": { "kind": "now" },
    });
    story.ask(clerk, "PUT", &path, written.clone()).await;
    story.ask(clerk, "PUT", &path, written).await; // somebody was faster
    story.ask(clerk, "GET", &path, Value::Null).await;
    story.ask(clerk, "GET", "drafts?mine=true", Value::Null).await;
    story.ask(clerk, "POST", &format!("{path}/confirmation"), json!({ "version": 2 })).await;
    for (kind, bytes) in [
        ("application/json", vec![0xff, 0xfe, 0x00]),
        ("application/json", b"{\"version\": 1, ".to_vec()),
        ("text/xml", b"<a/>".to_vec()),
        ("image/png", vec![0x89, 0x50, 0x4e, 0x47]),
        ("application/json; charset=utf-8", "{\"version\":2,\"title\":\"高津\"}".as_bytes().to_vec()),
    ] {
        let request = clerk.request("PUT", &path).header("content-type", kind).body(bytes);
        story.tell(clerk, kind, request).await;
    }
    story.ask(clerk, "DELETE", &path, json!({ "version": 3 })).await;
    story.ask(clerk, "POST", "drafts", json!({ "copy_of": { "template": "x" } })).await;
}

/// Addresses and ways to ask that there are not, and questions with marks in them.
async fn of_addresses(story: &mut Story, clerk: &mut Browser<'_>) {
    for path in [
        "drafts/%ff",
        "drafts/%E8%A8%93%2F..",
        "drafts?mine=perhaps",
        "deliveries?view=upcoming&limit=5&q=%E8%A8%93%E7%B7%B4+%2B%26",
        "deliveries?view=x",
        "deliveries?view=past&view=all&limit=",
        "nowhere",
        "items",
        "settings/guards",
        "trails/logins",
        "home",
    ] {
        story.ask(clerk, "GET", path, Value::Null).await;
    }
    for (method, path) in [("PATCH", "drafts"), ("OPTIONS", "drafts"), ("HEAD", "home"), ("DELETE", "home")] {
        story.ask(clerk, method, path, json!({})).await;
    }
    for (name, value) in [("sec-fetch-site", "cross-site"), ("x-kairan-person", "nobody")] {
        let url = format!("{}/api/drafts", clerk.town.city.staff.url()).replace("localhost", "127.0.0.1");
        let request = Asking::new(clerk.town.http.post(url)).header("cookie", clerk.cookie());
        let request = request.header(name, value).json(&json!({}));
        story.tell(clerk, name, request).await;
    }
    let picture =
        json!({ "file_name": "お知らせ.png", "content_type": "image/png", "size": 1_000, "use": "image" });
    story.ask_once(clerk, ("POST", "media*"), "picture", picture.clone()).await;
    story.ask_once(clerk, ("POST", "media*"), "picture", picture).await;
    story.ask(clerk, "POST", "media", json!({ "size": 0 })).await;
}

/// A table as a spreadsheet reads it: one mark of its encoding, and lines that end as in Windows.
async fn of_tables(story: &mut Story, boss: &mut Browser<'_>) {
    boss.step_up().await;
    for path in [
        "trails/logins.csv",
        "trails/operations.csv?action=draft.",
        "trails/logins.csv?result=x",
        "staff.csv",
    ] {
        let request = boss.request("GET", path);
        let bytes = story.tell(boss, path, request).await;
        if path.ends_with("=x") {
            continue;
        }
        let text = std::str::from_utf8(bytes.strip_prefix(domain::table::BOM).expect(path)).unwrap();
        assert!(!text.starts_with('\u{feff}'), "{path}: one mark");
        assert!(
            text.ends_with("\r\n") && text.matches('\n').count() == text.matches("\r\n").count(),
            "{path}"
        );
        let first = if path == "staff.csv" { "\"ログインID\"," } else { "\"日時\"," };
        assert!(text.starts_with(first) && text.lines().count() > 2, "{path}: {text}");
    }
}

async fn of_sessions(story: &mut Story, boss: &mut Browser<'_>, taro: &Value) {
    let mut thief = Browser::new(boss.town);
    for (login, password) in [("hanako", "wrong wrong wrong"), ("", ""), ("nobody", PASSWORD)] {
        let wish = json!({ "login": login, "password": password });
        story.ask(&mut thief, "POST", "session", wish).await;
    }
    story.ask(&mut thief, "GET", "session", Value::Null).await;
    story.ask(&mut thief, "GET", "home", Value::Null).await;
    let mut again = Browser::new(boss.town);
    again.secret.clone_from(&boss.secret);
    story.ask(&mut again, "POST", "session", json!({ "login": "hanako", "password": PASSWORD })).await;
    story.ask(&mut again, "POST", "session/totp", json!({ "code": "000000" })).await;
    let code = again.code();
    story.ask(&mut again, "POST", "session/totp", json!({ "code": code })).await;
    story.ask(&mut again, "POST", "session/step-up", json!({ "code": "000000" })).await;
    story.ask(&mut again, "POST", "session/extend", json!({})).await;
    story.ask(&mut again, "GET", "session/history", Value::Null).await;
    story.ask(&mut again, "GET", "session/passkeys", Value::Null).await;
    story.ask(&mut again, "POST", "session/view-as", json!({ "staff_id": taro["id"] })).await;
    story.ask(&mut again, "POST", "drafts", json!({ "title": "x" })).await;
    story.ask(&mut again, "DELETE", "session/view-as", Value::Null).await;
    story.ask(&mut again, "GET", "staff", Value::Null).await;
    story.ask(&mut again, "DELETE", "session", Value::Null).await;
    story.ask(&mut again, "GET", "home", Value::Null).await;
}

async fn told(front: AdminFront) -> Vec<String> {
    let town = Town::start_behind(front).await;
    let (mut story, mut boss) = (Story::default(), administrator(&town).await);
    let (mut clerk, taro) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    of_drafts(&mut story, &mut clerk).await;
    of_addresses(&mut story, &mut clerk).await;
    of_tables(&mut story, &mut boss).await;
    of_sessions(&mut story, &mut boss, &taro).await;
    town.end().await;
    story.0
}

#[tokio::test(flavor = "multi_thread")]
async fn r_a17_both_doors_answer_the_same_byte_by_byte() {
    let (one, other) = (told(AdminFront::CloudFront).await, told(AdminFront::Regional).await);
    assert!(one.len() == other.len() && one.len() > 50, "{} answers", one.len());
    let apart: Vec<_> = one.iter().zip(&other).filter(|(one, other)| one != other).collect();
    assert!(apart.is_empty(), "{} of {}: {apart:#?}", apart.len(), one.len());
}
