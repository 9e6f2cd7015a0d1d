//! The order of a query's columns, read from its last `RETURN`.

/// Column names in order; empty where the text does not tell (`RETURN *`).
pub(crate) fn columns(text: &str) -> Vec<String> {
    let text: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let Some(start) = last_word(&text, "return") else { return Vec::new() };
    let mut tail = text[start + "return".len()..].trim_end_matches([';', ' ', '\n']);
    for end in ["order", "skip", "limit", "union"] {
        tail = word(tail, end).map_or(tail, |at| &tail[..at]);
    }
    let tail = tail.trim();
    let tail = word(tail, "distinct").filter(|at| *at == 0).map_or(tail, |_| &tail["distinct".len()..]);
    parts(tail).into_iter().map(name).filter(|name| !name.is_empty() && name != "*").collect()
}

/// A part's name: what stands after `AS`, else the whole of it.
fn name(part: &str) -> String {
    let part = part.trim();
    let alias = last_word(part, "as").map_or(part, |at| part[at + "as".len()..].trim());
    alias.trim_matches('`').to_owned()
}

/// Cuts at commas that are outside brackets and texts.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, depth, char) in outside(text) {
        if depth == 0 && char == ',' {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

fn word(text: &str, wanted: &str) -> Option<usize> {
    words(text, wanted).next()
}

fn last_word(text: &str, wanted: &str) -> Option<usize> {
    words(text, wanted).last()
}

/// Places where a word stands alone, outside brackets and texts.
fn words<'a>(text: &'a str, wanted: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | ':');
    outside(text).filter(|(_, depth, _)| *depth == 0).map(|(at, ..)| at).filter(move |&at| {
        let fits = text.get(at..at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted));
        fits && !text[..at].ends_with(part_of_name)
            && !text[at + wanted.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// Characters that are not within quotes, with the depth of brackets around them.
fn outside(text: &str) -> impl Iterator<Item = (usize, i32, char)> + '_ {
    let (mut depth, mut quote, mut escaped) = (0, None, false);
    text.char_indices().filter_map(move |(at, char)| {
        if let Some(open) = quote {
            if escaped {
                escaped = false;
            } else if char == '\\' && open != '`' {
                escaped = true;
            } else if char == open {
                quote = None;
            }
            return None;
        }
        match char {
            '\'' | '"' | '`' => quote = Some(char),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        Some((at, depth, char))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_in_the_order_written() {
        let found = columns(
            "// x, y\nMATCH (n) WHERE n.t = 'RETURN z'\nRETURN DISTINCT n.b AS b, count(n, 'x,y'),\n n.a ORDER BY n.c LIMIT 3;",
        );
        assert_eq!(found, ["b", "count(n, 'x,y')", "n.a"]);
        assert_eq!(columns("MATCH (n) RETURN n, COUNT { MATCH (n) RETURN 1 } AS `the count`"), ["n", "the count"]);
        assert!(columns("MATCH (n) RETURN *").is_empty());
    }
}
