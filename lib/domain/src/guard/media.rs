//! Files of others: whoever keeps them can show citizens something else after the test and the approval.
use super::finding::{Findings, WarningCode as Code};
use super::places::{MAX_DEPTH, Place, Role, escaped};
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// What phones fetch by themselves, in every message type but Flex.
const FETCHED: [&str; 6] =
    ["originalContentUrl", "previewImageUrl", "baseUrl", "imageUrl", "thumbnailImageUrl", "iconUrl"];

/// One finding for each host that is not the city's; `own` is the address before every published file.
pub(super) fn of_others(messages: &[Value], own: &str, findings: &mut Findings) {
    let mut files = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        walk(message, &format!("/messages/{index}"), 0, &mut files);
    }
    let own = format!("{}/", own.trim_end_matches('/'));
    let mut hosts: BTreeMap<String, Vec<(String, &str)>> = BTreeMap::new();
    for (path, address) in files.into_iter().filter(|(_, address)| !address.starts_with(&own)) {
        let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
        hosts.entry(host.unwrap_or_default()).or_default().push((path, address));
    }
    for (host, files) in hosts.into_iter().filter(|(host, _)| !host.is_empty()) {
        let text = files.iter().map(|(_, address)| *address).collect::<Vec<_>>().join("\n");
        let message = format!(
            "{}つのファイルが「{host}」に置かれています。承認のあとでも、置いている人が中身を変えられます。\
             画像や動画は、この画面から登録したものを使ってください。",
            files.len()
        );
        let path = files.into_iter().next().map(|(path, _)| path).unwrap_or_default();
        findings.add(&Place { path, role: Role::Address, text }, Code::ForeignMedia, &host, message);
    }
}

fn walk<'a>(value: &'a Value, path: &str, depth: usize, files: &mut Vec<(String, &'a str)>) {
    match value {
        _ if depth > MAX_DEPTH => {}
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                walk(entry, &format!("{path}/{index}"), depth + 1, files);
            }
        }
        Value::Object(fields) => {
            let in_flex = matches!(value["type"].as_str(), Some("image" | "video" | "icon"));
            for (key, field) in fields {
                let path = format!("{path}/{}", escaped(key));
                let is_file = FETCHED.contains(&key.as_str())
                    || in_flex && matches!(key.as_str(), "url" | "previewUrl");
                match field.as_str().filter(|_| is_file) {
                    Some(address) => files.push((path, address)),
                    None => walk(field, &path, depth + 1, files),
                }
            }
        }
        _ => {}
    }
}
