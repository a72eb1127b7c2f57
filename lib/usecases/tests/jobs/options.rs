//! An option goes, and its followers go with it to another or to none.

use std::time::Duration;

use domain::job::{Job, JobKind, JobState};
use usecases::jobs::run::Ran;

use crate::bench::{City, item, killed_everywhere, option};

fn replace(from: &str, to: Option<&str>) -> JobKind {
    let (of, from) = (item(if from == "tama" { "ward" } else { "topics" }), option(from));
    JobKind::ReplaceOption { item: of, option: from, replacement: to.map(option) }
}

/// So many followers, whose option is deleted.
async fn without(option: &str, followers: u32) -> City {
    let city = City::with_followers(followers).await;
    city.delete_option(if option == "tama" { "ward" } else { "topics" }, option);
    city
}

#[tokio::test(start_paused = true)]
async fn killed_between_any_two_steps_everybody_has_the_replacement_once() {
    let points = killed_everywhere(
        async || without("tama", 60).await,
        replace("tama", Some("asao")),
        async |city: &City, job: &Job| {
            assert_eq!(job.state, JobState::Done);
            for number in (0..60).filter(|number| number % 3 != 0) {
                assert_eq!(city.chosen("ward", number), ["asao"]);
                assert_eq!(city.chosen("topics", number), ["bousai", "gomi"]);
            }
            assert_eq!(city.compared().await, 0);
        },
    )
    .await;
    assert!(points > 100, "only {points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn without_a_replacement_the_answer_is_dropped_and_progress_is_told() {
    let city = without("gomi", 300).await;
    let id = city.add("drop", replace("gomi", None)).await;
    let job = city.finish(&id).await;
    assert_eq!((job.progress.done, job.progress.changed), (300, 200));
    assert_eq!(city.chosen("topics", 1), ["bousai"]);
    assert_eq!(city.run(&id, Duration::from_secs(40)).await.unwrap(), Ran::NothingToDo);
    assert_eq!(city.compared().await, 0);
}

#[tokio::test(start_paused = true)]
async fn without_time_no_step_is_begun_and_an_unknown_option_ends_the_job_for_a_person() {
    let city = City::with_followers(10).await;
    let id = city.add("late", replace("gomi", None)).await;
    assert_eq!(city.run(&id, Duration::ZERO).await.unwrap(), Ran::Unfinished);
    assert_eq!(city.jobs.job(&id).unwrap().version, 1);
    let id = city.add("unknown", replace("never-there", None)).await;
    assert!(matches!(city.finish(&id).await.state, JobState::Failed { .. }));
}

#[tokio::test(start_paused = true)]
async fn of_two_runs_at_once_one_goes_on_and_nothing_is_done_twice() {
    let city = without("tama", 200).await;
    let id = city.add("twice", replace("tama", Some("asao"))).await;
    let time = Duration::from_secs(40);
    let (one, other) = futures::join!(city.run(&id, time), city.run(&id, time));
    let ran = [one.unwrap(), other.unwrap()];
    assert!(ran.iter().any(|ran| matches!(ran, Ran::Done(_))), "{ran:?}");
    assert!(ran.contains(&Ran::Elsewhere), "{ran:?}");
    assert_eq!(city.jobs.job(&id).unwrap().progress.done, 200, "no step counts twice");
    assert_eq!(city.compared().await, 0);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_goes_takes_every_answer_to_it_along_and_no_other() {
    let points = killed_everywhere(
        async || {
            let city = City::with_followers(60).await;
            city.followers.change_catalogue(|items| items.delete_item(&item("ward")).unwrap());
            city
        },
        JobKind::DropAnswers { item: item("ward") },
        async |city: &City, job: &Job| {
            assert_eq!(job.state, JobState::Done);
            for number in (0..60).filter(|number| number % 3 != 0) {
                assert_eq!(city.chosen("ward", number), Vec::<String>::new());
                assert_eq!(city.chosen("topics", number), ["bousai", "gomi"]);
            }
            assert_eq!(city.compared().await, 0);
        },
    )
    .await;
    assert!(points > 100, "only {points} crash points were reached");
}
