//! One process of a function: how it is started, what it is told, and how its end is noticed.
//!
//! A process is in a group of its own, so that Ctrl-C reaches the host only; it is killed when its `Process` is
//! stopped or the host goes away. A host that is itself killed closes every Runtime API connection with its death,
//! upon which the processes exit.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::net::Ipv4Addr;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use embedded_aws::Clock;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::desk::Desk;
use crate::faketime::SharedMemory;
use crate::template::Function;

/// Computes extra environment at each start from the clock's offset; see [`crate::faketime`].
pub type Preload = Arc<dyn Fn(Duration) -> BTreeMap<String, String> + Send + Sync>;

/// Where the output of the processes goes.
#[derive(Clone, Debug)]
pub enum Logs {
    /// One file per function, added to.
    Folder(PathBuf),
    /// The host's standard error, each line with the function's name and pid before it.
    Terminal,
    /// Nowhere.
    Discard,
}

/// What every process of the host is started with.
pub(crate) struct Setting {
    pub binaries: PathBuf,
    pub overlay: BTreeMap<String, String>,
    pub preload: Option<Preload>,
    pub logs: Logs,
    pub clock: Clock,
    pub region: String,
}

/// A running process.
pub(crate) struct Process {
    pub pid: u32,
    pub desk: Arc<Desk>,
    /// The clock's offset when it was started.
    pub offset: Duration,
    /// When it last became idle.
    pub idle_since: std::sync::Mutex<Instant>,
    stop: Arc<Notify>,
    ended: watch::Receiver<bool>,
}

impl Process {
    /// Starts the binary of the function; the error is a sentence.
    pub async fn start(function: &Function, setting: &Setting) -> Result<Arc<Self>, String> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| error.to_string())?;
        let api = listener.local_addr().map_err(|error| error.to_string())?.to_string();
        let desk = Desk::new(function.arn.clone(), function.timeout, setting.clock.clone());
        let offset = setting.clock.offset();
        let mut command = command(function, setting, &api, offset)?;
        let mut child = command
            .spawn()
            .map_err(|error| format!("{} ({error})", command.as_std().get_program().display()))?;
        let pid = child.id().unwrap_or_default();
        if matches!(setting.logs, Logs::Terminal) {
            follow(&function.id, pid, child.stdout.take());
            follow(&function.id, pid, child.stderr.take());
        }
        let stop = Arc::new(Notify::new());
        let (has_ended, ended) = watch::channel(false);
        let router = Arc::clone(&desk).router();
        let listener = listener.tap_io(|stream| {
            // Without it the second packet of an answer may wait 40 ms.
            let _ = stream.set_nodelay(true);
        });
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(watch_over(child, Arc::clone(&desk), Arc::clone(&stop), server, has_ended));
        let idle_since = std::sync::Mutex::new(Instant::now());
        Ok(Arc::new(Self { pid, desk, offset, idle_since, stop, ended }))
    }

    /// Kills the process (signal 9); returns at once.
    pub fn kill(&self) {
        self.stop.notify_one();
    }

    /// Whether the process is gone.
    pub fn has_ended(&self) -> bool {
        *self.ended.borrow()
    }

    /// Waits until the process is gone.
    pub async fn ended(&self) {
        // An error means that the watching task is gone, and the process with it.
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Owns the child until its end, then closes the desk and the Runtime API.
async fn watch_over(
    mut child: Child,
    desk: Arc<Desk>,
    stop: Arc<Notify>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    has_ended: watch::Sender<bool>,
) {
    let shared_memory = child.id().map(SharedMemory);
    let status = tokio::select! {
        status = child.wait() => status,
        () = stop.notified() => {
            // The child may have ended on its own in this moment.
            let _ = child.start_kill();
            child.wait().await
        }
    };
    drop(shared_memory);
    desk.close(&status.map_or_else(|error| error.to_string(), describe));
    server.abort();
    has_ended.send_replace(true);
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "unknown status".to_owned(),
    }
}

fn command(function: &Function, setting: &Setting, api: &str, offset: Duration) -> Result<Command, String> {
    let mut command = Command::new(setting.binaries.join(&function.binary));
    command.env_clear().envs(reserved_variables(function, setting, api));
    command.envs(&function.environment).envs(&setting.overlay);
    if let Some(preload) = &setting.preload {
        command.envs(preload(offset));
    }
    command.stdin(Stdio::null()).kill_on_drop(true).process_group(0);
    match &setting.logs {
        Logs::Folder(folder) => {
            let file = log_file(&folder.join(format!("{}.log", function.binary)))?;
            command.stderr(file.try_clone().map_err(|error| error.to_string())?).stdout(file);
        }
        Logs::Terminal => {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
        }
        Logs::Discard => {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
    }
    Ok(command)
}

fn log_file(path: &std::path::Path) -> Result<File, String> {
    let open = OpenOptions::new().create(true).append(true).open(path);
    open.map_err(|error| format!("its log {} cannot be written ({error})", path.display()))
}

/// The variables that Lambda sets itself.
fn reserved_variables(function: &Function, setting: &Setting, api: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("AWS_LAMBDA_RUNTIME_API", api.to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.clone()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory_mb.to_string()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", function.name)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local".to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_EXECUTION_ENV", "AWS_Lambda_rust".to_owned()),
        ("AWS_REGION", setting.region.clone()),
        ("AWS_DEFAULT_REGION", setting.region.clone()),
        ("LAMBDA_TASK_ROOT", setting.binaries.display().to_string()),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
        ("TZ", ":UTC".to_owned()),
        ("_HANDLER", "bootstrap".to_owned()),
    ])
}

/// Copies output line by line to the terminal.
fn follow(function: &str, pid: u32, output: Option<impl AsyncRead + Unpin + Send + 'static>) {
    let Some(output) = output else { return };
    let prefix = format!("[{function} {pid}]");
    tokio::spawn(async move {
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            eprintln!("{prefix} {line}");
        }
    });
}
