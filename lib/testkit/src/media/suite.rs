//! What every place for uploads has to do.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed suite")]

use domain::media::{Media, MediaId, MediaUse, Ready, Refusal, published_key};
use usecases::delivery::ports::Swap;
use usecases::media::ports::{MediaFiles, MediaRows};

/// Runs against an empty table.
///
/// # Panics
/// Where the table does something else.
pub async fn rows_are_created_once_and_decided_once<R: MediaRows>(rows: &R) {
    let media = Media::new(MediaId::from_ulid(ulid::Ulid::from(7_u128)), MediaUse::Image, 1_000);
    let refused = media.decided(Err(Refusal::Animated)).unwrap();
    assert_eq!(rows.get(media.id).await.unwrap(), None);
    assert_eq!(rows.replace(&refused).await.unwrap(), Swap::Lost(()), "nothing stands there");
    assert_eq!(rows.create(&media).await.unwrap(), Swap::Done);
    assert_eq!(rows.create(&media).await.unwrap(), Swap::Lost(media.clone()));
    let ready = Ready { path: "a/b".to_owned(), height: Some(5), ..Ready::default() };
    let ready = media.decided(Ok(ready)).unwrap();
    assert_eq!(rows.replace(&ready).await.unwrap(), Swap::Done);
    assert_eq!(rows.replace(&refused).await.unwrap(), Swap::Lost(()), "the other run was faster");
    assert_eq!(rows.get(media.id).await.unwrap(), Some(ready));
}

/// Runs against a bucket into which `upload` has put `0123456789` under this key.
///
/// # Panics
/// Where the bucket does something else.
pub async fn files_are_read_and_published<F: MediaFiles>(files: &F, uploaded: &str) {
    let stat = files.stat(uploaded).await.unwrap().unwrap();
    assert_eq!((stat.bytes, files.stat("incoming/none").await.unwrap()), (10, None));
    let read = async |tag: &str, from, length| files.range(uploaded, tag, from, length).await.unwrap();
    assert_eq!(read(&stat.tag, 2, 3).await.unwrap(), b"234");
    assert_eq!(read(&stat.tag, 8, 16).await.unwrap(), b"89");
    assert_eq!(read(&stat.tag, 0, 0).await.unwrap(), b"");
    assert_eq!(read("\"another\"", 2, 3).await, None);
    let (one, two) = (published_key("d/one.png"), published_key("d/two.mp4"));
    files.publish(&one, "image/png", b"picture".to_vec()).await.unwrap();
    files.publish(&one, "image/png", b"picture".to_vec()).await.unwrap();
    assert_eq!(files.stat(&one).await.unwrap().unwrap().bytes, 7);
    assert!(!files.publish_copy(uploaded, "\"another\"", &two, "video/mp4").await.unwrap());
    assert_eq!(files.stat(&two).await.unwrap(), None);
    assert!(files.publish_copy(uploaded, &stat.tag, &two, "video/mp4").await.unwrap());
    assert_eq!(files.stat(&two).await.unwrap().unwrap().bytes, 10);
}
