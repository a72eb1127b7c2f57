//! CloudWatch metrics as embedded metric format: one JSON line on standard output, no network call.

use serde_json::{Value, json};

/// Writes one count under the namespace `Kairan`; `name` is one of the names that an alarm in template.yaml reads.
pub fn count(name: &str, value: u64) {
    emit(&line(name, value, crate::clock::now_ms()));
}

fn line(name: &str, value: u64, now_ms: u64) -> Value {
    json!({
        "_aws": {
            "Timestamp": now_ms,
            "CloudWatchMetrics": [{
                "Namespace": "Kairan",
                "Dimensions": [["Stage"]],
                "Metrics": [{ "Name": name, "Unit": "Count" }]
            }]
        },
        "Stage": crate::optional_var("STAGE").unwrap_or_else(|| "unknown".to_owned()),
        name: value
    })
}

// Standard output is CloudWatch's input here, not a terminal.
#[allow(clippy::print_stdout)]
fn emit(line: &Value) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_names_its_namespace_dimension_and_value() {
        let line = line("DeliveryUnknown", 3, 1_700_000_000_000);
        assert_eq!(line["DeliveryUnknown"], 3);
        assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Namespace"], "Kairan");
        assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"], "DeliveryUnknown");
        assert_eq!(line["_aws"]["Timestamp"], 1_700_000_000_000_u64);
    }
}
