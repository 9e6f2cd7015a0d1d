//! `settings`: every setting there is, as docs/configuration.md holds it.

use std::fmt::Write;

use crate::documented::Setting;
use crate::outcome::Outcome;
use crate::settings::Settings;

const HEAD: &str = "# Settings

Written by `logontracer settings`. Each setting can be told in four places; the later counts:

1. its default,
2. the file `logontracer.toml` in the current folder, or the one that `--config` or `LOGONTRACER_CONFIG` names,
3. its environment variable,
4. its flag.

```toml
[neo4j]
uri = \"bolt+s://graph.example:7687\"
password_file = \"/run/secrets/neo4j_password\"
```

A setting that does not exist stops the program, so that a mistyped one is not taken for none. Secrets are best kept in
files that only their reader may read; every secret has a setting that ends in `_file`. Flags that hold a secret are not
in the help, since others on the machine can see them.

Two variables are no settings: `LOGONTRACER_CONFIG`, and `LOGONTRACER_LOG` with a filter of log lines such as
`info,store=debug`. For S3, what is not set here is taken from the variables that Amazon's own tools read.
";

pub(crate) fn run() -> anyhow::Result<Outcome> {
    std::io::Write::write_all(&mut std::io::stdout().lock(), page(&Settings::described()).as_bytes())?;
    Ok(Outcome::Done)
}

/// One table a room.
fn page(settings: &[Setting]) -> String {
    let mut page = HEAD.to_owned();
    for room in settings.chunk_by(|a, b| room(a) == room(b)) {
        let _ = write!(
            page,
            "\n## {}\n\n| setting and variable | flag | default | meaning |\n|---|---|---|---|\n",
            self::room(&room[0])
        );
        for setting in room {
            let _ = writeln!(
                page,
                "| `{}`<br>`{}` | {} | {} | {} ({}) |",
                setting.key,
                setting.variable(),
                if setting.flag.is_empty() { String::new() } else { format!("`{}`", setting.flag) },
                setting.default,
                setting.meaning.trim_end_matches('.'),
                setting.kind,
            );
        }
    }
    page
}

fn room(setting: &Setting) -> &str {
    setting.key.split('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_flag_that_is_listed_exists() {
        for setting in Settings::described().iter().filter(|setting| !setting.flag.is_empty()) {
            let (command, long) = setting.flag.rsplit_once("--").unwrap();
            let cli = Cli::command();
            let command = match command.trim() {
                "" => &cli,
                name => cli.find_subcommand(name).unwrap_or_else(|| panic!("no command {name}")),
            };
            let found = command.get_arguments().any(|argument| argument.get_long() == Some(long));
            assert!(found, "{}: no flag {}", setting.key, setting.flag);
        }
    }

    #[test]
    fn the_page_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
        let now = page(&Settings::described());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == now,
            "docs/configuration.md is behind: run UPDATE_DOCS=1 cargo test -p logontracer settings"
        );
    }
}
