//! Everybody in the follower table, some at a time, and hundreds of followers by their ids.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use domain::follower::Follower;
use domain::user_id::UserId;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use usecases::jobs::ports::{FollowerPage, FollowerScan};
use usecases::port_error::PortError;

use crate::error::{broken, port_error};
use crate::followers::{FollowerTables, parse_follower};

const TABLE: &str = "the follower table";
/// DynamoDB answers at most 100 keys of one request.
const KEYS: usize = 100;
/// Requests at the same time: a page of 512 followers is six of them.
const READS_AT_ONCE: usize = 6;
/// Tries for keys that DynamoDB left out because it was busy.
const ROUNDS: u32 = 8;

impl FollowerScan for FollowerTables {
    async fn scan(&self, from: Option<&str>, limit: u32) -> Result<FollowerPage, PortError> {
        let (mut followers, mut next) = (Vec::new(), from.map(str::to_owned));
        loop {
            let left = limit as usize - followers.len();
            let start = next.take().map(|id| HashMap::from([("user_id".to_owned(), AttributeValue::S(id))]));
            let asked = self.client.scan().table_name(&self.followers).consistent_read(true);
            let asked = asked.limit(left as i32).set_exclusive_start_key(start).send().await;
            let answer = asked.map_err(|error| port_error(TABLE, error))?;
            for row in answer.items.unwrap_or_default() {
                followers.push(parse_follower(row)?);
            }
            next = match answer.last_evaluated_key.as_ref().map(|key| key.get("user_id")) {
                None => None,
                Some(id) => Some(id.and_then(|id| id.as_s().ok()).ok_or_else(|| broken(TABLE))?.clone()),
            };
            if next.is_none() || followers.len() >= limit as usize {
                return Ok(FollowerPage { followers, next });
            }
        }
    }

    async fn many(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        let chunks: Vec<Vec<UserId>> = users.chunks(KEYS).map(<[UserId]>::to_vec).collect();
        let reads = iter(chunks).map(|chunk| self.hundred(chunk)).buffer_unordered(READS_AT_ONCE);
        reads.try_concat().await
    }
}

impl FollowerTables {
    async fn hundred(&self, users: Vec<UserId>) -> Result<Vec<Follower>, PortError> {
        let key = |user: &UserId| {
            HashMap::from([("user_id".to_owned(), AttributeValue::S(user.as_str().to_owned()))])
        };
        let keys = users.iter().map(key).collect();
        let wish = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true);
        let mut open = HashMap::from([(self.followers.clone(), wish.build().map_err(|_| broken(TABLE))?)]);
        let mut followers = Vec::with_capacity(users.len());
        for round in 0..ROUNDS {
            let answer = self.client.batch_get_item().set_request_items(Some(open)).send().await;
            let answer = answer.map_err(|error| port_error(TABLE, error))?;
            for row in answer.responses.unwrap_or_default().into_values().flatten() {
                followers.push(parse_follower(row)?);
            }
            open = answer.unprocessed_keys.unwrap_or_default();
            if open.is_empty() {
                return Ok(followers);
            }
            tokio::time::sleep(Duration::from_millis(20 << round)).await;
        }
        Err(PortError::Unavailable { what: TABLE, reason: "keys were left out again and again".to_owned() })
    }
}
