//! What host and guest of the sandbox say to each other.
//!
//! Both sides are compiled from this crate, so they cannot drift apart. A request
//! is trusted; a reply is not: it comes out of a memory in which a hostile
//! program has run. So a reply is bounded before it is decoded, by a decoder that
//! cannot be made to panic, and nothing in it is believed before [`Drawn::check`].
//!
//! # Calls
//!
//! The guest exports `synth_run(length) -> reply`, where `length` is that of the
//! request and `reply` is a [`Region`] packed by [`Region::pack`]. It fetches the
//! request by the import `synth.request(pointer, length)`.

use serde::{Deserialize, Serialize};
use synth_renderers::{Facts, FaultKind, Place};

/// File that a Python program writes, in the folder it finds itself in.
pub const OUTPUT: &str = "output.svg";

/// Longest reply in bytes, pixels not counted. The facts of the most intricate
/// picture take a tenth of it.
pub const LONGEST_REPLY: u32 = 16 << 20;

/// What the guest should do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request<'a> {
    /// Whether the source is Python; otherwise it is SVG.
    pub python: bool,
    /// The program.
    pub source: &'a str,
    /// Longest side of the picture in pixels.
    pub max_side: u32,
    /// Most XML nodes.
    pub max_nodes: u32,
    /// Most pixels of an embedded picture.
    pub max_image_pixels: u64,
}

/// Bytes in the guest's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Address of the first byte.
    pub pointer: u32,
    /// Number of bytes.
    pub length: u32,
}

impl Region {
    /// The region as one number, pointer in the upper half.
    pub fn pack(self) -> u64 {
        u64::from(self.pointer) << 32 | u64::from(self.length)
    }

    /// The reverse of [`Region::pack`].
    pub fn unpack(packed: u64) -> Self {
        Self { pointer: (packed >> 32) as u32, length: packed as u32 }
    }

    /// The bytes within `memory`; `None` if the region reaches outside.
    pub fn within(self, memory: &[u8]) -> Option<&[u8]> {
        let start = self.pointer as usize;
        memory.get(start..start.checked_add(self.length as usize)?)
    }
}

/// Why a program yields no picture, as far as the guest can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// The SVG is at fault.
    Svg(FaultKind),
    /// The Python does not compile.
    PythonSyntax,
    /// An exception reached the end of the program.
    PythonError,
    /// A module that is not there was imported.
    MissingModule,
    /// The program ended without writing [`OUTPUT`].
    NoOutput,
    /// What was written to [`OUTPUT`] is not text in UTF-8.
    NotUtf8,
}

/// What the guest did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// There is a picture.
    Drawn(Drawn),
    /// There is none.
    Refused {
        /// Which refusal.
        refusal: Refusal,
        /// What is wrong, in a sentence.
        message: String,
        /// Where in the program.
        place: Option<Place>,
    },
}

/// A picture in the guest's memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Four bytes a pixel, rows from the top.
    pub pixels: Region,
    /// What is in the picture.
    pub facts: Facts,
}

/// A reply that no sound guest sends.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes are not a reply.
    #[error("the guest's reply cannot be decoded: {0}")]
    Malformed(String),
    /// The reply is longer than [`LONGEST_REPLY`].
    #[error("the guest's reply is {0} bytes long")]
    TooLong(u32),
    /// A region lies outside the guest's memory.
    #[error("the guest's reply points outside its memory")]
    OutOfBounds,
    /// Width, height and pixels do not go together, or exceed what was asked.
    #[error("the guest's picture of {width} × {height} pixels in {bytes} bytes is not one")]
    Picture {
        /// Claimed width.
        width: u32,
        /// Claimed height.
        height: u32,
        /// Bytes of pixels.
        bytes: u32,
    },
}

impl Drawn {
    /// Whether size and pixels go together and keep within `max_side`.
    ///
    /// # Errors
    ///
    /// [`WireError::Picture`] if they do not.
    pub fn check(&self, max_side: u32) -> Result<(), WireError> {
        let Self { width, height, pixels, .. } = self;
        let bytes = u64::from(*width).saturating_mul(u64::from(*height)).saturating_mul(4);
        let sides = 1..=max_side;
        if sides.contains(width) && sides.contains(height) && bytes == u64::from(pixels.length) {
            return Ok(());
        }
        Err(WireError::Picture { width: *width, height: *height, bytes: pixels.length })
    }
}

