//! function_host.
