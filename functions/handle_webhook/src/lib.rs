//! Records friendships from the event queue, greets new friends, and registers testers by their codes. A message is one user's webhook body; when it
//! fails, it and everything behind it of the same group comes again, so that a user's events keep their order.

use std::collections::{BTreeSet, HashSet};

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use domain::follower::EventOrder;
use domain::message::Messages;
use domain::reaction;
use domain::setting::{SettingName, with_form_url};
use domain::user_id::UserId;
use line::webhook::{Envelope, Event, ParsedEvent, parse_event};
use queue::webhook_messages;
use runtime::{logs, sqs::PartialBatch};
use tracing::{error, info, warn};
use usecases::jobs::ports::Settings;
use usecases::testing::ports::{TesterLine, Testers};
use usecases::webhook::ports::{FollowerStore, Replier};
use usecases::webhook::record::{EventKind, Report, WebhookEvent, record_friendships};

mod codes;

use codes::{SentCode, redeem_codes};

/// Why a message goes to the dead-letter queue without a person's help.
#[derive(Debug, thiserror::Error)]
enum UnreadableMessage {
    #[error("reading the message")]
    Message(#[source] queue::InvalidMessage),
    #[error("reading the webhook body")]
    Body(#[source] line::webhook::MalformedBody),
}

/// What a new friend reads first.
pub trait Greetings: Sync {
    /// As staff have set it; the default where that cannot be read, because a friendship is worth more than a text.
    fn stored(&self) -> impl Future<Output = Messages> + Send;
    /// While staff have set nothing.
    fn default_greeting(&self) -> Messages;
}

/// The greeting of the settings, with the form's address in it.
pub struct StoredGreeting<S> {
    /// Where staff set it.
    pub settings: S,
    /// The form's address.
    pub form_url: String,
    default: Messages,
}

impl<S: Settings> StoredGreeting<S> {
    /// Names the settings and the form's address; an address that does not fit into a message is refused.
    pub fn new(settings: S, form_url: String) -> Result<Self, InvalidFormUrl> {
        let default = with_form_url(&SettingName::Greeting.default_value(), &form_url);
        let default = Messages::parse(&default).map_err(|_| InvalidFormUrl)?;
        Ok(Self { settings, form_url, default })
    }
}

/// The form's address is too long for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("FORM_URL does not fit into a message")]
pub struct InvalidFormUrl;

impl<S: Settings> Greetings for StoredGreeting<S> {
    async fn stored(&self) -> Messages {
        let setting = match self.settings.setting(SettingName::Greeting).await {
            Ok(setting) => setting,
            Err(failed) => {
                warn!("the default greeting is sent: {failed}");
                return self.default.clone();
            }
        };
        Messages::parse(&with_form_url(&setting.value, &self.form_url)).unwrap_or_else(|_| {
            warn!(
                version = setting.version,
                "the default greeting is sent: the stored one does not fit LINE"
            );
            self.default.clone()
        })
    }

    fn default_greeting(&self) -> Messages {
        self.default.clone()
    }
}

/// Deals with one batch of the queue.
pub async fn handle(
    store: &impl FollowerStore,
    testers: &impl Testers,
    line: &(impl Replier + TesterLine),
    greetings: &impl Greetings,
    batch: &SqsEvent,
    now_ms: u64,
) -> PartialBatch {
    let read: Vec<_> = batch.records.iter().map(read_message).collect();
    let Contents { friendships: readable, codes } = in_order(&batch.records, &read);
    let greets = readable.iter().any(|event| event.kind == EventKind::Follow && event.reply_token.is_some());
    let greeting = if greets { greetings.stored().await } else { greetings.default_greeting() };
    let report = record_friendships(store, line, &greeting, &readable, now_ms).await;
    log_report(&report);
    let mut failed: BTreeSet<&UserId> = report.failed.iter().flat_map(|(users, _)| users).collect();
    let recorded = codes.iter().filter(|sent| !failed.contains(&sent.user)).collect();
    failed.extend(redeem_codes(testers, store, line, recorded).await);
    let mut blocked = HashSet::new();
    let mut answer = PartialBatch::default();
    for (record, read) in batch.records.iter().zip(&read) {
        let done = match read {
            Ok(contents) => !contents.friendships.iter().any(|event| failed.contains(&event.user)),
            Err(unreadable) => {
                error!("webhook message could not be handled: {}", logs::chain(unreadable));
                false
            }
        };
        if !done || blocked.contains(group(record)) {
            blocked.insert(group(record));
            answer.fail(record.message_id.clone().unwrap_or_default());
        }
    }
    answer
}

/// What messages hold for us.
#[derive(Debug, Default)]
struct Contents {
    friendships: Vec<WebhookEvent>,
    codes: Vec<SentCode>,
}

/// The contents of messages that no unreadable message of the same group stands before.
fn in_order(records: &[SqsMessage], read: &[Result<Contents, UnreadableMessage>]) -> Contents {
    let (mut blocked, mut all) = (HashSet::new(), Contents::default());
    for (record, read) in records.iter().zip(read) {
        match read {
            Ok(read) if !blocked.contains(group(record)) => {
                all.friendships.extend(read.friendships.iter().cloned());
                all.codes.extend(read.codes.iter().cloned());
            }
            Ok(_) => {}
            Err(_) => drop(blocked.insert(group(record))),
        }
    }
    all
}

fn group(record: &SqsMessage) -> &str {
    record.attributes.get("MessageGroupId").map_or("", String::as_str)
}

fn read_message(record: &SqsMessage) -> Result<Contents, UnreadableMessage> {
    let text = record.body.as_deref().unwrap_or_default();
    let message = webhook_messages::parse(text).map_err(UnreadableMessage::Message)?;
    let envelope = Envelope::parse(&message.body).map_err(UnreadableMessage::Body)?;
    let mut contents = Contents::default();
    for raw in &envelope.events {
        match parse_event(raw) {
            ParsedEvent::Known(event) => {
                contents.codes.extend(SentCode::read(&event));
                contents.friendships.extend(friendship_event(*event));
            }
            ParsedEvent::Unreadable(_) => warn!("skipped a webhook event without the common fields"),
        }
    }
    Ok(contents)
}

/// What an event says about a friendship; `None` for types that say nothing, unknown ones among them.
fn friendship_event(event: Event) -> Option<WebhookEvent> {
    let kind = match event.kind.as_str() {
        "follow" => EventKind::Follow,
        "unfollow" => EventKind::Unfollow,
        "message" | "postback" | "videoPlayComplete" => EventKind::Contact,
        _ => return None,
    };
    let user = UserId::parse(event.user_id()?.to_owned()).ok()?;
    let timestamp_ms = i64::try_from(event.timestamp).ok()?;
    let active = event.is_active();
    let reaction = event.authors_text().and_then(|text| reaction::read(text, event.timestamp));
    let order = EventOrder { timestamp_ms, event_id: event.webhook_event_id };
    Some(WebhookEvent { user, kind, order, reaction, reply_token: event.reply_token.filter(|_| active) })
}

fn log_report(report: &Report) {
    for (users, error) in &report.failed {
        error!(users = users.len(), "friendships were not recorded: {}", logs::chain(error));
    }
    if report.recorded > 0 {
        info!(recorded = report.recorded, too_old = report.too_old, "recorded {} events", report.recorded);
    }
}
