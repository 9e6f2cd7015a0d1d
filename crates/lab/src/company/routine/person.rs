//! A person's working day.

use rand::RngExt;

use super::{admin, help_desk, machine, scribe, stale};
use crate::company::calendar::at_work;
use crate::company::plan::{HOUR, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials, Session};
use crate::company::random::{Stream, around, pick};
use crate::company::scribe::{Drafts, Origin, Scribe};
use crate::company::windows::kerberos::AES;
use crate::company::windows::logon::{Failure, Logon};
use crate::company::windows::shares::Share;
use crate::company::windows::{Subject, word};
use crate::company::world::{Department, Hours, MachineId, Person, Role, VPN_ADDRESS, World};

pub(super) fn day(world: &World, person: &Person, day: u32, drafts: &mut Drafts) {
    if !person.is_employed(day) || !at_work(&world.plan, person, day) {
        return;
    }
    let mut scribe = scribe(world, drafts, Stream::Person, person.number, day);
    let begin =
        world.plan.midnight(day) + person.begins * MINUTE + around(&mut scribe.chance, &(-20 * MINUTE..30 * MINUTE));
    let end = begin + length(&mut scribe, person);
    let origin = place(&mut scribe, person, begin);
    let mut own = machine::credentials(world, person.workstation, origin.clone());
    machine::start(&mut scribe, begin - 90 * SECOND, &mut own);
    let mut credentials = Credentials::new(person.account.clone(), origin);
    if scribe.chance.random_bool(0.06) {
        mistake(&mut scribe, begin - 30 * SECOND, person, &credentials.origin);
    }
    let session = protocol::sit_down(&mut scribe, begin, &mut credentials, person.workstation);
    protocol::apply_policy(&mut scribe, begin + 4 * SECOND, &mut credentials);
    let home = Share::files("Home$");
    protocol::browse(&mut scribe, begin + 6 * SECOND, &mut credentials, person.home, &home, 2);
    for (at, act) in acts(&mut scribe, person, begin + 5 * MINUTE, end) {
        act.run(&mut scribe, at, person, &mut credentials, &mut own, &session);
    }
    if scribe.chance.random_bool(0.85) {
        protocol::log_off(&mut scribe, end, &session);
    }
    if person.admin.is_some() {
        match person.department {
            Department::HelpDesk => help_desk::work(&mut scribe, person, &credentials.origin, &session, begin, end),
            _ => admin::work(&mut scribe, person, &credentials.origin, &session, begin, end),
        }
    }
}

fn length(scribe: &mut Scribe<'_>, person: &Person) -> i64 {
    match person.hours {
        Hours::Usual => scribe.within(7 * HOUR + 30 * MINUTE, 9 * HOUR + 40 * MINUTE),
        Hours::Part => scribe.within(4 * HOUR, 5 * HOUR),
        Hours::Evening => scribe.within(5 * HOUR, 7 * HOUR),
    }
}

/// Where the person is today: at the office, or behind the address of the VPN.
fn place(scribe: &mut Scribe<'_>, person: &Person, at: i64) -> Origin {
    let mut origin = scribe.origin(person.workstation, at);
    if scribe.world.workstation_of(person).laptop && scribe.chance.random_bool(0.3) {
        origin.address = word!(VPN_ADDRESS);
    }
    origin
}

