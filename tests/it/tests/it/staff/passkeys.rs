//! Passkeys through the city's front door, with real keys in a device in software.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use domain::staff::passkey::{Bytes, Registered, ShownPasskey};
use testkit::staff::Device;

use super::*;

/// What makes a device wrong.
type Change = fn(&mut Device);

/// A device with a fresh P-256 key, in a browser that shows a page of this origin.
pub fn device(id: u8, origin: &str) -> Device {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let sign = move |message: &[u8]| pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec();
    Device::new(&[id; 32], &point, Box::new(sign), origin)
}

/// As browsers write a new passkey.
pub fn made(of: &Registered) -> Value {
    json!({ "id": of.id.text(), "rawId": of.id.text(), "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": of.client_data.text(), "attestationObject": of.attestation.text(),
    } })
}

pub fn shown(of: &ShownPasskey) -> Value {
    json!({ "id": of.id.text(), "rawId": of.id.text(), "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": of.client_data.text(), "authenticatorData": of.authenticator_data.text(),
        "signature": of.signature.text(), "userHandle": of.user.as_ref().map(Bytes::text),
    } })
}

pub async fn challenge(browser: &mut Browser<'_>, path: &str) -> String {
    let options = browser.ask("POST", path, json!({})).await;
    assert_eq!(options.status, 200, "{options:?}");
    let options = &options.body["publicKey"];
    let host = options.get("rpId").unwrap_or(&options["rp"]["id"]);
    assert_eq!((host, &options["timeout"]), (&json!("localhost"), &json!(300_000)));
    options["challenge"].as_str().unwrap().to_owned()
}

pub async fn add(browser: &mut Browser<'_>, device: &Device, name: &str) -> Answer {
    let challenge = challenge(browser, "session/passkeys/options").await;
    let wish = json!({ "credential": made(&device.make(&challenge)), "name": name });
    browser.ask("POST", "session/passkeys", wish).await
}

