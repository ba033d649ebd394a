//! From a seed to a draft: the one way in which a family is used.

use serde_json::Value;
use synth_contracts::{Answer, BBox, Claim, Concept, Level, Program, Question, Stream, Tier};

use crate::family::{Asked, Drawing};
use crate::{Family, Style};

/// How often a scene is drawn again before the candidate is given up.
const ATTEMPTS: u64 = 64;

/// How many changes are looked at for a counterfactual.
const CHANGES: u64 = 8;

/// A proposed task: everything but its picture.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What was drawn, as JSON.
    pub scene: Value,
    /// Caption and questions, with evidence in canvas units.
    pub concept: Concept,
    /// What draws it.
    pub program: Program,
    /// Width of the program's canvas, in user units.
    pub width: f64,
    /// Height of the program's canvas, in user units.
    pub height: f64,
    /// Easy and hard answer of the second solver.
    pub second: [Answer; 2],
    /// What the picture must show.
    pub claims: Vec<Claim>,
}

/// Why a family yields no draft for a candidate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProposeError {
    /// No scene that keeps the family's rules was found.
    #[error("no scene kept the family's rules in {ATTEMPTS} draws")]
    NoScene,
    /// The two solvers disagree: a fault of the family.
    #[error("the {} question has two answers: {first} by construction, {second} by the second solver", tier.name())]
    Disagreement {
        /// Which question.
        tier: Tier,
        /// The answer by construction.
        first: String,
        /// The second solver's.
        second: String,
    },
    /// The scene has no JSON form: a fault of the family.
    #[error("the scene cannot be written as JSON: {0}")]
    Scene(String),
}

/// Drafts the candidate that `stream` names.
///
/// # Errors
///
/// [`ProposeError`], which costs the candidate and nothing else.
pub fn propose<F: Family>(level: Level, stream: &Stream) -> Result<Draft, ProposeError> {
    propose_in_style::<F>(level, stream, stream)
}

/// Drafts the candidate that `stream` names, in the style of the candidate that
/// `look` names: the same scene and answers, drawn and worded another way.
///
/// # Errors
///
/// [`ProposeError`], which costs the candidate and nothing else.
pub fn propose_in_style<F: Family>(
    level: Level,
    stream: &Stream,
    look: &Stream,
) -> Result<Draft, ProposeError> {
    let scene = draw_scene::<F>(level, stream)?;
    complete::<F>(&scene, &Style::draw(&look.child("style")))
}

/// Drafts what [`propose_in_style`] drafts with one fact changed, so that the hard
/// question has another answer; `None` where the family finds no such change.
///
/// # Errors
///
/// [`ProposeError`], if the first or the changed scene yields no draft.
pub fn counterfactual_in_style<F: Family>(
    level: Level,
    stream: &Stream,
    look: &Stream,
) -> Result<Option<Draft>, ProposeError> {
    let scene = draw_scene::<F>(level, stream)?;
    let changes = stream.child("counterfactual");
    let changed =
        (0..CHANGES).find_map(|draw| F::counterfactual(&scene, &mut changes.index(draw).rng()));
    let style = Style::draw(&look.child("style"));
    changed.map(|scene| complete::<F>(&scene, &style)).transpose()
}

/// The first scene of a stream that keeps the family's rules.
fn draw_scene<F: Family>(level: Level, stream: &Stream) -> Result<F::Scene, ProposeError> {
    (0..ATTEMPTS)
        .find_map(|attempt| F::scene(level, &mut stream.child("scene").index(attempt).rng()))
        .ok_or(ProposeError::NoScene)
}

/// Everything that follows from a scene in a style.
fn complete<F: Family>(scene: &F::Scene, style: &Style) -> Result<Draft, ProposeError> {
    let Asked { caption, easy, hard } = F::ask(scene, style);
    let Drawing { program, width, height, origin } = F::draw(scene, style);
    let [easy, hard] = [easy, hard].map(|question| moved(question, origin));
    let concept = Concept { content_type: F::CARD.content_type, caption, easy, hard };
    let second = agree(&concept, F::solve_again(scene))?;
    let claims = F::claims(scene, style);
    let scene = serde_json::to_value(scene).map_err(|e| ProposeError::Scene(e.to_string()))?;
    Ok(Draft { scene, concept, program, width, height, second, claims })
}

/// A question whose evidence is counted from the corner of the canvas.
fn moved(mut question: Question, [dx, dy]: [f64; 2]) -> Question {
    for BBox([left, top, right, bottom]) in &mut question.evidence {
        (*left, *right) = (*left + dx, *right + dx);
        (*top, *bottom) = (*top + dy, *bottom + dy);
    }
    question
}

/// The second solver's answers, if they are those of the concept.
fn agree(concept: &Concept, second: [Option<Answer>; 2]) -> Result<[Answer; 2], ProposeError> {
    let [easy, hard] = second;
    let check = |tier: Tier, found: Option<Answer>| {
        let first = &concept.question(tier).answer;
        found.clone().filter(|second| first.agrees(second)).ok_or_else(|| {
            ProposeError::Disagreement {
                tier,
                first: first.to_string(),
                second: found.map_or_else(|| "none".to_owned(), |answer| answer.to_string()),
            }
        })
    };
    Ok([check(Tier::Easy, easy)?, check(Tier::Hard, hard)?])
}
