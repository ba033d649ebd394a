//! Pictures and chats as a vision-language model reads them: what `AutoProcessor` does
//! for Qwen-VL.
//!
//! # Steps
//!
//! 1. [`image`] brings a picture to a size whose sides are whole numbers of merged
//!    patches, and cuts it into patches of normalised numbers.
//! 2. [`chat`] writes messages as the folder's template says.
//! 3. [`tokenizer`] turns the text into ids, after each picture's mark was repeated once
//!    for every merged patch.
//!
//! [`Processor`] is all three, from the files of a Hugging Face folder.

pub mod chat;
mod error;
pub mod image;
mod processor;
pub mod tokenizer;

pub use chat::{Content, Message};
pub use error::{ProcessorError, Result};
pub use image::{ImageSettings, Patches, Picture};
pub use processor::{Encoded, Processor};
pub use tokenizer::Tokenizer;
