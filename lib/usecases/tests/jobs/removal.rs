//! What is deleted takes its answers along, whoever dies or comes late; what is not deleted keeps them.

use std::time::Duration;

use domain::follower::Answers;
use domain::job::{Job, JobState};
use testkit::webhook::a_user;
use usecases::items::uses::Subject;
use usecases::jobs::removal::{REST_MS, Removal, RemovalError, open_removals, remove, resume};
use usecases::jobs::run::Ran;
use usecases::jobs::start::{STILL_MS, look_after_jobs};
use usecases::registration::{Registration, register};

use crate::bench::{City, NOW, item, option};

/// When staff ask, so that a job has rested when it runs.
const ASKED: u64 = NOW - REST_MS;
const TIME: Duration = Duration::from_secs(40);

fn tama_to(replacement: Option<&str>) -> Removal {
    let subject = Subject { item: item("ward"), option: Some(option("tama")) };
    Removal { subject, replacement: replacement.map(option) }
}

impl City {
    async fn remove(&self, removal: &Removal, now_ms: u64) -> Result<Job, RemovalError> {
        let version = 0; // nobody has changed the items of the example yet
        let removed = remove(&self.jobs, &self.jobs, &self.followers, removal, version, now_ms).await;
        removed.map(|(_, job)| job)
    }

    async fn resume(&self, removal: &Removal) -> Result<Job, RemovalError> {
        resume(&self.jobs, &self.jobs, removal, ASKED).await
    }

    /// The job cannot go on.
    async fn fail(&self, job: &Job) -> Job {
        use usecases::jobs::ports::Jobs as _;
        let stands = self.jobs.job(&job.id).unwrap();
        let failed = stands.failed("replacement_deleted", "移し先の選択肢が削除されています。", NOW);
        self.jobs.replace(&failed).await.unwrap();
        failed
    }

    fn is_deleted(&self) -> bool {
        let mut deleted = false;
        self.followers.change_catalogue(|items| {
            deleted = items.item(&item("ward")).unwrap().option(&option("tama")).unwrap().deleted;
        });
        deleted
    }
}

#[tokio::test(start_paused = true)]
async fn a_deletion_killed_anywhere_is_made_with_its_answers_or_not_at_all_without_anybody() {
    let (mut points, mut made) = (0, 0);
    for after_effect in [false, true] {
        for call in 1.. {
            let city = City::with_followers(30).await;
            let before = city.people();
            let removal = tama_to(Some("asao"));
            city.followers.death.strike_at(call, after_effect);
            let removed = city.remove(&removal, ASKED).await;
            if city.followers.death.disarm() < call {
                assert!(removed.is_ok(), "nothing killed it");
                break;
            }
            city.jobs.take_queued();
            look_after_jobs(&city.jobs, &city.jobs, ASKED + STILL_MS, 24).await.unwrap();
            if city.jobs.take_queued().contains(&removal.job_id()) {
                assert_eq!(city.finish(&removal.job_id()).await.state, JobState::Done);
            }
            if city.is_deleted() {
                assert!((0..30).all(|number| city.chosen("ward", number) != ["tama"]), "call {call}");
                made += 1;
            } else {
                assert_eq!(city.people(), before, "call {call}");
            }
            points += 1;
        }
    }
    assert!(points >= 8 && made > 0, "{points} crash points were reached, {made} behind the change");
}

#[tokio::test(start_paused = true)]
async fn a_job_rests_until_no_request_and_no_save_can_be_older_than_the_deletion() {
    let city = City::with_followers(30).await;
    let job = city.remove(&tama_to(None), NOW - REST_MS + 1).await.unwrap();
    assert_eq!(city.run(&job.id, TIME).await.unwrap(), Ran::Resting);
    assert_eq!(city.jobs.job(&job.id), Some(job.clone()));
    city.resume(&tama_to(None)).await.unwrap();
    assert_eq!(city.jobs.job(&job.id), Some(job), "to ask again moves nothing");
}

