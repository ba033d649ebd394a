//! A server, and how it is asked.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url, header};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::fault::{BackendError, Fault};
use crate::meter::Meter;
use crate::protocol::{self, Reply, Request, Text, Usage};
use crate::retry::Patience;

/// A longer reply is refused, so that memory is bounded.
const MAX_REPLY: usize = 32 << 20;

/// How much of a refusal is quoted.
const MAX_QUOTE: usize = 300;

/// Where and how a server is asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address up to `/v1`.
    pub url: String,
    /// The model's name, or that of an adapter.
    pub model: String,
    /// Sent as a bearer token.
    pub key: Option<String>,
    /// Requests in flight.
    pub in_flight: usize,
    /// How long one call may take.
    pub timeout: Duration,
    /// When to try again.
    pub patience: Patience,
}

impl Settings {
    /// A model at an address, and defaults for the rest.
    pub fn new(url: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            model: model.into(),
            key: None,
            in_flight: 64,
            timeout: Duration::from_secs(600),
            patience: Patience::default(),
        }
    }
}

/// A server.
pub struct Server {
    settings: Settings,
    url: Url,
    client: Client,
    meter: Mutex<Meter>,
    /// Calls that may be on the wire, whoever makes them.
    lines: Semaphore,
}

impl Server {
    /// Makes ready to ask; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`BackendError::Address`] or [`BackendError::Client`].
    pub fn new(settings: Settings) -> Result<Self, BackendError> {
        let address = |why: String| BackendError::Address { url: shown(&settings.url), why };
        let url = endpoint(&settings.url, "chat/completions").map_err(address)?;
        let client = Client::builder().timeout(settings.timeout).build();
        let client = client.map_err(|error| BackendError::Client(error.to_string()))?;
        let lines = Semaphore::new(settings.in_flight.clamp(1, Semaphore::MAX_PERMITS));
        Ok(Self { settings, url, client, meter: Mutex::default(), lines })
    }

    /// What it cost so far.
    pub fn meter(&self) -> Meter {
        self.counts().clone()
    }

    /// The names of the models that it serves, by `GET /models`.
    ///
    /// # Errors
    ///
    /// [`BackendError`].
    pub async fn models(&self) -> Result<Vec<String>, BackendError> {
        let address = |why: String| BackendError::Address { url: shown(&self.settings.url), why };
        let url = endpoint(&self.settings.url, "models").map_err(address)?;
        let read = |body: &[u8]| protocol::read_models(body);
        self.until(0, || self.call(self.client.get(url.clone()), read)).await
    }

    /// Asks, again where that may help, until there are as many responses as wanted.
    ///
    /// # Errors
    ///
    /// [`BackendError`]; responses that came before are not kept.
    pub async fn ask(&self, request: &Request) -> Result<Reply, BackendError> {
        let asked = self.gather(request).await;
        let mut meter = self.counts();
        match &asked {
            Ok(_) => meter.replied += 1,
            Err(_) => meter.failed += 1,
        }
        drop(meter);
        asked
    }

    /// Asks all, so many at a time, and hands over each outcome with the request's place,
    /// in the order in which they end. The next request is taken only when one has ended.
    pub async fn ask_all(
        &self,
        requests: impl IntoIterator<Item = Request>,
        mut done: impl FnMut(usize, Result<Reply, BackendError>),
    ) {
        let asked = requests
            .into_iter()
            .enumerate()
            .map(|(at, request)| async move { (at, self.ask(&request).await) });
        let mut asked = stream::iter(asked).buffer_unordered(self.settings.in_flight.max(1));
        while let Some((at, outcome)) = asked.next().await {
            done(at, outcome);
        }
    }

    /// Some servers give one response a call, whatever is asked for.
    async fn gather(&self, request: &Request) -> Result<Reply, BackendError> {
        let (mut texts, mut usage): (Vec<Text>, _) = (Vec::new(), Usage::default());
        while texts.len() < request.samples as usize {
            let left = request.samples - texts.len() as u32;
            let seed = request.seed.wrapping_add((texts.len() as u64) << 32);
            let mut reply = self.persist(request, left, seed).await?;
            texts.append(&mut reply.texts);
            usage.prompt_tokens += reply.usage.prompt_tokens;
            usage.completion_tokens += reply.usage.completion_tokens;
        }
        Ok(Reply { texts, usage })
    }

