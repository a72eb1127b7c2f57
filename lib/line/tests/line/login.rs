//! ID tokens: what LINE signed for us opens the form, and nothing else does. The tests that are named after a row
//! answer LINE's security checklist for LINE Login; rows 1 to 7 are about a redirect that LIFF makes needless.

mod forge;
mod tampered;

use std::collections::HashSet;

use line::client::LineHosts;
use line::login::{IdTokens, LoginRefused};
use serde_json::json;

use crate::fake_line::{Act, FakeLine};
use forge::{CHANNEL, Forge, NOW_MS, USER};

async fn line_with(answers: Vec<Act>) -> (FakeLine, IdTokens) {
    let line = FakeLine::start(answers).await;
    let tokens = IdTokens::new(&LineHosts::parse(&line.origin).unwrap()).unwrap();
    (line, tokens)
}

fn published(forge: &Forge) -> Act {
    Act::Answer(200, "", forge.key_set().leak())
}

#[tokio::test]
async fn a_token_of_a_fresh_sign_in_names_its_user() {
    let forge = Forge::new("k1");
    let (line, tokens) = line_with(vec![published(&forge)]).await;
    for _ in 0..3 {
        let user = tokens.verify(&forge.token(), CHANNEL, NOW_MS).await.unwrap();
        assert_eq!(user.as_str(), USER);
    }
    assert_eq!(line.asked().len(), 1, "the keys are kept");
}

#[tokio::test]
async fn none_of_sixty_tampered_tokens_opens_anything() {
    let (forge, stranger) = (Forge::new("k1"), Forge::new("k1"));
    let all = tampered::tokens(&forge, &stranger);
    assert_eq!(all.len(), 60);
    let different: HashSet<&String> = all.iter().map(|(_, token)| token).collect();
    assert_eq!(different.len(), 60, "each is another token");
    let (_line, tokens) = line_with(vec![published(&forge), published(&forge)]).await;
    assert!(tokens.verify(&forge.token(), CHANNEL, NOW_MS).await.is_ok(), "the untouched one is accepted");
    for (what, token) in &all {
        let answer = tokens.verify(token, CHANNEL, NOW_MS).await;
        assert_eq!(answer, Err(LoginRefused::Invalid), "{what}");
    }
}

#[tokio::test]
async fn a_sign_in_older_than_ten_minutes_has_to_be_repeated() {
    let forge = Forge::new("k1");
    let (_line, tokens) = line_with(vec![published(&forge)]).await;
    let at = |minutes: u64, more_ms: u64| NOW_MS + minutes * 60_000 + more_ms;
    let token = forge.token();
    assert!(tokens.verify(&token, CHANNEL, at(10, 0)).await.is_ok());
    assert_eq!(tokens.verify(&token, CHANNEL, at(10, 1_000)).await, Err(LoginRefused::TooOld));
    assert_eq!(tokens.verify(&token, CHANNEL, at(90, 0)).await, Err(LoginRefused::TooOld));
}

#[tokio::test]
async fn a_clock_that_is_a_minute_behind_lines_is_no_reason_to_refuse() {
    let forge = Forge::new("k1");
    let (_line, tokens) = line_with(vec![published(&forge)]).await;
    assert!(tokens.verify(&forge.token(), CHANNEL, NOW_MS - 60_000).await.is_ok());
    let refused = tokens.verify(&forge.token(), CHANNEL, NOW_MS - 61_000).await;
    assert_eq!(refused, Err(LoginRefused::Invalid));
}

#[tokio::test]
async fn a_new_key_of_line_is_fetched_once_and_invented_ones_at_most_once_a_minute() {
    let (old, new, invented) = (Forge::new("k1"), Forge::new("k2"), Forge::new("k3"));
    let (line, tokens) = line_with(vec![published(&old), published(&new), published(&new)]).await;
    assert!(tokens.verify(&old.token(), CHANNEL, NOW_MS).await.is_ok());
    assert!(tokens.verify(&new.token(), CHANNEL, NOW_MS + 60_000).await.is_ok());
    for _ in 0..20 {
        let refused = tokens.verify(&invented.token(), CHANNEL, NOW_MS + 119_000).await;
        assert_eq!(refused, Err(LoginRefused::Invalid));
    }
    assert_eq!(line.asked().len(), 2);
    let withdrawn = tokens.verify(&old.token(), CHANNEL, NOW_MS + 120_000).await;
    assert_eq!(withdrawn, Err(LoginRefused::Invalid), "a key that LINE withdrew opens nothing");
    assert_eq!(line.asked().len(), 3);
}

