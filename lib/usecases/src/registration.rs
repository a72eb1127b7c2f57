//! What a citizen tells us through the form: answers and consent, and taking both back.
//!
//! Each is one transaction of one shard, the same as a webhook's: follower, page of bits, head, and the ids beside
//! the page when somebody joins it. Killed before it, nothing happened and the phone asks again; killed after it,
//! the same request finds everything as it wants it and writes nothing. Somebody else's change of the shard in
//! between makes it read and decide anew. What two requests of one person at the same time lead to is what one of
//! them asked for, entirely.

use crate::port_error::PortError;
use crate::webhook::ports::{Commit, FollowerStore};
use crate::webhook::record::{pause, read_shelf};
use crate::webhook::shard_change::Decision;
use domain::follower::{Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::BrokenPage;
use domain::survey::WrongAnswer;
use domain::user_id::UserId;

/// Rounds until a change gives up because others are always faster; about 4 s of pauses.
const ROUNDS: u32 = 16;

const DAY_MS: i64 = 86_400_000;

/// Why answers were not stored.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// Nobody of this id has ever been met.
    #[error("there is no such follower")]
    UnknownFollower,
    /// Answers that the items do not take, each with its reason.
    #[error("{} answers do not fit the registration items", .0.len())]
    Answers(Vec<WrongAnswer>),
    /// The store did not answer.
    #[error("the answers could not be stored")]
    Store(#[from] PortError),
    /// The page does not fit the follower.
    #[error("a segment page is broken")]
    Page(#[from] BrokenPage),
    /// Others changed the same shard all the time.
    #[error("the shard kept changing")]
    Busy,
}

/// A form that somebody sent.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'a> {
    /// All answers, also those that stay as they were.
    pub answers: &'a Answers,
    /// The consent text that they agreed to.
    pub consent_version: u32,
    /// When.
    pub now_ms: u64,
}

/// Saves a form, replacing the one before, and returns the answers as they stand. Whoever is not known yet has been
/// a friend since before this system and becomes a follower now; the same form again writes nothing.
pub async fn register(
    store: &impl FollowerStore,
    user: &UserId,
    form: Registration<'_>,
) -> Result<Answers, RegistrationError> {
    let catalogue = store.catalogue().await?;
    let answers = catalogue.check_answers(form.answers).map_err(RegistrationError::Answers)?;
    let registered = |known: Option<Follower>| {
        let follower = known.unwrap_or_else(|| never_met(user));
        let told = Follower {
            answers: catalogue.keep_archived(&follower.answers, answers.clone()),
            consent_version: Some(form.consent_version),
            registered_at_ms: follower.registered_at_ms.or(Some(form.now_ms)),
            ..follower.clone()
        };
        // Saying the same again is news from somebody who has blocked the account, but not twice a day.
        let is_back = follower.friendship == Friendship::Blocked
            && follower.last_heard_ms() < form.now_ms as i64 - DAY_MS;
        let saved_at_ms = if told != follower || is_back { Some(form.now_ms) } else { told.saved_at_ms };
        Some(Follower { saved_at_ms, ..told })
    };
    let saved = change(store, user, form.now_ms, registered).await?;
    Ok(saved.map(|follower| follower.answers).unwrap_or_default())
}

/// Takes a registration back: answers, consent and reactions to deliveries are gone, the friendship and the place
/// stay. Nobody's registration is gone already.
pub async fn forget(store: &impl FollowerStore, user: &UserId, now_ms: u64) -> Result<(), RegistrationError> {
    change(store, user, now_ms, |known| known.map(Follower::forgotten)).await.map(drop)
}

/// Replaces all answers of somebody who is known, without a word about consent: for imports and examples.
pub async fn change_answers(
    store: &impl FollowerStore,
    user: &UserId,
    answers: &Answers,
) -> Result<(), RegistrationError> {
    let answers = &store.catalogue().await?.check_answers(answers).map_err(RegistrationError::Answers)?;
    let answered = |known: Option<Follower>| Some(Follower { answers: answers.clone(), ..known? });
    change(store, user, 0, answered).await?.map(drop).ok_or(RegistrationError::UnknownFollower)
}

/// Says of somebody who is known whether they are a tester, so that conditions about testers tell the truth; saying it
/// again writes nothing. Nobody is met by it.
pub async fn mark_tester(
    store: &impl FollowerStore,
    user: &UserId,
    tester: bool,
    now_ms: u64,
) -> Result<(), RegistrationError> {
    let marked = |known: Option<Follower>| Some(Follower { tester, ..known? });
    change(store, user, now_ms, marked).await.map(drop)
}

/// A friend of whom no webhook ever told: any event that comes is newer than this.
fn never_met(user: &UserId) -> Follower {
    let friend = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    Follower::new(user.clone(), &friend)
}

/// Reads, changes and writes until nobody came in between; the follower as wanted comes back. What is as wanted is
/// not written.
async fn change(
    store: &impl FollowerStore,
    user: &UserId,
    now_ms: u64,
    wanted: impl Fn(Option<Follower>) -> Option<Follower>,
) -> Result<Option<Follower>, RegistrationError> {
    let shard = user.shard();
    let seed = now_ms ^ u128::from_be_bytes(user.to_bytes()) as u64; // two people of one shard pause differently
    for round in 0..ROUNDS {
        let known = store.followers(std::slice::from_ref(user)).await?.pop();
        let next = wanted(known.clone());
        let Some(follower) = next.as_ref().filter(|_| next != known) else { return Ok(next) };
        let decision = Decision::of(follower.clone());
        let (shelf, catalogue) = read_shelf(store, shard, &decision).await?;
        if store.commit(&shelf.draw(&decision, &catalogue)?).await? == Commit::Done {
            return Ok(next);
        }
        tokio::time::sleep(pause(shard, round, seed)).await;
    }
    Err(RegistrationError::Busy)
}
