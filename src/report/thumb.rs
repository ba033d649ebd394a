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
    /// From a PNG file; `None` if it cannot be decoded. `room` is for its pixels: filling
    /// the same memory again is quicker than asking for more.
    pub fn of(file: &[u8], room: &mut Vec<u8>) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(file));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let info = reader.info();
        if u64::from(info.width) * u64::from(info.height) > MOST {
            return None;
        }
        room.resize(reader.output_buffer_size()?, 0);
        let frame = reader.next_frame(room).ok()?;
        let (width, height) = (frame.width as usize, frame.height as usize);
        let shrink = match frame.color_type.samples() {
            1 => shrink::<1>,
            2 => shrink::<2>,
            3 => shrink::<3>,
            _ => shrink::<4>,
        };
        (width > 0 && height > 0).then(|| Self { rgb: shrink(room, width, height) })
    }

    /// Mean brightness of the cells of a grid: what pictures are compared by.
    pub fn look(&self) -> Vec<u8> {
        let cell = SIDE / LOOK;
        let mut sums = [0_u32; LOOK * LOOK];
        for (y, line) in self.rgb.chunks_exact(SIDE * 3).enumerate() {
            let cells = sums.chunks_exact_mut(LOOK).nth(y / cell).unwrap_or_default();
            for (sum, pixels) in cells.iter_mut().zip(line.chunks_exact(cell * 3)) {
                for [r, g, b] in pixels.as_chunks::<3>().0 {
                    *sum += 2 * u32::from(*r) + 5 * u32::from(*g) + u32::from(*b);
                }
            }
        }
        sums.iter().map(|sum| (sum / (8 * (cell * cell) as u32)) as u8).collect()
    }
}

/// Where each target pixel begins and ends in the source.
fn spans(from: usize, to: usize) -> Vec<(usize, usize)> {
    let edge = |at: usize| at * from / to;
    (0..to).map(|at| (edge(at), edge(at + 1).max(edge(at) + 1).min(from))).collect()
}

/// A colour without its last three bits; white stays white.
fn coarse(value: u8) -> u8 {
    value & 0xf8 | value >> 5
}

fn shrink<const SAMPLES: usize>(bytes: &[u8], width: usize, height: usize) -> Vec<u8> {
    let longest = width.max(height);
    let side = |length: usize| (length * SIDE / longest).clamp(1, SIDE);
    let (columns, rows) = (spans(width, side(width)), spans(height, side(height)));
    let (left, top) = ((SIDE - columns.len()) / 2, (SIDE - rows.len()) / 2);
    let channels = if SAMPLES < 3 { [0, 0, 0] } else { [0, 1, 2] };
    let mut out = channels.map(|channel| coarse(bytes[channel])).repeat(SIDE * SIDE);
    let mut sums = vec![0; width * SAMPLES];
    let mut mean = Mean::default();
    for (y, (from, to)) in rows.iter().enumerate() {
        let lines = &bytes[from * sums.len()..to * sums.len()];
        let count = add_up(lines, &mut sums);
        let (sums, _) = sums.as_chunks::<SAMPLES>();
        let begin = ((top + y) * SIDE + left) * 3;
        let (line, _) = out[begin..begin + columns.len() * 3].as_chunks_mut::<3>();
        for ((start, end), pixel) in columns.iter().zip(line) {
            let mut all = [0_u32; 3];
            for sum in &sums[*start..*end] {
                all.iter_mut().zip(channels).for_each(|(all, at)| *all += u32::from(sum[at]));
            }
            mean.over(count * (end - start));
            *pixel = all.map(|sum| coarse(mean.of(sum)));
        }
    }
    out
}

/// Adds up rows, downwards, many pixels at a time, and says how many. Of more than 257,
/// whose sums 16 bits would not hold, some are left out evenly.
fn add_up(lines: &[u8], sums: &mut [u16]) -> usize {
    sums.fill(0);
    let every = (lines.len() / sums.len()).div_ceil(257).max(1);
    let lines = lines.chunks_exact(sums.len()).step_by(every);
    let count = lines.len();
    for line in lines {
        sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += u16::from(*value));
    }
    count
}

/// Divides by the same few counts again and again, by multiplying: an exact quotient as
/// long as fewer than 65,000 pixels are counted.
#[derive(Default)]
struct Mean {
    count: usize,
    inverse: u64,
}

impl Mean {
    fn over(&mut self, count: usize) {
        if self.count != count {
            *self = Self { count, inverse: (1_u64 << 40).div_ceil(count as u64) };
        }
    }

    fn of(&self, sum: u32) -> u8 {
        ((u64::from(sum) * self.inverse) >> 40) as u8
    }
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
        let thumb = Thumb::of(&half, &mut Vec::new()).unwrap();
        let look = thumb.look();
        assert_eq!((look[0], look[LOOK - 1]), (0, 255));
        assert_eq!(thumb.rgb.len(), SIDE * SIDE * 3);
    }

    #[test]
    fn any_shape_is_taken_and_nonsense_is_not() {
        let mut room = Vec::new();
        for (width, height) in [(1, 1), (1, 900), (2000, 3), (96, 96), (97, 31), (2, 60_000)] {
            let thumb = Thumb::of(&file(width, height, |_, _| [200, 10, 90]), &mut room).unwrap();
            assert!(thumb.rgb.chunks_exact(3).all(|rgb| rgb == [206, 8, 90]));
        }
        assert!(Thumb::of(b"<svg onload=alert(1)>", &mut room).is_none());
        assert!(Thumb::of(&[], &mut room).is_none());
    }

    #[test]
    fn means_are_exact() {
        let mut mean = Mean::default();
        for count in (1..2000).chain([9999, 64_000]) {
            mean.over(count);
            for value in [0, 1, 7, 128, 254, 255] {
                let sum = value * count as u32;
                assert_eq!(u32::from(mean.of(sum)), value);
                assert!(value == 0 || count == 1 || u32::from(mean.of(sum - 1)) == value - 1);
            }
        }
    }

    #[test]
    fn a_sheet_has_as_many_rows_as_it_needs() {
        let thumbs: Vec<_> = (0..9).map(|_| None).collect();
        let sheet = sheet(&thumbs).unwrap();
        let reader = Decoder::new(Cursor::new(sheet)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (768, 192));
    }
}
