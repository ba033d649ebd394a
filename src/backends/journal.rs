//! Every reply, kept as it comes, so that a killed run pays for none twice.
//!
//! A reply is kept under a hash of what was asked of which model, seed and picture
//! included; where the model is served does not matter. Each is written in a transaction
//! of its own before anybody sees it. Whoever asks the same again gets the same, so a run
//! that goes on sees what it saw before.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use synth_contracts::Digest;

use crate::fault::BackendError;
use crate::meter::Meter;
use crate::player::{Player, Who};
use crate::protocol::{Reply, Request, Text, Usage};

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS replies (
    request TEXT PRIMARY KEY NOT NULL,
    role TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    texts TEXT NOT NULL
) STRICT";

/// A file of replies.
pub struct Journal {
    sql: Mutex<Connection>,
    path: PathBuf,
}

/// What a role was paid for, in all sittings of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// Replies.
    pub replies: u64,
    /// Tokens, as far as the server counted them.
    pub usage: Usage,
}

impl Request {
    /// Stands for what is asked of this model.
    pub fn digest(&self, model: &str) -> Digest {
        let picture = self.picture.as_deref().unwrap_or_default();
        let numbers = [
            self.samples.to_le_bytes().as_slice(),
            &self.temperature.to_bits().to_le_bytes(),
            &self.top_p.to_bits().to_le_bytes(),
            &self.max_tokens.to_le_bytes(),
            &self.seed.to_le_bytes(),
        ]
        .concat();
        Digest::of_parts("request", [model.as_bytes(), self.prompt.as_bytes(), picture, &numbers])
    }
}

impl Journal {
    /// Opens the file, or begins it.
    ///
    /// # Errors
    ///
    /// [`BackendError::Journal`].
    pub fn open(path: &Path) -> Result<Self, BackendError> {
        let open = || -> rusqlite::Result<Connection> {
            let sql = Connection::open(path)?;
            sql.pragma_update(None, "journal_mode", "wal")?;
            // A killed process loses nothing; a machine without power, the last replies.
            sql.pragma_update(None, "synchronous", "normal")?;
            sql.execute_batch(TABLES)?;
            Ok(sql)
        };
        let sql = open().map_err(|error| fault(path, &error))?;
        Ok(Self { sql: Mutex::new(sql), path: path.to_owned() })
    }

    /// The reply to this request, if it is known.
    ///
    /// # Errors
    ///
    /// [`BackendError::Journal`].
    pub fn find(&self, request: &Digest) -> Result<Option<Reply>, BackendError> {
        let sql = self.sql();
        let query = "SELECT texts, prompt_tokens, completion_tokens FROM replies WHERE request = ?";
        let found: rusqlite::Result<Option<(String, Usage)>> =
            sql.prepare_cached(query).and_then(|mut query| {
                let row = |row: &rusqlite::Row<'_>| {
                    let usage =
                        Usage { prompt_tokens: row.get(1)?, completion_tokens: row.get(2)? };
                    Ok((row.get(0)?, usage))
                };
                query.query_row([request.to_hex()], row).optional()
            });
        let Some((texts, usage)) = found.map_err(|error| fault(&self.path, &error))? else {
            return Ok(None);
        };
        let texts: Vec<Text> =
            serde_json::from_str(&texts).map_err(|error| fault(&self.path, &error))?;
        Ok(Some(Reply { texts, usage }))
    }

    /// Keeps a reply.
    fn keep(&self, entry: &Entry<'_>, reply: &Reply) -> Result<(), BackendError> {
        let texts = serde_json::to_string(&reply.texts).map_err(|e| fault(&self.path, &e))?;
        let Usage { prompt_tokens, completion_tokens } = reply.usage;
        let insert = "INSERT OR IGNORE INTO replies
            (request, role, model, prompt_tokens, completion_tokens, prompt, texts)
            VALUES (?, ?, ?, ?, ?, ?, ?)";
        let (request, Entry { role, model, prompt, .. }) = (entry.request.to_hex(), entry);
        let row = params![request, role, model, prompt_tokens, completion_tokens, prompt, texts];
        let kept = self.sql().prepare_cached(insert).and_then(|mut insert| insert.execute(row));
        kept.map(|_| ()).map_err(|error| fault(&self.path, &error))
    }

    /// What this role was paid for so far.
    ///
    /// # Errors
    ///
    /// [`BackendError::Journal`].
    pub fn spent(&self, role: &str) -> Result<Spent, BackendError> {
        let query = "SELECT COUNT(*), TOTAL(prompt_tokens), TOTAL(completion_tokens)
            FROM replies WHERE role = ?";
        let spent = self.sql().query_row(query, [role], |row| {
            let tokens = |column| row.get::<_, f64>(column).map(|sum| sum as u64);
            let usage = Usage { prompt_tokens: tokens(1)?, completion_tokens: tokens(2)? };
            Ok(Spent { replies: row.get(0)?, usage })
        });
        spent.map_err(|error| fault(&self.path, &error))
    }

    fn sql(&self) -> MutexGuard<'_, Connection> {
        self.sql.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a reply is kept with.
struct Entry<'a> {
    request: Digest,
    role: &'a str,
    model: &'a str,
    prompt: String,
}

fn fault(path: &Path, why: &dyn std::error::Error) -> BackendError {
    BackendError::Journal { path: path.display().to_string(), why: why.to_string() }
}

/// A player in a role whose replies are kept, and who is not asked again what is known.
pub struct Kept<'a> {
    player: &'a dyn Player,
    journal: &'a Journal,
    role: &'a str,
    recalled: AtomicU64,
}

