//! Pictures and chats as a vision-language model reads them.
