//! Who was at work on the machine that something came from.

use std::collections::{BTreeMap, BTreeSet};

use model::{Finding, LogonGraph, Part};

/// More accounts than these on a machine in that time, and being there says nothing.
const MOST: usize = 3;

/// For findings that name no actor: the few accounts that successfully used the source machine in
/// the hours around it, other than its victims. Pairs of (index into `findings`, account).
pub(super) fn users(graph: &LogonGraph, findings: &[Finding]) -> Vec<(usize, u32)> {
    let open: Vec<(usize, &Finding)> = findings.iter().enumerate().filter(|(_, finding)| is_open(finding)).collect();
    let mut at: BTreeMap<u32, BTreeSet<(i32, u32)>> = BTreeMap::new();
    for host in open.iter().flat_map(|(_, finding)| sources(finding)) {
        at.entry(host).or_default();
    }
    for edge in &graph.logons {
        let well_known = graph.accounts[edge.account as usize].well_known;
        if let Some(list) = at.get_mut(&edge.host).filter(|_| !well_known && succeeds(edge.id, edge.status)) {
            list.insert((edge.hour, edge.account));
        }
    }
    open.into_iter()
        .flat_map(|(number, finding)| {
            let who = sources(finding).filter_map(|host| present(finding, at.get(&host)?)).flatten();
            who.map(|account| (number, account)).collect::<BTreeSet<_>>()
        })
        .collect()
}

fn is_open(finding: &Finding) -> bool {
    finding.accounts.iter().all(|(part, _)| *part != Part::Actor)
}

fn sources(finding: &Finding) -> impl Iterator<Item = u32> {
    finding.hosts.iter().filter(|(part, _)| *part == Part::Source).map(|(_, host)| *host)
}

/// 4624, a ticket-granting ticket, a session: not what roasting or guessing itself leaves.
const fn succeeds(id: u32, status: Option<u32>) -> bool {
    matches!(id, 4624 | 4778 | 21 | 25) || matches!((id, status), (4768, None | Some(0)))
}

fn present(finding: &Finding, at: &BTreeSet<(i32, u32)>) -> Option<BTreeSet<u32>> {
    let hours = finding.first.hour() - 1..=finding.last.hour() + 1;
    let victims: BTreeSet<u32> = finding.accounts.iter().map(|(_, account)| *account).collect();
    let near = at.range((*hours.start(), 0)..=(*hours.end(), u32::MAX)).map(|(_, account)| *account);
    let users: BTreeSet<u32> = near.filter(|account| !victims.contains(account)).collect();
    (users.len() <= MOST).then_some(users)
}
