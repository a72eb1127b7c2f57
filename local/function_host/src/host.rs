//! Starts everything that plays Lambda: pools, mappings, schedules and front doors.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use embedded_aws::{EmbeddedAws, QueueHandle};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::busy::Busy;
use crate::config::{HostConfig, HostError};
use crate::gateway::{self, ANY_PORT};
use crate::mapping::Poller;
use crate::objects::{Ear, Listener};
use crate::pool::Pool;
use crate::process::Setting;
use crate::template::{ApiRoute, Event, Place, Template};
use crate::{objects, schedule};

/// A running host; clones are the same host. Dropping the last clone ends it with all its processes.
#[derive(Clone)]
pub struct Host {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub template: Template,
    pub aws: EmbeddedAws,
    pub pools: BTreeMap<String, Arc<Pool>>,
    pub queues: Vec<String>,
    pub busy: Busy,
    pub frozen: watch::Sender<bool>,
    pub api: SocketAddr,
    pub urls: BTreeMap<String, SocketAddr>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Host {
    /// Reads the template, makes its resources, opens the front doors and begins to poll. Processes start when
    /// they are needed.
    pub async fn start(config: HostConfig) -> Result<Self, HostError> {
        let place = Place {
            region: embedded_aws::REGION.to_owned(),
            account: embedded_aws::ACCOUNT.to_owned(),
            endpoint: config.aws.endpoint().to_owned(),
            stack: "kairan-local".to_owned(),
        };
        let template = Template::read(&config.template, &config.parameters, &place)?;
        for stack in &template.skipped_stacks {
            tracing::info!("the nested stack {stack} holds no function and is not played");
        }
        check_binaries(&template, &config)?;
        let queues = crate::deploy::deploy(&template, &config.aws).await?;
        let busy = Busy::default();
        let pools = pools(&template, &config, &busy);
        let frozen = watch::Sender::new(false);
        let pollers = pollers(&pools, &queues, &config.aws, &frozen, &busy)?;
        let mapped = pollers.iter().map(|poller| poller.queue.name.clone()).collect();
        let doors = Doors::open(&pools, &config).await?;
        let mut tasks = doors.tasks;
        tasks.extend(pollers.into_iter().map(|poller| tokio::spawn(poller.run())));
        tasks.extend(clocked_tasks(&pools, &config, &busy));
        tasks.extend(told_of_objects(&pools, &template, &config.aws));
        let inner = Inner {
            template,
            aws: config.aws,
            pools,
            queues: mapped,
            busy,
            frozen,
            api: doors.api,
            urls: doors.urls,
            tasks: Mutex::new(tasks),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Closes the doors, stops polling and kills every process; returns when all are gone.
    pub async fn shutdown(&self) {
        self.inner.abort_tasks();
        for pool in self.inner.pools.values() {
            pool.close().await;
        }
    }
}

impl Inner {
    fn abort_tasks(&self) {
        let mut tasks = self.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for task in tasks.drain(..) {
            task.abort();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.abort_tasks();
        for pool in self.pools.values() {
            for process in pool.processes() {
                process.kill();
            }
        }
    }
}

fn check_binaries(template: &Template, config: &HostConfig) -> Result<(), HostError> {
    let paths = template.functions.iter().map(|function| config.binaries.join(&function.binary));
    match paths.into_iter().find(|path| !path.is_file()) {
        Some(missing) => Err(HostError::MissingBinary(missing)),
        None => Ok(()),
    }
}

fn pools(template: &Template, config: &HostConfig, busy: &Busy) -> BTreeMap<String, Arc<Pool>> {
    let setting = Arc::new(Setting {
        binaries: config.binaries.clone(),
        overlay: config.overlay.clone(),
        preload: config.preload.clone(),
        logs: config.logs.clone(),
        clock: config.aws.clock().clone(),
        region: embedded_aws::REGION.to_owned(),
    });
    let pool = |function: &crate::template::Function| {
        Pool::new(function.clone(), config.concurrency, Arc::clone(&setting), busy.clone())
    };
    template.functions.iter().map(|function| (function.id.clone(), pool(function))).collect()
}

fn pollers(
    pools: &BTreeMap<String, Arc<Pool>>,
    queues: &BTreeMap<String, QueueHandle>,
    aws: &EmbeddedAws,
    frozen: &watch::Sender<bool>,
    busy: &Busy,
) -> Result<Vec<Poller>, HostError> {
    let mut pollers = Vec::new();
    for (pool, event) in events(pools) {
        let Event::Queue(mapping) = event else { continue };
        let queue = queues.get(&mapping.queue).ok_or_else(|| HostError::UnknownQueue {
            function: pool.function.id.clone(),
            queue: mapping.queue.clone(),
        })?;
        pollers.push(Poller {
            mapping: mapping.clone(),
            queue: queue.clone(),
            pool: Arc::clone(pool),
            aws: aws.clone(),
            region: embedded_aws::REGION.to_owned(),
            frozen: frozen.subscribe(),
            busy: busy.clone(),
        });
    }
    Ok(pollers)
}

/// Schedules, rates and the end of processes that are long idle.
fn clocked_tasks(
    pools: &BTreeMap<String, Arc<Pool>>,
    config: &HostConfig,
    busy: &Busy,
) -> Vec<JoinHandle<()>> {
    let aws = &config.aws;
    let mut tasks = vec![tokio::spawn(schedule::fire_due(aws.clone(), pools.clone(), busy.clone()))];
    for (pool, event) in events(pools) {
        if let Event::Rate { every, input } = event
            && config.rates
        {
            let (pool, since) = (Arc::clone(pool), aws.clock().now());
            let rate = schedule::Rate { pool, every: *every, input: input.clone(), since };
            tasks.push(tokio::spawn(rate.run(aws.clone())));
        }
    }
    if let Some(limit) = config.idle_limit {
        tasks.push(tokio::spawn(reap(pools.values().cloned().collect(), limit)));
    }
    tasks
}

/// S3 events, for functions and for queues.
fn told_of_objects(
    pools: &BTreeMap<String, Arc<Pool>>,
    template: &Template,
    aws: &EmbeddedAws,
) -> Option<JoinHandle<()>> {
    let functions = events(pools).filter_map(|(pool, event)| match event {
        Event::Bucket { bucket, prefix, suffix } => Some(Listener {
            bucket: bucket.clone(),
            prefix: prefix.clone(),
            suffix: suffix.clone(),
            ear: Ear::Function(Arc::clone(pool)),
        }),
        Event::Rate { .. } | Event::Api(_) | Event::Queue(_) => None,
    });
    let queues = template.notifications.iter().map(|told| Listener {
        bucket: told.bucket.clone(),
        prefix: told.prefix.clone(),
        suffix: told.suffix.clone(),
        ear: Ear::Queue(told.queue.clone()),
    });
    let listeners: Vec<_> = functions.chain(queues).collect();
    let heard = || tokio::spawn(objects::hand_out(aws.clone(), aws.s3_events(), listeners));
    (!template.buckets.is_empty()).then(heard)
}

async fn reap(pools: Vec<Arc<Pool>>, limit: Duration) {
    let mut every = tokio::time::interval(Duration::from_secs(10).min(limit));
    loop {
        every.tick().await;
        for pool in &pools {
            pool.reap(limit);
        }
    }
}

fn events(pools: &BTreeMap<String, Arc<Pool>>) -> impl Iterator<Item = (&Arc<Pool>, &Event)> {
    pools.values().flat_map(|pool| pool.function.events.iter().map(move |event| (pool, event)))
}

/// The front doors while they are being opened.
struct Doors {
    api: SocketAddr,
    urls: BTreeMap<String, SocketAddr>,
    tasks: Vec<JoinHandle<()>>,
}

impl Doors {
    async fn open(pools: &BTreeMap<String, Arc<Pool>>, config: &HostConfig) -> Result<Self, HostError> {
        let place = gateway::Place {
            region: embedded_aws::REGION.to_owned(),
            account: embedded_aws::ACCOUNT.to_owned(),
            clock: config.aws.clock().clone(),
            base64: config.base64,
        };
        let (listener, api) = listen("API Gateway", config.api_listen).await?;
        let routes: Vec<(ApiRoute, Arc<Pool>)> = events(pools)
            .filter_map(|(pool, event)| match event {
                Event::Api(route) => Some((route.clone(), Arc::clone(pool))),
                _ => None,
            })
            .collect();
        let mut tasks = vec![gateway::serve_rest(listener, routes, place.clone())];
        let mut urls = BTreeMap::new();
        for pool in pools.values().filter(|pool| pool.function.has_url) {
            let wanted = if urls.is_empty() { config.url_listen } else { ANY_PORT };
            let (listener, address) = listen(&format!("the URL of {}", pool.function.id), wanted).await?;
            tasks.push(gateway::serve_url(listener, Arc::clone(pool), place.clone()));
            urls.insert(pool.function.id.clone(), address);
        }
        Ok(Self { api, urls, tasks })
    }
}

async fn listen(door: &str, address: SocketAddr) -> Result<(tokio::net::TcpListener, SocketAddr), HostError> {
    let refused = |reason: String| HostError::Listen { door: door.to_owned(), reason };
    let listener = gateway::listen(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(|error| refused(error.to_string()))?;
    Ok((listener, address))
}
