//! The night's work: pages and followers are compared, snapshots kept, old answers of the gone deleted.

use domain::calendar::YearMonth;
use domain::delivery::DeliveryId;
use domain::follower::{Follower, Friendship};
use domain::job::{Job, JobKind, JobState, day_in_japan};
use domain::reaction::Reaction;
use domain::segment::{SegmentIndex, Target};
use domain::setting::{Setting, SettingName};
use domain::survey::{Catalogue, PlaneSet};
use serde_json::json;
use testkit::webhook::a_user;
use ulid::Ulid;
use usecases::jobs::ports::{Settings, Snapshots};
use usecases::jobs::snapshot::read_snapshot;
use usecases::registration::{Registration, register};
use usecases::webhook::record::EventKind;

use crate::bench::{City, NOW, killed_everywhere};

const DAY_MS: i64 = 86_400_000;

/// Writes past the rules.
type Plant = fn(&City, &Follower);

#[tokio::test(start_paused = true)]
async fn pages_that_fit_their_followers_have_no_difference_and_are_kept_for_the_day() {
    let city = City::with_followers(3_000).await;
    assert_eq!(city.compared().await, 0);
    let tomorrow = day_in_japan(NOW + DAY_MS as u64);
    let snapshot = city.jobs.newest_before(tomorrow).await.unwrap().unwrap();
    let (mut index, month) = (SegmentIndex::default(), YearMonth::in_japan(NOW));
    read_snapshot(&city.jobs, &snapshot, |page| index.replace_page(page)).await.unwrap();
    assert_eq!(index.count(&Target::Everyone.compile(&Catalogue::kawasaki_example(), month).unwrap()), 3_000);
}

#[tokio::test(start_paused = true)]
async fn a_planted_difference_of_each_kind_is_counted_and_not_repaired() {
    let user = a_user(4);
    let spoil: [(&str, Plant); 5] = [
        ("a bit of the page is gone", |city, known| {
            let place = known.place.unwrap();
            city.followers.spoil_page(known.user_id.shard(), place.page, |stored| {
                stored.page.set(place.slot, &PlaneSet::default()).unwrap();
            });
        }),
        ("the follower says otherwise", |city, known| {
            city.followers.insert(Follower { friendship: Friendship::Blocked, ..known.clone() });
        }),
        ("the follower stands nowhere", |city, known| {
            city.followers.insert(Follower { place: None, ..known.clone() });
        }),
        ("the head knows another version", |city, known| {
            city.followers.spoil_page(known.user_id.shard(), 0, |stored| stored.version += 1);
        }),
        ("somebody is on no page", |city, known| {
            city.followers.insert(Follower { user_id: a_user(5_000), ..known.clone() });
        }),
    ];
    for (what, plant) in spoil {
        let city = City::with_followers(200).await;
        plant(&city, &city.followers.follower(&user).unwrap());
        let before = (city.people(), city.followers.commits());
        assert!(city.compared().await > 0, "{what}");
        assert!(*city.differences.lock().unwrap() > 0, "the metric hears: {what}");
        assert_eq!((city.people(), city.followers.commits()), before, "nothing is repaired: {what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_compare_killed_between_any_two_steps_ends_with_the_same_snapshot() {
    let date = day_in_japan(NOW);
    let whole = City::with_followers(40).await;
    whole.compared().await;
    let points = killed_everywhere(
        async || City::with_followers(40).await,
        JobKind::Compare { date },
        async |city: &City, job: &Job| {
            assert_eq!((&job.state, job.progress.problems), (&JobState::Done, 0));
            assert_eq!(city.jobs.object_keys(), whole.jobs.object_keys());
            assert_eq!(job.progress.done, 80, "each on a page and each by name, none twice");
        },
    )
    .await;
    assert!(points > 100, "only {points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn whoever_uses_the_form_after_blocking_is_kept_for_the_whole_period_from_then_on() {
    let city = City::with_followers(5).await;
    let days = Setting { value: json!(20), version: 1 };
    city.jobs.put_setting(SettingName::RetentionDays, &days).await.unwrap();
    let at = |days| NOW as i64 - days * DAY_MS;
    city.events([1, 2].map(|number| (number, EventKind::Unfollow, at(25))).into_iter()).await;
    for (number, days) in [(1, 19), (2, 21)] {
        let answers = city.followers.follower(&a_user(number)).unwrap().answers;
        let form = Registration { answers: &answers, consent_version: 1, now_ms: at(days) as u64 };
        register(&city.followers, &a_user(number), form).await.unwrap();
    }
    let id = city.add("night", JobKind::Retention { date: day_in_japan(NOW) }).await;
    city.finish(&id).await;
    let registered = |number| city.followers.follower(&a_user(number)).unwrap().is_registered();
    assert_eq!([1, 2].map(registered), [true, false]);
}

#[tokio::test(start_paused = true)]
async fn reactions_that_count_no_more_are_forgotten_in_the_night() {
    let city = City::with_followers(5).await;
    let at = |months: u64| DeliveryId::from_ulid(Ulid::from_parts(NOW - months * 31 * DAY_MS as u64, 1));
    let (old, new) = (at(8), at(1));
    for (number, delivery) in [(1, old), (1, new), (2, old)] {
        let mut known = city.followers.follower(&a_user(number)).unwrap();
        known.reactions.add(delivery, Reaction::Clicked);
        city.followers.insert(known);
    }
    let kind = JobKind::Retention { date: day_in_japan(NOW) };
    let id = city.add("night", kind).await;
    assert_eq!(city.finish(&id).await.progress.changed, 2);
    let left =
        |number| city.followers.follower(&a_user(number)).unwrap().reactions.iter().collect::<Vec<_>>();
    assert_eq!((left(1), left(2)), (vec![(new, Reaction::Clicked)], vec![]));
}

#[tokio::test(start_paused = true)]
async fn whoever_blocked_long_ago_loses_answers_and_nobody_else_does() {
    let look = async |city: &City, job: &Job| {
        assert_eq!(job.state, JobState::Done);
        let registered = |number| city.followers.follower(&a_user(number)).unwrap().is_registered();
        assert_eq!([1, 2, 4, 5].map(registered), [false, false, true, true]);
        assert_eq!(city.followers.follower(&a_user(1)).unwrap().friendship, Friendship::Blocked);
        assert_eq!(city.compared().await, 0, "the pages were drawn with it");
    };
    let city = async || {
        let city = City::with_followers(40).await;
        let month = Setting { value: json!(20), version: 1 };
        city.jobs.put_setting(SettingName::RetentionDays, &month).await.unwrap();
        let at = |days| NOW as i64 - days * DAY_MS;
        city.events([1, 2].map(|number| (number, EventKind::Unfollow, at(21))).into_iter()).await;
        city.events([4].map(|number| (number, EventKind::Unfollow, at(19))).into_iter()).await;
        city
    };
    let kind = JobKind::Retention { date: day_in_japan(NOW) };
    let points = killed_everywhere(city, kind, look).await;
    assert!(points > 10, "only {points} crash points were reached");
}
