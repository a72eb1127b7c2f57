//! Webhooks that LINE did not send: wrong signatures, changed bytes, too many headers, other addresses.

use line_simulator::sign;
use serde_json::json;

use super::webhooks::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_signature_is_answered_401_and_leaves_no_trace() {
    let scene = Scene::new().await;
    let body = scene.envelope(&json!([scene.event("unfollow", "01FORGED")]));
    let good = scene.sign(&body);
    let other_body = scene.sign(b"{}");
    let other_secret = sign("8c570fa6dd201bb328f1c1eac23a96d8", &body);
    let hex = hex(good.as_bytes());
    let doubled = format!("{good}{good}");
    let listed = format!("{good},{good}");
    let unpadded = good.trim_end_matches('=');
    let swapped = good.chars().map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c });
    let swapped: String = swapped.collect();
    for signatures in [
        &[][..],
        &[""],
        &["forged"],
        &[other_body.as_str()],
        &[other_secret.as_str()],
        &[hex.as_str()],
        &[doubled.as_str()],
        &[listed.as_str()],
        &[unpadded],
        &[&good[1..]],
        &[swapped.as_str()],
        &["ＡＢＣ＝"],
        &[good.as_str(), good.as_str()],
        &[good.as_str(), "forged"],
        &["forged", good.as_str()],
    ] {
        assert_eq!(scene.post(body.clone(), signatures).await, 401, "{signatures:?}");
    }
    let long = "A".repeat(6_000);
    assert_eq!(scene.post(body, &[&long]).await, 401);
    assert_eq!(scene.post(Vec::new(), &[&good]).await, 401);
    scene.assert_untouched().await;
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_with_any_byte_changed_is_answered_401() {
    let scene = Scene::new().await;
    let body = scene.envelope(&json!([scene.event("unfollow", "01MUTATED")]));
    let signature = scene.sign(&body);
    for place in 0..body.len() {
        let mut mutated = body.clone();
        match place % 4 {
            0 => mutated[place] ^= 1 << (place % 8),
            1 => drop(mutated.remove(place)),
            2 => mutated.insert(place, b' '),
            _ => mutated.truncate(place),
        }
        if mutated != body {
            assert_eq!(scene.post(mutated, &[&signature]).await, 401, "byte {place}");
        }
    }
    scene.assert_untouched().await;
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_and_addresses_never_reach_the_function() {
    let scene = Scene::new().await;
    let body = scene.envelope(&json!([scene.event("unfollow", "01ELSEWHERE")]));
    let signature = scene.sign(&body);
    let url = scene.town.city.webhook_url();
    let root = url.trim_end_matches("/webhook").to_owned();
    let calls = scene.town.city.host.metrics()["ReceiveWebhookFunction"].invocations;
    for (method, address) in [
        ("GET", url.clone()),
        ("PUT", url.clone()),
        ("DELETE", url.clone()),
        ("POST", root.clone()),
        ("POST", format!("{root}/webhooks")),
        ("POST", format!("{url}/x")),
        ("POST", format!("{root}/WEBHOOK")),
    ] {
        let request = scene.town.http.request(method.parse().unwrap(), &address).body(body.clone());
        let status = request.header(super::webhooks::SIGNATURE, &signature).send().await.unwrap().status();
        assert_eq!(status.as_u16(), 403, "{method} {address}: as API Gateway answers what it does not know");
    }
    assert_eq!(scene.town.city.host.metrics()["ReceiveWebhookFunction"].invocations, calls);
    scene.assert_untouched().await;
    scene.town.end().await;
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
