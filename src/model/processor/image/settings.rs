//! `preprocessor_config.json`.

use serde::{Deserialize, Serialize};

/// How pictures are resized, normalised and cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "File", into = "File")]
pub struct ImageSettings {
    /// Side of a patch in pixels.
    pub patch_size: usize,
    /// Frames of a patch: a still picture is repeated.
    pub temporal_patch_size: usize,
    /// Patches along a side of a merged patch.
    pub merge_size: usize,
    /// Least pixels of a picture.
    pub min_pixels: usize,
    /// Most pixels of a picture.
    pub max_pixels: usize,
    /// Subtracted from red, green and blue, each between 0 and 1.
    pub mean: [f32; 3],
    /// Divides them then.
    pub std: [f32; 3],
}

impl ImageSettings {
    /// The side of a merged patch: both sides of a picture are multiples of it.
    pub fn factor(&self) -> usize {
        self.patch_size * self.merge_size
    }
}

/// The file, in the forms that have been in use.
#[derive(Serialize, Deserialize)]
struct File {
    #[serde(default = "image_processor")]
    image_processor_type: String,
    #[serde(default = "patch")]
    patch_size: usize,
    #[serde(default = "two")]
    temporal_patch_size: usize,
    #[serde(default = "two")]
    merge_size: usize,
    #[serde(default = "mean")]
    image_mean: [f32; 3],
    #[serde(default = "std")]
    image_std: [f32; 3],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_pixels: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_pixels: Option<usize>,
    #[serde(default)]
    size: Option<Size>,
    #[serde(default)]
    do_convert_rgb: Option<bool>,
    #[serde(default)]
    do_normalize: Option<bool>,
    #[serde(default)]
    do_rescale: Option<bool>,
    #[serde(default)]
    do_resize: Option<bool>,
    #[serde(default)]
    resample: Option<u8>,
    #[serde(default = "eighth_bit")]
    rescale_factor: f64,
}

/// Pixels under the names of edges, or under their own.
#[derive(Default, Serialize, Deserialize)]
struct Size {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shortest_edge: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    longest_edge: Option<usize>,
    #[serde(default, skip_serializing)]
    min_pixels: Option<usize>,
    #[serde(default, skip_serializing)]
    max_pixels: Option<usize>,
}

fn image_processor() -> String {
    "Qwen2VLImageProcessor".to_owned()
}

/// The largest side of a patch or of its merging; real ones are 16 and 2.
const MOST: usize = 1024;
/// Pillow's number for bicubic.
const BICUBIC: u8 = 3;

// What a file leaves out is as in Qwen2-VL's processor, whose colours are CLIP's.
fn patch() -> usize {
    14
}

fn two() -> usize {
    2
}

fn mean() -> [f32; 3] {
    [0.481_454_66, 0.457_827_5, 0.408_210_73]
}

fn std() -> [f32; 3] {
    [0.268_629_54, 0.261_302_6, 0.275_777_1]
}

fn eighth_bit() -> f64 {
    1.0 / 255.0
}

impl TryFrom<File> for ImageSettings {
    type Error = String;

    /// A bound of its own wins over one in `size`; the defaults are Qwen2-VL's.
    fn try_from(file: File) -> Result<Self, String> {
        file.check_steps()?;
        let size = file.size.unwrap_or_default();
        let min = file.min_pixels.or(size.shortest_edge).or(size.min_pixels);
        let max = file.max_pixels.or(size.longest_edge).or(size.max_pixels);
        let settings = Self {
            patch_size: file.patch_size,
            temporal_patch_size: file.temporal_patch_size,
            merge_size: file.merge_size,
            min_pixels: min.unwrap_or(56 * 56),
            max_pixels: max.unwrap_or(28 * 28 * 1280),
            mean: file.image_mean,
            std: file.image_std,
        };
        settings.check()?;
        Ok(settings)
    }
}

