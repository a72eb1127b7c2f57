//! Testers, their groups, codes and tests, in the console table: `TESTERS`/`<id>`, `TESTER_GROUPS`/`<id>`,
//! `TESTER_CODE#<digest>`/`CODE` and `TESTER_TRIES#<user>`/`<quarter of an hour>` until they forget themselves, and
//! `TESTS#<draft>`/`<test>`, one row a test with all that is sent of it; `TESTER_SEARCH#<id>`/`SEARCH` for ten minutes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use domain::audit::{Entry, Object};
use domain::draft::DraftId;
use domain::staff::Actor;
use domain::test_delivery::{TestDelivery, TestId};
use domain::tester::{
    MOST_TRIES, OpenCode, SEARCH_LASTS_MS, SearchId, Tester, TesterGroup, TesterGroupId, TesterId,
    TesterSearch,
};
use domain::user_id::UserId;
use serde::de::DeserializeOwned;
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::testing::ports::{Searches, Testers, Tests};

use crate::AuditTable;
use crate::bin::BinWrite;
use crate::bodies::{BodyItem, put_over, read_all, read_one};
use crate::error::{broken, port_error};
use crate::pen::{Pen, Written, penned};
use crate::segment_item::{Item, key};

const TABLE: &str = "the testers' table";
const TESTERS: &str = "TESTERS";
const GROUPS: &str = "TESTER_GROUPS";
const QUARTER_MS: u64 = 15 * 60 * 1_000;
/// Codes and tries go an hour after they are of no use.
const LINGERS_S: u64 = 60 * 60;
/// Tests are kept as long as the logs.
const TESTS_KEPT_S: u64 = 400 * 24 * 60 * 60;

/// The console table, as far as testers are concerned.
#[derive(Clone)]
pub struct TesterTable {
    client: Client,
    table: String,
    pen: Pen,
    trail: Option<AuditTable>,
}

penned!(TesterTable);

/// What the trail tells of somebody who sent a code: nobody was signed in, but somebody had shown it.
fn by_code(used: &OpenCode, tester: &Tester) -> Entry {
    let (nobody, object) = (Actor::machine(String::new()), Object::new("tester", tester.id(), &tester.name));
    Entry::operation(&nobody, "tester.registered", object, tester.added_at_ms)
        .of_department(tester.department.as_deref())
        .with("by_code_of", used.by.name.as_str())
}

fn code_key(digest: &str) -> String {
    format!("TESTER_CODE#{digest}")
}

fn tests_key(draft: DraftId) -> String {
    format!("TESTS#{draft}")
}

fn search_key(id: SearchId) -> String {
    format!("TESTER_SEARCH#{id}")
}

fn forgotten_at(mut item: Item, at_s: u64) -> Item {
    item.insert("expires_at".to_owned(), AttributeValue::N(at_s.to_string()));
    item
}

