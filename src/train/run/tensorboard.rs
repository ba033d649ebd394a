//! Event files as TensorBoard reads them: records of protocol buffers.
//!
//! A record is its length (u64), the masked CRC-32C of that, the bytes, and their masked
//! CRC, little-endian. The mask is `rotate_right(crc, 15) + 0xa282ead8`. (TensorFlow,
//! `lib/io/record_writer`; the messages are `event.proto` and `summary.proto`.)

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use prost::{Message, Oneof};

use super::files::failed;
use crate::error::Result;

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(oneof = "What", tags = "3, 5, 7")]
    what: Option<What>,
}

#[derive(Clone, PartialEq, Oneof)]
enum What {
    #[prost(string, tag = "3")]
    FileVersion(String),
    #[prost(message, tag = "5")]
    Summary(Summary),
    #[prost(message, tag = "7")]
    SessionLog(SessionLog),
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    value: Vec<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(string, tag = "1")]
    tag: String,
    #[prost(float, tag = "2")]
    simple_value: f32,
}

#[derive(Clone, PartialEq, Message)]
struct SessionLog {
    #[prost(int32, tag = "1")]
    status: i32,
}

/// The status by which a reader drops what an earlier file says about later steps.
const START: i32 = 1;

/// An event file that is being written.
#[derive(Debug)]
pub struct EventFile {
    path: PathBuf,
    file: BufWriter<File>,
}

impl EventFile {
    /// Opens a new file in `folder`. `wall_time`, in seconds since 1970, orders the files
    /// of a run; `first` is the first step that is going to be logged, so that what an
    /// interrupted start logged from there on is not shown.
    ///
    /// # Errors
    ///
    /// [`crate::TrainError::Write`].
    pub fn create(folder: &Path, wall_time: f64, first: u64) -> Result<Self> {
        let (seconds, process) = (wall_time as u64, std::process::id());
        let name = |n: u32| format!("events.out.tfevents.{seconds:010}.synth.{process}.{n}");
        let taken = |n: &u32| folder.join(name(*n)).exists();
        let path = folder.join(name((0..).find(|n| !taken(n)).unwrap_or(0)));
        let file = BufWriter::new(File::create(&path).map_err(failed(&path))?);
        let mut events = Self { path, file };
        events.write(wall_time, 0, What::FileVersion("brain.Event:2".into()))?;
        events.write(wall_time, first, What::SessionLog(SessionLog { status: START }))?;
        Ok(events)
    }

    /// Logs the values of a step and brings them to the file.
    ///
    /// # Errors
    ///
    /// [`crate::TrainError::Write`].
    pub fn scalars<'a>(
        &mut self,
        wall_time: f64,
        step: u64,
        values: impl IntoIterator<Item = (&'a str, f64)>,
    ) -> Result<()> {
        let one = |(tag, value): (&str, f64)| Value { tag: tag.into(), simple_value: value as f32 };
        let value = values.into_iter().map(one).collect();
        self.write(wall_time, step, What::Summary(Summary { value }))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn write(&mut self, wall_time: f64, step: u64, what: What) -> Result<()> {
        let event = Event { wall_time, step: step as i64, what: Some(what) };
        let record = record(&event.encode_to_vec());
        let written = self.file.write_all(&record).and_then(|()| self.file.flush());
        written.map_err(failed(&self.path))
    }
}

fn record(bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() as u64).to_le_bytes();
    let mut record = Vec::with_capacity(bytes.len() + 16);
    record.extend_from_slice(&length);
    record.extend_from_slice(&masked(&length).to_le_bytes());
    record.extend_from_slice(bytes);
    record.extend_from_slice(&masked(bytes).to_le_bytes());
    record
}

fn masked(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> Vec<Event> {
        let bytes = std::fs::read(path).unwrap();
        let (mut at, mut events) = (0, Vec::new());
        while at < bytes.len() {
            let length = u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
            let body = &bytes[at + 12..at + 12 + length];
            assert_eq!(bytes[at..at + 16 + length], record(body));
            events.push(Event::decode(body).unwrap());
            at += 16 + length;
        }
        events
    }

    #[test]
    fn events_come_back_as_they_were_logged() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = EventFile::create(folder.path(), 1.7e9, 3).unwrap();
        file.scalars(1.7e9, 3, [("loss", 0.25), ("reward", 1.0)]).unwrap();
        let events = read(file.path());
        assert_eq!(events[0].what, Some(What::FileVersion("brain.Event:2".into())));
        assert_eq!((events[1].step, events.len()), (3, 3));
        let Some(What::Summary(summary)) = &events[2].what else { panic!("no summary") };
        assert_eq!((summary.value[0].tag.as_str(), summary.value[0].simple_value), ("loss", 0.25));
    }

    #[test]
    fn the_first_bytes_are_those_of_any_event_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = EventFile::create(folder.path(), 1.7e9, 0).unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        assert_eq!(bytes[..13], *b"\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22\x09");
        // The check value of CRC-32C.
        assert_eq!(masked(b"123456789"), 0xe306_9283_u32.rotate_right(15) + 0xa282_ead8);
    }

    #[test]
    fn two_files_of_one_second_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let a = EventFile::create(folder.path(), 5.0, 0).unwrap();
        let b = EventFile::create(folder.path(), 5.0, 0).unwrap();
        assert_ne!(a.path(), b.path());
    }
}
