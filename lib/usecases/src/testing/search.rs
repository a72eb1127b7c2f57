//! Asks LINE for the names of some friends and keeps those that a clerk looks for. Asked again it does nothing: the names
//! that did not fit are gone, and so is the list of whom it asked.

use domain::tester::{Candidate, SearchId};
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use tracing::info;

use super::ports::{Profiles, Searches};
use crate::port_error::PortError;

/// Names asked for at the same time.
const AT_ONCE: usize = 16;

/// Answers one search.
pub async fn search_testers(
    searches: &impl Searches,
    profiles: &impl Profiles,
    id: SearchId,
    now_ms: u64,
) -> Result<(), PortError> {
    let stands =
        searches.search(id).await?.filter(|search| search.found.is_none() && !search.is_over(now_ms));
    let Some(search) = stands else { return Ok(()) };
    let names = iter(search.asked.clone()).map(|user| async move {
        let name = profiles.display_name(&user).await?;
        Ok::<_, PortError>(name.map(|name| Candidate { user, name }))
    });
    let names: Vec<Option<Candidate>> = names.buffered(AT_ONCE).try_collect().await?;
    let answered = search.answered(names.into_iter().flatten());
    searches.keep_search(&answered).await?; // lost to another run of the same message: that one wrote the same
    info!(asked = search.asked.len(), "looked for a tester among the newest friends");
    Ok(())
}
