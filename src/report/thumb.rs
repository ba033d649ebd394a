//! Thumbnails: pictures made small, on sheets.
//!
//! A pixel of a thumbnail is the mean of the pixels that it covers. Colours lose their
//! last three bits, which nobody sees at this size and which costs a sheet half its bytes.

use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};

/// Longest side of a thumbnail in pixels.
pub(crate) const SIDE: usize = 96;
/// Thumbnails beside each other on a sheet.
pub(crate) const ACROSS: usize = 8;
/// Thumbnails on a sheet.
pub(crate) const SHEET: usize = ACROSS * ACROSS;
/// Cells of a look beside each other.
pub(crate) const LOOK: usize = 16;
/// Most pixels that are decoded: a picture beyond that has no thumbnail.
const MOST: u64 = 1 << 26;

/// A small picture in a square, centred on its own ground.
pub(crate) struct Thumb {
    rgb: Vec<u8>,
}

impl Thumb {
    /// From a PNG file; `None` if it cannot be decoded.
    pub fn of(file: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(file));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let info = reader.info();
        if u64::from(info.width) * u64::from(info.height) > MOST {
            return None;
        }
        let mut bytes = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut bytes).ok()?;
        let (width, height) = (frame.width as usize, frame.height as usize);
        let samples = frame.color_type.samples();
        (width > 0 && height > 0).then(|| Self { rgb: shrink(&bytes, width, height, samples) })
    }

    /// Mean brightness of the cells of a grid: what pictures are compared by.
    pub fn look(&self) -> Vec<u8> {
        let cell = SIDE / LOOK;
        let mut sums = vec![0_u32; LOOK * LOOK];
        for (at, rgb) in self.rgb.chunks_exact(3).enumerate() {
            let (x, y) = (at % SIDE / cell, at / SIDE / cell);
            let [r, g, b] = [rgb[0], rgb[1], rgb[2]].map(u32::from);
            sums[y * LOOK + x] += 2 * r + 5 * g + b;
        }
        sums.iter().map(|sum| (sum / (8 * (cell * cell) as u32)) as u8).collect()
    }
}

/// Where each target pixel begins and ends in the source.
fn spans(from: usize, to: usize) -> Vec<(usize, usize)> {
    let edge = |at: usize| at * from / to;
    (0..to).map(|at| (edge(at), edge(at + 1).max(edge(at) + 1).min(from))).collect()
}

fn shrink(bytes: &[u8], width: usize, height: usize, samples: usize) -> Vec<u8> {
    let longest = width.max(height);
    let side = |length: usize| (length * SIDE / longest).clamp(1, SIDE);
    let (columns, rows) = (spans(width, side(width)), spans(height, side(height)));
    let (left, top) = ((SIDE - columns.len()) / 2, (SIDE - rows.len()) / 2);
    let channels = if samples < 3 { [0, 0, 0] } else { [0, 1, 2] };
    let ground = channels.map(|channel| bytes[channel] & 0xf8 | bytes[channel] >> 5);
    let mut out = ground.repeat(SIDE * SIDE);
    let mut sums = vec![0_u32; width * samples];
    for (y, (from, to)) in rows.iter().enumerate() {
        // Downwards first, over whole rows, which processors do many pixels at a time.
        sums.fill(0);
        for row in bytes[from * width * samples..to * width * samples].chunks_exact(sums.len()) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
        }
        for (x, (start, end)) in columns.iter().enumerate() {
            let mut all = [0_u32; 3];
            for pixel in sums[start * samples..end * samples].chunks_exact(samples) {
                all.iter_mut().zip(channels).for_each(|(sum, channel)| *sum += pixel[channel]);
            }
            let count = ((to - from) * (end - start)) as u32;
            let at = ((top + y) * SIDE + left + x) * 3;
            for (place, sum) in out[at..at + 3].iter_mut().zip(all) {
                let mean = (sum / count) as u8;
                *place = mean & 0xf8 | mean >> 5;
            }
        }
    }
    out
}

/// A sheet of thumbnails as a PNG file, rows from the top; gaps are grey.
pub(crate) fn sheet(thumbs: &[Option<Thumb>]) -> Result<Vec<u8>, png::EncodingError> {
    let rows = thumbs.len().div_ceil(ACROSS).max(1);
    let stride = ACROSS * SIDE * 3;
    let mut pixels = vec![0xb0; stride * SIDE * rows];
    for (at, thumb) in thumbs.iter().enumerate() {
        let Some(thumb) = thumb else { continue };
        let corner = (at / ACROSS) * SIDE * stride + (at % ACROSS) * SIDE * 3;
        for (y, line) in thumb.rgb.chunks_exact(SIDE * 3).enumerate() {
            let at = corner + y * stride;
            pixels[at..at + line.len()].copy_from_slice(line);
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, (ACROSS * SIDE) as u32, (SIDE * rows) as u32);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
        let pixels: Vec<u8> =
            (0..width * height).flat_map(|at| paint(at % width, at / width)).collect();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        file
    }

    #[test]
    fn halves_stay_halves_and_the_look_is_their_brightness() {
        let half = file(300, 300, |x, _| if x < 150 { [0; 3] } else { [255; 3] });
        let thumb = Thumb::of(&half).unwrap();
        let look = thumb.look();
        assert_eq!((look[0], look[LOOK - 1]), (0, 255));
        assert_eq!(thumb.rgb.len(), SIDE * SIDE * 3);
    }

    #[test]
    fn any_shape_is_taken_and_nonsense_is_not() {
        for (width, height) in [(1, 1), (1, 900), (2000, 3), (96, 96), (97, 31)] {
            let thumb = Thumb::of(&file(width, height, |_, _| [200, 10, 90])).unwrap();
            assert_eq!(&thumb.rgb[..3], &[206, 8, 90]);
        }
        assert!(Thumb::of(b"<svg onload=alert(1)>").is_none());
        assert!(Thumb::of(&[]).is_none());
    }

    #[test]
    fn a_sheet_has_as_many_rows_as_it_needs() {
        let thumbs: Vec<_> = (0..9).map(|_| None).collect();
        let sheet = sheet(&thumbs).unwrap();
        let reader = Decoder::new(Cursor::new(sheet)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (768, 192));
    }
}
