//! A block of candidates: a sheet of thumbnails, a chunk of details, a piece of the
//! columns.

use serde_json::Value;
use synth_contracts::Concept;
use synth_datasets::{Reader, Rejection, StoreError, StoredTask};

use crate::again::{Again, Drawn};
use crate::choose::Item;
use crate::detail;
use crate::error::{ReportError, io_error};
use crate::notes;
use crate::pack::Sink;
use crate::source::Source;
use crate::thumb::{self, Thumb};
use crate::words;

/// What the page filters and sorts one candidate by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub source: usize,
    pub slot: u64,
    pub attempt: u64,
    /// `None` of a refused candidate.
    pub id: Option<[u8; 32]>,
    pub family: String,
    pub content: String,
    pub language: String,
    pub level: u8,
    pub kind: String,
    pub gate: String,
    pub reason: String,
    pub author: String,
    pub split: String,
    /// The least score of the verifier.
    pub score: Option<f64>,
    pub reward: Option<f64>,
    pub pass: Option<f64>,
    pub fuel: Option<f64>,
    pub program_bytes: usize,
    pub picture_bytes: usize,
    /// Refused attempts that repeat this task.
    pub repeats: usize,
    pub look: Vec<u8>,
}

/// A block, done.
#[derive(Default)]
pub(crate) struct Piece {
    pub rows: Vec<Row>,
    /// Words of questions, answers and captions.
    pub asked: words::Index,
    /// Words of programs.
    pub written: words::Index,
    /// What was refused for repeating a task, by that task's id.
    pub repeats: Vec<String>,
}

/// What all blocks share.
pub(crate) struct Desk<'a> {
    pub sources: &'a [Source],
    pub sink: &'a Sink,
    pub again: Option<&'a dyn Again>,
    /// Whether boxes of text are found.
    pub texts: bool,
}

/// One candidate, looked at.
struct Looked {
    row: Row,
    /// JSON.
    detail: String,
    picture: Vec<u8>,
    /// What a search looks through, and a program, in which it may look too.
    asked: String,
    written: String,
    repeats: Vec<String>,
}

