//! Sets the company up from its size and seed.

use std::collections::HashSet;
use std::sync::Arc;

use rand::RngExt;

use super::names::{random_name, user_name};
use super::person::{Department, Hours, Person, ServiceAccount, Services, Task};
use super::{Account, CORP, Domain, Machine, MachineId, Rights, Role, World};
use crate::company::plan::{HOUR, Plan};
use crate::company::random::{Chance, Stream, pick, pick_some, stream};

struct Builder {
    plan: Plan,
    chance: Chance,
    domains: Vec<Domain>,
    machines: Vec<Machine>,
    /// Next RID of each domain.
    rids: Vec<u32>,
    clients: u32,
    names: HashSet<String>,
}

pub(super) fn company(plan: &Plan) -> World {
    let chance = stream(plan.seed, Stream::World, 0, 0);
    let mut builder = Builder {
        plan: plan.clone(),
        chance,
        domains: Vec::new(),
        machines: Vec::new(),
        rids: Vec::new(),
        clients: 0,
        names: HashSet::new(),
    };
    builder.domain("CORP", "corp.example");
    if plan.accounts >= 500 {
        builder.domain("LAB", "lab.corp.example");
    }
    builder.servers();
    let mut people: Vec<Person> = (0..plan.accounts).map(|number| builder.person(number)).collect();
    builder.administrators(&mut people);
    let services = builder.services(&people);
    World {
        plan: plan.clone(),
        domains: builder.domains,
        machines: builder.machines,
        people,
        services,
        clients: builder.clients,
    }
}

impl Builder {
    fn domain(&mut self, name: &str, dns: &str) {
        let mut part = || self.chance.random_range(400_000_000..4_200_000_000_u32);
        let sid = format!("S-1-5-21-{}-{}-{}", part(), part(), part());
        let guid = super::super::scribe::guid(&mut self.chance).to_lowercase();
        let dn = dns.split('.').map(|label| format!("DC={label}")).collect::<Vec<_>>().join(",");
        self.domains.push(Domain {
            name: name.into(),
            dns: dns.into(),
            realm: dns.to_uppercase().into(),
            krbtgt: format!("{sid}-502").into(),
            sid,
            dn,
            guid,
            controllers: Vec::new(),
        });
        self.rids.push(1103);
    }

    fn rid(&mut self, domain: usize) -> u32 {
        self.rids[domain] += self.chance.random_range(1..4);
        self.rids[domain]
    }

    fn machine(&mut self, role: Role, name: &str, domain: usize) -> MachineId {
        let id = MachineId(self.machines.len() as u32);
        let rid = self.rid(domain);
        let rights = if role == Role::Controller { Rights::Domain } else { Rights::User };
        let account = Account::new(&format!("{name}$"), &self.domains[domain], domain, rid, rights);
        let client = role == Role::Workstation;
        self.machines.push(Machine {
            id,
            role,
            name: name.into(),
            full_name: format!("{name}.{}", self.domains[domain].dns).into(),
            account: Arc::new(account),
            address: (!client).then(|| format!("10.10.{}.{}", 1 + id.0 / 200, 10 + id.0 % 200).into()),
            client: self.clients,
            modern: client || self.chance.random_bool(0.8),
            laptop: client && self.chance.random_bool(0.45),
            first_record: self.chance.random_range(1_000..4_000_000),
            uptime: self.chance.random_range(HOUR..400 * HOUR),
        });
        self.clients += u32::from(client);
        if role == Role::Controller {
            self.domains[domain].controllers.push(id);
        }
        id
    }

    fn servers(&mut self) {
        let size = self.plan.accounts;
        let plan = [
            (Role::Controller, "DC", (2 + size / 4000).min(10)),
            (Role::Files, "FS", 2 + size / 700),
            (Role::Print, "PRN", 1 + size / 2500),
            (Role::Database, "SQL", 2 + size / 900),
            (Role::Web, "WEB", 1 + size / 1500),
            (Role::Mail, "MAIL", 1 + size / 2000),
            (Role::Application, "APP", 3 + size / 400),
            (Role::Backup, "BKP", 1),
            (Role::Jump, "JUMP", 1 + size / 2000),
            (Role::Scanner, "SCAN", 1),
            (Role::Monitoring, "MON", 1),
            (Role::Sync, "AADC", 1),
        ];
        for (role, prefix, count) in plan {
            for number in 1..=count {
                self.machine(role, &format!("{prefix}{number:02}"), CORP);
            }
        }
        if self.domains.len() > 1 {
            for (role, name) in [(Role::Controller, "LABDC01"), (Role::Controller, "LABDC02"), (Role::Files, "LABFS01")]
            {
                self.machine(role, name, 1);
            }
        }
    }

    /// One server of a role in a domain, any of them.
    fn one(&mut self, role: Role) -> MachineId {
        let all: Vec<_> =
            self.machines.iter().filter(|machine| machine.role == role).map(|machine| machine.id).collect();
        *pick(&mut self.chance, &all)
    }

