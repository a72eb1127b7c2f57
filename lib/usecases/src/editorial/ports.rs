//! What the editorial use cases need from outside.

use std::future::Future;

use domain::delivery::{Delivery, DeliveryId};
use domain::draft::{Draft, DraftId, Person};
use domain::recipients::FrozenContent;
use serde::{Deserialize, Serialize};

use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// Where a delivery comes from: written once with it, shown in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// Its name for staff.
    pub title: String,
    /// The draft that it was made of.
    pub draft: Option<DraftId>,
    /// The department's id.
    pub department: Option<String>,
    /// Who began the draft.
    pub author: Person,
    /// Who sent it off.
    pub sender: Person,
    /// Who approved it.
    pub approver: Option<Person>,
    /// Why it went without approval.
    pub break_glass: Option<String>,
    /// The delivery that it puts right.
    pub correction_of: Option<DeliveryId>,
    /// When it was to start, in milliseconds since 1970 UTC; lists go by it. A program's delivery has no time yet.
    #[serde(default)]
    pub starts_at_ms: Option<u64>,
}

/// Drafts, and the steps that change a draft and its delivery together.
pub trait Drafts {
    /// Strongly consistent.
    fn get(&self, id: DraftId) -> impl Future<Output = Result<Option<Draft>, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`, 0 being no draft; otherwise says what stands.
    fn put(&self, next: &Draft) -> impl Future<Output = Result<Swap<Option<Draft>>, PortError>> + Send;
    /// Writes the draft that is sent off, its new delivery, the content and the origin together or not at all.
    fn send_off(
        &self,
        next: &Draft,
        delivery: &Delivery,
        content: &FrozenContent,
        origin: &Origin,
    ) -> impl Future<Output = Result<Swap<Option<Draft>>, PortError>> + Send;
    /// Writes the delivery that is taken back and the draft that is open again together or not at all; `Lost` where
    /// one of them has changed meanwhile.
    fn take_back(
        &self,
        next: &Draft,
        delivery: &Delivery,
    ) -> impl Future<Output = Result<Swap<()>, PortError>> + Send;
}
