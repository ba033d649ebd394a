//! A family's page, and the page that lists them all.

use std::fmt::Write;
use std::path::Path;

use synth_contracts::{Answer, Concept, Question};
use synth_sandbox::Rendering;
use synth_templates::{Group, Registered};

use super::{Exhibit, GalleryError, save};
use crate::pipeline::twins::Twins;

/// Writes the page of a family and its pictures.
pub fn write(folder: &Path, exhibit: &Exhibit) -> Result<(), GalleryError> {
    let card = &exhibit.family.card;
    let mut page = format!(
        "# {}\n\n{} · {} · [all families](index.md)\n\n**Asks.** {}\n\n**Certain.** {}\n\n\
         **Levels.** {}\n",
        card.name,
        card.group.name(),
        card.language,
        card.asks,
        card.certain,
        card.knobs
    );
    for (level, shown) in &exhibit.examples {
        let name = format!("{}-{level}.png", card.name);
        picture(folder, &name, &shown.rendering)?;
        let _ = write!(page, "\n## Level {level}\n\n![]({name})\n\n");
        page += &questions(&shown.draft.concept);
    }
    page += &twins(folder, exhibit)?;
    save(folder, &format!("{}.md", card.name), page.as_bytes())
}

/// The list of families.
pub fn index(families: &[&Registered]) -> String {
    let mut page = format!(
        "# {} task families\n\nWritten by `synth gallery`. Each family draws a scene at random, \
         asks an easy and a hard question about it, and proves both answers with two solvers \
         that share no step.\n\n![One task of every family](sheet.png)\n",
        families.len()
    );
    for group in Group::ALL {
        let members: Vec<&&Registered> =
            families.iter().filter(|family| family.card.group == group).collect();
        if members.is_empty() {
            continue;
        }
        let _ = write!(page, "\n## {}\n\n", capital(group.name()));
        for family in members {
            let card = &family.card;
            let _ = writeln!(page, "- [{0}]({0}.md): {1}", card.name, card.asks);
        }
    }
    page
}

fn questions(concept: &Concept) -> String {
    format!(
        "- Easy: {} **{}**\n- Hard: {} **{}**\n",
        asked(&concept.easy),
        concept.easy.answer,
        asked(&concept.hard),
        concept.hard.answer
    )
}

/// A question with its options, if it has some.
fn asked(question: &Question) -> String {
    let Answer::Choice { options, .. } = &question.answer else { return question.text.clone() };
    let letters = ('A'..='Z').zip(options);
    let options: Vec<String> = letters.map(|(letter, text)| format!("({letter}) {text}")).collect();
    format!("{} {}", question.text, options.join(" "))
}

fn twins(folder: &Path, exhibit: &Exhibit) -> Result<String, GalleryError> {
    let Some((level, task)) = exhibit.examples.get(super::MIDDLE) else { return Ok(String::new()) };
    let Twins { counterfactual, unanswerable, restyled } = &exhibit.twins;
    let (name, before) = (exhibit.family.card.name, &task.draft.concept.hard);
    let mut page = format!("\n## Twins of the task of level {level}\n");
    if let Some(twin) = counterfactual {
        let (file, after) = (format!("{name}-changed.png"), &twin.draft.concept.hard);
        picture(folder, &file, &twin.rendering)?;
        let _ = write!(
            page,
            "\nOne fact is changed: the answer to the hard question was **{}** and is **{}**.\
             \n\n![]({file})\n",
            before.answer, after.answer
        );
    }
    if let Some((twin, rendering)) = unanswerable {
        let (file, [one, two]) = (format!("{name}-hidden.png"), &twin.answers);
        picture(folder, &file, rendering)?;
        let _ = write!(
            page,
            "\nWhat decides is hidden: **{one}**, **{two}** and perhaps more would fit this \
             picture, which both scenes draw to the last pixel.\n\n![]({file})\n"
        );
    }
    if let Some(twin) = restyled {
        let file = format!("{name}-restyled.png");
        picture(folder, &file, &twin.rendering)?;
        let _ = write!(page, "\nAnother style, the same answers:\n\n![]({file})\n\n");
        page += &questions(&twin.draft.concept);
    }
    Ok(page)
}

fn picture(folder: &Path, name: &str, rendering: &Rendering) -> Result<(), GalleryError> {
    save(folder, name, &rendering.picture()?.png)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
