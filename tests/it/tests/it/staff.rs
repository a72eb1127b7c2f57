//! Staff through the city's front door: the first administrator, colleagues, locks, and what a browser may not do.

mod authors;
mod doors;
mod ends;
mod eyes;
mod fronts;
mod keeping;
mod locked_out;
mod lockout;
mod own;
pub mod passkeys;
mod reach;
mod reacted;
mod refused;
mod second_factors;
mod seeded;
mod turnover;

use std::collections::BTreeMap;
use std::time::Duration;

use domain::staff::TotpSecret;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};

use crate::admin::Answer;
use crate::asking::Asking;
use crate::town::Town;

pub const PASSWORD: &str = "umbrella tractor violet nine";

/// One browser at the staff console.
pub struct Browser<'a> {
    pub town: &'a Town,
    cookies: BTreeMap<String, String>,
    pub secret: Option<TotpSecret>,
}

impl<'a> Browser<'a> {
    pub fn new(town: &'a Town) -> Self {
        Self { town, cookies: BTreeMap::new(), secret: None }
    }

    pub fn request(&self, method: &str, path: &str) -> Asking {
        let url = format!("{}/api/{path}", self.town.city.staff.url()).replace("localhost", "127.0.0.1");
        let request = Asking::new(self.town.http.request(method.parse().unwrap(), url));
        let request = request.header("sec-fetch-site", "same-origin");
        if self.cookies.is_empty() { request } else { request.header(COOKIE, self.cookie()) }
    }

    /// What it holds, as it sends it.
    pub fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Comes in once more, with the app that was set up before.
    pub async fn sign_in(&mut self, login: &str) -> Answer {
        let half = self.ask("POST", "session", json!({ "login": login, "password": PASSWORD })).await;
        if half.status != 200 {
            return half;
        }
        let code = self.code();
        self.ask("POST", "session/totp", json!({ "code": code })).await
    }

