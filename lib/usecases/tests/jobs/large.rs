//! What is large: pages that do not go together into one transaction, tables with nothing but wrong rows; and what
//! changes meanwhile: a table that is put there anew, items that are archived before their answers come back.

use std::time::Duration;

use domain::follower::{Answers, Follower, FriendshipEvent, Place};
use domain::job::{ExportFormat, ImportSource, JobKind, JobState, SHOWN_PROBLEMS};
use domain::segment::{IdPage, SegmentPage};
use domain::survey::{Catalogue, ItemDraft, ItemKind, OptionDraft, OptionId};
use domain::user_id::{ShardNumber, UserId};
use testkit::webhook::a_user;
use usecases::jobs::import_errors::import_errors_key;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, StoredPage};
use usecases::webhook::record::EventKind;

use crate::bench::{City, NOW, item, option};

const CSV: JobKind = JobKind::Import { source: ImportSource::Csv };

fn with_catalogue(mut city: City, catalogue: Catalogue) -> City {
    city.followers = std::mem::take(&mut city.followers).with_catalogue(catalogue);
    city
}

/// Five thousand options of one item, and a ward.
fn with_many_options() -> Catalogue {
    let mut catalogue = Catalogue::kawasaki_example();
    let topics = item("many");
    catalogue.add_item(topics.clone(), ItemDraft::new("話題", ItemKind::Multiple)).unwrap();
    for number in 0..5_000 {
        let draft = OptionDraft::new(&format!("話題{number}"));
        catalogue.add_option(&topics, option(&format!("topic{number}")), draft).unwrap();
    }
    catalogue
}

/// Somebody who chose everything, alone on a page of their shard: 330 KB.
async fn settle_on_a_page(city: &City, catalogue: &Catalogue, user: &UserId, number: u32) {
    let mut answers = Answers::default();
    let options: Vec<OptionId> = (0..5_000).map(|number| option(&format!("topic{number}"))).collect();
    answers.set(item("many"), options);
    let friend = FriendshipEvent {
        friendship: domain::follower::Friendship::Following,
        order: domain::follower::EventOrder::never(),
    };
    let place = Some(Place { page: number, slot: 0 });
    let follower = Follower { place, answers, ..Follower::new(user.clone(), &friend) };
    let (shard, mut ids) = (user.shard(), IdPage::default());
    let mut page = SegmentPage::new(shard, number);
    page.append(&follower.planes(catalogue)).unwrap();
    ids.push(user).unwrap();
    let mut head = city.followers.head(shard).await.unwrap();
    head.page_versions.push(1);
    head.open_len = 1;
    let (pages, id_pages) = (vec![StoredPage { page, version: 0 }], vec![(number, ids)]);
    let (followers, events, head) = (vec![follower], Vec::new(), Some(head));
    let change = ShardChange { shard, followers, pages, id_pages, head, events };
    assert_eq!(city.followers.commit(&change).await.unwrap(), Commit::Done);
}

