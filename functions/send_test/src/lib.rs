//! Test messages in, pushes to testers out; names of friends for whoever looks for a tester, and words for whoever was
//! picked. It knows the testers' table and LINE; followers, deliveries and frozen recipients are out of its reach.

use aws_lambda_events::event::sqs::SqsEvent;
use queue::TestMessage;
use runtime::logs;
use runtime::sqs::PartialBatch;
use tracing::{error, info, warn};
use usecases::testing::ports::{Profiles, Searches, TesterLine, Testers, Tests};
use usecases::testing::search::search_testers;
use usecases::testing::send::{SendTestError, send_test};
use usecases::testing::welcome::welcome_tester;

/// Deals with one batch of the queue.
pub async fn handle(
    table: &(impl Testers + Tests + Searches),
    line: &(impl TesterLine + Profiles),
    event: SqsEvent,
    now_ms: fn() -> u64,
) -> PartialBatch {
    let mut answer = PartialBatch::default();
    for record in event.records {
        let id = record.message_id.unwrap_or_default();
        let done = match TestMessage::parse(record.body.as_deref().unwrap_or_default()) {
            Err(invalid) => {
                error!(message.id = %id, "test message {id} goes to the dead-letter queue: {invalid}");
                false
            }
            Ok(TestMessage::Test { draft, test }) => {
                told(send_test(table, table, line, draft, test, now_ms).await.map(drop))
            }
            Ok(TestMessage::Search(search)) => {
                let searched = search_testers(table, line, search, now_ms()).await;
                searched.inspect_err(|error| error!("nobody was looked for: {}", logs::chain(error))).is_ok()
            }
            Ok(TestMessage::Welcome(tester)) => {
                let welcomed = welcome_tester(table, line, tester).await;
                welcomed.inspect_err(|error| warn!("a tester is welcomed later: {error}")).is_ok()
            }
        };
        if !done {
            answer.fail(id);
        }
    }
    answer
}

fn told(sent: Result<(), SendTestError>) -> bool {
    match &sent {
        Ok(()) => (),
        Err(open @ SendTestError::Open { .. }) => info!("{open}; the queue asks again"),
        Err(failed) => error!("{}", logs::chain(failed)),
    }
    sent.is_ok()
}
