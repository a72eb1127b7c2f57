//! `/api/trails`: the login history and the log of operations, searched, as CSV, and whether a day is as it was written.

mod told;
mod words;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::{Entry, LoginResult, Object, Place, Verdict, Wanted, What};
use domain::staff::StaffId;
use domain::table::{BOM, Csv, write_row};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Cursor, Found};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::answered::CsvFile;
use crate::asked::Query;
use crate::gate::Who;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;
use crate::shapes;
use crate::staff::wire::Named;
use crate::wire::{show_time, time};

/// Records of one answer.
const PAGE: usize = 50;
/// Records of one file, and its bytes: Lambda answers at most 6 MB as JSON, in which each quote of a cell takes two.
const MOST_IN_A_FILE: usize = 10_000;
const MOST_BYTES: usize = 4_500_000;

/// The routes of the trails.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/trails/notable", told::notable)
        .get("/api/session/history", told::own)
        .get("/api/trails/logins", logins)
        .refused(&[422])
        .get("/api/trails/logins.csv", logins_csv)
        .refused(&[422])
        .get("/api/trails/operations", operations)
        .refused(&[422])
        .get("/api/trails/operations.csv", operations_csv)
        .refused(&[422])
        .get("/api/trails/verify", verify)
        .refused(&[422])
}

/// What is looked for; empty is the same as not given.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Search {
    from: String,
    to: String,
    login: String,
    result: String,
    staff: String,
    action: String,
    object: String,
    cursor: String,
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

impl Search {
    fn span(&self) -> Result<(u64, u64), FieldError> {
        let from = given(&self.from).map_or(Ok(0), |text| time("from", text))?;
        let to = given(&self.to).map_or(Ok(runtime::clock::now_ms()), |text| time("to", text))?;
        Ok((from, to))
    }

    fn cursor(&self) -> Result<Option<Cursor>, FieldError> {
        let odd = || {
            FieldError::new("cursor", "invalid", "続きの位置が正しくありません。最初から見直してください。")
        };
        given(&self.cursor).map(|text| Cursor::parse(text).ok_or_else(odd)).transpose()
    }

    fn logins(&self) -> Result<Wanted, FieldError> {
        let odd = || FieldError::new("result", "unknown", "この結果では絞り込めません。");
        let result = given(&self.result);
        let result = result.map(|name| LoginResult::parse(name).ok_or_else(odd)).transpose()?;
        Ok(Wanted::Logins { who: given(&self.login).map(str::to_owned), result })
    }

    fn operations(&self) -> Result<Wanted, FieldError> {
        let odd = || FieldError::new("staff", "unknown", "この利用者では絞り込めません。");
        let staff = given(&self.staff).map(|id| StaffId::parse(id).map_err(|_| odd())).transpose()?;
        let text = |text: &str| given(text).map(str::to_owned);
        Ok(Wanted::Operations { staff, action: text(&self.action), object: text(&self.object) })
    }
}

#[derive(Serialize, ToSchema)]
struct LoginAnswer {
    at: String,
    login: String,
    name: Option<String>,
    ip: String,
    device: String,
    #[schema(value_type = shapes::LoginResult)]
    result: String,
    #[schema(value_type = shapes::LoginMethod)]
    method: String,
    number: u64,
    hash: String,
}

#[derive(Serialize, ToSchema)]
struct OperationAnswer {
    at: String,
    staff: Option<Named>,
    ip: String,
    device: String,
    session: String,
    action: String,
    #[schema(value_type = shapes::TrailObject)]
    object: Object,
    department: Option<String>,
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    detail: Value,
    number: u64,
    hash: String,
}

