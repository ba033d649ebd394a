//! Curves of a run: `metrics.jsonl`, one object a step with `step`, perhaps `stage` and
//! `role`, and any numbers beside them. A name may say stage and role itself, as in
//! `grpo/solver/reward/mean`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::ReportError;
use crate::lines;
use crate::plot::Line;

const ROLES: [&str; 5] = ["proposer", "coder", "solver", "searcher", "questioner"];
const STAGES: [&str; 6] = ["warm-up", "grpo", "sft", "train", "eval", "exam"];

/// What is asked of a run first, each with what its names hold.
const TOPICS: [(&str, &[&str]); 9] = [
    ("Reward", &["reward"]),
    ("Accuracy", &["accuracy", "correct"]),
    ("KL", &["kl"]),
    ("Length", &["length", "completion", "tokens"]),
    ("Render rate", &["render"]),
    ("Solvability", &["solvab"]),
    ("Difficulty", &["difficult", "frontier"]),
    ("Diversity", &["divers", "copy", "distinct"]),
    ("Throughput", &["second", "throughput", "per_sec"]),
];

/// Where whatever has no topic goes.
const OTHER: &str = "Other figures";

/// The name of a series.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub stage: String,
    pub metric: String,
    pub role: String,
}

/// Series by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Curves {
    series: BTreeMap<Name, Vec<(f64, f64)>>,
}

/// Lines that belong in one plot.
pub(crate) struct Panel {
    pub topic: &'static str,
    pub title: String,
    pub lines: Vec<Line>,
}

impl Curves {
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let mut curves = Self::default();
        for (at, row) in lines::read(&folder.join("metrics.jsonl"))?.iter().flatten().enumerate() {
            curves.add(at, row);
        }
        // A run that went on from a checkpoint may have logged a step twice.
        for points in curves.series.values_mut() {
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        Ok(curves)
    }

    fn add(&mut self, at: usize, row: &Map<String, Value>) {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let step = row.get("step").and_then(Value::as_f64).unwrap_or(at as f64 + 1.0);
        let mut numbers = Vec::new();
        for (key, value) in row.iter().filter(|(key, _)| *key != "step") {
            flatten(key, value, 0, &mut numbers);
        }
        for (key, value) in numbers.into_iter().filter(|(_, value)| value.is_finite()) {
            let name = Name::of(&key, text("stage"), text("role"));
            self.series.entry(name).or_default().push((step, value));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Plots of several runs: one for each figure and stage, a line for each role and
    /// run. A role and a run have the same colour in all of them.
    pub fn panels(runs: &[(&str, &Self)]) -> Vec<Panel> {
        let mut panels: BTreeMap<(usize, String), Vec<Line>> = BTreeMap::new();
        for (number, (run, curves)) in runs.iter().enumerate() {
            for (name, points) in curves.series.iter().filter(|(_, points)| points.len() > 1) {
                let parts = [name.role.as_str(), if runs.len() > 1 { run } else { "" }];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                let role = ROLES.iter().position(|role| *role == name.role);
                let colour = role.map_or(0, |role| role + 1) * runs.len() + number;
                let line = Line::new(parts.join(" · "), colour, points.clone());
                panels.entry((topic(&name.metric), name.title())).or_default().push(line);
            }
        }
        let panel = |((topic, title), lines): ((usize, String), Vec<Line>)| {
            let single = lines.len() == 1 && !lines[0].name.is_empty();
            let title = if single { format!("{title} · {}", lines[0].name) } else { title };
            let topic = TOPICS.get(topic).map_or(OTHER, |(name, _)| name);
            Panel { topic, title, lines }
        };
        panels.into_iter().map(panel).collect()
    }
}

fn topic(metric: &str) -> usize {
    let metric = metric.to_lowercase();
    let holds = |(_, parts): &(&str, &[&str])| parts.iter().any(|part| metric.contains(part));
    TOPICS.iter().position(holds).unwrap_or(TOPICS.len())
}

/// Numbers inside objects, their names joined by slashes.
fn flatten(key: &str, value: &Value, depth: u32, out: &mut Vec<(String, f64)>) {
    match value {
        Value::Number(number) => out.extend(number.as_f64().map(|value| (key.to_owned(), value))),
        Value::Bool(truth) => out.push((key.to_owned(), f64::from(u8::from(*truth)))),
        Value::Object(inner) if depth < 4 => {
            inner.iter().for_each(|(k, v)| flatten(&format!("{key}/{k}"), v, depth + 1, out));
        }
        _ => {}
    }
}

impl Name {
    fn of(key: &str, stage: &str, role: &str) -> Self {
        let (mut stage, mut role) = (stage.to_owned(), role.to_owned());
        let mut rest = Vec::new();
        for part in key.split('/') {
            if stage.is_empty() && rest.is_empty() && STAGES.contains(&part) {
                part.clone_into(&mut stage);
            } else if part == stage && rest.is_empty() {
            } else if role.is_empty() && ROLES.contains(&part) {
                part.clone_into(&mut role);
            } else {
                rest.push(part);
            }
        }
        let metric = if rest.is_empty() { key.to_owned() } else { rest.join("/") };
        Self { stage, metric, role }
    }

    fn title(&self) -> String {
        match self.stage.as_str() {
            "" => self.metric.clone(),
            stage => format!("{} · {stage}", self.metric),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn curves(rows: &[Value]) -> Curves {
        let mut curves = Curves::default();
        rows.iter().enumerate().for_each(|(at, row)| curves.add(at, row.as_object().unwrap()));
        curves
    }

    #[test]
    fn stage_and_role_stand_in_fields_or_in_names() {
        let name = |key, stage, role| {
            let name = Name::of(key, stage, role);
            [name.stage, name.role, name.metric]
        };
        assert_eq!(name("grpo/reward/mean", "", ""), ["grpo", "", "reward/mean"]);
        assert_eq!(name("solver/kl", "2", ""), ["2", "solver", "kl"]);
        assert_eq!(name("kl", "grpo", "coder"), ["grpo", "coder", "kl"]);
        assert_eq!(name("grpo/kl", "grpo", ""), ["grpo", "", "kl"]);
    }

    #[test]
    fn roles_share_a_plot_and_whatever_is_a_number_is_plotted() {
        let rows: Vec<Value> = (1..4)
            .map(|n| json!({"step": n, "stage": "s", "solver": {"reward": n}, "coder/reward": 2, "odd": true, "x": "y"}))
            .collect();
        let curves = curves(&rows);
        let panels = Curves::panels(&[("a", &curves)]);
        let titles: Vec<_> =
            panels.iter().map(|p| (p.topic, p.title.as_str(), p.lines.len())).collect();
        assert_eq!(titles, [("Reward", "reward · s", 2), (OTHER, "odd · s", 1)]);
    }

    #[test]
    fn runs_share_plots_wherever_they_end_and_keep_their_colours() {
        let run = |steps: u64| {
            curves(&(1..=steps).map(|n| json!({"step": n, "grpo/kl": n})).collect::<Vec<_>>())
        };
        let (short, long) = (run(5), run(9));
        let panels = Curves::panels(&[("a", &short), ("b", &long)]);
        let [panel] = panels.as_slice() else { panic!("one plot, not {}", panels.len()) };
        let lines: Vec<_> =
            panel.lines.iter().map(|l| (l.name.as_str(), l.colour, l.points.len())).collect();
        assert_eq!(lines, [("a", 0, 5), ("b", 1, 9)]);
    }
}