/// Encodes a request for the guest.
///
/// # Errors
///
/// [`WireError::Malformed`], which cannot happen for a request made of text and
/// numbers.
pub fn encode_request(request: &Request<'_>) -> Result<Vec<u8>, WireError> {
    postcard::to_stdvec(request).map_err(malformed)
}

/// Decodes a request.
///
/// # Errors
///
/// [`WireError::Malformed`] for anything else.
pub fn decode_request(bytes: &[u8]) -> Result<Request<'_>, WireError> {
    postcard::from_bytes(bytes).map_err(malformed)
}

/// Encodes a reply for the host.
///
/// # Errors
///
/// [`WireError::Malformed`], which cannot happen for a reply built by the guest.
pub fn encode_reply(reply: &Reply) -> Result<Vec<u8>, WireError> {
    postcard::to_stdvec(reply).map_err(malformed)
}

/// Finds and decodes the reply to which `packed` leads, and checks it against
/// the memory it came from and against the request.
///
/// # Errors
///
/// [`WireError`] for anything that a sound guest would not send.
pub fn decode_reply(memory: &[u8], packed: u64, max_side: u32) -> Result<Reply, WireError> {
    let region = Region::unpack(packed);
    if region.length > LONGEST_REPLY {
        return Err(WireError::TooLong(region.length));
    }
    let bytes = region.within(memory).ok_or(WireError::OutOfBounds)?;
    let reply: Reply = postcard::from_bytes(bytes).map_err(malformed)?;
    if let Reply::Drawn(drawn) = &reply {
        drawn.check(max_side)?;
        drawn.pixels.within(memory).ok_or(WireError::OutOfBounds)?;
    }
    Ok(reply)
}

fn malformed(error: postcard::Error) -> WireError {
    WireError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(width: u32, height: u32, pixels: Region) -> Reply {
        Reply::Drawn(Drawn { width, height, pixels, facts: Facts::default() })
    }

    /// A memory that holds `reply` at address 64.
    fn memory(reply: &Reply) -> (Vec<u8>, u64) {
        let bytes = encode_reply(reply).unwrap();
        let mut memory = vec![0; 64];
        memory.extend(&bytes);
        (memory, Region { pointer: 64, length: bytes.len() as u32 }.pack())
    }

    #[test]
    fn a_sound_reply_arrives() {
        let reply = drawn(2, 3, Region { pointer: 0, length: 24 });
        let (memory, packed) = memory(&reply);
        assert_eq!(decode_reply(&memory, packed, 10), Ok(reply));
    }

    #[test]
    fn a_picture_that_lies_about_its_size_is_refused() {
        for (width, height, length) in [(2, 3, 23), (0, 3, 0), (11, 1, 44), (u32::MAX, u32::MAX, 4)]
        {
            let (memory, packed) = memory(&drawn(width, height, Region { pointer: 0, length }));
            let refused = decode_reply(&memory, packed, 10);
            assert!(matches!(refused, Err(WireError::Picture { .. })), "{width}×{height}");
        }
    }

    #[test]
    fn a_region_outside_memory_is_refused() {
        let (memory, packed) = memory(&drawn(1, 1, Region { pointer: u32::MAX, length: 4 }));
        assert_eq!(decode_reply(&memory, packed, 10), Err(WireError::OutOfBounds));
        let outside = Region { pointer: u32::MAX, length: 9 }.pack();
        assert_eq!(decode_reply(&memory, outside, 10), Err(WireError::OutOfBounds));
        assert_eq!(decode_reply(&memory, u64::MAX, 10), Err(WireError::TooLong(u32::MAX)));
    }

    proptest! {
        #[test]
        fn any_memory_is_decoded_or_refused(memory: Vec<u8>, pointer in 0..64u32, length in 0..256u32) {
            let _ = decode_reply(&memory, Region { pointer, length }.pack(), 448);
        }
    }
}
