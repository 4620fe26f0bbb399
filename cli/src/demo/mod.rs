//! `arctos demo`: the code host of `schemas/code-hosting`, asked of a database.
//!
//! In: nothing but this program, or a server's URL. Out: on the standard output, the policy, two questions, their SQL, and
//! what a light user, a heavy user and an admin get. Guaranteed: the server or the database that was made for it is gone at
//! the end, also after a failure or Ctrl-C.

mod app;
mod args;
mod error;
mod home;
mod page;
mod question;
mod screen;
mod seed;

pub use args::Demo;
pub use error::DemoError;

use crate::failure::{Exit, Failure};
use crate::{output, report};
use app::App;
use home::Ground;
use screen::Screen;
use std::io;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the demo.
///
/// # Errors
/// There is no server, it refuses something, or the run is interrupted.
pub fn run(args: &Demo) -> Result<Exit, Failure> {
    // Before anything listens for Ctrl-C: a server that is started or fetched here ends with this process.
    let ground = Ground::of(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            outcome = tour(&ground, args.scale) => outcome,
            () = ended_from_outside() => Err(DemoError::Interrupted.into()),
        }
    })
}

async fn tour(ground: &Ground, scale: f64) -> Result<Exit, Failure> {
    let screen = Screen::new(report::style(&io::stdout()));
    report::say("filling a database …\n");
    let app = App::start(ground, scale).await?;
    output::text(&app.introduction(screen))?;
    output::text(&app::policy(screen))?;
    output::text(&app::mapping(screen))?;
    output::text(&question::sql(&app, screen)?)?;
    output::text(&question::answers(&app, screen).await?)?;
    output::text(&page::sql(&app, screen)?)?;
    for person in &app::PEOPLE {
        output::text(&page::of(&app, person, screen).await?)?;
    }
    output::text(&screen.dim("\nThe database of this demo is dropped now."))?;
    Ok(Exit::Yes)
}

/// Waits for Ctrl-C or a request to end. Where one cannot be listened for, it ends the process by itself.
async fn ended_from_outside() {
    let wait = async |kind: SignalKind| match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => {}
        () = wait(SignalKind::terminate()) => {}
    }
}
