//! The first start: Kawasaki's registration items, and three phones that add the account through the real webhook.

use std::time::Duration;

use domain::follower::Answers;
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::UserId;
use line_simulator::Friend;
use serde_json::Value;
use usecases::registration::change_answers;

use crate::{City, stores};

/// A citizen on a phone: name, and answers as (item, options). The third has answered nothing so far.
type Citizen = (&'static str, &'static [(&'static str, &'static [&'static str])]);
const CITIZENS: [Citizen; 3] = [
    ("川崎 花子", &[("ward", &["kawasaki"]), ("topics", &["bousai", "gomi"])]),
    ("多摩 太郎", &[("ward", &["tama"]), ("topics", &["kosodate", "event"])]),
    ("Saiwai Maria", &[]),
];
/// How long the first greeting may take before the start goes on without waiting.
const GREETING: Duration = Duration::from_secs(6);

/// Seeds a city that has no phones yet and leaves any other as it is; says whether it did.
pub async fn seed(city: &City) -> bool {
    if !has_no_phones(city).await {
        return false;
    }
    let stores = stores::open(&city.aws).await;
    if let Err(error) = stores.segments.put_catalogue(&Catalogue::kawasaki_example()).await {
        tracing::warn!("the registration items could not be stored: {error}");
    }
    let citizens = CITIZENS.map(|(name, answers)| (follow(city, name), answers));
    if !city.wait_idle(GREETING).await {
        tracing::warn!("the greetings of the three phones are still under way");
    }
    for (user, chosen) in citizens {
        let Ok(user) = UserId::parse(user) else { continue };
        if let Err(error) = change_answers(&stores.followers, &user, &answers(chosen)).await {
            tracing::warn!("the answers of a phone could not be stored: {error}");
        }
    }
    true
}

async fn has_no_phones(city: &City) -> bool {
    let listed = async {
        let answer = reqwest::get(format!("{}/control/users", city.line.control_url())).await?;
        answer.json::<Vec<Value>>().await
    };
    listed.await.is_ok_and(|phones| phones.is_empty())
}

fn follow(city: &City, name: &str) -> String {
    let citizen = city.line.add_user(name, Friend::None);
    if city.line.set_friend(&citizen, Friend::Following).is_err() {
        tracing::warn!("the phone of {name} could not add the account");
    }
    citizen
}

fn answers(chosen: &[(&str, &[&str])]) -> Answers {
    let mut answers = Answers::default();
    for (item, options) in chosen {
        if let Ok(item) = ItemId::parse(*item) {
            answers.set(item, options.iter().filter_map(|option| OptionId::parse(*option).ok()));
        }
    }
    answers
}
