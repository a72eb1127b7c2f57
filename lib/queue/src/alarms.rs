//! EventBridge Scheduler as an alarm clock: one schedule per version of a delivery, gone after it rang.
//!
//! The time is given in UTC so that no zone table of a service or an emulator can move it.

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::error::SdkError;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use domain::delivery::DeliveryId;
use jiff::Timestamp;
use usecases::delivery::ports::AlarmClock;
use usecases::port_error::PortError;

use crate::error::port_error;
use crate::messages::StartMessage;

const SCHEDULER: &str = "the scheduler";
/// R-S4: a late alarm is tried for half an hour at most.
const MAX_AGE_SECONDS: i32 = 1_800;
const MAX_RETRIES: i32 = 10;

/// Where alarms are set.
#[derive(Clone)]
pub struct Alarms {
    client: Client,
    group: String,
    queue_arn: String,
    role_arn: String,
}

impl Alarms {
    /// Names the schedule group, the queue that an alarm writes to and the role that may do so.
    pub fn new(client: Client, group: String, queue_arn: String, role_arn: String) -> Self {
        Self { client, group, queue_arn, role_arn }
    }

    fn target(&self, id: DeliveryId, version: u64) -> Result<Target, PortError> {
        let retry = RetryPolicy::builder()
            .maximum_event_age_in_seconds(MAX_AGE_SECONDS)
            .maximum_retry_attempts(MAX_RETRIES)
            .build();
        Target::builder()
            .arn(&self.queue_arn)
            .role_arn(&self.role_arn)
            .input(StartMessage { delivery: id, version }.to_json())
            .retry_policy(retry)
            .build()
            .map_err(|error| refused(error.to_string()))
    }
}

fn refused(reason: String) -> PortError {
    PortError::Refused { what: SCHEDULER, reason }
}

fn name(id: DeliveryId, version: u64) -> String {
    format!("delivery-{id}-{version}")
}

/// `at(yyyy-mm-ddThh:mm:ss)`, seconds rounded up: never early.
fn expression(at_ms: u64) -> Result<String, PortError> {
    let seconds = at_ms.div_ceil(1_000) as i64;
    let at = Timestamp::from_second(seconds).map_err(|error| refused(error.to_string()))?;
    Ok(format!("at({})", at.strftime("%Y-%m-%dT%H:%M:%S")))
}

impl AlarmClock for Alarms {
    async fn set(&self, id: DeliveryId, version: u64, at_ms: u64) -> Result<(), PortError> {
        let exact = FlexibleTimeWindow::builder()
            .mode(FlexibleTimeWindowMode::Off)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        let made = self
            .client
            .create_schedule()
            .name(name(id, version))
            .group_name(&self.group)
            .schedule_expression(expression(at_ms)?)
            .schedule_expression_timezone("UTC")
            .flexible_time_window(exact)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(self.target(id, version)?)
            .send()
            .await;
        match made {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if error.err().is_conflict_exception() => Ok(()),
            Err(error) => Err(port_error(SCHEDULER, error)),
        }
    }

    async fn clear(&self, id: DeliveryId, version: u64) -> Result<(), PortError> {
        let deleted =
            self.client.delete_schedule().name(name(id, version)).group_name(&self.group).send().await;
        match deleted {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if error.err().is_resource_not_found_exception() => Ok(()),
            Err(error) => Err(port_error(SCHEDULER, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_stands_in_utc_and_never_rings_early() {
        let at = "2027-01-01T00:00:00+09:00".parse::<Timestamp>().unwrap().as_millisecond() as u64;
        assert_eq!(expression(at).unwrap(), "at(2026-12-31T15:00:00)");
        assert_eq!(expression(at + 1).unwrap(), "at(2026-12-31T15:00:01)");
    }

    #[test]
    fn a_name_fits_the_schedulers_64_characters() {
        let id = DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
        assert!(name(id, u64::MAX).len() <= 64);
    }
}
