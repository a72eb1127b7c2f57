//! `/api/staff.csv` and `/api/staff/csv/…`: many people at once, out and in. The preview changes nothing; the apply does exactly what the preview showed,
//! or nothing where anybody of the table has changed meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Object;
use domain::staff::{
    Actor, Against, Bulk, BulkRow, Code, Column, DepartmentId, INVITATION_LASTS_MS, Login, MAX_BULK_ROWS,
    MAX_NAME_CHARS, Member, Outcome, RowFault, TableFault, plan_bulk, stays_open, weakens, write_bulk,
};
use domain::table::BOM;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tracing::info;
use usecases::staff::ports::StaffRoom;
use utoipa::ToSchema;

use super::told::{self, Names};
use super::wire::departments_by_id;
use super::{code_from, kept, last_administrator, seen_by, sees, within_reach};
use crate::App;
use crate::answered::CsvFile;
use crate::asked::{NeededKey, Once};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::{entry, of_rights};
use crate::wire::today;

/// A table.
#[derive(Deserialize, ToSchema)]
pub struct Table {
    csv: String,
}

/// A table, and what was agreed to.
#[derive(Deserialize, ToSchema)]
pub struct Agreed {
    csv: String,
    digest: String,
}

/// What a table would do.
#[derive(Serialize, ToSchema)]
pub struct Preview {
    digest: String,
    rows: Vec<RowAnswer>,
}

/// A table as it was read, and what the departments are called that it speaks of.
struct Planned {
    bulk: Bulk,
    names: Names,
}

impl From<Planned> for Preview {
    fn from(Planned { bulk, names }: Planned) -> Self {
        Self { digest: bulk.digest, rows: bulk.rows.into_iter().map(|row| show(row, &names)).collect() }
    }
}

#[derive(Serialize, ToSchema)]
struct RowAnswer {
    line: usize,
    login: String,
    name: String,
    action: &'static str,
    /// In words: how each column stands and how it would, or what somebody new would be.
    changes: Vec<String>,
    message: Option<String>,
}

/// What was done.
#[derive(Default, Serialize, ToSchema)]
pub struct TableDone {
    applied: usize,
    invitations: Vec<Invitation>,
    /// Logins whose open invitation lapsed with the rights it was made for.
    lapsed: Vec<String>,
    /// Where it ended halfway; the rows behind it were not done.
    stopped: Option<Stopped>,
}

#[derive(Serialize, ToSchema)]
struct Stopped {
    line: usize,
    login: String,
    message: String,
}

#[derive(Serialize, ToSchema)]
struct Invitation {
    login: String,
    code: String,
}

/// `GET /api/staff.csv`: whom the caller sees, as a table that can be read in again. Whoever takes it along leaves a
/// record.
pub async fn download(State(app): State<Arc<App>>, Who(actor): Who) -> Result<CsvFile, Problem> {
    let people = seen_by(&app, &actor).await?;
    let bytes = [BOM, BOM, &write_bulk(&people, &departments_by_id(&app).await?)].concat(); // as in `trails.rs`
    let record = entry(&actor, "staff.downloaded", Object::new("staff", "", ""));
    app.trail.note(&record.with("records", people.len() as u64)).await?;
    info!(people = people.len(), "the list of staff was taken as a table");
    Ok(CsvFile { name: "staff", bytes })
}

/// `POST /api/staff/csv/preview`
pub async fn preview(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    JsonBody(Table { csv }): JsonBody<Table>,
) -> Result<Json<Preview>, Problem> {
    Ok(Json(planned(&app, &actor, &csv).await?.into()))
}

