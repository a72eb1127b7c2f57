//! Seeded bugs for the fault bench: present only in builds with the feature `mutations`, one switched on by name.
//!
//! A bench that has never failed proves nothing. Each name is one way to break the delivery protocol; the bench
//! runs with each and must see it (docs/rules.md). Without the feature every question below
//! is the constant `false` and nothing of it is left in the program.

/// Is this seeded bug switched on?
#[cfg(feature = "mutations")]
pub fn active(name: &str) -> bool {
    std::env::var("KAIRAN_MUTATION").is_ok_and(|chosen| chosen == name)
}

/// Is this seeded bug switched on? Never, in this build.
#[cfg(not(feature = "mutations"))]
#[inline]
pub const fn active(_name: &str) -> bool {
    false
}
