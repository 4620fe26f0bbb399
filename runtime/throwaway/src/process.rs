//! A server process of our own.
//!
//! Servers refuse to run as root, so root starts them as the user `nobody`. One runs under a shell beside one that waits
//! for the end of its own input, a pipe from this process: the pipe ends when this process ends, however that happens, and
//! the shells then stop the server and remove its files.

use super::ServerError;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::{Read, Seek};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The user `nobody`.
pub(super) const NOBODY: u32 = 65_534;
/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// `$1` is a command that makes the data, `$2` the signal that ends the server, `$3` the directory; the rest is the server
/// with its arguments. A background command loses its input unless it has a copy under another number, and it ignores
/// signals until it has set up its own handling, so that one may not be enough.
const WATCHDOG: &str = r#"
prepare=$1; signal=$2; directory=$3; shift 3
if eval "$prepare"; then
  exec 3<&0
  "$@" &
  server=$!
  {
    while read -r line; do :; done
    while kill -"$signal" "$server"; do sleep 0.1; done
  } <&3 &
  reader=$!
  wait "$server"
  kill "$reader"
fi
cd / && rm -rf "$directory"
"#;

/// How a server is started in a directory of its own.
pub(super) struct Recipe {
    /// A shell command that makes the data, below `$directory`.
    pub prepare: &'static str,
    /// Variables that the command and the server find in their environment.
    pub environment: Vec<(&'static str, OsString)>,
    /// The server.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The signal that ends it at once.
    pub signal: &'static str,
    /// Whether it takes connections.
    pub is_ready: fn(&Path) -> bool,
}

/// A new directory for a server, removed with the value unless a server was started in it.
pub(super) struct Place {
    directory: PathBuf,
    taken: bool,
}

/// A running server; dropping it stops the server and removes its files.
#[derive(Debug)]
pub(super) struct Process {
    watchdog: Child,
    directory: PathBuf,
}

impl Place {
    /// A new directory that nobody else can look into.
    pub(super) fn new(prefix: &str) -> Result<Self, ServerError> {
        let root = is_root();
        let directory = temporary_directory(root).join(unique_name(prefix));
        let wrong = || ServerError::io(format!("create `{}`", directory.display()));
        DirBuilder::new().mode(0o700).create(&directory).map_err(wrong())?;
        if root {
            chown(&directory, Some(NOBODY), Some(NOBODY)).map_err(wrong())?;
        }
        Ok(Self { directory, taken: false })
    }

    /// The directory.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Starts a server in it and waits until it takes connections.
    pub(super) fn start(mut self, recipe: &Recipe) -> Result<Process, ServerError> {
        let log = self.directory.join("log");
        let created = File::options().create_new(true).read(true).append(true).open(log);
        let log = created.map_err(ServerError::io("create the server's log"))?;
        let watchdog = watchdog(&self.directory, recipe, &log)?;
        self.taken = true;
        let mut process = Process { watchdog, directory: self.directory.clone() };
        process.wait_until_ready(recipe, log)?;
        Ok(process)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.taken {
            let _ = fs::remove_dir_all(&self.directory);
        }
    }
}

impl Process {
    /// The directory of the data and of the socket.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    fn wait_until_ready(&mut self, recipe: &Recipe, mut log: File) -> Result<(), ServerError> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until && matches!(self.watchdog.try_wait(), Ok(None)) {
            if (recipe.is_ready)(&self.directory) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let mut output = String::new();
        // By now the file may have lost its name, but not what is in it.
        let _ = log.rewind().and_then(|()| log.read_to_string(&mut output));
        let program = recipe.program.file_name().unwrap_or_default().to_string_lossy();
        Err(ServerError::program(&program, output.trim()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Closing the pipe is the signal to stop; the files are gone when the watchdog is.
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

/// Whether this process runs as root.
pub(super) fn is_root() -> bool {
    // The owner of this process's own entry; where there is no such file system, of a new file.
    let owner = fs::metadata("/proc/self").or_else(|_| {
        let probe = std::env::temp_dir().join(unique_name("arctos-probe"));
        let owner = File::create(&probe).and_then(|file| file.metadata());
        let _ = fs::remove_file(probe);
        owner
    });
    owner.is_ok_and(|owner| owner.uid() == 0)
}

/// Whether every user can read a file, or use a directory.
pub(super) fn is_reachable_by_all(path: &Path) -> bool {
    let mode = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.mode());
    fs::canonicalize(path).is_ok_and(|path| path.ancestors().all(|part| mode(part) & 0o001 != 0))
}

/// A copy that `nobody` can read.
pub(super) fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir(to)?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // Follows links: the copy must not lead back to where it came from.
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
        let mode = if entry.path().metadata()?.mode() & 0o111 == 0 { 0o644 } else { 0o755 };
        fs::set_permissions(&target, fs::Permissions::from_mode(mode))?;
    }
    chown(to, Some(NOBODY), Some(NOBODY))
}

fn watchdog(directory: &Path, recipe: &Recipe, log: &File) -> Result<Child, ServerError> {
    let copy = || log.try_clone().map_err(ServerError::io("share the server's log"));
    let mut watchdog = Command::new("sh");
    watchdog.args(["-c", WATCHDOG, "sh", recipe.prepare, recipe.signal]).arg(directory);
    watchdog.arg(&recipe.program).args(&recipe.arguments).envs(recipe.environment.iter().cloned());
    // A group of its own: Ctrl-C at the terminal goes to this process only, whose end then is the signal.
    watchdog.stdin(Stdio::piped()).stdout(copy()?).stderr(copy()?).process_group(0);
    as_nobody(&mut watchdog, directory).spawn().map_err(ServerError::io("run `sh`"))
}

fn as_nobody<'c>(command: &'c mut Command, directory: &Path) -> &'c mut Command {
    command.current_dir(directory);
    if is_root() { command.uid(NOBODY).gid(NOBODY) } else { command }
}

/// Where temporary files go. A place that only root can reach is of no use to `nobody`, and a socket's path must be short.
fn temporary_directory(root: bool) -> PathBuf {
    let given = std::env::temp_dir();
    let short = given.as_os_str().len() < 60;
    if short && (!root || is_reachable_by_all(&given)) { given } else { PathBuf::from("/tmp") }
}

/// A name that no other process or call gets.
pub(super) fn unique_name(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos());
    format!("{prefix}-{}-{}-{nanos}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
