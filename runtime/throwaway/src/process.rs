//! A server process of our own.
//!
//! PostgreSQL refuses to run as root, so root starts it as the user `nobody`. It runs under a shell beside one that waits
//! for the end of its own input, a pipe from this process: the pipe ends when this process ends, however that happens, and
//! the shells then stop the server and remove its files.

use super::{Binaries, PostgresError};
use std::fs::{self, DirBuilder, File};
use std::io::{Read, Seek};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Name of the database's superuser.
pub(super) const SUPERUSER: &str = "postgres";
/// Port, as a part of the socket's name: nothing listens on the network.
pub(super) const PORT: u16 = 5432;

/// The user `nobody`.
const NOBODY: u32 = 65_534;
/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// `$1` and `$2` are the programs `initdb` and `postgres`, `$3` is the superuser's name, `$4` the directory; the rest are the
/// server's arguments. A background command loses its input unless it has a copy under another number, and it ignores
/// signals until it has set up its own handling, so that one may not be enough.
const WATCHDOG: &str = r#"
initdb=$1; postgres=$2; superuser=$3; directory=$4; shift 4
if "$initdb" --auth=trust --no-sync --encoding=UTF8 --locale=C --username "$superuser" --pgdata "$directory/data"; then
  exec 3<&0
  "$postgres" -D "$directory/data" -k "$directory" "$@" &
  server=$!
  {
    while read -r line; do :; done
    while kill -QUIT "$server"; do sleep 0.1; done
  } <&3 &
  reader=$!
  wait "$server"
  kill "$reader"
fi
cd / && rm -rf "$directory"
"#;

/// Speed instead of safety: the data is thrown away.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "max_connections=200",
    "shared_buffers=128MB",
];

/// A running server; dropping it stops the server and removes its files.
#[derive(Debug)]
pub(super) struct Process {
    watchdog: Child,
    directory: PathBuf,
}

impl Process {
    /// Makes a data directory and starts a server on it.
    pub(super) fn start(binaries: &Binaries) -> Result<Self, PostgresError> {
        let directory = new_directory()?;
        let log = directory.join("log");
        let created = File::options().create_new(true).read(true).append(true).open(log);
        let started = created.map_err(PostgresError::io("create the server's log")).and_then(|log| {
            let watchdog = start_in(&directory, binaries, &log)?;
            Ok((watchdog, log))
        });
        if started.is_err() {
            let _ = fs::remove_dir_all(&directory);
        }
        let (watchdog, log) = started?;
        let mut process = Self { watchdog, directory };
        process.wait_until_ready(log)?;
        Ok(process)
    }

    /// The directory of the data and of the socket.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The server writes its state as the last line of `postmaster.pid`.
    fn wait_until_ready(&mut self, mut log: File) -> Result<(), PostgresError> {
        let pid = self.directory.join("data/postmaster.pid");
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until && matches!(self.watchdog.try_wait(), Ok(None)) {
            let state = fs::read_to_string(&pid).unwrap_or_default();
            if state.lines().last().is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let mut output = String::new();
        // By now the file may have lost its name, but not what is in it.
        let _ = log.rewind().and_then(|()| log.read_to_string(&mut output));
        Err(PostgresError::Program { program: "postgres".to_owned(), output: output.trim().to_owned() })
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

fn start_in(directory: &Path, binaries: &Binaries, log: &File) -> Result<Child, PostgresError> {
    let binaries = &runnable(directory, binaries)?;
    let copy = || log.try_clone().map_err(PostgresError::io("share the server's log"));
    let mut watchdog = Command::new("sh");
    watchdog.args(["-c", WATCHDOG, "sh"]).arg(binaries.initdb()).arg(binaries.postgres()).arg(SUPERUSER).arg(directory);
    watchdog.arg("-p").arg(PORT.to_string()).args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    // A group of its own: Ctrl-C at the terminal goes to this process only, whose end then is the signal.
    watchdog.stdin(Stdio::piped()).stdout(copy()?).stderr(copy()?).process_group(0);
    as_nobody(&mut watchdog, directory).spawn().map_err(PostgresError::io("run `sh`"))
}

fn as_nobody<'c>(command: &'c mut Command, directory: &Path) -> &'c mut Command {
    command.current_dir(directory);
    if is_root() { command.uid(NOBODY).gid(NOBODY) } else { command }
}

/// A new directory that nobody else can look into.
fn new_directory() -> Result<PathBuf, PostgresError> {
    let root = is_root();
    let directory = temporary_directory(root).join(unique_name("arctos-pg"));
    let wrong = || PostgresError::io(format!("create `{}`", directory.display()));
    DirBuilder::new().mode(0o700).create(&directory).map_err(wrong())?;
    if root {
        chown(&directory, Some(NOBODY), Some(NOBODY)).map_err(wrong())?;
    }
    Ok(directory)
}

/// Where temporary files go. A place that only root can reach is of no use to `nobody`, and a socket's path must be short.
fn temporary_directory(root: bool) -> PathBuf {
    let given = std::env::temp_dir();
    let short = given.as_os_str().len() < 60;
    if short && (!root || is_reachable_by_all(&given)) { given } else { PathBuf::from("/tmp") }
}

fn unique_name(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos());
    format!("{prefix}-{}-{}-{nanos}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The programs, copied if they are where `nobody` cannot read them, such as root's home.
fn runnable(directory: &Path, binaries: &Binaries) -> Result<Binaries, PostgresError> {
    if !is_root() || is_reachable_by_all(&binaries.postgres()) {
        return Ok(binaries.clone());
    }
    let installation = binaries.directory().parent().unwrap_or(binaries.directory());
    let copy = directory.join("programs");
    copy_tree(installation, &copy).map_err(PostgresError::io(format!("copy `{}`", installation.display())))?;
    let below = binaries.directory().strip_prefix(installation).unwrap_or(Path::new(""));
    let missing = || PostgresError::NoPrograms { path: binaries.directory().to_owned() };
    Binaries::at(&copy.join(below)).ok_or_else(missing)
}

fn is_reachable_by_all(path: &Path) -> bool {
    let mode = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.mode());
    fs::canonicalize(path).is_ok_and(|path| path.ancestors().all(|part| mode(part) & 0o001 != 0))
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
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
