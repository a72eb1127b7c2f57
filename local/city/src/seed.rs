//! The first start: Kawasaki's registration items, and three phones that add the account through the real webhook.

use std::time::Duration;

use domain::follower::Answers;
use domain::staff::{Code, Department, DepartmentId, INVITATION_LASTS_MS, Login, Member, Role, StaffId};
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::UserId;
use line_simulator::Friend;
use serde_json::Value;
use store::StaffTable;
use ulid::Ulid;
use usecases::port_error::PortError;
use usecases::registration::change_answers;
use usecases::staff::ports::StaffRoom;

use crate::{City, stores};

/// A citizen on a phone: name, and answers as (item, options). The third has answered nothing so far.
type Citizen = (&'static str, &'static [(&'static str, &'static [&'static str])]);
const CITIZENS: [Citizen; 3] = [
    ("川崎 花子", &[("ward", &["kawasaki"]), ("topics", &["bousai", "gomi"])]),
    ("多摩 太郎", &[("ward", &["tama"]), ("topics", &["kosodate", "event"])]),
    ("Saiwai Maria", &[]),
];
/// Departments and what their logins begin with.
const DEPARTMENTS: [(&str, &str); 8] = [
    ("危機管理課", "kiki"),
    ("子育て支援課", "kosodate"),
    ("ごみ減量課", "gomi"),
    ("健康増進課", "kenko"),
    ("広報課", "koho"),
    ("上下水道課", "suido"),
    ("スポーツ振興課", "sports"),
    ("選挙管理委員会", "senkyo"),
];
/// Who works in each of them.
const PEOPLE: [(&str, &str, Role); 4] = [
    ("高津", "花", Role::Approver),
    ("宮前", "太郎", Role::Writer),
    ("多摩", "次郎", Role::Writer),
    ("麻生", "葉", Role::Viewer),
];
/// What all of them set their first password with; it lapses after a week.
pub const INVITATION: &str = "RENSHU-YOU-2026";
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
    if let Err(error) = seed_staff(&stores.staff, now_ms(city)).await {
        tracing::warn!("the staff could not be stored: {error}");
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

/// Departments of an invented city with their colleagues: thirty-two logins that are invited, and no administrator.
async fn seed_staff(table: &StaffTable, now_ms: u64) -> Result<(), PortError> {
    let mut number = 0_u128;
    for (at, (name, login)) in DEPARTMENTS.into_iter().enumerate() {
        let id = DepartmentId::from_ulid(Ulid::from_parts(now_ms, at as u128 + 1));
        let department = Department {
            id,
            version: 1,
            name: name.to_owned(),
            prefix: String::new(),
            footer: String::new(),
            words: Vec::new(),
        };
        table.keep_department(&department).await?;
        for (family, given, role) in PEOPLE {
            number += 1;
            let id_of_member = StaffId::from_ulid(Ulid::from_parts(now_ms, number));
            let Some(login) = Login::parse(&format!("{login}{}", number % PEOPLE.len() as u128 + 1)) else {
                continue;
            };
            let member = Member::new(id_of_member, login, format!("{family} {given}"), role);
            let invitation = Some(Code::new(INVITATION, now_ms + INVITATION_LASTS_MS));
            table.keep(None, &Member { departments: vec![id], invitation, ..member }).await?;
        }
    }
    Ok(())
}

fn now_ms(city: &City) -> u64 {
    city.clock.now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
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
