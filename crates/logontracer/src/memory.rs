//! What a service that waits keeps of its memory.

/// The allocator's setting: after how many milliseconds memory that is not used goes back to the system.
#[cfg(unix)]
const DELAY: &str = "MIMALLOC_PURGE_DELAY";

/// Lets memory go back to the system as soon as nothing uses it.
///
/// Unless told, the allocator waits a little, and then only looks again when it is asked for more: a service that nobody
/// asks keeps all that the last one needed. It reads its settings before the program begins, so the program begins
/// anew, as the same process, with the setting in its environment. Who set it otherwise keeps what was set.
#[cfg(unix)]
pub(crate) fn give_back_at_once() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(DELAY).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    let (Some(name), Ok(program)) = (arguments.next(), std::env::current_exe()) else { return };
    // It only comes back where the program cannot be started; what runs already goes on without.
    let error = std::process::Command::new(program).arg0(name).args(arguments).env(DELAY, "0").exec();
    tracing::debug!(error = %error, "memory is given back later");
}

/// Elsewhere the allocator does as it does.
#[cfg(not(unix))]
pub(crate) fn give_back_at_once() {}
