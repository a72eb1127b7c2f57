//! The bench proves itself: each of the twelve seeded bugs is noticed by a scenario that a correct build passes.
//!
//! Needs the binaries of `scripts/build-mutated.sh`.

use faults::hunt;

use crate::cancelled::Cancelled;
use crate::hours::Hours;
use crate::killed::Killed;
use crate::line_faults::{ErrorAfter, Refused};
use crate::webhooks::Webhooks;

/// One test for each seeded bug and the scenario that has to notice it.
macro_rules! noticed {
    ($($test:ident: $scenario:expr => $mutation:literal;)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            hunt(&$scenario, $mutation).await;
        }
    )*};
}

noticed! {
    a_dropped_retry_key_is_noticed: ErrorAfter => "drop_retry_key";
    a_new_key_on_a_retry_is_noticed: ErrorAfter => "new_key_on_retry";
    a_retry_after_a_400_is_noticed: Refused => "retry_on_400";
    counting_before_the_answer_is_noticed: Killed => "count_before_answer";
    a_retry_after_a_cancel_is_noticed: Cancelled => "retry_after_cancel";
    a_lease_without_expiry_is_noticed: Killed => "lease_without_expiry";
    a_409_taken_blindly_is_noticed: ErrorAfter => "accept_409_blindly";
    dedupe_by_body_is_noticed: Webhooks => "dedupe_by_body";
    a_cursor_advanced_at_fetch_is_noticed: Killed => "cursor_advanced_at_fetch";
    a_cancel_without_effect_is_noticed: Cancelled => "cancel_without_effect";
    a_redrive_after_25_hours_is_noticed: Hours => "redrive_after_25_hours";
    a_batch_evaluated_anew_on_a_retry_is_noticed: ErrorAfter => "re_evaluated_batch_on_retry";
}
