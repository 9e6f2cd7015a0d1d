//! The page around the data: template, style, script, and a policy that lets nothing else run.

use std::fmt::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

const TEMPLATE: &str = include_str!("../../../assets/report/index.html");
const STYLE: &str = include_str!("../../../assets/report/report.css");

/// Read one after the other as one script: each may use what those before it declare.
const SCRIPTS: &[&str] = &[
    include_str!("../../../assets/report/words.js"),
    include_str!("../../../assets/report/state.js"),
    include_str!("../../../assets/report/ranks.js"),
    include_str!("../../../assets/report/details.js"),
    include_str!("../../../assets/report/findings.js"),
    include_str!("../../../assets/report/layout.js"),
    include_str!("../../../assets/report/graph.js"),
    include_str!("../../../assets/report/pointer.js"),
    include_str!("../../../assets/report/timeline.js"),
    include_str!("../../../assets/report/brush.js"),
    include_str!("../../../assets/report/report.js"),
];

/// The whole page.
pub(super) fn of(data: &Value) -> anyhow::Result<String> {
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.concat());
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(&script)
    );
    let values = [("POLICY", policy), ("STYLE", STYLE.to_owned()), ("SCRIPT", script), ("DATA", inert(data)?)];
    Ok(filled(TEMPLATE, &values))
}

/// The template with its `{{NAME}}`s replaced in one pass, so that a value which looks like a place
/// stays what it is.
fn filled(template: &str, values: &[(&str, String)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        page.extend(values.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.as_str()));
        rest = after;
    }
    page.push_str(rest);
    page
}

/// JSON that cannot end its script element, open a comment in it, or steer whoever reads the source:
/// all markup, control and direction-changing characters are written as `\u` escapes.
fn inert(data: &Value) -> anyhow::Result<String> {
    let json = serde_json::to_string(data)?;
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, '<' | '>' | '&' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2066}'..='\u{2069}' | '\u{feff}')
        {
            write!(safe, "\\u{:04x}", c as u32)?;
        } else {
            safe.push(c);
        }
    }
    Ok(safe)
}

/// A source of a content security policy: the element with these bytes and no other.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at > chunk.len() { '=' } else { digit as char });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn no_value_leaves_its_script_element() {
        let data = serde_json::json!(["</script><!--", "\u{2028}\u{202e}\u{7}", "{{SCRIPT}}", "\"\\"]);
        let json = inert(&data).unwrap();
        assert!(!json.contains(['<', '>', '\u{2028}', '\u{202e}', '\u{7}']), "{json}");
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), data);
        assert!(filled("a{{DATA}}b", &[("DATA", json), ("SCRIPT", "x".to_owned())]).contains("{{SCRIPT}}"));
    }
}
