//! Starts the parts one after the other and tells each where the others are.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use embedded_aws::{Config as AwsConfig, Data, EmbeddedAws};
use function_host::{Host, HostConfig, HostError, Logs};
use line_simulator::{Channel, Config as LineConfig, LineSimulator, MoveTime};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::chatbot::{Chatbot, ChatbotConfig};
use crate::config::{AdminFront, CityConfig, CityData, loopback};
use crate::files;
use crate::form::{Form, FormConfig};
use crate::staff::{Staff, StaffConfig};

/// Name of the secret that only the local city knows; no template mentions it.
const ADMIN_TOKEN: &str = "AdminToken";
/// Name of the template's secret with the first administrator's code.
const FIRST_ADMIN: &str = "FirstAdminSecret";
/// Name of the template's secret for the citizens' form.
const FORM_SECRET: &str = "FormSecret";

/// Why a city did not start.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// Embedded AWS did not start.
    #[error("embedded AWS did not start: {0}")]
    Aws(#[source] embedded_aws::StartError),
    /// The LINE simulator did not start.
    #[error("the LINE simulator did not start: {0}")]
    Line(#[source] line_simulator::StartError),
    /// The function host did not start.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The chatbot cannot listen.
    #[error("the chatbot cannot listen on {address}: {source}")]
    Chatbot {
        /// The wanted address.
        address: std::net::SocketAddr,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The form's front cannot listen.
    #[error("the form cannot listen on {address}: {source}")]
    Form {
        /// The wanted address.
        address: std::net::SocketAddr,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The staff console's front cannot listen.
    #[error("the staff console cannot listen on {address}: {source}")]
    Staff {
        /// The wanted address.
        address: std::net::SocketAddr,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// A file of the data folder cannot be used.
    #[error("{path} cannot be used: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

pub(crate) async fn start_aws(config: &CityConfig) -> Result<EmbeddedAws, CityError> {
    let data = match &config.data {
        CityData::Memory => Data::Memory,
        CityData::Folder(folder) => Data::Folder(folder.join("aws")),
    };
    let config = AwsConfig::new(loopback(config.ports.aws), data, config.clock.clone());
    EmbeddedAws::start(config).await.map_err(CityError::Aws)
}

pub(crate) fn channel(config: &CityConfig) -> Result<Channel, CityError> {
    match (&config.channel, &config.data) {
        (Some(channel), _) => Ok(channel.clone()),
        (None, CityData::Memory) => Channel::generate().map_err(CityError::Line),
        (None, CityData::Folder(folder)) => {
            Channel::load_or_create(&folder.join("channel.json")).map_err(CityError::Line)
        }
    }
}

pub(crate) async fn start_line(config: &CityConfig, channel: Channel) -> Result<LineSimulator, CityError> {
    let clock = config.clock.clone();
    let state = match &config.data {
        CityData::Memory => None,
        CityData::Folder(folder) => Some(folder.join("line.json")),
    };
    let line = LineConfig {
        api_listen: loopback(config.ports.line),
        control_listen: loopback(config.ports.phones),
        page: config.page.clone(),
        enforce_rate: config.enforce_rate,
        latency: config.line_latency,
        time: Some(Arc::new(move || clock.now())),
        move_time: Some(mover(config)),
        state,
        ..LineConfig::for_tests(channel)
    };
    LineSimulator::start(line).await.map_err(CityError::Line)
}

/// The one clock is moved for everybody or, where functions would stay behind in real time, for nobody.
fn mover(config: &CityConfig) -> MoveTime {
    let (clock, may_follow) = (config.clock.clone(), config.preload.is_some());
    Arc::new(move |by| {
        if !may_follow {
            return Err("the functions cannot follow the clock: install libfaketime".to_owned());
        }
        clock.advance(by);
        Ok(())
    })
}

pub(crate) async fn start_chatbot(
    config: &CityConfig,
    channel: &Channel,
    line: &Arc<LineSimulator>,
) -> Result<Chatbot, CityError> {
    let address = loopback(config.ports.chatbot);
    let token_source = Arc::downgrade(line);
    let chatbot = ChatbotConfig {
        listen: address,
        channel_secret: channel.channel_secret.clone(),
        line_api_url: line.api_url(),
        access_token: Arc::new(move || {
            token_source.upgrade().map(|line| line.access_token()).unwrap_or_default()
        }),
        clock: config.clock.clone(),
    };
    Chatbot::start(chatbot).await.map_err(|source| CityError::Chatbot { address, source })
}

pub(crate) async fn start_form(
    config: &CityConfig,
    aws: &EmbeddedAws,
    host: &Host,
    line: &LineSimulator,
) -> Result<Form, CityError> {
    let address = loopback(config.ports.form);
    let form = FormConfig {
        listen: address,
        page: config.form.clone(),
        api_url: host.api_url(),
        phones_url: line.control_url(),
        aws: aws.clone(),
    };
    Form::start(form).await.map_err(|source| CityError::Form { address, source })
}

pub(crate) fn start_staff(
    config: &CityConfig,
    aws: &EmbeddedAws,
    host: &Host,
    listener: TcpListener,
) -> Result<Staff, CityError> {
    let address = loopback(config.ports.staff);
    let api_url = match config.admin_front {
        AdminFront::CloudFront => host.function_url("AdminApiFunction").unwrap_or_default(),
        AdminFront::Regional => host.api_url(),
    };
    let signs = config.admin_front == AdminFront::CloudFront;
    let staff = StaffConfig { listener, page: config.staff.clone(), api_url, signs, aws: aws.clone() };
    Staff::start(staff).map_err(|source| CityError::Staff { address, source })
}

/// The console's place, taken before the functions start, because passkeys belong to its address.
pub(crate) async fn staff_listener(config: &CityConfig) -> Result<(TcpListener, String), CityError> {
    let address = loopback(config.ports.staff);
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let url = crate::staff::url(listener.local_addr()?);
        Ok((listener, url))
    };
    bound.await.map_err(|source| CityError::Staff { address, source })
}

/// The first administrator's code, which the deploy makes by itself elsewhere.
pub(crate) fn first_code(aws: &EmbeddedAws) -> String {
    let held = aws.secrets().get(FIRST_ADMIN).and_then(|held| serde_json::from_str::<Value>(&held).ok());
    if let Some(code) = held.as_ref().and_then(|held| held["code"].as_str()) {
        return code.to_owned();
    }
    let code = random_text().split_at(24).0.to_owned();
    aws.secrets().put(FIRST_ADMIN, &json!({ "code": code }).to_string());
    code
}

/// Gives the secrets their values and returns the admin token, which stays the same as long as the data does.
pub(crate) fn put_secrets(aws: &EmbeddedAws, channel: &Channel) -> String {
    let webhook = json!({ "channel_secrets": [channel.channel_secret], "bot_user_id": channel.bot_user_id });
    let key = json!({
        "channel_id": channel.channel_id,
        "key_id": channel.key_id,
        "private_key_pem": channel.private_key_pem,
    });
    for (name, value) in [("WebhookSecret", webhook), ("ChannelSecret", key)] {
        if aws.secrets().get(name).as_deref() != Some(&value.to_string()) {
            aws.secrets().put(name, &value.to_string());
        }
    }
    put_form_secret(aws, channel);
    let held = aws.secrets().get(ADMIN_TOKEN).and_then(|held| serde_json::from_str::<Value>(&held).ok());
    if let Some(token) = held.as_ref().and_then(|held| held["token"].as_str()) {
        return token.to_owned();
    }
    let token = random_text();
    aws.secrets().put(ADMIN_TOKEN, &json!({ "token": token }).to_string());
    token
}

/// Sessions of the form stay valid as long as the data stays.
fn put_form_secret(aws: &EmbeddedAws, channel: &Channel) {
    let held = aws.secrets().get(FORM_SECRET).and_then(|held| serde_json::from_str::<Value>(&held).ok());
    let is_current = |held: &Value| held["login_channel_id"] == channel.login_channel_id;
    if !held.as_ref().is_some_and(is_current) {
        let secret = json!({ "login_channel_id": channel.login_channel_id, "session_key": random_text() });
        aws.secrets().put(FORM_SECRET, &secret.to_string());
    }
}

fn random_text() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

pub(crate) async fn start_host(
    config: &CityConfig,
    aws: &EmbeddedAws,
    line: &LineSimulator,
    chatbot: &Chatbot,
    staff_url: String,
) -> Result<Host, CityError> {
    if let Logs::Folder(folder) = &config.logs {
        files::make_folder(folder)?;
    }
    let mut host = HostConfig::new(&config.template, &config.binaries, aws.clone());
    host.parameters = BTreeMap::from([
        ("Stage".to_owned(), "test".to_owned()),
        ("ForwardTargetUrl".to_owned(), format!("{}/webhook", chatbot.url())),
        ("LiffUrl".to_owned(), line.liff_url()), // a phone that taps it opens the form
        ("FormDomainName".to_owned(), crate::media::DOMAIN.to_owned()),
        ("AdminAddressOne".to_owned(), "127.0.0.1/32".to_owned()),
        ("AdminAddressTwo".to_owned(), "::1/128".to_owned()),
    ]);
    if config.admin_front == AdminFront::Regional {
        host.parameters.insert("AdminFront".to_owned(), "regional".to_owned());
    }
    host.overlay = aws.environment();
    let own = [
        ("LINE_API_URL", line.api_url()),
        ("LINE_DATA_API_URL", line.api_url()),
        ("FORWARD_LOOPBACK_ORIGIN", chatbot.url()),
        ("ADMIN_TOKEN_SECRET_ID", ADMIN_TOKEN.to_owned()),
        ("ADMIN_URL", staff_url),
    ];
    host.overlay.extend(own.map(|(name, value)| (name.to_owned(), value)));
    host.overlay.extend(config.overlay.clone());
    host.api_listen = loopback(config.ports.api);
    host.url_listen = loopback(config.ports.admin);
    host.preload.clone_from(&config.preload);
    host.logs = config.logs.clone();
    host.rates = config.rates;
    host.idle_limit = config.idle_limit;
    Ok(Host::start(host).await?)
}

/// The sentence of a file that cannot be used.
pub(crate) fn file_error(path: &Path, reason: impl std::fmt::Display) -> CityError {
    CityError::File { path: path.display().to_string(), reason: reason.to_string() }
}
