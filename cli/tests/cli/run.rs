//! Running the built command.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Exit code.
    pub code: i32,
}

/// The command, in the folder of the documentation's example files, with no settings from the environment.
pub fn arctos() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_arctos"));
    command.current_dir(examples()).env_remove("DATABASE_URL").env_remove("NO_COLOR");
    command
}

/// The documentation's example files.
pub fn examples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/command-line.in")
}

/// Runs it with nothing to read.
pub fn run<S: AsRef<OsStr>>(args: &[S]) -> Outcome {
    run_with(args, "")
}

/// Runs it with a text on its standard input.
pub fn run_with<S: AsRef<OsStr>>(args: &[S], input: &str) -> Outcome {
    let mut command = arctos();
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("it has a standard input");
    // A command that does not read it may have gone.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the command ends");
    Outcome {
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on the standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on the standard error"),
        code: output.status.code().expect("an exit code"),
    }
}

/// Runs a line of words without spaces in them.
pub fn line(words: &str) -> Outcome {
    run(&words.split_whitespace().collect::<Vec<_>>())
}

/// The standard output of a run that must succeed without a word on the standard error.
pub fn output<S: AsRef<OsStr>>(args: &[S]) -> String {
    let Outcome { stdout, stderr, code } = run(args);
    assert_eq!((stderr.as_str(), code), ("", 0), "{stdout}");
    stdout
}

/// A folder of its own for a test's files, gone when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder. `name` must differ from test to test.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("arctos-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("a file can be written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    /// Its own path.
    pub fn path(&self) -> String {
        self.0.to_str().expect("a path in UTF-8").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
