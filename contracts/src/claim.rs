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

/// A direction of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// Left to right.
    X,
    /// Top to bottom.
    Y,
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
    /// One mark of a paint has corners at these places, in this order, and no
    /// others: which ends are joined, which [`Claim::Places`] leaves open. Same map.
    /// Checked against each mark of the paint that can be seen: as many corners, each
    /// within a pixel, read from either end and, if closed, from any corner on.
    /// Corners within half a pixel of the one before are the same one, and the last of
    /// a closed outline may be its first once more.
    ///
    /// Where a picture has no [`Claim::Places`], outlines tell the map: the outermost
    /// of their corners are the outermost corners of the marks of their paint that
    /// have as many corners.
    Outline {
        /// The paint.
        paint: Paint,
        /// The corners.
        at: Vec<[f64; 2]>,
        /// Whether the last corner is joined to the first.
        closed: bool,
    },
    /// The picture has a colour at some places and not at others, whatever mark it
    /// is that paints them. Same map. Checked in the pixels: of the three by three
    /// around a place `at` one has the colour, of those around a place `off` none.
    Ink {
        /// The colour, as `#rrggbb`.
        colour: String,
        /// Where it is seen.
        at: Vec<[f64; 2]>,
        /// Where it is not.
        off: Vec<[f64; 2]>,
    },
    /// Texts along an axis lie at their coordinates, that is, their centres do in
    /// that one direction: a scale and a shift of its own make all of them right
    /// within a pixel or two. Of several texts of the same words the leftmost counts
    /// on a y axis and the lowest on an x axis.
    ///
    /// Where the picture has [`Claim::Places`], the scale and the shift are those of
    /// the shared map. Where it has [`Claim::Bars`], a bar of value `v` reaches from 0
    /// to `-v` by the y axis, and the `i`-th bars of all series together are centred
    /// on the `i`-th text of the x axis.
    Ticks {
        /// The direction.
        axis: Axis,
        /// Each text with its coordinate.
        labels: Vec<(String, f64)>,
    },
    /// The shared map scales x and y alike, within one part in a hundred: squares
    /// are squares and angles are true.
    TrueToScale,
    /// A text stands in an angle: its centre lies off the bisector, as seen from the
    /// vertex, by less than a fourth of the angle and 0.15 radians. The points are
    /// places in the shared map, the vertex in the middle. Of several texts of the
    /// same words one is enough.
    InAngle {
        /// The text.
        text: String,
        /// A point on one arm, the vertex, a point on the other arm.
        arms: [[f64; 2]; 3],
    },
}
