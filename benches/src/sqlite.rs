//! The same followers in SQLite, as a careful administrator would keep them: small integers, a bit mask for the
//! item with several answers, and an index that holds every column a query asks for.

use anyhow::Context as _;
use domain::follower::{Follower, Friendship};
use domain::survey::{Catalogue, ItemId, OptionId};
use rusqlite::{Connection, params};

const SCHEMA: &str = "
    CREATE TABLE followers (following INTEGER NOT NULL, tester INTEGER NOT NULL, ward INTEGER, age INTEGER, topics INTEGER NOT NULL);
    BEGIN;";
const INDEXES: &str = "
    COMMIT;
    CREATE INDEX by_ward ON followers (following, ward, age, topics, tester);
    CREATE INDEX by_age ON followers (following, age, ward, topics, tester);
    CREATE INDEX by_tester ON followers (following, tester) WHERE tester = 1;
    ANALYZE;";
/// In the order of [`crate::segment::conditions`]. Topics 1, 2 and 8 are disaster, children, events; 16 is health.
const QUERIES: [&str; 4] = [
    "ward = 6 AND topics & 1",
    "topics & 10 AND ward <> 7 AND age <> 0",
    "(ward IN (0, 1) AND age IN (1, 2) OR topics & 16 AND age IN (5, 6) OR tester = 1)",
    "topics & 3 AND ward <> 7",
];

/// A table in memory.
pub struct Followers {
    connection: Connection,
    catalogue: Catalogue,
    ward: ItemId,
    age: ItemId,
    topics: ItemId,
}

impl Followers {
    /// An empty table.
    pub fn create() -> anyhow::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(SCHEMA)?;
        let item = |name: &str| ItemId::parse(name);
        let (ward, age, topics) = (item("ward")?, item("age_group")?, item("topics")?);
        Ok(Self { connection, catalogue: Catalogue::kawasaki_example(), ward, age, topics })
    }

    /// One row.
    pub fn insert(&self, follower: &Follower) -> anyhow::Result<()> {
        let following = follower.friendship == Friendship::Following;
        let (ward, age) = (self.numbers(follower, &self.ward)?, self.numbers(follower, &self.age)?);
        let topics: u32 = self.numbers(follower, &self.topics)?.iter().map(|number| 1 << number).sum();
        let mut insert = self.connection.prepare_cached("INSERT INTO followers VALUES (?, ?, ?, ?, ?)")?;
        insert.execute(params![following, follower.tester, ward.first(), age.first(), topics])?;
        Ok(())
    }

    /// Makes the indexes.
    pub fn finish(&self) -> anyhow::Result<()> {
        Ok(self.connection.execute_batch(INDEXES)?)
    }

    /// The count of a query by its place in [`crate::segment::conditions`].
    pub fn count(&self, query: usize) -> anyhow::Result<u64> {
        let text = format!("SELECT count(*) FROM followers WHERE following = 1 AND {}", QUERIES[query]);
        Ok(self.connection.prepare_cached(&text)?.query_row([], |row| row.get(0))?)
    }

    /// The places of the chosen options within their item.
    fn numbers(&self, follower: &Follower, item: &ItemId) -> anyhow::Result<Vec<u32>> {
        let Some(answer) = follower.answers.get(item) else { return Ok(Vec::new()) };
        let options = &self.catalogue.item(item).context("no such item")?.options;
        let place =
            |id: &OptionId| options.iter().position(|option| option.id == *id).map(|place| place as u32);
        answer.value.options().map(|id| place(id).context("no such option")).collect()
    }
}
