//! The event of a Function URL (payload format 2.0) as it looks when CloudFront stands before it.

use axum::http::header::{CONTENT_TYPE, COOKIE, USER_AGENT};
use axum::http::request::Parts;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Place, body_fields, header_values, query_pairs};

/// Builds the event for the function with this name.
pub(super) fn build(parts: &Parts, body: &[u8], function: &str, place: &Place) -> Value {
    let (body, is_base64) = body_fields(body, !is_text(parts));
    let prefix = function.to_lowercase();
    let host = format!("{prefix}.lambda-url.{}.on.aws", place.region);
    let mut event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": parts.uri.path(),
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers(parts, &host),
        "requestContext": context(parts, &prefix, &host, place),
        "isBase64Encoded": is_base64,
    });
    let cookies = cookies(parts);
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    let query = joined_query(parts);
    if !query.is_empty() {
        event["queryStringParameters"] = Value::Object(query);
    }
    if !body.is_null() {
        event["body"] = body;
    }
    event
}

fn context(parts: &Parts, prefix: &str, host: &str, place: &Place) -> Value {
    let now_ms = place.clock.now_ms();
    let time = Timestamp::from_millisecond(now_ms as i64).unwrap_or_default();
    let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    json!({
        "accountId": place.account,
        "apiId": prefix,
        "domainName": host,
        "domainPrefix": prefix,
        "http": {
            "method": parts.method.as_str(),
            "path": parts.uri.path(),
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": agent.unwrap_or_default(),
        },
        "requestId": Uuid::new_v4().to_string(),
        "routeKey": "$default",
        "stage": "$default",
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "timeEpoch": now_ms,
    })
}

/// Lower-case names, several values joined by commas, and what CloudFront adds; who views says the front that asks.
fn headers(parts: &Parts, host: &str) -> Map<String, Value> {
    let own = header_values(&parts.headers).into_iter().filter(|(name, _)| name != COOKIE.as_str());
    let mut headers: Map<String, Value> = own.map(|(name, values)| (name, json!(values.join(",")))).collect();
    let added = [
        ("host", host.to_owned()),
        ("via", "1.1 local.cloudfront.net (CloudFront)".to_owned()),
        ("x-amz-cf-id", Uuid::new_v4().simple().to_string()),
        ("x-forwarded-for", "127.0.0.1".to_owned()),
        ("x-forwarded-port", "443".to_owned()),
        ("x-forwarded-proto", "https".to_owned()),
    ];
    for (name, value) in added {
        headers.insert(name.to_owned(), json!(value));
    }
    headers
}

fn cookies(parts: &Parts) -> Vec<String> {
    let values = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(';')).map(|cookie| cookie.trim().to_owned()).collect()
}

fn joined_query(parts: &Parts) -> Map<String, Value> {
    let mut joined: Map<String, Value> = Map::new();
    for (name, value) in query_pairs(parts) {
        let text = match joined.get(&name).and_then(Value::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value,
        };
        joined.insert(name, Value::String(text));
    }
    joined
}

/// Lambda hands these content types over as text and everything else in Base64.
fn is_text(parts: &Parts) -> bool {
    let Some(content_type) = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return true;
    };
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    content_type.starts_with("text/")
        || matches!(
            content_type.as_str(),
            "application/json"
                | "application/xml"
                | "application/javascript"
                | "application/x-www-form-urlencoded"
        )
        || content_type.ends_with("+json")
        || content_type.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use embedded_aws::Clock;

    use super::*;
    use crate::gateway::Base64Bodies;

    #[test]
    fn the_event_is_what_a_function_behind_cloudfront_sees() {
        let request = Request::get("/api/deliveries?tag=a&tag=b")
            .header("cookie", "x=1; y=2")
            .header("accept", "a")
            .header("accept", "b");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let place = Place {
            region: "ap-northeast-1".to_owned(),
            account: "0".to_owned(),
            clock: Clock::new(),
            base64: Base64Bodies::WhenNotText,
        };
        let event = build(&parts, b"", "AdminApiFunction", &place);
        assert_eq!(event["version"], "2.0");
        assert_eq!(event["rawPath"], "/api/deliveries");
        assert_eq!(event["rawQueryString"], "tag=a&tag=b");
        assert_eq!(event["queryStringParameters"]["tag"], "a,b");
        assert_eq!(event["cookies"], json!(["x=1", "y=2"]));
        assert_eq!(event["headers"]["accept"], "a,b");
        assert_eq!(event["headers"].get("cookie"), None);
        assert_eq!(event["requestContext"]["http"]["method"], "GET");
        assert_eq!(event["requestContext"]["stage"], "$default");
        assert_eq!(event.get("body"), None);
    }
}
