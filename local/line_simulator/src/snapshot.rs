//! What outlives a restart: the people made one by one with their talks, the recipes of people made in bulk, and the
//! rich menus. Tokens, retry keys, statistics and the ledger begin anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::{App, Shared, State};
use crate::ids::UserId;
use crate::rich_menu::Menu;
use crate::users::{Author, Entry, Friend};

/// How often the file is written when something changed.
const EVERY: Duration = Duration::from_secs(5);
/// How messages can have come; entries keep one of these names.
const WAYS: [&str; 4] = ["push", "multicast", "broadcast", "reply"];

/// The file.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    version: u32,
    bulk: Vec<Bulk>,
    people: Vec<Person>,
    menus: Vec<SavedMenu>,
    default_menu: Option<String>,
    aliases: BTreeMap<String, String>,
}

/// A call that made people in bulk; their later changes are not kept.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Bulk {
    pub(crate) count: usize,
    pub(crate) friend: Friend,
    pub(crate) prefix: String,
}

#[derive(Serialize, Deserialize)]
struct Person {
    id: String,
    name: String,
    friend: Friend,
    menu: Option<String>,
    talk: Vec<SavedEntry>,
}

#[derive(Serialize, Deserialize)]
struct SavedEntry {
    at_ms: u64,
    messages: Vec<Value>,
    /// How the account's messages came; none for the user's own.
    by: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct SavedMenu {
    id: String,
    body: Map<String, Value>,
    image: Option<String>,
}

impl Snapshot {
    fn of(state: &State) -> Self {
        let users = &state.users;
        let singles = users.iter().filter(|(user, _)| users.is_single(*user));
        let people = singles.map(|(index, user)| Person {
            id: user.id.to_string(),
            name: users.name(index),
            friend: user.friend,
            menu: state.menus.linked(index).map(str::to_owned),
            talk: user.talk.iter().map(|entry| saved(users.entry(*entry))).collect(),
        });
        let menus = state.menus.list().map(|menu| SavedMenu {
            id: menu.id.clone(),
            body: menu.body.clone(),
            image: menu.image.as_ref().map(|(_, bytes)| BASE64_STANDARD.encode(bytes)),
        });
        Self {
            version: 1,
            bulk: users.bulk.clone(),
            people: people.collect(),
            menus: menus.collect(),
            default_menu: state.menus.default_menu().ok().map(str::to_owned),
            aliases: state.menus.aliases.clone(),
        }
    }

    fn into_state(self, state: &mut State) {
        for bulk in self.bulk {
            state.users.add_bulk(bulk.count, bulk.friend, &bulk.prefix);
        }
        for menu in self.menus {
            let image = menu.image.and_then(|text| BASE64_STANDARD.decode(text).ok());
            let image = image.map(|bytes| (image_type(&bytes), bytes.into()));
            state.menus.restore(Menu { id: menu.id, body: menu.body, image });
        }
        if let Some(id) = self.default_menu {
            let _gone_with_its_image = state.menus.set_default(&id);
        }
        state.menus.aliases = self.aliases;
        for person in self.people {
            let user = state.users.add(UserId::parse(&person.id), &person.name, person.friend);
            if let Some(menu) = &person.menu {
                state.menus.link(user, menu);
            }
            for entry in person.talk {
                let entry = state.users.write(restored(entry));
                state.users.show(entry, user);
            }
        }
    }
}

fn saved(entry: &Entry) -> SavedEntry {
    SavedEntry {
        at_ms: entry.at_ms,
        messages: entry.messages.as_ref().clone(),
        by: entry.delivered_by.map(str::to_owned),
    }
}

fn restored(entry: SavedEntry) -> Entry {
    let delivered_by = entry.by.and_then(|by| WAYS.into_iter().find(|way| *way == by));
    Entry {
        at_ms: entry.at_ms,
        author: if delivered_by.is_some() { Author::Account } else { Author::User },
        messages: Arc::new(entry.messages),
        delivered_by,
        statistics: None,
    }
}

fn image_type(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" }
}

/// Reads the file of an earlier start into the state; without a file there is nothing to read.
pub(crate) fn load(path: &Path, state: &mut State) -> std::io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let snapshot: Snapshot = serde_json::from_slice(&std::fs::read(path)?)?;
    if snapshot.version != 1 {
        return Err(std::io::Error::other(format!("version {} is not known", snapshot.version)));
    }
    snapshot.into_state(state);
    Ok(())
}

impl App {
    /// Writes the file, if one is set and anything changed since it was written last.
    pub(crate) fn save(&self) {
        let Some(path) = &self.config.state else { return };
        let snapshot = Snapshot::of(&self.state());
        let written = serde_json::to_string(&snapshot).map_err(std::io::Error::from).and_then(|text| {
            let mut last = self.saved.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if *last == text {
                return Ok(());
            }
            let beside = path.with_extension("new");
            std::fs::write(&beside, &text)?;
            std::fs::rename(&beside, path)?;
            *last = text;
            Ok(())
        });
        if let Err(error) = written {
            tracing::warn!(%error, "the LINE simulator's state was not written to {}", path.display());
        }
    }

    /// Writes the file every few seconds as long as the application lives.
    pub(crate) fn keep_saving(self: &Shared) {
        if self.config.state.is_none() {
            return;
        }
        let app = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                let Some(app) = app.upgrade() else { return };
                let _ended_with_the_runtime = tokio::task::spawn_blocking(move || app.save()).await;
            }
        });
    }
}
