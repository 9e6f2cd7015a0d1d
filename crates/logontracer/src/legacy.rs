//! LogonTracer's own command lines keep working: `-e Security.evtx -s neo4j -u neo4j -p … -z +9`
//! becomes `import … --analyze`.

const COMMANDS: [&str; 13] = [
    "lab", "triage", "import", "analyze", "export", "watch", "rank", "findings", "coverage", "case", "hunt", "doctor",
    "help",
];

/// Rewrites LogonTracer's flags into a command. Anything else is left as it is.
pub(crate) fn translate(arguments: Vec<String>) -> Vec<String> {
    let is_legacy = arguments.iter().skip(1).any(|a| matches!(a.as_str(), "-e" | "--evtx" | "-x" | "--xml" | "--es"))
        && !arguments.iter().skip(1).any(|a| COMMANDS.contains(&a.as_str()));
    if is_legacy { rewrite(arguments) } else { arguments }
}

fn rewrite(arguments: Vec<String>) -> Vec<String> {
    let mut words = arguments.into_iter();
    let mut out = vec![words.next().unwrap_or_default(), "import".to_owned(), "--analyze".to_owned()];
    let mut inputs = Vec::new();
    let (mut server, mut port) = (None, None);
    let mut in_files = false;
    while let Some(word) = words.next() {
        // Alone it means the rules that the settings name.
        if word == "--sigma" {
            in_files = false;
            let folder = words.as_slice().first().is_some_and(|next| !next.starts_with('-'));
            out.extend(folder.then(|| [word, words.next().unwrap_or_default()]).into_iter().flatten());
            continue;
        }
        let mut value = || words.next().unwrap_or_default();
        let was_in_files = std::mem::take(&mut in_files);
        match word.as_str() {
            "-e" | "--evtx" | "-x" | "--xml" => in_files = true,
            "-s" | "--server" => server = Some(value()),
            "--wsport" => port = Some(value()),
            "-u" | "--user" => out.extend(["--neo4j-user".to_owned(), value()]),
            // LogonTracer takes the password as a flag; ours prefers a file or the environment.
            "-p" | "--password" => out.push(format!("{PASSWORD_WORD}{}", value())),
            "--es-pass" => out.push(format!("--es-pass={}", value())),
            "-c" | "--case" => out.extend(["--case".to_owned(), value()]),
            "-l" | "--learn" => out.push("--learn".to_owned()),
            "--delete" => out.push("--delete".to_owned()),
            "--add" => {}
            "--es-server" | "--es-index" | "--es-prefix" | "--es-user" | "--es-cafile" | "-z" | "--timezone" | "-f"
            | "--from" | "-t" | "--to" => {
                let text = value();
                out.extend([word, text]);
            }
            other if !other.starts_with('-') && (was_in_files || !inputs.is_empty()) => {
                inputs.push(other.to_owned());
                in_files = true;
            }
            _ => out.push(word),
        }
    }
    if server.is_some() || port.is_some() {
        let server = server.unwrap_or_else(|| "localhost".to_owned());
        out.push("--neo4j-uri".to_owned());
        out.push(if server.contains("://") {
            server
        } else {
            format!("bolt://{server}:{}", port.as_deref().unwrap_or("7687"))
        });
    }
    out.extend(inputs);
    out
}

/// How the translated line carries `-p`.
const PASSWORD_WORD: &str = "--neo4j-password=";

#[cfg(test)]
mod tests {
    use super::translate;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn logontracers_line_becomes_an_import() {
        let line =
            "logontracer -e a.evtx b.evtx -z +9 -f 2024-01-01T00:00:00 -u neo4j -p secret -s db --case c1 -l --delete";
        let out = translate(words(line)).join(" ");
        assert_eq!(
            out,
            "logontracer import --analyze -z +9 -f 2024-01-01T00:00:00 --neo4j-user neo4j --neo4j-password=secret \
             --case c1 --learn --delete --neo4j-uri bolt://db:7687 a.evtx b.evtx"
        );
    }

    #[test]
    fn sigma_may_stand_alone() {
        let of = |line| translate(words(line)).join(" ");
        assert_eq!(
            of("logontracer -e a.evtx --sigma rules -l"),
            "logontracer import --analyze --sigma rules --learn a.evtx"
        );
        assert_eq!(of("logontracer --sigma -e a.evtx"), "logontracer import --analyze a.evtx");
    }

    #[test]
    fn logontracers_line_for_elasticsearch_becomes_an_import() {
        let line = "logontracer --es --es-server es:9200 --es-user elastic --es-pass -x -f 2024-01-01T00:00:00 \
                    --postes --delete -u neo4j";
        let out = translate(words(line)).join(" ");
        assert_eq!(
            out,
            "logontracer import --analyze --es --es-server es:9200 --es-user elastic --es-pass=-x \
             -f 2024-01-01T00:00:00 --postes --delete --neo4j-user neo4j"
        );
    }

    #[test]
    fn own_commands_are_left_alone() {
        let line = "logontracer import -e";
        assert_eq!(translate(words(line)), words(line));
        assert_eq!(translate(words("logontracer --help")), words("logontracer --help"));
    }
}
