//! A real HTTP server that speaks the protocol and misbehaves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use synth_backends::{BackendError, Fault, Finish, Patience, Request, Server, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How it behaves at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mood {
    Good,
    Slow,
    CutOff,
    Full,
    Broken,
    NotJson,
    WrongContent,
    Unknown,
}

#[derive(Default)]
struct Seen {
    /// Calls by prompt.
    calls: BTreeMap<String, u32>,
    /// Good replies by prompt.
    good: BTreeMap<String, u32>,
    moods: BTreeMap<Mood, u32>,
    bodies: Vec<Value>,
}

struct Host {
    url: String,
    seen: Arc<Mutex<Seen>>,
    busiest: Arc<AtomicUsize>,
}

/// Starts a server whose mood is a function of the prompt and of how often it came.
async fn start(mood: impl Fn(&str, u32) -> Mood + Send + Sync + 'static) -> Host {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (seen, busiest) = (Arc::new(Mutex::new(Seen::default())), Arc::new(AtomicUsize::new(0)));
    let (busy, mood) = (Arc::new(AtomicUsize::new(0)), Arc::new(mood));
    let host = Host { url, seen: seen.clone(), busiest: busiest.clone() };
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (seen, busy, busiest, mood) =
                (seen.clone(), busy.clone(), busiest.clone(), mood.clone());
            tokio::spawn(async move {
                let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                busiest.fetch_max(now, Ordering::SeqCst);
                // A client that goes away in the middle is its own business.
                let _ = serve(stream, &seen, &*mood).await;
                busy.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    host
}

async fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Seen>,
    mood: &(impl Fn(&str, u32) -> Mood + ?Sized),
) -> std::io::Result<()> {
    let body = receive(&mut stream).await?;
    let content = &body["messages"][0]["content"];
    let prompt = content.as_str().or(content[1]["text"].as_str()).unwrap().to_owned();
    let mood = {
        let mut seen = seen.lock().unwrap();
        let calls = seen.calls.entry(prompt.clone()).or_insert(0);
        *calls += 1;
        let mood = mood(&prompt, *calls);
        *seen.moods.entry(mood).or_insert(0) += 1;
        if mood == Mood::Good {
            *seen.good.entry(prompt.clone()).or_insert(0) += 1;
        }
        seen.bodies.push(body);
        mood
    };
    let good = json!({
        "choices": [{ "message": { "content": format!("re: {prompt}") }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 10, "completion_tokens": 2 },
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
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{extra}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let sent = if mood == Mood::CutOff { &body.as_bytes()[..length / 2] } else { body.as_bytes() };
    stream.write_all(sent).await?;
    stream.shutdown().await
}

/// Reads a request's JSON body.
async fn receive(stream: &mut TcpStream) -> std::io::Result<Value> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..count]);
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
        if bytes.len() >= end + 4 + length {
            return Ok(serde_json::from_slice(&bytes[end + 4..]).unwrap());
        }
    }
}

fn server(host: &Host, attempts: u32) -> Server {
    let first = Duration::from_millis(2);
    let patience = Patience { attempts, first, longest: Duration::from_millis(50) };
    let timeout = Duration::from_secs(2);
    let settings = Settings::new(host.url.as_str(), "base");
    Server::new(Settings { timeout, patience, ..settings }).unwrap()
}

fn request(prompt: String) -> Request {
    let seed = prompt.len() as u64;
    Request { prompt, picture: None, samples: 1, temperature: 1.0, top_p: 1.0, max_tokens: 9, seed }
}

