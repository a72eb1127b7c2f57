//! Somebody sent a text that looks like a code.
//!
//! Tester and used code are one transaction; the mark in the segment pages and the welcome come after it, and the same
//! event again finishes what a crash left open: the code remembers who used it, the mark is the same however often it is
//! made, the welcome has a retry key. A text that is no good code changes nothing and is told to nobody: it is a message
//! to the chatbot like any other, and so is every guess after `domain::tester::MOST_TRIES` in a quarter of an hour.

use domain::tester::{Redemption, Tester, TesterCode};
use domain::user_id::UserId;
use tracing::{info, warn};

use super::ports::{TesterLine, Testers};
use super::welcome::welcome;
use crate::delivery::ports::Swap;
use crate::port_error::PortError;
use crate::registration::{RegistrationError, mark_tester};
use crate::webhook::ports::FollowerStore;

/// Why the same event has to come again.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// The testers' table.
    #[error("a code could not be looked up or used")]
    Testers(#[from] PortError),
    /// Follower and segment page.
    #[error("a tester could not be marked among the followers")]
    Mark(#[from] RegistrationError),
    /// Somebody changed the same tester or code.
    #[error("the tester or the code has changed meanwhile")]
    Moved,
}

/// Registers whoever sent a good code; `false` for every other text.
pub async fn redeem(
    testers: &impl Testers,
    followers: &impl FollowerStore,
    line: &impl TesterLine,
    user: &UserId,
    code: &TesterCode,
    now_ms: u64,
) -> Result<bool, RedeemError> {
    if !testers.admit_try(user, now_ms).await? {
        warn!("somebody tries codes for testers; theirs are not looked up any more for a while");
        return Ok(false);
    }
    let Some(open) = testers.code(&code.digest()).await? else { return Ok(false) };
    let fresh = Tester::registered(user.clone(), open.name.clone(), open.department.clone(), now_ms);
    let tester = match (open.redeem(&fresh, now_ms), testers.tester(fresh.id()).await?) {
        (Redemption::Void, _) => return Ok(false),
        (Redemption::Repeated, Some(stands)) => stands,
        (Redemption::Repeated, None) => return Ok(true), // removed since
        (Redemption::Registered(used), stands) => {
            let tester = match stands {
                // A tester of another department stays theirs; the code is used up all the same.
                Some(stands) if stands.department != open.department => {
                    stands.renamed(stands.name.clone(), stands.department.clone())
                }
                Some(stands) => stands.renamed(open.name, open.department),
                None => fresh,
            };
            match testers.redeem(&code.digest(), &used, &tester).await? {
                Swap::Done => info!(tester.id = %tester.id(), "registered a tester by code"),
                Swap::Lost(()) => return Err(RedeemError::Moved),
            }
            tester
        }
    };
    mark_tester(followers, tester.user(), true, now_ms).await?;
    welcome(line, &tester).await;
    Ok(true)
}
