//! Whether a corpus still holds what was written: one sequential read that makes
//! every seal again.

use std::{fmt, path::Path};

use rusqlite::{CachedStatement, Connection, Row, types::ValueRef};

use crate::{
    Lane, Reader, RunConfig, StoreError, connect, header, schema,
    seal::{self, Hasher},
};

/// Flaws that are named; the others are counted.
const NAMED: usize = 20;

/// Something in a corpus that no run wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The slot in which it lies, if it lies in one.
    pub slot: Option<u64>,
    /// What is wrong.
    pub detail: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot {
            Some(slot) => write!(f, "slot {slot}: {}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Slots looked at.
    pub slots: u64,
    /// The first few flaws, in the order of slots.
    pub flaws: Vec<Flaw>,
    /// Flaws that are not listed.
    pub more: u64,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.flaws.is_empty()
    }

    fn flaw(&mut self, slot: Option<u64>, detail: String) {
        if self.flaws.len() < NAMED {
            self.flaws.push(Flaw { slot, detail });
        } else {
            self.more += 1;
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, flaw) in self.flaws.iter().enumerate() {
            write!(f, "{}{flaw}", if at > 0 { "\n  " } else { "" })?;
        }
        if self.more > 0 { write!(f, "\n  and {} more", self.more) } else { Ok(()) }
    }
}

impl Reader {
    /// Makes every seal again and compares, and has SQLite check its own pages and
    /// indexes. `seen` is told how many slots were looked at, now and then.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if not even the configuration can be read. Damage
    /// behind that is no error but a [`Flaw`].
    pub fn check(&self, seen: &mut dyn FnMut(u64)) -> Result<Checked, StoreError> {
        let mut checked = Checked::default();
        if let Some(cut) = header::cut_short(&self.path) {
            checked.flaw(None, cut);
        }
        let config = self.sql(schema::config(&self.conn))?;
        let described = self.sql(schema::objects(&self.conn))?;
        if described != self.sql(schema::expected())? {
            checked.flaw(None, "its tables are not those of a corpus".to_owned());
            return Ok(checked);
        }
        if let Err(error) = Slots::new(&self.conn)
            .and_then(|mut slots| slots.walk(self.lane, seal::genesis(&config), &mut checked, seen))
        {
            checked.flaw(None, error.to_string());
        }
        if let Err(error) = pages(&self.conn, &mut checked) {
            checked.flaw(None, error.to_string());
        }
        Ok(checked)
    }
}

/// Adds to the word of SQLite, which refuses to read a file, how much of the file is
/// there and from which slot on it cannot be read.
pub(crate) fn explain(error: StoreError, wal: bool) -> StoreError {
    match error {
        StoreError::Damaged { path, detail } => {
            let detail = survey(&path, wal, detail);
            StoreError::Damaged { path, detail }
        }
        other => other,
    }
}

fn survey(path: &Path, wal: bool, refused: String) -> String {
    let mut checked = Checked::default();
    let looked = connect::read(path, wal).and_then(|conn| {
        // SQLite then reads the pages that are there, and fails at the others.
        conn.pragma_update(None, "writable_schema", true)?;
        let config = schema::config(&conn)?;
        let lane = RunConfig::parse(&config).and_then(|config| Lane::of(config.value()));
        let lane = lane.unwrap_or(Lane::WHOLE);
        Slots::new(&conn)?.walk(lane, seal::genesis(&config), &mut checked, &mut |_| {})
    });
    let mut said = header::cut_short(path).unwrap_or(refused);
    if !checked.holds() {
        said = format!("{said}\n  {checked}");
    }
    match looked {
        Ok(()) => said,
        Err(error) => format!("{said}\n  no slot can be read: {error}"),
    }
}

/// SQLite's own look at its pages: what lies outside the rows, such as indexes.
fn pages(conn: &Connection, checked: &mut Checked) -> rusqlite::Result<()> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            said.lines().for_each(|line| checked.flaw(None, line.to_owned()));
        }
    }
    Ok(())
}

const TASKS: &str = "SELECT slot, attempt, candidate, seal, id, family, level, content_type,
        language, picture, scene_hash, program_hash, caption, scores, usage, provenance, scene,
        program
    FROM tasks ORDER BY slot";
const REJECTIONS: &str = "SELECT slot, attempt, family, level, gate, reason, place, cluster,
        message
    FROM rejections WHERE slot = ?1 ORDER BY attempt";
const PICTURE: &str = "SELECT width, height, png FROM pictures WHERE slot = ?1";
const QUESTIONS: &str =
    "SELECT tier, text, kind, answer, second, answer_json, second_json, evidence
    FROM questions WHERE slot = ?1 ORDER BY tier";

