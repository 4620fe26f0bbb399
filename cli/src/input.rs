//! Files that the command line names; `-` is the standard input.

use crate::failure::Failure;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The name of the standard input, on the command line.
const STDIN: &str = "-";

/// A text with the name that messages show.
#[derive(Clone, Debug)]
pub struct Text {
    /// The path as given.
    pub name: String,
    /// The whole content.
    pub text: String,
}

/// Reads a whole file of UTF-8.
pub fn read(path: &Path) -> Result<Text, Failure> {
    let shown = path.display().to_string();
    let read = || {
        if path == Path::new(STDIN) {
            let mut text = String::new();
            return io::stdin().read_to_string(&mut text).map(|_| text);
        }
        std::fs::read_to_string(path)
    };
    match read() {
        Ok(text) => Ok(Text { name: if shown == STDIN { "<stdin>".to_owned() } else { shown }, text }),
        Err(cause) => Err(Failure::Read { path: shown, cause }),
    }
}

/// Refuses a command line that reads the standard input twice.
pub fn check_stdin<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Failure> {
    let times = paths.into_iter().filter(|path| path.as_path() == Path::new(STDIN)).count();
    if times > 1 { Err(Failure::Usage("the standard input, `-`, can be read only once".to_owned())) } else { Ok(()) }
}
