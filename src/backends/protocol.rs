//! What goes over the wire: `POST /chat/completions`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fault::Fault;

/// What a role is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The prompt.
    pub prompt: String,
    /// The picture that stands before it, a PNG file.
    pub picture: Option<Vec<u8>>,
    /// Responses wanted, at least 1.
    pub samples: u32,
    /// Divides the logits.
    pub temperature: f64,
    /// Share of the probability that is drawn from.
    pub top_p: f64,
    /// Most tokens of a response.
    pub max_tokens: u32,
    /// Of the sampling, for servers that have one; also spreads waits.
    pub seed: u64,
}

/// Why a response ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// By itself.
    Stop,
    /// At its most tokens.
    Length,
    /// Otherwise, or the server does not say.
    #[serde(other)]
    Other,
}

/// One response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// What was said.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
}

/// Tokens that were read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Read.
    #[serde(default)]
    pub prompt_tokens: u64,
    /// Written.
    #[serde(default)]
    pub completion_tokens: u64,
}

/// All responses to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// As many as were wanted.
    pub texts: Vec<Text>,
    /// What they cost, as far as the server counts.
    pub usage: Usage,
}

impl Request {
    /// The body of a call for `samples` responses. The model's name may be that of an
    /// adapter, which is how servers choose one.
    pub(crate) fn body(&self, model: &str, samples: u32, seed: u64) -> Value {
        let text = json!({ "type": "text", "text": self.prompt });
        let content = match &self.picture {
            None => Value::String(self.prompt.clone()),
            Some(png) => {
                let url = format!("data:image/png;base64,{}", STANDARD.encode(png));
                json!([{ "type": "image_url", "image_url": { "url": url } }, text])
            }
        };
        json!({
            "model": model,
            "messages": [{ "role": "user", "content": content }],
            "n": samples,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.max_tokens,
            // Servers take it as a signed number.
            "seed": seed >> 1,
        })
    }
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<Finish>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    /// Thoughts that a server keeps apart.
    reasoning_content: Option<String>,
}

/// Reads the body of a reply to a call for `samples` responses. A server may give fewer,
/// but not none, and not more.
pub(crate) fn read(body: &[u8], samples: u32) -> Result<Reply, Fault> {
    let malformed = |why: String| Fault::Malformed(why);
    let completion: Completion =
        serde_json::from_slice(body).map_err(|error| malformed(error.to_string()))?;
    let found = completion.choices.len();
    if found == 0 || found > samples as usize {
        return Err(malformed(format!("it holds {found} choices where {samples} were asked for")));
    }
    let texts = completion.choices.into_iter().map(|choice| {
        let Message { content, reasoning_content } = choice.message;
        let content = content.ok_or_else(|| malformed("a choice has no content".to_owned()))?;
        let text = match reasoning_content {
            Some(thoughts) => format!("<think>{thoughts}</think>{content}"),
            None => content,
        };
        Ok(Text { text, finish: choice.finish_reason.unwrap_or(Finish::Other) })
    });
    let texts = texts.collect::<Result<_, Fault>>()?;
    Ok(Reply { texts, usage: completion.usage.unwrap_or_default() })
}

#[derive(Deserialize)]
struct Models {
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

/// Reads the body of a reply to `GET /models`: the models' names.
pub(crate) fn read_models(body: &[u8]) -> Result<Vec<String>, Fault> {
    let models: Models =
        serde_json::from_slice(body).map_err(|error| Fault::Malformed(error.to_string()))?;
    Ok(models.data.into_iter().map(|model| model.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(picture: Option<Vec<u8>>) -> Request {
        Request {
            prompt: "What?".into(),
            picture,
            samples: 2,
            temperature: 1.0,
            top_p: 0.9,
            max_tokens: 9,
            seed: 7,
        }
    }

    #[test]
    fn a_picture_goes_as_a_data_url_before_the_text() {
        let body = request(Some(b"\x89PNG".to_vec())).body("base", 2, 7);
        let content = &body["messages"][0]["content"];
        assert_eq!(content[0]["image_url"]["url"], "data:image/png;base64,iVBORw==");
        assert_eq!(content[1]["text"], "What?");
        assert_eq!(request(None).body("lora", 1, 7)["messages"][0]["content"], "What?");
        assert_eq!(request(None).body("lora", 1, 7)["model"], "lora");
    }

    #[test]
    fn replies_of_several_servers_are_read_and_nonsense_is_not() {
        let read = |body: &str| read(body.as_bytes(), 2);
        let one = read(r#"{"choices":[{"message":{"content":"4"},"finish_reason":"stop"}]}"#);
        assert_eq!(one.unwrap().texts[0].finish, Finish::Stop);
        let thought = r#"{"choices":[{"message":{"content":"4","reasoning_content":"2+2"},
            "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":5}}"#;
        let thought = read(thought).unwrap();
        assert_eq!(thought.texts[0].text, "<think>2+2</think>4");
        assert_eq!((thought.texts[0].finish, thought.usage.completion_tokens), (Finish::Other, 5));
        for bad in [
            "",
            "<html>",
            "{}",
            r#"{"choices":[]}"#,
            r#"{"choices":[{"message":{"content":null}}]}"#,
            r#"{"choices":[{"message":{"content":"a"}},{"message":{"content":"b"}},{"message":{"content":"c"}}]}"#,
        ] {
            assert!(matches!(read(bad), Err(Fault::Malformed(_))), "{bad}");
        }
    }
}
