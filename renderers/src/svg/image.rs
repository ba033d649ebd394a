//! Pictures embedded in a program as data URIs.
//!
//! They are checked before anything is decoded: the size that a file declares
//! decides, so a small file cannot ask for a gigabyte.

use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::{self, ImageKind, Tree};
use roxmltree::Document;

use super::Options;
use super::check::{Misplaced, check, xml_options};
use crate::{Fault, FaultKind};

/// Deepest nesting of SVG pictures within SVG pictures.
const MAX_NESTING: u32 = 4;

/// Whether a reference carries its data with it.
pub fn is_data(href: &str) -> bool {
    href.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Whether the data can be decoded; the converter would drop the element without
/// a word.
pub fn check_data(href: &str) -> Result<(), Fault> {
    let decoded = data_url::DataUrl::process(href).is_ok_and(|url| url.decode_to_vec().is_ok());
    match decoded {
        true => Ok(()),
        false => Err(bad("the data of an embedded picture cannot be decoded")),
    }
}

fn bad(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::BadImage, message)
}

/// Admits embedded pictures and remembers the first one that was refused.
pub struct Images {
    max_pixels: u64,
    max_nodes: u32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    nesting: u32,
    fault: Option<Fault>,
}

impl Images {
    /// Admits pictures within the bounds of `options`.
    pub fn new(options: &Options) -> Self {
        let Options { max_image_pixels: max_pixels, max_nodes, .. } = *options;
        Self { max_pixels, max_nodes, state: Mutex::default() }
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
        found.map_err(|fault| self.refuse(fault)).ok()
    }

    fn raster(&self, data: &Arc<Vec<u8>>) -> Result<ImageKind, Fault> {
        let unknown = || bad("an embedded picture is not PNG, JPEG, GIF or WebP");
        let size = imagesize::blob_size(data).map_err(|_| unknown())?;
        let pixels = size.width as u64 * size.height as u64;
        if pixels == 0 || pixels > self.max_pixels {
            let (width, height, most) = (size.width, size.height, self.max_pixels);
            return Err(bad(format!(
                "an embedded picture is {width} × {height} pixels; at most {most} are allowed"
            )));
        }
        match imagesize::image_type(data) {
            Ok(imagesize::ImageType::Png) => Ok(ImageKind::PNG(data.clone())),
            Ok(imagesize::ImageType::Jpeg) => Ok(ImageKind::JPEG(data.clone())),
            Ok(imagesize::ImageType::Gif) => Ok(ImageKind::GIF(data.clone())),
            Ok(imagesize::ImageType::Webp) => Ok(ImageKind::WEBP(data.clone())),
            _ => Err(unknown()),
        }
    }

    /// An SVG picture within the picture. It may embed data in turn, but reach
    /// nothing else.
    fn nested(&self, data: &[u8], options: &usvg::Options<'_>) -> Result<ImageKind, Fault> {
        let nesting = self.locked().nesting;
        if nesting >= MAX_NESTING {
            let message = format!("SVG pictures are embedded more than {MAX_NESTING} deep");
            return Err(bad(message));
        }
        self.check_nested(data)?;
        self.locked().nesting += 1;
        let tree = Tree::from_data_nested(data, options);
        self.locked().nesting = nesting;
        tree.map(ImageKind::SVG).map_err(|error| bad(format!("an embedded SVG picture: {error}")))
    }

    fn check_nested(&self, data: &[u8]) -> Result<(), Fault> {
        let text =
            std::str::from_utf8(data).map_err(|_| bad("an embedded SVG picture is not UTF-8"))?;
        let document = Document::parse_with_options(text, xml_options(self.max_nodes))
            .map_err(|error| bad(format!("an embedded SVG picture: {error}")))?;
        match check(&document) {
            Ok(_) => Ok(()),
            Err(Misplaced { mut fault, .. }) => {
                fault.message = format!("in an embedded SVG picture: {}", fault.message);
                Err(fault)
            }
        }
    }

    fn refuse(&self, fault: Fault) {
        self.locked().fault.get_or_insert(fault);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
