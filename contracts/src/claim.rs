//! What a picture must show for a scene to be in it.
//!
//! A family states it in terms that a judge can hold against a picture without
//! knowing the family: words that are printed, marks of a paint, bars as tall as
//! their values, points that lie to each other as the scene has them. Places are in
//! units of the scene, not of the canvas: the judge finds the map between the two
//! from the picture, so a fault of the layout cannot hide behind itself.

use serde::{Deserialize, Serialize};

/// Marks by what they are painted with, as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paint {
    /// Marks filled with this colour.
    Fill(String),
    /// Marks outlined in this colour, whatever their fill.
    Stroke(String),
}

/// Which point of a mark has the place that a claim names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The centre of the mark's box.
    Centre,
    /// The ends of the segments of its outline: corners, ends of lines.
    Corners,
}

/// One thing that must hold of the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "kebab-case")]
pub enum Claim {
    /// Each of these is printed as a text of its own, as often as it stands here.
    Texts {
        /// The texts, in any order.
        texts: Vec<String>,
    },
    /// There are exactly so many marks of a paint that can be seen.
    Marks {
        /// The paint.
        paint: Paint,
        /// How many.
        count: usize,
    },
    /// Bars of a colour stand on one line, left to right, as tall as their values
    /// by one scale.
    Bars {
        /// Their colour, as `#rrggbb`.
        fill: String,
        /// Their values, above 0.
        values: Vec<f64>,
    },
    /// Marks of a paint lie at these places and nowhere else. All places of a
    /// picture share one map to pixels: a scale and a shift for x and one for y.
    Places {
        /// The paint.
        paint: Paint,
        /// Which point of a mark.
        anchor: Anchor,
        /// The places `[x, y]`, each once, y pointing down.
        at: Vec<[f64; 2]>,
    },
    /// Texts lie at these places, in the same map as [`Claim::Places`].
    Labels {
        /// Each text with the place of its centre.
        labels: Vec<(String, [f64; 2])>,
    },
}
