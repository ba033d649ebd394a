//! How pictures are looked for within the loop.

use serde::{Deserialize, Serialize};

use super::{Library, Outlook};
use crate::error::{EvolveError, Result};
use crate::prompts;
use crate::settings::Lesson;

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Images {
    /// Stands for all pictures of the repository and all that is said of them.
    pub repository: String,
    /// Stands for what there is to look for.
    pub outlook: String,
    /// Stands for the prompts of Searcher and Questioner.
    pub prompts: String,
    /// How the Searcher is trained.
    pub searcher: Lesson,
    /// How the Questioner is trained.
    pub questioner: Lesson,
    /// Queries that pictures are looked for with in an iteration: for tasks, and as many
    /// again for the Questioner to learn on.
    pub queries: usize,
    /// Pictures that each of them brings, at most.
    pub results: usize,
    /// Pictures by which a query is judged while the Searcher is trained, at most.
    pub looks: usize,
    /// What counts still of the capability map from one iteration to the next: 0 for
    /// nothing, 1 for all.
    pub fade: f64,
}

impl Images {
    /// The same for this repository, this outlook and these prompts.
    #[must_use]
    pub fn of(self, library: &Library, outlook: &Outlook, brief: bool) -> Self {
        Self {
            repository: library.digest().to_owned(),
            outlook: outlook.digest(),
            prompts: prompts::digest_of_images(brief),
            ..self
        }
    }

    /// # Errors
    ///
    /// [`EvolveError::Setting`] for what has no meaning.
    pub fn check(&self) -> Result<()> {
        let bad = |what: &str| Err(EvolveError::Setting { name: "images", what: what.to_owned() });
        if self.queries == 0 || self.results == 0 || self.looks == 0 {
            return bad("queries, results and looks must be at least one");
        }
        if !(0.0..=1.0).contains(&self.fade) {
            return bad("what counts still of the map lies from 0 to 1");
        }
        Ok(())
    }

    /// The repository, if it is the one that the settings name.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Setting`], if there is none, or another.
    pub fn agree<'l>(&self, library: Option<&'l Library>) -> Result<&'l Library> {
        let bad = |what: &str| EvolveError::Setting { name: "images", what: what.to_owned() };
        let found = library.ok_or_else(|| bad("the repository of pictures was not given"))?;
        match found.digest() == self.repository {
            true => Ok(found),
            false => Err(bad("the repository holds other pictures than when the run began")),
        }
    }
}
