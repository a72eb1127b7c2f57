//! The chatbot with the LINE simulator alone: LINE sends it webhooks as it did before the city was there.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use std::sync::Arc;
use std::time::Duration;

use city::chatbot::{Behaviour, Chatbot, ChatbotConfig};
use embedded_aws::Clock;
use line_simulator::{Channel, Config, Friend, LineSimulator};

struct Fixture {
    line: Arc<LineSimulator>,
    chatbot: Chatbot,
    citizen: String,
}

async fn a_chatbot() -> Fixture {
    let channel = Channel::generate().unwrap();
    let channel_secret = channel.channel_secret.clone();
    let line = Arc::new(LineSimulator::start(Config::for_tests(channel)).await.unwrap());
    let source = Arc::clone(&line);
    let config = ChatbotConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        channel_secret,
        line_api_url: line.api_url(),
        access_token: Arc::new(move || source.access_token()),
        clock: Clock::new(),
    };
    let chatbot = Chatbot::start(config).await.unwrap();
    let citizen = line.add_user("川崎 花子", Friend::Following);
    let url = format!("{}/webhook", chatbot.url());
    line.configure_webhook(|settings| settings.url = Some(url));
    Fixture { line, chatbot, citizen }
}

impl Fixture {
    async fn say(&self, text: &str) {
        self.line.say(&self.citizen, text).unwrap();
        for _ in 0..500 {
            if self.line.webhooks_under_way() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the webhook for {text:?} is still under way after 5 s");
    }

    fn last_status(&self) -> Option<u16> {
        self.line.webhooks().last().unwrap().status
    }
}

#[tokio::test]
async fn a_text_is_answered_by_its_reply_token() {
    let fixture = a_chatbot().await;
    fixture.say("ごみの日は？").await;
    let talk = fixture.line.talk(&fixture.citizen).unwrap();
    let answer = talk.last().unwrap().to_string();
    assert!(answer.contains("普通ごみの収集"), "{answer}");
    let received = fixture.chatbot.received();
    assert_eq!((received.len(), received[0].reply_status), (1, Some(200)));
    assert_eq!(fixture.chatbot.texts_of(&fixture.citizen), ["ごみの日は？"]);
}

#[tokio::test]
async fn a_webhook_with_a_forged_signature_is_refused() {
    let fixture = a_chatbot().await;
    let request = reqwest::Client::new().post(format!("{}/webhook", fixture.chatbot.url()));
    let response = request.header("x-line-signature", "forged").body("{}").send().await.unwrap();
    assert_eq!(response.status().as_u16(), 401);
    assert_eq!(fixture.chatbot.refused_signatures(), 1);
    assert!(fixture.chatbot.received().is_empty());
}

#[tokio::test]
async fn it_can_be_down_slow_and_failing_and_recover() {
    let fixture = a_chatbot().await;
    fixture.chatbot.behave(Behaviour::Failing { status: 500, one_in: 1 }).await.unwrap();
    fixture.say("一").await;
    assert_eq!(fixture.last_status(), Some(500));
    fixture.chatbot.behave(Behaviour::Down).await.unwrap();
    fixture.say("二").await;
    assert!(matches!(fixture.last_status(), None | Some(503)));
    let pause = Duration::from_millis(300);
    fixture.chatbot.behave(Behaviour::Slow(pause)).await.unwrap();
    let began = std::time::Instant::now();
    fixture.say("三").await;
    assert!(began.elapsed() >= pause);
    fixture.chatbot.behave(Behaviour::Healthy).await.unwrap();
    fixture.say("四").await;
    assert_eq!(fixture.chatbot.texts_of(&fixture.citizen), ["三", "四"]);
}
