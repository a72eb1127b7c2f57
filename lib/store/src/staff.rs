//! Members and sessions, in the staff table: `STAFF`/`<id>`, `LOGIN#<login>`/`LOGIN` so that a login belongs to one,
//! `FIRST`/`FIRST` once there was a first administrator, `FIRST`/`REOPENED` while there may be one more (docs/runbooks/administrators-locked-out.md), `GUARD`/`GUARD` that counts how often one was weakened, and `SESSION#<hash>`/`SESSION` until it ends by itself, with `SESSIONS#<id>`/`<hash>` beside it once somebody is in; and
//! `DEPARTMENTS`/`<id>`.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use domain::audit::Entry;
use domain::staff::{Department, DepartmentId, Login, Member, Session, StaffId, Stage};
use serde::Serialize;
use serde::de::DeserializeOwned;
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::staff::ports::{Kept, StaffRoom};

use crate::audit::AuditTable;
use crate::bodies::{BodyItem, put_over, read_all, read_one};
use crate::error::{broken, port_error};
use crate::pen::{Pen, Written, penned};
use crate::segment_item::{Item, key};

const TABLE: &str = "the staff table";
const STAFF: &str = "STAFF";
const DEPARTMENTS: &str = "DEPARTMENTS";
const GUARD: &str = "GUARD";
const FIRST: &str = "FIRST";
const REOPENED: &str = "REOPENED";
/// A session's row goes a day after its latest end.
const LINGERS_S: u64 = 24 * 60 * 60;

/// The staff table.
#[derive(Clone)]
pub struct StaffTable {
    client: Client,
    table: String,
    pen: Pen,
}

penned!(StaffTable);

fn login_key(login: &Login) -> String {
    format!("LOGIN#{}", login.as_str())
}

fn session_key(name: &str) -> String {
    format!("SESSION#{name}")
}

fn sessions_key(staff: StaffId) -> String {
    format!("SESSIONS#{staff}")
}

impl StaffTable {
    /// Names the table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table, pen: Pen::Free }
    }

    /// The same table for somebody on the way in: what they do to themselves, such as setting a password, is recorded
    /// with who, when and from where as in `base`.
    #[must_use]
    pub fn entering(&self, trail: &AuditTable, base: Entry) -> Self {
        Self { pen: Pen::entering(trail, base), ..self.clone() }
    }

    async fn body<T: DeserializeOwned>(&self, pk: &str, sk: &str) -> Result<Option<T>, PortError> {
        read_one(self.client.get_item().table_name(&self.table), TABLE, key(pk, sk)).await
    }

    async fn list<T: DeserializeOwned + Send>(&self, pk: &str) -> Result<Vec<T>, PortError> {
        read_all(self.client.query().table_name(&self.table), TABLE, pk).await
    }

    /// Every department, in the order in which they were added.
    pub async fn departments(&self) -> Result<Vec<Department>, PortError> {
        self.list(DEPARTMENTS).await
    }

    /// The department of this id.
    pub async fn department(&self, id: DepartmentId) -> Result<Option<Department>, PortError> {
        self.body(DEPARTMENTS, &id.to_string()).await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_department(&self, next: &Department) -> Result<Swap<Option<Department>>, PortError> {
        let item = BodyItem::item(DEPARTMENTS, &next.id.to_string(), next.version, next)?;
        let write = put_over(&self.table, item, next.version)?;
        match self.pen.write(&self.client, TABLE, vec![write], Some(next.version)).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => self.department(next.id).await.map(Swap::Lost),
        }
    }

    /// A row that nobody may have written before.
    fn claim<T: Serialize>(&self, pk: &str, sk: &str, body: &T) -> Result<TransactWriteItem, PortError> {
        put_over(&self.table, BodyItem::item(pk, sk, 1, body)?, 1)
    }

    fn free(&self, login: &Login) -> Result<TransactWriteItem, PortError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key(&login_key(login), "LOGIN")));
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(|_| broken(TABLE))?).build())
    }

    fn claim_login(&self, member: &Member) -> Result<TransactWriteItem, PortError> {
        self.claim(&login_key(&member.login), "LOGIN", &member.id)
    }

    /// The sessions that this member began to be in with, over ones among them, as far as their rows stand.
    pub async fn sessions_of(&self, staff: StaffId) -> Result<Vec<Session>, PortError> {
        let mut found = Vec::new();
        for name in self.list::<String>(&sessions_key(staff)).await? {
            found.extend(self.session(&name).await?);
        }
        Ok(found)
    }

    fn session_row(&self, next: &Session) -> Result<TransactWriteItem, PortError> {
        let item = BodyItem::item(&session_key(&next.name), "SESSION", next.version, next)?;
        put_over(&self.table, until_over(item, next), next.version)
    }

    /// What lists a session among its member's, from the moment on at which they are in.
    fn listed_session(&self, next: &Session) -> Result<Option<TransactWriteItem>, PortError> {
        if next.version != 1 || next.stage != Stage::SignedIn {
            return Ok(None);
        }
        let item = BodyItem::item(&sessions_key(next.staff), &next.name, 1, &next.name)?;
        put_over(&self.table, until_over(item, next), 1).map(Some)
    }

    fn row(&self, next: &Member) -> Result<TransactWriteItem, PortError> {
        let item = BodyItem::item(STAFF, &next.id.to_string(), next.version, next)?;
        put_over(&self.table, item, next.version)
    }

    /// What is written for a member whose login may have changed.
    fn rows(&self, before: Option<&Member>, next: &Member) -> Result<Vec<TransactWriteItem>, PortError> {
        let mut items = vec![self.row(next)?];
        let old = before.map(|member| &member.login);
        if old != Some(&next.login) {
            items.push(self.claim_login(next)?);
            if let Some(old) = old {
                items.push(self.free(old)?);
            }
        }
        Ok(items)
    }

    /// The member's row comes first, the login's claim second, what goes `with` it last: so the reasons tell who was in the way.
    async fn write(
        &self,
        mut items: Vec<TransactWriteItem>,
        before: Option<&Member>,
        next: &Member,
        with: Option<TransactWriteItem>,
    ) -> Result<Kept, PortError> {
        let has_more = with.is_some();
        items.extend(with);
        let pen = self.pen.for_member(before, next);
        let lost = match pen.write(&self.client, TABLE, items, Some(next.version)).await? {
            Written::Done => return Ok(Kept::Done),
            Written::Lost(lost) => lost,
        };
        match lost[..] {
            [false, .., true] if has_more => Ok(Kept::Overtaken),
            [true, ..] => Ok(Kept::Stale(self.member(next.id).await?.map(Box::new))),
            [false, true, ..] => Ok(Kept::LoginTaken),
            _ => Ok(Kept::Stale(None)), // there was a first one
        }
    }
}

