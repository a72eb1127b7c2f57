//! The flags of `city`; each can also be given as an environment variable (`--api-port` as `CITY_API_PORT`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use city::{CityConfig, CityData, Ports};
use function_host::Logs;

/// What `--help` shows.
pub const HELP: &str = "city: the whole of Kairan on this machine

  --data FOLDER         where the data stays               (.local)
  --no-data             everything in memory, gone at the end
  --release             functions from target/release      (those beside this program)
  --profile NAME        functions from target/NAME
  --root FOLDER         the project                        (.)
  --logs terminal       functions write here, not into FOLDER/logs
  --api-port PORT       the webhook (API Gateway)          (8080)
  --admin-port PORT     admin_api (Function URL)           (8081)
  --aws-port PORT       embedded AWS                       (4566)
  --line-port PORT      the LINE API                       (8090)
  --phones-port PORT    the phones                         (8091)
  --chatbot-port PORT   the chatbot                        (8092)
  --form-port PORT      the citizens' form                 (8093)
  --staff-port PORT     the staff console                  (8094)
A port of 0 takes a free one. Each flag can also be given as CITY_DATA, CITY_API_PORT and so on.";

/// What the caller wants.
pub enum Wanted {
    /// The list of flags.
    Help,
    /// A city.
    Run(Box<CityConfig>),
}

const SWITCHES: [&str; 3] = ["no-data", "release", "help"];
const VALUES: [&str; 12] = [
    "data",
    "profile",
    "root",
    "logs",
    "api-port",
    "admin-port",
    "aws-port",
    "line-port",
    "phones-port",
    "chatbot-port",
    "form-port",
    "staff-port",
];

/// Reads flags and environment; the error is a sentence.
pub fn parse(arguments: impl Iterator<Item = String>) -> anyhow::Result<Wanted> {
    let given = given(arguments)?;
    if given.contains_key("help") {
        return Ok(Wanted::Help);
    }
    let root = PathBuf::from(given.get("root").map_or(".", String::as_str));
    let profile = match (given.contains_key("release"), given.get("profile").map(String::as_str)) {
        (true, None) => Some("release"),
        (false, Some("dev")) => Some("debug"),
        (false, other) => other,
        (true, Some(_)) => bail!("--release and --profile exclude each other"),
    };
    let binaries = profile.map_or_else(city::built_binaries, |profile| root.join("target").join(profile));
    let data = match (given.contains_key("no-data"), given.get("data")) {
        (true, None) => CityData::Memory,
        (false, folder) => CityData::Folder(folder.map_or_else(|| root.join(".local"), PathBuf::from)),
        (true, Some(_)) => bail!("--data and --no-data exclude each other"),
    };
    let mut config = CityConfig::for_run(&root, &binaries, data, ports(&given)?);
    config.preload = function_host::faketime();
    match given.get("logs").map(String::as_str) {
        None => (),
        Some("terminal") => config.logs = Logs::Terminal,
        Some(other) => bail!("--logs knows only `terminal`, not {other}"),
    }
    Ok(Wanted::Run(Box::new(config)))
}

fn given(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<BTreeMap<&'static str, String>> {
    let mut given = BTreeMap::new();
    for name in SWITCHES.into_iter().chain(VALUES) {
        let variable = format!("CITY_{}", name.replace('-', "_").to_uppercase());
        given.extend(std::env::var(variable).ok().map(|value| (name, value)));
    }
    while let Some(argument) = arguments.next() {
        let flag = argument.strip_prefix("--").unwrap_or_default();
        if let Some(switch) = SWITCHES.into_iter().find(|switch| *switch == flag) {
            given.insert(switch, String::new());
        } else if let Some(name) = VALUES.into_iter().find(|name| *name == flag) {
            given.insert(name, arguments.next().with_context(|| format!("{argument} wants a value"))?);
        } else {
            bail!("{argument} is no flag; --help lists them");
        }
    }
    Ok(given)
}

fn ports(given: &BTreeMap<&'static str, String>) -> anyhow::Result<Ports> {
    let port = |flag: &'static str, usual: u16| match given.get(flag) {
        None => Ok(usual),
        Some(text) => {
            text.parse::<u16>().with_context(|| format!("--{flag} wants a port number, not {text}"))
        }
    };
    let usual = Ports::FIXED;
    Ok(Ports {
        api: port("api-port", usual.api)?,
        admin: port("admin-port", usual.admin)?,
        aws: port("aws-port", usual.aws)?,
        line: port("line-port", usual.line)?,
        phones: port("phones-port", usual.phones)?,
        chatbot: port("chatbot-port", usual.chatbot)?,
        form: port("form-port", usual.form)?,
        staff: port("staff-port", usual.staff)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> anyhow::Result<CityConfig> {
        match parse(arguments.iter().map(|argument| (*argument).to_owned()))? {
            Wanted::Run(config) => Ok(*config),
            Wanted::Help => bail!("help was wanted"),
        }
    }

    #[test]
    fn without_flags_it_is_the_project_here_with_its_data_in_dot_local_on_the_fixed_ports() {
        let config = parsed(&[]).unwrap();
        assert_eq!(config.data, CityData::Folder(PathBuf::from("./.local")));
        assert_eq!(config.ports, Ports::FIXED);
        assert_eq!(config.binaries, city::built_binaries());
    }

    #[test]
    fn flags_change_ports_data_and_profile() {
        let config = parsed(&["--no-data", "--release", "--api-port", "0"]).unwrap();
        assert_eq!((config.data, config.ports.api), (CityData::Memory, 0));
        assert!(config.binaries.ends_with("target/release"));
        assert!(parsed(&["--profile", "dev"]).unwrap().binaries.ends_with("target/debug"));
    }

    #[test]
    fn what_it_does_not_understand_it_says() {
        for (arguments, expected) in [
            (&["--nonsense"][..], "--nonsense is no flag; --help lists them"),
            (&["--data"], "--data wants a value"),
            (&["--api-port", "many"], "--api-port wants a port number, not many"),
            (&["--data", "x", "--no-data"], "--data and --no-data exclude each other"),
            (&["--logs", "file"], "--logs knows only `terminal`, not file"),
        ] {
            assert_eq!(parsed(arguments).err().unwrap().to_string(), expected);
        }
    }
}
