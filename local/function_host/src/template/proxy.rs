//! Paths of an API's own description that a function answers: `x-amazon-apigateway-integration` of type `aws_proxy`.

use serde_json::Value;

use super::ApiRoute;
use super::function::route;
use super::intrinsics::Resolver;

/// A path and the address of the function behind it, as the template writes it.
pub(super) struct Proxy {
    pub(super) uri: String,
    pub(super) route: ApiRoute,
}

impl Proxy {
    /// Whether the address names this function or one of its aliases, which SAM names `<function>Alias<alias>`.
    pub(super) fn calls(&self, function: &str) -> bool {
        self.uri.contains(&format!("${{{function}Alias"))
            || self.uri.contains(&format!("${{{function}.Arn}}"))
    }
}

/// The proxies of a resource; none for whatever is no API, has no description of its own, or is not made here.
pub(super) fn read(resolver: &Resolver, resource: &Value) -> Result<Vec<Proxy>, String> {
    let is_made = resource["Condition"].as_str().map_or(Ok(true), |name| resolver.condition(name))?;
    let properties = &resource["Properties"];
    let mut found = Vec::new();
    for (path, methods) in properties["DefinitionBody"]["paths"].as_object().into_iter().flatten() {
        for (method, described) in methods.as_object().into_iter().flatten() {
            let integration = &described["x-amazon-apigateway-integration"];
            if !is_made || integration["type"] != "aws_proxy" {
                continue;
            }
            let uri = integration["uri"]["Fn::Sub"].as_str().ok_or("a proxy's uri is no !Sub")?;
            let method = if method == "x-amazon-apigateway-any-method" { "ANY" } else { method };
            let route = route(resolver, properties, (method.to_uppercase(), path.clone()))?;
            found.push(Proxy { uri: uri.to_owned(), route });
        }
    }
    Ok(found)
}
