//! Whoever looks after one department does so for this one, and nobody becomes more than they are.

use super::*;
use crate::admin::{everyone, ward};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_becomes_or_looks_through_somebody_who_may_more() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let me = boss.ask("GET", "session", Value::Null).await.body["me"]["id"].clone();
    let path = format!("staff/{}", me.as_str().unwrap());
    let (mut jiro, _) = colleague(&mut boss, "jiro", "approver", json!(["users", "trails"])).await;
    jiro.step_up().await;
    let stands = boss.ask("GET", &path, Value::Null).await.body;
    for step in ["reset", "suspend", "sign-out", "unlock"] {
        let wish = json!({ "version": stands["version"] });
        let refused = jiro.ask("POST", &format!("{path}/{step}"), wish).await;
        refused.assert_problem(403, "other_department");
    }
    let view = json!({ "staff_id": me });
    jiro.ask("POST", "session/view-as", view).await.assert_problem(403, "other_department");
    let (_, own) = colleague(&mut boss, "taro", "writer", json!(["settings"])).await;
    jiro.step_up().await;
    for cells in ["氏名\r\ntaro,ほか", "役割\r\ntaro,作成者", "役割\r\ntaro,承認者", "権限\r\ntaro,"]
    {
        let csv = json!({ "csv": format!("ログインID,{cells}\r\n") });
        let shown = jiro.ask("POST", "staff/csv/preview", csv).await;
        let row = &shown.body["rows"][0];
        assert_eq!((shown.status, &row["action"]), (200, &json!("error")), "{cells}: {shown:?}");
        assert_eq!((&row["changes"], &row["message"]), (&json!([]), &json!("このログインIDは使えません。")));
        assert!(!shown.body.to_string().contains("宮前"), "{shown:?}");
    }
    let left = format!("staff/{}/belongings", own["id"].as_str().unwrap());
    jiro.ask("GET", &left, Value::Null).await.assert_problem(403, "other_department");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_staff_is_taken_as_a_table_with_the_second_factor_and_a_record_and_reads_back() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut jiro, seen) = colleague(&mut boss, "jiro", "approver", json!(["users", "trails"])).await;
    let wish = json!({
        "login": "formula", "name": "＝HYPERLINK(1)", "role": "writer", "permissions": ["deliveries_write"],
        "departments": [seen["departments"][0]["id"]], "scope": "own", "expires_on": "2027-03-31",
    });
    assert_eq!(boss.ask("POST", "staff", wish).await.status, 201);
    town.city.advance(Duration::from_mins(6));
    jiro.ask("GET", "staff.csv", Value::Null).await.assert_problem(403, "step_up_needed");
    jiro.step_up().await;
    boss.step_up().await;
    let text = async |browser: &Browser<'_>| {
        let response = browser.request("GET", "staff.csv").send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
        let bytes = response.bytes().await.unwrap();
        let text = std::str::from_utf8(bytes.strip_prefix(domain::table::BOM).unwrap()).unwrap();
        assert!(text.starts_with("\"ログインID\",\"氏名\","), "{text}");
        text.to_owned()
    };
    let (theirs, whole) = (text(&jiro).await, text(&boss).await);
    assert_eq!((theirs.lines().count(), whole.lines().count()), (3, 4), "whom each sees: {theirs}{whole}");
    assert!(!theirs.contains("hanako") && whole.contains("\"hanako\""), "{theirs}");
    assert!(theirs.contains("\"'＝HYPERLINK(1)\""), "R-C1: no cell is a formula: {theirs}");
    for (browser, table) in [(&mut jiro, theirs), (&mut boss, whole)] {
        let shown = browser.ask("POST", "staff/csv/preview", json!({ "csv": table })).await.body;
        let rows = shown["rows"].as_array().unwrap();
        assert!(rows.len() > 1 && rows.iter().all(|row| row["action"] == "none"), "{shown}");
    }
    let told = boss.ask("GET", "trails/operations?action=staff.downloaded", Value::Null).await.body;
    let told = told["operations"].as_array().unwrap().iter().map(|one| &one["detail"]["records"]);
    assert_eq!(told.collect::<Vec<_>>(), [3, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reaches_somebody_cannot_reset_them_without_their_rights() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut jiro, seen) = colleague(&mut boss, "jiro", "approver", json!(["users"])).await;
    let home = &seen["departments"][0]["id"];
    boss.step_up().await;
    let wish = json!({
        "login": "saburo", "name": "麻生 三郎", "role": "approver", "permissions": ["settings"],
        "departments": [home], "scope": "own", "expires_on": null,
    });
    let request = boss.request("POST", "staff").header("idempotency-key", "saburo").json(&wish);
    let added = Answer::read(request.send().await.unwrap()).await.body["staff"].clone();
    jiro.step_up().await;
    let path = format!("staff/{}", added["id"].as_str().unwrap());
    let wish = json!({ "version": added["version"] });
    let reset = jiro.ask("POST", &format!("{path}/reset"), wish.clone()).await;
    reset.assert_problem(403, "beyond_own_permissions");
    let view = json!({ "staff_id": added["id"] });
    jiro.ask("POST", "session/view-as", view).await.assert_problem(403, "beyond_own_permissions");
    assert_eq!(jiro.ask("POST", &format!("{path}/suspend"), wish).await.status, 200, "of their department");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_department_is_neither_read_nor_changed() {
    let town = Town::start().await;
    town.settle(&["takatsu"]).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "groups", "settings"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", rights.clone()).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", rights).await;
    let department = seen["departments"][0]["id"].as_str().unwrap();

    let condition = json!({ "item": "ward", "any_of": ["takatsu"] });
    let wish = json!({ "name": "高津", "department": department, "condition": condition });
    let made = taro.ask("POST", "segments", wish.clone()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("segments/{}", made.body["id"].as_str().unwrap());
    jiro.ask("GET", &path, Value::Null).await.assert_problem(403, "other_department");
    assert_eq!(jiro.ask("GET", "segments", Value::Null).await.body["segments"], json!([]));
    jiro.ask("DELETE", &path, json!({ "version": 1 })).await.assert_problem(403, "other_department");
    jiro.ask("POST", "segments", wish).await.assert_problem(403, "other_department");

    let wish = json!({ "version": 1, "name": "ほか", "prefix": "", "footer": "", "words": [] });
    let other = format!("departments/{department}");
    jiro.ask("PUT", &other, wish.clone()).await.assert_problem(403, "other_department");
    let mut far = wish;
    far["version"] = json!(u64::MAX);
    taro.ask("PUT", &other, far).await.assert_problem(409, "stale_version");

    let draft = taro.ask("POST", "drafts", json!({ "title": "水道", "department": department })).await.body;
    let wish = json!({
        "version": draft["version"], "title": "水道", "department": department, "target": everyone(),
        "messages": [r#"{"type":"text","text":"断水"}"#], "start": { "kind": "now" }, "emergency": true,
    });
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let draft = boss.ask("PUT", &path, wish).await.body;
    let look =
        boss.ask("POST", &format!("{path}/confirmation"), json!({ "version": draft["version"] })).await;
    boss.step_up().await;
    let wish = json!({
        "version": draft["version"], "content_hash": look.body["content_hash"], "typed_count": "1",
        "expected_count": look.body["count"], "break_glass_reason": "承認者が誰もいないためです",
    });
    let sent = boss.ask("POST", &format!("{path}/send"), wish).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let delivery = format!("deliveries/{}", sent.body["id"].as_str().unwrap());
    assert_eq!(taro.ask("GET", &delivery, Value::Null).await.status, 200);
    for below in ["", "/batches"] {
        let refused = jiro.ask("GET", &format!("{delivery}{below}"), Value::Null).await;
        refused.assert_problem(403, "other_department");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p_an_emergency_of_somebody_without_its_permission_waits_for_approval_and_then_starts_at_once() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_send"]);
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", rights).await;
    let department = taro.ask("GET", "session", Value::Null).await.body["me"]["departments"][0]["id"].clone();
    let draft = taro.ask("POST", "drafts", json!({ "title": "避難", "department": department })).await.body;
    let mut wish = json!({
        "version": draft["version"], "title": "避難", "department": department, "target": everyone(),
        "start": { "kind": "now" }, "emergency": true,
    });
    wish["messages"] = json!([r#"{"type":"text","text":"避難してください"}"#]);
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let draft = taro.ask("PUT", &path, wish).await.body;
    assert_eq!(draft["emergency"], true, "whoever writes may mark it: {draft}");

    let seen = json!({ "version": draft["version"] });
    let look = taro.ask("POST", &format!("{path}/confirmation"), seen.clone()).await.body;
    assert_eq!((&look["break_glass_allowed"], &look["undo_seconds"]), (&json!(false), &json!(0)), "{look}");
    let own = boss.ask("POST", &format!("{path}/confirmation"), seen.clone()).await.body;
    assert_eq!((&own["break_glass_allowed"], &own["undo_seconds"]), (&json!(true), &json!(0)), "{own}");
    let send = |version: &Value| {
        json!({
            "version": version, "content_hash": look["content_hash"], "typed_count": "2", "expected_count": 2,
            "break_glass_reason": "承認者が誰もいないためです",
        })
    };
    taro.step_up().await;
    let refused = taro.ask("POST", &format!("{path}/send"), send(&draft["version"])).await;
    assert_eq!(refused.body["blocked_by"], json!(["approval"]), "{refused:?}");

    let waiting = taro.ask("POST", &format!("{path}/approval"), seen).await.body;
    let agreed = json!({
        "version": waiting["version"], "content_hash": waiting["content_hash"], "expected_count": 2,
    });
    let approved = boss.ask("POST", &format!("{path}/approval/approve"), agreed).await.body;
    let sent = taro.ask("POST", &format!("{path}/send"), send(&approved["version"])).await;
    assert_eq!((sent.status, &sent.body["break_glass"]), (200, &Value::Null), "it was approved: {sent:?}");
    assert_eq!(town.settled(&sent.body).await["counts"]["accepted"], 2, "without a minute passing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_read_is_a_problem_like_all_others() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    boss.ask("GET", "drafts/%ff", Value::Null).await.assert_problem(404, "not_found");
    boss.ask("GET", "drafts?mine=perhaps", Value::Null).await.assert_problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_can_be_shown_again_after_minutes_of_quiet() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    for _ in 0..3 {
        town.city.advance(Duration::from_mins(7));
        boss.step_up().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_departments_own_words_are_asked_about_before_a_send() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let made = json!({ "name": "広報課", "words": ["市長選"] });
    let department = boss.ask("POST", "departments", made).await.body["id"].clone();
    let draft = boss.ask("POST", "drafts", json!({ "title": "x", "department": department })).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let mut wish = json!({
        "version": draft["version"], "title": "x", "department": department, "target": everyone(),
        "messages": [r#"{"type":"text","text":"市長選のお知らせ"}"#], "start": { "kind": "now" },
    });
    let own = boss.ask("PUT", &path, wish.clone()).await.body;
    let seen = boss.ask("POST", &format!("{path}/confirmation"), json!({ "version": own["version"] })).await;
    let quotes = |answer: &Value| {
        let found = answer["warnings"].as_array().unwrap();
        found.iter().map(|one| one["quote"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(quotes(&seen.body).contains(&"市長選".to_owned()), "{seen:?}");
    let check = json!({ "messages": wish["messages"], "department": department });
    assert!(quotes(&boss.ask("POST", "messages/check", check).await.body).contains(&"市長選".to_owned()));
    (wish["version"], wish["department"]) = (own["version"].clone(), Value::Null);
    let nobodys = boss.ask("PUT", &path, wish).await.body;
    let version = json!({ "version": nobodys["version"] });
    let seen = boss.ask("POST", &format!("{path}/confirmation"), version).await;
    assert!(!quotes(&seen.body).contains(&"市長選".to_owned()), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_invitation_gives_no_more_than_the_first_and_an_heir_can_open_what_they_get() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut jiro, seen) =
        colleague(&mut boss, "jiro", "approver", json!(["users", "deliveries_write"])).await;
    let home = &seen["departments"][0]["id"];
    let wish = json!({
        "login": "saburo", "name": "麻生 三郎", "role": "writer", "permissions": [],
        "departments": [home], "scope": "own", "expires_on": null,
    });
    jiro.step_up().await;
    let request = jiro.request("POST", "staff").header("idempotency-key", "saburo").json(&wish);
    let added = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(added.status, 201, "{added:?}");
    let mut more = wish.clone();
    (more["version"], more["permissions"]) = (added.body["staff"]["version"].clone(), json!(["settings"]));
    boss.step_up().await;
    let path = format!("staff/{}", added.body["staff"]["id"].as_str().unwrap());
    assert_eq!(boss.ask("PUT", &path, more).await.status, 200);
    let request = jiro.request("POST", "staff").header("idempotency-key", "saburo").json(&wish);
    let again = Answer::read(request.send().await.unwrap()).await;
    again.assert_problem(403, "beyond_own_permissions");

    let (_, stranger) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let draft = jiro.ask("POST", "drafts", json!({ "title": "x", "department": home })).await.body;
    let path = format!("staff/{}/hand-over", seen["id"].as_str().unwrap());
    let left = boss.ask("GET", &path.replace("hand-over", "belongings"), Value::Null).await.body;
    assert!(!left["heirs"].as_array().unwrap().contains(&stranger["id"]), "{left}");
    let to = json!({ "belongings": [draft["id"]], "to": stranger["id"] });
    let refused = boss.ask("POST", &path, to).await;
    assert_eq!((refused.status, refused.first_error()), (422, ("to", "other_department")), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_names_no_tester_of_another_department() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let phone = town.settle(&["takatsu"]).await.remove(0);
    let department = boss.ask("POST", "departments", json!({ "name": "広報課" })).await.body["id"].clone();
    let wish = json!({ "name": "広報の端末", "department": department });
    let code = boss.ask("POST", "testers/codes", wish).await.body["code"].clone();
    town.city.line.say(&phone, code.as_str().unwrap()).unwrap();
    town.rest().await;
    let tester = boss.ask("GET", "testers", Value::Null).await.body["testers"][0]["id"].clone();
    let draft = boss.ask("POST", "drafts", json!({ "title": "試し" })).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let bubble = r#"{"type":"text","text":"こんにちは"}"#;
    let edit = json!({ "version": draft["version"], "title": "試し", "messages": [bubble] });
    let draft = boss.ask("PUT", &path, edit).await.body;
    let wish = json!({ "version": draft["version"], "testers": [tester] });
    let tested = boss.ask("POST", &format!("{path}/tests"), wish).await;
    assert_eq!(tested.body["recipients"][0]["name"], "広報の端末", "{tested:?}");
    let seen = taro.ask("GET", &format!("{path}/tests"), Value::Null).await.body;
    assert_eq!(seen["tests"][0]["recipients"][0]["name"], "(ほかの部署の人)", "{seen}");
    let (mut jiro, of_jiro) = colleague(&mut boss, "jiro", "approver", json!(["testers"])).await;
    let home = &of_jiro["departments"][0]["id"];
    let group = json!({ "name": "試す人", "department": home, "testers": [tester] });
    let refused = jiro.ask("POST", "tester-groups", group).await;
    assert_eq!(
        (refused.status, refused.first_error()),
        (422, ("testers", "other_department")),
        "{refused:?}"
    );
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_about_testers_are_for_whoever_sees_testers_wherever_they_are_counted_or_kept() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "groups"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", rights).await;
    let home = &seen["departments"][0]["id"];
    let condition = json!({ "not": { "system": "tester" } });
    let target = json!({ "kind": "segment", "condition": condition });
    let counted = taro.ask("POST", "segments/count", json!({ "target": target })).await;
    let saved = json!({ "name": "テスター以外", "department": home, "condition": condition });
    let saved = taro.ask("POST", "segments", saved).await;
    let draft = taro.ask("POST", "drafts", json!({ "title": "試し", "department": home })).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let edit = json!({ "version": draft["version"], "title": "試し", "department": home, "target": target });
    let kept = taro.ask("PUT", &path, edit.clone()).await;
    for (answer, field) in [(&counted, "target"), (&saved, "condition"), (&kept, "target")] {
        assert_eq!((answer.status, answer.first_error()), (422, (field, "needs_testers")), "{answer:?}");
    }
    let written = boss.ask("PUT", &path, edit.clone()).await;
    assert_eq!(written.status, 200, "{written:?}");
    let mut words = edit;
    (words["version"], words["title"]) = (written.body["version"].clone(), json!("試しの二"));
    let written = taro.ask("PUT", &path, words).await;
    assert_eq!(
        written.status, 200,
        "a target that stands does not keep the words from being mended: {written:?}"
    );
    let saved = json!({ "name": "テスター以外", "department": home, "condition": condition });
    let group = boss.ask("POST", "segments", saved.clone()).await.body;
    let mut renamed = saved;
    (renamed["version"], renamed["name"]) = (group["version"].clone(), json!("試す人のほか"));
    let of_group = format!("segments/{}", group["id"].as_str().unwrap());
    let group = taro.ask("PUT", &of_group, renamed.clone()).await;
    assert_eq!(group.status, 200, "nor does a condition that stands a name: {group:?}");
    (renamed["version"], renamed["condition"]) =
        (group.body["version"].clone(), json!({ "system": "tester" }));
    assert_eq!(taro.ask("PUT", &of_group, renamed).await.first_error(), ("condition", "needs_testers"));
    for (thing, version) in [(&of_group, &group.body["version"]), (&path, &written.body["version"])] {
        let gone = taro.ask("DELETE", thing, json!({ "version": version })).await;
        assert!(gone.status < 300, "{gone:?}");
        let back = taro.ask("POST", &format!("{thing}/put-back"), json!({ "version": version })).await;
        assert_eq!(back.status, 200, "what was deleted by mistake comes back: {back:?}");
    }
    let written = taro.ask("GET", &path, Value::Null).await;
    let looked = json!({ "version": written.body["version"] });
    let looked = taro.ask("POST", &format!("{path}/confirmation"), looked).await.body;
    let told = looked["errors"].as_array().unwrap().iter().any(|error| error["code"] == "needs_testers");
    assert_eq!((&looked["count"], told), (&json!(0), true), "whoever else wrote it: {looked}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_stand_by_what_is_read_not_by_ids_that_nobody_sees() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let names = ["えび", "いか", "うに", "あじ", "おこぜ"];
    for (number, name) in names.iter().enumerate() {
        boss.step_up().await;
        let login = format!("clerk{}", 9 - number);
        let wish = json!({
            "login": login, "name": "宮前 太郎", "role": "viewer", "permissions": [],
            "departments": [], "scope": "all", "expires_on": null,
        });
        assert_eq!(boss.ask("POST", "staff", wish).await.status, 201);
        assert_eq!(boss.ask("POST", "departments", json!({ "name": name })).await.status, 201);
        let wish = json!({ "name": name, "department": "全庁", "condition": ward("takatsu")["condition"] });
        assert_eq!(boss.ask("POST", "segments", wish).await.status, 201);
    }
    for (path, list, column) in [
        ("staff", "staff", "login"),
        ("departments", "departments", "name"),
        ("segments", "segments", "name"),
    ] {
        let body = boss.ask("GET", path, Value::Null).await.body;
        let read: Vec<_> =
            body[list].as_array().unwrap().iter().map(|one| one[column].as_str().unwrap()).collect();
        assert!(read.len() >= names.len() && read.is_sorted(), "{path}: {read:?}");
    }
    let table = boss.request("GET", "staff.csv").send().await.unwrap().text().await.unwrap();
    let logins: Vec<_> = table.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(logins.len() > names.len() && logins.is_sorted(), "{table}");
}
