//! What 5136, 5137 and 5141 tell about the object that was changed.

use model::{Field, Part, lower};

use crate::detect::{Draft, Person, Rule, Seen, Shared};

/// Whether 5136 is about this attribute.
pub(super) fn is_about(event: &Seen<'_>, attribute: &str) -> bool {
    event.id() == 5136 && event.is(Field::AttributeLdapDisplayName, attribute)
}

/// Whether the value was taken away; otherwise it was added.
pub(super) fn is_removed(event: &Seen<'_>) -> bool {
    event.is(Field::OperationType, "%%14675") || event.is(Field::OperationType, "Value Deleted")
}

/// Whether 5136 adds a value to this attribute.
pub(super) fn adds(event: &Seen<'_>, attribute: &str) -> bool {
    is_about(event, attribute) && !is_removed(event)
}

/// The object by the first part of its distinguished name, a machine with its `$`. People are often
/// called otherwise than their accounts, so this names an account only if there is one of that name.
pub(super) fn object(event: &Seen<'_>) -> Option<Person> {
    let name = common_name(event.get(Field::ObjectDn)?)?;
    let tail = if event.is(Field::ObjectClass, "computer") { "$" } else { "" };
    Some(Person { user: format!("{}{tail}", lower(name)), ..Person::default() })
}

/// `alice` of `CN=alice,OU=...`.
pub(in crate::detect::rules) fn common_name(dn: &str) -> Option<&str> {
    let first = dn.split(',').next()?;
    first.split_once('=').map(|(_, name)| name.trim()).filter(|name| !name.is_empty())
}

/// Whom 4738, 4742 or 5136 is about. A machine is called the same in all of them.
pub(super) fn whom(event: &Seen<'_>) -> Option<Person> {
    let whom = if event.id() == 5136 { object(event) } else { event.object() }?;
    Some(if whom.is_machine() { Person { user: whom.user, ..Person::default() } } else { whom })
}

/// A draft about a change of an account; `what` is told its name.
pub(super) fn changed(
    rule: &'static Rule,
    confidence: f64,
    event: &Seen<'_>,
    shared: &Shared,
    what: impl Fn(&str) -> String,
) -> Option<Draft> {
    let whom = whom(event)?;
    let text = what(&whom.user);
    Some(Draft::deed(rule, confidence, event, shared, &text).account(Part::Victim, Some(whom)))
}

/// Whether the subject is the very account that was changed.
pub(super) fn is_own(event: &Seen<'_>, whom: &Person) -> bool {
    event.subject().is_some_and(|who| who.user == whom.user)
}
