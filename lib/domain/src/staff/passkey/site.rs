//! The site that passkeys belong to.
use thiserror::Error;
use url::{Host, Url};

/// The console under its own name. A passkey made for one name is nothing under another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    host: String,
    origin: String,
}

/// Why an address is nothing that passkeys can belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OddSite {
    /// Not an address.
    #[error("not an address")]
    Unreadable,
    /// Browsers make passkeys for names only.
    #[error("a number instead of a name")]
    NoName,
    /// Browsers make passkeys behind TLS only, or on the same machine.
    #[error("neither https nor localhost")]
    Insecure,
}

impl Site {
    /// Reads an address such as `https://haishin.example.jp`.
    pub fn parse(address: &str) -> Result<Self, OddSite> {
        let url = Url::parse(address).map_err(|_| OddSite::Unreadable)?;
        let Some(Host::Domain(host)) = url.host() else { return Err(OddSite::NoName) };
        let is_secure = url.scheme() == "https" || url.scheme() == "http" && host == "localhost";
        if !is_secure {
            return Err(OddSite::Insecure);
        }
        Ok(Self { host: host.to_owned(), origin: url.origin().ascii_serialization() })
    }

    /// W3C's "RP ID".
    pub fn host(&self) -> &str {
        &self.host
    }

    /// As browsers say it.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_names_behind_tls_or_to_the_same_machine() {
        let site = Site::parse("https://haishin.example.jp/").unwrap();
        assert_eq!((site.host(), site.origin()), ("haishin.example.jp", "https://haishin.example.jp"));
        let local = Site::parse("http://localhost:8094").unwrap();
        assert_eq!((local.host(), local.origin()), ("localhost", "http://localhost:8094"));
        for (address, why) in [
            ("", OddSite::Unreadable),
            ("localhost", OddSite::Unreadable),
            ("http://127.0.0.1:8094", OddSite::NoName),
            ("https://[::1]/", OddSite::NoName),
            ("http://haishin.example.jp", OddSite::Insecure),
            ("http://localhost.example.jp", OddSite::Insecure),
        ] {
            assert_eq!(Site::parse(address), Err(why), "{address}");
        }
    }
}
