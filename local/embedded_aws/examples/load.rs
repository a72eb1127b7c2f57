//! tmp
#![allow(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::print_stdout)]
use bytes::Bytes; use http_body_util::{BodyExt, Full}; use hyper_util::rt::TokioIo; use serde_json::json;
use embedded_aws::*;
fn cpu(pid: &str) -> f64 { let s = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap(); let r = s.rsplit(')').next().unwrap(); let f: Vec<&str> = r.split_whitespace().collect(); (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) * 10.0 }
fn rss(pid: &str) -> String { std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap().lines().find(|l| l.starts_with("VmRSS")).unwrap().to_owned() }
#[tokio::main]
async fn main() {
    let a: Vec<String> = std::env::args().collect();
    if a[1] == "serve" {
        let data = if a[2] == "mem" { Data::Memory } else { Data::Folder(a[2].clone().into()) };
        let aws = EmbeddedAws::start(Config::new("127.0.0.1:14566".parse().unwrap(), data, Clock::new())).await.unwrap();
        aws.sqs().create_queue(QueueConfig::standard("q")).unwrap(); aws.sqs().create_queue(QueueConfig::fifo("f.fifo")).unwrap();
        aws.dynamodb().create_table(&json!({"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]})).await.unwrap();
        std::future::pending::<()>().await;
    }
    let pid = &a[2]; println!("idle {}", rss(pid));
    let n: usize = a[3].parse().unwrap();
    let item = |i: usize| json!({"TableName":"Tab","Key":{"pk":{"S":format!("k{}", i % 1000)}},"UpdateExpression":"SET a = :a, b = if_not_exists(b, :b) ADD n :n","ConditionExpression":"attribute_not_exists(a) OR a <> :x","ExpressionAttributeValues":{":a":{"S":format!("v{i}")},":b":{"S":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},":n":{"N":"1"},":x":{"S":"zz"}}}).to_string();
    for (name, target) in [("update", "DynamoDB_20120810.UpdateItem"), ("get", "DynamoDB_20120810.GetItem"), ("send", "AmazonSQS.SendMessage"), ("sendfifo", "AmazonSQS.SendMessage"), ("recv", "AmazonSQS.ReceiveMessage")] {
        let t = std::time::Instant::now(); let c0 = cpu(pid);
        let mut js = vec![];
        for w in 0..4 {
            js.push(tokio::spawn(async move {
                let s = tokio::net::TcpStream::connect("127.0.0.1:14566").await.unwrap(); s.set_nodelay(true).unwrap();
                let (mut tx, c) = hyper::client::conn::http1::handshake(TokioIo::new(s)).await.unwrap(); tokio::spawn(c);
                for i in 0..n / 4 {
                    let i = i * 4 + w;
                    let body = match name { "update" => item(i), "get" => json!({"TableName":"Tab","Key":{"pk":{"S":format!("k{}", i % 1000)}}}).to_string(),
                        "send" => json!({"QueueUrl":"x/q","MessageBody":"x".repeat(500)}).to_string(),
                        "sendfifo" => json!({"QueueUrl":"x/f.fifo","MessageBody":"x".repeat(500),"MessageGroupId":format!("g{}", i % 5000),"MessageDeduplicationId":format!("d{i}")}).to_string(),
                        _ => json!({"QueueUrl":"x/q","MaxNumberOfMessages":10}).to_string() };
                    let r = http::Request::post("/").header("host","l").header("x-amz-target", target).body(Full::<Bytes>::from(body)).unwrap();
                    let r = tx.send_request(r).await.unwrap(); let st = r.status(); let b = r.into_body().collect().await.unwrap().to_bytes(); assert!(st.is_success(), "{b:?}");
                }
            }));
        }
        for j in js { j.await.unwrap(); }
        let ms = t.elapsed().as_secs_f64() * 1e3; let c = cpu(pid) - c0;
        println!("{name}: {:.0}/s wall, server cpu {:.1} us/call, {}", n as f64 / ms * 1e3, c * 1e3 / n as f64, rss(pid));
    }
}
