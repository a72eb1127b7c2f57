//! A scripted HTTP server on a loopback port: answers each request with the next line of its script and keeps
//! what it was asked. It can also hang or cut the connection, which a mock library cannot.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the server does with one request.
#[derive(Clone)]
pub enum Act {
    /// Status line, headers and body.
    Answer(u16, &'static str, &'static str),
    /// Takes the request and closes.
    Cut,
    /// Takes the request and says nothing.
    Hang,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Method and path.
    pub line: String,
    /// Header lines, lower case names.
    pub headers: Vec<(String, String)>,
    /// Exact body.
    pub body: Vec<u8>,
}

impl Asked {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The running server.
pub struct FakeLine {
    /// `http://127.0.0.1:port`
    pub origin: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl FakeLine {
    /// Starts with answers for message calls; token calls are answered with `t1`, `t2`, … by themselves.
    pub async fn start(script: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (asked, script) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(script)));
        let record = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, record.clone(), script.clone()));
            }
        });
        Self { origin, asked }
    }

    /// Everything asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What was asked apart from tokens.
    pub fn messages(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| !is_token_call(&asked.line)).collect()
    }

    /// How many tokens were issued.
    pub fn tokens(&self) -> usize {
        self.asked().len() - self.messages().len()
    }
}

fn is_token_call(line: &str) -> bool {
    line.contains("/oauth2/") && !line.contains("/certs")
}

async fn serve(mut stream: TcpStream, asked: Arc<Mutex<Vec<Asked>>>, script: Arc<Mutex<Vec<Act>>>) {
    while let Some(request) = read(&mut stream).await {
        let token_call = is_token_call(&request.line);
        let issued = {
            let mut all = asked.lock().unwrap();
            all.push(request);
            all.iter().filter(|asked| is_token_call(&asked.line)).count()
        };
        let act = if token_call {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let body = format!(r#"{{"token_type":"Bearer","access_token":"t{issued}","expires_in":899}}"#);
            respond(&mut stream, 200, "", &body).await;
            continue;
        } else {
            script.lock().unwrap().remove(0)
        };
        match act {
            Act::Answer(status, headers, body) => respond(&mut stream, status, headers, body).await,
            Act::Cut => return,
            Act::Hang => tokio::time::sleep(std::time::Duration::from_mins(1)).await,
        }
    }
}

async fn respond(stream: &mut TcpStream, status: u16, headers: &str, body: &str) {
    let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        body.extend_from_slice(&buffer[..count]);
    }
    Some(Asked { line, headers, body })
}
