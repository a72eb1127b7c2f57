//! No administrator can come in: how it is told before, and how whoever runs the city opens it again.

use super::*;

/// What docs/runbooks/administrators-locked-out.md has whoever runs the city do.
async fn reopen(town: &Town) {
    let table = "StaffTable";
    let row = |sk: &str| json!({ "pk": { "S": "FIRST" }, "sk": { "S": sk } });
    let gone =
        json!({ "TableName": table, "Key": row("FIRST"), "ConditionExpression": "attribute_exists(pk)" });
    let mark = json!({ "TableName": table, "Item": row("REOPENED") });
    let both = json!({ "TransactItems": [{ "Delete": gone }, { "Put": mark }] });
    town.city.aws.dynamodb().call("TransactWriteItems", &both).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_administrator_is_told_to_find_a_second_and_a_city_that_is_shut_is_opened_by_whoever_runs_it() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let home = boss.ask("GET", "home", Value::Null).await.body;
    assert_eq!(home["lasting_administrators"], 1);
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let home = taro.ask("GET", "home", Value::Null).await.body;
    assert_eq!(home["lasting_administrators"], Value::Null, "none of theirs");

    let mut other = Browser::new(&town);
    let wish =
        json!({ "code": town.city.first_code(), "login": "jiro", "name": "多摩", "password": PASSWORD });
    other.ask("POST", "session/first", wish.clone()).await.assert_problem(409, "not_first");
    reopen(&town).await;
    let anonymous = Browser::new(&town).ask("GET", "session", Value::Null).await.body;
    assert_eq!(anonymous["first_administrator"], true);
    let mut taken = wish.clone();
    taken["login"] = json!("hanako");
    other.ask("POST", "session/first", taken).await.assert_problem(422, "invalid");
    let half = other.ask("POST", "session/first", wish.clone()).await;
    assert_eq!((half.status, &half.body["state"]), (200, &json!("enroll")), "{half:?}");
    assert_eq!(other.enroll().await.body["state"], "signed_in");
    let again =
        json!({ "code": town.city.first_code(), "login": "goro", "name": "麻生", "password": PASSWORD });
    Browser::new(&town).ask("POST", "session/first", again).await.assert_problem(409, "not_first");
    let told = boss.ask("GET", "trails/notable", Value::Null).await.body;
    assert_eq!(told["events"][0]["action"], "staff.authenticator_set", "{told}");
    assert_eq!(told["events"][1]["action"], "staff.first_administrator", "{told}");
    assert_eq!(told["events"][1]["object"]["name"], "多摩");
    let home = other.ask("GET", "home", Value::Null).await.body;
    assert_eq!(home["lasting_administrators"], 2);
    town.end().await;
}