impl TesterTable {
    /// Names the table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table, pen: Pen::Free, trail: None }
    }

    /// The same table, where a registration by code leaves its record in the same transaction.
    #[must_use]
    pub fn with_trail(mut self, trail: AuditTable) -> Self {
        self.trail = Some(trail);
        self
    }

    /// Every tester.
    pub async fn testers(&self) -> Result<Vec<Tester>, PortError> {
        self.list(TESTERS).await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_tester(&self, next: &Tester) -> Result<Swap<Option<Tester>>, PortError> {
        match self.write(vec![self.tester_item(next)?], Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.body(TESTERS, &next.id().to_string()).await.map(Swap::Lost),
        }
    }

    /// Takes out a tester who still stands in this version.
    pub async fn remove_tester(&self, id: TesterId, version: u64) -> Result<Swap<Option<Tester>>, PortError> {
        match self.write(vec![self.delete(TESTERS, &id.to_string(), version)?], None).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.body(TESTERS, &id.to_string()).await.map(Swap::Lost),
        }
    }

    /// Every group.
    pub async fn groups(&self) -> Result<Vec<TesterGroup>, PortError> {
        self.list(GROUPS).await
    }

    /// One group.
    pub async fn group(&self, id: TesterGroupId) -> Result<Option<TesterGroup>, PortError> {
        self.body(GROUPS, &id.to_string()).await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_group(&self, next: &TesterGroup) -> Result<Swap<Option<TesterGroup>>, PortError> {
        let item = BodyItem::item(GROUPS, &next.id.to_string(), next.version, next)?;
        self.write_group(next, vec![put_over(&self.table, item, next.version)?]).await
    }

    /// Brings a group back from the bin where none of its id stands; otherwise says what stands.
    pub async fn put_group_back(
        &self,
        next: &TesterGroup,
        bin: BinWrite,
    ) -> Result<Swap<Option<TesterGroup>>, PortError> {
        let item = BodyItem::item(GROUPS, &next.id.to_string(), next.version, next)?;
        self.write_group(next, [vec![put_over(&self.table, item, 1)?], bin.0].concat()).await
    }

    async fn write_group(
        &self,
        next: &TesterGroup,
        items: Vec<TransactWriteItem>,
    ) -> Result<Swap<Option<TesterGroup>>, PortError> {
        match self.write(items, Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.group(next.id).await.map(Swap::Lost),
        }
    }

    /// Takes out a group that still stands as it was read, into the bin.
    pub async fn remove_group(
        &self,
        group: &TesterGroup,
        bin: BinWrite,
    ) -> Result<Swap<Option<TesterGroup>>, PortError> {
        let delete = self.delete(GROUPS, &group.id.to_string(), group.version)?;
        match self.write([vec![delete], bin.0].concat(), None).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.group(group.id).await.map(Swap::Lost),
        }
    }

    /// Keeps a new code until it is of no use.
    pub async fn show_code(&self, digest: &str, code: &OpenCode) -> Result<Swap<()>, PortError> {
        self.write(vec![self.code_item(digest, code)?], None).await
    }

    /// Tests of a draft, the newest first.
    pub async fn tests_of(&self, draft: DraftId) -> Result<Vec<TestDelivery>, PortError> {
        let mut tests: Vec<TestDelivery> = self.list(&tests_key(draft)).await?;
        tests.sort_by_key(|test| std::cmp::Reverse((test.requested_at_ms, test.id)));
        Ok(tests)
    }

    /// Counts `many` of something of which somebody has `most` in a quarter of an hour; whether all of these are among
    /// them. Otherwise none of them counts.
    pub async fn admit(&self, who: &str, now_ms: u64, many: u32, most: u32) -> Result<bool, PortError> {
        let number = |value: u64| AttributeValue::N(value.to_string());
        let Some(before) = most.checked_sub(many) else { return Ok(false) };
        let quarter = now_ms / QUARTER_MS;
        let expires_at = (quarter + 1) * QUARTER_MS / 1_000 + LINGERS_S;
        let asked = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(&format!("TESTER_TRIES#{who}"), &format!("{quarter:012}"))))
            .update_expression("SET expires_at = :expires, v = :v ADD tries :many")
            .condition_expression("attribute_not_exists(tries) OR tries <= :before")
            .expression_attribute_values(":expires", number(expires_at))
            .expression_attribute_values(":v", number(1))
            .expression_attribute_values(":many", number(many.into()))
            .expression_attribute_values(":before", number(before.into()));
        match asked.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(port_error(TABLE, error)),
            },
        }
    }

    fn tester_item(&self, next: &Tester) -> Result<TransactWriteItem, PortError> {
        let item = BodyItem::item(TESTERS, &next.id().to_string(), next.version, next)?;
        put_over(&self.table, item, next.version)
    }

    fn code_item(&self, digest: &str, code: &OpenCode) -> Result<TransactWriteItem, PortError> {
        let item = BodyItem::item(&code_key(digest), "CODE", code.version, code)?;
        let item = forgotten_at(item, code.expires_at_ms / 1_000 + LINGERS_S);
        put_over(&self.table, item, code.version)
    }

    fn delete(&self, pk: &str, sk: &str, version: u64) -> Result<TransactWriteItem, PortError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key(pk, sk)))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", AttributeValue::N(version.to_string()));
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(|_| broken(TABLE))?).build())
    }

    async fn write(
        &self,
        items: Vec<TransactWriteItem>,
        version: Option<u64>,
    ) -> Result<Swap<()>, PortError> {
        match self.pen.write(&self.client, TABLE, items, version).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => Ok(Swap::Lost(())),
        }
    }

    async fn body<T: DeserializeOwned>(&self, pk: &str, sk: &str) -> Result<Option<T>, PortError> {
        read_one(self.client.get_item().table_name(&self.table), TABLE, key(pk, sk)).await
    }

    async fn list<T: DeserializeOwned + Send>(&self, pk: &str) -> Result<Vec<T>, PortError> {
        read_all(self.client.query().table_name(&self.table), TABLE, pk).await
    }
}

impl Testers for TesterTable {
    async fn tester(&self, id: TesterId) -> Result<Option<Tester>, PortError> {
        self.body(TESTERS, &id.to_string()).await
    }

    async fn code(&self, digest: &str) -> Result<Option<OpenCode>, PortError> {
        self.body(&code_key(digest), "CODE").await
    }

    async fn admit_try(&self, user: &UserId, now_ms: u64) -> Result<bool, PortError> {
        self.admit(user.as_str(), now_ms, 1, MOST_TRIES).await
    }

    async fn redeem(&self, digest: &str, used: &OpenCode, tester: &Tester) -> Result<Swap<()>, PortError> {
        let items = vec![self.code_item(digest, used)?, self.tester_item(tester)?];
        let table = match &self.trail {
            Some(trail) => self.recorded(trail, by_code(used, tester)),
            None => self.clone(),
        };
        table.write(items, Some(tester.version)).await
    }
}

impl Tests for TesterTable {
    async fn test(&self, draft: DraftId, id: TestId) -> Result<Option<TestDelivery>, PortError> {
        self.body(&tests_key(draft), &id.to_string()).await
    }

    async fn keep_test(
        &self,
        draft: DraftId,
        next: &TestDelivery,
    ) -> Result<Swap<Option<TestDelivery>>, PortError> {
        let item = BodyItem::item(&tests_key(draft), &next.id.to_string(), next.version, next)?;
        let item = forgotten_at(item, next.requested_at_ms / 1_000 + TESTS_KEPT_S);
        match self.write(vec![put_over(&self.table, item, next.version)?], None).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.test(draft, next.id).await.map(Swap::Lost),
        }
    }
}

impl Searches for TesterTable {
    async fn search(&self, id: SearchId) -> Result<Option<TesterSearch>, PortError> {
        self.body(&search_key(id), "SEARCH").await
    }

    async fn keep_search(&self, next: &TesterSearch) -> Result<Swap<()>, PortError> {
        let item = BodyItem::item(&search_key(next.id), "SEARCH", next.version, next)?;
        let item = forgotten_at(item, (next.began_at_ms + SEARCH_LASTS_MS) / 1_000);
        self.write(vec![put_over(&self.table, item, next.version)?], None).await
    }
}