/// The password mistyped once or twice at the own machine; now and then until the account is locked.
fn mistake(scribe: &mut Scribe<'_>, at: i64, person: &Person, origin: &Origin) {
    let locked_out = scribe.chance.random_bool(0.03);
    let times = if locked_out { 5 } else { scribe.within(1, 3) };
    // A locked account is a matter of minutes with the help desk, before the day can begin.
    let mut at = if locked_out { at - 20 * MINUTE } else { at - times * 6 * SECOND };
    for _ in 0..times {
        protocol::fail_kerberos(scribe, at, &person.account, origin, Failure::WrongPassword);
        let world = scribe.world;
        let machine = world.workstation_of(person);
        let target = Subject::of(world, &person.account, 0);
        let system = protocol::system_of(scribe, machine.id);
        let logon = Logon::interactive(system, target, 2, machine.name.clone());
        scribe.security(at + 30, machine.id, 4625, logon.failed(Failure::WrongPassword));
        at += scribe.within(4 * SECOND, 9 * SECOND);
    }
    if locked_out {
        stale::lock(scribe, at, &person.account, &origin.name.clone());
        let later = at + scribe.within(4 * MINUTE, 15 * MINUTE);
        help_desk::unlock(scribe, later, &person.account);
    }
}

/// Something a person does at the computer.
#[derive(Clone, Copy, Debug)]
enum Act {
    Files,
    Home,
    Print,
    Mail,
    Application,
    Pause,
    /// The machine's own: policy is read again.
    Refresh,
    Desktop,
    /// A server not usually needed.
    Elsewhere,
    /// For once at a colleague's machine.
    Colleague,
}

/// The day's acts in order, none of them at lunch.
fn acts(scribe: &mut Scribe<'_>, person: &Person, begin: i64, end: i64) -> Vec<(i64, Act)> {
    let hours = (end - begin) as f64 / HOUR as f64;
    let lunch = begin + scribe.within(3 * HOUR, 4 * HOUR + 30 * MINUTE);
    let mut acts = Vec::new();
    let rates = [
        (Act::Files, 0.55),
        (Act::Home, 0.15),
        (Act::Print, 0.12),
        (Act::Mail, 0.4),
        (Act::Application, 0.8),
        (Act::Pause, 0.22),
        (Act::Refresh, 0.35),
        (Act::Elsewhere, 0.012),
        (Act::Colleague, 0.003),
    ];
    for (act, rate) in rates {
        let pace = if matches!(act, Act::Refresh) { 1.0 } else { person.pace };
        let expected = rate * hours * pace;
        let count = expected as u32 + u32::from(scribe.chance.random_bool(expected.fract()));
        acts.extend((0..count).map(|_| (scribe.within(begin, end), act)));
    }
    if matches!(person.department, Department::Engineering) && scribe.chance.random_bool(0.12) {
        acts.push((scribe.within(begin, end - HOUR), Act::Desktop));
    }
    acts.retain(|(at, act)| matches!(act, Act::Refresh) || !(lunch..lunch + 35 * MINUTE).contains(at));
    if end > lunch + HOUR {
        acts.push((lunch + 36 * MINUTE, Act::Pause));
    }
    acts.sort_by_key(|(at, _)| *at);
    acts
}

impl Act {
    fn run(
        self,
        scribe: &mut Scribe<'_>,
        at: i64,
        person: &Person,
        credentials: &mut Credentials,
        own: &mut Credentials,
        session: &Session,
    ) {
        match self {
            Self::Files => {
                let share = Share::files(share_of(person.department));
                let files = scribe.chance.random_range(0..4);
                protocol::browse(scribe, at, credentials, person.files, &share, files);
            }
            Self::Home => {
                protocol::browse(scribe, at, credentials, person.home, &Share::files("Home$"), 1);
            }
            Self::Print => print(scribe, at, person, credentials),
            Self::Mail => short(scribe, at, credentials, person.mail, 0.05),
            Self::Application => {
                let server = *pick(&mut scribe.chance, &person.applications);
                short(scribe, at, credentials, server, 0.15);
            }
            Self::Pause => protocol::lock_and_unlock(scribe, at, credentials, person.workstation),
            Self::Refresh => protocol::apply_policy(scribe, at, own),
            Self::Desktop => desktop(scribe, at, person, credentials, session),
            Self::Elsewhere => elsewhere(scribe, at, credentials),
            Self::Colleague => at_colleague(scribe, at, person),
        }
    }
}

