//! The people: friends, blockers and strangers, with the last messages of each talk.
//! A talk is a list of numbers into one shared log, so a multicast to 500 costs 500 numbers.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ids::{IdHash, UserId, family_of};
use crate::snapshot::Bulk;

/// A talk keeps at most this many entries.
const KEPT_ENTRIES: usize = 200;

/// How a user stands to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Friend {
    /// Has added the account.
    Following,
    /// Had added it and blocked it.
    Blocked,
    /// Never added it.
    None,
}

/// One person.
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) friend: Friend,
    /// Empty for users made in bulk, whose name is made from their index.
    name: Box<str>,
    /// Numbers of the entries in the log, oldest first.
    pub(crate) talk: Vec<u32>,
}

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Author {
    User,
    Account,
}

/// One send or one message of a user; shared by all talks it stands in.
pub(crate) struct Entry {
    pub(crate) at_ms: u64,
    pub(crate) author: Author,
    pub(crate) messages: Arc<Vec<Value>>,
    /// `push`, `multicast`, `broadcast` or `reply`; none for the user's own.
    pub(crate) delivered_by: Option<&'static str>,
    /// Where openings and clicks of this entry are counted.
    pub(crate) statistics: Option<Arc<str>>,
}

/// All users by index and by id.
#[derive(Default)]
pub(crate) struct Users {
    list: Vec<User>,
    by_id: HashMap<UserId, u32, IdHash>,
    log: Vec<Entry>,
    singles: u64,
    /// The bulk calls so far.
    pub(crate) bulk: Vec<Bulk>,
}

impl Users {
    pub(crate) fn index(&self, id: UserId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn get(&self, user: u32) -> &User {
        &self.list[user as usize]
    }

    pub(crate) fn get_mut(&mut self, user: u32) -> &mut User {
        &mut self.list[user as usize]
    }

    pub(crate) fn is_friend(&self, user: u32) -> bool {
        self.get(user).friend == Friend::Following
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &User)> {
        self.list.iter().enumerate().map(|(index, user)| (index as u32, user))
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Adds one user. Without an id the next free one of a fixed row of ids is taken, the same in every run; a user
    /// who is there already stays as they are.
    pub(crate) fn add(&mut self, id: Option<UserId>, name: &str, friend: Friend) -> u32 {
        let id = id.unwrap_or_else(|| self.next_id());
        self.index(id).unwrap_or_else(|| self.insert(id, name, friend))
    }

    fn next_id(&mut self) -> UserId {
        loop {
            self.singles += 1;
            let id = UserId::nth(family_of("phone"), self.singles);
            if self.index(id).is_none() {
                return id;
            }
        }
    }

    /// Adds many users whose ids follow from the prefix and their number in it.
    pub(crate) fn add_bulk(&mut self, count: usize, friend: Friend, prefix: &str) -> std::ops::Range<u32> {
        let (first, family) = (self.list.len() as u32, family_of(prefix));
        self.bulk.push(Bulk { count, friend, prefix: prefix.to_owned() });
        self.list.reserve(count);
        self.by_id.reserve(count);
        let (mut number, mut made) = (0, 0);
        while made < count {
            let id = UserId::nth(family, number);
            number += 1;
            if self.index(id).is_none() {
                self.insert(id, "", friend);
                made += 1;
            }
        }
        first..self.list.len() as u32
    }

    fn insert(&mut self, id: UserId, name: &str, friend: Friend) -> u32 {
        let index = self.list.len() as u32;
        self.list.push(User { id, friend, name: name.into(), talk: Vec::new() });
        self.by_id.insert(id, index);
        index
    }

    /// Whether the user was added one by one: only these are announced on the event stream.
    pub(crate) fn is_single(&self, user: u32) -> bool {
        !self.get(user).name.is_empty()
    }

    pub(crate) fn name(&self, user: u32) -> String {
        match self.get(user).name.as_ref() {
            "" => format!("市民{user:06}"),
            name => name.to_owned(),
        }
    }

    /// The user as the control API shows it.
    pub(crate) fn json(&self, user: u32) -> Value {
        let User { id, friend, .. } = self.get(user);
        json!({ "userId": id.to_string(), "displayName": self.name(user), "friend": friend })
    }

    /// Writes an entry into the log; `show` puts it into talks.
    pub(crate) fn write(&mut self, entry: Entry) -> u32 {
        self.log.push(entry);
        self.log.len() as u32 - 1
    }

    pub(crate) fn show(&mut self, entry: u32, user: u32) {
        let talk = &mut self.list[user as usize].talk;
        if talk.len() == KEPT_ENTRIES {
            talk.drain(..KEPT_ENTRIES / 4);
        }
        talk.push(entry);
    }

    pub(crate) fn entry(&self, number: u32) -> &Entry {
        &self.log[number as usize]
    }

    /// One entry as the control API shows it.
    pub(crate) fn entry_json(&self, number: u32) -> Value {
        let entry = self.entry(number);
        let mut json = json!({
            "id": message_id(number, 0), "at": entry.at_ms,
            "from": entry.author, "messages": entry.messages.as_ref(),
        });
        if let Some(by) = entry.delivered_by {
            json["deliveredBy"] = by.into();
        }
        json
    }
}

/// The id LINE gives to the `place`th message of an entry.
pub(crate) fn message_id(entry: u32, place: usize) -> String {
    (500_000_000_000_000_000 + u64::from(entry) * 8 + place as u64).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hundred_thousand_users_are_there_in_two_seconds() {
        let started = std::time::Instant::now();
        let mut users = Users::default();
        assert_eq!(users.add_bulk(200_000, Friend::Following, "citizen"), 0..200_000);
        assert_eq!(users.by_id.len(), 200_000);
        assert!(started.elapsed().as_secs_f64() < 2.0, "{:?}", started.elapsed());
    }

    #[test]
    fn a_second_bulk_with_the_same_prefix_goes_on_counting() {
        let mut users = Users::default();
        users.add_bulk(10, Friend::Following, "citizen");
        assert_eq!(users.add_bulk(10, Friend::Blocked, "citizen"), 10..20);
        assert_eq!(users.by_id.len(), 20);
    }

    #[test]
    fn a_talk_keeps_its_newest_entries() {
        let mut users = Users::default();
        let user = users.add(None, "花子", Friend::Following);
        for number in 0..1000 {
            users.show(number, user);
        }
        let talk = &users.get(user).talk;
        assert!((150..=200).contains(&talk.len()));
        assert_eq!(talk.last(), Some(&999));
    }
}
