//! Tasks to plant twins of: drawn in process by the families that write SVG.

use std::io::Cursor;

use synth_contracts::{Answer, Digest, Level, Stream};
use synth_dedup::raster::Raster;
use synth_renderers::Options;
use synth_templates::Registered;

/// Families whose programs are SVG, so that no sandbox is needed to draw them.
pub const FAMILIES: [&str; 5] =
    ["bar-chart", "line-chart", "angle-chase", "line-crossings", "sudoku"];

/// The palettes of the families' styles.
pub const PALETTES: [[&str; 6]; 6] = [
    ["#2f6db3", "#c2571a", "#3f8f3a", "#b8324f", "#7d55b5", "#6b5138"],
    ["#1b6ca8", "#b8451f", "#2f855a", "#8a3fa0", "#a17800", "#4a5258"],
    ["#3a3f47", "#21867a", "#b8740f", "#cf3f33", "#6d4fa0", "#3f7fc0"],
    ["#2a56c6", "#cc2f0e", "#a97000", "#0f8016", "#8f0e8f", "#0088b3"],
    ["#2d6a94", "#a82c30", "#b5761a", "#3d7a44", "#6a3fa8", "#54463e"],
    ["#005f73", "#c24a08", "#4a8a2c", "#9b2283", "#8f6a00", "#4a4fc0"],
];

/// A question with its answer.
#[derive(Clone)]
pub struct Asked {
    pub text: String,
    pub answer: Answer,
}

/// A task as far as duplicates are concerned.
#[derive(Clone)]
pub struct Base {
    pub family: &'static Registered,
    pub level: Level,
    pub stream: Stream,
    pub scene: Digest,
    pub svg: String,
    /// Easy, then hard.
    pub asked: Vec<Asked>,
}

impl Base {
    /// The `index`-th task, if its family finds one there.
    pub fn make(index: u64) -> Option<Self> {
        let name = FAMILIES[(index % FAMILIES.len() as u64) as usize];
        let family = synth_templates::find(name)?;
        let level = Level::new((index / FAMILIES.len() as u64 % 5) as u8 + 1).ok()?;
        let stream = Stream::root(20).child(name).index(index);
        Self::styled(family, level, stream, &stream)
    }

    /// The same scene in the style of another stream: other colours, another
    /// font, another wording, often another place for the legend.
    pub fn restyled(&self) -> Option<Self> {
        Self::styled(self.family, self.level, self.stream, &self.stream.child("restyled"))
    }

    /// As [`Base::restyled`], in the `at`-th of many styles.
    pub fn styled_as(&self, at: u64) -> Option<Self> {
        Self::styled(self.family, self.level, self.stream, &self.stream.child("words").index(at))
    }

    fn styled(
        family: &'static Registered,
        level: Level,
        stream: Stream,
        look: &Stream,
    ) -> Option<Self> {
        let draft = family.propose_in_style(level, &stream, look).ok()?;
        let scene = Digest::of_json(family.card.name, &draft.scene);
        let asked = [draft.concept.easy, draft.concept.hard]
            .map(|question| Asked { text: question.text, answer: question.answer });
        Some(Self { family, level, stream, scene, svg: draft.program.source, asked: asked.into() })
    }
}

/// What an SVG program draws at 448 pixels, if it draws.
pub fn draw(svg: &str) -> Option<Raster> {
    let drawn = synth_renderers::render(svg, &Options::default()).ok()?;
    Raster::new(drawn.width, drawn.height, 4, &drawn.rgba).ok()
}

/// A picture as a PNG file, as a store keeps it.
pub fn png(picture: &Raster) -> Vec<u8> {
    let image = image(picture);
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, image::ImageFormat::Png).expect("memory takes a picture");
    file.into_inner()
}

/// A picture for the `image` crate.
pub fn image(picture: &Raster) -> image::RgbImage {
    image::RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec())
        .expect("a raster has three bytes a pixel")
}

/// A picture from the `image` crate.
pub fn raster(image: &image::RgbImage) -> Raster {
    Raster::new(image.width(), image.height(), 3, image.as_raw()).expect("an image has pixels")
}
