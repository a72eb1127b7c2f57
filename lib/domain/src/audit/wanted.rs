//! What somebody looks for in the trail.
use super::entry::{Entry, Fact, LoginResult, Operation, What, Who};
use crate::staff::StaffId;

/// Every condition that is given has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// In the login history.
    Logins {
        /// A part of the login, in any case; a part of the name; an address, or its beginning up to a `.` or `:`.
        who: Option<String>,
        /// How it went.
        result: Option<LoginResult>,
    },
    /// Among the operations.
    Operations {
        /// Who.
        staff: Option<StaffId>,
        /// `draft.saved`, or `draft.` for everything about drafts.
        action: Option<String>,
        /// The object's id, or a part of its name at that time.
        object: Option<String>,
    },
    /// What somebody else should hear of.
    Notable,
    /// What somebody should know about their own login: who came in, and how it can be come in with. That it rests is
    /// told once, by what locked it, and not by every try that follows: whoever tries would fill the list.
    Own(StaffId),
}

/// Changes of what somebody shows on the way in.
const WAYS_IN: [&str; 5] = [
    "staff.passkey_added",
    "staff.passkey_removed",
    "staff.authenticator_set",
    "staff.reset",
    "staff.device_known",
];
/// More of that kind, which concerns nobody but themselves.
const OWN: [&str; 5] =
    ["staff.password_set", "staff.signed_out", "staff.session_ended", "staff.locked", "staff.device_locked"];

/// The deploy's code was used, a way in that changed, somebody may look after the others now, a guard that was weakened,
/// everybody's answers in a file, a delivery without approval. Not that a browser is known: where none keeps its cookies,
/// each sign-in makes one, and nothing else would be seen.
fn is_notable(operation: &Operation) -> bool {
    match operation.action.as_str() {
        "setting.guards_weakened" | "staff.first_administrator" => true,
        "job.started" => operation.object.name == "export",
        "staff.created" | "staff.changed" => {
            matches!(operation.detail.get("permissions_given"), Some(Fact::Words(given)) if given.iter().any(|one| one == "users"))
        }
        "delivery.sent_off" => operation.detail.get("without_approval") == Some(&Fact::Flag(true)),
        action => WAYS_IN.contains(&action) && action != "staff.device_known",
    }
}

/// Whether a text holds some words, however their letters are large or small and spaced.
fn holds(text: &str, words: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(char::is_whitespace, "");
    plain(text).contains(&plain(words))
}

/// Whether somebody came, or tried to come, under this login, name or address. Of nobody's login no part is looked for:
/// whatever was typed there is no name.
fn is_by(entry: &Entry, text: &str) -> bool {
    let is_login =
        |who: &Who| who.login == text.to_lowercase() || who.id.is_some() && holds(&who.login, text);
    let is_whose = |who: &Who| is_login(who) || who.id.is_some() && holds(&who.name, text);
    let is_from = entry.ip == text || text.ends_with(['.', ':']) && entry.ip.starts_with(text);
    is_from || entry.who.as_ref().is_some_and(is_whose)
}

impl Wanted {
    /// Whether an entry is one that is looked for.
    pub fn takes(&self, entry: &Entry) -> bool {
        let who = entry.who.as_ref();
        match (self, &entry.what) {
            (Self::Logins { who: sought, result }, What::Login { result: is, .. }) => {
                sought.as_deref().is_none_or(|text| is_by(entry, text))
                    && result.as_ref().is_none_or(|wanted| wanted == is)
            }
            (Self::Operations { staff, action, object }, What::Operation(operation)) => {
                let is_action = |wanted: &String| {
                    operation.action == *wanted
                        || wanted.ends_with('.') && operation.action.starts_with(wanted.as_str())
                };
                staff.is_none_or(|staff| who.and_then(|who| who.id) == Some(staff))
                    && action.as_ref().is_none_or(is_action)
                    && object.as_ref().is_none_or(|text| {
                        operation.object.id == *text || holds(&operation.object.name, text)
                    })
            }
            (Self::Notable, What::Operation(operation)) => is_notable(operation),
            (Self::Own(id), What::Login { result, .. }) => {
                let tells = matches!(result, LoginResult::SignedIn | LoginResult::CopiedPasskey);
                tells && who.and_then(|who| who.id) == Some(*id)
            }
            (Self::Own(id), What::Operation(operation)) => {
                let action = operation.action.as_str();
                (WAYS_IN.contains(&action) || OWN.contains(&action))
                    && operation.object.kind == "staff"
                    && operation.object.id == id.to_string()
            }
            _ => false,
        }
    }
}