/// Three of ten first and second calls go wrong, each in another way.
fn moody(prompt: &str, call: u32) -> Mood {
    const BAD: [Mood; 6] =
        [Mood::Slow, Mood::CutOff, Mood::Full, Mood::Broken, Mood::NotJson, Mood::WrongContent];
    let number: u32 = prompt.rsplit(' ').next().unwrap().parse().unwrap();
    let dice = number.wrapping_mul(2_654_435_761).wrapping_add(call.wrapping_mul(40_503)) >> 7;
    if dice % 10 < 3 { BAD[(dice / 10 % 6) as usize] } else { Mood::Good }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_comes_twice() {
    const ALL: usize = 640;
    let host = start(moody).await;
    let server = server(&host, 20);
    let mut outcomes: Vec<Option<String>> = vec![None; ALL];
    let requests = (0..ALL).map(|number| request(format!("question {number}")));
    server
        .ask_all(requests, |at, outcome| {
            let text = outcome.unwrap().texts.remove(0).text;
            assert!(outcomes[at].replace(text).is_none(), "{at} came twice");
        })
        .await;
    for (at, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.as_deref(), Some(format!("re: question {at}").as_str()));
    }
    let seen = host.seen.lock().unwrap();
    // Every question was answered well exactly once, and never asked again after that.
    assert!(seen.good.len() == ALL && seen.good.values().all(|count| *count == 1));
    let (calls, good) = (seen.calls.values().sum::<u32>(), seen.moods[&Mood::Good]);
    let bad = f64::from(calls - good) / f64::from(calls);
    assert!((0.2..0.4).contains(&bad), "{bad} of the calls went wrong");
    assert_eq!(seen.moods.len(), 7, "{:?}", seen.moods);
    let meter = server.meter();
    assert_eq!((meter.replied, meter.failed, meter.responses), (ALL as u64, 0, ALL as u64));
    assert_eq!(meter.calls, u64::from(calls));
    assert_eq!(meter.faults.values().sum::<u64>(), u64::from(calls - good));
    assert_eq!(meter.usage.prompt_tokens, 10 * ALL as u64);
    assert_eq!(meter.faults.len(), 5, "{:?}", meter.faults);
    // Many at a time, and never more than were allowed; a call that timed out may
    // overlap with the one after it.
    let busiest = host.busiest.load(Ordering::SeqCst);
    assert!((32..=64 + seen.moods[&Mood::Slow] as usize).contains(&busiest), "{busiest}");
}

#[tokio::test]
async fn a_refusal_is_told_at_once_and_in_the_servers_words() {
    let host = start(|_, _| Mood::Unknown).await;
    let error = server(&host, 20).ask(&request("a 1".into())).await.unwrap_err();
    let BackendError::Refused { status, message, .. } = &error else { panic!("{error}") };
    assert_eq!(*status, 404);
    assert!(message.contains("no such model"));
    assert_eq!(host.seen.lock().unwrap().calls["a 1"], 1);
}

#[tokio::test]
async fn patience_ends_with_the_last_fault() {
    let host = start(|_, _| Mood::Broken).await;
    let server = server(&host, 3);
    let error = server.ask(&request("a 1".into())).await.unwrap_err();
    let last = Fault::Busy { status: 503, wait: None };
    let BackendError::Exhausted { attempts: 3, last: found, .. } = error else { panic!() };
    assert_eq!(found, last);
    assert_eq!(server.meter().failed, 1);
    assert!(matches!(
        Server::new(Settings::new("localhost:8000", "base")),
        Err(BackendError::Address { .. })
    ));
}

#[tokio::test]
async fn a_server_that_gives_one_response_a_call_is_asked_again() {
    let host = start(|_, _| Mood::Good).await;
    let server = server(&host, 3);
    let png = b"\x89PNG".to_vec();
    let reply = server
        .ask(&Request { samples: 3, picture: Some(png), ..request("a 1".into()) })
        .await
        .unwrap();
    assert_eq!(reply.texts.len(), 3);
    assert!(reply.texts.iter().all(|text| text.finish == Finish::Stop));
    let seen = host.seen.lock().unwrap();
    let asked: Vec<u64> = seen.bodies.iter().map(|body| body["n"].as_u64().unwrap()).collect();
    assert_eq!(asked, [3, 2, 1]);
    // Another seed each time, or the same response would come three times.
    assert!(seen.bodies[0]["seed"] != seen.bodies[1]["seed"]);
    let url = seen.bodies[0]["messages"][0]["content"][0]["image_url"]["url"].as_str().unwrap();
    assert!(url.starts_with("data:image/png;base64,"));
}