/// `POST /api/staff/csv/apply`. People are changed one after the other. Where that ends halfway, the answer says so
/// beside what was done, and the next preview shows what is left. Codes come out of the request's key: the same request
/// again changes nobody and shows the codes of those whom it added.
pub async fn apply(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    NeededKey(key): NeededKey,
    JsonBody(Agreed { csv, digest }): JsonBody<Agreed>,
) -> Result<Json<TableDone>, Problem> {
    let planned = planned(&app, &actor, &csv).await?;
    let bulk = &planned.bulk;
    let is_agreed = bulk.digest == digest;
    if let Some(wrong) = bulk.rows.iter().find(|row| is_agreed && matches!(row.outcome, Outcome::Wrong(_))) {
        let message = format!("{}行目に誤りがあります。直してから読み込み直してください。", wrong.line);
        return Err(FieldError::new("csv", "wrong_rows", message).into());
    }
    let codes = Codes(key.claim(&app, "staff table", &actor).await?);
    if !is_agreed {
        return done_before(&app, planned, &codes).await.map(Json);
    }
    let mut done = TableDone::default();
    let today = today(runtime::clock::now_ms());
    let takes = |row: &BulkRow| match &row.outcome {
        Outcome::Change(before, next, _) => weakens(before, next, today),
        Outcome::Create(_) | Outcome::Same | Outcome::Wrong(_) => false,
    };
    // Whoever becomes an administrator comes first, so that the city is open in between, too.
    let (taking, giving): (Vec<_>, Vec<_>) = planned.bulk.rows.into_iter().partition(takes);
    for row in giving.into_iter().chain(taking) {
        let (line, login) = (row.line, row.login);
        match apply_row(&app, &actor, row.outcome, &codes, &mut done).await {
            Ok(()) => (),
            Err(problem) if done.applied == 0 => return Err(problem),
            Err(problem) => {
                let message = problem.title().to_owned();
                done.stopped = Some(Stopped { line, login, message });
                break;
            }
        }
    }
    info!(people = done.applied, invited = done.invitations.len(), "a table of staff was applied");
    Ok(Json(done))
}

/// The codes of one request: of its key and the login, so that an answer that was lost can be had again.
struct Codes(Once);

impl Codes {
    fn code(&self, login: &Login) -> String {
        let seed = self.0.random::<32>();
        let digest = Sha256::digest([&seed[..], login.as_str().as_bytes()].concat());
        code_from(std::array::from_fn(|index| digest[index]))
    }

    fn kept(&self, code: &str) -> Code {
        Code::new(code, self.0.began_at_ms() + INVITATION_LASTS_MS)
    }
}

/// What the same request did before, if it did anything; otherwise somebody else was faster than it.
async fn done_before(app: &App, planned: Planned, codes: &Codes) -> Result<TableDone, Problem> {
    let bulk = &planned.bulk;
    let logins: BTreeSet<Login> = bulk.rows.iter().filter_map(|row| Login::parse(&row.login)).collect();
    let mut done = TableDone::default();
    for member in app.staff.everybody().await?.into_iter().filter(|one| logins.contains(&one.login)) {
        let code = codes.code(&member.login);
        if member.invitation == Some(codes.kept(&code)) {
            done.applied += 1;
            done.invitations.push(Invitation { login: member.login.as_str().to_owned(), code });
        }
    }
    if done.applied == 0 {
        let title = "読み込んだあとで利用者の情報が変わりました。もう一度読み込んで、変わるところを確かめてください。";
        let changed = Problem::new(StatusCode::CONFLICT, "changed_since_preview", title);
        return Err(changed.with_current(&Preview::from(planned)));
    }
    let left = bulk.rows.iter().find(|row| !matches!(row.outcome, Outcome::Same));
    done.stopped = left.map(|row| Stopped {
        line: row.line,
        login: row.login.clone(),
        message: "前の反映が途中で止まりました。".to_owned(),
    });
    Ok(done)
}

async fn apply_row(
    app: &App,
    actor: &Actor,
    outcome: Outcome,
    codes: &Codes,
    done: &mut TableDone,
) -> Result<(), Problem> {
    match outcome {
        Outcome::Create(member) => {
            let code = codes.code(&member.login);
            let next = Member { invitation: Some(codes.kept(&code)), ..*member };
            kept(app, of_rights(actor, "staff.created", None, &next), None, &next).await?;
            done.invitations.push(Invitation { login: next.login.as_str().to_owned(), code });
        }
        Outcome::Change(before, next, _) => {
            let is_stopped = next.is_suspended && !before.is_suspended;
            let action = if is_stopped { "staff.suspended" } else { "staff.changed" };
            kept(app, of_rights(actor, action, Some(&before), &next), Some(&before), &next).await?;
            if next.needs_invitation() && !before.needs_invitation() {
                done.lapsed.push(next.login.as_str().to_owned());
            }
        }
        Outcome::Same | Outcome::Wrong(_) => return Ok(()),
    }
    done.applied += 1;
    Ok(())
}

