//! Versions and tasks of the Security log's events.

/// The version of the event's form, 0 for most.
pub(super) const fn version(id: u32) -> u8 {
    match id {
        4624 | 4688 => 2,
        5140 | 5156 | 5157 => 1,
        _ => 0,
    }
}

/// The audit subcategory, 0 when the id is not known.
pub(super) const fn of(id: u32) -> u16 {
    match id {
        4608 | 4616 => 12288,
        4610 | 4611 | 4614 | 4622 | 4697 => 12289,
        4624 | 4625 | 4648 => 12544,
        4634 | 4647 => 12545,
        4672 | 4964 => 12548,
        4649 | 4778 | 4779 | 4800..=4803 | 4825 => 12551,
        4627 => 12554,
        4698..=4702 => 12804,
        5140 | 5142..=5144 => 12808,
        5156..=5158 => 12810,
        5145 => 12811,
        4673 | 4674 => 13056,
        4688 | 4696 => 13312,
        4689 => 13313,
        4703 => 13317,
        4719 | 4902 | 4904..=4907 => 13568,
        4706 | 4707 | 4713 | 4716..=4718 | 4739 | 4865..=4867 => 13569,
        4704 | 4705 | 4670 => 13570,
        4720 | 4722..=4726 | 4738 | 4740 | 4765..=4767 | 4780 | 4781 | 4794 | 4797 | 4798 => 13824,
        4741..=4743 => 13825,
        4727..=4735 | 4737 | 4754..=4758 | 4764 | 4799 => 13826,
        4662 => 14080,
        5136..=5139 | 5141 => 14081,
        4774..=4777 => 14336,
        4769 | 4770 | 4773 => 14337,
        4768 | 4771 | 4772 => 14339,
        _ => 0,
    }
}

/// A task's name.
pub(super) const fn name(task: u16) -> Option<&'static str> {
    Some(match task {
        104 => "Log clear",
        12288 => "Security State Change",
        12289 => "Security System Extension",
        12544 => "Logon",
        12545 => "Logoff",
        12548 => "Special Logon",
        12551 => "Other Logon/Logoff Events",
        12554 => "Group Membership",
        12804 => "Other Object Access Events",
        12808 => "File Share",
        12810 => "Filtering Platform Connection",
        12811 => "Detailed File Share",
        13056 => "Sensitive Privilege Use",
        13312 => "Process Creation",
        13313 => "Process Termination",
        13317 => "Token Right Adjusted Events",
        13568 => "Audit Policy Change",
        13569 => "Authentication Policy Change",
        13570 => "Authorization Policy Change",
        13824 => "User Account Management",
        13825 => "Computer Account Management",
        13826 => "Security Group Management",
        14080 => "Directory Service Access",
        14081 => "Directory Service Changes",
        14336 => "Credential Validation",
        14337 => "Kerberos Service Ticket Operations",
        14339 => "Kerberos Authentication Service",
        _ => return None,
    })
}
