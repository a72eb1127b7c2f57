//! Reads `template.yaml`: which functions there are, with what environment, limits and event sources, and which
//! queues, tables, buckets and secrets must exist before they start.
//!
//! The local city has no second description of itself: what the template says is what runs. Whatever cannot be
//! worked out stops the start with one sentence that names the resource and the field.

mod function;
mod intrinsics;
mod names;
mod proxy;
mod resource;
mod yaml;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

pub use intrinsics::Place;
use intrinsics::Resolver;

/// The template as far as the local city plays it.
#[derive(Clone, Debug)]
pub struct Template {
    /// Functions in the order of their logical ids.
    pub functions: Vec<Function>,
    /// Queues; a dead-letter queue stands before the queue that names it.
    pub queues: Vec<Queue>,
    /// DynamoDB tables in CloudFormation's shape with `TableName` filled in.
    pub tables: Vec<Value>,
    /// Bucket names.
    pub buckets: Vec<String>,
    /// Buckets that tell a queue of new objects.
    pub notifications: Vec<Notification>,
    /// Names of secrets; their values never stand in a template.
    pub secrets: Vec<String>,
    /// Names of the Scheduler's groups.
    pub schedule_groups: Vec<String>,
    /// Nested stacks that hold no function and are not played.
    pub skipped_stacks: Vec<String>,
}

/// One function with everything that its processes are told.
#[derive(Clone, Debug)]
pub struct Function {
    /// Logical id in the template.
    pub id: String,
    /// Physical name; the logical id unless `FunctionName` is given.
    pub name: String,
    /// ARN in the embedded account.
    pub arn: String,
    /// File name of the binary.
    pub binary: String,
    /// An invocation that takes longer is killed.
    pub timeout: Duration,
    /// Told to the process; nobody enforces it here.
    pub memory_mb: u32,
    /// Reserved concurrency, if the template sets it.
    pub reserved: Option<usize>,
    /// Environment as the template says.
    pub environment: BTreeMap<String, String>,
    /// Event sources.
    pub events: Vec<Event>,
    /// Whether it has a Function URL.
    pub has_url: bool,
    /// How often an asynchronous invocation that failed is tried again, at most 2.
    pub async_retries: u32,
    /// Name of the queue that is told of an asynchronous invocation which failed for good.
    pub on_failure: Option<String>,
}

/// What invokes a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A method and path of the REST API.
    Api(ApiRoute),
    /// An SQS event source mapping.
    Queue(Mapping),
    /// A schedule that fires again and again.
    Rate {
        /// Time between two firings.
        every: Duration,
        /// The event; the Scheduler's own if absent.
        input: Option<String>,
    },
    /// A new object in a bucket.
    Bucket {
        /// Bucket name.
        bucket: String,
        /// Keys must begin with it.
        prefix: String,
        /// Keys must end with it.
        suffix: String,
    },
}

/// A bucket that tells a queue of new objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Bucket name.
    pub bucket: String,
    /// Keys must begin with it.
    pub prefix: String,
    /// Keys must end with it.
    pub suffix: String,
    /// Queue name.
    pub queue: String,
}

/// A route of the REST API.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiRoute {
    /// Upper-case method, or `ANY`.
    pub method: String,
    /// Path with `{name}` and `{name+}` placeholders.
    pub path: String,
    /// Stage name, told in the request context only.
    pub stage: String,
    /// Media types that arrive in Base64, in the template's spelling (`image~1png`, `*~1*`).
    pub binary_media_types: Vec<String>,
}

/// An SQS event source mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// Queue name.
    pub queue: String,
    /// Most messages in one event.
    pub batch_size: usize,
    /// How long a batch may wait to fill up; zero sends what is there.
    pub window: Duration,
    /// Whether the function may name the messages that failed (`ReportBatchItemFailures`).
    pub partial_failures: bool,
    /// Most invocations at a time that this mapping makes.
    pub concurrency: Option<usize>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Queue name; ends in `.fifo` if it is one.
    pub name: String,
    /// First in, first out within a group.
    pub fifo: bool,
    /// FIFO only: a hash of the body deduplicates.
    pub content_based_deduplication: bool,
    /// How long a received message stays hidden.
    pub visibility: Duration,
    /// How long a message is kept.
    pub retention: Duration,
    /// How long a new message stays hidden.
    pub delay: Duration,
    /// Dead-letter queue's name and how many receives come before it.
    pub redrive: Option<(String, u32)>,
}

