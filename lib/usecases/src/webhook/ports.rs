//! What the webhook use cases need from outside. The stored shapes are described here, because an adapter and its
//! fake have to agree on what a conditional write means.

use std::future::Future;

use domain::follower::Follower;
use domain::message::Messages;
use domain::segment::{IdPage, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};

use crate::port_error::PortError;

/// The index of one shard: which pages there are and in which version each stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShardHead {
    /// Raised with each write; 0 before the first.
    pub version: u64,
    /// The version of each page, by page number.
    pub page_versions: Vec<u32>,
    /// Occupied slots of the last page.
    pub open_len: u16,
}

/// A page as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPage {
    /// The bits.
    pub page: SegmentPage,
    /// Raised with each write; 0 for a page that is not stored yet.
    pub version: u32,
}

/// One change of one shard, written entirely or not at all. Each version is the one that was *read*: the store
/// writes it raised by one, and only where the stored one is still the same (0: nothing stands there).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardChange {
    /// The shard that everything below belongs to.
    pub shard: ShardNumber,
    /// Followers to write.
    pub followers: Vec<Follower>,
    /// Pages whose bits changed.
    pub pages: Vec<StoredPage>,
    /// Ids of the pages that took somebody in, by page number.
    pub id_pages: Vec<(u32, IdPage)>,
    /// The head with the pages' new versions; present if any page is.
    pub head: Option<ShardHead>,
    /// Events that must not be known yet and are known from now on.
    pub events: Vec<EventMark>,
}

/// Remembers an event, so that it has its effect once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventMark {
    /// LINE's `webhookEventId`.
    pub event_id: String,
    /// When it may be forgotten, in seconds since 1970 UTC.
    pub expires_at: u64,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commit {
    /// All of it is written.
    Done,
    /// Nothing is written: something was changed by somebody else since it was read.
    Moved,
    /// Nothing is written: these events had their effect before.
    Repeated(Vec<String>),
}

/// Followers, their pages, and the events that made them. All reads are strongly consistent.
pub trait FollowerStore: Sync {
    /// The registration items.
    fn catalogue(&self) -> impl Future<Output = Result<Catalogue, PortError>> + Send;
    /// Those of the users who are known, in any order.
    fn followers(&self, users: &[UserId]) -> impl Future<Output = Result<Vec<Follower>, PortError>> + Send;
    /// The index of a shard; version 0 when there is none yet.
    fn head(&self, shard: ShardNumber) -> impl Future<Output = Result<ShardHead, PortError>> + Send;
    /// A page; `None` when there is none of this number.
    fn page(
        &self,
        shard: ShardNumber,
        number: u32,
    ) -> impl Future<Output = Result<Option<StoredPage>, PortError>> + Send;
    /// The ids of a page; `None` when there is none of this number.
    fn ids(
        &self,
        shard: ShardNumber,
        number: u32,
    ) -> impl Future<Output = Result<Option<IdPage>, PortError>> + Send;
    /// Writes a change of at most 100 rows.
    fn commit(&self, change: &ShardChange) -> impl Future<Output = Result<Commit, PortError>> + Send;
}

/// Answers an event by its reply token, which works once and for about a minute.
pub trait Replier: Sync {
    /// Sends one to five messages. `Unavailable` may be tried again: LINE takes a token once only.
    fn reply_messages(
        &self,
        reply_token: &str,
        messages: &Messages,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// A webhook body of one user, with the signature that fits it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedBody {
    /// Whose events these are; to be hashed before it leaves the process. Empty for events without a source.
    pub source: String,
    /// The exact bytes.
    pub body: Vec<u8>,
    /// The value of `x-line-signature` for these bytes.
    pub signature: String,
    /// When it reached us, in milliseconds since 1970 UTC.
    pub received_at_ms: u64,
}

impl std::fmt::Debug for SignedBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignedBody({} bytes)", self.body.len())
    }
}

/// Where bodies wait after LINE got its answer: once for ourselves, once for the chatbot.
pub trait Intake: Sync {
    /// Stores all bodies in both places, in order for each user. An `Err` means that some may be missing.
    fn store(&self, bodies: &[SignedBody]) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// Why one attempt to forward did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForwardFailure {
    /// No answer, a server error or "too many": another try may work.
    #[error("chatbot did not take it: {0}")]
    Later(String),
    /// The chatbot refuses these bytes; another try changes nothing.
    #[error("chatbot refused it with status {0}")]
    Refused(u16),
    /// The address is one that we do not connect to.
    #[error("chatbot's address is not allowed: {0}")]
    NotAllowed(String),
}

/// The chatbot.
pub trait ForwardTarget: Sync {
    /// Hands over the exact bytes with their signature.
    fn post(&self, body: &SignedBody) -> impl Future<Output = Result<(), ForwardFailure>> + Send;
}

/// Where bodies wait that the chatbot did not take, for a person to look at.
pub trait Parking: Sync {
    /// Keeps the body with the reason.
    fn park(&self, body: &SignedBody, reason: &str) -> impl Future<Output = Result<(), PortError>> + Send;
}
