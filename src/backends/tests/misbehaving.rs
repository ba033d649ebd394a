//! A server against a host that misbehaves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod host;

use std::sync::atomic::Ordering;
use std::time::Duration;

use host::{BAD, Call, Host, Mood};
use synth_backends::{
    BackendError, Fault, Finish, Patience, Player, Remote, Request, Server, Settings, ask_one,
};

/// Repeats what it is asked, once, however often it should.
async fn start(mood: impl Fn(&Call) -> Mood + Send + Sync + 'static) -> Host {
    host::start(mood, |call| vec![format!("re: {}", call.prompt)]).await
}

fn settings(host: &Host, attempts: u32) -> Settings {
    let first = Duration::from_millis(2);
    let patience = Patience { attempts, first, longest: Duration::from_millis(50) };
    let timeout = Duration::from_secs(2);
    Settings { timeout, patience, ..Settings::new(host.url.as_str(), "base") }
}

fn server(host: &Host, attempts: u32) -> Server {
    Server::new(settings(host, attempts)).unwrap()
}

fn request(prompt: String) -> Request {
    let seed = prompt.len() as u64;
    Request { prompt, picture: None, samples: 1, temperature: 1.0, top_p: 1.0, max_tokens: 9, seed }
}

/// Three of ten first and second calls go wrong, each in another way.
fn moody(call: &Call) -> Mood {
    let number: u32 = call.prompt.rsplit(' ').next().unwrap().parse().unwrap();
    let dice =
        number.wrapping_mul(2_654_435_761).wrapping_add(call.number.wrapping_mul(40_503)) >> 7;
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
    let host = start(|_| Mood::Unknown).await;
    let error = server(&host, 20).ask(&request("a 1".into())).await.unwrap_err();
    let BackendError::Refused { status, message, .. } = &error else { panic!("{error}") };
    assert_eq!(*status, 404);
    assert!(message.contains("no such model"));
    assert_eq!(host.seen.lock().unwrap().bodies.len(), 1);
}

#[tokio::test]
async fn patience_ends_with_the_last_fault() {
    let host = start(|_| Mood::Broken).await;
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
    let host = start(|_| Mood::Good).await;
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

#[test]
fn many_threads_share_one_server_and_its_only_model_is_found() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let host = runtime.block_on(start(|_| Mood::Good));
    let settings = Settings { in_flight: 3, model: String::new(), ..settings(&host, 3) };
    let remote = Remote::with_its_model(settings).unwrap();
    assert_eq!(remote.who().model, "base");
    std::thread::scope(|scope| {
        for thread in 0..12 {
            let remote = &remote;
            scope.spawn(move || {
                for number in 0..5 {
                    let prompt = format!("{thread} {number}");
                    let reply = ask_one(remote, request(prompt.clone())).unwrap();
                    assert_eq!(reply.texts[0].text, format!("re: {prompt}"));
                }
            });
        }
    });
    assert_eq!(remote.meter().replied, 60);
    assert!(host.busiest.load(Ordering::SeqCst) <= 3 + 1, "no more calls than lines");
}

#[test]
fn an_address_with_a_password_is_refused() {
    let refused = Remote::new(Settings::new("http://me:secret@localhost/v1", "base"));
    let Err(BackendError::Address { why, .. }) = refused else { panic!() };
    assert!(why.contains("password") && !why.contains("secret"));
}
