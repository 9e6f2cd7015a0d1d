//! The events whose facts are known, and some that nobody knows.

use model::Channel;

/// Ids beside those that our reader wants, and ids that nobody knows.
const OTHERS: &[(Channel, u32)] = &[
    (Channel::Security, 4611),
    (Channel::Security, 4649),
    (Channel::Security, 4673),
    (Channel::Security, 4688),
    (Channel::Security, 4699),
    (Channel::Security, 4702),
    (Channel::Security, 4704),
    (Channel::Security, 4706),
    (Channel::Security, 4765),
    (Channel::Security, 4766),
    (Channel::Security, 4794),
    (Channel::Security, 4907),
    (Channel::Security, 5156),
    (Channel::Security, 1),
    (Channel::Security, 65535),
    (Channel::System, 7036),
    (Channel::LocalSession, 41),
    (Channel::RemoteConnection, 261),
];

/// All events that are known, each once.
pub(crate) fn events() -> Vec<(Channel, u32)> {
    let channels = [Channel::Security, Channel::System, Channel::LocalSession, Channel::RemoteConnection];
    let all = channels.into_iter().flat_map(|channel| (0..10_000).map(move |id| (channel, id)));
    let mut events: Vec<_> = all.filter(|(channel, id)| channel.wants(*id)).chain(OTHERS.iter().copied()).collect();
    events.sort_unstable();
    events.dedup();
    events
}
