use std::sync::atomic::Ordering::Relaxed;

use proptest::prelude::*;
use synth_model::Row;

use super::fake::{Hashed, logits};
use super::*;
use crate::error::TrainError;
use crate::hands::Hands;

fn prompts(ids: &[Vec<u32>], samples: usize) -> Vec<Prompt> {
    let prompt = |(key, ids): (usize, &Vec<u32>)| Prompt {
        row: Row { ids: ids.clone(), images: Vec::new() },
        key: key as u64,
        samples,
    };
    ids.iter().enumerate().map(prompt).collect()
}

fn sampling(rows: usize) -> Sampling {
    Sampling { max_tokens: 9, stop: vec![3, 7], seed: 11, rows, ..Sampling::default() }
}

fn run(policy: &Hashed, prompts: &[Prompt], sampling: &Sampling) -> Vec<Vec<Completion>> {
    generate(policy, prompts, sampling, &mut |_| true).unwrap()
}

fn some_prompts() -> impl Strategy<Value = Vec<Vec<u32>>> {
    prop::collection::vec(prop::collection::vec(0u32..12, 1..6), 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_batch_changes_nothing_that_is_drawn(
        ids in some_prompts(), samples in 1usize..6, rows in 1usize..20,
    ) {
        let all = prompts(&ids, samples);
        let policy = Hashed::default();
        let together = run(&policy, &all, &sampling(rows));
        prop_assert!(policy.widest.load(Relaxed) <= rows.max(all.len()));
        prop_assert_eq!(policy.prefilled.load(Relaxed), all.len());
        for (prompt, found) in all.iter().zip(&together) {
            let alone = run(&Hashed::default(), std::slice::from_ref(prompt), &sampling(1));
            prop_assert_eq!(&alone[0], found);
            prop_assert_eq!(found.len(), samples);
        }
    }

    #[test]
    fn parts_change_nothing_that_is_drawn(
        ids in some_prompts(), samples in 1usize..6, rows in 1usize..20, count in 2usize..5,
    ) {
        let all = prompts(&ids, samples);
        let (policy, hands) = (Hashed::default(), Hands::new(count).unwrap());
        let split = Split::new(&policy, &hands);
        let found = generate(&split, &all, &sampling(rows), &mut |_| true).unwrap();
        prop_assert_eq!(found, run(&Hashed::default(), &all, &sampling(rows)));
    }

    #[test]
    fn a_completion_is_what_it_says(
        ids in some_prompts(), temperature in 0.4f64..1.6, top_k in 0usize..5,
    ) {
        let all = prompts(&ids, 3);
        let sampling = Sampling { temperature, top_k, ..sampling(7) };
        for (prompt, group) in all.iter().zip(run(&Hashed::default(), &all, &sampling)) {
            for completion in group {
                let (last, before) = completion.tokens.split_last().unwrap();
                prop_assert!(before.iter().all(|t| !sampling.stop.contains(t)));
                let stopped = sampling.stop.contains(last);
                prop_assert_eq!(completion.finish == Finish::Stop, stopped);
                prop_assert!(stopped || completion.tokens.len() == sampling.max_tokens);
                let mut sequence = prompt.row.ids.clone();
                for (token, log_prob) in completion.tokens.iter().zip(&completion.log_probs) {
                    let scaled = logits(&sequence).into_iter().map(|l| f64::from(l) / temperature);
                    let scaled: Vec<f64> = scaled.collect();
                    let total: f64 = scaled.iter().map(|l| l.exp()).sum();
                    let expected = scaled[*token as usize] - total.ln();
                    prop_assert!((f64::from(*log_prob) - expected).abs() < 1e-4);
                    sequence.push(*token);
                }
            }
        }
    }
}

#[test]
fn samples_of_a_prompt_differ_and_so_do_rounds_and_seeds() {
    let all = prompts(&[vec![1, 2]], 16);
    let of = |sampling: &Sampling| run(&Hashed::default(), &all, sampling);
    let first = of(&sampling(4));
    assert!(first[0].iter().any(|c| c.tokens != first[0][0].tokens));
    assert_ne!(first, of(&Sampling { round: 1, ..sampling(4) }));
    assert_ne!(first, of(&Sampling { seed: 12, ..sampling(4) }));
}

#[test]
fn rows_that_ended_are_replaced() {
    let all = prompts(&(0..40).map(|i| vec![i % 12, i / 12]).collect::<Vec<_>>(), 2);
    let (policy, sampling) = (Hashed::default(), sampling(8));
    let found = run(&policy, &all, &sampling);
    let tokens: usize = found.iter().flatten().map(|c| c.tokens.len()).sum();
    let longest_in_batches =
        found.chunks(4).map(|four| four.iter().flatten().map(|c| c.tokens.len()).max().unwrap());
    let in_batches: usize = longest_in_batches.sum();
    let steps = policy.steps.load(Relaxed);
    assert!(
        steps < in_batches * 3 / 4,
        "{steps} steps for {tokens} tokens, {in_batches} in batches"
    );
}

#[test]
fn progress_is_told_and_can_stop() {
    let all = prompts(&[vec![1], vec![2]], 4);
    let mut last = Progress::default();
    generate(&Hashed::default(), &all, &sampling(3), &mut |p| {
        last = p;
        true
    })
    .unwrap();
    assert_eq!((last.finished, last.wanted), (8, 8));
    let stopped = generate(&Hashed::default(), &all, &sampling(3), &mut |p| p.tokens < 5);
    assert!(matches!(stopped, Err(TrainError::Stopped)));
}

#[test]
fn logits_that_are_no_distribution_name_their_prompt() {
    let policy = Hashed { broken_after: Some(1), ..Hashed::default() };
    let endless = Sampling { stop: Vec::new(), ..sampling(4) };
    let found = generate(&policy, &prompts(&[vec![1]], 4), &endless, &mut |_| true);
    let error = found.unwrap_err().to_string();
    assert!(error.contains("prompt 0") && error.contains("token 1"), "{error}");
}

#[test]
fn nothing_asked_is_nothing_done() {
    let mut all = prompts(&[vec![1], vec![2]], 0);
    assert_eq!(run(&Hashed::default(), &all, &sampling(3)), [vec![], vec![]]);
    all[1].samples = 1;
    let found = run(&Hashed::default(), &all, &sampling(3));
    assert_eq!((found[0].len(), found[1].len()), (0, 1));
    assert!(generate(&Hashed::default(), &all, &sampling(0), &mut |_| true).is_err());
}