    fn person(&mut self, number: u32) -> Person {
        let domain = usize::from(self.domains.len() > 1 && number % 16 == 9);
        let name = user_name(&mut self.chance, &mut self.names);
        let rid = self.rid(domain);
        let account = Account::new(&name, &self.domains[domain], domain, rid, Rights::User);
        let prefix = ["HQ", "NORTH", "SOUTH"][(number % 7 / 3) as usize];
        let workstation = self.machine(Role::Workstation, &format!("{prefix}-PC{:05}", 10_000 + number), domain);
        let department = self.department(number);
        let hours = self.hours();
        let begins = match hours {
            Hours::Evening => self.chance.random_range(14 * 60..17 * 60),
            Hours::Usual | Hours::Part => self.chance.random_range(7 * 60..9 * 60 + 30),
        };
        let days = self.plan.days;
        let joins = (days > 3 && self.chance.random_bool(0.004)).then(|| self.chance.random_range(1..days));
        let leaves =
            (days > 3 && joins.is_none() && self.chance.random_bool(0.004)).then(|| self.chance.random_range(1..days));
        Person {
            number,
            account: Arc::new(account),
            admin: None,
            workstation,
            department,
            hours,
            begins,
            pace: self.chance.random_range(0.5..1.5),
            files: self.department_files(department),
            home: self.one(Role::Files),
            print: self.one(Role::Print),
            mail: self.one(Role::Mail),
            applications: self.applications(department),
            joins,
            leaves,
        }
    }

    fn department(&mut self, number: u32) -> Department {
        // The first few fix that even a small company has those who run it.
        match number {
            0..3 => Department::Operations,
            3..5 => Department::HelpDesk,
            _ => match self.chance.random_range(0..1000) {
                0..12 => Department::Operations,
                12..24 => Department::HelpDesk,
                24..260 => Department::Sales,
                260..380 => Department::Finance,
                380..620 => Department::Engineering,
                620..800 => Department::Staff,
                _ => Department::Production,
            },
        }
    }

    fn hours(&mut self) -> Hours {
        match self.chance.random_range(0..100) {
            0..78 => Hours::Usual,
            78..92 => Hours::Part,
            _ => Hours::Evening,
        }
    }

    /// All of a department keep their files on the same server.
    fn department_files(&self, department: Department) -> MachineId {
        let all: Vec<_> = self.machines.iter().filter(|machine| machine.role == Role::Files).collect();
        all[department as usize % all.len()].id
    }

    fn applications(&mut self, department: Department) -> Vec<MachineId> {
        let of = |machines: &[Machine], role| -> Vec<MachineId> {
            machines.iter().filter(|machine| machine.role == role).map(|machine| machine.id).collect()
        };
        let applications = of(&self.machines, Role::Application);
        let own = applications[department as usize * 3 % applications.len()];
        let mut used = vec![own, self.one(Role::Web)];
        if matches!(department, Department::Finance | Department::Engineering) {
            used.push(self.one(Role::Database));
        }
        let more = self.chance.random_range(0..3);
        used.extend(pick_some(&mut self.chance, &applications, more));
        used.sort_unstable();
        used.dedup();
        used
    }

    fn administrators(&mut self, people: &mut [Person]) {
        for person in people {
            let rights = match person.department {
                Department::HelpDesk => Rights::HelpDesk,
                Department::Operations if person.number % 3 == 0 => Rights::Domain,
                Department::Operations => Rights::Server,
                _ => continue,
            };
            let domain = person.account.domain;
            let rid = self.rid(domain);
            let name: String = format!("adm.{}", person.account.name).chars().take(20).collect();
            person.admin = Some(Arc::new(Account::new(&name, &self.domains[domain], domain, rid, rights)));
        }
    }

    fn named(&mut self, name: &str, rights: Rights) -> Arc<Account> {
        let rid = self.rid(CORP);
        Arc::new(Account::new(name, &self.domains[CORP], CORP, rid, rights))
    }

    fn services(&mut self, people: &[Person]) -> Services {
        let count = 12 + self.plan.accounts / 60;
        let all = (0..count).map(|number| self.service(number)).collect();
        let sync = format!("MSOL_{}", random_name(&mut self.chance, 12).to_lowercase());
        let administrator = Account::new("Administrator", &self.domains[CORP], CORP, 500, Rights::Domain);
        let corp: Vec<_> = people.iter().filter(|person| person.account.domain == CORP).skip(5).collect();
        let without_preauth =
            pick_some(&mut self.chance, &corp, 3).into_iter().map(|person| person.account.clone()).collect();
        Services {
            all,
            backup: self.named("svc-backup", Rights::Domain),
            scanner: self.named("svc-vulnscan", Rights::Server),
            monitoring: self.named("svc-monitor", Rights::Server),
            sync: self.named(&sync, Rights::User),
            administrator: Arc::new(administrator),
            without_preauth,
        }
    }

    fn service(&mut self, number: u32) -> ServiceAccount {
        const USES: &[&str] =
            &["sql", "web", "erp", "crm", "report", "build", "etl", "print", "scan", "hr", "doc", "mq"];
        let usage = USES[number as usize % USES.len()];
        let rid = self.rid(CORP);
        let rights = if number % 6 == 5 { Rights::Server } else { Rights::User };
        let name = format!("svc-{usage}{:02}", number as usize / USES.len() + 1);
        let mut account = Account::new(&name, &self.domains[CORP], CORP, rid, rights);
        account.legacy = number.is_multiple_of(4);
        let role = [Role::Database, Role::Web, Role::Application][number as usize % 3];
        let on = self.one(role);
        let mut asks = vec![self.one(Role::Database), self.one(Role::Files)];
        asks.retain(|asked| *asked != on);
        ServiceAccount {
            number,
            account: Arc::new(account),
            on,
            asks,
            task: [Task::Daemon, Task::Nightly, Task::Daemon, Task::Hourly][number as usize % 4],
            minute: self.chance.random_range(0..360),
            has_name: number.is_multiple_of(4) || number.is_multiple_of(3),
        }
    }
}
