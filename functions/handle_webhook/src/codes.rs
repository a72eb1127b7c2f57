//! Codes that make somebody a tester, among what people write.

use domain::tester::TesterCode;
use domain::user_id::UserId;
use line::webhook::Event;
use runtime::logs;
use tracing::error;
use usecases::testing::ports::{TesterLine, Testers};
use usecases::testing::redeem::redeem;
use usecases::webhook::ports::FollowerStore;

/// A text that has the shape of a code, and when it was sent: what comes late was not sent late.
#[derive(Debug, Clone)]
pub(crate) struct SentCode {
    pub(crate) user: UserId,
    code: TesterCode,
    sent_at_ms: u64,
}

impl SentCode {
    /// Whether an event is one; never in standby, when we must not act towards the user.
    pub(crate) fn read(event: &Event) -> Option<Self> {
        let code = TesterCode::read(event.text().filter(|_| event.is_active())?)?;
        let user = UserId::parse(event.user_id()?.to_owned()).ok()?;
        Some(Self { user, code, sent_at_ms: event.timestamp })
    }
}

/// Registers whoever sent a good code; answers whose message has to come again.
pub(crate) async fn redeem_codes<'c>(
    testers: &impl Testers,
    followers: &impl FollowerStore,
    line: &impl TesterLine,
    codes: Vec<&'c SentCode>,
) -> Vec<&'c UserId> {
    let mut again = Vec::new();
    for SentCode { user, code, sent_at_ms } in codes {
        if let Err(error) = redeem(testers, followers, line, user, code, *sent_at_ms).await {
            error!("a tester was not registered: {}", logs::chain(&error));
            again.push(user);
        }
    }
    again
}
