//! A function's answer as HTTP: status, headers, cookies and a body that may be in Base64.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The REST API wants an object with a status; anything else is a bad gateway (`None`).
pub(super) fn from_rest(reply: &[u8]) -> Option<Response> {
    let reply: Value = serde_json::from_slice(reply).ok()?;
    structured(&reply)
}

/// A Function URL takes an object with a status, or any JSON, which then is the body of a 200.
pub(super) fn from_url(reply: &[u8]) -> Option<Response> {
    let value: Value = serde_json::from_slice(reply).ok()?;
    if value.get("statusCode").is_some() {
        return structured(&value);
    }
    let body = match value {
        Value::String(text) => text.into_bytes(),
        _ => reply.to_vec(),
    };
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some(response)
}

fn structured(reply: &Value) -> Option<Response> {
    let status = match &reply["statusCode"] {
        Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    let body = match &reply["body"] {
        Value::Null => Vec::new(),
        Value::String(text) if reply["isBase64Encoded"] == true => STANDARD.decode(text).ok()?,
        Value::String(text) => text.clone().into_bytes(),
        _ => return None,
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    *response.headers_mut() = headers(reply)?;
    Some(response)
}

/// A name in `multiValueHeaders` wins over the same name in `headers`.
fn headers(reply: &Value) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        headers.insert(HeaderName::try_from(name).ok()?, header_value(value)?);
    }
    for (name, values) in reply["multiValueHeaders"].as_object().into_iter().flatten() {
        let name = HeaderName::try_from(name).ok()?;
        headers.remove(&name);
        for value in values.as_array()? {
            headers.append(&name, header_value(value)?);
        }
    }
    for cookie in reply["cookies"].as_array().into_iter().flatten() {
        headers.append(SET_COOKIE, header_value(cookie)?);
    }
    Some(headers)
}

fn header_value(value: &Value) -> Option<HeaderValue> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return None,
    };
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_headers_cookies_and_base64_body_go_out() {
        let reply = br#"{"statusCode":201,"headers":{"x-a":"1"},"multiValueHeaders":{"x-b":["1","2"]},
            "cookies":["s=1; Secure","t=2"],"body":"/wA=","isBase64Encoded":true}"#;
        let response = from_rest(reply).unwrap();
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()["x-a"], "1");
        assert_eq!(response.headers().get_all("x-b").iter().count(), 2);
        assert_eq!(response.headers().get_all(SET_COOKIE).iter().count(), 2);
    }

    #[test]
    fn an_answer_without_a_status_is_a_bad_gateway_for_the_rest_api_and_a_body_for_a_function_url() {
        assert!(from_rest(br#"{"ok":true}"#).is_none());
        assert!(from_rest(b"nonsense").is_none());
        assert_eq!(from_url(br#"{"ok":true}"#).unwrap().status(), 200);
        assert!(from_url(br#"{"statusCode":9999}"#).is_none());
    }
}
