//! How a city is started: for `make run` or for a test.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use embedded_aws::Clock;
use function_host::{Logs, Preload};
use line_simulator::{Channel, StartError};

/// Where a city listens, all on 127.0.0.1; 0 picks a free port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// API Gateway's front.
    pub api: u16,
    /// `admin_api`'s Function URL.
    pub admin: u16,
    /// Embedded AWS.
    pub aws: u16,
    /// LINE API (api and api-data).
    pub line: u16,
    /// Phones and the simulator's control.
    pub phones: u16,
    /// Chatbot.
    pub chatbot: u16,
    /// The citizens' form.
    pub form: u16,
    /// The staff console.
    pub staff: u16,
}

impl Ports {
    /// The ports that `make run` shows.
    pub const FIXED: Self = Self {
        api: 8080,
        admin: 8081,
        aws: 4566,
        line: 8090,
        phones: 8091,
        chatbot: 8092,
        form: 8093,
        staff: 8094,
    };
    /// Free ones.
    pub const FREE: Self =
        Self { api: 0, admin: 0, aws: 0, line: 0, phones: 0, chatbot: 0, form: 0, staff: 0 };

    /// Each port with the part that wants it and the flag that changes it.
    pub fn named(self) -> [(&'static str, &'static str, u16); 8] {
        [
            ("the webhook (API Gateway)", "--api-port", self.api),
            ("admin_api (Function URL)", "--admin-port", self.admin),
            ("embedded AWS", "--aws-port", self.aws),
            ("the LINE API", "--line-port", self.line),
            ("the phones", "--phones-port", self.phones),
            ("the chatbot", "--chatbot-port", self.chatbot),
            ("the form", "--form-port", self.form),
            ("the staff console", "--staff-port", self.staff),
        ]
    }
}

/// The loopback address with this port.
pub(crate) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// Where a city keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CityData {
    /// In memory, gone with the city.
    Memory,
    /// In this folder: tables, queues, objects, the channel, the phones with their talks, and the logs.
    Folder(PathBuf),
}

/// How staff come in: the template's `AdminFront`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AdminFront {
    /// CloudFront and a Function URL.
    #[default]
    CloudFront,
    /// A REST API within the region.
    Regional,
}

/// How to start a city.
#[derive(Clone)]
pub struct CityConfig {
    /// The SAM template.
    pub template: PathBuf,
    /// Folder of the built functions, such as `target/debug`.
    pub binaries: PathBuf,
    /// Folder of the phones' built page; none serves the control API alone.
    pub page: Option<PathBuf>,
    /// Folder of the built form; where it is missing, its front says so.
    pub form: Option<PathBuf>,
    /// Folder of the built staff console; likewise.
    pub staff: Option<PathBuf>,
    /// Which door staff come by.
    pub admin_front: AdminFront,
    /// Memory or folder.
    pub data: CityData,
    /// Where it listens.
    pub ports: Ports,
    /// The clock of all parts.
    pub clock: Clock,
    /// The channel to play; made at the first start if absent.
    pub channel: Option<Channel>,
    /// How long LINE takes for an answer.
    pub line_latency: Duration,
    /// Whether LINE answers 429 above its rates.
    pub enforce_rate: bool,
    /// Whether the template's rates (tick) fire by themselves; [`function_host::Host::fire_rate`] works anyway.
    pub rates: bool,
    /// Extra environment at each start of a process, such as [`function_host::faketime`].
    pub preload: Option<Preload>,
    /// Environment on top of the template's and the city's.
    pub overlay: BTreeMap<String, String>,
    /// Where functions write.
    pub logs: Logs,
    /// Function processes idle for longer are ended.
    pub idle_limit: Option<Duration>,
}

impl CityConfig {
    /// What `make run` starts for the project at `root` with the binaries in `binaries`.
    pub fn for_run(root: &Path, binaries: &Path, data: CityData, ports: Ports) -> Self {
        let logs = match &data {
            CityData::Folder(folder) => Logs::Folder(folder.join("logs")),
            CityData::Memory => Logs::Discard,
        };
        Self {
            template: root.join("template.yaml"),
            binaries: binaries.to_owned(),
            page: Some(root.join("web/simulator/dist")),
            form: Some(root.join("web/liff/dist-simulator")),
            staff: Some(root.join("web/admin/dist")),
            admin_front: AdminFront::CloudFront,
            data,
            ports,
            clock: Clock::new(),
            channel: None,
            line_latency: Duration::from_millis(30),
            enforce_rate: true,
            rates: true,
            preload: None,
            overlay: BTreeMap::new(),
            logs,
            idle_limit: Some(Duration::from_mins(2)),
        }
    }

    /// A city for a test: in memory, on free ports, with a clock of its own, no latency and no tick, running the
    /// binaries that were built beside the test. All test cities of a process share one channel, because a new key
    /// costs a tenth of a second.
    pub fn for_tests() -> Result<Self, StartError> {
        static CHANNEL: OnceLock<Channel> = OnceLock::new();
        let channel = if let Some(channel) = CHANNEL.get() {
            channel.clone()
        } else {
            let made = Channel::generate()?;
            CHANNEL.get_or_init(|| made).clone()
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let config = Self::for_run(&root, &built_binaries(), CityData::Memory, Ports::FREE);
        Ok(Self { channel: Some(channel), page: None, line_latency: Duration::ZERO, rates: false, ..config })
    }
}

/// The folder where cargo put the binaries beside this program or test.
pub fn built_binaries() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let folder = program.parent().unwrap_or(Path::new(".")).to_owned();
    match folder.file_name().and_then(|name| name.to_str()) {
        Some("deps" | "examples") => folder.parent().map(Path::to_owned).unwrap_or(folder),
        _ => folder,
    }
}