#[tokio::test(start_paused = true)]
async fn large_pages_are_written_in_as_many_transactions_as_their_bytes_need() {
    let catalogue = with_many_options();
    let city = with_catalogue(City::with_followers(0).await, catalogue.clone());
    let shard = ShardNumber::try_from(9).unwrap();
    let users: Vec<UserId> = (0..).map(a_user).filter(|user| user.shard() == shard).take(14).collect();
    for (user, number) in users.iter().zip(0..) {
        settle_on_a_page(&city, &catalogue, user, number).await;
    }
    let before = city.followers.commits();
    let rows: Vec<String> = users.iter().map(|user| format!("{},tama", user.as_str())).collect();
    let rows = rows.join("\n");
    city.jobs.insert_object("imports/large.csv", format!("user_id,ward\n{rows}").as_bytes());
    let id = city.add("large", CSV).await;
    let job = city.finish(&id).await;
    assert_eq!((&job.state, job.progress.changed), (&JobState::Done, 14));
    assert_eq!(city.followers.commits() - before, 2, "seven pages of at most 350 KB go together");
    let numbers = (0..).filter(|number| a_user(*number).shard() == shard).take(14);
    city.events(numbers.map(|number| (number, EventKind::Unfollow, NOW as i64))).await;
    assert_eq!(city.followers.commits() - before, 4, "what webhooks change is cut as well");
    assert_eq!(city.compared().await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_million_wrong_rows_are_listed_without_ever_being_held_together() {
    const ROWS: usize = 1_000_000;
    let city = City::with_followers(0).await;
    let table = format!("user_id\n{}", "x\n".repeat(ROWS));
    city.jobs.insert_object("imports/wrong.csv", table.as_bytes());
    let id = city.add("wrong", CSV).await;
    let job = city.finish(&id).await;
    assert_eq!(
        (&job.state, job.progress.problems, job.problems.len()),
        (&JobState::Done, 1_000_000, SHOWN_PROBLEMS)
    );
    let errors = city.jobs.object(&import_errors_key(&id)).unwrap();
    assert_eq!(String::from_utf8_lossy(&errors).lines().count(), ROWS + 1);
    let (largest, whole) = (city.jobs.largest_write(), errors.len());
    assert!(largest < 8 * 1024 * 1024 && whole > 10 * largest, "{largest} of {whole} bytes at once");
}

#[tokio::test(start_paused = true)]
async fn a_table_that_is_put_there_anew_while_it_is_read_ends_the_import_with_a_sentence_of_its_own() {
    let city = City::with_followers(0).await;
    let table = |ward: &str| format!("user_id,ward\n{},{ward}\n", a_user(1).as_str());
    city.jobs.insert_object("imports/moving.csv", table("tama").as_bytes());
    let id = city.add("moving", CSV).await;
    for call in 1.. {
        city.followers.death.strike_at(call, true);
        drop(city.run(&id, Duration::from_secs(40)).await);
        city.followers.death.disarm();
        if city.jobs.job(&id).unwrap().cursor.is_some() {
            break;
        }
    }
    city.jobs.insert_object("imports/moving.csv", table("asao").as_bytes());
    let JobState::Failed { code, reason } = city.finish(&id).await.state else { panic!("it went on") };
    assert_eq!(code, "file_changed");
    assert_eq!(*city.failures.lock().unwrap(), 1, "A-26 heard of it");
    assert!(reason.contains("置きかわった") && reason.ends_with("やり直してください。"), "{reason}");
    assert_eq!(city.people().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn answers_to_archived_items_and_options_go_out_and_come_back() {
    let city = City::with_followers(20).await;
    let mut catalogue = Catalogue::kawasaki_example();
    catalogue.archive_item(&item("topics")).unwrap();
    catalogue.set_option_archived(&item("ward"), &option("asao"), true).unwrap();
    let city = with_catalogue(city, catalogue.clone());
    let kind = JobKind::Export { format: ExportFormat::Csv, reason: "点検のため".to_owned() };
    let id = city.add("out", kind).await;
    city.finish(&id).await;
    let table = city.jobs.object("exports/out.csv").unwrap();
    city.jobs.insert_object("imports/again.csv", &table);
    let id = city.add("again", CSV).await;
    let job = city.finish(&id).await;
    assert_eq!((job.problems, job.progress.changed), (vec![], 0), "who has it already stays as they are");
    let other = with_catalogue(City::with_followers(0).await, catalogue.clone());
    other.jobs.insert_object("imports/in.csv", &table);
    let id = other.add("in", CSV).await;
    assert_eq!(other.finish(&id).await.problems, []);
    let answers =
        |city: &City| city.people().into_iter().map(|person| person.2.iter().count()).sum::<usize>();
    assert_eq!(answers(&other), answers(&city));
    catalogue.delete_item(&item("topics")).unwrap();
    let third = with_catalogue(City::with_followers(0).await, catalogue);
    third.jobs.insert_object("imports/late.csv", &table);
    let id = third.add("late", CSV).await;
    let JobState::Failed { code, .. } = third.finish(&id).await.state else { panic!("it went on") };
    assert_eq!(code, "heading");
}
