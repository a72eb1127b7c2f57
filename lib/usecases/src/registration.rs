//! A citizen's answers change: the follower and the page's bits, in one transaction.

use domain::follower::{Answers, Follower};
use domain::segment::BrokenPage;
use domain::survey::WrongAnswer;
use domain::user_id::UserId;

use crate::port_error::PortError;
use crate::webhook::ports::{Commit, FollowerStore, ShardChange};

/// Rounds until a change gives up because others are always faster.
const ROUNDS: usize = 20;

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

/// Replaces all answers of a follower; the same answers again change nothing that can be seen.
pub async fn change_answers(
    store: &impl FollowerStore,
    user: &UserId,
    answers: &Answers,
) -> Result<(), RegistrationError> {
    let answers = &store.catalogue().await?.check_answers(answers).map_err(RegistrationError::Answers)?;
    for _ in 0..ROUNDS {
        let change = draw(store, user, answers).await?;
        if store.commit(&change).await? == Commit::Done {
            return Ok(());
        }
    }
    Err(RegistrationError::Busy)
}

async fn draw(
    store: &impl FollowerStore,
    user: &UserId,
    answers: &Answers,
) -> Result<ShardChange, RegistrationError> {
    let shard = user.shard();
    let found = store.followers(std::slice::from_ref(user)).await?.pop();
    let follower = Follower { answers: answers.clone(), ..found.ok_or(RegistrationError::UnknownFollower)? };
    let place = follower.place.ok_or(RegistrationError::UnknownFollower)?;
    let mut head = store.head(shard).await?;
    let mut stored = store.page(shard, place.page).await?.ok_or(BrokenPage::Slot(place.slot))?;
    stored.page.set(place.slot, &follower.planes(&store.catalogue().await?))?;
    if let Some(version) = head.page_versions.get_mut(place.page as usize) {
        *version = stored.version + 1;
    }
    Ok(ShardChange {
        shard,
        followers: vec![follower],
        pages: vec![stored],
        id_pages: Vec::new(),
        head: Some(head),
        events: Vec::new(),
    })
}