fn share_of(department: Department) -> &'static str {
    match department {
        Department::Sales => "Sales",
        Department::Finance => "Finance",
        Department::Engineering => "Engineering",
        Department::Production => "Production",
        Department::Staff => "HR",
        Department::HelpDesk | Department::Operations => "IT",
    }
}

fn print(scribe: &mut Scribe<'_>, at: i64, person: &Person, credentials: &mut Credentials) {
    let session = protocol::over_kerberos(scribe, at, credentials, person.print);
    protocol::open_pipe(scribe, at + 60, &session, "spoolss");
    let end = at + scribe.within(MINUTE, 12 * MINUTE);
    protocol::leave(scribe, end, &session);
}

/// A short visit to a server; some applications know NTLM only.
fn short(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, server: MachineId, ntlm: f64) {
    let session = if scribe.chance.random_bool(ntlm) {
        let (account, origin) = (credentials.account.clone(), credentials.origin.clone());
        protocol::over_ntlm(scribe, at, &account, &origin, server)
    } else {
        let session = protocol::over_kerberos(scribe, at, credentials, server);
        // Some sites act for their users at a database, with the users' own tickets.
        if scribe.world.machine(server).role == Role::Web && scribe.chance.random_bool(0.2) {
            credentials.delegate(scribe, at + 80);
        }
        // A service with a name of its own has its own ticket, of the old kind where it is old.
        let mut named = scribe.world.named_services(server);
        if let Some(service) = named.next().filter(|_| scribe.chance.random_bool(0.2)) {
            credentials.ask(scribe, at + 120, &service.account, 0x4081_0000, AES);
        }
        session
    };
    let end = at + scribe.within(2 * SECOND, 11 * MINUTE);
    protocol::leave(scribe, end, &session);
}

/// An hour or so on an application server's desktop.
fn desktop(scribe: &mut Scribe<'_>, at: i64, person: &Person, credentials: &mut Credentials, session: &Session) {
    let found = person.applications.iter().find(|id| scribe.world.machine(**id).role == Role::Application);
    let Some(server) = found.copied() else { return };
    let desktop = protocol::connect(scribe, at, credentials, Some(session), server);
    let end = at + scribe.within(15 * MINUTE, 90 * MINUTE);
    if scribe.chance.random_bool(0.3) {
        desktop.disconnect(scribe, at + 8 * MINUTE);
        desktop.reconnect(scribe, at + 13 * MINUTE);
    }
    desktop.log_off(scribe, end);
}

/// Another department's files, an application tried once: new to this person, and innocent.
fn elsewhere(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials) {
    let world = scribe.world;
    let open = |id: &MachineId| {
        matches!(world.machine(*id).role, Role::Files | Role::Application | Role::Web | Role::Database)
    };
    let servers: Vec<_> = world.servers().filter(open).collect();
    let server = *pick(&mut scribe.chance, &servers);
    if world.machine(server).role == Role::Files {
        let files = scribe.chance.random_range(0..4);
        protocol::browse(scribe, at, credentials, server, &Share::files("Public"), files);
    } else {
        short(scribe, at, credentials, server, 0.15);
    }
}

/// A logon at somebody else's machine, for a look at something together.
fn at_colleague(scribe: &mut Scribe<'_>, at: i64, person: &Person) {
    let world = scribe.world;
    let machine = pick(&mut scribe.chance, &world.people).workstation;
    if machine == person.workstation || world.machine(machine).account.domain != person.account.domain {
        return;
    }
    let origin = scribe.origin(machine, at);
    let mut there = Credentials::new(person.account.clone(), origin);
    let session = protocol::sit_down(scribe, at, &mut there, machine);
    protocol::apply_policy(scribe, at + 3 * SECOND, &mut there);
    let end = at + scribe.within(5 * MINUTE, 40 * MINUTE);
    protocol::log_off(scribe, end, &session);
}
