//! What a row asks, on the way to an [`Item`].

use synth_grader::Truth;

use crate::error::BenchmarkError;
use crate::item::Item;
use crate::options::{self, MOST, Published};
use crate::row::Row;

/// An item without its answer.
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) images: Vec<Vec<u8>>,
    pub(crate) question: String,
    pub(crate) category: String,
}

impl Asked {
    /// With a free answer.
    pub(crate) fn free(self, answer: String, truth: Truth) -> Item {
        let Self { id, images, question, category } = self;
        let (options, also) = (Vec::new(), Vec::new());
        Item { id, images, question, options, answer, category, truth, also }
    }

    /// With the option that the published answer in `column` names.
    pub(crate) fn choice(
        self,
        row: &Row<'_>,
        column: &str,
        options: Vec<String>,
        published: Published,
    ) -> Result<Item, BenchmarkError> {
        let answer = row.answer(column)?;
        if options.len() > MOST {
            let detail =
                format!("there are {} options; at most {MOST} have letters", options.len());
            return Err(row.bad(column, detail));
        }
        let Some(index) = options::named(&answer, &options, published) else {
            let detail = format!("{answer:?} names none of the options {options:?}");
            return Err(row.bad(column, detail));
        };
        let truth = options::truth(index, &options).map_err(|error| row.untrue(column, error))?;
        let question = options::ask(&self.question, &options);
        let item = Self { question, ..self }.free(options::letter(index).to_string(), truth);
        Ok(Item { options, ..item })
    }
}
