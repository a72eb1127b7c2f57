//! Where a request comes from, and whether anybody may come from there (R-A6). The front door asks the same before;
//! here nobody's word counts but that of CloudFront or API Gateway, and doubt is a refusal. `X-Forwarded-For` and its
//! like are never read.

use std::net::IpAddr;

use axum::http::HeaderMap;
use lambda_http::request::RequestContext;

const VIEWER: &str = "cloudfront-viewer-address";

/// Which front door stands before us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Function URL events; CloudFront says who views.
    CloudFront,
    /// REST events; API Gateway says who calls.
    Regional,
}

/// The front door, and the addresses that staff come from.
#[derive(Debug, Clone)]
pub struct Door {
    front: Front,
    allowed: Vec<IpAddr>,
}

impl Door {
    /// Reads the template's parameters: `cloudfront` or `regional`, and single addresses such as `203.0.113.5/32` with
    /// commas between. An empty one is left out; no address at all lets nobody in.
    pub fn new(front: &str, addresses: &str) -> anyhow::Result<Self> {
        let front = match front {
            "cloudfront" => Front::CloudFront,
            "regional" => Front::Regional,
            other => anyhow::bail!("{other} is no front door"),
        };
        let entries = addresses.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let allowed = entries.map(single).collect::<anyhow::Result<_>>()?;
        Ok(Self { front, allowed })
    }

    /// The visitor's address where it is certain and allowed; otherwise nobody comes in.
    pub fn visitor(&self, context: Option<&RequestContext>, headers: &HeaderMap) -> Option<IpAddr> {
        let seen = match (self.front, context?) {
            (Front::CloudFront, RequestContext::ApiGatewayV2(_)) => viewer(headers)?,
            (Front::Regional, RequestContext::ApiGatewayV1(context)) => {
                context.identity.source_ip.as_deref()?.parse().ok()?
            }
            _ => return None,
        };
        self.allowed.contains(&seen).then_some(seen)
    }
}

fn single(entry: &str) -> anyhow::Result<IpAddr> {
    let (address, length) = entry.split_once('/').unwrap_or((entry, ""));
    let address: IpAddr = address.parse()?;
    let whole = if address.is_ipv4() { "32" } else { "128" };
    anyhow::ensure!(length == whole, "{entry} is not one address");
    Ok(address)
}