impl Desk<'_> {
    /// Writes block `number` and says what is in it.
    pub fn block(
        &self,
        readers: &[Option<Reader>],
        number: usize,
        items: &[Item],
    ) -> Result<Piece, ReportError> {
        let mut piece = Piece::default();
        let (mut thumbs, mut details, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
        let mut room = Vec::new();
        for item in items {
            let Some(Some(reader)) = readers.get(item.source) else { continue };
            let mut looked = self.look(reader, item)?;
            let thumb = Thumb::of(&looked.picture, &mut room);
            looked.row.look = thumb.as_ref().map_or_else(Vec::new, Thumb::look);
            piece.rows.push(looked.row);
            piece.asked.push(&looked.asked, words::Kind::Prose);
            piece.written.push(&looked.written, words::Kind::Program);
            piece.repeats.append(&mut looked.repeats);
            details.push(looked.detail);
            // Whatever is no PNG file is not shown either.
            pictures.push(if thumb.is_some() { looked.picture } else { Vec::new() });
            thumbs.push(thumb);
        }
        let name = format!("s{number}");
        let sheet =
            thumb::sheet(&thumbs).map_err(|error| io_error(&name)(std::io::Error::other(error)))?;
        self.sink.sheet(&name, sheet)?;
        let text = format!("[{}]", details.join(","));
        self.sink.chunk(&format!("d{number}"), text.as_bytes(), &pictures)?;
        Ok(piece)
    }

    fn look(&self, reader: &Reader, item: &Item) -> Result<Looked, ReportError> {
        let missing = || StoreError::Damaged {
            path: reader.path().to_owned(),
            detail: format!("slot {} is not filled", item.slot),
        };
        let stored = reader.task_at(item.slot)?.ok_or_else(missing)?;
        let rejections = match stored.attempt {
            0 => Vec::new(),
            _ => reader.rejections(item.slot)?,
        };
        match item.refused {
            None => self.task(stored, item, &rejections),
            Some(attempt) => {
                let at = attempt as usize;
                let rejection = rejections.get(at).ok_or_else(missing)?;
                self.refused(&stored, item, (at, rejection))
            }
        }
    }

    fn task(
        &self,
        stored: StoredTask,
        item: &Item,
        rejections: &[Rejection],
    ) -> Result<Looked, ReportError> {
        let source = &self.sources[item.source];
        let (task, id) = (&stored.task, stored.id.to_hex());
        let note = source.notes.of(&id);
        let drawn = self.again.filter(|_| self.texts).and_then(|again| again.draw(&task.program));
        let texts = drawn.as_ref().map_or(&[][..], |drawn| drawn.texts.as_slice());
        let score = |least: f64, score: &synth_contracts::Score| least.min(score.value);
        let row = Row {
            source: item.source,
            slot: stored.slot,
            attempt: stored.attempt,
            id: Some(*stored.id.as_bytes()),
            family: task.family.clone(),
            content: task.concept.content_type.name().to_owned(),
            language: task.program.language.name().to_owned(),
            level: task.level.get(),
            kind: task.concept.hard.answer.kind().to_owned(),
            author: author(&task.provenance),
            split: note.and_then(|n| n.get("split")?.as_str()).unwrap_or_default().to_owned(),
            score: (!task.scores.is_empty()).then(|| task.scores.iter().fold(1.0, score)),
            reward: note.and_then(notes::reward),
            pass: note.and_then(notes::pass_rate),
            fuel: task.usage.get("fuel").and_then(Value::as_f64),
            program_bytes: task.program.source.len(),
            picture_bytes: task.picture.png.len(),
            repeats: 0,
            ..Row::default()
        };
        Ok(Looked {
            row,
            detail: detail::of_task(&stored, &id, source, rejections, texts)?,
            asked: prose(&task.concept),
            written: stored.task.program.source,
            repeats: rejections.iter().filter_map(|refused| refused.cluster.clone()).collect(),
            picture: stored.task.picture.png,
        })
    }

    /// A refused attempt stands at the place of the task that came after it.
    fn refused(
        &self,
        stored: &StoredTask,
        item: &Item,
        at: (usize, &Rejection),
    ) -> Result<Looked, ReportError> {
        let source = &self.sources[item.source];
        let (attempt, rejection) = at;
        let proposed =
            self.again.and_then(|again| again.propose(item.source, item.slot, attempt as u64));
        let drawn = match (self.again, &proposed) {
            (Some(again), Some(proposed)) => again.draw(&proposed.program),
            _ => None,
        };
        let index = serde_json::to_value(&stored.task.provenance.origin)
            .ok()
            .and_then(|origin| origin["index"].as_u64());
        let made = proposed.as_ref();
        let row = Row {
            source: item.source,
            slot: item.slot,
            attempt: attempt as u64,
            family: rejection.family.clone(),
            content: made.map_or("", |made| made.concept.content_type.name()).to_owned(),
            language: made.map_or("", |made| made.program.language.name()).to_owned(),
            level: rejection.level.get(),
            kind: made.map_or("", |made| made.concept.hard.answer.kind()).to_owned(),
            gate: rejection.gate.clone(),
            reason: rejection.reason.clone(),
            author: author(&stored.task.provenance),
            program_bytes: made.map_or(0, |made| made.program.source.len()),
            picture_bytes: drawn.as_ref().map_or(0, |drawn| drawn.png.len()),
            ..Row::default()
        };
        let prose = made.map_or_else(String::new, |made| prose(&made.concept));
        Ok(Looked {
            row,
            detail: detail::of_refused(at, item.slot, index, source, (made, drawn.as_ref()))?,
            asked: format!("{}\n{prose}", rejection.message),
            written: proposed.map_or_else(String::new, |made| made.program.source),
            repeats: Vec::new(),
            picture: drawn.map_or_else(Vec::new, |drawn: Drawn| drawn.png),
        })
    }
}

/// Questions, answers and caption.
fn prose(concept: &Concept) -> String {
    let (easy, hard) = (&concept.easy, &concept.hard);
    let (caption, texts) = (&concept.caption, [&easy.text, &hard.text]);
    format!("{}\n{}\n{}\n{}\n{caption}", texts[0], texts[1], easy.answer, hard.answer)
}

/// Who wrote the program: `template`, or what else the provenance says, with the model's
/// name if there is one.
fn author(provenance: &synth_contracts::Provenance) -> String {
    let origin = serde_json::to_value(&provenance.origin).unwrap_or(Value::Null);
    let by = origin["by"].as_str().unwrap_or("unknown");
    match origin["model"].as_str() {
        Some(model) => format!("{by}: {model}"),
        None => by.to_owned(),
    }
}
