//! Looking through a colleague's eyes shows what they see, and nothing that is one's own.

use city::AdminFront;
use domain::staff::{Role, Stage};

use super::things::Things;
use super::{Line, ask, code, lines, looking, town_with_people};
use crate::town::Town;

/// What is of whoever asks, also while they look through other eyes.
fn is_own(line: &Line<'_>) -> bool {
    line.path.starts_with("/api/session") || line.path == "/api/home"
}

/// What an administrator sees through these eyes that the colleague does not, or the other way round.
async fn apart(town: &Town, role: Role, ours: &Things, theirs: &Things) -> Vec<String> {
    let boss = town.hire(&format!("boss.{}", role.as_str()), Role::Administrator.permissions(), &[]).await;
    let colleague = town.hire_as(role, role.as_str(), role.permissions(), &[ours.department]).await;
    let own = town.sit_down(&colleague, Stage::SignedIn, true).await;
    let eyes = looking(town, &boss, colleague.id).await;
    let mut apart = Vec::new();
    let reads = lines().into_iter().filter(|line| line.method == "GET" && line.who != "program");
    for line in reads {
        for things in [ours, theirs].into_iter().take(if line.own { 2 } else { 1 }) {
            let seen = ask(town, Some(&eyes), &line, things).await;
            let there = ask(town, Some(&own), &line, things).await;
            if code(&seen) != code(&there) || !is_own(&line) && seen.body != there.body {
                apart.push(format!(
                    "{role:?} {line:?}:\n  through their eyes {seen:?}\n  themselves {there:?}"
                ));
            }
        }
    }
    apart
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looks_through_a_colleagues_eyes_sees_what_the_colleague_sees_and_no_more() {
    let town = town_with_people(AdminFront::CloudFront).await;
    let (theirs, ours) = (Things::of(&town, "水道課").await, Things::of(&town, "公園課").await);
    for role in [Role::Approver, Role::Viewer] {
        let apart = apart(&town, role, &ours, &theirs).await;
        assert!(apart.is_empty(), "{}:\n{}", apart.len(), apart.join("\n"));
    }
    town.end().await;
}
