//! What uses an item or one of its options: saved segments, deliveries whose recipients are not frozen yet, and open
//! jobs that move answers to it.

use domain::delivery::Delivery;
use domain::job::{Job, JobKind};
use domain::segment::{SavedSegment, Target};
use domain::survey::{Catalogue, ItemId, OptionId};

/// What is asked about: an item, or one of its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The item.
    pub item: ItemId,
    /// The option; `None` for the whole item.
    pub option: Option<OptionId>,
}

/// Whatever would break if the subject went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Items that are shown by it.
    pub items: Vec<ItemId>,
    /// Saved segments that ask for it.
    pub segments: Vec<SavedSegment>,
    /// Deliveries that ask for it.
    pub deliveries: Vec<Delivery>,
    /// Jobs that move answers to it.
    pub jobs: Vec<Job>,
}

impl Uses {
    /// Finds them among those that there are.
    pub fn find(
        subject: &Subject,
        catalogue: &Catalogue,
        segments: Vec<SavedSegment>,
        deliveries: Vec<Delivery>,
        removals: Vec<Job>,
    ) -> Self {
        let (item, option) = (&subject.item, subject.option.as_ref());
        let shown = catalogue.items().iter().filter(|other| {
            other.id != *item
                && other.is_asked()
                && other.shown_if.as_ref().is_some_and(|rule| {
                    rule.item == *item && option.is_none_or(|option| rule.any_of.contains(option))
                })
        });
        let asks = |target: &Target| match target {
            Target::Everyone | Target::RecipientsOf(_) => false,
            Target::Segment(condition) => condition.uses(item, option),
        };
        // Whoever is moved within an item that goes as a whole has no answer in the end either way.
        let moves = |job: &Job| match &job.kind {
            JobKind::ReplaceOption { item: of, replacement, .. } => {
                of == item && option.is_some() && replacement.as_ref() == option
            }
            _ => false,
        };
        Self {
            items: shown.map(|other| other.id.clone()).collect(),
            segments: segments.into_iter().filter(|one| one.condition.uses(item, option)).collect(),
            deliveries: deliveries.into_iter().filter(|one| asks(&one.target)).collect(),
            jobs: removals.into_iter().filter(moves).collect(),
        }
    }

    /// Whether nothing would break.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
            && self.segments.is_empty()
            && self.deliveries.is_empty()
            && self.jobs.is_empty()
    }
}