/// The statements that read a slot, all of whose columns are hashed as they are.
struct Slots<'c> {
    conn: &'c Connection,
    rejections: CachedStatement<'c>,
    picture: CachedStatement<'c>,
    questions: CachedStatement<'c>,
}

/// Where a walk is: what the next slot must say.
struct Due {
    place: u64,
    candidate: u64,
    before: String,
}

impl<'c> Slots<'c> {
    fn new(conn: &'c Connection) -> rusqlite::Result<Self> {
        let rejections = conn.prepare_cached(REJECTIONS)?;
        let picture = conn.prepare_cached(PICTURE)?;
        let questions = conn.prepare_cached(QUESTIONS)?;
        Ok(Self { conn, rejections, picture, questions })
    }

    fn walk(
        &mut self,
        lane: Lane,
        before: String,
        checked: &mut Checked,
        seen: &mut dyn FnMut(u64),
    ) -> rusqlite::Result<()> {
        let mut due = Due { place: 0, candidate: 0, before };
        let mut tasks = self.conn.prepare(TASKS)?;
        let mut rows = tasks.query([])?;
        loop {
            let row = match rows.next() {
                Ok(None) => break,
                Ok(Some(row)) => row,
                Err(error) => {
                    let detail = format!("it and what follows cannot be read: {error}");
                    checked.flaw(Some(lane.slot(due.place)), detail);
                    return Ok(());
                }
            };
            let slot = lane.slot(due.place);
            match self.slot(row, slot, &mut due) {
                Ok(None) => {}
                Ok(Some(detail)) => checked.flaw(Some(slot), detail),
                Err(error) => checked.flaw(Some(slot), format!("it cannot be read: {error}")),
            }
            checked.slots += 1;
            if checked.slots.is_multiple_of(256) {
                seen(checked.slots);
            }
        }
        self.strays(checked.slots, due.candidate, checked)
    }

    /// What is wrong with the slot whose task this row is.
    fn slot(
        &mut self,
        row: &Row<'_>,
        slot: u64,
        due: &mut Due,
    ) -> rusqlite::Result<Option<String>> {
        due.place += 1;
        let stored: String = row.get(3)?;
        let before = std::mem::replace(&mut due.before, stored.clone());
        let numbers: [u64; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        let first = std::mem::replace(&mut due.candidate, numbers[2] + 1);
        if numbers[0] != slot {
            due.place += numbers[0].saturating_sub(slot);
            return Ok(Some(format!("it is missing; slot {} is in its place", numbers[0])));
        }
        let mut hasher = seal::begin(&before, slot, numbers[1], numbers[2]);
        let refused = hash_all(&mut self.rejections, slot, 9, &mut hasher)?;
        let mut body = Hasher::new("body");
        (4..18).try_for_each(|column| row.get_ref(column).map(|value| body.value(value)))?;
        hash_all(&mut self.picture, slot, 3, &mut body)?;
        hash_all(&mut self.questions, slot, 8, &mut body)?;
        if refused != numbers[1] || numbers[2] != first + refused {
            return Ok(Some("its attempts do not add up".to_owned()));
        }
        let holds = seal::end(hasher, &body.finish()) == stored;
        Ok((!holds).then(|| "it does not hash to its seal".to_owned()))
    }

    /// Rows that belong to no task.
    fn strays(&self, slots: u64, tried: u64, checked: &mut Checked) -> rusqlite::Result<()> {
        let expected = [
            ("pictures", slots),
            ("questions", 2 * slots),
            ("rejections", tried - tried.min(slots)),
        ];
        for (table, expected) in expected {
            let query = format!("SELECT COUNT(*) FROM {table}");
            match self.conn.query_row(&query, [], |row| row.get::<_, u64>(0)) {
                Ok(found) if found == expected => {}
                Ok(found) => {
                    checked.flaw(None, format!("{table} has {found} rows, not {expected}"));
                }
                Err(error) => checked.flaw(None, format!("{table} cannot be read: {error}")),
            }
        }
        Ok(())
    }
}

/// Hashes every column of every row of a slot; returns how many rows there are.
fn hash_all(
    statement: &mut CachedStatement<'_>,
    slot: u64,
    columns: usize,
    hasher: &mut Hasher,
) -> rusqlite::Result<u64> {
    let mut rows = statement.query([slot])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        for column in 0..columns {
            let value: ValueRef<'_> = row.get_ref(column)?;
            hasher.value(value);
        }
    }
    Ok(count)
}
