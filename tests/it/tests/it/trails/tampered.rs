//! F-23: whatever is done to the trail's rows behind the functions' backs is found, whichever field of whichever row.

#![expect(clippy::print_stdout, reason = "the counts are what F-23 is about")]

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::audit::{Entry, Object};
use domain::staff::Actor;
use jiff::civil::Date;
use serde_json::{Value, json};
use store::AuditTable;

use super::desk::{By, Desk, now_ms};

type Row = HashMap<String, AttributeValue>;
/// What stands under a key afterwards; `None` is nothing.
type Deed = Vec<(Row, Option<Row>)>;

fn key(row: &Row) -> Row {
    ["pk", "sk"].into_iter().map(|name| (name.to_owned(), row[name].clone())).collect()
}

fn text(row: &Row, name: &str) -> String {
    row[name].as_s().unwrap().clone()
}

fn other(value: &AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::S(text) => AttributeValue::S(format!("{text}0")),
        AttributeValue::N(number) => AttributeValue::N((number.parse::<u64>().unwrap() + 1).to_string()),
        odd => panic!("{odd:?} in the trail"),
    }
}

fn other_value(value: &Value) -> Value {
    match value {
        Value::Null => json!("x"),
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::String(text) => json!(format!("{text} ")),
        Value::Array(list) => json!([list.as_slice(), &[json!("x")]].concat()),
        Value::Object(_) => Value::Null,
    }
}

/// Where there is anything in what a record says.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let below = value.as_object().into_iter().flatten();
    let below = below.flat_map(|(name, value)| {
        let at = format!("{at}/{name}");
        [vec![at.clone()], pointers(value, &at)].concat()
    });
    below.collect()
}

/// What a record says with each of its fields altered, and with each of them gone.
fn bodies(body: &str) -> Vec<String> {
    let says: Value = serde_json::from_str(body).unwrap();
    let mut bodies = vec![format!("{body} "), "{}".to_owned()];
    for pointer in pointers(&says, "") {
        let mut altered = says.clone();
        let field = altered.pointer_mut(&pointer).unwrap();
        *field = other_value(field);
        bodies.push(altered.to_string());
        let (mut without, (parent, name)) = (says.clone(), pointer.rsplit_once('/').unwrap());
        without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        bodies.push(without.to_string());
    }
    bodies
}

/// One row with each attribute altered, gone or added.
fn altered(row: &Row) -> Vec<Deed> {
    let mut rows = Vec::new();
    for name in row.keys().filter(|name| !["pk", "sk"].contains(&name.as_str())) {
        let (mut altered, mut without) = (row.clone(), row.clone());
        altered.insert(name.clone(), other(&row[name]));
        without.remove(name);
        rows.extend([altered, without]);
    }
    let with = |name: &str, value: AttributeValue| {
        let mut row = row.clone();
        row.insert(name.to_owned(), value);
        row
    };
    rows.push(with("more", AttributeValue::S("x".to_owned())));
    if row.contains_key("body") {
        rows.extend(bodies(&text(row, "body")).into_iter().map(|body| with("body", AttributeValue::S(body))));
    }
    rows.into_iter().map(|next| vec![(key(row), Some(next))]).collect()
}

/// What somebody wrote, in another's place.
fn in_place_of(row: &Row, place: &Row) -> Row {
    row.clone().into_iter().chain(key(place)).collect()
}

/// Rows removed, doubled and exchanged; the end cut off; the head of the day gone.
fn moved(rows: &[Row], head: &Row) -> Vec<Deed> {
    let gone = |row: &Row| (key(row), None);
    let mut deeds: Vec<Deed> = rows.iter().map(|row| vec![gone(row)]).collect();
    deeds.extend((1..rows.len()).map(|from| rows[from..].iter().map(gone).collect()));
    deeds.push(rows.iter().map(gone).collect());
    deeds.push(vec![gone(head)]);
    for (index, one) in rows.iter().enumerate() {
        for other in &rows[index + 1..] {
            let exchanged = [(one, other), (other, one)];
            deeds.push(exchanged.map(|(place, row)| (key(place), Some(in_place_of(row, place)))).to_vec());
        }
        let behind = AttributeValue::S(format!("{:010}", rows.len() + 1));
        let place = Row::from([("pk".to_owned(), one["pk"].clone()), ("sk".to_owned(), behind)]);
        deeds.push(vec![(place.clone(), Some(in_place_of(one, &place)))]);
    }
    deeds
}

