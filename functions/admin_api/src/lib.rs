//! admin_api.
