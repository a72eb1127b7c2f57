//! Which addresses we connect to (R-X1): https on port 443, and a name. The addresses that the name resolves to are
//! checked, and the connection is made to exactly those that were checked, so that a name which answers differently the
//! second time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why an address is not connected to; names no path and no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Not an absolute https address on port 443 without user name and fragment.
    #[error("the target has to be https on port 443, without user name and fragment")]
    Shape,
    /// An IP address instead of a name.
    #[error("the target has to be named, not an IP address")]
    Literal,
    /// The name leads into a private, loopback, link-local or otherwise special network.
    #[error("the target's name leads to an address that is not public")]
    NotPublic,
}

/// Checks the target; `loopback_origin` is set in the local city only and allows exactly that http origin.
pub fn check_target(target: &str, loopback_origin: Option<&str>) -> Result<Url, NotAllowed> {
    let url: Url = target.parse().map_err(|_| NotAllowed::Shape)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(NotAllowed::Shape);
    }
    if is_the_loopback_origin(&url, loopback_origin) {
        return Ok(url);
    }
    if url.scheme() != "https" || url.port_or_known_default() != Some(443) {
        return Err(NotAllowed::Shape);
    }
    match url.host() {
        Some(Host::Domain(name)) if !name.trim_end_matches('.').is_empty() => Ok(url),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(NotAllowed::Literal),
        _ => Err(NotAllowed::Shape),
    }
}

fn is_the_loopback_origin(url: &Url, loopback_origin: Option<&str>) -> bool {
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    };
    let allowed = loopback_origin.and_then(|origin| origin.parse::<Url>().ok());
    loopback && url.scheme() == "http" && allowed.is_some_and(|allowed| allowed.origin() == url.origin())
}

/// Whether an address belongs to the public internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded_v4(ip) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240 // reserved, and broadcast
        || (a == 100 && (64..128).contains(&b)) // shared by carriers (CGNAT)
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 192 && b == 88 && c == 99) // old 6to4 relays
        || (a == 198 && (b == 18 || b == 19)); // benchmarking
    !special
}

/// Only global unicast, without the ranges inside it that are for examples, tunnels and translation.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    let global_unicast = segments[0] & 0xe000 == 0x2000;
    let special = match segments[0] {
        0x2001 => segments[1] < 0x0200 || segments[1] == 0x0db8, // Teredo, benchmarking, ORCHID; documentation
        0x3fff => segments[1] < 0x1000,                          // documentation
        _ => false,
    };
    global_unicast && !special
}

/// The IPv4 address inside a mapped, compatible, 6to4 or NAT64 one.
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = ip.segments();
    let octets = ip.octets();
    let at =
        |start: usize| Ipv4Addr::new(octets[start], octets[start + 1], octets[start + 2], octets[start + 3]);
    match segments {
        [0, 0, 0, 0, 0, 0 | 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(at(12)),
        [0x2002, ..] => Some(at(2)),
        _ => None,
    }
}

/// Resolves a name and hands out its addresses only if all of them are public.
#[derive(Debug, Clone, Default)]
pub struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 443)).await?;
            Ok(all_public(found.collect())?)
        })
    }
}

/// One address that is not public spoils the whole answer: the name is not what it was allowed for.
pub fn all_public(found: Vec<SocketAddr>) -> Result<Addrs, NotAllowed> {
    if found.is_empty() || found.iter().any(|address| !is_public(address.ip())) {
        return Err(NotAllowed::NotPublic);
    }
    Ok(Box::new(found.into_iter()))
}
