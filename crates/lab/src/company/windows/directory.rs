//! The directory: 4662, 5136, 5137, 5141.

use std::sync::Arc;

use super::{Subject, text, word};
use crate::Value;
use crate::company::scribe::Data;
use crate::company::world::Domain;

/// The rights to replicate: changes, and all changes with the secrets.
pub(crate) const GET_CHANGES: &str = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";
pub(crate) const GET_CHANGES_ALL: &str = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2";
/// To add or remove a replica, and to synchronise one.
pub(crate) const MANAGE_TOPOLOGY: &str = "9923a32a-3607-11d2-b9be-0000f87a36b2";
pub(crate) const SYNCHRONIZE: &str = "1131f6ac-9c07-11d1-f79f-00c04fc2dcd2";

const DOMAIN_CLASS: &str = "19195a5b-6da0-11d0-afd3-00c04fd930c9";

/// 4662: a right of the domain's head object used.
pub(crate) fn replicated(subject: &Subject, domain: &Domain, right: &str) -> Data {
    let properties = format!("%%7688\n\t\t{{{right}}}\n\t{{{DOMAIN_CLASS}}}\n");
    let class = word!(format!("%{{{DOMAIN_CLASS}}}"));
    object(subject, (class, format!("%{{{}}}", domain.guid).into()), (7688, 0x100), properties, ("-".into(), "".into()))
}

/// 4662 in general: class and object, the access as code and mask, properties, and the two addenda.
pub(crate) fn object(
    subject: &Subject,
    (class, object): (Arc<str>, Arc<str>),
    (code, mask): (u32, u32),
    properties: String,
    (info, more): (Arc<str>, Arc<str>),
) -> Data {
    let mut data = subject.values().to_vec();
    data.extend([
        ("ObjectServer", text!("DS")),
        ("ObjectType", Value::Text(class)),
        ("ObjectName", Value::Text(object)),
        ("OperationType", text!("Object Access")),
        ("HandleId", Value::Hex64(0)),
        ("AccessList", Value::text(format!("%%{code}\n\t\t\t\t"))),
        ("AccessMask", Value::Hex32(mask)),
        ("Properties", Value::text(properties)),
        ("AdditionalInfo", Value::Text(info)),
        ("AdditionalInfo2", Value::Text(more)),
    ]);
    data
}

/// An object of the directory.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) dn: Arc<str>,
    pub(crate) guid: Arc<str>,
    pub(crate) class: Arc<str>,
}

impl Object {
    fn values(&self, subject: &Subject, domain: &Domain, operation: Arc<str>) -> Data {
        let mut data = vec![("OpCorrelationID", Value::Guid(operation)), ("AppCorrelationID", text!("-"))];
        data.extend(subject.values());
        data.extend([
            ("DSName", Value::Text(domain.dns.clone())),
            ("DSType", text!("%%14676")),
            ("ObjectDN", Value::Text(self.dn.clone())),
            ("ObjectGUID", Value::Guid(self.guid.clone())),
            ("ObjectClass", Value::Text(self.class.clone())),
        ]);
        data
    }

    /// 5137.
    pub(crate) fn created(&self, subject: &Subject, domain: &Domain, operation: Arc<str>) -> Data {
        self.values(subject, domain, operation)
    }

    /// 5141.
    pub(crate) fn deleted(&self, subject: &Subject, domain: &Domain, operation: Arc<str>) -> Data {
        let mut data = self.values(subject, domain, operation);
        data.push(("TreeDelete", text!("%%14679")));
        data
    }

    /// 5136: a value of an attribute added or removed.
    pub(crate) fn changed(&self, subject: &Subject, domain: &Domain, operation: Arc<str>, change: &Change) -> Data {
        let mut data = self.values(subject, domain, operation);
        data.extend([
            ("AttributeLDAPDisplayName", Value::text(change.attribute)),
            ("AttributeSyntaxOID", Value::text(change.syntax)),
            ("AttributeValue", Value::Text(change.value.clone())),
            ("OperationType", if change.added { text!("%%14674") } else { text!("%%14675") }),
        ]);
        data
    }
}

/// What a 5136 changes.
pub(crate) struct Change {
    pub(crate) attribute: &'static str,
    pub(crate) syntax: &'static str,
    pub(crate) value: Arc<str>,
    pub(crate) added: bool,
}
