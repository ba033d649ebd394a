//! Pictures embedded in a program as data URIs.
//!
//! They are checked before anything is decoded: the size that a file declares
//! decides, so a small file cannot ask for a gigabyte.

use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::{self, ImageKind, Tree};

use crate::{Fault, FaultKind};

/// Deepest nesting of SVG pictures within SVG pictures.
const MAX_NESTING: u32 = 4;

/// Whether a reference carries its data with it.
pub fn is_data(href: &str) -> bool {
    href.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Admits embedded pictures and remembers the first one that was refused.
pub struct Images {
    max_pixels: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    nesting: u32,
    fault: Option<Fault>,
}

impl Images {
    /// Admits pictures of at most `max_pixels`.
    pub fn new(max_pixels: u64) -> Self {
        Self { max_pixels, state: Mutex::default() }
    }

    /// The first refusal, if there was one.
    pub fn fault(&self) -> Option<Fault> {
        self.locked().fault.clone()
    }

    /// The picture in `data`, or `None` with the reason kept for [`Images::fault`].
    pub fn resolve(
        &self,
        mime: &str,
        data: &Arc<Vec<u8>>,
        options: &usvg::Options<'_>,
    ) -> Option<ImageKind> {
        let found = match mime {
            "image/svg+xml" => self.nested(data, options),
            _ => self.raster(data),
        };
        found.map_err(|message| self.refuse(message)).ok()
    }

    fn raster(&self, data: &Arc<Vec<u8>>) -> Result<ImageKind, String> {
        let size = imagesize::blob_size(data)
            .map_err(|_| "an embedded picture is not PNG, JPEG, GIF or WebP".to_owned())?;
        let pixels = size.width as u64 * size.height as u64;
        if pixels == 0 || pixels > self.max_pixels {
            return Err(format!(
                "an embedded picture is {} × {} pixels; at most {} are allowed",
                size.width, size.height, self.max_pixels
            ));
        }
        match imagesize::image_type(data) {
            Ok(imagesize::ImageType::Png) => Ok(ImageKind::PNG(data.clone())),
            Ok(imagesize::ImageType::Jpeg) => Ok(ImageKind::JPEG(data.clone())),
            Ok(imagesize::ImageType::Gif) => Ok(ImageKind::GIF(data.clone())),
            Ok(imagesize::ImageType::Webp) => Ok(ImageKind::WEBP(data.clone())),
            _ => Err("an embedded picture is not PNG, JPEG, GIF or WebP".to_owned()),
        }
    }

    /// An SVG picture within the picture. It may embed data in turn, but reach
    /// nothing else.
    fn nested(&self, data: &[u8], options: &usvg::Options<'_>) -> Result<ImageKind, String> {
        let nesting = self.locked().nesting;
        if nesting >= MAX_NESTING {
            return Err(format!("SVG pictures are embedded more than {MAX_NESTING} deep"));
        }
        self.locked().nesting += 1;
        let tree = Tree::from_data_nested(data, options);
        self.locked().nesting = nesting;
        tree.map(ImageKind::SVG).map_err(|error| format!("an embedded SVG picture: {error}"))
    }

    fn refuse(&self, message: String) {
        let mut state = self.locked();
        state.fault.get_or_insert_with(|| Fault::new(FaultKind::BadImage, message));
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
