//! What an attacker does, one file for each technique.

mod as_rep_roast;
mod brute_force;
mod dc_shadow;
mod dc_sync;
mod golden_ticket;
mod kerberoast;
mod log_clear;
mod new_domain_admin;
mod overpass_the_hash;
mod pass_the_hash;
mod password_spray;
mod raid;
mod rdp_chain;
mod service_chain;
mod silver_ticket;
mod slow_lateral;

use raid::Raid;

use super::plan::Technique;
use super::scribe::Drafts;
use super::world::World;
use crate::truth::Story;

/// Plays every attack of the plan.
pub(crate) fn play(world: &World, drafts: &mut Drafts) -> Vec<Story> {
    let attacks = world.plan.attacks.iter().enumerate();
    attacks
        .map(|(number, attack)| {
            let mut raid = Raid::new(world, *attack, number as u32, drafts);
            act(attack.technique, &mut raid);
            raid.end(number)
        })
        .collect()
}

fn act(technique: Technique, raid: &mut Raid<'_>) {
    match technique {
        Technique::PasswordSpray => password_spray::run(raid),
        Technique::BruteForce => brute_force::run(raid),
        Technique::Kerberoast => kerberoast::run(raid),
        Technique::AsRepRoast => as_rep_roast::run(raid),
        Technique::PassTheHash => pass_the_hash::run(raid),
        Technique::OverpassTheHash => overpass_the_hash::run(raid),
        Technique::GoldenTicket => golden_ticket::run(raid),
        Technique::SilverTicket => silver_ticket::run(raid),
        Technique::DcSync => dc_sync::run(raid),
        Technique::DcShadow => dc_shadow::run(raid),
        Technique::NewDomainAdmin => new_domain_admin::run(raid),
        Technique::RdpChain => rdp_chain::run(raid),
        Technique::ServiceChain => service_chain::run(raid),
        Technique::LogClear => log_clear::run(raid),
        Technique::SlowLateral => slow_lateral::run(raid),
    }
}