    async fn persist(
        &self,
        request: &Request,
        samples: u32,
        seed: u64,
    ) -> Result<Reply, BackendError> {
        let body = request.body(&self.settings.model, samples, seed).to_string();
        let post = || {
            let post = self.client.post(self.url.clone());
            post.header(header::CONTENT_TYPE, "application/json").body(body.clone())
        };
        let read = |body: &[u8]| protocol::read(body, samples);
        let reply = self.until(seed, || self.call(post(), read)).await?;
        self.counts().reply(reply.texts.len(), reply.usage);
        Ok(reply)
    }

    /// Calls until there is a reply, or patience ends; waits are spread by `key`.
    async fn until<T, C>(&self, key: u64, call: impl Fn() -> C) -> Result<T, BackendError>
    where
        C: Future<Output = Result<Result<T, Fault>, BackendError>>,
    {
        let patience = self.settings.patience;
        let mut attempt = 0;
        loop {
            let fault = match call().await? {
                Ok(reply) => return Ok(reply),
                Err(fault) => fault,
            };
            self.counts().fault(&fault);
            if attempt + 1 >= patience.attempts {
                let (url, attempts) = (self.settings.url.clone(), attempt + 1);
                return Err(BackendError::Exhausted { url, attempts, last: fault });
            }
            tokio::time::sleep(patience.wait(attempt, &fault, key)).await;
            attempt += 1;
        }
    }

    /// One call: a reply, a fault that may pass, or an error that will not.
    async fn call<T>(
        &self,
        request: RequestBuilder,
        read: impl Fn(&[u8]) -> Result<T, Fault>,
    ) -> Result<Result<T, Fault>, BackendError> {
        let line = self.lines.acquire().await;
        let begun = Instant::now();
        let outcome = self.exchange(request).await;
        drop(line);
        let mut counts = self.counts();
        counts.calls += 1;
        counts.milliseconds += u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        drop(counts);
        Ok(match outcome? {
            Ok(body) => read(&body),
            Err(fault) => Err(fault),
        })
    }

    /// Sends a request and takes the whole body of a reply that says all is well.
    async fn exchange(
        &self,
        request: RequestBuilder,
    ) -> Result<Result<Vec<u8>, Fault>, BackendError> {
        let request = match &self.settings.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        };
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Ok(Err(self.broken(&error))),
        };
        let (status, wait) = (response.status(), wait(&response));
        let body = match self.whole(response).await {
            Ok(body) => body,
            Err(fault) => return Ok(Err(fault)),
        };
        if status.is_success() {
            return Ok(Ok(body));
        }
        if passes(status) {
            return Ok(Err(Fault::Busy { status: status.as_u16(), wait }));
        }
        let text = String::from_utf8_lossy(&body);
        let message = text.trim().chars().take(MAX_QUOTE).collect();
        let (url, status) = (self.settings.url.clone(), status.as_u16());
        Err(BackendError::Refused { url, status, message })
    }

    /// The whole body, if it is not too long.
    async fn whole(&self, mut response: Response) -> Result<Vec<u8>, Fault> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.broken(&error))? {
            if body.len() + chunk.len() > MAX_REPLY {
                return Err(Fault::Malformed(format!("it is longer than {MAX_REPLY} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn broken(&self, error: &reqwest::Error) -> Fault {
        if error.is_timeout() {
            return Fault::Timeout(self.settings.timeout);
        }
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Fault::Connection(cause.to_string())
    }

    fn counts(&self) -> MutexGuard<'_, Meter> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address of one of the protocol's endpoints; what is wrong with it otherwise.
fn endpoint(base: &str, name: &str) -> Result<Url, String> {
    let text = format!("{}/{name}", base.trim_end_matches('/'));
    let url = Url::parse(&text).map_err(|error| error.to_string())?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err("it begins with neither http:// nor https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        // Addresses go into records.
        return Err("it holds a name or a password, which belong into no address".to_owned());
    }
    Ok(url)
}

/// An address without the name and the password in it.
fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let host = rest.find('/').unwrap_or(rest.len());
    match rest[..host].rfind('@') {
        Some(at) => format!("{scheme}://…{}", &rest[at..]),
        None => url.to_owned(),
    }
}

/// Whether such a status may be another one later.
fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || [StatusCode::REQUEST_TIMEOUT, StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS]
            .contains(&status)
}

/// How long the server asks to wait, in whole seconds.
fn wait(response: &Response) -> Option<Duration> {
    let text = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}
