//! What a service that waits keeps of its memory.

/// The allocator's settings: memory that nothing uses goes back after so many milliseconds, and the system is not to put
/// whole pages of 2 MB where a little of one is used.
#[cfg(unix)]
const AT_ONCE: [(&str, &str); 2] = [("MIMALLOC_PURGE_DELAY", "0"), ("MIMALLOC_ALLOW_THP", "0")];

/// Lets memory go back to the system as soon as nothing uses it.
///
/// Unless told, the allocator waits a little, and then only looks again when it is asked for more; and it asks Linux for
/// large pages, which Linux then fills up again behind it. A service that nobody asks keeps all that the last one needed.
/// The allocator reads its settings before the program begins, so the program begins anew, as the same process, with
/// them in its environment. Who set one otherwise keeps what was set.
#[cfg(unix)]
pub(crate) fn give_back_at_once() {
    use std::os::unix::process::CommandExt;

    let missing: Vec<_> = AT_ONCE.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    let mut arguments = std::env::args_os();
    let (false, Some(name), Ok(program)) = (missing.is_empty(), arguments.next(), std::env::current_exe()) else {
        return;
    };
    // It only comes back where the program cannot be started; what runs already goes on without.
    let error = std::process::Command::new(program).arg0(name).args(arguments).envs(missing).exec();
    tracing::debug!(error = %error, "memory is given back later");
}

/// Elsewhere the allocator does as it does.
#[cfg(not(unix))]
pub(crate) fn give_back_at_once() {}
