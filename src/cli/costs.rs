//! What models were asked, and what it cost.

use anyhow::Result;
use serde_json::{Value, json};
use synth_backends::{Journal, Kept, Meter, Player, Spent, Who};
use synth_roles::Card;

use super::say;

/// What a run of models cost.
pub struct Costs(Vec<Value>);

impl Costs {
    /// Of this sitting, and from the journal of all.
    ///
    /// # Errors
    ///
    /// When the journal cannot be read.
    pub fn of(players: &[(&'static Card, Option<Kept<'_>>)], journal: &Journal) -> Result<Self> {
        let mut costs = Vec::new();
        for (card, player) in players {
            let Some(player) = player else { continue };
            costs.push(cost(card.name, player.who(), &player.meter(), &journal.spent(card.name)?));
        }
        Ok(Self(costs))
    }

    /// Nobody's yet.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// With those of one more role.
    pub fn add(&mut self, role: &str, who: &Who, meter: &Meter, spent: &Spent) {
        self.0.push(cost(role, who, meter, spent));
    }

    /// Whether nobody was asked.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        Value::Array(self.0.clone())
    }

    /// For people.
    ///
    /// # Errors
    ///
    /// As [`say::line`].
    pub fn print(&self) -> Result<()> {
        say::line(
            "\nasked         replies   recalled      calls  tokens in tokens out    seconds",
        )?;
        for cost in &self.0 {
            let (role, meter) = (cost["role"].as_str().unwrap_or_default(), &cost["sitting"]);
            let number = |key: &str| meter[key].as_u64().unwrap_or(0);
            let tokens = |key: &str| meter["usage"][key].as_u64().unwrap_or(0);
            say::line(format_args!(
                "{role:<10}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11.1}",
                number("replied"),
                number("recalled"),
                number("calls"),
                tokens("prompt_tokens"),
                tokens("completion_tokens"),
                number("milliseconds") as f64 / 1e3
            ))?;
            let faults = meter["faults"].as_object().into_iter().flatten();
            let faults: Vec<String> =
                faults.map(|(name, count)| format!("{name} {count}")).collect();
            if !faults.is_empty() {
                say::line(format_args!("          tried again after: {}", faults.join(", ")))?;
            }
        }
        Ok(())
    }
}

fn cost(role: &str, who: &Who, meter: &Meter, spent: &Spent) -> Value {
    json!({
        "role": role,
        "backend": who.backend,
        "model": who.model,
        "sitting": meter,
        "all_sittings": spent,
    })
}