    pub async fn ask(&mut self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.request(method, path);
        let request = if body.is_null() { request } else { request.json(&body) };
        let key = ulid::Ulid::generate().to_string();
        let response = request.header("idempotency-key", key).send().await.unwrap();
        for set in response.headers().get_all(SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Answer::read(response).await
    }

    fn now_ms(&self) -> u64 {
        let since = self.town.city.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap();
        since.as_millis() as u64
    }

    /// A code that was not shown before: the clock goes on by a step.
    pub fn code(&self) -> String {
        self.town.city.advance(Duration::from_secs(31));
        self.secret.as_ref().unwrap().code(self.now_ms())
    }

    async fn enroll(&mut self) -> Answer {
        let offered = self.ask("POST", "session/enroll/totp", json!({})).await.body;
        assert!(offered["qr_svg"].as_str().unwrap().contains("<svg"));
        self.secret = Some(TotpSecret::new(from_base32(offered["secret"].as_str().unwrap())));
        let code = self.code();
        self.ask("PUT", "session/enroll/totp", json!({ "code": code })).await
    }

    pub async fn step_up(&mut self) {
        let code = self.code();
        let answer = self.ask("POST", "session/step-up", json!({ "code": code })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// A secret as an app reads it.
pub fn from_base32(text: &str) -> [u8; 20] {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
        bits = (bits << 5) | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes.try_into().unwrap()
}

/// The first administrator, signed in.
pub async fn administrator(town: &Town) -> Browser<'_> {
    let mut browser = Browser::new(town);
    let anonymous = browser.ask("GET", "session", Value::Null).await.body;
    assert_eq!((&anonymous["state"], &anonymous["first_administrator"]), (&json!("anonymous"), &json!(true)));
    let wish = json!({
        "code": town.city.first_code(), "login": "hanako", "name": "高津 花子", "password": PASSWORD,
    });
    let half = browser.ask("POST", "session/first", wish).await;
    assert_eq!((half.status, &half.body["state"]), (200, &json!("enroll")), "{half:?}");
    let inside = browser.enroll().await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    browser
}

/// A colleague of a new department: the browser, and the id.
pub async fn colleague<'a>(
    boss: &mut Browser<'a>,
    login: &str,
    role: &str,
    permissions: Value,
) -> (Browser<'a>, Value) {
    boss.step_up().await;
    let department =
        boss.ask("POST", "departments", json!({ "name": format!("{login}課"), "words": [] })).await.body;
    let wish = json!({
        "login": login, "name": "宮前 太郎", "role": role, "permissions": permissions,
        "departments": [department["id"]], "scope": "own", "expires_on": null,
    });
    let request = boss.request("POST", "staff").header("idempotency-key", login).json(&wish);
    let added = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let mut browser = Browser::new(boss.town);
    let accept = json!({ "code": added.body["invitation_code"], "login": login, "password": PASSWORD });
    let half = browser.ask("POST", "session/invitation", accept).await;
    assert_eq!(half.body["state"], "enroll", "{half:?}");
    let inside = browser.enroll().await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    let staff =
        boss.ask("GET", &format!("staff/{}", added.body["staff"]["id"].as_str().unwrap()), Value::Null).await;
    (browser, staff.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_comes_by_the_deploys_code_once_and_never_with_a_password_alone() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let me = boss.ask("GET", "session", Value::Null).await.body;
    assert_eq!((&me["me"]["role"], &me["environment"]), (&json!("administrator"), &json!("local")));
    assert_eq!(boss.ask("GET", "home", Value::Null).await.status, 200);

    let mut other = Browser::new(&town);
    let wish =
        json!({ "code": town.city.first_code(), "login": "jiro", "name": "多摩", "password": PASSWORD });
    other.ask("POST", "session/first", wish).await.assert_problem(409, "not_first");
    let half = other.ask("POST", "session", json!({ "login": "Hanako", "password": PASSWORD })).await;
    assert_eq!(half.body["state"], "second_factor");
    other.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
    other.ask("POST", "session/totp", json!({ "code": "000000" })).await.assert_problem(401, "wrong");
    other.secret = boss.secret.clone();
    let code = other.code();
    let inside = other.ask("POST", "session/totp", json!({ "code": code })).await;
    assert_eq!(inside.body["state"], "signed_in");
    assert_eq!(other.ask("DELETE", "session", Value::Null).await.body["state"], "anonymous");
    other.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
    assert_eq!(boss.ask("GET", "home", Value::Null).await.status, 200, "the other browser goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p4_a_login_rests_after_five_wrong_passwords_and_an_administrator_wakes_it() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, before) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let mut thief = Browser::new(&town);
    for _ in 0..4 {
        let wrong = json!({ "login": "taro", "password": "wrong wrong wrong" });
        thief.ask("POST", "session", wrong).await.assert_problem(401, "wrong");
    }
    let wrong = json!({ "login": "taro", "password": "wrong wrong wrong" });
    thief.ask("POST", "session", wrong).await.assert_problem(401, "locked");
    let right = json!({ "login": "taro", "password": PASSWORD });
    thief.ask("POST", "session", right.clone()).await.assert_problem(401, "locked");
    assert_eq!(taro.ask("GET", "home", Value::Null).await.status, 200, "whoever is in stays in");

    let path = format!("staff/{}", before["id"].as_str().unwrap());
    let stands = boss.ask("GET", &path, Value::Null).await.body;
    assert_eq!(stands["state"], "locked");
    boss.step_up().await;
    let stale = boss.ask("POST", &format!("{path}/unlock"), json!({ "version": before["version"] })).await;
    stale.assert_problem(409, "stale_version");
    let freed = boss.ask("POST", &format!("{path}/unlock"), json!({ "version": stands["version"] })).await;
    assert_eq!(freed.body["state"], "active", "{freed:?}");
    assert_eq!(thief.ask("POST", "session", right).await.body["state"], "second_factor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_the_next_request_after_it_was_revoked_and_by_idleness() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, staff) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let path = format!("staff/{}", staff["id"].as_str().unwrap());
    boss.step_up().await;
    let out = boss.ask("POST", &format!("{path}/sign-out"), json!({ "version": staff["version"] })).await;
    assert_eq!(out.status, 200, "{out:?}");
    taro.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");

    town.city.advance(Duration::from_mins(29));
    assert_eq!(boss.ask("GET", "home", Value::Null).await.status, 200);
    town.city.advance(Duration::from_mins(29));
    assert_eq!(
        boss.ask("GET", "home", Value::Null).await.status,
        200,
        "each request goes on for half an hour"
    );
    town.city.advance(Duration::from_mins(31));
    boss.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_departments_and_step_up_hold_for_signed_in_staff() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, staff) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "approver", json!(["deliveries_write", "users"])).await;

    taro.ask("PUT", "settings/guards", json!({ "value": {}, "version": 0 }))
        .await
        .assert_problem(403, "forbidden");
    taro.ask("GET", "staff", Value::Null).await.assert_problem(403, "forbidden");
    let mine = taro
        .ask("POST", "drafts", json!({ "title": "水道", "department": staff["departments"][0]["id"] }))
        .await;
    assert_eq!(mine.status, 201, "{mine:?}");
    let draft = format!("drafts/{}", mine.body["id"].as_str().unwrap());
    let foreign = jiro.ask("GET", &draft, Value::Null).await;
    assert!(foreign.status == 403 || foreign.status == 404, "{foreign:?}");

    let wish = json!({
        "login": "saburo", "name": "麻生 三郎", "role": "administrator", "permissions": ["settings"],
        "departments": [], "scope": "all", "expires_on": null,
    });
    jiro.ask("POST", "staff", wish.clone()).await.assert_problem(403, "step_up_needed");
    jiro.step_up().await;
    jiro.ask("POST", "staff", wish).await.assert_problem(403, "beyond_own_permissions");

    boss.ask("POST", "session/view-as", json!({ "staff_id": staff["id"] })).await;
    let seen = boss.ask("GET", "session", Value::Null).await.body;
    assert_eq!((&seen["viewing_as"]["name"], &seen["me"]["role"]), (&json!("宮前 太郎"), &json!("writer")));
    boss.ask("POST", "drafts", json!({ "title": "x" })).await.assert_problem(403, "viewing_only");
    boss.ask("GET", "staff", Value::Null).await.assert_problem(403, "forbidden");
    let back = boss.ask("DELETE", "session/view-as", Value::Null).await;
    assert_eq!((back.status, &back.body["viewing_as"]), (200, &Value::Null), "{back:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_a4_r_a6_nobody_asks_from_elsewhere_or_from_another_sites_page() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let cookie = boss.cookie();
    let direct = format!("{}/api/home", town.city.admin_url());
    for (name, value) in [
        ("x-forwarded-for", "127.0.0.1"),
        ("cloudfront-viewer-address", "198.51.100.9:443"),
        ("cloudfront-viewer-address", "127.0.0.1"),
    ] {
        let request = town.http.get(&direct).header(COOKIE, &cookie).header(name, value);
        Answer::read(request.send().await.unwrap()).await.assert_problem(403, "not_from_here");
    }
    let foreign =
        boss.request("POST", "drafts").header("sec-fetch-site", "cross-site").json(&json!({ "title": "x" }));
    Answer::read(foreign.send().await.unwrap()).await.assert_problem(403, "not_same_origin");
    let url = format!("{}/api/drafts", town.city.staff.url()).replace("localhost", "127.0.0.1");
    let form = town.http.post(url).header(COOKIE, &cookie).json(&json!({ "title": "x" }));
    Answer::read(form.send().await.unwrap()).await.assert_problem(403, "not_same_origin");
    let other = boss.request("POST", "drafts").header("x-amz-content-sha256", "0".repeat(64));
    let other = other.json(&json!({ "title": "x" })).send().await.unwrap();
    assert_eq!(other.status(), 403, "R-A3: CloudFront signs what the header says, and Lambda looks");
    assert_eq!(boss.ask("POST", "drafts", json!({ "title": "x" })).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_to_staff_is_seen_before_and_after_signing_in() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    assert_eq!(boss.ask("GET", "session", Value::Null).await.body["notice"], Value::Null);
    let value = json!({ "staff": "今夜22時から止まります", "citizens": null });
    let wish = json!({ "value": value, "version": 0 });
    boss.ask("PUT", "settings/maintenance", wish.clone()).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    let saved = boss.ask("PUT", "settings/maintenance", wish).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    for browser in [&mut boss, &mut Browser::new(&town)] {
        let session = browser.ask("GET", "session", Value::Null).await.body;
        assert_eq!(session["notice"], "今夜22時から止まります", "{session}");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn testers_of_another_department_are_neither_seen_nor_changed_nor_sent_to() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let may = json!(["deliveries_write", "testers"]);
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", may.clone()).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", may).await;
    let (mut viewer, _) = colleague(&mut boss, "saburo", "viewer", json!([])).await;
    let phone = town.settle(&["takatsu"]).await.remove(0);
    let me = jiro.ask("GET", "session", Value::Null).await.body["me"].clone();
    let department = me["departments"][0]["id"].clone();
    let wish = json!({ "name": "公用スマホ", "department": department });
    let code = jiro.ask("POST", "testers/codes", wish.clone()).await;
    assert_eq!(code.status, 201, "{code:?}");
    town.city.line.say(&phone, code.body["code"].as_str().unwrap()).unwrap();
    town.rest().await;
    let tester = jiro.ask("GET", "testers", Value::Null).await.body["testers"][0].clone();
    assert_eq!(tester["name"], "公用スマホ");

    assert_eq!(taro.ask("GET", "testers", Value::Null).await.body["testers"], json!([]));
    taro.ask("POST", "testers/codes", wish).await.assert_problem(403, "other_department");
    let path = format!("testers/{}", tester["id"].as_str().unwrap());
    let change = json!({ "version": tester["version"], "name": "太郎のもの", "department": null });
    taro.ask("PUT", &path, change.clone()).await.assert_problem(403, "other_department");
    taro.ask("DELETE", &path, change.clone()).await.assert_problem(403, "other_department");
    let draft = taro.ask("POST", "drafts", json!({ "title": "試し" })).await.body;
    let bubble = json!({ "type": "text", "text": "こんにちは" }).to_string();
    let (id, mine) = (draft["id"].as_str().unwrap(), draft["department"].clone());
    let edit =
        json!({ "version": draft["version"], "title": "試し", "department": mine, "messages": [bubble] });
    let draft = taro.ask("PUT", &format!("drafts/{id}"), edit).await.body;
    let test = json!({ "version": draft["version"], "testers": [tester["id"]] });
    let refused = taro.ask("POST", &format!("drafts/{id}/tests"), test.clone()).await;
    assert_eq!((refused.status, refused.first_error()), (422, ("testers", "unknown")), "{refused:?}");
    let tested = jiro.ask("POST", &format!("drafts/{id}/tests"), test).await;
    assert_eq!(tested.status, 201, "the draft belongs to no department: {tested:?}");
    let group = json!({ "name": "全庁", "department": null, "testers": [tester["id"]] });
    let group = boss.ask("POST", "tester-groups", group).await.body;
    let wish = json!({ "version": group["version"], "name": "全庁の人", "department": null, "testers": [] });
    let path = format!("tester-groups/{}", group["id"].as_str().unwrap());
    let saved = taro.ask("PUT", &path, wish).await;
    assert_eq!(saved.body["testers"], json!([tester["id"]]), "whom taro does not see stays: {saved:?}");
    viewer.ask("POST", "testers/codes", json!({ "name": "x" })).await.assert_problem(403, "forbidden");
    viewer.ask("GET", "testers", Value::Null).await.assert_problem(403, "forbidden");
    town.rest().await;
    assert_eq!(town.texts(&phone).len(), 3, "welcome, mark and text: jiro's test alone");
}
