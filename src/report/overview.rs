//! What the page says of a corpus and a run as a whole, as values for the template: a
//! module for each of its parts.

mod acceptance;
mod corpus;
mod costs;
mod distributions;
mod duplicates;
mod exams;
mod families;
mod funnel;
mod priors;
mod training;

use serde::Serialize;
use synth_datasets::Reader;

use self::corpus::Corpus;
use self::exams::Exams;
use crate::error::ReportError;
use crate::index::Index;
use crate::source::Source;

/// A plot below its caption.
type Captioned = (String, String);

#[derive(Serialize)]
pub(crate) struct Overview {
    corpora: Vec<Corpus>,
    plots: Vec<Group>,
    exams: Exams,
}

/// Plots of one topic.
#[derive(Serialize)]
struct Group {
    topic: String,
    main: bool,
    svgs: Vec<Captioned>,
}

impl Overview {
    pub fn of(
        sources: &[Source],
        readers: &[Option<Reader>],
        index: &Index,
    ) -> Result<Self, ReportError> {
        let mut corpora = Vec::new();
        let mut levels = Vec::new();
        for (number, (source, reader)) in sources.iter().zip(readers).enumerate() {
            let Some(reader) = reader else { continue };
            corpora.push(Corpus::of(source, number, reader, index)?);
            levels.push((source.name.clone(), reader.counts()?));
        }
        let mut plots = Vec::new();
        plots.extend(group("Acceptance by level", acceptance::plots(&levels)?));
        plots.extend(group("Distributions", distributions::plots(sources, index)?));
        plots.extend(training::groups(sources)?);
        Ok(Self { corpora, plots, exams: Exams::of(sources)? })
    }
}

fn group(topic: &str, svgs: Vec<Captioned>) -> Option<Group> {
    (!svgs.is_empty()).then(|| Group { topic: topic.to_owned(), main: true, svgs })
}