/// Why a template cannot be played; one sentence.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {place}: {problem}")]
pub struct TemplateError {
    file: String,
    place: String,
    problem: String,
}

impl Template {
    /// Reads the template; `parameters` win over the defaults that stand in it.
    pub fn read(
        path: &Path,
        parameters: &BTreeMap<String, String>,
        place: &Place,
    ) -> Result<Self, TemplateError> {
        let in_file = |place: &str, problem: String| TemplateError {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            place: place.to_owned(),
            problem,
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| in_file("the file cannot be read", format!("{} ({error})", path.display())))?;
        let document = yaml::parse(&text).map_err(|problem| in_file("not a template", problem))?;
        let resolver = Resolver { document: &document, parameters, place };
        let mut template = Self::empty();
        let mut proxies = Vec::new();
        let Some(resources) = document["Resources"].as_object() else {
            return Err(in_file("Resources", "the section is missing".to_owned()));
        };
        for (id, resource) in resources {
            let folder = path.parent().unwrap_or(Path::new("."));
            let added = template.add(&resolver, id, resource, folder);
            let found = added.and_then(|()| proxy::read(&resolver, resource));
            proxies.extend(found.map_err(|problem| in_file(id, problem))?);
        }
        for proxy in proxies {
            let function = template.functions.iter_mut().find(|function| proxy.calls(&function.id));
            let function = function.ok_or_else(|| in_file(&proxy.uri, "no function is called".to_owned()))?;
            function.events.push(Event::Api(proxy.route));
        }
        template.put_dead_letter_queues_first();
        Ok(template)
    }

    /// The function with this logical id.
    pub fn function(&self, id: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.id == id)
    }

    fn empty() -> Self {
        Self {
            functions: Vec::new(),
            queues: Vec::new(),
            tables: Vec::new(),
            buckets: Vec::new(),
            notifications: Vec::new(),
            secrets: Vec::new(),
            schedule_groups: Vec::new(),
            skipped_stacks: Vec::new(),
        }
    }

    fn add(&mut self, resolver: &Resolver, id: &str, resource: &Value, folder: &Path) -> Result<(), String> {
        if let Some(condition) = resource["Condition"].as_str()
            && !resolver.condition(condition)?
        {
            return Ok(());
        }
        let name = || names::physical_name(resolver, id);
        match resource["Type"].as_str().ok_or("Type is missing")? {
            "AWS::Serverless::Function" => self.functions.push(function::read(resolver, id, resource)?),
            "AWS::SQS::Queue" => self.queues.push(resource::queue(resolver, id, resource)?),
            "AWS::DynamoDB::Table" => self.tables.push(resource::table(resolver, id, resource)?),
            "AWS::S3::Bucket" => {
                self.buckets.push(name()?);
                self.notifications.extend(resource::notifications(resolver, &name()?, resource)?);
            }
            "AWS::SecretsManager::Secret" => self.secrets.push(name()?),
            "AWS::Scheduler::ScheduleGroup" => self.schedule_groups.push(name()?),
            "AWS::Serverless::Application" | "AWS::CloudFormation::Stack" => {
                resource::nested_stack_without_functions(resource, folder)?;
                self.skipped_stacks.push(id.to_owned());
            }
            kind @ ("AWS::Lambda::Function"
            | "AWS::Lambda::EventSourceMapping"
            | "AWS::Lambda::Url"
            | "AWS::Scheduler::Schedule"
            | "AWS::Serverless::HttpApi") => {
                return Err(format!(
                    "the local city does not play {kind}; write it as part of an AWS::Serverless::Function"
                ));
            }
            _ => (),
        }
        Ok(())
    }

    fn put_dead_letter_queues_first(&mut self) {
        let targets: Vec<String> =
            self.queues.iter().filter_map(|queue| Some(queue.redrive.as_ref()?.0.clone())).collect();
        self.queues.sort_by_key(|queue| !targets.contains(&queue.name));
    }
}
