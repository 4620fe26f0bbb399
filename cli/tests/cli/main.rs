//! The command as its users meet it: words in, standard output, standard error and exit code out.

mod ask;
mod bench;
mod check;
mod compile;
mod docs;
mod hostile;
mod run;
mod sqlite;
mod surface;
mod test;