/// The row goes by itself a while after the session's latest end.
fn until_over(mut item: Item, session: &Session) -> Item {
    let gone_at_s = session.ends_at_ms() / 1_000 + LINGERS_S;
    item.insert("expires_at".to_owned(), AttributeValue::N(gone_at_s.to_string()));
    item
}

impl StaffRoom for StaffTable {
    async fn find(&self, login: &Login) -> Result<Option<Member>, PortError> {
        let Some(id) = self.body::<StaffId>(&login_key(login), "LOGIN").await? else { return Ok(None) };
        Ok(self.member(id).await?.filter(|member| member.login == *login))
    }

    async fn member(&self, id: StaffId) -> Result<Option<Member>, PortError> {
        self.body(STAFF, &id.to_string()).await
    }

    async fn everybody(&self) -> Result<Vec<Member>, PortError> {
        self.list(STAFF).await
    }

    async fn keep(&self, before: Option<&Member>, next: &Member) -> Result<Kept, PortError> {
        self.write(self.rows(before, next)?, before, next, None).await
    }

    async fn guard(&self) -> Result<u64, PortError> {
        self.body(GUARD, GUARD).await.map(Option::unwrap_or_default)
    }

    async fn keep_guarded(&self, before: &Member, next: &Member, guard: u64) -> Result<Kept, PortError> {
        let item = BodyItem::item(GUARD, GUARD, guard + 1, &(guard + 1))?;
        let guard = put_over(&self.table, item, guard + 1)?;
        self.write(self.rows(Some(before), next)?, Some(before), next, Some(guard)).await
    }

    async fn keep_with_session(
        &self,
        before: &Member,
        next: &Member,
        session: &Session,
    ) -> Result<Kept, PortError> {
        let session = self.session_row(session)?;
        self.write(self.rows(Some(before), next)?, Some(before), next, Some(session)).await
    }

    async fn is_reopened(&self) -> Result<bool, PortError> {
        let asked = self.client.get_item().table_name(&self.table).set_key(Some(key(FIRST, REOPENED)));
        let found = asked.consistent_read(true).send().await.map_err(|error| port_error(TABLE, error))?;
        Ok(found.item.is_some())
    }

    async fn keep_first(&self, next: &Member) -> Result<Kept, PortError> {
        let shut = Delete::builder().table_name(&self.table).set_key(Some(key(FIRST, REOPENED)));
        let shut = TransactWriteItem::builder().delete(shut.build().map_err(|_| broken(TABLE))?).build();
        let claim = self.claim(FIRST, FIRST, &next.id)?;
        let items = vec![self.row(next)?, self.claim_login(next)?, claim, shut];
        self.write(items, None, next, None).await
    }

    async fn session(&self, name: &str) -> Result<Option<Session>, PortError> {
        self.body(&session_key(name), "SESSION").await
    }

    async fn keep_session(&self, next: &Session) -> Result<Swap<()>, PortError> {
        let writes = [self.session_row(next)?].into_iter().chain(self.listed_session(next)?).collect();
        match self.pen.for_session().write(&self.client, TABLE, writes, None).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => Ok(Swap::Lost(())),
        }
    }

    async fn end_session(&self, name: &str) -> Result<(), PortError> {
        let delete =
            Delete::builder().table_name(&self.table).set_key(Some(key(&session_key(name), "SESSION")));
        let delete = TransactWriteItem::builder().delete(delete.build().map_err(|_| broken(TABLE))?).build();
        self.pen.for_session().write(&self.client, TABLE, vec![delete], None).await.map(drop)
    }
}
