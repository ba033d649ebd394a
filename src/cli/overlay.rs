//! Draws over a picture where its questions say to look.

use anyhow::{Context, Result};
use synth_contracts::{BBox, Task, Tier};

/// Width of a frame, in pixels.
const FRAME: usize = 2;

/// The picture as a PNG file with a frame around every evidence box: blue for the easy
/// question, red for the hard one.
pub fn evidence(task: &Task) -> Result<Vec<u8>> {
    let mut canvas = Canvas::read(&task.picture.png)?;
    for (tier, colour) in Tier::ALL.into_iter().zip([[30, 90, 220], [220, 40, 40]]) {
        for bbox in &task.concept.question(tier).evidence {
            canvas.frame(*bbox, colour);
        }
    }
    canvas.png()
}

/// An RGB picture, three bytes a pixel.
struct Canvas {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Canvas {
    fn read(png: &[u8]) -> Result<Self> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .context("the stored picture is no PNG file; run synth verify on the corpus")?;
        let size = reader.output_buffer_size().context("the stored picture is too large")?;
        let mut rgb = vec![0; size];
        let frame = reader.next_frame(&mut rgb).context("the stored picture is damaged")?;
        rgb.truncate(frame.buffer_size());
        Ok(Self { width: frame.width as usize, height: frame.height as usize, rgb })
    }

    fn frame(&mut self, bbox: BBox, colour: [u8; 3]) {
        let [left, top, right, bottom] = bbox.0.map(|side| side.round().max(0.0) as usize);
        for y in top..bottom.min(self.height) {
            for x in left..right.min(self.width) {
                let inner = x >= left + FRAME
                    && x + FRAME < right
                    && y >= top + FRAME
                    && y + FRAME < bottom;
                let at = (y * self.width + x) * 3;
                if let Some(pixel) = self.rgb.get_mut(at..at + 3).filter(|_| !inner) {
                    pixel.copy_from_slice(&colour);
                }
            }
        }
    }

    fn png(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        Ok(out)
    }
}
