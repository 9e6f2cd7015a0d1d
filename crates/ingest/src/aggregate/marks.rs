//! Events that say something about an account or the case instead of a logon.

use model::who::{self, Name};
use model::{Channel, Clear, Event, Field, PolicyChange, Skip, Time, lower};

use super::{Aggregator, Many, policy};

/// What happened to whom, before spellings are resolved.
pub(super) struct RawMark {
    /// Index into the raw accounts.
    pub(super) account: u32,
    pub(super) time: Time,
    pub(super) what: Option<String>,
}

/// The extended rights that a replication asks for, and that DCSync abuses (MS-ADTS 5.1.3.2.1):
/// DS-Replication-Get-Changes, -All, -In-Filtered-Set.
const REPLICATION_RIGHTS: [&str; 3] = [
    "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
    "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",
    "89e95b76-444d-4c62-991a-0facbeda640c",
];

/// The service class of directory replication (MS-DRSR 2.2.3.2): a machine that gets it as a
/// service principal name poses as a controller.
const REPLICATION_SERVICE: &str = "e3514235-4b06-11d1-ab04-00c04fc2dcd2";

impl Aggregator {
    pub(super) fn mark(&mut self, event: &Event, computer: u32) -> Result<(), Skip> {
        if matches!(event.id, 5136 | 5137) && event.channel == Channel::Security {
            self.controllers.insert(computer);
        }
        match (event.channel, event.id) {
            (Channel::Security, 1102) | (Channel::System, 104) => {
                self.clear(event, computer);
                Ok(())
            }
            (Channel::Security, 4719) => self.policy(event, computer),
            (Channel::Security, 4672) => self.privileged(&Many::one(event), computer),
            (Channel::Security, id) => {
                let (role, what) = mark_of(id, event)?;
                if matches!(id, 4728 | 4729 | 4732 | 4733 | 4756 | 4757) {
                    return self.member(event, computer, what);
                }
                let name = Name::read(event, role)?;
                self.put_mark(&name, event, computer, what)
            }
            _ => Err(Skip::NotUsed),
        }
    }

    fn put_mark(&mut self, name: &Name<'_>, event: &Event, computer: u32, what: Option<String>) -> Result<(), Skip> {
        self.spell(name);
        if name.is_machine() {
            return Err(Skip::MachineAccount);
        }
        let raw = super::who::raw(name, &mut self.texts, computer);
        let account = self.accounts.put(raw, event.time);
        self.marks.push(RawMark { account, time: event.time, what });
        self.cover(event.time);
        Ok(())
    }

    pub(super) fn privileged(&mut self, many: &Many<'_>, computer: u32) -> Result<(), Skip> {
        let event = many.event;
        let name = Name::read(event, &who::SUBJECT)?;
        self.spell(&name);
        if name.is_machine() {
            return Err(Skip::MachineAccount);
        }
        let raw = super::who::raw(&name, &mut self.texts, computer);
        let account = self.accounts.put_many(raw, many.span, u64::from(many.count));
        self.accounts.seen[account as usize].privileged = true;
        self.cover_span(many.span);
        Ok(())
    }

    /// A group got or lost a member. Windows names the member by SID, and by distinguished name in
    /// a domain; the group stands where other events have the account.
    fn member(&mut self, event: &Event, computer: u32, what: Option<String>) -> Result<(), Skip> {
        let sid = event.get(Field::MemberSid).filter(|sid| sid.starts_with("S-1-")).unwrap_or_default();
        let common_name = event.get(Field::MemberName).and_then(common_name);
        let user = common_name.as_deref().unwrap_or(sid);
        if user.is_empty() {
            return Err(Skip::NoAccount);
        }
        let domain = if event.get(Field::MemberName).is_some() || event.id != 4732 && event.id != 4733 {
            event.get(Field::TargetDomainName).unwrap_or_default()
        } else {
            ""
        };
        let name = Name { user: lower(user), domain: lower(domain), sid };
        self.put_mark(&name, event, computer, what)
    }

    fn clear(&mut self, event: &Event, computer: u32) {
        self.cover(event.time);
        let name = Name::read(event, &who::SUBJECT).ok();
        let channel = event.get(Field::ClearedChannel).unwrap_or(event.channel.name());
        self.clears.push(Clear {
            time: event.time,
            user: name.as_ref().map(|name| name.user.to_string()).unwrap_or_default(),
            domain: name.as_ref().map(|name| name.domain.to_string()).unwrap_or_default(),
            computer: self.texts.text(computer).to_owned(),
            channel: channel.to_owned(),
        });
    }