async fn planned(app: &App, actor: &Actor, csv: &str) -> Result<Planned, Problem> {
    let everybody = app.staff.everybody().await?;
    let departments = app.staff.departments().await?;
    let names: Names = departments.into_iter().map(|department| (department.id, department.name)).collect();
    let departments = by_name(&names);
    let (own, oneself) = (actor.permissions, actor.id());
    let unseen = everybody.iter().filter(|one| !sees(actor, one)).map(|one| one.id).collect();
    let against = Against { everybody: &everybody, departments: &departments, own, oneself, unseen: &unseen };
    let bulk = plan_bulk(csv, against).map_err(|fault| table_fault(&fault))?;
    for row in &bulk.rows {
        match &row.outcome {
            Outcome::Create(next) => within_reach(actor, next)?,
            Outcome::Change(before, next, _) => {
                within_reach(actor, before)?;
                within_reach(actor, next)?;
            }
            Outcome::Same | Outcome::Wrong(_) => (),
        }
    }
    let after = everybody.iter().map(|member| after(&bulk, member));
    if stays_open(everybody.iter(), after, today(runtime::clock::now_ms())) {
        Ok(Planned { bulk, names })
    } else {
        Err(last_administrator())
    }
}

fn after<'a>(bulk: &'a Bulk, member: &'a Member) -> &'a Member {
    let changed = bulk.rows.iter().find_map(|row| match &row.outcome {
        Outcome::Change(before, next, _) if before.id == member.id => Some(&**next),
        _ => None,
    });
    changed.unwrap_or(member)
}

/// A name that two departments bear is nobody's: the table cannot say which is meant.
fn by_name(names: &Names) -> BTreeMap<String, DepartmentId> {
    let is_alone = |name: &String| names.values().filter(|other| *other == name).count() == 1;
    names.iter().filter(|(_, name)| is_alone(name)).map(|(id, name)| (name.clone(), *id)).collect()
}

fn show(row: BulkRow, names: &Names) -> RowAnswer {
    let BulkRow { line, login, name, outcome } = row;
    let (action, changes, message) = match outcome {
        Outcome::Create(member) => ("create", told::new(&member, names), None),
        Outcome::Change(before, next, changed) => {
            let is_stopped = next.is_suspended && !before.is_suspended;
            let told = changed.iter().map(|column| told::change(*column, &before, &next, names)).collect();
            (if is_stopped { "suspend" } else { "change" }, told, None)
        }
        Outcome::Same => ("none", Vec::new(), None),
        Outcome::Wrong(fault) => ("error", Vec::new(), Some(row_fault(&fault))),
    };
    RowAnswer { line, login, name, action, changes, message }
}

fn row_fault(fault: &RowFault) -> String {
    match fault {
        RowFault::OddCells => "1行目と列の数が合いません。".to_owned(),
        RowFault::OddLogin => {
            "ログインIDは3〜64文字の半角の英小文字・数字・「.」「_」「-」「@」にしてください。".to_owned()
        }
        RowFault::TwiceInTable(line) => format!("{line}行目にも同じログインIDがあります。"),
        RowFault::Missing(column) => format!("新しい利用者には「{}」が必要です。", column.name_ja()),
        RowFault::LongName => format!("氏名は{MAX_NAME_CHARS}文字までにしてください。"),
        RowFault::UnfitName(letter) => {
            let letter = u32::from(*letter);
            format!(
                "氏名に、改行などの目に見えない文字(U+{letter:04X})が入っています。入力し直してください。"
            )
        }
        RowFault::Unknown(Column::ExpiresOn, word) => {
            format!("期限「{word}」は日付として読めません。「2027-03-31」の形で入力してください。")
        }
        RowFault::Unknown(column, word) => {
            format!("「{}」の列の「{word}」は、使える言葉ではありません。", column.name_ja())
        }
        RowFault::NoDepartment => "見られる範囲が自分の部署の人には、部署が1つ以上必要です。".to_owned(),
        RowFault::BeyondOwn => "自分が持っていない権限は、ほかの人に付けられません。".to_owned(),
        RowFault::Oneself => "自分自身の利用の停止と、「利用者」の権限を外すことは、この表ではできません。ほかの管理者に頼んでください。".to_owned(),
        RowFault::Unseen => "このログインIDは使えません。".to_owned(),
    }
}

fn table_fault(fault: &TableFault) -> Problem {
    let message = match fault {
        TableFault::Broken => {
            "CSVとして読めません。引用符「\"」の閉じ忘れがないか確かめてください。".to_owned()
        }
        TableFault::UnknownColumn(name) => {
            format!("1行目の「{name}」という列はありません。「一覧をCSVで書き出す」の1行目を使ってください。")
        }
        TableFault::TwiceNamed(column) => format!("1行目に「{}」の列が2つあります。", column.name_ja()),
        TableFault::NoLogin => {
            "1行目に「ログインID」の列がありません。「一覧をCSVで書き出す」の1行目を使ってください。"
                .to_owned()
        }
        TableFault::TooManyRows => format!("一度に読み込めるのは{MAX_BULK_ROWS}行までです。"),
    };
    FieldError::new("csv", "unreadable", message).into()
}
