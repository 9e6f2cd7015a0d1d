//! Settings that describe themselves: what `settings` prints, and docs/configuration.md holds, is what stands beside the fields.

/// A setting as it is listed.
pub(crate) struct Setting {
    /// `web.bind`
    pub(crate) key: String,
    /// What may be written there.
    pub(crate) kind: &'static str,
    pub(crate) default: String,
    /// The flag that counts before it, if there is one.
    pub(crate) flag: &'static str,
    pub(crate) meaning: &'static str,
}

impl Setting {
    pub(crate) fn new(
        room: &str,
        field: &str,
        of: &str,
        default: &str,
        flag: &'static str,
        meaning: &'static str,
    ) -> Self {
        let default = if default.is_empty() { "none" } else { default }.to_owned();
        Self { key: format!("{room}.{field}"), kind: kind(of), default, flag, meaning: meaning.trim() }
    }

    /// The environment variable of the same meaning.
    pub(crate) fn variable(&self) -> String {
        format!("LOGONTRACER__{}", self.key.replace('.', "__").to_uppercase())
    }
}

/// A field's type in users' words.
fn kind(of: &str) -> &'static str {
    match of.trim_start_matches("Option<").trim_end_matches('>') {
        "String" => "text",
        "PathBuf" => "path",
        "bool" => "true or false",
        "SocketAddr" => "address:port",
        "Addresses" => "addresses",
        "When" => "auto, always, never",
        _ => "number",
    }
}

/// A struct of settings, and `described`, its list. A field is written as
/// `name: Type = default, "the flag that counts before it";` with its meaning above it.
macro_rules! documented {
    ($(#[$outer:meta])* $vis:vis struct $name:ident under $room:literal {
        $($(#[doc = $doc:literal])+ $field:ident: $of:ty = $default:expr $(, $flag:literal)?;)*
    }) => {
        $(#[$outer])*
        $vis struct $name {
            $($(#[doc = $doc])+ $field: $of,)*
        }

        impl $name {
            /// Every setting of this room.
            $vis fn described() -> Vec<$crate::documented::Setting> {
                vec![$($crate::documented::Setting::new(
                    $room,
                    stringify!($field),
                    stringify!($of),
                    &$default.to_string(),
                    concat!("" $(, $flag)?),
                    concat!($($doc),+),
                )),*]
            }
        }
    };
}

pub(crate) use documented;
