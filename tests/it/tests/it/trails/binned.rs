//! The bin under an axe: whatever is deleted or put back is in one place, wherever the process is killed.

use serde_json::{Value, json};

use super::desk::{Axe, By, Desk};
use super::prepared::{Asked, asked, prepared};

/// The request that puts back what was just deleted.
pub async fn of_put_back(desk: &Desk, rest: &str) -> Asked {
    let route = format!("/api/{}", rest.trim_end_matches("/put-back"));
    let deletion = Box::pin(prepared(desk, "DELETE", &route)).await;
    desk.call(deletion.by, "DELETE", &deletion.path, &deletion.body).await;
    let wish = json!({ "version": deletion.body["version"] });
    asked(deletion.by, &format!("{}/put-back", deletion.path), wish)
}

/// How often a thing of this id is listed at an address.
async fn listed(desk: &Desk, path: &str, id: &str) -> usize {
    let list = desk.call(By::Hanako, "GET", path, &Value::Null).await;
    let things = list.as_object().unwrap().values().find_map(Value::as_array).unwrap();
    things.iter().filter(|one| one["id"] == id).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_or_put_back_is_in_one_place_wherever_the_process_is_killed() {
    let mut torn = 0;
    for noun in ["drafts", "templates", "segments", "tester-groups"] {
        let desk = Desk::open().await;
        for (method, end) in [("DELETE", ""), ("POST", "/put-back")] {
            for calls in 0..12 {
                let request = prepared(&desk, method, &format!("/api/{noun}/{{id}}{end}")).await;
                let id = request.path.split('/').nth(3).unwrap();
                let api = desk.api(&Axe::after(calls, calls % 2 == 0));
                Desk::ask(&api, request.by, (method, &request.path), &request.body, &request.key).await;
                let stands = listed(&desk, &format!("/api/{noun}"), id).await;
                let lies = listed(&desk, "/api/bin", id).await;
                assert_eq!(stands + lies, 1, "{method} {}: killed after {calls} calls", request.path);
                torn += usize::from((stands == 1) == (method == "DELETE"));
            }
        }
    }
    assert!(torn > 16, "{torn} of them did not come about");
    assert!(torn < 80, "{torn} of 96: also what was killed behind its write never came about");
}