/// `address:port`, exactly once; an IPv6 address has no brackets, so the last colon counts (R-A5).
fn viewer(headers: &HeaderMap) -> Option<IpAddr> {
    let mut values = headers.get_all(VIEWER).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (address, port) = value.to_str().ok()?.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|digit| digit.is_ascii_digit());
    if !is_port {
        return None;
    }
    address.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};
    use lambda_http::aws_lambda_events::apigw::{
        ApiGatewayProxyRequestContext, ApiGatewayRequestIdentity, ApiGatewayV2httpRequestContext,
    };

    const ALLOWED: &str = "203.0.113.5/32,2001:db8::5/128";

    /// Headers in which people tell where they say they come from.
    const CLAIMS: [&str; 12] = [
        "x-forwarded-for",
        "forwarded",
        "true-client-ip",
        "x-real-ip",
        "x-client-ip",
        "cf-connecting-ip",
        "x-cluster-client-ip",
        "x-originating-ip",
        "client-ip",
        "via",
        "x-forwarded",
        "forwarded-for",
    ];
    /// What is not exactly one of the addresses with a port.
    const ODD: [&str; 30] = [
        "",
        ":",
        ":443",
        "203.0.113.5",
        "203.0.113.5:",
        "203.0.113.5:x",
        "203.0.113.5:443x",
        "203.0.113.5:443:443",
        "203.0.113.05:443",
        "0203.0.113.5:443",
        "203.0.113.5 :443",
        " 203.0.113.5:443",
        "203.0.113.5:443, 198.51.100.9:443",
        "198.51.100.9:443, 203.0.113.5:443",
        "203.0.113.5/32:443",
        "::ffff:203.0.113.5:443",
        "::ffff:cb00:7105:443",
        "[2001:db8::5]:443",
        "2001:db8::5",
        "2001:db8::5%eth0:443",
        "203.0.113.6:443",
        "203.0.113.50:443",
        "203.0.113:443",
        "3405803781:443",
        "0xcb.0.0x71.5:443",
        "203.0.113.5:123456",
        "203.0.113.5:+443",
        "localhost:443",
        "127.0.0.1:443",
        "::1:443",
    ];

    fn url_event() -> RequestContext {
        RequestContext::ApiGatewayV2(ApiGatewayV2httpRequestContext::default())
    }

    fn rest_event(ip: Option<&str>) -> RequestContext {
        let mut identity = ApiGatewayRequestIdentity::default();
        identity.source_ip = ip.map(str::to_owned);
        let mut context = ApiGatewayProxyRequestContext::default();
        context.identity = identity;
        RequestContext::ApiGatewayV1(context)
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn admits(pairs: &[(&str, &str)]) -> bool {
        let door = Door::new("cloudfront", ALLOWED).unwrap();
        door.visitor(Some(&url_event()), &headers(pairs)).is_some()
    }

    #[test]
    fn r_a6_the_citys_two_addresses_come_in_by_either_front() {
        assert!(admits(&[(VIEWER, "203.0.113.5:50000")]));
        assert!(admits(&[(VIEWER, "2001:db8::5:443")]));
        assert!(admits(&[(VIEWER, "2001:DB8:0:0:0:0:0:5:443")]));
        let door = Door::new("regional", ALLOWED).unwrap();
        for address in ["203.0.113.5", "2001:db8::5"] {
            assert!(door.visitor(Some(&rest_event(Some(address))), &HeaderMap::new()).is_some());
        }
    }

    #[test]
    fn r_a6_forty_ways_to_pretend_admit_nobody() {
        let mut cases: Vec<Vec<(&str, &str)>> = Vec::new();
        for claim in CLAIMS {
            cases.push(vec![(claim, "203.0.113.5")]);
            cases.push(vec![(VIEWER, "198.51.100.9:443"), (claim, "203.0.113.5")]);
        }
        cases.extend(ODD.map(|viewer| vec![(VIEWER, viewer)]));
        cases.push(vec![(VIEWER, "203.0.113.5:443"), (VIEWER, "203.0.113.5:443")]);
        cases.push(vec![(VIEWER, "198.51.100.9:443"), (VIEWER, "203.0.113.5:443")]);
        cases.push(vec![]);
        assert!(cases.len() >= 40, "{}", cases.len());
        let admitted: Vec<_> = cases.iter().filter(|case| admits(case)).collect();
        assert!(admitted.is_empty(), "{admitted:?}");
    }

    #[test]
    fn r_a17_the_other_fronts_events_and_events_without_a_context_admit_nobody() {
        let (cloudfront, regional) =
            (Door::new("cloudfront", ALLOWED).unwrap(), Door::new("regional", ALLOWED).unwrap());
        let shown = headers(&[(VIEWER, "203.0.113.5:443")]);
        assert_eq!(cloudfront.visitor(Some(&rest_event(Some("203.0.113.5"))), &shown), None);
        assert_eq!(regional.visitor(Some(&url_event()), &shown), None);
        assert_eq!(cloudfront.visitor(None, &shown), None);
        assert_eq!(regional.visitor(Some(&rest_event(None)), &shown), None);
        for odd in ["", "203.0.113.05", "::ffff:203.0.113.5", "203.0.113.5, 198.51.100.9", "198.51.100.9"] {
            assert_eq!(regional.visitor(Some(&rest_event(Some(odd))), &shown), None, "{odd}");
        }
    }

    #[test]
    fn no_address_lets_nobody_in_and_ranges_do_not_start() {
        for nobody in ["", ",", " , "] {
            let door = Door::new("cloudfront", nobody).unwrap();
            let shown = headers(&[(VIEWER, "203.0.113.5:443")]);
            assert_eq!(door.visitor(Some(&url_event()), &shown), None);
        }
        for wide in ["0.0.0.0/0", "203.0.113.0/24", "203.0.113.5", "2001:db8::/64", "203.0.113.5/128", "x/32"]
        {
            assert!(Door::new("cloudfront", wide).is_err(), "{wide}");
        }
        assert!(Door::new("", ALLOWED).is_err());
    }
}
