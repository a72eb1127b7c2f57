//! Everything that LINE can show arrives as it was written: every kind, quick replies, a sender of one's own.

use serde_json::json;

use crate::admin::{path_of, planned_and_accepted, ward};
use crate::agreement::samples;
use crate::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_every_kind_arrives_on_the_phone_as_it_was_written() {
    let town = Town::start().await;
    let phone = town.settle(&["tama"]).await.remove(0);
    for message in samples::all() {
        let wish = json!({ "title": "一通ずつ", "target": ward("tama"), "messages": [message] });
        let draft = town.call("POST", "/api/deliveries", &wish).await;
        town.start_delivery(&draft).await;
        let report = town.settled(&draft).await;
        assert_eq!(planned_and_accepted(&report), (1, 1), "{message}");
        let told = town.report(&draft).await["messages"][0].as_str().unwrap().to_owned();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&told).unwrap(),
            message,
            "{}",
            path_of(&draft, "")
        );
        assert_eq!(town.delivered(&phone).last(), Some(&message));
    }
    assert_eq!(town.delivered(&phone).len(), samples::all().len(), "and nothing beside it");
    town.assert_sound();
    town.end().await;
}
