//! Shorthand rules, by the table of the language's section 4.3.

use super::blocks::{Kind, Types};
use super::lower::{self, Variables, finish, string};
use super::rule::{Expr, Predicate, Rule, Term, Var};
use arctos_compiler::syntax::ast::{self, ShorthandExpr, ShorthandHead, ShorthandName};
use arctos_compiler::value::ACTOR;

/// Adds the longhand of every shorthand rule of a block.
pub(super) fn expand(block: &ast::Block, types: &Types, rules: &mut Vec<Rule>) -> Result<(), String> {
    let ty = block.name.as_ref().map(|name| name.text.as_str());
    for member in &block.members {
        let ast::Member::Shorthand(written) = member else { continue };
        for (kind, name, keyword) in heads(&written.head, ty, types)? {
            rules.push(one(&written.body, ty, types, kind, &name, keyword)?);
        }
    }
    Ok(())
}

/// What a head grants: its kind, its name, and whether a keyword stands for it.
fn heads(head: &ShorthandHead, ty: Option<&str>, types: &Types) -> Result<Vec<(Kind, String, bool)>, String> {
    let all = |kind: Kind| types.names(ty, kind).into_iter().map(move |name| (kind, name, true)).collect();
    match head {
        ShorthandHead::Role(_) => Ok(all(Kind::Role)),
        ShorthandHead::Permission(_) => Ok(all(Kind::Permission)),
        ShorthandHead::Named(text) => match types.kind(ty, &text.value) {
            Some(kind @ (Kind::Role | Kind::Permission)) => Ok(vec![(kind, text.value.to_string(), false)]),
            _ => Err(format!("`{}` is no role or permission", text.value)),
        },
    }
}

fn one(body: &ShorthandExpr, ty: Option<&str>, types: &Types, kind: Kind, name: &str, keyword: bool) -> Result<Rule, String> {
    let mut variables = Variables::default();
    let actor = variables.named("actor");
    let resource = ty.map(|_| variables.named("resource"));
    let mut demands = vec![(actor, ACTOR.to_owned())];
    demands.extend(resource.zip(ty.map(str::to_owned)));
    let mut head = vec![Term::Var(actor), string(name)];
    head.extend(resource.map(Term::Var));
    let mut expansion = Expansion { types, actor, object: ty.zip(resource), granted: keyword.then_some((kind, name)), variables };
    let body = expansion.expression(body)?;
    Ok(finish(predicate(kind), head, demands, body, &expansion.variables))
}

fn predicate(kind: Kind) -> &'static str {
    match kind {
        Kind::Role => "has_role",
        Kind::Permission => "has_permission",
        Kind::Relation => "has_relation",
    }
}

struct Expansion<'a> {
    types: &'a Types,
    actor: Var,
    /// The block's type and object; none in the `global` block.
    object: Option<(&'a str, Var)>,
    /// What the keyword of the head stands for.
    granted: Option<(Kind, &'a str)>,
    variables: Variables,
}

impl<'a> Expansion<'a> {
    fn expression(&mut self, expr: &ShorthandExpr) -> Result<Expr, String> {
        Ok(match expr {
            ShorthandExpr::Or(parts, _) => Expr::Or(parts.iter().map(|part| self.expression(part)).collect::<Result<_, _>>()?),
            ShorthandExpr::And(parts, _) => Expr::And(parts.iter().map(|part| self.expression(part)).collect::<Result<_, _>>()?),
            ShorthandExpr::Group(inner, _) => self.expression(inner)?,
            ShorthandExpr::Not(inner, _) => Expr::Not(Box::new(self.expression(inner)?)),
            ShorthandExpr::Call(call) => lower::call(call, &mut self.variables)?,
            ShorthandExpr::Global(name, _) => self.name(name, None)?,
            ShorthandExpr::Name(name) => self.name(name, self.object)?,
            ShorthandExpr::On(name, ShorthandName::Word(word), _) if word.text == "resource" => self.name(name, self.object)?,
            ShorthandExpr::On(name, relation, _) => self.on(name, relation)?,
        })
    }

    fn on(&mut self, name: &ShorthandName, relation: &ShorthandName) -> Result<Expr, String> {
        let ((ty, object), ShorthandName::Text(relation)) = (self.object.ok_or("`on` without an object")?, relation) else {
            return Err("`on` without a relation".to_owned());
        };
        let target = self.types.target(ty, &relation.value).ok_or_else(|| format!("no relation `{}`", relation.value))?;
        let related = self.variables.fresh();
        let step = Expr::Call(
            Predicate("has_relation".to_owned(), 3),
            vec![Term::Var(object), string(&relation.value), Term::Var(related)],
        );
        let held = self.name(name, Some((target, related)))?;
        Ok(Expr::And(vec![step, Expr::Matches(related, target.to_owned()), held]))
    }

    fn name(&mut self, name: &ShorthandName, object: Option<(&'a str, Var)>) -> Result<Expr, String> {
        let (kind, what) = match name {
            ShorthandName::Text(text) => {
                let kind = self.types.kind(object.map(|(ty, _)| ty), &text.value);
                (kind.ok_or_else(|| format!("`{}` is declared nowhere", text.value))?, string(&text.value))
            }
            ShorthandName::Word(word) => {
                let kind = match word.text.as_str() {
                    "role" => Kind::Role,
                    "permission" => Kind::Permission,
                    other => return Err(format!("`{other}` is no keyword")),
                };
                match self.granted {
                    Some((granted, name)) if granted == kind => (kind, string(name)),
                    _ => (kind, Term::Var(self.variables.fresh())),
                }
            }
        };
        let actor = Term::Var(self.actor);
        let args = match (kind, object) {
            (Kind::Relation, Some((_, object))) => vec![Term::Var(object), what, actor],
            (_, Some((_, object))) => vec![actor, what, Term::Var(object)],
            (_, None) => vec![actor, what],
        };
        Ok(Expr::Call(Predicate(predicate(kind).to_owned(), args.len()), args))
    }
}
