//! Exit codes: an interface for schedulers, which must know whether to try again.

use synth_audit::AuditError;
use synth_authored::Fault;
use synth_backends::BackendError;
use synth_course::CourseError;
use synth_datasets::StoreError;
use synth_evolve::EvolveError;
use synth_sandbox::HostFault;
use synth_search::SearchError;

use crate::pipeline::inspect::InspectError;
use crate::pipeline::shards::ShardError;
use crate::pipeline::{GenerateError, PlanError};

/// Something failed that the other codes do not name.
pub const FAILED: u8 = 1;

/// The same command will fail again: it asks for what cannot be.
pub const NEVER: u8 = 2;

/// The same command may do better later, or elsewhere; nothing is lost.
pub const RETRY: u8 = 75;

/// Something was asked for that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// The error of a course, or of an exam: what asks for the impossible exits as such.
pub fn explain(error: CourseError) -> anyhow::Error {
    match error {
        CourseError::Different { .. }
        | CourseError::NoPreset { .. }
        | CourseError::TooFew { .. }
        | CourseError::Memory(_)
        | CourseError::Benchmark(_)
        | CourseError::Examples(_) => Refused(error.to_string()).into(),
        other => other.into(),
    }
}

/// The exit code for an error.
pub fn of(error: &anyhow::Error) -> u8 {
    error.chain().find_map(known).unwrap_or(FAILED)
}

fn known(cause: &(dyn std::error::Error + 'static)) -> Option<u8> {
    if let Some(error) = cause.downcast_ref::<GenerateError>() {
        return Some(match error {
            GenerateError::Store(error) => of_store(error),
            GenerateError::Host { .. }
            | GenerateError::Others { .. }
            | GenerateError::Stopped { .. } => RETRY,
            GenerateError::Author { fault, .. } => of_fault(fault),
            GenerateError::Exhausted { .. }
            | GenerateError::Barren { .. }
            | GenerateError::Bounded { .. } => NEVER,
        });
    }
    if let Some(error) = cause.downcast_ref::<ShardError>() {
        return Some(match error {
            ShardError::Store(error) => of_store(error),
            ShardError::Incomplete { .. } => RETRY,
            _ => NEVER,
        });
    }
    if let Some(error) = cause.downcast_ref::<InspectError>() {
        return Some(match error {
            InspectError::Store(error) => of_store(error),
            InspectError::Host { .. } => RETRY,
        });
    }
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(of_store(error));
    }
    if let Some(error) = cause.downcast_ref::<SearchError>() {
        return Some(of_search(error));
    }
    if let Some(error) = cause.downcast_ref::<BackendError>() {
        return Some(of_backend(error));
    }
    match cause.downcast_ref::<EvolveError>() {
        Some(EvolveError::Host { .. }) => return Some(RETRY),
        Some(EvolveError::Guest { fault, .. }) => return Some(of_backend(fault)),
        _ => {}
    }
    let refused = cause.is::<Refused>() || cause.is::<PlanError>();
    let fault = cause.is::<HostFault>();
    refused.then_some(NEVER).or(fault.then_some(RETRY))
}

fn of_fault(fault: &Fault) -> u8 {
    match fault {
        Fault::Player { fault, .. } => of_backend(fault),
        Fault::Host(_) | Fault::Stopped => RETRY,
        Fault::Prompt(_) => FAILED,
    }
}

fn of_backend(error: &BackendError) -> u8 {
    match error {
        BackendError::Refused { .. }
        | BackendError::Address { .. }
        | BackendError::Unnamed { .. }
        | BackendError::Unfit { .. } => NEVER,
        BackendError::Exhausted { .. }
        | BackendError::Client(_)
        | BackendError::Journal { .. }
        | BackendError::Model { .. } => RETRY,
    }
}

fn of_store(error: &StoreError) -> u8 {
    match error {
        StoreError::DiskFull { .. } | StoreError::Disk { .. } | StoreError::InUse { .. } => RETRY,
        StoreError::NotAFolder { .. }
        | StoreError::ForeignFolder { .. }
        | StoreError::NoCorpus { .. }
        | StoreError::NotSqlite { .. }
        | StoreError::NotACorpus { .. }
        | StoreError::NewerVersion { .. }
        | StoreError::OlderVersion { .. }
        | StoreError::DifferentConfig { .. }
        | StoreError::BadConfig { .. }
        | StoreError::Damaged { .. }
        | StoreError::BadId { .. }
        | StoreError::UnknownId { .. }
        | StoreError::AmbiguousId { .. } => NEVER,
        _ => FAILED,
    }
}

fn of_search(error: &SearchError) -> u8 {
    match error {
        SearchError::NoIndex { .. }
        | SearchError::Settings { .. }
        | SearchError::Version { .. }
        | SearchError::Cut { .. }
        | SearchError::Damaged { .. }
        | SearchError::Checkpoint { .. }
        | SearchError::NoEmbeddings { .. }
        | SearchError::Source(AuditError::Missing { .. }) => NEVER,
        SearchError::Unfinished { .. } | SearchError::InUse { .. } => RETRY,
        _ => FAILED,
    }
}
