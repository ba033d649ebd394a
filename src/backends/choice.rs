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
    /// A model of our own in this process: `local:FOLDER`, or `local:FOLDER#ADAPTER`.
    Local {
        /// The folder of the model.
        folder: PathBuf,
        /// The folder of an adapter over it.
        adapter: Option<PathBuf>,
    },
}

/// What is none of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "say template, the address of a server such as http://localhost:8000/v1#NAME, or \
     local:FOLDER with a model of your own, an adapter's folder behind a #"
)]
pub struct ChoiceError;

impl FromStr for Choice {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        if text == "template" {
            return Ok(Self::Template);
        }
        if let Some(path) = text.strip_prefix("local:") {
            return local(path).ok_or(ChoiceError);
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

/// The folder of a model, and that of an adapter behind a `#`.
fn local(path: &str) -> Option<Choice> {
    let (folder, adapter) = match path.split_once('#') {
        Some((folder, adapter)) => (folder, Some(adapter)),
        None => (path, None),
    };
    let named = !folder.is_empty() && adapter.is_none_or(|adapter| !adapter.is_empty());
    named.then(|| Choice::Local { folder: folder.into(), adapter: adapter.map(Into::into) })
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
        let local = |folder: &str, adapter: Option<&str>| {
            Ok(Choice::Local { folder: folder.into(), adapter: adapter.map(Into::into) })
        };
        assert_eq!("local:runs/7".parse(), local("runs/7", None));
        assert_eq!("local:base#run/adapter".parse(), local("base", Some("run/adapter")));
        assert_eq!("http://a:1/v1/".parse(), server("http://a:1/v1", None));
        assert_eq!("https://a/v1#Qwen/Q3#x".parse(), server("https://a/v1", Some("Qwen/Q3#x")));
        assert_eq!("http://a/v1#".parse(), server("http://a/v1", None));
        for odd in
            ["", "templates", "local:", "local:#a", "local:base#", "localhost:8000/v1", "ftp://a"]
        {
            assert_eq!(odd.parse::<Choice>(), Err(ChoiceError), "{odd}");
        }
    }
}
