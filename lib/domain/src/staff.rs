//! The city's staff: who they are, what they may do, and for which departments.
mod actor;
mod id;
mod permission;
mod role;

pub use actor::{Actor, ActorKind, STEP_UP_LASTS_MS, Scope};
pub use id::{DepartmentId, InvalidStaffId, StaffId};
pub use permission::{Permission, Permissions};
pub use role::Role;
