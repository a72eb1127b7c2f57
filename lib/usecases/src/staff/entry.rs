//! What a way in needs to know, and how it may go wrong.

use domain::staff::passkey::PasskeyFault;
use domain::staff::{Brought, CodeError, Member, PasswordFault, Session, Standing};
use jiff::civil::Date;
use thiserror::Error;

use crate::port_error::PortError;

/// A moment, a browser, and the names that an attempt may take.
#[derive(Clone)]
pub struct Attempt {
    /// Milliseconds since 1970 UTC.
    pub now_ms: u64,
    /// The same day in Japan.
    pub today: Date,
    /// SHA-256, in hex, of the token that the browser gets if it comes further.
    pub session: String,
    /// What the browser calls itself, shortened.
    pub device: String,
    /// The address that it comes from.
    pub ip: String,
    /// The known devices that it is, and the one that it may become.
    pub brought: Brought,
}

impl Attempt {
    /// How this member stands for the browser that tries.
    pub fn standing(&self, member: &Member) -> Standing {
        member.standing_with(&self.brought, self.today, self.now_ms)
    }
}

/// Why somebody does not come further.
#[derive(Debug, Error)]
pub enum Refusal {
    /// Login, password or code are wrong; which of them is not told.
    #[error("wrong login, password or code")]
    Wrong,
    /// The login rests until then, or the known device that it was tried from.
    #[error("locked until {0}")]
    Locked(u64),
    /// A wrong second factor of somebody who is in; it counts on the session.
    #[error("a wrong second factor")]
    WrongStepUp,
    /// The same for the fifth time in a row: the session is over.
    #[error("too many wrong second factors")]
    SteppedOut,
    /// An administrator has stopped this login.
    #[error("suspended")]
    Suspended,
    /// Their last day is over.
    #[error("expired")]
    Expired,
    /// The one-time code does not count.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The new password is not taken.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The challenge was answered before, is too old, or was never made.
    #[error("no challenge")]
    NoChallenge,
    /// A new passkey is not taken.
    #[error(transparent)]
    Passkey(#[from] PasskeyFault),
    /// The passkey's count went back: somebody has a copy of it.
    #[error("a passkey of which there are two")]
    Copied,
    /// They have an authenticator app already.
    #[error("an authenticator app is there")]
    HasAuthenticator,
    /// They have as many passkeys as one can have.
    #[error("too many passkeys")]
    TooManyPasskeys,
    /// Nothing would be left to show besides the password.
    #[error("the last second factor")]
    LastFactor,
    /// There is an administrator already.
    #[error("not the first")]
    NotFirst,
    /// Somebody has that login.
    #[error("the login is taken")]
    LoginTaken,
    /// No session, or one at another step.
    #[error("no session at this step")]
    NoSession,
    /// Others write the same row all the time.
    #[error("too busy")]
    Busy,
    /// Something did not answer.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Somebody who came a step further.
pub type Further = Result<Session, Refusal>;