/// Some records of many kinds, all of one day.
async fn work(desk: &Desk) {
    for name in ["一", "二", "三"] {
        let department = desk.call(By::Hanako, "POST", "/api/departments", &json!({ "name": name })).await;
        let wish = json!({ "title": name, "department": department["id"] });
        let draft = desk.call(By::Taro, "POST", "/api/drafts", &wish).await;
        let path = format!("/api/drafts/{}", draft["id"].as_str().unwrap());
        desk.call(By::Hanako, "DELETE", &path, &json!({ "version": draft["version"] })).await;
    }
    let export = json!({ "format": "csv", "reason": "年度末の点検" });
    desk.call(By::Hanako, "POST", "/api/exports", &export).await;
    desk.call(By::Machine, "POST", "/api/drafts", &json!({ "title": "防災" })).await;
}

/// The rows of one day's trail; where midnight in Japan came between, there is another.
async fn a_days_work() -> (Desk, Vec<Row>) {
    loop {
        let desk = Desk::open().await;
        work(&desk).await;
        let (_, client, table) = desk.trail();
        let all = client.scan().table_name(table).consistent_read(true).send().await.unwrap().items.unwrap();
        if all.iter().filter(|row| text(row, "pk") == "DAYS").count() == 1 {
            return (desk, all);
        }
    }
}

struct Vault<'a> {
    trail: AuditTable,
    client: aws_sdk_dynamodb::Client,
    table: &'a str,
    day: Date,
}

impl Vault<'_> {
    async fn write(&self, key: &Row, row: Option<&Row>) {
        if let Some(row) = row {
            let put = self.client.put_item().table_name(self.table).set_item(Some(row.clone()));
            put.send().await.unwrap();
        } else {
            let delete = self.client.delete_item().table_name(self.table).set_key(Some(key.clone()));
            delete.send().await.unwrap();
        }
    }

    /// Does it, looks whether it is found, and undoes it.
    async fn is_found(&self, deed: &Deed, stands: &[Row]) -> bool {
        for (key, row) in deed {
            self.write(key, row.as_ref()).await;
        }
        let verdict = self.trail.verify(self.day).await.unwrap();
        for (place, _) in deed {
            self.write(place, stands.iter().find(|row| key(row) == *place)).await;
        }
        verdict.broken_at.is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_whatever_is_done_to_a_row_of_the_table_is_found() {
    let (desk, all) = a_days_work().await;
    let (trail, client, table) = desk.trail();
    let (heads, mut rows): (Vec<Row>, Vec<Row>) =
        all.clone().into_iter().partition(|row| text(row, "pk") == "DAYS");
    rows.sort_by_key(|row| text(row, "sk"));
    assert!(rows.len() > 9, "{} records", rows.len());
    let day = text(&heads[0], "sk").parse().unwrap();
    let vault = Vault { trail, client, table, day };
    let deeds: Vec<Deed> =
        rows.iter().chain(&heads).flat_map(altered).chain(moved(&rows, &heads[0])).collect();
    let mut missed = Vec::new();
    for deed in &deeds {
        if !vault.is_found(deed, &all).await {
            missed.push(deed);
        }
    }
    let (tried, found) = (deeds.len(), deeds.len() - missed.len());
    println!("F-23: {} records touched in {tried} ways, {found} found", rows.len());
    assert!(missed.is_empty() && tried > 300, "{} of {tried} not found: {missed:?}", missed.len());
    assert_eq!(desk.broken_at().await, None, "all is as it was");
}

/// Something that changes nothing but the trail.
fn note() -> Entry {
    let (nobody, object) = (Actor::machine(String::new()), Object::new("draft", "x", "x"));
    Entry::operation(&nobody, "draft.saved", object, now_ms())
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_record_that_stands_is_not_written_over_wherever_the_end_of_the_day_is_said_to_be() {
    let (desk, all) = a_days_work().await;
    let (trail, client, table) = desk.trail();
    let (heads, mut rows): (Vec<Row>, Vec<Row>) =
        all.clone().into_iter().partition(|row| text(row, "pk") == "DAYS");
    rows.sort_by_key(|row| text(row, "sk"));
    let day = text(&heads[0], "sk").parse().unwrap();
    let vault = Vault { trail, client: client.clone(), table, day };
    let mut earlier = heads[0].clone(); // as if the last record had not been written yet
    let behind = &rows[rows.len() - 2];
    earlier.insert("number".to_owned(), AttributeValue::N((rows.len() - 1).to_string()));
    earlier.insert("hash".to_owned(), behind["hash"].clone());
    for head in [Some(earlier), None] {
        vault.write(&key(&heads[0]), head.as_ref()).await;
        let refused = vault.trail.note(&note()).await;
        assert!(refused.is_err(), "{head:?}");
        let stands =
            client.scan().table_name(table).consistent_read(true).send().await.unwrap().items.unwrap();
        for row in &rows {
            assert!(stands.contains(row), "written over: {row:?}");
        }
        assert_eq!(stands.len(), rows.len() + usize::from(head.is_some()));
    }
    vault.write(&key(&heads[0]), Some(&heads[0])).await;
    vault.trail.note(&note()).await.unwrap();
    assert_eq!(desk.broken_at().await, None, "behind the last one there is room");
}
