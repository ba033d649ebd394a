//! `preprocessor_config.json`.

use serde::{Deserialize, Serialize};

/// How pictures are resized, normalised and cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "File", into = "File")]
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
    patch_size: usize,
    temporal_patch_size: usize,
    merge_size: usize,
    image_mean: [f32; 3],
    image_std: [f32; 3],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_pixels: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_pixels: Option<usize>,
    #[serde(default)]
    size: Size,
    #[serde(default = "yes")]
    do_convert_rgb: bool,
    #[serde(default = "yes")]
    do_normalize: bool,
    #[serde(default = "yes")]
    do_rescale: bool,
    #[serde(default = "yes")]
    do_resize: bool,
    #[serde(default = "bicubic")]
    resample: u8,
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

fn yes() -> bool {
    true
}

fn bicubic() -> u8 {
    3
}

fn eighth_bit() -> f64 {
    1.0 / 255.0
}

impl From<File> for ImageSettings {
    /// A bound of its own wins over one in `size`; the defaults are Qwen2-VL's.
    fn from(file: File) -> Self {
        let size = file.size;
        let min = file.min_pixels.or(size.shortest_edge).or(size.min_pixels);
        let max = file.max_pixels.or(size.longest_edge).or(size.max_pixels);
        Self {
            patch_size: file.patch_size,
            temporal_patch_size: file.temporal_patch_size,
            merge_size: file.merge_size,
            min_pixels: min.unwrap_or(56 * 56),
            max_pixels: max.unwrap_or(28 * 28 * 1280),
            mean: file.image_mean,
            std: file.image_std,
        }
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
            size: Size {
                shortest_edge: Some(settings.min_pixels),
                longest_edge: Some(settings.max_pixels),
                ..Size::default()
            },
            do_convert_rgb: true,
            do_normalize: true,
            do_rescale: true,
            do_resize: true,
            resample: bicubic(),
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
}
