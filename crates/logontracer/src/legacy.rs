//! LogonTracer's own command lines keep working: `-e Security.evtx -s neo4j -u neo4j -p … -z +9`
//! becomes `import … --analyze`.

use clap::CommandFactory;

use crate::cli::Cli;

/// Rewrites LogonTracer's flags into a command. Anything else is left as it is.
pub(crate) fn translate(arguments: Vec<String>) -> Vec<String> {
    let is_command = names_command(&arguments);
    if !is_command && let Some(line) = people(&arguments).or_else(|| serve(&arguments)) {
        return line;
    }
    let is_legacy = arguments.iter().skip(1).any(|a| matches!(a.as_str(), "-e" | "--evtx" | "-x" | "--xml" | "--es"))
        && !is_command;
    if is_legacy { rewrite(arguments) } else { arguments }
}

/// Whether a command of ours is named. What stands behind a flag is the flag's value, as in `-u user`.
fn names_command(arguments: &[String]) -> bool {
    let takes_none = |flag: &str| flag.starts_with("-v") || matches!(flag, "--verbose" | "--log-json");
    let cli = Cli::command();
    let is_command = |word: &str| word == "help" || cli.find_subcommand(word).is_some();
    arguments.windows(2).enumerate().any(|(at, pair)| {
        let is_value = at > 0 && pair[0].starts_with('-') && !takes_none(&pair[0]);
        !is_value && is_command(&pair[1])
    })
}

/// The value behind one of these flags.
fn value<'a>(arguments: &'a [String], names: &[&str]) -> Option<&'a str> {
    let at = arguments.iter().position(|word| names.contains(&word.as_str()))?;
    arguments.get(at + 1).map(String::as_str)
}

/// `--create_user`, `--delete_user`: LogonTracer's role `user` imports and analyses, as an analyst does.
fn people(arguments: &[String]) -> Option<Vec<String>> {
    let program = arguments.first()?;
    let words: Vec<&str> = if let Some(name) = value(arguments, &["--delete_user"]) {
        vec![program, "user", "delete", name]
    } else {
        let name = value(arguments, &["--create_user"])?;
        let role =
            value(arguments, &["--role"]).map_or("analyst", |role| if role == "user" { "analyst" } else { role });
        let mut words = vec![program, "user", "create", name, "--role", role];
        if let Some(password) = value(arguments, &["--create_password"]) {
            words.extend(["--password", password]);
        }
        words
    };
    Some(words.into_iter().map(str::to_owned).collect())
}

/// `-r`: the service. Without `--host` only this machine reaches it.
fn serve(arguments: &[String]) -> Option<Vec<String>> {
    arguments.iter().skip(1).find(|word| matches!(word.as_str(), "-r" | "--run"))?;
    let host = value(arguments, &["--host"]).unwrap_or("127.0.0.1");
    let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
    let port = value(arguments, &["-o", "--port"]).unwrap_or("8080");
    let mut words = vec![arguments.first()?.clone(), "serve".to_owned(), "--bind".to_owned(), format!("{host}:{port}")];
    if let Some(user) = value(arguments, &["-u", "--user"]) {
        words.extend(["--neo4j-user".to_owned(), user.to_owned()]);
    }
    if let Some(password) = value(arguments, &["-p", "--password"]) {
        words.push(format!("{PASSWORD_WORD}{password}"));
    }
    words.extend(neo4j(value(arguments, &["-s", "--server"]), value(arguments, &["--wsport"])));
    Some(words)
}

/// Where Neo4j is, from LogonTracer's two flags.
fn neo4j(server: Option<&str>, port: Option<&str>) -> Vec<String> {
    if server.is_none() && port.is_none() {
        return Vec::new();
    }
    let server = server.unwrap_or("localhost");
    let port = port.unwrap_or("7687");
    let uri = if server.contains("://") { server.to_owned() } else { format!("bolt://{server}:{port}") };
    vec!["--neo4j-uri".to_owned(), uri]
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
    out.extend(neo4j(server.as_deref(), port.as_deref()));
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
    fn logontracers_service_becomes_ours() {
        let of = |line| translate(words(line)).join(" ");
        assert_eq!(
            of("logontracer -r -o 8081 --host 0.0.0.0 -u neo4j -p secret -s db --wsport 7688"),
            "logontracer serve --bind 0.0.0.0:8081 --neo4j-user neo4j --neo4j-password=secret --neo4j-uri bolt://db:7688"
        );
        assert_eq!(of("logontracer -r"), "logontracer serve --bind 127.0.0.1:8080");
    }

    #[test]
    fn logontracers_users_become_ours() {
        let of = |line| translate(words(line)).join(" ");
        assert_eq!(
            of("logontracer --create_user eve --create_password secret --role user"),
            "logontracer user create eve --role analyst --password secret"
        );
        assert_eq!(of("logontracer --create_user eve --role admin"), "logontracer user create eve --role admin");
        assert_eq!(of("logontracer --delete_user eve"), "logontracer user delete eve");
    }

    #[test]
    fn own_commands_are_left_alone() {
        let line = "logontracer import -e";
        assert_eq!(translate(words(line)), words(line));
        assert_eq!(translate(words("logontracer -v serve")), words("logontracer -v serve"));
        assert_eq!(translate(words("logontracer -e a.evtx -u user"))[1], "import");
        assert_eq!(translate(words("logontracer --help")), words("logontracer --help"));
    }
}