impl File {
    /// Every picture is resized, rescaled and normalised here.
    fn check_steps(&self) -> Result<(), String> {
        let steps = [
            ("do_resize", self.do_resize),
            ("do_rescale", self.do_rescale),
            ("do_normalize", self.do_normalize),
        ];
        if let Some((name, _)) = steps.iter().find(|(_, step)| *step == Some(false)) {
            return Err(format!("`{name}` is false, and no picture is read without that step"));
        }
        if (self.rescale_factor - eighth_bit()).abs() > 1e-12 {
            return Err(format!("`rescale_factor` is {}, not 1/255", self.rescale_factor));
        }
        match self.resample {
            None | Some(BICUBIC) => Ok(()),
            Some(other) => {
                Err(format!("`resample` is {other}; only {BICUBIC}, bicubic, is known here"))
            }
        }
    }
}

impl ImageSettings {
    /// Sizes that a picture can be cut into, and numbers that stay finite.
    fn check(&self) -> Result<(), String> {
        let sides = [
            ("patch_size", self.patch_size),
            ("temporal_patch_size", self.temporal_patch_size),
            ("merge_size", self.merge_size),
        ];
        if let Some((name, side)) = sides.iter().find(|(_, side)| !(1..=MOST).contains(side)) {
            return Err(format!("`{name}` is {side}; it must lie between 1 and {MOST}"));
        }
        if self.min_pixels > self.max_pixels {
            let (min, max) = (self.min_pixels, self.max_pixels);
            return Err(format!("pictures need at least {min} pixels and at most {max}"));
        }
        if !self.std.iter().all(|std| *std > 0.0) {
            return Err(format!(
                "`image_std` is {:?}; it divides, so it must be above 0",
                self.std
            ));
        }
        Ok(())
    }
}

impl From<ImageSettings> for File {
    fn from(settings: ImageSettings) -> Self {
        Self {
            image_processor_type: image_processor(),
            patch_size: settings.patch_size,
            temporal_patch_size: settings.temporal_patch_size,
            merge_size: settings.merge_size,
            image_mean: settings.mean,
            image_std: settings.std,
            min_pixels: None,
            max_pixels: None,
            size: Some(Size {
                shortest_edge: Some(settings.min_pixels),
                longest_edge: Some(settings.max_pixels),
                ..Size::default()
            }),
            do_convert_rgb: Some(true),
            do_normalize: Some(true),
            do_rescale: Some(true),
            do_resize: Some(true),
            resample: Some(BICUBIC),
            rescale_factor: eighth_bit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bounds: &str) -> ImageSettings {
        let text = format!(
            r#"{{"patch_size": 14, "temporal_patch_size": 2, "merge_size": 2, {bounds}
                "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn bounds_are_found_under_all_their_names() {
        let of = |bounds: &str| (read(bounds).min_pixels, read(bounds).max_pixels);
        assert_eq!(of(r#""min_pixels": 1, "max_pixels": 2,"#), (1, 2));
        assert_eq!(of(r#""size": {"shortest_edge": 1, "longest_edge": 2},"#), (1, 2));
        assert_eq!(of(r#""size": {"min_pixels": 1, "max_pixels": 2},"#), (1, 2));
        assert_eq!(of(""), (3136, 1_003_520));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let settings = read("");
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<ImageSettings>(&text).unwrap(), settings);
        assert!(text.contains("longest_edge"));
    }

    #[test]
    fn what_a_file_leaves_out_is_qwens() {
        let settings: ImageSettings = serde_json::from_str(r#"{"size": null}"#).unwrap();
        assert_eq!((settings.factor(), settings.min_pixels), (28, 3136));
        assert_eq!(settings.mean[0], 0.481_454_66);
    }

    #[test]
    fn settings_that_no_picture_fits_are_refused_in_words() {
        let fault =
            |text: &str| serde_json::from_str::<ImageSettings>(text).unwrap_err().to_string();
        assert!(fault(r#"{"patch_size": 0}"#).contains("`patch_size` is 0"));
        assert!(fault(r#"{"min_pixels": 9, "max_pixels": 8}"#).contains("at least 9"));
        assert!(fault(r#"{"image_std": [1, 0, 1]}"#).contains("`image_std`"));
        assert!(fault(r#"{"do_resize": false}"#).contains("`do_resize`"));
        assert!(fault(r#"{"resample": 2}"#).contains("`resample` is 2"));
        assert!(fault(r#"{"rescale_factor": 1.0}"#).contains("`rescale_factor` is 1"));
    }
}
