//! "did you mean": the candidate closest to a misspelt name.

/// How many candidates are looked at; a policy with more names gets fewer suggestions, not a slower compiler.
const CANDIDATES: usize = 256;
/// Longer names are not compared.
const LONGEST: usize = 64;

/// The candidate that differs least from `name`, if it differs little. The first one wins a tie.
pub(super) fn similar<'a, S>(name: &str, candidates: impl IntoIterator<Item = &'a S>) -> Option<&'a str>
where
    S: AsRef<str> + ?Sized + 'a,
{
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(AsRef::as_ref)
        .take(CANDIDATES)
        .filter(|candidate| candidate.len().max(name.len()) <= LONGEST && *candidate != name)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
