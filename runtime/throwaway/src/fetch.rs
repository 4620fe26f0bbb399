//! What all ways of fetching programs need: running a client, a cache, moving into it at once.

use super::ServerError;
use super::process::is_root;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs a program to its end.
///
/// # Errors
/// It cannot be run, or fails; with the last line that it printed.
pub(super) fn run(command: &mut Command) -> Result<String, ServerError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(ServerError::io(format!("run `{program}`")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    Err(ServerError::program(&program, printed.trim().lines().last().unwrap_or("it said nothing")))
}

/// Debian's client, which asks nothing.
pub(super) fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    command
}

/// Installs a Debian package.
///
/// # Errors
/// This is not root, or there is no such package.
pub(super) fn apt_install(package: &str) -> Result<(), ServerError> {
    if !is_root() {
        return Err(ServerError::program("apt-get", "only root may install"));
    }
    run(apt().arg("update"))?;
    run(apt().args(["install", "--yes", "--no-install-recommends", package])).map(drop)
}

/// Fetches beside the cache and moves the result into place at once, so that no other process sees half of it.
///
/// # Errors
/// Those of `way`; a cache that cannot be written.
pub(super) fn fetch_into<T>(
    cache: &Path,
    way: impl FnOnce(&Path) -> Result<T, ServerError>,
    is_there: impl Fn(&Path) -> bool,
) -> Result<(), ServerError> {
    let staging = cache.with_extension(format!("fetching-{}", std::process::id()));
    std::fs::create_dir_all(&staging).map_err(ServerError::io(format!("create `{}`", staging.display())))?;
    let outcome = way(&staging);
    if outcome.is_ok() && std::fs::rename(&staging, cache).is_err() && !is_there(cache) {
        // Something half made is in the way, left by a process that was killed.
        let _ = std::fs::remove_dir_all(cache);
        std::fs::rename(&staging, cache).map_err(ServerError::io(format!("create `{}`", cache.display())))?;
    }
    let _ = std::fs::remove_dir_all(&staging);
    outcome.map(drop)
}

/// Below Cargo's target directory, which is recognised by the tag that Cargo puts there; else with the temporary files.
pub(super) fn cache_directory(name: &str) -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let target = program.ancestors().find(|directory| directory.join("CACHEDIR.TAG").is_file());
    target.map_or_else(std::env::temp_dir, Path::to_owned).join(name)
}
