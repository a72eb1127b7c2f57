//! The answer to an SQS mapping with `ReportBatchItemFailures`: only the messages named here come again.

use serde::Serialize;

/// Message ids that were not dealt with; an empty list means that all were.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartialBatch {
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl PartialBatch {
    /// Marks one message to be delivered again.
    pub fn fail(&mut self, message_id: impl Into<String>) {
        self.batch_item_failures.push(Failure { item_identifier: message_id.into() });
    }

    /// How many messages come again.
    pub fn failures(&self) -> usize {
        self.batch_item_failures.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_has_the_fields_that_the_mapping_reads() {
        let mut batch = PartialBatch::default();
        batch.fail("m-1");
        assert_eq!(
            serde_json::to_string(&batch).unwrap(),
            r#"{"batchItemFailures":[{"itemIdentifier":"m-1"}]}"#
        );
    }
}