#[tokio::test(start_paused = true)]
async fn a_save_that_had_read_the_items_before_leaves_nothing_deleted_behind() {
    let city = City::with_followers(0).await;
    let mut answers = Answers::default();
    answers.set(item("ward"), [option("tama")]);
    let form = Registration { answers: &answers, consent_version: 1, now_ms: NOW };
    city.followers.move_first(1);
    let user = a_user(1);
    let (saved, removed) = futures::join!(register(&city.followers, &user, form), async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        city.remove(&tama_to(Some("asao")), ASKED).await
    });
    saved.unwrap();
    assert_eq!((city.is_deleted(), city.chosen("ward", 1)), (true, vec!["tama".to_owned()]), "it came late");
    assert_eq!(city.finish(&removed.unwrap().id).await.state, JobState::Done);
    assert_eq!(city.chosen("ward", 1), ["asao"]);
    assert_eq!(city.compared().await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_failed_removal_goes_on_where_it_stopped_when_it_is_asked_for_again() {
    let city = City::with_followers(300).await;
    let job = city.remove(&tama_to(Some("asao")), ASKED).await.unwrap();
    city.followers.death.strike_at(40, false);
    city.run(&job.id, TIME).await.unwrap_err();
    city.followers.death.disarm();
    let failed = city.fail(&job).await;
    assert!(failed.cursor.is_some(), "it was on its way");
    city.jobs.take_queued();
    let again = city.resume(&tama_to(Some("asao"))).await.unwrap();
    assert_eq!((again.is_open(), &again.cursor), (true, &failed.cursor));
    assert_eq!(city.jobs.take_queued(), [job.id]);
    assert_eq!(city.finish(&again.id).await.state, JobState::Done);
    assert!((0..300).all(|number| city.chosen("ward", number) != ["tama"]));
}

#[tokio::test(start_paused = true)]
async fn another_replacement_is_refused_until_the_job_with_the_first_one_has_failed() {
    let city = City::with_followers(30).await;
    let job = city.remove(&tama_to(Some("asao")), ASKED).await.unwrap();
    for other in [Some("saiwai"), None] {
        let refused = city.resume(&tama_to(other)).await;
        assert!(matches!(refused, Err(RemovalError::Otherwise(_))), "{refused:?}");
    }
    city.delete_option("ward", "asao");
    let JobState::Failed { reason, .. } = city.finish(&job.id).await.state else { panic!("it went on") };
    assert!(reason.contains("移し先"), "{reason}");
    let anew = city.resume(&tama_to(Some("saiwai"))).await.unwrap();
    assert_eq!((anew.is_open(), &anew.cursor), (true, &None));
    assert_eq!(city.finish(&job.id).await.state, JobState::Done);
    assert_eq!(city.chosen("ward", 2), ["saiwai"]);
    let late = city.resume(&tama_to(Some("takatsu"))).await;
    assert!(matches!(late, Err(RemovalError::Otherwise(_))), "the answers are there: {late:?}");
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_was_not_made_touches_nobody_and_can_be_asked_for_in_another_way_later() {
    let city = City::with_followers(30).await;
    let before = city.people();
    let stale = remove(&city.jobs, &city.jobs, &city.followers, &tama_to(None), 7, ASKED).await;
    assert!(matches!(stale, Err(RemovalError::Items(_))), "{stale:?}");
    let meanwhile = city.remove(&tama_to(Some("asao")), ASKED).await;
    assert!(matches!(meanwhile, Err(RemovalError::Otherwise(_))), "{meanwhile:?}");
    let id = tama_to(None).job_id();
    assert_eq!(city.finish(&id).await.state, JobState::Done);
    assert_eq!(city.people(), before);
    city.remove(&tama_to(Some("asao")), ASKED).await.unwrap();
    assert_eq!(city.finish(&id).await.state, JobState::Done);
    assert_eq!(city.chosen("ward", 2), ["asao"]);
}

#[tokio::test]
async fn open_removals_are_found_among_all_jobs() {
    let city = City::with_followers(0).await;
    assert_eq!(open_removals(&city.jobs, NOW).await.unwrap(), []);
    let job = city.remove(&tama_to(Some("asao")), ASKED).await.unwrap();
    look_after_jobs(&city.jobs, &city.jobs, NOW, 3).await.unwrap();
    assert_eq!(open_removals(&city.jobs, ASKED).await.unwrap(), std::slice::from_ref(&job));
    city.fail(&job).await;
    assert_eq!(open_removals(&city.jobs, NOW).await.unwrap(), []);
}
