//! The only door to addresses that are not AWS's and not LINE's: the chatbot's, and the links that staff write.

pub mod address;

use std::time::Duration;

use reqwest::redirect;

/// A client that reaches public addresses only, through no proxy, and follows no redirect by itself. What it is asked
/// for has to pass [`address::check_target`] first: a literal address is not looked up, so it is refused there.
pub fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .dns_resolver(address::PublicOnly)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
