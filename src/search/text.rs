//! Search by words: in captions, names, and whatever else is said of pictures.
//!
//! Words are folded to small letters without accents and to their English stems. A word
//! counts by its best field, weighed by [`FIELDS`], after BM25; the words of a query add
//! up. A document's number in the one segment is the number of its picture, so equal
//! scores come in the order of the repository.

use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};
use tantivy::{Index, Searcher, TantivyDocument, Term};

use crate::entry::Entry;
use crate::error::SearchError;
use crate::words::{stem, words};

/// The folder of the index of words.
pub(crate) const WORDS: &str = "words";
/// What its fields are called, and how much a word in them counts.
const FIELDS: [(&str, f32); 3] = [("caption", 1.0), ("name", 1.0), ("about", 0.4)];
/// How much a word's other fields count beside its best one.
const OTHERS: f32 = 0.2;
/// The name of our way from texts to words.
const ANALYZER: &str = "stems";
/// Longest word in bytes.
const LONGEST: usize = 40;
/// Bytes that are set aside before writing.
const BUDGET: usize = 64 << 20;
/// Most words of a query.
const MOST: usize = 64;
/// Words that name nothing: who asks for `a horse` wants no `70_a_001`.
const EMPTY: [&str; 23] = [
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or",
    "some", "that", "the", "this", "to", "which", "with", "without",
];

fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

fn schema() -> Schema {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(ANALYZER)
        .set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    for (name, _) in FIELDS {
        schema.add_text_field(name, options.clone());
    }
    schema.build()
}

/// Writes the index of words, picture by picture.
pub(crate) struct Writer {
    writer: tantivy::SingleSegmentIndexWriter,
    fields: [Field; 3],
}

impl Writer {
    /// Begins in an empty folder.
    pub fn new(folder: &Path) -> Result<Self, SearchError> {
        let schema = schema();
        let fields = fields(&schema)?;
        let builder = Index::builder().schema(schema);
        let tokenizers = tantivy::tokenizer::TokenizerManager::default();
        tokenizers.register(ANALYZER, analyzer());
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let builder = builder.tokenizers(tokenizers);
        Ok(Self { writer: builder.single_segment_index_writer(directory, BUDGET)?, fields })
    }

    /// Adds the next picture.
    pub fn add(&mut self, entry: &Entry) -> Result<(), SearchError> {
        let name = words(stem(&entry.name)).join(" ");
        let caption = entry.caption.as_deref().unwrap_or_default();
        let mut document = TantivyDocument::new();
        for (field, text) in self.fields.into_iter().zip([caption, &name, &entry.about]) {
            document.add_text(field, text);
        }
        Ok(self.writer.add_document(document)?)
    }

    /// Ends it.
    pub fn finish(self) -> Result<(), SearchError> {
        self.writer.finalize()?;
        Ok(())
    }
}

fn fields(schema: &Schema) -> Result<[Field; 3], SearchError> {
    let [(caption, _), (name, _), (about, _)] = FIELDS;
    Ok([schema.get_field(caption)?, schema.get_field(name)?, schema.get_field(about)?])
}

/// See the [module](self).
pub(crate) struct Words {
    searcher: Searcher,
    fields: [Field; 3],
}

impl Words {
    /// Opens the index in a folder.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let index = Index::open_in_dir(folder)?;
        index.tokenizers().register(ANALYZER, analyzer());
        let fields = fields(&index.schema())?;
        Ok(Self { searcher: index.reader()?.searcher(), fields })
    }

    /// The best `k` pictures with their scores, the best first; only those with a word
    /// of the query.
    pub fn search(&self, query: &str, k: usize) -> Result<Vec<(u64, f32)>, SearchError> {
        let terms = asked(query, MOST);
        if terms.is_empty() || k == 0 {
            return Ok(Vec::new());
        }
        let clauses = terms.iter().map(|term| (Occur::Should, self.clause(term))).collect();
        let best = TopDocs::with_limit(k).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(clauses), &best)?;
        Ok(found.into_iter().map(|(score, at)| (u64::from(at.doc_id), score)).collect())
    }

    /// A word in its best field.
    fn clause(&self, term: &str) -> Box<dyn Query> {
        let one = |(field, (_, weight)): (Field, (&str, f32))| -> Box<dyn Query> {
            let term = Term::from_field_text(field, term);
            let term = TermQuery::new(term, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(term), weight))
        };
        let fields = self.fields.into_iter().zip(FIELDS).map(one).collect();
        Box::new(DisjunctionMaxQuery::with_tie_breaker(fields, OTHERS))
    }
}

/// The stems of a query that name something; all, if none does.
fn asked(query: &str, most: usize) -> Vec<String> {
    let named: Vec<String> = named(query, most).collect();
    if named.is_empty() { terms(query, most) } else { named }
}

/// The stems of a text that name something, in order; of about `most`.
pub(crate) fn named(text: &str, most: usize) -> impl Iterator<Item = String> {
    terms(text, most).into_iter().filter(|term| !EMPTY.contains(&term.as_str()))
}

/// The stems of a text, in order; about `most` of them.
fn terms(text: &str, most: usize) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut analyzer = analyzer();
    let mut stream = analyzer.token_stream(text);
    while stream.advance() && terms.len() < most {
        terms.extend(parts(&stream.token().text));
    }
    terms
}

/// A word, and where it joins letters and digits its parts as well: a caption says
/// `route66`, a name `route-66`.
fn parts(word: &str) -> Vec<String> {
    let mut parts = words(word);
    if parts.len() > 1 {
        parts.push(word.to_owned());
        return parts;
    }
    vec![word.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(entries: &[Entry]) -> (tempfile::TempDir, Words) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path()).unwrap();
        entries.iter().for_each(|entry| writer.add(entry).unwrap());
        writer.finish().unwrap();
        let words = Words::open(folder.path()).unwrap();
        (folder, words)
    }

    fn entry(name: &str, caption: Option<&str>, about: &str) -> Entry {
        let caption = caption.map(str::to_owned);
        Entry { name: name.to_owned(), caption, about: about.to_owned(), ..Entry::default() }
    }

    #[test]
    fn words_are_found_in_every_field_and_form() {
        let (_folder, words) = index(&[
            entry("blue-jay_02.png", None, "animals birds"),
            entry("1.png", Some("Two running dogs"), ""),
            entry("2.png", Some("A café in Ürümqi"), ""),
            entry("route66.png", None, ""),
        ]);
        let found = |query: &str| -> Vec<u64> {
            words.search(query, 10).unwrap().into_iter().map(|found| found.0).collect()
        };
        for (query, expected) in [
            ("jays", vec![0]),
            ("BIRD", vec![0]),
            ("a dog that runs", vec![1]),
            ("A", vec![2]),
            ("cafe urumqi", vec![2]),
            ("route 66", vec![3]),
            ("route66", vec![3]),
            ("nothing of that", vec![]),
            ("AND (\"]:", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
    }

    #[test]
    fn a_name_counts_more_than_a_folder_and_ties_keep_their_order() {
        let (_folder, words) = index(&[
            entry("a.png", None, "cat"),
            entry("cat.png", None, ""),
            entry("cat.png", None, ""),
        ]);
        let found: Vec<u64> = words.search("cat", 3).unwrap().into_iter().map(|f| f.0).collect();
        assert_eq!(found, [1, 2, 0]);
    }
}
