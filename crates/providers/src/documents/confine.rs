//! What the child takes away from itself before it looks at anything that a stranger made. Nothing here can be taken back.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::wire::Confinement;

/// Standard input, output and error; no descriptor beyond them can be opened: no file, no socket.
const DESCRIPTORS: u64 = 3;

/// Leaves the network and other processes behind where the system lets it. Must be called before there is a second thread.
#[expect(
    deprecated,
    reason = "what is unsafe about it concerns only descriptor tables, which are not unshared here"
)]
pub(super) fn leave_namespaces() {
    use rustix::thread::{UnshareFlags, unshare};
    // Many systems forbid it to ordinary users; the limits below hold all the same.
    let _ = unshare(UnshareFlags::NEWUSER | UnshareFlags::NEWNET | UnshareFlags::NEWIPC);
}

/// Sets bounds to memory, time and files.
pub(super) fn confine(confinement: Confinement) -> io::Result<()> {
    let limits = [
        (Resource::As, confinement.memory_bytes),
        (Resource::Core, 0),
        (Resource::Cpu, confinement.cpu_seconds),
        (Resource::Fsize, 0),
        (Resource::Nofile, DESCRIPTORS),
    ];
    for (resource, value) in limits {
        setrlimit(
            resource,
            Rlimit {
                current: Some(value),
                maximum: Some(value),
            },
        )?;
    }
    rustix::thread::set_no_new_privs(true)?;
    Ok(())
}

/// No more processes and threads; for root the system does not count.
pub(super) fn stay_alone() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // A bound below what runs already is allowed; where it is not, the others hold.
    let _ = setrlimit(Resource::Nproc, none);
}
