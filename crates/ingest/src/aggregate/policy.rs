//! Names of audit policy categories and subcategories (4719), from MS-GPAC 2.2.1.2 and the
//! message table of Microsoft-Windows-Security-Auditing.

/// The category's name; what Windows wrote where it is none of the published ones.
pub(super) fn category(id: &str) -> String {
    let name = match id.trim_start_matches('%') {
        "8272" => "System",
        "8273" => "Logon/Logoff",
        "8274" => "Object Access",
        "8275" => "Privilege Use",
        "8276" => "Detailed Tracking",
        "8277" => "Policy Change",
        "8278" => "Account Management",
        "8279" => "DS Access",
        "8280" => "Account Logon",
        _ => id,
    };
    name.to_owned()
}

/// The subcategory's name by its GUID; the GUID itself where it is none of the published ones.
pub(super) fn subcategory(guid: &str) -> String {
    let bare = guid.trim_matches(['{', '}']).to_ascii_lowercase();
    let name = bare
        .strip_suffix("-69ae-11d9-bed3-505054503030")
        .and_then(|head| head.strip_prefix("0cce"))
        .and_then(|number| u16::from_str_radix(number, 16).ok())
        .and_then(by_number);
    name.map_or_else(|| guid.to_owned(), str::to_owned)
}

const fn by_number(number: u16) -> Option<&'static str> {
    Some(match number {
        0x9210 => "Security State Change",
        0x9211 => "Security System Extension",
        0x9212 => "System Integrity",
        0x9213 => "IPsec Driver",
        0x9214 => "Other System Events",
        0x9215 => "Logon",
        0x9216 => "Logoff",
        0x9217 => "Account Lockout",
        0x9218 => "IPsec Main Mode",
        0x9219 => "IPsec Quick Mode",
        0x921a => "IPsec Extended Mode",
        0x921b => "Special Logon",
        0x921c => "Other Logon/Logoff Events",
        0x921d => "File System",
        0x921e => "Registry",
        0x921f => "Kernel Object",
        0x9220 => "SAM",
        0x9221 => "Certification Services",
        0x9222 => "Application Generated",
        0x9223 => "Handle Manipulation",
        0x9224 => "File Share",
        0x9225 => "Filtering Platform Packet Drop",
        0x9226 => "Filtering Platform Connection",
        0x9227 => "Other Object Access Events",
        0x9228 => "Sensitive Privilege Use",
        0x9229 => "Non Sensitive Privilege Use",
        0x922a => "Other Privilege Use Events",
        0x922b => "Process Creation",
        0x922c => "Process Termination",
        0x922d => "DPAPI Activity",
        0x922e => "RPC Events",
        0x922f => "Audit Policy Change",
        0x9230 => "Authentication Policy Change",
        0x9231 => "Authorization Policy Change",
        0x9232 => "MPSSVC Rule-Level Policy Change",
        0x9233 => "Filtering Platform Policy Change",
        0x9234 => "Other Policy Change Events",
        0x9235 => "User Account Management",
        0x9236 => "Computer Account Management",
        0x9237 => "Security Group Management",
        0x9238 => "Distribution Group Management",
        0x9239 => "Application Group Management",
        0x923a => "Other Account Management Events",
        0x923b => "Directory Service Access",
        0x923c => "Directory Service Changes",
        0x923d => "Directory Service Replication",
        0x923e => "Detailed Directory Service Replication",
        0x923f => "Credential Validation",
        0x9240 => "Kerberos Service Ticket Operations",
        0x9241 => "Other Account Logon Events",
        0x9242 => "Kerberos Authentication Service",
        0x9243 => "Network Policy Server",
        0x9244 => "Detailed File Share",
        0x9245 => "Removable Storage",
        0x9246 => "Central Policy Staging",
        0x9247 => "User / Device Claims",
        0x9248 => "Plug and Play Events",
        0x9249 => "Group Membership",
        0x924a => "Token Right Adjusted Events",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_ids_have_names() {
        assert_eq!(category("%%8273"), "Logon/Logoff");
        assert_eq!(subcategory("{0CCE9215-69AE-11D9-BED3-505054503030}"), "Logon");
        assert_eq!(subcategory("{00000000-0000-0000-0000-000000000000}"), "{00000000-0000-0000-0000-000000000000}");
    }
}
