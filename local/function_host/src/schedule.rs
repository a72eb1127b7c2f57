//! The Scheduler's firing: schedules made at run time reach their queue or function, and the template's rates
//! invoke theirs.
//!
//! Both follow the city's clock. A clock that jumps over several firings of a rate fires it once; a one-time
//! schedule fires once, however late.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use embedded_aws::{DueSchedule, EmbeddedAws, NewMessage};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::asynchronous;
use crate::busy::Busy;
use crate::pool::Pool;

/// Fires what the embedded Scheduler says is due, until the task is aborted.
pub(crate) async fn fire_due(aws: EmbeddedAws, pools: BTreeMap<String, Arc<Pool>>, busy: Busy) {
    loop {
        aws.scheduler().wait_until_due().await;
        let _busy = busy.enter();
        for schedule in aws.scheduler().due(aws.clock().now()) {
            fire(&aws, &pools, &schedule);
        }
    }
}

fn fire(aws: &EmbeddedAws, pools: &BTreeMap<String, Arc<Pool>>, schedule: &DueSchedule) {
    let input = schedule.input.clone();
    let input = input.unwrap_or_else(|| event(&schedule.arn, schedule.scheduled_at));
    if schedule.target_arn.contains(":sqs:") {
        let mut message = NewMessage::new(input);
        message.group_id.clone_from(&schedule.message_group_id);
        if let Err(error) = aws.sqs().send(&schedule.target_arn, message) {
            tracing::error!("schedule {} fired, and its queue refused: {error}", schedule.name);
        }
        return;
    }
    if let Some(pool) = pools.values().find(|pool| schedule.target_arn.starts_with(&pool.function.arn)) {
        asynchronous::invoke(pool, aws, Bytes::from(input));
    } else {
        tracing::error!("schedule {} has no target here: {}", schedule.name, schedule.target_arn);
    }
}

/// A rate of the template and since when it has not fired.
pub(crate) struct Rate {
    pub pool: Arc<Pool>,
    pub every: Duration,
    pub input: Option<String>,
    pub since: SystemTime,
}

impl Rate {
    /// Invokes the function at every full multiple of `every`, until the task is aborted.
    pub async fn run(mut self, aws: EmbeddedAws) {
        loop {
            let at = next_multiple(self.since, self.every);
            aws.clock().sleep_until(at).await;
            asynchronous::invoke(&self.pool, &aws, rate_payload(&self.pool, at, self.input.as_deref()));
            self.since = aws.clock().now();
        }
    }
}

/// What a rate hands to its function.
pub(crate) fn rate_payload(pool: &Pool, at: SystemTime, input: Option<&str>) -> Bytes {
    let arn =
        pool.function.arn.replace(":lambda:", ":scheduler:").replace(":function:", ":schedule/default/");
    Bytes::from(input.map_or_else(|| event(&arn, at), str::to_owned))
}

fn next_multiple(now: SystemTime, every: Duration) -> SystemTime {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    UNIX_EPOCH + every * (since.as_secs() / every.as_secs() + 1) as u32
}

/// The Scheduler's own event, sent when a schedule has no input.
fn event(arn: &str, at: SystemTime) -> String {
    let time = Timestamp::try_from(at).unwrap_or_default();
    let event = json!({
        "version": "0",
        "id": Uuid::new_v4().to_string(),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": embedded_aws::ACCOUNT,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "region": embedded_aws::REGION,
        "resources": [arn],
        "detail": "{}",
    });
    event.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_fires_at_the_next_full_multiple_never_now() {
        let minute = Duration::from_mins(1);
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(next_multiple(at(119), minute), at(120));
        assert_eq!(next_multiple(at(120), minute), at(180));
    }
}
