//! An uploaded file on its way to a message: events that come twice, runs that are killed anywhere, and what the
//! containers of films and sounds tell.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod files;

use domain::media::{Media, MediaId, MediaState, MediaUse, Ready, Refusal};
use files::{a_film, a_png, a_sound, a_track, mp3};
use testkit::media::{InMemoryMedia, PlainDarkroom};
use usecases::media::ports::MediaRows;
use usecases::media::prepare::{PrepareError, Prepared, prepare};

fn id() -> MediaId {
    MediaId::from_ulid(ulid::Ulid::from(7_u128))
}

async fn uploaded(purpose: MediaUse, bytes: Vec<u8>) -> InMemoryMedia {
    let city = InMemoryMedia::default();
    city.create(&Media::new(id(), purpose, 1_000)).await.unwrap();
    city.upload(&id().incoming_key(), bytes);
    city
}

async fn run(city: &InMemoryMedia) -> Result<Prepared, PrepareError> {
    prepare(city, city, &PlainDarkroom, id()).await
}

fn ready(city: &InMemoryMedia) -> Ready {
    match city.row(id()).unwrap().state {
        MediaState::Ready(ready) => ready,
        other => panic!("{other:?}"),
    }
}

async fn refused(purpose: MediaUse, bytes: Vec<u8>) -> Refusal {
    let city = uploaded(purpose, bytes).await;
    let Prepared::Refused(reason) = run(&city).await.unwrap() else { panic!("{:?}", city.row(id())) };
    assert_eq!(city.row(id()).unwrap().state, MediaState::Refused { reason });
    assert_eq!(city.published(), [], "nothing of a refused file is published");
    reason
}

#[tokio::test]
async fn a_picture_is_published_under_a_name_of_its_content_and_a_second_event_changes_nothing() {
    let city = uploaded(MediaUse::Image, a_png(40, 30)).await;
    assert_eq!(run(&city).await.unwrap(), Prepared::Ready);
    let (first, published) = (ready(&city), city.published());
    assert_eq!((first.width, first.height, published.len()), (Some(40), Some(30), 2));
    assert_eq!(published[0].0, format!("published/media/{}", first.path));
    assert_eq!(published[1].0, format!("published/media/{}", first.preview_path.clone().unwrap()));
    city.upload(&id().incoming_key(), a_png(50, 50));
    assert_eq!(run(&city).await.unwrap(), Prepared::NothingToDo);
    assert_eq!((ready(&city), city.published()), (first, published));
}

#[tokio::test]
async fn a_rich_message_gets_its_five_widths_behind_one_address() {
    let city = uploaded(MediaUse::Imagemap, a_png(1_040, 500)).await;
    run(&city).await.unwrap();
    let ready = ready(&city);
    assert_eq!((ready.width, ready.height, ready.preview_path.clone()), (Some(1_040), Some(500), None));
    let keys: Vec<String> = city.published().into_iter().map(|(key, ..)| key).collect();
    let expected = ["1040", "240", "300", "460", "700"];
    assert_eq!(keys, expected.map(|width| format!("published/media/{}/{width}", ready.path)));
}

#[tokio::test]
async fn killed_anywhere_the_next_run_ends_in_the_same_files() {
    for bytes in [a_png(1_040, 500), a_film(&[a_track(*b"soun")])] {
        let purpose = if bytes[0] == 0x89 { MediaUse::Imagemap } else { MediaUse::Audio };
        let whole = uploaded(purpose, bytes.clone()).await;
        whole.death.disarm(); // what was called so far made the upload
        run(&whole).await.unwrap();
        let calls = whole.death.disarm();
        assert!(calls >= 4, "{calls}");
        for (call, after) in (1..=calls).flat_map(|call| [(call, false), (call, true)]) {
            let city = uploaded(purpose, bytes.clone()).await;
            city.death.strike_at(call, after);
            run(&city).await.unwrap_err();
            city.death.disarm();
            run(&city).await.unwrap();
            assert_eq!(
                (ready(&city), city.published()),
                (ready(&whole), whole.published()),
                "{call} {after}"
            );
        }
    }
}

#[tokio::test]
async fn what_was_never_asked_for_or_is_gone_needs_nothing() {
    let city = InMemoryMedia::default();
    city.upload(&id().incoming_key(), a_png(40, 30));
    assert_eq!(run(&city).await.unwrap(), Prepared::NothingToDo);
    let city = InMemoryMedia::default();
    city.create(&Media::new(id(), MediaUse::Image, 1_000)).await.unwrap();
    assert_eq!(run(&city).await.unwrap(), Prepared::NothingToDo);
    assert_eq!(city.row(id()).unwrap().state, MediaState::Preparing);
}

#[tokio::test]
async fn a_film_is_published_as_it_is_with_its_length() {
    let film = a_film(&[a_track(*b"vide"), a_track(*b"soun")]);
    let city = uploaded(MediaUse::Video, film.clone()).await;
    assert_eq!(run(&city).await.unwrap(), Prepared::Ready);
    assert_eq!(ready(&city).duration_ms, Some(2_500));
    let published = city.published();
    assert_eq!((published[0].1.as_str(), &published[0].2), ("video/mp4", &film));
    assert!(published[0].0.ends_with("/film.mp4"));
}

#[tokio::test]
async fn sounds_are_m4a_or_mp3_and_tell_how_long_they_play() {
    for (bytes, name, length) in [(a_sound(), "sound.m4a", 2_500), (mp3(100), "sound.mp3", 2_606)] {
        let city = uploaded(MediaUse::Audio, bytes).await;
        assert_eq!(run(&city).await.unwrap(), Prepared::Ready, "{name}");
        let ready = ready(&city);
        assert!(ready.path.ends_with(name));
        assert_eq!(ready.duration_ms, Some(length), "{name}");
    }
    let tagged = [&b"ID3\x04\0\0\0\x08\0\0"[..], &vec![0; 131_072], &mp3(50)].concat();
    let city = uploaded(MediaUse::Audio, tagged).await;
    assert_eq!(run(&city).await.unwrap(), Prepared::Ready, "a cover before the sound");
}

#[tokio::test]
async fn other_files_are_refused_by_what_they_are_and_not_by_what_they_are_called() {
    use {MediaUse as Use, Refusal as Why};
    let film = a_film(&[a_track(*b"vide")]);
    for (purpose, bytes, expected) in [
        (Use::Image, film.clone(), Why::NotAPicture),
        (Use::Video, a_png(40, 30), Why::NotAFilm),
        (Use::Video, mp3(9), Why::NotAFilm),
        (Use::Video, a_sound(), Why::NotAFilm),
        (Use::Audio, film.clone(), Why::NotASound),
        (Use::Audio, b"<html><script>1</script>".to_vec(), Why::NotASound),
        (Use::Video, film[..film.len() - 5].to_vec(), Why::Truncated),
        (Use::Video, film[..40].to_vec(), Why::Truncated),
        (Use::Video, b"\0\0\0\x14ftypqt  \0\0\0\0qt  ".to_vec(), Why::NotAFilm),
    ] {
        assert_eq!(refused(purpose, bytes).await, expected, "{purpose:?}");
    }
}
