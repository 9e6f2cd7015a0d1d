//! Which of our logs a rule's log source means.

use model::Channel;
use rsigma_parser::LogSource;

const ALL: [Channel; 4] = [Channel::Security, Channel::System, Channel::LocalSession, Channel::RemoteConnection];

/// The logs that the rule is about.
///
/// # Errors
/// Why it cannot be evaluated here.
pub(super) fn channels(source: &LogSource) -> Result<Vec<Channel>, String> {
    let lower = |part: &Option<String>| part.as_deref().map(str::to_ascii_lowercase);
    let (product, category, service) = (lower(&source.product), lower(&source.category), lower(&source.service));
    let windows = product.as_deref() == Some("windows");
    let channels = match service.as_deref() {
        _ if !windows || category.is_some() => None,
        None => Some(ALL.to_vec()),
        Some("security") => Some(vec![Channel::Security]),
        Some("system") => Some(vec![Channel::System]),
        Some("terminalservices-localsessionmanager") => Some(vec![Channel::LocalSession]),
        Some("terminalservices-remoteconnectionmanager") => Some(vec![Channel::RemoteConnection]),
        Some(_) => None,
    };
    channels.ok_or_else(|| {
        let parts = [("product", product), ("category", category), ("service", service)];
        let named: Vec<String> =
            parts.into_iter().filter_map(|(name, part)| part.map(|part| format!("{name} {part}"))).collect();
        let reads = if named.is_empty() { "no log source".to_owned() } else { named.join(", ") };
        format!("cannot be evaluated here: reads {reads}")
    })
}
