//! Tables in and out: nobody is lost or doubled by a kill, a wrong row is named, and what goes out comes back.

use domain::follower::Friendship;
use domain::job::{ExportFormat, ImportSource, Job, JobKind, JobState};
use domain::user_id::UserId;
use testkit::jobs::FakeFriends;
use testkit::webhook::a_user;
use usecases::jobs::export::export_key;
use usecases::jobs::import::import_key;
use usecases::jobs::import_errors::import_errors_key;
use usecases::webhook::record::EventKind;

use crate::bench::{City, NOW, item, killed_everywhere};

const CSV: JobKind = JobKind::Import { source: ImportSource::Csv };

fn export(format: ExportFormat) -> JobKind {
    JobKind::Export { format, reason: "点検のため".to_owned() }
}

fn chosen(city: &City, user: &UserId, name: &str) -> Vec<String> {
    let follower = city.followers.follower(user).unwrap();
    let answer = follower.answers.get(&item(name));
    answer.iter().flat_map(|answer| answer.value.options()).map(ToString::to_string).collect()
}

/// A city of 20 with a table of 30: ten of them known, one of these gone.
async fn with_a_table() -> City {
    let city = City::with_followers(20).await;
    city.events([(12, EventKind::Unfollow, NOW as i64 - 9)].into_iter()).await;
    let rows = (10..40).map(|number| format!("{},saiwai,zei|kenko", a_user(number).as_str()));
    let rows = rows.collect::<Vec<_>>().join("\n");
    city.jobs.insert_object("imports/the-job.csv", format!("user_id,ward,topics\n{rows}").as_bytes());
    city
}

