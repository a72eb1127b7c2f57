//! The words that tell somebody in LINE that they are a tester: whoever gets tests, and is asked about in conditions of
//! tests, knows of it. They are marked like a test and the same for everybody: no text that a colleague typed reaches a
//! citizen by them. Said once a registration, however often it is asked for and whatever the tester is called since.

use domain::batch::AttemptOutcome;
use domain::message::Messages;
use domain::test_delivery::MARK;
use domain::tester::{Tester, TesterId};
use serde_json::json;
use tracing::warn;

use super::ports::{TesterLine, Testers};
use crate::port_error::PortError;

const WORDS: &str =
    "テスト配信の受信者に登録されました。職員が配信の前に内容を確かめるとき、このトークに届きます。";

/// Tells somebody who was picked. An `Err` means that the queue asks again; whoever is no tester any more hears nothing.
pub async fn welcome_tester(
    testers: &impl Testers,
    line: &impl TesterLine,
    id: TesterId,
) -> Result<(), PortError> {
    let Some(tester) = testers.tester(id).await? else { return Ok(()) };
    match said(line, &tester).await? {
        outcome if outcome.asks_again() => {
            Err(PortError::Unavailable { what: "LINE", reason: format!("{outcome:?}") })
        }
        AttemptOutcome::Accepted { .. } => Ok(()),
        other => {
            warn!(tester.id = %id, "a picked tester was not welcomed: {other:?}");
            Ok(())
        }
    }
}

/// The same for somebody who came by a code. A failure costs the words, not the registration: the console shows the tester
/// all the same, and they sent the code themselves.
pub(super) async fn welcome(line: &impl TesterLine, tester: &Tester) {
    match said(line, tester).await {
        Ok(AttemptOutcome::Accepted { .. }) => (),
        Ok(other) => warn!(tester.id = %tester.id(), "a new tester was not welcomed: {other:?}"),
        Err(error) => warn!(tester.id = %tester.id(), "a new tester was not welcomed: {error}"),
    }
}

async fn said(line: &impl TesterLine, tester: &Tester) -> Result<AttemptOutcome, PortError> {
    let text = format!("{MARK}\n{WORDS}");
    let words = Messages::parse(&json!([{ "type": "text", "text": text }]));
    let refused = |_| PortError::Refused { what: "the words for a tester", reason: "no message".to_owned() };
    line.welcome(tester, &words.map_err(refused)?).await
}
