//! What somebody looks for in the trail.
use super::entry::{Entry, LoginResult, What};
use crate::staff::StaffId;

/// Every condition that is given has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// In the login history.
    Logins {
        /// What was typed to sign in.
        login: Option<String>,
        /// How it went.
        result: Option<LoginResult>,
    },
    /// Among the operations.
    Operations {
        /// Who.
        staff: Option<StaffId>,
        /// `draft.saved`, or `draft.` for everything about drafts.
        action: Option<String>,
        /// The object's id.
        object: Option<String>,
    },
}

impl Wanted {
    /// Whether an entry is one that is looked for.
    pub fn takes(&self, entry: &Entry) -> bool {
        let who = entry.who.as_ref();
        match (self, &entry.what) {
            (Self::Logins { login, result }, What::Login { result: is, .. }) => {
                let typed = who.map_or("", |who| who.login.as_str());
                login.as_deref().is_none_or(|login| login == typed)
                    && result.as_ref().is_none_or(|wanted| wanted == is)
            }
            (Self::Operations { staff, action, object }, What::Operation(operation)) => {
                let is_action = |wanted: &String| {
                    operation.action == *wanted
                        || wanted.ends_with('.') && operation.action.starts_with(wanted.as_str())
                };
                staff.is_none_or(|staff| who.and_then(|who| who.id) == Some(staff))
                    && action.as_ref().is_none_or(is_action)
                    && object.as_ref().is_none_or(|id| operation.object.id == *id)
            }
            _ => false,
        }
    }
}
