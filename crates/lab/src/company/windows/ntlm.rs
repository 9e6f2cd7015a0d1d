//! What a controller says about NTLM: 4776.

use std::sync::Arc;

use super::text;
use crate::Value;
use crate::company::scribe::Data;

/// 4776. The status is 0 when the credentials were right.
pub(crate) fn validated(user: Arc<str>, workstation: Arc<str>, status: u32) -> Data {
    vec![
        ("PackageName", text!("MICROSOFT_AUTHENTICATION_PACKAGE_V1_0")),
        ("TargetUserName", Value::Text(user)),
        ("Workstation", Value::Text(workstation)),
        ("Status", Value::Hex32(status)),
    ]
}
