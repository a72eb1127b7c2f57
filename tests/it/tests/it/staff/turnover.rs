//! April: many people at once from a table, and what is left of those who go.

use super::*;
use crate::corrections::without_approval;
use crate::home::sent_off;

const HEAD: &str = "\u{feff}ログインID,氏名,役割,権限,部署,見られる範囲,期限,利用停止";

async fn preview(boss: &mut Browser<'_>, csv: &str) -> Value {
    let answer = boss.ask("POST", "staff/csv/preview", json!({ "csv": csv })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

fn actions(preview: &Value) -> Vec<&str> {
    let rows = preview["rows"].as_array().unwrap();
    rows.iter().map(|row| row["action"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_staff_does_what_its_preview_showed_or_nothing() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let csv = format!(
        "{HEAD}\r\nhanako,高津 花子,管理者,{},,すべての部署,,\r\n\
         taro,宮前 太郎,作成者,配信を書く,taro課,自分の部署,2099/3/31,はい\r\n\
         kyoko,幸 京子,作成者,,taro課,自分の部署,2099-03-31,\r\n",
        boss.ask("GET", "session", Value::Null).await.body["me"]["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect::<Vec<_>>()
            .join("、")
    );
    let shown = preview(&mut boss, &csv).await;
    assert_eq!(actions(&shown), ["none", "suspend", "create"], "{shown}");
    assert_eq!(shown["rows"][1]["changes"], json!(["期限：なし → 2099-03-31", "利用停止：利用中 → 停止"]));
    assert_eq!(taro.ask("GET", "home", Value::Null).await.status, 200, "a preview changes nothing");

    town.city.advance(Duration::from_mins(6));
    let agreed = json!({ "csv": csv, "digest": shown["digest"] });
    boss.ask("POST", "staff/csv/apply", agreed.clone()).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    let other = json!({ "csv": csv, "digest": "00" });
    boss.ask("POST", "staff/csv/apply", other).await.assert_problem(409, "changed_since_preview");
    let done = boss.ask("POST", "staff/csv/apply", agreed.clone()).await;
    assert_eq!((done.status, &done.body["applied"]), (200, &json!(2)), "{done:?}");
    assert_eq!(done.body["invitations"][0]["login"], "kyoko");
    taro.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
    boss.ask("POST", "staff/csv/apply", agreed).await.assert_problem(409, "changed_since_preview");
    let again = preview(&mut boss, &csv).await;
    assert_eq!(actions(&again), ["none", "none", "none"], "{again}");

    let accept =
        json!({ "code": done.body["invitations"][0]["code"], "login": "kyoko", "password": PASSWORD });
    let half = Browser::new(&town).ask("POST", "session/invitation", accept).await;
    assert_eq!(half.body["state"], "enroll", "{half:?}");
}

/// A table of so many newcomers, and taro with another name at its end.
fn newcomers(count: u32) -> String {
    let rows = (0..count).map(|number| format!("new{number:02},幸 京子,作成者,,taro課,自分の部署,,\r\n"));
    format!("{HEAD}\r\n{}taro,宮前 次郎,作成者,,taro課,自分の部署,,\r\n", rows.collect::<String>())
}

async fn apply(boss: &Browser<'_>, csv: &str, digest: &Value, key: &str) -> Answer {
    let request = boss.request("POST", "staff/csv/apply").header("idempotency-key", key);
    Answer::read(request.json(&json!({ "csv": csv, "digest": digest })).send().await.unwrap()).await
}

async fn lets_in(town: &Town, invitation: &Value) {
    let accept = json!({ "code": invitation["code"], "login": invitation["login"], "password": PASSWORD });
    let half = Browser::new(town).ask("POST", "session/invitation", accept).await;
    assert_eq!(half.body["state"], "enroll", "{half:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_goes_stale_halfway_loses_no_code_and_neither_does_a_lost_answer() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (_, taro) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let csv = newcomers(40);
    let shown = preview(&mut boss, &csv).await;
    boss.step_up().await;
    // Two processes are warm: a cold one would come behind the table's end.
    let look = || boss.request("GET", "staff").send();
    let (one, two, three) = tokio::join!(look(), look(), look());
    for answer in [one, two, three] {
        assert_eq!(answer.unwrap().status(), 200);
    }
    let rename = async {
        loop {
            let list = boss.request("GET", "staff").send().await.unwrap();
            let list = Answer::read(list).await.body["staff"].as_array().unwrap().len();
            if list > 2 {
                break; // the table is being applied
            }
        }
        let mut wish = taro.clone();
        (wish["name"], wish["departments"]) = (json!("宮前 三郎"), json!([taro["departments"][0]["id"]]));
        let path = format!("staff/{}", taro["id"].as_str().unwrap());
        let request = boss.request("PUT", &path).json(&wish);
        assert_eq!(request.send().await.unwrap().status(), 200);
    };
    let (done, ()) = tokio::join!(apply(&boss, &csv, &shown["digest"], "april"), rename);
    assert_eq!((done.status, &done.body["applied"]), (200, &json!(40)), "{done:?}");
    assert_eq!(done.body["stopped"]["login"], "taro", "{done:?}");
    assert_eq!(done.body["stopped"]["line"], 42);
    lets_in(&town, &done.body["invitations"][7]).await;

    let again = apply(&boss, &csv, &shown["digest"], "april").await;
    let kept: Vec<_> = done.body["invitations"].as_array().unwrap().iter().collect();
    let told = again.body["invitations"].as_array().unwrap();
    assert_eq!((again.status, told.len()), (200, 39), "one has come already: {again:?}");
    assert!(told.iter().all(|one| kept.contains(&one)), "the same codes");
    assert_eq!(again.body["stopped"]["login"], "taro");
    apply(&boss, &csv, &shown["digest"], "may").await.assert_problem(409, "changed_since_preview");
    lets_in(&town, &told[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_with_a_wrong_row_or_without_an_administrator_does_nothing() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let csv = format!("{HEAD}\r\nkyoko,幸 京子,作成者,,月面課,自分の部署,,\r\n");
    let shown = preview(&mut boss, &csv).await;
    assert_eq!(actions(&shown), ["error"]);
    assert_eq!(shown["rows"][0]["message"], "「部署」の列の「月面課」は、使える言葉ではありません。");
    boss.step_up().await;
    let agreed = json!({ "csv": csv, "digest": shown["digest"] });
    boss.ask("POST", "staff/csv/apply", agreed).await.assert_problem(422, "invalid");
    let alone = "ログインID,権限\r\nhanako,統計を見る\r\n";
    let shown = preview(&mut boss, alone).await;
    assert_eq!(actions(&shown), ["error"], "nobody takes from themselves what they do it with: {shown}");
    boss.ask("POST", "staff/csv/preview", json!({ "csv": "靴\r\n" })).await.assert_problem(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_drafts_of_somebody_who_goes_become_somebody_elses() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (taro, gone) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (_, heir) = colleague(&mut boss, "jiro", "approver", json!(["deliveries_write"])).await;
    for (title, key) in [("水道", "water"), ("給付金", "money")] {
        let request = taro.request("POST", "drafts").header("idempotency-key", key);
        let begun = request.json(&json!({ "title": title })).send().await.unwrap();
        assert_eq!(Answer::read(begun).await.status, 201);
    }
    let path = format!("staff/{}", gone["id"].as_str().unwrap());
    let (_, reader) = colleague(&mut boss, "saburo", "viewer", json!([])).await;
    let left = boss.ask("GET", &format!("{path}/belongings"), Value::Null).await.body;
    assert_eq!(left["belongings"].as_array().unwrap().len(), 2, "{left}");
    let me = boss.ask("GET", "session", Value::Null).await.body["me"]["id"].clone();
    let heirs = left["heirs"].as_array().unwrap();
    assert!(heirs.len() == 2 && heirs.contains(&me) && heirs.contains(&heir["id"]), "who may write: {left}");
    let to_reader =
        boss.ask("POST", &format!("{path}/hand-over"), json!({ "belongings": [], "to": reader["id"] })).await;
    assert_eq!((to_reader.status, to_reader.first_error()), (422, ("to", "no_right")), "{to_reader:?}");
    let to_itself = json!({ "belongings": [], "to": gone["id"] });
    boss.ask("POST", &format!("{path}/hand-over"), to_itself).await.assert_problem(422, "invalid");
    let one = json!({ "belongings": [left["belongings"][0]["id"]], "to": heir["id"] });
    let more = boss.ask("POST", &format!("{path}/hand-over"), one).await;
    more.assert_problem(409, "changed_since_preview");
    assert_eq!(more.body["current"], left, "what the caller had not seen is shown, and nothing has moved");
    let ids: Vec<_> = left["belongings"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    for (moved, _) in [(2, "first"), (0, "again")] {
        let wish = json!({ "belongings": ids, "to": heir["id"] });
        let done = boss.ask("POST", &format!("{path}/hand-over"), wish).await;
        assert_eq!((done.status, &done.body["moved"]), (200, &json!(moved)), "{done:?}");
    }
    let drafts = boss.ask("GET", "drafts", Value::Null).await.body;
    let drafts = drafts["drafts"].as_array().unwrap();
    assert!(drafts.iter().all(|draft| draft["author"]["id"] == heir["id"]), "{drafts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_is_handed_over_before_it_begins_and_opens_again_as_its_heirs() {
    let town = Town::start().await;
    town.settle(&["tama", "tama", "asao"]).await;
    without_approval(&town).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_send"]);
    let (mut taro, gone) = colleague(&mut boss, "taro", "writer", rights).await;
    let department = &gone["departments"][0]["id"];
    let out = sent_off(&mut taro, "もう出た", department).await;
    town.city.advance(Duration::from_secs(305));
    town.settled(&out).await;
    let reserved = sent_off(&mut taro, "これから出る", department).await;
    let path = format!("staff/{}", gone["id"].as_str().unwrap());
    let left = boss.ask("GET", &format!("{path}/belongings"), Value::Null).await.body;
    let kept = json!([{ "kind": "delivery", "id": reserved["id"], "name": "これから出る" }]);
    assert_eq!(left["belongings"], kept, "what has gone out is nobody's any more");
    let me = boss.ask("GET", "session", Value::Null).await.body["me"]["id"].clone();
    boss.step_up().await;
    for moved in [1, 0] {
        let wish = json!({ "belongings": [reserved["id"]], "to": me });
        let done = boss.ask("POST", &format!("{path}/hand-over"), wish).await;
        assert_eq!((done.status, &done.body["moved"]), (200, &json!(moved)), "{done:?}");
    }
    let left = boss.ask("GET", &format!("{path}/belongings"), Value::Null).await.body;
    assert_eq!(left["belongings"], json!([]));
    let theirs =
        boss.ask("GET", &format!("deliveries/{}", reserved["id"].as_str().unwrap()), Value::Null).await;
    assert_eq!((&theirs.body["author"]["id"], &theirs.body["sender"]["id"]), (&me, &gone["id"]));
    let undo = format!("deliveries/{}/unschedule", reserved["id"].as_str().unwrap());
    let open = boss.ask("POST", &undo, json!({ "version": reserved["version"] })).await;
    assert_eq!((open.status, &open.body["author"]["id"]), (200, &me), "{open:?}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_department_takes_anothers_name_and_a_rename_after_the_preview_is_looked_at_again() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let made = boss.ask("POST", "departments", json!({ "name": "防災課" })).await.body;
    let one = format!("departments/{}", made["id"].as_str().unwrap());
    let twin = json!({ "name": "taro課", "version": made["version"] });
    boss.ask("PUT", &one, twin).await.assert_problem(422, "invalid");

    let csv = format!("{HEAD}\r\ntaro,宮前 太郎,作成者,配信を書く,防災課,自分の部署,,\r\n");
    let shown = preview(&mut boss, &csv).await;
    assert_eq!(shown["rows"][0]["changes"], json!(["部署：taro課 → 防災課"]), "{shown}");
    let named = boss.ask("PUT", &one, json!({ "name": "防災課（旧）", "version": made["version"] })).await;
    assert_eq!(named.status, 200, "{named:?}");
    boss.ask("POST", "departments", json!({ "name": "防災課" })).await;
    let agreed = json!({ "csv": csv, "digest": shown["digest"] });
    boss.ask("POST", "staff/csv/apply", agreed).await.assert_problem(409, "changed_since_preview");
}