#[tokio::test(start_paused = true)]
async fn an_import_killed_between_any_two_steps_takes_everybody_over_once() {
    let look = async |city: &City, job: &Job| {
        assert_eq!((&job.state, job.progress.done), (&JobState::Done, 30), "{:?}", job.problems);
        assert_eq!(city.people().len(), 40);
        for number in 10..40 {
            assert_eq!(chosen(city, &a_user(number), "ward"), ["saiwai"]);
        }
        assert_eq!(chosen(city, &a_user(30), "topics"), ["kenko", "zei"]);
        assert_eq!(chosen(city, &a_user(1), "ward"), ["asao"], "who is not in the table keeps the answers");
        let friendship = |number| city.followers.follower(&a_user(number)).unwrap().friendship;
        assert_eq!([12, 30].map(friendship), [Friendship::Blocked, Friendship::Following]);
        assert_eq!(city.compared().await, 0);
    };
    let points = killed_everywhere(with_a_table, CSV, look).await;
    assert!(points > 100, "only {points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn an_imported_friend_is_superseded_by_any_real_event() {
    let city = with_a_table().await;
    let id = city.add("the-job", CSV).await;
    city.finish(&id).await;
    city.events([(30, EventKind::Unfollow, NOW as i64 - 20 * 86_400_000)].into_iter()).await;
    assert_eq!(city.followers.follower(&a_user(30)).unwrap().friendship, Friendship::Blocked);
}

#[tokio::test(start_paused = true)]
async fn wrong_rows_are_named_by_number_and_the_others_are_taken_over() {
    let city = City::with_followers(0).await;
    let (good, table) = (a_user(1), "\u{feff}ward,user_id\r\n");
    let rows = format!(
        "tama,{}\r\nmars,{}\r\ntama,nobody\r\n\"tama\"\r\n,{}\r\n",
        good.as_str(),
        a_user(2).as_str(),
        a_user(3).as_str()
    );
    city.jobs.insert_object("imports/wrong.csv", format!("{table}{rows}").as_bytes());
    let id = city.add("wrong", CSV).await;
    let job = city.finish(&id).await;
    let found: Vec<_> = job.problems.iter().map(|problem| (problem.row, problem.code.as_str())).collect();
    assert_eq!(found, [(3, "not_offered"), (4, "user_id"), (5, "columns")]);
    assert_eq!((job.progress.problems, job.progress.done, job.progress.total), (3, 5, Some(5)));
    assert_eq!(chosen(&city, &good, "ward"), ["tama"]);
    assert_eq!(city.people().len(), 2, "an empty cell answers nothing");
    let errors = String::from_utf8(city.jobs.object(&import_errors_key(&id)).unwrap()).unwrap();
    assert_eq!(errors.lines().count(), 4);
    assert!(
        !errors.contains("nobody") && !errors.contains(a_user(2).as_str()),
        "nothing of a row is repeated"
    );
}

#[tokio::test(start_paused = true)]
async fn a_table_that_cannot_be_used_ends_the_job_with_a_sentence() {
    let city = City::with_followers(0).await;
    for (name, table, word) in [
        ("no-file", None, "アップロード"),
        ("no-id", Some("ward\ntama\n"), "user_id"),
        ("no-item", Some("user_id,colour\n"), "2列目"),
        ("quote", Some("user_id\n\"U"), "引用符"),
        ("quote-within", Some("user_id\nU\nU\n\"U\"x\nU\n"), "4行目の引用符"),
    ] {
        let kind = CSV;
        let id = city.add(name, kind).await;
        if let Some(table) = table {
            city.jobs.insert_object(&import_key(&id), table.as_bytes());
        }
        let JobState::Failed { code, reason } = city.finish(&id).await.state else {
            panic!("{name} went on")
        };
        assert!(reason.contains(word) && reason.ends_with("ください。"), "{name}: {reason}");
        assert!(["no_file", "heading", "quotes"].contains(&code.as_str()), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn lines_list_of_friends_is_taken_over_page_by_page() {
    let mut city = City::with_followers(5).await;
    city.friends = FakeFriends { users: (0..37).map(a_user).collect(), at_once: 10 };
    let before = city.people();
    let id = city.add("line", JobKind::Import { source: ImportSource::Line }).await;
    let job = city.finish(&id).await;
    assert_eq!((job.progress.done, job.progress.changed, city.people().len()), (37, 32, 37));
    assert!(before.iter().all(|person| city.people().contains(person)), "who is known stays as they are");
    assert_eq!(city.compared().await, 0);
}

#[tokio::test(start_paused = true)]
async fn an_export_killed_between_any_two_steps_has_everybody_once() {
    let points = killed_everywhere(
        async || City::with_followers(30).await,
        export(ExportFormat::Csv),
        async |city: &City, job: &Job| {
            assert_eq!((&job.state, job.progress.done), (&JobState::Done, 30));
            let file = city.jobs.object(&export_key(&job.id, ExportFormat::Csv)).unwrap();
            let file = String::from_utf8(file).unwrap();
            assert_eq!(file.lines().count(), 31);
            assert!((0..30).all(|number| file.matches(a_user(number).as_str()).count() == 1));
        },
    )
    .await;
    assert!(points > 10, "only {points} crash points were reached");
}

#[tokio::test(start_paused = true)]
async fn what_goes_out_lossless_comes_back_into_another_city() {
    let city = City::with_followers(50).await;
    let id = city.add("out", export(ExportFormat::Csv)).await;
    city.finish(&id).await;
    let other = City::with_followers(0).await;
    other.jobs.insert_object("imports/in.csv", &city.jobs.object("exports/out.csv").unwrap());
    let id = other.add("in", CSV).await;
    assert_eq!(other.finish(&id).await.problems, []);
    for number in 0..50 {
        for name in ["ward", "topics"] {
            assert_eq!(chosen(&other, &a_user(number), name), chosen(&city, &a_user(number), name));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn spreadsheets_get_labels_and_lines_of_json_get_everything() {
    let city = City::with_followers(4).await;
    let id = city.add("sheet", export(ExportFormat::Spreadsheet)).await;
    city.finish(&id).await;
    let sheet = String::from_utf8(city.jobs.object("exports/sheet.csv").unwrap()).unwrap();
    assert!(sheet.starts_with("\u{feff}\"ユーザーID\",\"友だち\""), "{sheet}");
    assert!(sheet.contains("\"麻生区\""), "{sheet}");
    let id = city.add("lines", export(ExportFormat::Jsonl)).await;
    city.finish(&id).await;
    let lines = String::from_utf8(city.jobs.object("exports/lines.jsonl").unwrap()).unwrap();
    let read: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read.len(), 4);
    let one = read.iter().find(|one| one["user_id"] == a_user(1).as_str()).unwrap();
    assert_eq!(one["answers"]["topics"]["value"], serde_json::json!(["bousai", "gomi"]));
}
