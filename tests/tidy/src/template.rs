//! template.yaml as far as the rules ask: each function's folder, environment and policy, and the alarms' metrics.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

/// One `AWS::Serverless::Function`.
pub struct Function {
    /// Its logical id, such as `SendBatchFunction`.
    pub id: String,
    /// The variables it gets beyond `Globals`.
    pub environment: BTreeSet<String>,
    /// Whether a mapping feeds it from a queue.
    pub reads_a_queue: bool,
    /// The actions that its own code may take: all of its role's but reading its mapped queue, which Lambda does.
    pub actions: BTreeSet<String>,
}

/// The functions by the folder that their `CodeUri` names.
pub fn functions() -> BTreeMap<String, Function> {
    let template = read();
    let resources = template["Resources"].as_mapping().expect("a template has resources");
    let mut functions = BTreeMap::new();
    for (id, resource) in resources.iter().filter(|(_, r)| r["Type"] == "AWS::Serverless::Function") {
        let properties = &resource["Properties"];
        let folder = text(&properties["CodeUri"]);
        let role = role_of(resources, properties);
        let environment = keys(&properties["Environment"]["Variables"]);
        let queues = mapped_queues(properties);
        let reads_a_queue = !queues.is_empty();
        let actions = actions(role, &queues);
        functions.insert(folder, Function { id: text(id), environment, reads_a_queue, actions });
    }
    functions
}

/// The metrics of our own namespace that some alarm reads.
pub fn own_metrics() -> BTreeSet<String> {
    let template = read();
    let resources = template["Resources"].as_mapping().expect("a template has resources");
    let mut names = BTreeSet::new();
    for alarm in resources.values().filter(|r| r["Type"] == "AWS::CloudWatch::Alarm") {
        let properties = &alarm["Properties"];
        let queries = properties["Metrics"].as_sequence().cloned().unwrap_or_default();
        let metrics = queries.into_iter().map(|query| query["MetricStat"]["Metric"].clone());
        for metric in metrics.chain([properties.clone()]).filter(|m| m["Namespace"] == "Kairan") {
            names.insert(text(&metric["MetricName"]));
        }
    }
    names
}

/// The words that the metric filters wait for in a log line's message, split where any text may stand.
pub fn awaited_words() -> Vec<Vec<String>> {
    let template = read();
    let resources = template["Resources"].as_mapping().expect("a template has resources");
    let filters = resources.values().filter(|resource| resource["Type"] == "AWS::Logs::MetricFilter");
    let words = |filter: &Value| {
        let pattern = text(&filter["Properties"]["FilterPattern"]);
        let message = pattern.split('"').nth(1).expect("a pattern quotes a message").to_owned();
        message.split('*').map(str::to_owned).collect()
    };
    filters.map(words).collect()
}

fn read() -> Value {
    let source =
        std::fs::read_to_string(crate::root().join("template.yaml")).expect("template.yaml is there");
    serde_norway::from_str(&source).expect("template.yaml is YAML")
}

/// `Role: !GetAtt SendBatchRole.Arn` names the resource.
fn role_of<'a>(resources: &'a serde_norway::Mapping, properties: &Value) -> &'a Value {
    let Value::Tagged(reference) = &properties["Role"] else { panic!("a function's role is a !GetAtt") };
    let name = text(&reference.value);
    let name = name.trim_end_matches(".Arn");
    resources.get(name).unwrap_or_else(|| panic!("{name} is a resource"))
}

/// The queues of its `Type: SQS` events, as `!GetAtt` values.
fn mapped_queues(properties: &Value) -> Vec<Value> {
    let events = properties["Events"].as_mapping().into_iter().flat_map(|events| events.values());
    events.filter(|event| event["Type"] == "SQS").map(|event| event["Properties"]["Queue"].clone()).collect()
}

fn actions(role: &Value, mapped: &[Value]) -> BTreeSet<String> {
    let mut actions = BTreeSet::new();
    for policy in role["Properties"]["Policies"].as_sequence().into_iter().flatten() {
        let statements = policy["PolicyDocument"]["Statement"].as_sequence().into_iter().flatten();
        for statement in statements.filter(|statement| !mapped.contains(&statement["Resource"])) {
            match &statement["Action"] {
                Value::Sequence(several) => actions.extend(several.iter().map(text)),
                one => _ = actions.insert(text(one)),
            }
        }
    }
    actions
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_mapping().into_iter().flat_map(|map| map.keys().map(text)).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a name").to_owned()
}
