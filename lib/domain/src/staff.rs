//! The city's staff: who they are, how they prove it, what they may do, and for which departments.
mod actor;
mod breached;
mod bulk;
mod department;
mod id;
mod keeper;
mod known_device;
mod member;
pub mod passkey;
mod password;
mod permission;
mod role;
mod session;
mod totp;

pub use actor::{Actor, ActorKind, STEP_UP_LASTS_MS, Scope};
pub use bulk::{
    Against, Bulk, BulkRow, Column, MAX_BULK_ROWS, Outcome, RowFault, TableFault, plan as plan_bulk,
    write as write_bulk,
};
pub use department::{
    Department, DepartmentFault, MAX_DEPARTMENT_NAME_CHARS, MAX_FRAME_CHARS, MAX_WORD_CHARS, MAX_WORDS,
};
pub use id::{DepartmentId, InvalidStaffId, StaffId};
pub use keeper::{lasting_keepers, stays_open, weakens};
pub use known_device::{Brought, KnownDevice, MAX_KNOWN_DEVICES};
pub use member::{
    Code, CodeError, FAILURES_UNTIL_LOCKED, INVITATION_LASTS_MS, LOCK_LASTS_MS, Login, MAX_NAME_CHARS,
    Member, Standing,
};
pub use password::{MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, PasswordFault, judge as judge_password};
pub use permission::{Permission, Permissions};
pub use role::Role;
pub use session::{ABSOLUTE_MS, IDLE_MS, SEEN_EVERY_MS, Session, Stage};
pub use totp::{Totp, TotpSecret};