    fn policy(&mut self, event: &Event, computer: u32) -> Result<(), Skip> {
        self.cover(event.time);
        let name = Name::read(event, &who::SUBJECT)?;
        self.policies.push(PolicyChange {
            time: event.time,
            user: name.user.to_string(),
            domain: name.domain.to_string(),
            computer: self.texts.text(computer).to_owned(),
            category: policy::category(event.get(Field::CategoryId).unwrap_or_default()),
            subcategory: policy::subcategory(
                event.get(Field::SubcategoryGuid).or_else(|| event.get(Field::SubcategoryId)).unwrap_or_default(),
            ),
            change: event.get(Field::AuditPolicyChanges).unwrap_or_default().to_owned(),
        });
        Ok(())
    }
}

/// Which account an event marks, and with what words. `None` words: the event only names it.
fn mark_of(id: u32, event: &Event) -> Result<(&'static who::Role, Option<String>), Skip> {
    let group = || event.get(Field::TargetUserName).unwrap_or("?").to_owned();
    let mark = |text: &str| Some(text.to_owned());
    Ok(match id {
        4720 => (&who::TARGET_SID, mark("Created")),
        4722 => (&who::TARGET_SID, mark("Enabled")),
        4724 => (&who::TARGET_SID, mark("PasswordReset")),
        4725 => (&who::TARGET_SID, mark("Disabled")),
        4726 => (&who::TARGET_SID, mark("Deleted")),
        4738 => (&who::TARGET_SID, None),
        4740 => (&who::TARGET_SID, mark("LockedOut")),
        4767 => (&who::TARGET_SID, mark("Unlocked")),
        4781 => {
            let new = event.get(Field::NewTargetUserName).unwrap_or("?");
            (&RENAMED, Some(format!("Renamed: {new}")))
        }
        4728 | 4732 | 4756 => (&who::SUBJECT, Some(format!("AddGroup: {}", group()))),
        4729 | 4733 | 4757 => (&who::SUBJECT, Some(format!("RemoveGroup: {}", group()))),
        4662 if asks_replication(event) => (&who::SUBJECT, mark("DCSync")),
        5137 if adds_controller(event) => (&who::SUBJECT, mark("DCShadow")),
        4742 if names_replication_service(event) => (&who::SUBJECT, mark("DCShadow")),
        _ => return Err(Skip::NotUsed),
    })
}

const RENAMED: who::Role =
    who::Role { user: Field::OldTargetUserName, domain: Some(Field::TargetDomainName), sid: Some(Field::TargetSid) };

fn asks_replication(event: &Event) -> bool {
    let properties = event.get(Field::Properties).unwrap_or_default().to_ascii_lowercase();
    REPLICATION_RIGHTS.iter().any(|right| properties.contains(right))
}

/// A `server` or NTDS settings object under the sites' configuration: what DCShadow registers.
fn adds_controller(event: &Event) -> bool {
    let class = event.get(Field::ObjectClass).unwrap_or_default();
    let place = event.get(Field::ObjectDn).unwrap_or_default().to_ascii_lowercase();
    (class.eq_ignore_ascii_case("server") || class.eq_ignore_ascii_case("nTDSDSA"))
        && place.contains("cn=sites,cn=configuration")
}

fn names_replication_service(event: &Event) -> bool {
    let names = event.get(Field::ServicePrincipalNames).unwrap_or_default().to_ascii_lowercase();
    names.contains(REPLICATION_SERVICE)
}

/// `alice` of `CN=alice,OU=Staff,DC=corp,DC=local`; escaped commas belong to the name.
fn common_name(distinguished: &str) -> Option<String> {
    let rest = distinguished.get(..3).filter(|head| head.eq_ignore_ascii_case("cn=")).map(|_| &distinguished[3..])?;
    let mut name = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            ',' => break,
            '\\' => name.extend(chars.next()),
            _ => name.push(c),
        }
    }
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::common_name;

    #[test]
    fn members_are_named_by_their_common_name() {
        assert_eq!(common_name("CN=alice,OU=Staff,DC=corp").as_deref(), Some("alice"));
        assert_eq!(common_name("cn=Doe\\, Jane,DC=corp").as_deref(), Some("Doe, Jane"));
        assert_eq!(common_name("S-1-5-21"), None);
    }
}
