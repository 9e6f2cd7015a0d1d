//! Whether a query only reads. The server refuses writes in a read-access transaction; this also
//! refuses what such a transaction would allow and nobody should do through us: loading files and
//! addresses, procedures, administration, other databases.

use crate::{Result, StoreError};

const REFUSED: [&str; 25] = [
    "create",
    "merge",
    "delete",
    "detach",
    "set",
    "remove",
    "drop",
    "alter",
    "grant",
    "deny",
    "revoke",
    "load",
    "foreach",
    "terminate",
    "start",
    "stop",
    "enable",
    "dealloc",
    "deallocate",
    "reallocate",
    "rename",
    "use",
    "show",
    "insert",
    "transactions",
];

/// Where functions of the language itself live. Any other namespace is a plug-in's, and plug-ins have
/// functions that run a text as a query or open addresses.
const NAMESPACES: [&str; 8] = ["date", "datetime", "localdatetime", "localtime", "time", "duration", "point", "vector"];

/// Refuses a query that does more than read.
///
/// # Errors
/// [`StoreError::NotReadOnly`] with the word that is refused.
pub fn read_only(text: &str) -> Result<()> {
    let tokens = tokens(&unescaped(text));
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map_or("", String::as_str);
        let word = token.to_lowercase();
        let procedure = word == "call" && !matches!(next, "{" | "(");
        let clause = (procedure || REFUSED.contains(&word.as_str())) && !is_name(&tokens, at);
        if clause || (next == "(" && is_foreign(&tokens, at)) {
            return Err(StoreError::NotReadOnly(token.chars().take(80).collect()));
        }
    }
    Ok(())
}

/// `n.set`, `:Set`, `$set` and `n.call` are names; what follows the point of a number is none.
fn is_name(tokens: &[String], at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map_or("", |at| tokens[at].as_str());
    match back(1) {
        ":" | "$" => true,
        "." => !back(2).starts_with(|char: char| char.is_ascii_digit() || char == '.'),
        _ => false,
    }
}

/// Whether the word before a parenthesis calls a plug-in's function, or hides in quotes what it calls.
fn is_foreign(tokens: &[String], at: usize) -> bool {
    let mut root = at;
    while root >= 2 && tokens[root - 1] == "." {
        root -= 2;
    }
    let quoted = tokens[root..=at].iter().any(|token| token == QUOTED);
    quoted || (root < at && !NAMESPACES.contains(&tokens[root].to_lowercase().as_str()))
}

/// Cypher replaces `\uXXXX` anywhere before it reads the text, so a keyword can hide in it.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        out.push_str(&rest[..at]);
        let digits = rest[at + 2..].trim_start_matches('u');
        let code = digits.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        if let Some(char) = code {
            out.push(char);
            rest = &digits[4..];
        } else {
            out.push_str("\\u");
            rest = &rest[at + 2..];
        }
    }
    out + rest
}

/// Stands for a text or a quoted name; no word has a space.
const QUOTED: &str = "quoted text";

/// Words and signs, without comments, texts and quoted names.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|c| !matches!(c, '\n' | '\r')).is_some() {},
            '/' if chars.peek() == Some(&'*') => {
                chars.next();
                skip_comment(&mut chars);
            }
            '\'' | '"' | '`' => {
                skip_quoted(&mut chars, char);
                tokens.push(QUOTED.to_owned());
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                tokens.push(word);
            }
            c if c.is_whitespace() => {}
            c => tokens.push(c.to_string()),
        }
    }
    tokens
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_comment(chars: &mut Chars<'_>) {
    let mut star = false;
    for char in chars.by_ref() {
        if star && char == '/' {
            return;
        }
        star = char == '*';
    }
}

fn skip_quoted(chars: &mut Chars<'_>, quote: char) {
    while let Some(char) = chars.next() {
        match char {
            '\\' if quote != '`' => {
                chars.next();
            }
            c if c == quote => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_passes() {
        for text in [
            "MATCH (u:Username {case: $case}) RETURN u.set AS a, 'CREATE (x)' AS b // DELETE",
            "MATCH (n:Set) /* MERGE */ CALL (n) { RETURN 1 AS one } RETURN `create`, one",
            "match (n) where n.x = 'it\\'s; delete' return count { (n)--() }",
            "RETURN date.truncate('day', datetime()), duration.between(a, b), point.distance(p, q)",
            "MATCH (n:`a b`) WHERE n.name IN ['x'] AND (n.y = 1.5) RETURN toUpper(n.name) AS `x (y)`",
        ] {
            assert!(read_only(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn everything_else_does_not() {
        for text in [
            "MATCH (n) DETACH DELETE n",
            "match (n) sEt n.x = 1",
            "LOAD CSV FROM 'http://127.0.0.1' AS row RETURN row",
            "\\u004cOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
            "RETURN '\\u0027 CREATE (n) //'",
            "CALL dbms.components()",
            "CALL apoc.load.json('x')",
            "CREATE USER x SET PASSWORD 'y'",
            "SHOW USERS",
            "USE system RETURN 1",
            "MATCH (n) CALL (n) { DELETE n } RETURN 1",
            "MATCH (n) /* */ REMOVE n.x",
            "RETURN 1 AS one UNION LOAD CSV FROM 'x' AS row RETURN row",
            "WITH 5. LOAD CSV FROM 'x' AS row RETURN row",
            "MATCH (n) CALL (n) { RETURN 1 AS one } IN 2 CONCURRENT TRANSACTIONS RETURN one",
            "OPTIONAL CALL apoc.load.json('x') YIELD value RETURN value",
            "RETURN apoc.cypher.runFirstColumnSingle('LOAD CSV FROM \\'x\\' AS r RETURN r', {})",
            "RETURN `apoc`.cypher.runFirstColumnSingle('RETURN 1', {})",
            "RETURN `apoc.cypher.runFirstColumnSingle`('RETURN 1', {})",
            "RETURN apoc.`cypher` . runFirstColumnSingle ('RETURN 1', {})",
            "RETURN gds.util.asNode(1)",
        ] {
            assert!(read_only(text).is_err(), "{text}");
        }
    }
}
