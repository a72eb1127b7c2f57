//! The proxy event of a REST API (payload format 1.0).

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::request::Parts;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Base64Bodies, Place, body_fields, header_values, query_pairs};
use crate::template::ApiRoute;

/// Builds the event.
pub(super) fn build(
    parts: &Parts,
    body: &[u8],
    route: &ApiRoute,
    parameters: &BTreeMap<String, String>,
    place: &Place,
) -> Value {
    let (body, is_base64) =
        body_fields(body, place.base64 == Base64Bodies::Always || is_binary(parts, route));
    let headers = header_values(&parts.headers);
    let mut query: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in query_pairs(parts) {
        query.entry(name).or_default().push(value);
    }
    let query: Vec<_> = query.into_iter().collect();
    json!({
        "resource": route.path,
        "path": parts.uri.path(),
        "httpMethod": parts.method.as_str(),
        "headers": last_values(&headers),
        "multiValueHeaders": all_values(&headers),
        "queryStringParameters": last_values(&query),
        "multiValueQueryStringParameters": all_values(&query),
        "pathParameters": if parameters.is_empty() { Value::Null } else { json!(parameters) },
        "stageVariables": null,
        "requestContext": context(parts, route, place),
        "body": body,
        "isBase64Encoded": is_base64,
    })
}

fn context(parts: &Parts, route: &ApiRoute, place: &Place) -> Value {
    let now_ms = place.clock.now_ms();
    let time = Timestamp::from_millisecond(now_ms as i64).unwrap_or_default();
    let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    json!({
        "accountId": place.account,
        "apiId": "local",
        "domainName": format!("local.execute-api.{}.amazonaws.com", place.region),
        "domainPrefix": "local",
        "extendedRequestId": Uuid::new_v4().simple().to_string(),
        "httpMethod": parts.method.as_str(),
        "identity": { "sourceIp": "127.0.0.1", "userAgent": agent },
        "path": format!("/{}{}", route.stage, parts.uri.path()),
        "protocol": "HTTP/1.1",
        "requestId": Uuid::new_v4().to_string(),
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "requestTimeEpoch": now_ms,
        "resourceId": "local",
        "resourcePath": route.path,
        "stage": route.stage,
    })
}

/// Whether the template lists the request's content type among the binary ones.
fn is_binary(parts: &Parts, route: &ApiRoute) -> bool {
    let content_type =
        parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim();
    let family = content_type.split('/').next().unwrap_or_default();
    route.binary_media_types.iter().map(|listed| listed.replace("~1", "/")).any(|listed| {
        listed == "*/*"
            || listed.eq_ignore_ascii_case(content_type)
            || listed.strip_suffix("/*") == Some(family)
    })
}

fn last_values(pairs: &[(String, Vec<String>)]) -> Value {
    map_or_null(pairs.iter().map(|(name, values)| (name.clone(), json!(values.last()))))
}

fn all_values(pairs: &[(String, Vec<String>)]) -> Value {
    map_or_null(pairs.iter().map(|(name, values)| (name.clone(), json!(values))))
}

fn map_or_null(entries: impl Iterator<Item = (String, Value)>) -> Value {
    let map: Map<String, Value> = entries.collect();
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use embedded_aws::Clock;

    use super::*;

    fn an_event(body: &[u8], types: &[&str], base64: Base64Bodies) -> Value {
        let request = Request::post("/webhook?a=1&a=%E3%81%82")
            .header("x-line-signature", "s")
            .header(CONTENT_TYPE, "image/png");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let route = ApiRoute {
            method: "POST".to_owned(),
            path: "/webhook".to_owned(),
            stage: "v1".to_owned(),
            binary_media_types: types.iter().map(|text| (*text).to_owned()).collect(),
        };
        let place = Place { region: "r".to_owned(), account: "0".to_owned(), clock: Clock::new(), base64 };
        build(&parts, body, &route, &BTreeMap::new(), &place)
    }

    #[test]
    fn text_arrives_as_text_with_both_forms_of_headers_and_query() {
        let event = an_event("{\"文\":1}".as_bytes(), &[], Base64Bodies::WhenNotText);
        assert_eq!(event["body"], "{\"文\":1}");
        assert_eq!(event["isBase64Encoded"], false);
        assert_eq!(event["headers"]["x-line-signature"], "s");
        assert_eq!(event["multiValueHeaders"]["x-line-signature"], json!(["s"]));
        assert_eq!(event["queryStringParameters"]["a"], "あ");
        assert_eq!(event["multiValueQueryStringParameters"]["a"], json!(["1", "あ"]));
        assert_eq!(event["pathParameters"], Value::Null);
        assert_eq!(event["requestContext"]["path"], "/v1/webhook");
    }

    #[test]
    fn bytes_that_are_no_text_arrive_in_base64() {
        let event = an_event(&[0xff, 0x00], &[], Base64Bodies::WhenNotText);
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("/wA="), &json!(true)));
    }

    #[test]
    fn listed_media_types_and_the_setting_force_base64() {
        for (types, base64) in [
            (&["*~1*"][..], Base64Bodies::WhenNotText),
            (&["image/*"], Base64Bodies::WhenNotText),
            (&["image~1png"], Base64Bodies::WhenNotText),
            (&[], Base64Bodies::Always),
        ] {
            assert_eq!(an_event(b"ab", types, base64)["isBase64Encoded"], true, "{types:?}");
        }
        assert_eq!(an_event(b"ab", &["image~1gif"], Base64Bodies::WhenNotText)["isBase64Encoded"], false);
    }
}
