//! What every store of jobs, settings, snapshots and files has to do: the same cases for the fakes and for AWS.

// A suite is a test that two crates run: it may panic.
#![allow(clippy::unwrap_used)]

use domain::job::{Progress, RowProblem, Step};
use domain::setting::{Setting, SettingName};
use jiff::civil::date;
use serde_json::json;
use usecases::jobs::ports::{FollowerScan, Jobs, Objects, Settings, Snapshot, Snapshots, Swap};

use super::a_job;

/// A job is created once and replaced by version; while it is open, it is found by the time of its last step.
pub async fn jobs_are_swapped_by_version(jobs: &impl Jobs) {
    let job = a_job(1);
    assert_eq!(jobs.get(&job.id).await.unwrap(), None);
    assert_eq!(jobs.create(&job).await.unwrap(), Swap::Done);
    assert_eq!(jobs.create(&job).await.unwrap(), Swap::Lost(job.clone()));
    let still = |found: Vec<_>| found.into_iter().filter(|(id, _)| *id == job.id).collect::<Vec<_>>();
    let at = job.updated_at_ms;
    assert_eq!(still(jobs.still(at).await.unwrap()), [(job.id.clone(), at)]);
    assert_eq!(still(jobs.still(at - 1).await.unwrap()), []);
    let problem = RowProblem { row: 2, code: "user_id".into(), message: "直してください。".into() };
    let progress = Progress { done: 5, total: Some(9), changed: 3, problems: 1 };
    let step = Step { cursor: Some("next".into()), progress, problems: vec![problem] };
    let next = job.stepped(step, at + 10);
    assert_eq!(jobs.replace(&next).await.unwrap(), Swap::Done);
    assert_eq!(jobs.replace(&next).await.unwrap(), Swap::Lost(next.clone()));
    assert_eq!(jobs.get(&job.id).await.unwrap(), Some(next.clone()));
    assert_eq!(still(jobs.still(at + 9).await.unwrap()), [], "it moved meanwhile");
    let failed = next.failed("no_file", "ファイルがありません。", at + 20);
    assert_eq!(jobs.replace(&failed).await.unwrap(), Swap::Done);
    assert_eq!(jobs.get(&job.id).await.unwrap(), Some(failed));
    assert_eq!(still(jobs.still(at + 99).await.unwrap()), [], "nothing goes on with a failed job");
}

/// A setting has its default until somebody sets it, and is replaced by version.
pub async fn settings_are_swapped_by_version(settings: &impl Settings) {
    let name = SettingName::RetentionDays;
    let first = settings.setting(name).await.unwrap();
    assert_eq!(first, Setting { value: name.default_value(), version: 0 });
    let one = Setting { value: json!(30), version: 1 };
    let early = Setting { value: json!(1), version: 2 };
    assert_eq!(settings.put_setting(name, &early).await.unwrap(), Swap::Lost(first));
    assert_eq!(settings.put_setting(name, &one).await.unwrap(), Swap::Done);
    let again = Setting { value: json!(31), version: 1 };
    assert_eq!(settings.put_setting(name, &again).await.unwrap(), Swap::Lost(one.clone()));
    let two = Setting { value: json!(60), version: 2 };
    assert_eq!(settings.put_setting(name, &two).await.unwrap(), Swap::Done);
    assert_eq!(settings.setting(name).await.unwrap(), two);
    assert_eq!(
        settings.setting(SettingName::Greeting).await.unwrap().version,
        0,
        "the others are as they were"
    );
}

/// The newest snapshot of an earlier day is found, however old.
pub async fn the_newest_earlier_snapshot_is_found(snapshots: &impl Snapshots) {
    let today = date(2026, 11, 26);
    assert_eq!(snapshots.newest_before(today).await.unwrap(), None);
    for day in [date(2026, 9, 30), date(2026, 11, 24), today] {
        let snapshot = Snapshot { date: day, objects: vec![format!("snapshots/{day}/S00-P00000")] };
        snapshots.note(&snapshot).await.unwrap();
        snapshots.note(&snapshot).await.unwrap();
    }
    let newest = snapshots.newest_before(today).await.unwrap().unwrap();
    assert_eq!((newest.date, newest.objects.len()), (date(2026, 11, 24), 1));
    assert_eq!(snapshots.newest_before(date(2026, 9, 30)).await.unwrap(), None);
}

/// Everybody is scanned once, in pages of any size, and hundreds are found by their ids. Runs behind the suite of
/// followers, whose people it finds.
pub async fn everybody_is_scanned_once(store: &impl FollowerScan) {
    let mut everybody = Vec::new();
    let mut from = None;
    loop {
        let page = store.scan(from.as_deref(), 7).await.unwrap();
        assert!(page.followers.len() <= 7, "a page has a limit");
        everybody.extend(page.followers);
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    let whole = store.scan(None, 10_000).await.unwrap();
    assert_eq!((&whole.followers, &whole.next), (&everybody, &None));
    let mut users: Vec<_> = everybody.iter().map(|follower| follower.user_id.clone()).collect();
    users.sort();
    users.dedup();
    assert!(users.len() > 30 && users.len() == everybody.len(), "{} of {}", users.len(), everybody.len());
    let mut found = store.many(&users).await.unwrap();
    found.sort_by(|a, b| a.user_id.cmp(&b.user_id));
    everybody.sort_by(|a, b| a.user_id.cmp(&b.user_id));
    assert_eq!(found, everybody);
    let strangers: Vec<_> = (900_000..900_250).map(crate::webhook::a_user).collect();
    assert_eq!(store.many(&strangers).await.unwrap(), []);
}

/// Files are written whole or in parts, a part again over itself, and read in ranges.
pub async fn files_are_written_whole_or_in_parts(files: &impl Objects) {
    assert_eq!((files.get("a/none").await.unwrap(), files.stat("a/none").await.unwrap()), (None, None));
    files.put("a/one", b"first".to_vec()).await.unwrap();
    files.put("a/one", b"0123456789".to_vec()).await.unwrap();
    assert_eq!(files.get("a/one").await.unwrap().as_deref(), Some(&b"0123456789"[..]));
    let stat = files.stat("a/one").await.unwrap().unwrap();
    assert_eq!(stat.bytes, 10);
    assert_eq!(files.range("a/one", &stat.tag, 2, 3).await.unwrap().unwrap(), b"234");
    assert_eq!(files.range("a/one", &stat.tag, 8, 100).await.unwrap().unwrap(), b"89");
    files.put("a/one", b"9876543210".to_vec()).await.unwrap();
    assert_eq!(files.range("a/one", &stat.tag, 2, 3).await.unwrap(), None, "another object of the same size");
    assert_eq!(files.range("a/none", &stat.tag, 2, 3).await.unwrap(), None);
    let long = vec![b'x'; 5 * 1024 * 1024];
    let upload = files.begin("a/long").await.unwrap();
    files.part("a/long", &upload, 1, vec![b'y'; 5 * 1024 * 1024]).await.unwrap();
    let tags = [
        files.part("a/long", &upload, 1, long.clone()).await.unwrap(),
        files.part("a/long", &upload, 2, b"end".to_vec()).await.unwrap(),
    ];
    assert_eq!(files.stat("a/long").await.unwrap(), None, "nothing stands before it is complete");
    files.complete("a/long", &upload, &tags).await.unwrap();
    files.complete("a/long", &upload, &tags).await.unwrap();
    let expected = [long, b"end".to_vec()].concat();
    assert!(files.get("a/long").await.unwrap() == Some(expected), "the parts in their order");
}
