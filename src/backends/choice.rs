//! Who plays a role, as a flag says it.

use std::path::PathBuf;
use std::str::FromStr;

/// What a flag such as `--coder` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The task families: `template`.
    Template,
    /// A server: `http://host:port/v1`, with the model's name behind a `#`.
    Server {
        /// The address.
        url: String,
        /// The model's name; the server's only one if left out.
        model: Option<String>,
    },
    /// A model of our own: `local:PATH`.
    Local(PathBuf),
}

/// What is none of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "say template, the address of a server such as http://localhost:8000/v1#NAME, or local:PATH"
)]
pub struct ChoiceError;

impl FromStr for Choice {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        if text == "template" {
            return Ok(Self::Template);
        }
        if let Some(path) = text.strip_prefix("local:").filter(|path| !path.is_empty()) {
            return Ok(Self::Local(path.into()));
        }
        if !text.starts_with("http://") && !text.starts_with("https://") {
            return Err(ChoiceError);
        }
        let (url, model) = match text.split_once('#') {
            Some((url, model)) => (url, Some(model.to_owned()).filter(|name| !name.is_empty())),
            None => (text, None),
        };
        Ok(Self::Server { url: url.trim_end_matches('/').to_owned(), model })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_are_read_and_nothing_else() {
        let server = |url: &str, model: Option<&str>| {
            Ok(Choice::Server { url: url.into(), model: model.map(Into::into) })
        };
        assert_eq!("template".parse(), Ok(Choice::Template));
        assert_eq!("local:runs/7".parse(), Ok(Choice::Local("runs/7".into())));
        assert_eq!("http://a:1/v1/".parse(), server("http://a:1/v1", None));
        assert_eq!("https://a/v1#Qwen/Q3#x".parse(), server("https://a/v1", Some("Qwen/Q3#x")));
        assert_eq!("http://a/v1#".parse(), server("http://a/v1", None));
        for odd in ["", "templates", "local:", "localhost:8000/v1", "ftp://a"] {
            assert_eq!(odd.parse::<Choice>(), Err(ChoiceError), "{odd}");
        }
    }
}
