//! Services, policy and cleared logs: 4697, 7045, 4719, 1102, 104.

use std::sync::Arc;

use super::{Subject, text};
use crate::Value;
use crate::company::scribe::Data;

/// A service to be installed.
pub(crate) struct Service {
    pub(crate) name: Arc<str>,
    pub(crate) file: Arc<str>,
}

impl Service {
    /// 4697.
    pub(crate) fn security(&self, subject: &Subject) -> Data {
        let mut data = subject.values().to_vec();
        data.extend([
            ("ServiceName", Value::Text(self.name.clone())),
            ("ServiceFileName", Value::Text(self.file.clone())),
            ("ServiceType", Value::Hex32(0x10)),
            ("ServiceStartType", Value::U32(3)),
            ("ServiceAccount", text!("LocalSystem")),
        ]);
        data
    }

    /// 7045 in the System log.
    pub(crate) fn system(&self) -> Data {
        vec![
            ("ServiceName", Value::Text(self.name.clone())),
            ("ImagePath", Value::Text(self.file.clone())),
            ("ServiceType", text!("user mode service")),
            ("StartType", text!("demand start")),
            ("AccountName", text!("LocalSystem")),
        ]
    }
}

/// 4719: auditing of logons set to success and failure, as policy does when it is applied anew.
pub(crate) fn audit_set(system: &Subject) -> Data {
    let mut data = system.values().to_vec();
    data.extend([
        ("CategoryId", text!("%%8273")),
        ("SubcategoryId", text!("%%12544")),
        ("SubcategoryGuid", Value::Guid("{0CCE9215-69AE-11D9-BED3-505054503030}".into())),
        ("AuditPolicyChanges", text!("%%8449, %%8451")),
    ]);
    data
}

/// 1102: the Security log cleared.
pub(crate) fn security_cleared(subject: &Subject) -> Data {
    subject.values().to_vec()
}

/// 104: another log cleared.
pub(crate) fn log_cleared(subject: &Subject, log: &'static str) -> Data {
    vec![
        ("SubjectUserName", Value::Text(subject.name.clone())),
        ("SubjectDomainName", Value::Text(subject.domain.clone())),
        ("Channel", Value::text(log)),
        ("BackupPath", text!("")),
    ]
}
