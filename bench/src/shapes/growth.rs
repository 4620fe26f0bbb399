//! How times grow with a size: a table for each question, with the exponents.
//!
//! In: what was measured at each size. Out: Markdown. An exponent is the slope of a least-squares line through the logarithms
//! of sizes and shortest times: 0 is no growth, 1 is growth with the size itself.

use super::report::{milliseconds, times};
use super::rivals::Author;
use super::run::{Cell, Found};
use std::fmt::Write;

/// What was measured at one size.
#[derive(Clone, Debug)]
pub struct Point {
    /// The size.
    pub size: u32,
    /// The figures.
    pub cell: Cell,
}

/// What was measured for one question and one kind of actor.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The question.
    pub title: String,
    /// The kind of actor.
    pub class: &'static str,
    /// The figures, by size.
    pub points: Vec<Point>,
}

/// The best hand-written statement's shortest time and the engine's.
fn fastest(cell: &Cell) -> Option<(f64, f64)> {
    let of = |author| cell.found.iter().filter(move |found| found.author == author).map(Found::fastest);
    Some((of(Author::Hand).min_by(f64::total_cmp)?, of(Author::Ours).next()?))
}

/// The two exponents of a curve: of the best hand-written statement, and of the engine's.
pub fn exponents(curve: &Curve) -> Option<(f64, f64)> {
    let found: Vec<(f64, f64, f64)> = curve
        .points
        .iter()
        .filter_map(|point| fastest(&point.cell).map(|(best, ours)| (f64::from(point.size), best, ours)))
        .collect();
    let hand: Vec<(f64, f64)> = found.iter().map(|(size, best, _)| (*size, *best)).collect();
    let ours: Vec<(f64, f64)> = found.iter().map(|(size, _, ours)| (*size, *ours)).collect();
    Some((slope(&hand)?, slope(&ours)?))
}

/// The slope of the least-squares line through the logarithms; none of fewer than two sizes.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let logarithms: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).filter(|(x, y)| (x + y).is_finite()).collect();
    let amount = f64::from(u32::try_from(logarithms.len()).ok()?);
    let mean = |of: fn(&(f64, f64)) -> f64| logarithms.iter().map(of).sum::<f64>() / amount;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = logarithms.iter().map(|point| (point.0 - x).powi(2)).sum();
    let together: f64 = logarithms.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    (spread > 0.0).then(|| together / spread)
}

/// A table of curves over the same sizes: the engine's time, and its ratio to the best hand-written statement.
pub fn table(curves: &[Curve], unit: &str) -> String {
    let sizes: Vec<u32> = curves.first().map(|curve| curve.points.iter().map(|point| point.size).collect()).unwrap_or_default();
    let mut out = String::from("| question | actor | exponent: hand-written, Arctos |");
    for size in &sizes {
        let _ = write!(out, " {size} {unit} |");
    }
    let _ = writeln!(out, "\n|---|---|---|{}", "---|".repeat(sizes.len()));
    for curve in curves {
        let found = exponents(curve).map_or("–".to_owned(), |(hand, ours)| format!("{hand:.2}, {ours:.2}"));
        let _ = write!(out, "| {} | {} | {found} |", curve.title, curve.class);
        for point in &curve.points {
            let shown = fastest(&point.cell)
                .map_or("–".to_owned(), |(best, ours)| format!("{} ({})", milliseconds(ours), times(ours / best)));
            let _ = write!(out, " {shown} |");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::slope;

    #[test]
    fn slopes_are_exponents() {
        let squares = [(1.0, 3.0), (10.0, 300.0), (100.0, 30_000.0)];
        assert!(slope(&squares).is_some_and(|slope| (slope - 2.0).abs() < 1e-9));
        assert!(slope(&[(1.0, 5.0), (10.0, 5.0)]).is_some_and(|slope| slope.abs() < 1e-9));
        assert!(slope(&[(1.0, 5.0)]).is_none());
    }
}
