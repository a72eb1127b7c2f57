//! Whether somebody is a tester, on the follower and on the page.

use domain::job::{Job, JobKind, JobState};
use testkit::webhook::a_user;

use crate::bench::{City, killed_everywhere};

#[tokio::test(start_paused = true)]
async fn killed_anywhere_a_picked_tester_is_marked_and_nobody_else() {
    let points = killed_everywhere(
        async || City::with_followers(20).await,
        JobKind::MarkTester { user: a_user(7), tester: true },
        async |city: &City, job: &Job| {
            assert_eq!(job.state, JobState::Done);
            for number in 0..20 {
                assert_eq!(city.followers.follower(&a_user(number)).unwrap().tester, number == 7);
            }
            assert_eq!(city.compared().await, 0, "the page says the same");
        },
    )
    .await;
    assert!(points > 10, "only {points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn the_mark_goes_again_and_somebody_unknown_is_not_met_by_it() {
    let city = City::with_followers(3).await;
    for (name, user, tester) in [("on", 1, true), ("off", 1, false), ("unknown", 99, true)] {
        let id = city.add(name, JobKind::MarkTester { user: a_user(user), tester }).await;
        assert_eq!(city.finish(&id).await.state, JobState::Done, "{name}");
    }
    assert!(!city.followers.follower(&a_user(1)).unwrap().tester);
    assert!(city.followers.follower(&a_user(99)).is_none());
    assert_eq!(city.compared().await, 0);
}
