//! Access to shares: 5140, 5145.

use std::sync::Arc;

use super::{Subject, port, text, word};
use crate::Value;
use crate::company::scribe::Data;

/// A share as a client reaches it.
#[derive(Clone, Debug)]
pub(crate) struct Share {
    /// `\\*\IPC$`.
    pub(crate) name: Arc<str>,
    /// Where it lies on the server; empty for pipes.
    pub(crate) path: Arc<str>,
}

impl Share {
    pub(crate) fn pipes() -> Self {
        Self { name: word!("\\\\*\\IPC$"), path: word!("") }
    }

    pub(crate) fn admin() -> Self {
        Self { name: word!("\\\\*\\ADMIN$"), path: word!("\\??\\C:\\Windows") }
    }

    pub(crate) fn policy() -> Self {
        Self { name: word!("\\\\*\\SYSVOL"), path: word!("\\??\\C:\\Windows\\SYSVOL\\sysvol") }
    }

    /// A share of users' files.
    pub(crate) fn files(name: &str) -> Self {
        Self { name: format!("\\\\*\\{name}").into(), path: format!("\\??\\D:\\Shares\\{name}").into() }
    }

    /// A whole drive, for administrators.
    pub(crate) fn drive() -> Self {
        Self { name: word!("\\\\*\\C$"), path: word!("\\??\\C:\\") }
    }
}

/// A client in a session on the server.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) session: Subject,
    pub(crate) address: Arc<str>,
    pub(crate) port: u16,
}

impl Visitor {
    fn values(&self) -> Data {
        let mut data = Vec::with_capacity(13);
        data.extend(self.session.values());
        data.extend([
            ("ObjectType", text!("File")),
            ("IpAddress", Value::Text(self.address.clone())),
            ("IpPort", port(self.port)),
        ]);
        data
    }

    /// 5140.
    pub(crate) fn opened(&self, share: &Share) -> Data {
        let mut data = self.values();
        data.extend([
            ("ShareName", Value::Text(share.name.clone())),
            ("ShareLocalPath", Value::Text(share.path.clone())),
            ("AccessMask", Value::Hex32(1)),
            ("AccessList", Value::Text(rights(1))),
        ]);
        data
    }

    /// 5145.
    pub(crate) fn accessed(&self, share: &Share, file: impl Into<Arc<str>>, mask: u32) -> Data {
        let mut data = self.values();
        data.extend([
            ("ShareName", Value::Text(share.name.clone())),
            ("ShareLocalPath", Value::Text(share.path.clone())),
            ("RelativeTargetName", Value::text(file)),
            ("AccessMask", Value::Hex32(mask)),
            ("AccessList", Value::Text(rights(mask))),
            ("AccessReason", text!("-")),
        ]);
        data
    }
}

/// Reading, as Explorer and most programs ask for it.
pub(crate) const READ: u32 = 0x12_0089;
/// Writing a new file.
pub(crate) const WRITE: u32 = 0x12_0196;
/// Reading and writing, as on a pipe.
pub(crate) const BOTH: u32 = 0x12_019f;
/// Reading and writing of the data only, as tools not made by Microsoft ask for on pipes.
pub(crate) const DATA: u32 = 0x3;

/// The rights of a mask as Windows lists them: file rights by bit, then standard ones.
fn rights(mask: u32) -> Arc<str> {
    match mask {
        1 => word!(listed(1)),
        READ => word!(listed(READ)),
        WRITE => word!(listed(WRITE)),
        BOTH => word!(listed(BOTH)),
        _ => listed(mask).into(),
    }
}

fn listed(mask: u32) -> String {
    let standard = (16..21).filter(|bit| mask >> bit & 1 == 1).map(|bit| 1537 + bit - 16);
    let files = (0..9).filter(|bit| mask >> bit & 1 == 1).map(|bit| 4416 + bit);
    let codes: Vec<String> = standard.chain(files).map(|code| format!("%%{code}")).collect();
    codes.iter().flat_map(|code| [code, "\n\t\t\t\t"]).collect()
}