#[tokio::test]
async fn the_keys_known_last_go_on_working_while_line_is_down() {
    let forge = Forge::new("k1");
    let broken = [Act::Answer(503, "", ""), Act::Answer(200, "", "{\"keys\":[]}"), Act::Cut];
    let script = std::iter::once(published(&forge)).chain(broken).collect();
    let (line, tokens) = line_with(script).await;
    assert!(tokens.verify(&forge.token(), CHANNEL, NOW_MS).await.is_ok());
    for hours in [6, 7, 8] {
        let now = NOW_MS + hours * 3_600_000;
        assert!(tokens.verify(&forge.token_at(now), CHANNEL, now).await.is_ok(), "{hours} h");
    }
    assert!(line.asked().len() >= 4, "LINE was asked each time");
}

#[tokio::test]
async fn without_any_key_nobody_gets_in_and_the_next_try_after_two_seconds_may_succeed() {
    let forge = Forge::new("k1");
    let (line, tokens) = line_with(vec![Act::Answer(500, "", ""), published(&forge)]).await;
    for _ in 0..5 {
        assert_eq!(tokens.verify(&forge.token(), CHANNEL, NOW_MS).await, Err(LoginRefused::NoKeys));
    }
    assert_eq!(line.asked().len(), 1);
    assert!(tokens.verify(&forge.token(), CHANNEL, NOW_MS + 2_000).await.is_ok());
}

#[tokio::test]
async fn login_checklist_row_08_checking_a_token_needs_no_channel_secret_and_sends_none() {
    let forge = Forge::new("k1");
    let (line, tokens) = line_with(vec![published(&forge)]).await;
    tokens.verify(&forge.token(), CHANNEL, NOW_MS).await.unwrap();
    let asked = line.asked().remove(0);
    assert_eq!(asked.line, "GET /oauth2/v2.1/certs HTTP/1.1");
    assert!(asked.header("authorization").is_none() && asked.body.is_empty());
    assert_eq!(format!("{tokens:?}"), "IdTokens");
}

#[tokio::test]
async fn login_checklist_row_09_a_token_that_line_did_not_sign_is_refused() {
    let (forge, stranger) = (Forge::new("k1"), Forge::new("k1"));
    let (_line, tokens) = line_with(vec![published(&forge)]).await;
    assert_eq!(tokens.verify(&stranger.token(), CHANNEL, NOW_MS).await, Err(LoginRefused::Invalid));
}

#[tokio::test]
async fn login_checklist_row_10_a_token_for_another_channel_or_past_its_end_is_refused() {
    let forge = Forge::new("k1");
    let (_line, tokens) = line_with(vec![published(&forge)]).await;
    assert_eq!(tokens.verify(&forge.token(), "2000000009", NOW_MS).await, Err(LoginRefused::Invalid));
    assert_eq!(tokens.verify(&forge.token(), "", NOW_MS).await, Err(LoginRefused::Invalid));
    let ended = forge.with_claims(|claims| claims["exp"] = json!(NOW_MS / 1_000));
    assert_eq!(tokens.verify(&ended, CHANNEL, NOW_MS).await, Err(LoginRefused::Invalid));
    let access_token = "eyJhbGciOiJIUzI1NiJ9abcdef";
    assert_eq!(tokens.verify(access_token, CHANNEL, NOW_MS).await, Err(LoginRefused::Invalid));
}

#[tokio::test]
async fn login_checklist_row_12_a_token_is_verified_anew_each_time_it_comes() {
    let forge = Forge::new("k1");
    let (_line, tokens) = line_with(vec![published(&forge)]).await;
    let token = forge.token();
    assert!(tokens.verify(&token, CHANNEL, NOW_MS).await.is_ok());
    assert!(tokens.verify(&format!("{token}A"), CHANNEL, NOW_MS).await.is_err());
    assert!(tokens.verify(&token, CHANNEL, NOW_MS + 601_000).await.is_err());
}
