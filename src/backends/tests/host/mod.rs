//! A real HTTP server that speaks the protocol and misbehaves. What it says, and when it
//! misbehaves, the test decides.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How it behaves at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    Good,
    Slow,
    CutOff,
    Full,
    Broken,
    NotJson,
    WrongContent,
    Unknown,
}

/// The bad ones that pass.
pub const BAD: [Mood; 6] =
    [Mood::Slow, Mood::CutOff, Mood::Full, Mood::Broken, Mood::NotJson, Mood::WrongContent];

/// What it was asked.
#[derive(Clone, Debug)]
pub struct Call {
    pub body: Value,
    pub prompt: String,
    /// Whether a picture stands before the prompt.
    pub sees: bool,
    pub samples: u64,
    pub seed: u64,
    /// How often the very same was asked, this time included.
    pub number: u32,
}

#[derive(Default)]
pub struct Seen {
    /// Calls by body.
    pub calls: BTreeMap<String, u32>,
    /// Good replies by body.
    pub good: BTreeMap<String, u32>,
    pub moods: BTreeMap<Mood, u32>,
    pub bodies: Vec<Value>,
}

pub struct Host {
    pub url: String,
    pub seen: Arc<Mutex<Seen>>,
    pub busiest: Arc<AtomicUsize>,
}

type Moods = dyn Fn(&Call) -> Mood + Send + Sync;
type Answers = dyn Fn(&Call) -> Vec<String> + Send + Sync;

/// What it does.
struct Script {
    mood: Box<Moods>,
    answer: Box<Answers>,
}

/// Starts a server that has one model, `base`.
pub async fn start(
    mood: impl Fn(&Call) -> Mood + Send + Sync + 'static,
    answer: impl Fn(&Call) -> Vec<String> + Send + Sync + 'static,
) -> Host {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (seen, busiest) = (Arc::new(Mutex::new(Seen::default())), Arc::new(AtomicUsize::new(0)));
    let script = Arc::new(Script { mood: Box::new(mood), answer: Box::new(answer) });
    let host = Host { url, seen: seen.clone(), busiest: busiest.clone() };
    let busy = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (seen, busy, busiest, script) =
                (seen.clone(), busy.clone(), busiest.clone(), script.clone());
            tokio::spawn(async move {
                let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                busiest.fetch_max(now, Ordering::SeqCst);
                // A client that goes away in the middle is its own business.
                let _ = serve(stream, &seen, &script).await;
                busy.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    host
}

async fn serve(mut stream: TcpStream, seen: &Mutex<Seen>, script: &Script) -> std::io::Result<()> {
    let Some(body) = receive(&mut stream).await? else {
        let models = json!({ "object": "list", "data": [{ "id": "base" }] }).to_string();
        return send(&mut stream, "200 OK", "", &models, models.len()).await;
    };
    let (call, mood) = note(body, seen, script);
    let texts = (script.answer)(&call);
    let choice = |text: &String| json!({ "message": { "content": text }, "finish_reason": "stop" });
    let good = json!({
        "choices": texts.iter().map(choice).collect::<Vec<_>>(),
        "usage": { "prompt_tokens": 10, "completion_tokens": 2 * texts.len() },
    })
    .to_string();
    // Long enough that requests overlap.
    tokio::time::sleep(Duration::from_millis(5)).await;
    let (status, extra, body) = match mood {
        Mood::Good | Mood::CutOff => ("200 OK", "", good),
        Mood::Slow => {
            tokio::time::sleep(Duration::from_secs(8)).await;
            ("200 OK", "", good)
        }
        Mood::Full => ("429 Too Many Requests", "Retry-After: 0\r\n", "{}".to_owned()),
        Mood::Broken => ("503 Service Unavailable", "", "down".to_owned()),
        Mood::NotJson => ("200 OK", "", "<html>hello</html>".to_owned()),
        Mood::WrongContent => ("200 OK", "", json!({ "choices": [] }).to_string()),
        Mood::Unknown => ("404 Not Found", "", json!({ "error": "no such model" }).to_string()),
    };
    let sent = if mood == Mood::CutOff { body.len() / 2 } else { body.len() };
    send(&mut stream, status, extra, &body, sent).await
}

/// Counts a call and decides how to behave.
fn note(body: Value, seen: &Mutex<Seen>, script: &Script) -> (Call, Mood) {
    let content = &body["messages"][0]["content"];
    let prompt = content.as_str().or(content[1]["text"].as_str()).unwrap().to_owned();
    let key = body.to_string();
    let mut seen = seen.lock().unwrap();
    let number = seen.calls.entry(key.clone()).or_insert(0);
    *number += 1;
    let call = Call {
        prompt,
        sees: content.is_array(),
        samples: body["n"].as_u64().unwrap(),
        seed: body["seed"].as_u64().unwrap(),
        number: *number,
        body,
    };
    let mood = (script.mood)(&call);
    *seen.moods.entry(mood).or_insert(0) += 1;
    if mood == Mood::Good {
        *seen.good.entry(key).or_insert(0) += 1;
    }
    seen.bodies.push(call.body.clone());
    (call, mood)
}

/// Sends a reply, but only the first bytes of its body.
async fn send(
    stream: &mut TcpStream,
    status: &str,
    extra: &str,
    body: &str,
    sent: usize,
) -> std::io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{extra}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body.as_bytes()[..sent]).await?;
    stream.shutdown().await
}

/// Reads a request's JSON body; `None` for a question after its models.
async fn receive(stream: &mut TcpStream) -> std::io::Result<Option<Value>> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..count]);
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        if head.starts_with("get /v1/models ") {
            return Ok(None);
        }
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
        if bytes.len() >= end + 4 + length {
            return Ok(Some(serde_json::from_slice(&bytes[end + 4..]).unwrap()));
        }
    }
}
