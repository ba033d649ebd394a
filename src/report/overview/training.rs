//! Plots of the curves of training runs, by topic.

use super::Group;
use crate::curves::Curves;
use crate::error::ReportError;
use crate::plot::Plot;
use crate::source::Source;

pub(super) fn groups(sources: &[Source]) -> Result<Vec<Group>, ReportError> {
    let runs: Vec<(&str, &Curves)> = sources
        .iter()
        .filter(|source| !source.curves.is_empty())
        .map(|source| (source.name.as_str(), &source.curves))
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    for panel in Curves::panels(&runs) {
        let plot =
            Plot { title: &panel.title, x: "step", lines: &panel.lines, reach: None, names: None };
        let Some(svg) = plot.svg()? else { continue };
        let main = !panel.topic.starts_with("Other");
        match groups.last_mut().filter(|group| group.topic == panel.topic) {
            Some(group) => group.svgs.push((panel.title, svg)),
            None => groups.push(Group {
                topic: panel.topic.to_owned(),
                main,
                svgs: vec![(panel.title, svg)],
            }),
        }
    }
    Ok(groups)
}
