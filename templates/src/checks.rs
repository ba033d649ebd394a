//! What the tests of a family check on its typed scenes.

use std::collections::BTreeMap;

use synth_contracts::{Answer, Level, Rng, Stream, Tier};

use crate::{Asked, Family, Style};

fn scene<F: Family>(level: Level, seed: u64) -> Option<F::Scene> {
    let stream = Stream::root(seed).child(F::CARD.name);
    (0..64).find_map(|attempt| F::scene(level, &mut stream.index(attempt).rng()))
}

fn agree(asked: &Asked, second: &[Option<Answer>; 2]) -> bool {
    let [easy, hard] = second;
    [(&asked.easy, easy), (&asked.hard, hard)].into_iter().all(|(question, answer)| {
        answer.as_ref().is_some_and(|answer| question.answer.agrees(answer))
    })
}

/// One changed fact asks the same hard question with another answer, and is drawn.
pub fn one_fact_changes_the_answer<F: Family>() {
    for level in Level::ALL {
        let mut found = 0;
        for seed in 0..60 {
            let Some(one) = scene::<F>(level, seed) else { continue };
            let mut rng: Rng = Stream::root(seed).child("change").rng();
            let Some(two) = F::counterfactual(&one, &mut rng) else { continue };
            found += 1;
            let style = Style::draw(&Stream::root(seed).child("style"));
            let (before, after) = (F::ask(&one, &style), F::ask(&two, &style));
            let place = format!("{}, level {level}, seed {seed}", F::CARD.name);
            assert_eq!(before.hard.text, after.hard.text, "{place}");
            assert_ne!(before.hard.answer, after.hard.answer, "{place}");
            assert!(agree(&after, &F::solve_again(&two)), "{place}: {}", after.hard.text);
            let drawn = [&one, &two].map(|scene| F::draw(scene, &style).program);
            assert_ne!(drawn[0], drawn[1], "{place}");
        }
        assert!(found >= 57, "{}, level {level}: {found} of 60", F::CARD.name);
    }
}

/// Who knows only the form of a question does not guess its answer: the most
/// frequent answer of each form counts, of both tiers.
pub fn answers_spread<F: Family>() {
    for level in Level::ALL {
        for tier in Tier::ALL {
            let (mut counts, mut chance) = (BTreeMap::<(String, String), usize>::new(), 0.0);
            let mut all = 0;
            for seed in 0..500 {
                let Some(scene) = scene::<F>(level, seed) else { continue };
                let style = Style::draw(&Stream::root(seed).child("style"));
                let asked = F::ask(&scene, &style);
                let question = if tier == Tier::Easy { asked.easy } else { asked.hard };
                chance += match &question.answer {
                    Answer::YesNo { .. } => 0.6,
                    Answer::Choice { options, .. } => 1.0 / options.len() as f64 + 0.1,
                    _ => 0.35,
                };
                let form = form(&serde_json::to_value(&scene).unwrap()[tier.name()]);
                *counts.entry((form, question.answer.to_string())).or_default() += 1;
                all += 1;
            }
            let mut best = BTreeMap::<&str, usize>::new();
            for ((form, _), count) in &counts {
                let most = best.entry(form).or_default();
                *most = (*most).max(*count);
            }
            let (right, all) = (best.values().sum::<usize>() as f64, f64::from(all));
            let (share, limit) = (right / all, chance / all);
            let name = F::CARD.name;
            assert!(share < limit, "{name} {level} {}: {share:.2} of {limit:.2}", tier.name());
        }
    }
}

/// The name of a question's form in a scene's JSON.
fn form(question: &serde_json::Value) -> String {
    let name = question.as_str().or_else(|| question["form"].as_str());
    name.unwrap_or_default().to_owned()
}
