//! What a family's own tests hold it to: twins that differ, and answers that a reader of
//! the question alone cannot guess.

use std::collections::BTreeMap;

use synth_contracts::{Answer, Level, Question, Stream, Tier};

use crate::{Asked, Family, Style};

const SEEDS: u64 = 300;

fn scenes<F: Family>(level: Level) -> impl Iterator<Item = (Stream, F::Scene)> {
    (0..SEEDS).filter_map(move |seed| {
        let stream = Stream::root(seed).child(F::CARD.name).index(0);
        let draw = |i| F::scene(level, &mut stream.child("scene").index(i).rng());
        (0..64).find_map(draw).map(|scene| (stream, scene))
    })
}

fn question(asked: Asked, tier: Tier) -> Question {
    match tier {
        Tier::Easy => asked.easy,
        Tier::Hard => asked.hard,
    }
}

/// Nearly every scene has a counterfactual: same words, another answer, another picture.
pub fn twins<F: Family>() {
    for level in Level::ALL {
        let (mut all, mut found) = (0, 0);
        for (stream, scene) in scenes::<F>(level).take(60) {
            all += 1;
            let style = Style::draw(&stream.child("style"));
            let Some(twin) = F::counterfactual(&scene, &mut stream.child("twin").rng()) else {
                continue;
            };
            found += 1;
            let [one, two] = [&scene, &twin].map(|scene| F::ask(scene, &style).hard);
            assert_eq!(one.text, two.text);
            assert_ne!(one.answer, two.answer, "{}", one.text);
            let [_, again] = F::solve_again(&twin);
            assert!(again.is_some_and(|again| two.answer.agrees(&again)), "{}", two.text);
            let [one, two] = [&scene, &twin].map(|scene| F::draw(scene, &style).program);
            assert_ne!(one, two);
        }
        assert!(found * 20 >= all * 19, "{} level {level}: {found} of {all}", F::CARD.name);
    }
}

/// Who knows the words of a question, and how often each answer goes with them, guesses
/// hardly better than chance.
pub fn blind<F: Family>() {
    for level in Level::ALL {
        for tier in Tier::ALL {
            let style = Style::draw(&Stream::root(7));
            let mut answers: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
            let mut caps: BTreeMap<String, f64> = BTreeMap::new();
            for (_, scene) in scenes::<F>(level) {
                let Question { text, answer, .. } = question(F::ask(&scene, &style), tier);
                caps.insert(text.clone(), cap(&answer));
                *answers.entry(text).or_default().entry(answer.to_string()).or_default() += 1;
            }
            for (text, counts) in answers {
                let (all, most) = (counts.values().sum::<u64>(), counts.values().max());
                let share = most.copied().unwrap_or_default() as f64 / all as f64;
                // Three standard deviations of a share near a third.
                let noise = 1.4 / (all as f64).sqrt();
                let cap = caps.get(&text).copied().unwrap_or(0.35);
                assert!(
                    all < 25 || share < cap + noise,
                    "{} level {level}: {share:.2} of {all}: {text} {counts:?}",
                    F::CARD.name
                );
            }
        }
    }
}

/// Largest share that one answer may have.
fn cap(answer: &Answer) -> f64 {
    match answer {
        Answer::Choice { options, .. } => 1.0 / options.len() as f64 + 0.1,
        Answer::YesNo { .. } => 0.6,
        _ => 0.35,
    }
}
