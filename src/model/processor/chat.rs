//! Messages, written as a folder's template says.

use std::fs;
use std::path::Path;

use minijinja::{Environment, Error, ErrorKind, context};
use serde::Serialize;

use crate::error::{ProcessorError, Result};

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Content {
    /// A picture; which one is told apart.
    Image,
    /// Text.
    Text {
        /// It.
        text: String,
    },
}

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: &'static str,
    /// The parts.
    pub content: Vec<Content>,
}

impl Message {
    /// A user's message: so many pictures, then text.
    pub fn user(pictures: usize, text: impl Into<String>) -> Self {
        let mut content = vec![Content::Image; pictures];
        content.push(Content::Text { text: text.into() });
        Self { role: "user", content }
    }
}

/// The template that presets are given: Qwen's form, without tools.
pub const TEMPLATE: &str = include_str!("chat_template.jinja");

/// A chat template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(String);

impl Template {
    /// A template of one's own.
    pub fn new(source: impl Into<String>) -> Self {
        Self(source.into())
    }

    /// The template's text.
    pub fn source(&self) -> &str {
        &self.0
    }

    /// Reads it from whichever of its files is there.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Missing`], and what is wrong with a file.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("chat_template.jinja");
        if path.exists() {
            let read = fs::read_to_string(&path);
            return read.map(Self).map_err(|error| ProcessorError::File { path, error });
        }
        for name in ["chat_template.json", "tokenizer_config.json"] {
            let path = folder.join(name);
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let value: serde_json::Value = serde_json::from_str(&text)
                .map_err(|error| ProcessorError::BadFile { path, why: error.to_string() })?;
            if let Some(source) = source(&value["chat_template"]) {
                return Ok(Self(source.to_owned()));
            }
        }
        Err(ProcessorError::Missing {
            folder: folder.to_owned(),
            what: "chat template",
            files: "chat_template.jinja, chat_template.json and tokenizer_config.json",
        })
    }

    /// The text of a chat. With `prompt`, it ends where the assistant begins to speak.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Template`].
    pub fn render(&self, messages: &[Message], prompt: bool) -> Result<String> {
        let mut environment = Environment::new();
        // As transformers renders it.
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment
            .set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function(
            "raise_exception",
            |text: String| -> std::result::Result<String, Error> {
                Err(Error::new(ErrorKind::InvalidOperation, text))
            },
        );
        environment
            .render_str(&self.0, context! { messages, add_generation_prompt => prompt })
            .map_err(|error| ProcessorError::Template(format!("{error:#}")))
    }
}

/// One template, or the default of several that have names.
fn source(value: &serde_json::Value) -> Option<&str> {
    let named = || value.as_array()?.iter().find(|one| one["name"] == "default");
    value.as_str().or_else(|| named()?["template"].as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_written_in_qwens_form() {
        let template = Template::new(TEMPLATE);
        let text = template.render(&[Message::user(1, "How many?")], true).unwrap();
        let expected = "<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>How many?\
            <|im_end|>\n<|im_start|>assistant\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_template_is_found_in_the_tokenizers_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenizer_config.json");
        for value in [
            r#""own""#,
            r#"[{"name": "tool_use", "template": "other"},
            {"name": "default", "template": "own"}]"#,
        ] {
            fs::write(&path, format!("{{\"chat_template\": {value}}}")).unwrap();
            assert_eq!(Template::load(folder.path()).unwrap().source(), "own");
        }
    }

    /// What templates of published checkpoints make use of.
    #[test]
    fn namespaces_macros_slices_and_tests_work() {
        let source = r#"
            {%- set seen = namespace(pictures=0, last=-1) %}
            {%- macro show(part, number=false) %}
                {%- if part is not mapping %}{{- raise_exception('odd') }}{% endif %}
                {%- if part['type'] == 'image' or 'image_url' in part %}
                    {%- set seen.pictures = seen.pictures + 1 %}
                    {%- if number or add_vision_id %}{{- 'Picture ' ~ seen.pictures ~ ': ' }}{% endif -%}
                    <|image_pad|>
                {%- elif 'text' in part %}
                    {{- part.text }}
                {%- endif %}
            {%- endmacro %}
            {%- for message in messages[::-1] %}
                {%- if seen.last < 0 and message.role == "user" %}
                    {%- set seen.last = (messages|length - 1) - loop.index0 %}
                {%- endif %}
            {%- endfor %}
            {%- if tools %}{{- tools | tojson }}{%- endif %}
            {%- for message in messages %}
                {%- if loop.first and message['role'] != 'system' %}{{- 'system\n' }}{%- endif %}
                {{- message.role + (' (last)\n' if loop.index0 == seen.last else '\n') }}
                {%- if message.content is string %}{{- message.content }}
                {%- elif message.content is iterable and message.content is not mapping %}
                    {%- for part in message.content %}{{- show(part, number=true) }}{%- endfor %}
                {%- endif %}
                {{- '\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- 'assistant\n' }}{%- endif %}"#;
        let answer = Content::Text { text: "7".to_owned() };
        let chat = [
            Message::user(2, "How many?"),
            Message { role: "assistant", content: vec![answer] },
            Message::user(0, "Sure?"),
        ];
        let text = Template::new(source).render(&chat, true).unwrap();
        let expected = "system\nuser\nPicture 1: <|image_pad|>Picture 2: <|image_pad|>How many?\n\
            assistant\n7\nuser (last)\nSure?\nassistant\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn pythons_methods_work_and_an_exception_is_told() {
        let of = |source: &str| Template::new(source).render(&[Message::user(0, "a b")], false);
        let words = "{{ messages[0].content[0].text.split(' ')[1].upper() }}";
        assert_eq!(of(words).unwrap(), "B");
        let fault = of("{{ raise_exception('no tools') }}").unwrap_err();
        assert!(fault.to_string().contains("no tools"));
    }
}