/// Half-way in with the password, and a challenge.
pub async fn half(town: &Town) -> (Browser<'_>, String) {
    let mut browser = Browser::new(town);
    let step = browser.ask("POST", "session", json!({ "login": "hanako", "password": PASSWORD })).await;
    assert_eq!(step.body["methods"], json!(["totp", "passkey"]), "{step:?}");
    let challenge = challenge(&mut browser, "session/passkey/options").await;
    (browser, challenge)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_adds_passkeys_to_their_own_page_and_comes_in_with_them() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let origin = town.city.staff.url();
    let mut phone = device(1, &origin);
    boss.ask("POST", "session/passkeys/options", json!({})).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    let added = add(&mut boss, &phone, "  公用のスマートフォン ").await;
    assert_eq!(added.status, 201, "{added:?}");
    assert_eq!(added.body["passkeys"][0]["name"], "公用のスマートフォン");
    assert_eq!(added.body["passkeys"][0]["used_at"], Value::Null);
    let me = boss.ask("GET", "session", Value::Null).await.body;
    assert_eq!(me["me"]["second_factors"], json!(["totp", "passkey"]));
    assert_eq!(me["passkey_host"], "localhost");
    add(&mut boss, &device(2, &origin), " ").await.assert_problem(422, "invalid");
    add(&mut boss, &device(2, "https://evil.example"), "鍵").await.assert_problem(422, "passkey_refused");
    assert_eq!(add(&mut boss, &device(2, &origin), "鍵").await.status, 201);

    let (mut browser, challenge) = half(&town).await;
    let proof = json!({ "credential": shown(&phone.show(&challenge)) });
    let inside = browser.ask("POST", "session/passkey", proof.clone()).await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    browser.ask("POST", "session/passkey", proof.clone()).await.assert_problem(401, "unauthorized");
    assert_eq!(browser.ask("GET", "home", Value::Null).await.status, 200);
    let mine = browser.ask("GET", "session/passkeys", Value::Null).await.body;
    assert!(mine["passkeys"][0]["used_at"].is_string(), "{mine}");

    let gone = format!("session/passkeys/{}", mine["passkeys"][1]["id"].as_str().unwrap());
    browser.ask("DELETE", &gone, json!({ "version": 1 })).await.assert_problem(403, "step_up_needed");
    let again = self::challenge(&mut browser, "session/passkey/options").await;
    let proof = json!({ "credential": shown(&phone.show(&again)) });
    let up = browser.ask("POST", "session/step-up", proof.clone()).await;
    assert!(up.body["stepped_up_until"].is_string(), "{up:?}");
    browser.ask("POST", "session/step-up", proof).await.assert_problem(409, "no_challenge");
    for _ in 0..2 {
        let left = browser.ask("DELETE", &gone, json!({ "version": 1 })).await;
        assert_eq!((left.status, left.body["passkeys"].as_array().unwrap().len()), (200, 1), "{left:?}");
    }
    let history = boss.ask("GET", "trails/logins", Value::Null).await.body;
    let seen: Vec<_> =
        history["logins"].as_array().unwrap().iter().map(|row| (&row["method"], &row["result"])).collect();
    assert_eq!(seen[0], (&json!("passkey"), &json!("stepped_up")));
    assert_eq!(seen[1], (&json!("passkey"), &json!("signed_in")));
    let done = boss.ask("GET", "trails/operations", Value::Null).await.body;
    let done: Vec<_> = done["operations"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    let wanted =
        ["staff.passkey_removed", "staff.device_known", "staff.passkey_added", "staff.passkey_added"];
    assert_eq!(done[..4], wanted, "and she came in from another browser");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p4_a_passkey_that_is_wrong_in_one_piece_lets_nobody_in_and_is_written_down() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let origin = town.city.staff.url();
    let mut phone = device(1, &origin);
    phone.counter = 7;
    boss.step_up().await;
    assert_eq!(add(&mut boss, &phone, "鍵").await.status, 201);
    let wrong: [(&str, Change); 4] = [
        ("origin", |device| device.origin = "http://127.0.0.1:1".to_owned()),
        ("site", |device| device.host = "evil.example".to_owned()),
        ("nobody was asked", |device| device.is_verified = false),
        ("copied", |device| device.counter = 3),
    ];
    let mut count = 20;
    for (why, change) in wrong {
        let (mut browser, challenge) = half(&town).await;
        let before = (phone.origin.clone(), phone.host.clone());
        change(&mut phone);
        let proof = json!({ "credential": shown(&phone.show(&challenge)) });
        let refused = browser.ask("POST", "session/passkey", proof).await;
        refused.assert_problem(401, if why == "copied" { "copied_passkey" } else { "wrong" });
        count += 20;
        ((phone.origin, phone.host), phone.is_verified, phone.counter) = (before, true, count);
        browser.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
        let (mut browser, challenge) = half(&town).await;
        let proof = json!({ "credential": shown(&phone.show(&challenge)) });
        let right = browser.ask("POST", "session/passkey", proof).await;
        assert_eq!(right.body["state"], "signed_in", "{why}: the same one is right again: {right:?}");
    }
    let (mut browser, _) = half(&town).await;
    let forged = device(1, &origin).show("AAAA");
    let forged = json!({ "credential": shown(&forged) });
    browser.ask("POST", "session/passkey", forged).await.assert_problem(401, "wrong");
    let (mut browser, challenge) = half(&town).await;
    town.city.advance(Duration::from_mins(5));
    let late = json!({ "credential": shown(&phone.show(&challenge)) });
    browser.ask("POST", "session/passkey", late).await.assert_problem(409, "no_challenge");
    let copied = boss.ask("GET", "trails/logins?result=copied_passkey", Value::Null).await;
    assert_eq!(copied.body["logins"].as_array().unwrap().len(), 1, "{copied:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_may_choose_a_passkey_instead_of_an_app_and_an_administrator_takes_it_back() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    boss.step_up().await;
    let wish = json!({
        "login": "jiro", "name": "多摩 次郎", "role": "viewer", "permissions": [],
        "departments": [], "scope": "all", "expires_on": null,
    });
    let added = boss.ask("POST", "staff", wish).await.body;
    let mut jiro = Browser::new(&town);
    let accept = json!({ "code": added["invitation_code"], "login": "jiro", "password": PASSWORD });
    let half = jiro.ask("POST", "session/invitation", accept).await.body;
    assert_eq!((&half["state"], &half["methods"]), (&json!("enroll"), &json!(["totp", "passkey"])));
    let phone = device(3, &town.city.staff.url());
    let challenge = challenge(&mut jiro, "session/enroll/passkey/options").await;
    let wish = json!({ "credential": made(&phone.make(&challenge)), "name": "このパソコン" });
    let inside = jiro.ask("PUT", "session/enroll/passkey", wish).await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    let only = format!("session/passkeys/{}", Bytes(vec![3; 32]).text());
    jiro.ask("DELETE", &only, json!({ "version": 1 })).await.assert_problem(403, "step_up_needed");

    let path = format!("staff/{}", added["staff"]["id"].as_str().unwrap());
    let stands = boss.ask("GET", &path, Value::Null).await.body;
    assert_eq!(stands["second_factors"], json!(["passkey"]));
    let reset = boss.ask("POST", &format!("{path}/reset"), json!({ "version": stands["version"] })).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    assert_eq!(boss.ask("GET", &path, Value::Null).await.body["second_factors"], json!([]));
    jiro.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
}
