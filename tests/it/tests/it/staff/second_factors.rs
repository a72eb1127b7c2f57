//! More than one way to show oneself: an RSA key in a device, an app that comes after a passkey, and passkeys' names.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use testkit::staff::Device;

use super::passkeys::{add, challenge, device, half, made, shown};
use super::*;

/// A device with a fresh RSA key, as Windows makes them.
fn rsa_device(origin: &str) -> Device {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let parts: RsaPublicKeyComponents<Vec<u8>> = pair.public_key().into();
    let sign = move |message: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    };
    Device::rsa(&[9; 32], (&parts.n, &parts.e), Box::new(sign), origin)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_with_an_rsa_key_is_added_and_comes_in_and_a_wrong_signature_does_not() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let mut laptop = rsa_device(&town.city.staff.url());
    boss.step_up().await;
    let added = add(&mut boss, &laptop, "窓口のパソコン").await;
    assert_eq!(added.status, 201, "{added:?}");
    let (mut browser, challenge) = half(&town).await;
    let mut wrong = laptop.show(&challenge);
    wrong.signature.0[40] ^= 1;
    let refused = browser.ask("POST", "session/passkey", json!({ "credential": shown(&wrong) })).await;
    refused.assert_problem(401, "wrong");
    let (mut browser, challenge) = half(&town).await;
    let proof = json!({ "credential": shown(&laptop.show(&challenge)) });
    let inside = browser.ask("POST", "session/passkey", proof).await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    town.end().await;
}

/// Somebody who has set up a passkey and nothing else, inside.
async fn with_a_passkey_alone<'a>(boss: &mut Browser<'a>, device: &Device) -> Browser<'a> {
    boss.step_up().await;
    let wish = json!({
        "login": "taro", "name": "宮前 太郎", "role": "writer", "permissions": ["deliveries_write"],
        "departments": [], "scope": "all", "expires_on": null,
    });
    let added = boss.ask("POST", "staff", wish).await;
    assert_eq!(added.status, 201, "{added:?}");
    let mut browser = Browser::new(boss.town);
    let accept = json!({ "code": added.body["invitation_code"], "login": "taro", "password": PASSWORD });
    assert_eq!(browser.ask("POST", "session/invitation", accept).await.body["state"], "enroll");
    let challenge = challenge(&mut browser, "session/enroll/passkey/options").await;
    let wish = json!({ "credential": made(&device.make(&challenge)), "name": "机" });
    let inside = browser.ask("PUT", "session/enroll/passkey", wish).await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    browser
}

async fn show_again(browser: &mut Browser<'_>, device: &mut Device) {
    let challenge = challenge(browser, "session/passkey/options").await;
    let up = json!({ "credential": shown(&device.show(&challenge)) });
    assert_eq!(browser.ask("POST", "session/step-up", up).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_comes_after_a_passkey_and_only_one_of_the_two_can_go() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let mut phone = device(1, &town.city.staff.url());
    let mut taro = with_a_passkey_alone(&mut boss, &phone).await;
    let path = "session/authenticator";
    taro.ask("POST", path, json!({})).await.assert_problem(403, "step_up_needed");
    show_again(&mut taro, &mut phone).await;
    let early = taro.ask("PUT", path, json!({ "code": "123456" })).await;
    early.assert_problem(409, "no_challenge");
    let passkey = taro.ask("GET", "session/passkeys", Value::Null).await.body["passkeys"][0].clone();
    let own = format!("session/passkeys/{}", passkey["id"].as_str().unwrap());
    taro.ask("DELETE", &own, json!({ "version": 1 })).await.assert_problem(409, "last_factor");

    let offered = taro.ask("POST", path, json!({})).await.body;
    assert!(offered["qr_svg"].as_str().unwrap().contains("<svg"), "{offered}");
    taro.secret = Some(TotpSecret::new(from_base32(offered["secret"].as_str().unwrap())));
    let other = TotpSecret::new([3; 20]).code(0);
    let wrong = taro.ask("PUT", path, json!({ "code": other })).await;
    assert_eq!((wrong.status, wrong.first_error()), (422, ("code", "wrong_code")), "{wrong:?}");
    let code = taro.code();
    let set = taro.ask("PUT", path, json!({ "code": code })).await;
    assert_eq!(set.body["me"]["second_factors"], json!(["totp", "passkey"]), "{set:?}");
    taro.ask("PUT", path, json!({ "code": code })).await.assert_problem(409, "has_authenticator");
    taro.ask("POST", path, json!({})).await.assert_problem(409, "has_authenticator");

    let mut again = Browser::new(&town);
    let half = again.ask("POST", "session", json!({ "login": "taro", "password": PASSWORD })).await;
    assert_eq!(half.body["methods"], json!(["totp", "passkey"]), "{half:?}");
    again.ask("POST", "session/totp", json!({ "code": code })).await.assert_problem(401, "wrong");
    let code = taro.code();
    let inside = again.ask("POST", "session/totp", json!({ "code": code })).await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    taro.step_up().await;
    assert_eq!(taro.ask("DELETE", &own, json!({ "version": 1 })).await.status, 200, "the app is left");
    let done = boss.ask("GET", "trails/operations", Value::Null).await.body;
    let done: Vec<_> = done["operations"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    let at = |action: &str| done.iter().position(|one| *one == action).unwrap();
    assert!(at("staff.passkey_removed") < at("staff.authenticator_set"), "the newest first: {done:?}");
    assert!(at("staff.authenticator_set") < at("staff.passkey_added"), "{done:?}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_gets_another_name_once_and_whoever_is_slower_sees_the_name_it_has() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    boss.step_up().await;
    assert_eq!(add(&mut boss, &device(1, &town.city.staff.url()), "鍵").await.status, 201);
    let before = boss.ask("GET", "session/passkeys", Value::Null).await.body["passkeys"][0].clone();
    assert_eq!(before["version"], 1);
    let own = format!("session/passkeys/{}", before["id"].as_str().unwrap());
    let wish = json!({ "name": " 公用のスマートフォン ", "version": 1 });
    for _ in 0..2 {
        let renamed = boss.ask("PUT", &own, wish.clone()).await;
        assert_eq!(renamed.status, 200, "the same again is the same: {renamed:?}");
        let one = &renamed.body["passkeys"][0];
        assert_eq!((&one["name"], &one["version"]), (&json!("公用のスマートフォン"), &json!(2)));
    }
    let late = boss.ask("PUT", &own, json!({ "name": "机", "version": 1 })).await;
    late.assert_problem(409, "stale_version");
    assert_eq!(late.body["current"]["name"], "公用のスマートフォン", "{late:?}");
    for (name, code) in [(" ", "required"), (&*"長".repeat(41), "too_long")] {
        let odd = boss.ask("PUT", &own, json!({ "name": name, "version": 2 })).await;
        assert_eq!(odd.first_error(), ("name", code), "{odd:?}");
    }
    let none = boss.ask("PUT", "session/passkeys/AAAA", json!({ "name": "机", "version": 1 })).await;
    none.assert_problem(404, "not_found");
    let done = boss.ask("GET", "trails/operations", Value::Null).await.body;
    let all = done["operations"].as_array().unwrap();
    let renames: Vec<_> = all.iter().filter(|row| row["action"] == "staff.passkey_renamed").collect();
    assert_eq!(renames.len(), 1, "one change, one record: {done}");
    assert_eq!(renames[0]["detail"]["name_before"], "鍵", "{done}");
    town.end().await;
}
