//! Which route of the REST API a request takes.

use std::collections::BTreeMap;

use axum::http::request::Parts;

use crate::template::ApiRoute;

/// The path parameters if the route takes this request.
pub(super) fn parameters(route: &ApiRoute, parts: &Parts) -> Option<BTreeMap<String, String>> {
    let method_fits = route.method == "ANY" || route.method == parts.method.as_str();
    if method_fits { matched(&route.path, parts.uri.path()) } else { None }
}

fn matched(pattern: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    let mut rest = path.trim_matches('/').split('/');
    for part in pattern.trim_matches('/').split('/') {
        let placeholder = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        match placeholder {
            Some(greedy) if greedy.ends_with('+') => {
                let all: Vec<&str> = rest.by_ref().collect();
                if all.is_empty() {
                    return None;
                }
                parameters.insert(greedy.trim_end_matches('+').to_owned(), all.join("/"));
            }
            Some(name) => {
                parameters.insert(name.to_owned(), rest.next().filter(|part| !part.is_empty())?.to_owned());
            }
            None if rest.next() == Some(part) => (),
            None => return None,
        }
    }
    rest.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_takes_its_own_path_only() {
        assert_eq!(matched("/webhook", "/webhook"), Some(BTreeMap::new()));
        assert_eq!(matched("/webhook", "/webhook/"), Some(BTreeMap::new()));
        assert_eq!(matched("/webhook", "/webhook/more"), None);
        assert_eq!(matched("/webhook", "/"), None);
        assert_eq!(matched("/", "/"), Some(BTreeMap::new()));
    }

    #[test]
    fn placeholders_take_one_part_and_greedy_ones_all_the_rest() {
        let id = matched("/links/{id}", "/links/7").unwrap();
        assert_eq!(id["id"], "7");
        assert_eq!(matched("/links/{id}", "/links"), None);
        let rest = matched("/{proxy+}", "/a/b/c").unwrap();
        assert_eq!(rest["proxy"], "a/b/c");
    }
}
