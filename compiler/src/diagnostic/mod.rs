//! Problems in what the user wrote, as data.
//!
//! Every stage collects [`Diagnostic`]s instead of stopping at the first problem. `model` is the data, `codes` the
//! stable codes, `render` makes text with excerpts, `json` a machine-readable form.

pub mod codes;
mod excerpt;
mod json;
mod model;
mod render;

pub use json::to_json;
pub use model::{Code, Diagnostic, Diagnostics, Fix, Label, Severity};
pub use render::{Style, render, render_all};