#[derive(Serialize, ToSchema)]
struct LoginsAnswer {
    logins: Vec<LoginAnswer>,
    next: Option<String>,
    /// The day at which the look stopped because it had read so much: older records are behind `next`.
    stopped_on: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct OperationsAnswer {
    operations: Vec<OperationAnswer>,
    next: Option<String>,
    /// The day at which the look stopped because it had read so much: older records are behind `next`.
    stopped_on: Option<String>,
}

fn login((place, entry): &(Place, Entry)) -> Option<LoginAnswer> {
    let What::Login { result, method } = entry.what else { return None };
    let who = entry.who.as_ref();
    Some(LoginAnswer {
        at: show_time(entry.at_ms),
        login: who.map(|who| who.login.clone()).unwrap_or_default(),
        name: who.and_then(|who| who.id.map(|_| who.name.clone())),
        ip: entry.ip.clone(),
        device: entry.device.clone(),
        result: result.name(),
        method: method.name(),
        number: place.number,
        hash: place.hash.clone(),
    })
}

fn operation((place, entry): &(Place, Entry)) -> Option<OperationAnswer> {
    let What::Operation(operation) = &entry.what else { return None };
    let staff = entry.who.as_ref().and_then(|who| Some((who.id?, &who.name)));
    Some(OperationAnswer {
        at: show_time(entry.at_ms),
        staff: staff.map(|(id, name)| Named { id: id.to_string(), name: name.clone() }),
        ip: entry.ip.clone(),
        device: entry.device.clone(),
        session: entry.session.clone(),
        action: operation.action.clone(),
        object: operation.object.clone(),
        department: operation.department.clone(),
        detail: serde_json::to_value(&operation.detail).unwrap_or_default(),
        number: place.number,
        hash: place.hash.clone(),
    })
}

async fn page(app: &App, search: &Search, wanted: &Wanted) -> Result<Found, Problem> {
    Ok(app.trail.search(wanted, search.span()?, search.cursor()?, PAGE).await?)
}

/// `2026-11-29`
fn shown_day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// `GET /api/trails/logins`
async fn logins(
    State(app): State<Arc<App>>,
    Query(search): Query<Search>,
) -> Result<Json<LoginsAnswer>, Problem> {
    let found = page(&app, &search, &search.logins()?).await?;
    let next = found.next.map(|cursor| cursor.to_string());
    let (logins, stopped_on) = (found.records.iter().filter_map(login), shown_day(found.stopped_on));
    Ok(Json(LoginsAnswer { logins: logins.collect(), next, stopped_on }))
}

/// `GET /api/trails/operations`
async fn operations(
    State(app): State<Arc<App>>,
    Query(search): Query<Search>,
) -> Result<Json<OperationsAnswer>, Problem> {
    let found = page(&app, &search, &search.operations()?).await?;
    let next = found.next.map(|cursor| cursor.to_string());
    let (operations, stopped_on) = (found.records.iter().filter_map(operation), shown_day(found.stopped_on));
    Ok(Json(OperationsAnswer { operations: operations.collect(), next, stopped_on }))
}

/// `GET /api/trails/logins.csv`
async fn logins_csv(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Query(search): Query<Search>,
) -> Result<CsvFile, Problem> {
    let found = whole(&app, &search, &search.logins()?).await?;
    let heading = [
        "日時",
        "ログインID",
        "氏名",
        "結果",
        "結果の記号",
        "方法",
        "方法の記号",
        "IPアドレス",
        "端末",
        "番号",
        "ハッシュ",
    ];
    let rows = found.records.iter().filter_map(login).map(|row| {
        let (result, method) = (words::result(&row.result).to_owned(), words::method(&row.method).to_owned());
        let (name, number) = (row.name.unwrap_or_default(), row.number.to_string());
        [
            row.at, row.login, name, result, row.result, method, row.method, row.ip, row.device, number,
            row.hash,
        ]
    });
    let file = table(heading, rows);
    handed_over(&app, &actor, "logins", found.records.len(), file).await
}

/// `GET /api/trails/operations.csv`
async fn operations_csv(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Query(search): Query<Search>,
) -> Result<CsvFile, Problem> {
    let found = whole(&app, &search, &search.operations()?).await?;
    let heading = [
        "日時",
        "利用者ID",
        "利用者",
        "操作",
        "操作の記号",
        "対象の種類",
        "対象の種類の記号",
        "対象のID",
        "対象の名前",
        "部署のID",
        "詳しく",
        "IPアドレス",
        "端末",
        "セッション",
        "番号",
        "ハッシュ",
    ];
    let rows = found.records.iter().filter_map(operation).map(|row| {
        let (id, name) =
            row.staff.map_or_else(|| (String::new(), "システム".to_owned()), |who| (who.id, who.name));
        let Object { kind, id: object, name: title } = row.object;
        let (department, detail) = (row.department.unwrap_or_default(), row.detail.to_string());
        let number = row.number.to_string();
        [
            row.at,
            id,
            name,
            words::action(&row.action),
            row.action,
            words::kind(&kind).to_owned(),
            kind,
            object,
            title,
            department,
            detail,
            row.ip,
            row.device,
            row.session,
            number,
            row.hash,
        ]
    });
    let file = table(heading, rows);
    handed_over(&app, &actor, "operations", found.records.len(), file).await
}

/// All that is looked for, or nothing: a file that ends somewhere in the middle would be taken for whole.
async fn whole(app: &App, search: &Search, wanted: &Wanted) -> Result<Found, Problem> {
    let found = app.trail.search_on(wanted, search.span()?, search.cursor()?, MOST_IN_A_FILE).await?;
    let Some(next) = found.next else { return Ok(found) };
    let day = next.day().strftime("%-Y年%-m月%-d日");
    Err(too_many(&if found.stopped_on.is_none() {
        format!("新しいほうから{MOST_IN_A_FILE}件で、{day}の途中まで来ています。")
    } else {
        let records = found.records.len();
        format!("時間内に調べられたのは{day}の途中までで、そこまでに条件に合う記録は{records}件です。")
    }))
}

/// `so_far` is a sentence about how far the records were looked through.
fn too_many(so_far: &str) -> Problem {
    let title = format!(
        "記録が多すぎて、1つのファイルになりません(多くても{MOST_IN_A_FILE}件まで)。{so_far}期間を短くして、何回かに分けてください。"
    );
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many", title)
}

fn table<const N: usize>(heading: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut file = [BOM, BOM].concat(); // see `handed_over`
    write_row(&mut file, Csv::Spreadsheet, heading.map(Cow::Borrowed));
    for row in rows {
        write_row(&mut file, Csv::Spreadsheet, row.map(Cow::Owned));
    }
    file
}

/// Whoever takes the trail along leaves a record in it. A text's first mark is taken away on its way into Lambda's JSON,
/// so there are two.
async fn handed_over(
    app: &App,
    actor: &domain::staff::Actor,
    which: &'static str,
    rows: usize,
    file: Vec<u8>,
) -> Result<CsvFile, Problem> {
    let quotes = file.split(|byte| *byte == b'"').count();
    if file.len() + quotes > MOST_BYTES {
        return Err(too_many(""));
    }
    let entry = records::entry(actor, "trail.downloaded", Object::new("trail", which, ""));
    app.trail.note(&entry.with("records", rows as u64)).await?;
    Ok(CsvFile { name: which, bytes: file })
}

#[derive(Deserialize, IntoParams)]
struct Day {
    #[serde(default)]
    day: String,
}

#[derive(Serialize, ToSchema)]
struct VerdictAnswer {
    day: String,
    records: u64,
    intact: bool,
    broken_at: Option<u64>,
    /// Number and hash of the last record, to be compared with a note of it.
    last: Option<LastAnswer>,
    /// Whether a later day stands behind this one. As long as none does, records that were taken from its end are not missed.
    followed: bool,
}

#[derive(Serialize, ToSchema)]
struct LastAnswer {
    number: u64,
    hash: String,
}

/// `GET /api/trails/verify?day=2026-11-29`
async fn verify(
    State(app): State<Arc<App>>,
    Query(Day { day }): Query<Day>,
) -> Result<Json<VerdictAnswer>, Problem> {
    let odd = || FieldError::new("day", "not_a_date", "日付は「2026-11-29」の形で入力してください。");
    let date: Date = domain::calendar::parse_date(&day).ok_or_else(odd)?;
    let verdict = app.trail.verify(date).await?;
    if let Some(number) = verdict.broken_at {
        tracing::error!(audit.day = %date, audit.number = number, "the trail of {date} is broken at {number}");
    }
    let Verdict { records, broken_at, last, is_followed } = verdict;
    let last = last.map(|Place { number, hash, .. }| LastAnswer { number, hash });
    Ok(Json(VerdictAnswer {
        day,
        records,
        intact: broken_at.is_none(),
        broken_at,
        last,
        followed: is_followed,
    }))
}