impl<'a> Kept<'a> {
    /// A journal before a player.
    pub fn new(player: &'a dyn Player, journal: &'a Journal, role: &'a str) -> Self {
        Self { player, journal, role, recalled: AtomicU64::new(0) }
    }

    fn entry(&self, request: &Request) -> Entry<'a> {
        let model = &self.player.who().model;
        let (role, prompt) = (self.role, request.prompt.clone());
        Entry { request: request.digest(model), role, model, prompt }
    }
}

impl Player for Kept<'_> {
    fn who(&self) -> &Who {
        self.player.who()
    }

    fn respond(
        &self,
        requests: &mut dyn Iterator<Item = Request>,
        each: &mut dyn FnMut(usize, Result<Reply, BackendError>),
    ) {
        // What is known already, and what is being asked: each with its place.
        let known = RefCell::new(VecDeque::new());
        let asked = RefCell::new(Vec::new());
        let mut left = requests.enumerate().filter_map(|(at, request)| {
            let entry = self.entry(&request);
            match self.journal.find(&entry.request) {
                Ok(None) => {
                    asked.borrow_mut().push((at, entry));
                    return Some(request);
                }
                Ok(Some(reply)) => {
                    self.recalled.fetch_add(1, Ordering::Relaxed);
                    known.borrow_mut().push_back((at, Ok(reply)));
                }
                Err(error) => known.borrow_mut().push_back((at, Err(error))),
            }
            None
        });
        self.player.respond(&mut left, &mut |place, outcome| {
            while let Some((at, outcome)) = known.borrow_mut().pop_front() {
                each(at, outcome);
            }
            let asked = asked.borrow();
            let Some((at, entry)) = asked.get(place) else { return };
            let kept = outcome.and_then(|reply| {
                self.journal.keep(entry, &reply)?;
                Ok(reply)
            });
            each(*at, kept);
        });
        for (at, outcome) in known.into_inner() {
            each(at, outcome);
        }
    }

    fn meter(&self) -> Meter {
        Meter { recalled: self.recalled.load(Ordering::Relaxed), ..self.player.meter() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::ask_one;
    use crate::protocol::Finish;

    /// Says how often it was asked, and fails where the prompt says so.
    struct Counting(Who, AtomicU64);

    impl Counting {
        fn new(backend: &str) -> Self {
            Self(Who { backend: backend.into(), model: "m".into() }, AtomicU64::new(0))
        }
    }

    impl Player for Counting {
        fn who(&self) -> &Who {
            &self.0
        }

        fn respond(
            &self,
            requests: &mut dyn Iterator<Item = Request>,
            each: &mut dyn FnMut(usize, Result<Reply, BackendError>),
        ) {
            for (at, request) in requests.enumerate() {
                let count = self.1.fetch_add(1, Ordering::Relaxed);
                let text =
                    Text { text: format!("{} {count}", request.prompt), finish: Finish::Stop };
                let usage = Usage { prompt_tokens: 3, completion_tokens: 1 };
                each(
                    at,
                    match request.prompt.as_str() {
                        "fail" => Err(BackendError::Client("no".into())),
                        _ => Ok(Reply { texts: vec![text], usage }),
                    },
                );
            }
        }

        fn meter(&self) -> Meter {
            Meter { calls: self.1.load(Ordering::Relaxed), ..Meter::default() }
        }
    }

    fn request(prompt: &str, seed: u64) -> Request {
        let prompt = prompt.to_owned();
        let (temperature, top_p) = (1.0, 0.9);
        Request { prompt, picture: None, samples: 1, temperature, top_p, max_tokens: 9, seed }
    }

    #[test]
    fn what_was_answered_is_not_asked_again_wherever_the_model_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.sqlite");
        let all = ["a", "b", "fail", "a"].map(|prompt| request(prompt, 1));
        let play = |backend: &str, requests: &[Request]| {
            let (player, journal) = (Counting::new(backend), Journal::open(&path).unwrap());
            let kept = Kept::new(&player, &journal, "coder");
            let mut outcomes = vec![None; requests.len()];
            kept.respond(&mut requests.iter().cloned(), &mut |at, outcome| {
                assert!(outcomes[at].replace(outcome.map(|r| r.texts[0].text.clone())).is_none());
            });
            (outcomes, kept.meter(), journal.spent("coder").unwrap())
        };
        let (first, meter, spent) = play("x", &all);
        assert_eq!((meter.calls, meter.recalled, spent.replies), (3, 1, 2), "{first:?}");
        assert!(matches!(first[2], Some(Err(_))));
        assert_eq!(first[0], first[3]);
        let (again, meter, spent) = play("y", &all);
        // What failed is no reply: it is asked again.
        assert_eq!((meter.calls, meter.recalled, spent.replies), (1, 3, 2));
        assert_eq!((&again[..2], &again[3]), (&first[..2], &first[3]));
        assert_eq!(spent.usage, Usage { prompt_tokens: 6, completion_tokens: 2 });
        let (_, meter, _) = play("y", &[request("a", 2)]);
        assert_eq!((meter.calls, meter.recalled), (1, 0), "another seed is another request");
    }

    #[test]
    fn a_file_that_is_no_journal_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.sqlite");
        std::fs::write(&path, "no database at all, but long enough to be read as one").unwrap();
        assert!(matches!(Journal::open(&path), Err(BackendError::Journal { .. })));
        let player = Counting::new("x");
        let reply = ask_one(&player, request("a", 1)).unwrap();
        assert_eq!(reply.texts[0].text, "a 0");
    }
}
