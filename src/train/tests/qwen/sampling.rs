//! What is sampled, and what training sees of it.

use synth_model::Gradients;
use synth_train::Hands;
use synth_train::learner::Learner;
use synth_train::rollout::{Policy, Split};
use synth_train::sequence::Sequence;

use crate::common::*;

#[test]
fn groups_that_share_a_cache_sample_what_single_runs_do() {
    for name in BOTH {
        let model = learner(name, false).policy().unwrap();
        let all = prompts(model.config(), 4);
        let together = sample(&model, &all, 5);
        let lengths: Vec<usize> = together.iter().flatten().map(|c| c.tokens.len()).collect();
        assert!(lengths.iter().any(|n| *n < 8) && lengths.iter().any(|n| *n > 2), "{lengths:?}");
        for (prompt, found) in all.iter().zip(&together) {
            let alone = sample(&model, std::slice::from_ref(prompt), 1);
            for (a, b) in alone[0].iter().zip(found) {
                assert_eq!(a.tokens, b.tokens, "{name}");
                close(&a.log_probs, &b.log_probs, 1e-4, name);
            }
        }
    }
}

/// Enough rows for two parts in the first steps, and too few in the last.
#[test]
fn rows_that_are_shared_out_are_sampled_to_the_bit() {
    let hands = Hands::new(2).unwrap();
    for name in BOTH {
        let model = learner(name, false).policy().unwrap();
        let all = prompts(model.config(), 40);
        assert!(all.len() * 40 >= 2 * model.least());
        let shared = sample(&Split::new(&model, &hands), &all, 128);
        assert_eq!(sample(&model, &all, 128), shared, "{name}");
    }
}

#[test]
fn training_sees_the_probabilities_that_sampling_saw() {
    for name in BOTH {
        let learner = learner(name, false);
        let all = prompts(learner.model.config(), 3);
        let groups = sample(&learner.policy().unwrap(), &all, 64);
        let mut sequences = Vec::new();
        for (prompt, group) in all.iter().zip(&groups) {
            sequences.extend(
                group
                    .iter()
                    .map(|c| Sequence { prompt: prompt.row.clone(), completion: c.tokens.clone() }),
            );
        }
        let found = learner.log_probs(&sequences, 0.9).unwrap().to_vec2::<f32>().unwrap();
        for (row, completion) in found.iter().zip(groups.iter().flatten()) {
            close(&row[..completion.tokens.len()], &completion.log_probs, 1e-4, name);
            assert!(row[completion.tokens.len()..].iter().all(|x| *x == 0.0));
        }
    }
}

#[test]
fn segments_and_the_whole_graph_give_the_same_gradients() {
    for name in BOTH {
        let of = |segments| -> (f64, Gradients) {
            let learner = learner(name, segments);
            let sequences: Vec<Sequence> =
                examples(learner.model.config()).into_iter().map(|e| e.sequence).collect();
            learner.backward(&sequences, 1.0, &mut |logp| Ok(logp.sum_all()?)).unwrap()
        };
        let ((whole, a), (segments, b)) = (of(false), of(true));
        assert!((whole - segments).abs() < 1e-4 * whole.abs());
        assert_eq!(a.len(), b.len());
        for ((name, a), (other, b)) in a.iter().zip(b.iter()) {
            assert_eq!(name, other);
            let flat = |t: &candle_core::Tensor| t.flatten_all().unwrap().to_vec1().unwrap();
            close(&flat(a), &flat(b), 1e-4, name);
        }
    }
}
