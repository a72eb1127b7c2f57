//! A city with followers on pages, whose process can be killed at any port call.

use std::sync::Mutex;
use std::time::Duration;

use domain::follower::{Answers, EventOrder, Follower, Friendship};
use domain::job::{Job, JobId, JobKind};
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::UserId;
use testkit::jobs::{FakeFriends, InMemoryJobs};
use testkit::webhook::{FakeReplier, InMemoryFollowers, a_greeting, a_user, an_event};
use tokio::time::Instant;
use usecases::jobs::removal::REST_MS;
use usecases::jobs::run::{LAST_STEP, Ran, RunContext, RunError, Seen};
use usecases::registration::change_answers;
use usecases::webhook::record::{EventKind, record_friendships};

/// When the jobs run: 2026-11-26T03:00:00+09:00.
pub const NOW: u64 = 1_795_629_600_000;
const DAY_MS: i64 = 86_400_000;

#[derive(Default)]
pub struct City {
    pub followers: InMemoryFollowers,
    pub jobs: InMemoryJobs,
    pub friends: FakeFriends,
    /// Differences, as the metric gets them.
    pub differences: Mutex<u64>,
    /// How often a failure was heard of.
    pub failures: Mutex<u64>,
}

pub fn item(name: &str) -> ItemId {
    ItemId::parse(name).unwrap()
}

pub fn option(name: &str) -> OptionId {
    OptionId::parse(name).unwrap()
}

impl City {
    /// So many friends since a month; every second one lives in Tama, every third has answered nothing.
    pub async fn with_followers(count: u32) -> Self {
        let followers = InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example());
        let jobs = InMemoryJobs::dying_by(followers.death.clone());
        let city = Self { followers, jobs, ..Self::default() };
        let joined = NOW as i64 - 30 * DAY_MS;
        city.events((0..count).map(|number| (number, EventKind::Follow, joined))).await;
        for number in (0..count).filter(|number| number % 3 != 0) {
            let mut answers = Answers::default();
            let ward = if number % 2 == 0 { "tama" } else { "asao" };
            answers.set(item("ward"), [option(ward)]);
            answers.set(item("topics"), [option("bousai"), option("gomi")]);
            change_answers(&city.followers, &a_user(number), &answers).await.unwrap();
        }
        city
    }

    pub async fn events(&self, events: impl Iterator<Item = (u32, EventKind, i64)>) {
        let events: Vec<_> = events.map(|(number, kind, at)| an_event(&a_user(number), kind, at)).collect();
        let replier = FakeReplier::default();
        for at in events.chunks(500) {
            let now = at[0].order.timestamp_ms as u64;
            assert!(
                record_friendships(&self.followers, &replier, &a_greeting(), at, now).await.failed.is_empty()
            );
        }
    }

    /// An option that staff have deleted.
    pub fn delete_option(&self, of: &str, name: &str) {
        self.followers.change_catalogue(|items| items.delete_option(&item(of), &option(name)).unwrap());
    }

    /// The options somebody has chosen.
    pub fn chosen(&self, name: &str, number: u32) -> Vec<String> {
        let follower = self.followers.follower(&a_user(number)).unwrap();
        let answer = follower.answers.get(&item(name));
        answer.iter().flat_map(|answer| answer.value.options()).map(ToString::to_string).collect()
    }

    pub async fn add(&self, name: &str, kind: JobKind) -> JobId {
        let id = JobId::parse(name).unwrap();
        let rested = NOW - REST_MS;
        usecases::jobs::start::start_job(&self.jobs, &self.jobs, id.clone(), kind, rested).await.unwrap();
        id
    }

    /// One invocation; `time` for steps.
    pub async fn run(&self, id: &JobId, time: Duration) -> Result<Ran, RunError> {
        let watch = |kind: &JobKind, seen: Seen<'_>| match seen {
            Seen::Step(step) if matches!(kind, JobKind::Compare { .. }) => {
                *self.differences.lock().unwrap() += step.progress.problems;
            }
            Seen::Step(_) => (),
            Seen::Failing => *self.failures.lock().unwrap() += 1,
        };
        let context = RunContext {
            jobs: &self.jobs,
            followers: &self.followers,
            segments: &self.jobs,
            objects: &self.jobs,
            friends: &self.friends,
            watch: &watch,
            now_ms: || NOW,
            deadline: Instant::now() + time + LAST_STEP,
            shelves: tokio::sync::Mutex::default(),
        };
        context.run_job(id).await
    }

    /// Runs until the job has ended.
    pub async fn finish(&self, id: &JobId) -> Job {
        for _ in 0..1_000 {
            match self.run(id, Duration::from_secs(40)).await.unwrap() {
                Ran::Done(job) | Ran::Failed(job, _) => return *job,
                Ran::NothingToDo => return self.jobs.job(id).unwrap(),
                Ran::Unfinished | Ran::Elsewhere => {}
                Ran::Resting => panic!("nothing wakes it here"),
            }
        }
        panic!("the job never ended")
    }

    /// Everybody with what makes them who they are; versions are how often they were written.
    pub fn people(&self) -> Vec<(UserId, Friendship, Answers, Option<u32>, EventOrder)> {
        let mut people: Vec<Follower> = self.followers.all();
        people.sort_by(|a, b| a.user_id.cmp(&b.user_id));
        let shown = |f: Follower| (f.user_id, f.friendship, f.answers, f.consent_version, f.last_event);
        people.into_iter().map(shown).collect()
    }

    /// Runs the night's compare and says how many differences it found.
    pub async fn compared(&self) -> u64 {
        let date = domain::job::day_in_japan(NOW);
        let id = self.add("compare-check", JobKind::Compare { date }).await;
        let job = self.finish(&id).await;
        assert_eq!(job.state, domain::job::JobState::Done);
        job.progress.problems
    }
}

/// Runs a job in fresh cities, each killed at another call, and looks at every city after the job has ended.
pub async fn killed_everywhere<F: Future<Output = City>>(
    city: impl Fn() -> F,
    kind: JobKind,
    look: impl AsyncFn(&City, &Job),
) -> u64 {
    let mut crash_points = 0;
    for after_effect in [false, true] {
        for call in 1.. {
            let city = city().await;
            let id = city.add("the-job", kind.clone()).await;
            city.followers.death.strike_at(call, after_effect);
            let run = city.run(&id, Duration::from_secs(40)).await;
            let calls = city.followers.death.disarm();
            let job = city.finish(&id).await;
            look(&city, &job).await;
            if calls < call {
                assert!(run.is_ok(), "nothing killed it");
                break;
            }
            assert!(run.is_err(), "call {call} was killed");
            crash_points += 1;
        }
    }
    crash_points
}
