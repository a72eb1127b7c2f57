//! Rich menus: the menus, their images, the default, the links to users and the aliases.
//! Priority: a user's own menu, else the account's default.

pub(crate) mod batch;
pub(crate) mod object;

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::error::Refusal;
use batch::Batches;

/// LINE keeps at most this many menus, and as many aliases.
const MENUS_MAX: usize = 1000;

/// One menu as it was created.
pub(crate) struct Menu {
    pub(crate) id: String,
    pub(crate) body: Map<String, Value>,
    /// Content type and bytes; set once, never replaced.
    pub(crate) image: Option<(&'static str, Bytes)>,
}

impl Menu {
    /// The menu as LINE returns it.
    pub(crate) fn json(&self) -> Value {
        let mut body = self.body.clone();
        body.insert("richMenuId".to_owned(), self.id.clone().into());
        Value::Object(body)
    }
}

/// All menus of the account.
#[derive(Default)]
pub(crate) struct RichMenus {
    menus: Vec<Menu>,
    default: Option<String>,
    links: HashMap<u32, String>,
    pub(crate) aliases: BTreeMap<String, String>,
    pub(crate) batches: Batches,
}

fn unknown() -> Refusal {
    Refusal::not_found("richmenu not found")
}

impl RichMenus {
    pub(crate) fn create(&mut self, body: Map<String, Value>) -> Result<String, Refusal> {
        if self.menus.len() >= MENUS_MAX {
            return Err(Refusal::bad("The maximum number of rich menus has been reached"));
        }
        let id = format!("richmenu-{}", Uuid::new_v4().simple());
        self.menus.push(Menu { id: id.clone(), body, image: None });
        Ok(id)
    }

    /// Puts back a menu of an earlier start.
    pub(crate) fn restore(&mut self, menu: Menu) {
        self.menus.push(menu);
    }

    pub(crate) fn list(&self) -> impl Iterator<Item = &Menu> {
        self.menus.iter()
    }

    pub(crate) fn get(&self, id: &str) -> Result<&Menu, Refusal> {
        self.menus.iter().find(|menu| menu.id == id).ok_or_else(unknown)
    }

    /// Deletes a menu. Users linked to it and the default fall away with it; aliases keep pointing at nothing.
    pub(crate) fn delete(&mut self, id: &str) -> Result<(), Refusal> {
        self.get(id)?;
        self.menus.retain(|menu| menu.id != id);
        self.links.retain(|_, linked| linked != id);
        self.default.take_if(|default| default == id);
        Ok(())
    }

    pub(crate) fn set_image(&mut self, id: &str, kind: &'static str, image: Bytes) -> Result<(), Refusal> {
        let menu = self.menus.iter_mut().find(|menu| menu.id == id).ok_or_else(unknown)?;
        if menu.image.is_some() {
            return Err(Refusal::bad("An image has already been uploaded to the richmenu"));
        }
        menu.image = Some((kind, image));
        Ok(())
    }

    /// A menu that can be shown: it exists and has its image.
    pub(crate) fn with_image(&self, id: &str) -> Result<&Menu, Refusal> {
        let menu = self.get(id)?;
        if menu.image.is_none() {
            return Err(Refusal::bad("must upload richmenu image before applying it to user"));
        }
        Ok(menu)
    }

    pub(crate) fn set_default(&mut self, id: &str) -> Result<(), Refusal> {
        self.with_image(id)?;
        self.default = Some(id.to_owned());
        Ok(())
    }

    pub(crate) fn clear_default(&mut self) {
        self.default = None;
    }

    pub(crate) fn default_menu(&self) -> Result<&str, Refusal> {
        self.default.as_deref().ok_or_else(|| Refusal::not_found("no default richmenu"))
    }

    pub(crate) fn link(&mut self, user: u32, id: &str) {
        self.links.insert(user, id.to_owned());
    }

    pub(crate) fn unlink(&mut self, user: u32) {
        self.links.remove(&user);
    }

    /// The menu linked to the user by the API.
    pub(crate) fn linked(&self, user: u32) -> Option<&str> {
        self.links.get(&user).map(String::as_str)
    }

    pub(crate) fn links(&self) -> impl Iterator<Item = (u32, &str)> {
        self.links.iter().map(|(user, id)| (*user, id.as_str()))
    }

    /// What the user sees: the own menu before the default.
    pub(crate) fn shown_to(&self, user: u32) -> Option<&Menu> {
        let id = self.linked(user).or(self.default.as_deref())?;
        self.get(id).ok()
    }

    /// A tap on a tab: the alias's menu becomes the user's own. Returns the status of the postback event.
    pub(crate) fn switch(&mut self, user: u32, alias: &str) -> &'static str {
        let Some(id) = self.aliases.get(alias).cloned() else { return "RICHMENU_ALIAS_ID_NOTFOUND" };
        if self.with_image(&id).is_err() {
            return "RICHMENU_NOTFOUND";
        }
        self.link(user, &id);
        "SUCCESS"
    }

    pub(crate) fn create_alias(&mut self, alias: &str, id: &str) -> Result<(), Refusal> {
        if self.aliases.contains_key(alias) {
            return Err(Refusal::bad("conflict richmenu alias id"));
        }
        if self.aliases.len() >= MENUS_MAX {
            return Err(Refusal::bad("The maximum number of rich menu aliases has been reached"));
        }
        self.point_alias(alias, id)
    }

    pub(crate) fn update_alias(&mut self, alias: &str, id: &str) -> Result<(), Refusal> {
        self.alias(alias)?;
        self.point_alias(alias, id)
    }

    fn point_alias(&mut self, alias: &str, id: &str) -> Result<(), Refusal> {
        let ready = self.get(id).is_ok_and(|menu| menu.image.is_some());
        if !ready {
            return Err(Refusal::bad("richmenu not found or its image is missing"));
        }
        self.aliases.insert(alias.to_owned(), id.to_owned());
        Ok(())
    }

    pub(crate) fn alias(&self, alias: &str) -> Result<&str, Refusal> {
        let found = self.aliases.get(alias).map(String::as_str);
        found.ok_or_else(|| Refusal::not_found("richmenu alias not found"))
    }
}
