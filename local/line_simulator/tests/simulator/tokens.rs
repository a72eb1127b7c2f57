//! Channel access tokens and LINE Login over HTTP.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use line_simulator::{Friend, IdTokenRequest};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Bot, read};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn assertion(change: impl FnOnce(&mut Value)) -> String {
    let channel = Bot::channel();
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let mut claims = json!({
        "iss": channel.channel_id, "sub": channel.channel_id, "aud": "https://api.line.me/", "exp": now + 1800,
    });
    change(&mut claims);
    let header = Header { kid: Some(channel.key_id.clone()), ..Header::new(Algorithm::RS256) };
    let pem = channel.private_key_pem.as_deref().expect("a key");
    encode(&header, &claims, &EncodingKey::from_rsa_pem(pem.as_bytes()).expect("RSA")).expect("a JWT")
}

fn form(jwt: &str) -> [(&str, &str); 3] {
    [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", jwt)]
}

#[tokio::test]
async fn a_signed_assertion_gets_a_stateless_token_that_opens_the_api() {
    let mut bot = Bot::start().await;
    let reply = bot.post_form("/oauth2/v3/token", &form(&assertion(|_| ()))).await;
    assert_eq!((reply.status, &reply.body["expires_in"]), (200, &json!(900)));
    assert_eq!(reply.body["token_type"], "Bearer");
    reply.body["access_token"].as_str().unwrap().clone_into(&mut bot.token);
    assert_eq!(bot.get("/v2/bot/info").await.status, 200);
}

#[tokio::test]
async fn a_wrong_assertion_gets_no_token() {
    let bot = Bot::start().await;
    let other_audience = assertion(|claims| claims["aud"] = json!("https://example.com/"));
    let forged = format!("{}x", assertion(|_| ()));
    for jwt in [other_audience.as_str(), forged.as_str(), "", "a.b.c"] {
        let reply = bot.post_form("/oauth2/v3/token", &form(jwt)).await;
        assert_eq!((reply.status, &reply.body["error"]), (400, &json!("invalid_client")), "{jwt}");
    }
    let mut wrong_grant = form("");
    wrong_grant[0].1 = "password";
    let reply = bot.post_form("/oauth2/v3/token", &wrong_grant).await;
    assert_eq!(reply.body["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn id_and_secret_get_stateless_and_short_lived_tokens() {
    let bot = Bot::start().await;
    let channel = Bot::channel();
    let mut form = [
        ("grant_type", "client_credentials"),
        ("client_id", channel.channel_id.as_str()),
        ("client_secret", channel.channel_secret.as_str()),
    ];
    for path in ["/oauth2/v3/token", "/v2/oauth/accessToken"] {
        assert_eq!(bot.post_form(path, &form).await.status, 200, "{path}");
    }
    let short = bot.post_form("/v2/oauth/accessToken", &form).await;
    let token = short.body["access_token"].as_str().unwrap();
    let verify = [("access_token", token)];
    assert_eq!(bot.post_form("/v2/oauth/verify", &verify).await.body["client_id"], channel.channel_id);
    bot.post_form("/v2/oauth/revoke", &verify).await;
    assert_eq!(bot.post_form("/v2/oauth/verify", &verify).await.status, 400);
    form[2].1 = "guess";
    assert_eq!(bot.post_form("/oauth2/v3/token", &form).await.status, 400);
}

#[tokio::test]
async fn a_v21_token_is_verified_listed_and_revoked() {
    let bot = Bot::start().await;
    let channel = Bot::channel();
    let jwt = assertion(|claims| claims["token_exp"] = json!(86_400));
    let issued = bot.post_form("/oauth2/v2.1/token", &form(&jwt)).await;
    assert_eq!((issued.status, &issued.body["expires_in"]), (200, &json!(86_400)));
    let token = issued.body["access_token"].as_str().unwrap();
    let verify = format!("/oauth2/v2.1/verify?access_token={token}");
    assert_eq!(bot.get(&verify).await.body["client_id"], channel.channel_id);
    let kids = format!("/oauth2/v2.1/tokens/kid?client_assertion_type={JWT_BEARER}&client_assertion={jwt}");
    assert_eq!(bot.get(&kids).await.body["kids"][0], issued.body["key_id"]);
    let revoke = [
        ("client_id", channel.channel_id.as_str()),
        ("client_secret", channel.channel_secret.as_str()),
        ("access_token", token),
    ];
    assert_eq!(bot.post_form("/oauth2/v2.1/revoke", &revoke).await.status, 200);
    assert_eq!(bot.get(&verify).await.status, 400);
}

#[tokio::test]
async fn an_id_token_verifies_with_the_published_keys_and_at_the_endpoint() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    let token = bot.line.id_token(&user, &IdTokenRequest::default()).unwrap();
    let jwks: JwkSet = serde_json::from_value(bot.get("/oauth2/v2.1/certs").await.body).unwrap();
    let header = jsonwebtoken::decode_header(&token).unwrap();
    let jwk = jwks.find(header.kid.as_deref().unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&[&Bot::channel().login_channel_id]);
    validation.set_issuer(&["https://access.line.me"]);
    let key = DecodingKey::from_jwk(jwk).unwrap();
    assert_eq!(decode::<Value>(&token, &key, &validation).unwrap().claims["sub"], user);

    let client = Bot::channel().login_channel_id.as_str();
    let form = [("id_token", token.as_str()), ("client_id", client)];
    assert_eq!(bot.post_form("/oauth2/v2.1/verify", &form).await.body["sub"], user);
    let form = [("id_token", token.as_str()), ("client_id", "1")];
    let refused = bot.post_form("/oauth2/v2.1/verify", &form).await;
    assert_eq!(refused.body["error_description"], "Invalid IdToken Audience.");
}

#[tokio::test]
async fn a_users_access_token_shows_profile_and_friendship() {
    let mut bot = Bot::start().await;
    let user = bot.line.add_user("太郎", Friend::Blocked);
    let minted = bot.control(Method::POST, &format!("/users/{user}/id-token"), &json!({})).await;
    minted.body["accessToken"].as_str().unwrap().clone_into(&mut bot.token);
    assert_eq!(bot.get("/v2/profile").await.body["userId"], user);
    assert_eq!(bot.get("/friendship/v1/status").await.body, json!({ "friendFlag": false }));
    let verify = bot.get(&format!("/oauth2/v2.1/verify?access_token={}", bot.token)).await;
    assert_eq!(verify.body["client_id"], Bot::channel().login_channel_id);
    assert_eq!(bot.get("/v2/bot/info").await.status, 401);
}

#[tokio::test]
async fn the_control_api_mints_expired_and_foreign_tokens_too() {
    let bot = Bot::start().await;
    let path = format!("/users/{}/id-token", bot.friend("花子"));
    let client = Bot::channel().login_channel_id.as_str();
    for (request, description) in [
        (json!({ "expired": true }), "IdToken expired."),
        (json!({ "audience": "1" }), "Invalid IdToken Audience."),
        (json!({ "forged": true }), "Invalid IdToken."),
    ] {
        let minted = bot.control(Method::POST, &path, &request).await;
        let token = minted.body["idToken"].as_str().unwrap();
        let form = [("id_token", token), ("client_id", client)];
        let refused = bot.post_form("/oauth2/v2.1/verify", &form).await;
        assert_eq!(refused.body["error_description"], description);
    }
    assert_eq!(read(bot.api(Method::GET, "/v2/profile")).await.status, 401);
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused_in_the_token_endpoints_own_words() {
    let bot = Bot::start().await;
    for path in ["/oauth2/v2.1/verify", "/oauth2/v2.1/token", "/oauth2/v3/token", "/v2/oauth/accessToken"] {
        let reply = bot.post(path, &json!({ "id_token": "x" })).await;
        assert_eq!((reply.status, &reply.body["error"]), (400, &json!("invalid_request")), "{path}");
    }
    let undecodable = bot.get("/v2/bot/profile/%ff").await;
    assert_eq!(undecodable.status, 400);
    assert!(undecodable.body["message"].is_string(), "{}", undecodable.body);
}
