//! Settings come from environment variables that template.yaml sets; a missing one stops the start by name.

/// A variable that the function cannot start without.
#[derive(Debug, thiserror::Error)]
#[error("environment variable {0} is missing or empty")]
pub struct MissingVariable(pub &'static str);

/// Reads a variable; empty counts as missing.
pub fn required_var(name: &'static str) -> Result<String, MissingVariable> {
    optional_var(name).ok_or(MissingVariable(name))
}

/// Reads a variable that has a default in the code or switches something on.
pub fn optional_var(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
