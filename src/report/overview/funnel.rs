//! What was left after each gate, and why the others were refused.

use serde::Serialize;
use synth_datasets::FunnelRow;

/// Gates in the order in which candidates pass them, with what has then become of one.
const GATES: [(&str, &str); 7] = [
    ("propose", "proposed, both solvers agree"),
    ("balance", "answer not too common"),
    ("dedup", "not there before"),
    ("execute", "program ran"),
    ("render", "picture drawn"),
    ("verify", "picture shows what it should"),
    ("unlike", "in none of the other corpora"),
];

/// The same for candidates that models write.
const AUTHORED: [(&str, &str); 10] = [
    ("propose", "a concept was read"),
    ("code", "a program was read"),
    ("execute", "program ran"),
    ("render", "picture drawn"),
    ("verify", "picture shows what it should"),
    ("agree", "the Solver finds the author's answers"),
    ("blind", "and does not find them blind"),
    ("unlike", "in none of the other corpora"),
    ("balance", "answer not too common"),
    ("dedup", "not there before"),
];

#[derive(Serialize)]
pub(super) struct Stage {
    gate: String,
    words: String,
    left: u64,
    share: f64,
    reasons: Vec<(String, u64)>,
}

/// What was left after each gate.
pub(super) fn stages(candidates: u64, funnel: &[FunnelRow], authored: bool) -> Vec<Stage> {
    let mut gates = if authored { AUTHORED.to_vec() } else { GATES.to_vec() };
    for row in funnel {
        if gates.iter().all(|(gate, _)| *gate != row.gate) {
            gates.push((&row.gate, &row.gate));
        }
    }
    let share = |left: u64| left as f64 / candidates.max(1) as f64;
    let first = Stage {
        gate: String::new(),
        words: "candidates".to_owned(),
        left: candidates,
        share: share(candidates),
        reasons: Vec::new(),
    };
    let mut left = candidates;
    let mut stages = vec![first];
    for (gate, words) in gates {
        let reasons: Vec<(String, u64)> = funnel
            .iter()
            .filter(|row| row.gate == gate)
            .map(|row| (row.reason.clone(), row.count))
            .collect();
        left = left.saturating_sub(reasons.iter().map(|(_, count)| count).sum());
        // A gate that only some runs have is not shown where it refused nothing.
        if gate == "unlike" && reasons.is_empty() {
            continue;
        }
        let (gate, words) = (gate.to_owned(), words.to_owned());
        stages.push(Stage { gate, words, left, share: share(left), reasons });
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_funnel_loses_what_each_gate_refused() {
        let row = |gate: &str, count| FunnelRow { gate: gate.into(), reason: "r".into(), count };
        let stages =
            stages(100, &[row("verify", 7), row("balance", 10), row("new-gate", 3)], false);
        let left: Vec<_> = stages.iter().map(|s| (s.gate.as_str(), s.left)).collect();
        let wanted = [
            ("", 100),
            ("propose", 100),
            ("balance", 90),
            ("dedup", 90),
            ("execute", 90),
            ("render", 90),
            ("verify", 83),
            ("new-gate", 80),
        ];
        assert_eq!(left, wanted);
    }
}
