//! stub
use super::model::Signature;
use super::text::LocatedText;
use crate::diagnostic::Diagnostics;
/// stub
pub fn parse(_key: &LocatedText, _diagnostics: &mut Diagnostics) -> Option<Signature> {
    None
}
