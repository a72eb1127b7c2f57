//! Reviews of deliveries that went without approval, in the console table: `REVIEWS`/`<delivery>`. A review is written
//! with its delivery and taken back with it; done ones stay. `GUARD_REVIEWS`/`<version of the setting>` is the same for
//! guards that were weakened, written with the setting.

use aws_sdk_dynamodb::types::{Delete, TransactWriteItem};
use domain::delivery::DeliveryId;
use domain::draft::{Draft, GuardReview, Review};
use usecases::delivery::ports::Swap;
use usecases::editorial::ports::Origin;
use usecases::port_error::PortError;

use crate::bodies::{BodyItem, put_over};
use crate::console::ConsoleTable;
use crate::error::broken;
use crate::segment_item::key;

const TABLE: &str = "the console table";
const REVIEWS: &str = "REVIEWS";
const GUARDS: &str = "GUARD_REVIEWS";

fn guards_key(setting: u64) -> String {
    format!("{setting:010}")
}

impl ConsoleTable {
    /// Reviews that nobody has done yet, the newest first.
    pub async fn open_reviews(&self) -> Result<Vec<Review>, PortError> {
        let all: Vec<Review> = self.list(REVIEWS).await?;
        Ok(all.into_iter().filter(|review| review.found.is_none()).collect())
    }

    /// The review of this delivery.
    pub async fn review(&self, delivery: DeliveryId) -> Result<Option<Review>, PortError> {
        self.body(REVIEWS, &delivery.to_string()).await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_review(&self, next: &Review) -> Result<Swap<Option<Review>>, PortError> {
        match self.write(vec![self.review_item(next)?], Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.review(next.delivery).await.map(Swap::Lost),
        }
    }

    /// Weakened guards that nobody has looked at yet, the newest first.
    pub async fn open_guard_reviews(&self) -> Result<Vec<GuardReview>, PortError> {
        let all: Vec<GuardReview> = self.list(GUARDS).await?;
        Ok(all.into_iter().filter(|review| review.found.is_none()).collect())
    }

    /// The review of this version of the guards.
    pub async fn guard_review(&self, setting: u64) -> Result<Option<GuardReview>, PortError> {
        self.body(GUARDS, &guards_key(setting)).await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_guard_review(
        &self,
        next: &GuardReview,
    ) -> Result<Swap<Option<GuardReview>>, PortError> {
        match self.write(vec![self.guard_review_item(next)?], Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.guard_review(next.setting).await.map(Swap::Lost),
        }
    }

    pub(crate) fn guard_review_item(&self, next: &GuardReview) -> Result<TransactWriteItem, PortError> {
        let item = BodyItem::item(GUARDS, &guards_key(next.setting), next.version, next)?;
        put_over(self.name(), item, next.version)
    }

    fn review_item(&self, next: &Review) -> Result<TransactWriteItem, PortError> {
        let item = BodyItem::item(REVIEWS, &next.delivery.to_string(), next.version, next)?;
        put_over(self.name(), item, next.version)
    }

    /// The review that a delivery of this origin begins with, where it went without approval.
    pub(crate) fn begun_review(
        &self,
        draft: &Draft,
        origin: &Origin,
    ) -> Result<Option<TransactWriteItem>, PortError> {
        let Some(reason) = &origin.break_glass else { return Ok(None) };
        let review = Review {
            delivery: origin.delivery,
            version: 1,
            title: origin.title.clone(),
            department: origin.department.clone(),
            sender: origin.sender.clone(),
            reason: reason.clone(),
            hands: std::iter::once(&draft.author).chain(&draft.editors).cloned().collect(),
            sent_at_ms: draft.updated_at_ms,
            found: None,
        };
        self.review_item(&review).map(Some)
    }

    /// A delivery that was taken back before it began leaves nothing to look at.
    pub(crate) fn without_review(&self, delivery: DeliveryId) -> Result<TransactWriteItem, PortError> {
        let row = key(REVIEWS, &delivery.to_string());
        let delete = Delete::builder().table_name(self.name()).set_key(Some(row));
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(|_| broken(TABLE))?).build())
    }
}
