//! The page itself: template, style and script, and the policy that lets nothing else in.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minijinja::{Environment, context};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::choose::Item;
use crate::error::ReportError;
use crate::options::Options;
use crate::overview::Overview;
use crate::source::Source;
use crate::thumb;

/// What every report begins with, and nothing else does.
pub(crate) const MARK: &str = "<!doctype html>\n<!-- written by synth report -->";

const TEMPLATE: &str = include_str!("assets/page.html");
const OVERVIEW: &str = include_str!("assets/overview.html");
const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("assets/data.js"),
    include_str!("assets/dom.js"),
    include_str!("assets/search.js"),
    include_str!("assets/filter.js"),
    include_str!("assets/highlight.js"),
    include_str!("assets/difference.js"),
    include_str!("assets/grid.js"),
    include_str!("assets/rewards.js"),
    include_str!("assets/task.js"),
    include_str!("assets/app.js"),
    "})();\n"
);

/// The page; `kept` are chunks and sheets that it carries itself.
pub(crate) fn html(
    sources: &[Source],
    items: &[Item],
    options: &Options,
    overview: &Overview,
    kept: &[(String, String)],
) -> Result<String, ReportError> {
    let mut templates = Environment::new();
    templates.add_template("page.html", TEMPLATE)?;
    templates.add_template("overview.html", OVERVIEW)?;
    templates.add_filter("percent", percent);
    templates.add_filter("points", points);
    templates.add_filter("thousands", thousands);
    templates.add_filter("url", url);
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let page = templates.get_template("page.html")?.render(context! {
        mark => MARK,
        title => names.join(" and "),
        policy => policy(options.inline),
        style => STYLE,
        script => SCRIPT,
        manifest => in_markup(&manifest(sources, items, options)),
        overview => overview,
        rejected => options.rejected,
        items => items.len(),
        kept => kept,
        version => env!("CARGO_PKG_VERSION"),
    })?;
    Ok(page)
}

/// Only our own script and style run, known by their hashes, and what that script loads;
/// pictures are data, and nothing else is loaded at all.
fn policy(inline: bool) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let (script, style) = (hash(SCRIPT), hash(STYLE));
    let loads = if inline { "" } else { " 'strict-dynamic'" };
    format!(
        "default-src 'none'; script-src {script}{loads}; style-src {style}; img-src data:; \
         base-uri 'none'; form-action 'none'"
    )
}

fn manifest(sources: &[Source], items: &[Item], options: &Options) -> Value {
    let source = |source: &Source| {
        let limits = source.corpus.as_ref().map(|corpus| &corpus.config["limits"]);
        json!({"name": source.name, "limits": limits})
    };
    json!({
        "items": items.len(),
        "sheet": thumb::SHEET,
        "across": thumb::ACROSS,
        "side": thumb::SIDE,
        "inline": options.inline,
        "rejected": options.rejected,
        "sources": sources.iter().map(source).collect::<Vec<_>>(),
    })
}

/// JSON inside an element of data: no letter in it can end the element.
fn in_markup(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn percent(share: f64) -> String {
    let digits = usize::from(share != 1.0 && share != 0.0);
    format!("{:.digits$} %", share * 100.0)
}

/// A difference of shares, with its sign.
fn points(difference: f64) -> String {
    format!("{:+.1}", difference * 100.0)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Text as a value in an address.
fn url(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let one =
        |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        let text = in_markup(&json!("</script><!--<script>&amp;"));
        assert!(!text.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), "</script><!--<script>&amp;");
    }

    #[test]
    fn the_policy_names_hashes_and_nothing_unsafe() {
        for inline in [false, true] {
            let policy = policy(inline);
            assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
            assert!(!policy.contains("unsafe") && !policy.contains("http"));
            assert!(policy.contains("img-src data:;") && !policy.contains("file:"));
        }
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!([points(0.1234), points(-0.05)], ["+12.3", "-5.0"]);
        assert_eq!([percent(1.0), percent(0.0), percent(0.9234)], ["100 %", "0 %", "92.3 %"]);
    }
}
