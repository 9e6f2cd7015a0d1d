//! The order of one account's authentication events from one host on one day.

/// An authentication event as the hidden Markov model sees it. The numbers are LogonTracer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Symbol {
    /// 4776: NTLM validation.
    Ntlm = 0,
    /// 4768: ticket-granting ticket.
    Tgt = 1,
    /// 4769: service ticket.
    Service = 2,
    /// 4624: logon.
    Logon = 3,
    /// 4625: failed logon.
    Failure = 4,
}

impl Symbol {
    /// How many symbols there are.
    pub const COUNT: usize = 5;

    /// The symbol of an event id, if it has one.
    pub const fn of(event_id: u32) -> Option<Self> {
        match event_id {
            4776 => Some(Self::Ntlm),
            4768 => Some(Self::Tgt),
            4769 => Some(Self::Service),
            4624 => Some(Self::Logon),
            4625 => Some(Self::Failure),
            _ => None,
        }
    }

    const fn from_code(code: u32) -> Option<Self> {
        match code {
            0 => Some(Self::Ntlm),
            1 => Some(Self::Tgt),
            2 => Some(Self::Service),
            3 => Some(Self::Logon),
            4 => Some(Self::Failure),
            _ => None,
        }
    }
}

/// One event of a day in four bytes: milliseconds since midnight (27 bits) and symbol (3 bits).
/// Steps sort by time; equal times keep the order they were read in only under a stable sort by
/// [`Step::ms_of_day`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step(u32);

impl Step {
    /// An event `ms_of_day` milliseconds after midnight (UTC).
    pub const fn new(ms_of_day: u32, symbol: Symbol) -> Self {
        Self((ms_of_day << 3) | symbol as u32)
    }

    /// Milliseconds since midnight.
    pub const fn ms_of_day(self) -> u32 {
        self.0 >> 3
    }

    /// What happened. `None` only for bits that [`Step::new`] never makes.
    pub const fn symbol(self) -> Option<Symbol> {
        Symbol::from_code(self.0 & 7)
    }

    /// The four bytes as a number, for storing.
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// The reverse of [`Step::to_bits`].
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

/// The authentication events of one account from one host on one UTC day, in time order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySequence {
    /// Index into [`crate::LogonGraph::hosts`].
    pub host: u32,
    /// Index into [`crate::LogonGraph::accounts`].
    pub account: u32,
    /// Whole days since the Unix epoch.
    pub day: i32,
    /// The events.
    pub steps: Vec<Step>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_keeps_time_and_symbol() {
        let last = Step::new(86_399_999, Symbol::Failure);
        assert_eq!((last.ms_of_day(), last.symbol()), (86_399_999, Some(Symbol::Failure)));
        assert_eq!(Step::from_bits(last.to_bits()), last);
    }
}
