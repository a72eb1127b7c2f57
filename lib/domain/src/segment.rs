//! Who a delivery is for: conditions, their compiled form, and the bit planes they are evaluated on.
//!
//! A condition is compiled against the catalogue before anything is evaluated; whatever it names and the
//! catalogue does not offer is an error. 全員 is a target of its own, never an empty condition.
//! **Not and unset**: a follower who has not answered an item is neither in nor out of a choice of it, so
//! neither the choice nor its `not` matches them; only `unset` does. Groups follow the same rule (Kleene's
//! three values): `not` of a group is its De Morgan form.
mod condition;
mod describe;
mod id_page;
mod index;
mod leaf;
mod page;
mod parse;
mod query;
mod range;
mod sample;
mod saved;

pub use condition::{Condition, ConditionError, MAX_DEPTH, MAX_NODES, Target};
pub use id_page::IdPage;
pub use index::{PartCount, SegmentIndex};
pub use leaf::{Bounds, SystemFact};
pub use page::{BrokenPage, PageFull, SLOTS, SegmentPage, SlotSet};
pub use query::Query;
pub use sample::{FEWEST_FOR_SAMPLES, SAMPLES};
pub use saved::{
    InvalidSegmentId, LastUse, MAX_SEGMENT_NAME_CHARS, SavedSegment, SegmentId, is_segment_name,
};
