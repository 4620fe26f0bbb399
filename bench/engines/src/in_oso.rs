//! The oso library: things are objects of the application that know what they are in, and a user knows what is given to it.

use crate::engine::{Answer, Engine, said};
use crate::facts::{Facts, Id, Kind, Question};
use oso::{ClassBuilder, Oso, PolarClass};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

#[derive(Clone, PartialEq, PolarClass)]
struct User {
    #[polar(attribute)]
    id: Id,
    #[polar(attribute)]
    member: Vec<Id>,
    #[polar(attribute)]
    reads: Vec<Id>,
    #[polar(attribute)]
    views: Vec<Id>,
}

#[derive(Clone, PartialEq, PolarClass)]
struct Organization {
    #[polar(attribute)]
    id: Id,
}

#[derive(Clone, PartialEq, PolarClass)]
struct Repository {
    #[polar(attribute)]
    id: Id,
    #[polar(attribute)]
    organization: Organization,
}

#[derive(Clone, PartialEq, PolarClass)]
struct Issue {
    #[polar(attribute)]
    creator: Id,
    #[polar(attribute)]
    repository: Repository,
    #[polar(attribute)]
    locked: bool,
}

#[derive(Clone)]
struct Folder {
    id: Id,
    parent: Option<Arc<Folder>>,
}

impl PartialEq for Folder {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl PolarClass for Folder {
    fn get_polar_class_builder() -> ClassBuilder<Self> {
        oso::Class::builder()
            .name("Folder")
            .add_attribute_getter("id", |folder: &Self| folder.id)
            .add_attribute_getter("parent", |folder| folder.parent.as_deref().cloned())
    }
}

#[derive(Clone, PartialEq, PolarClass)]
struct Document {
    #[polar(attribute)]
    folder: Folder,
    #[polar(attribute)]
    sealed: bool,
}

/// The library with the objects that it is asked about.
pub struct Library {
    oso: Oso,
    users: BTreeMap<Id, User>,
    issues: BTreeMap<Id, Issue>,
    documents: BTreeMap<Id, Document>,
}

/// A folder that knows the folder that it is in; those that were made are found in `made`.
fn folder(id: Id, facts: &Facts, made: &mut BTreeMap<Id, Arc<Folder>>) -> Arc<Folder> {
    if let Some(folder) = made.get(&id) {
        return Arc::clone(folder);
    }
    let parent = facts.folders[&id].map(|parent| folder(parent, facts, made));
    let folder = Arc::new(Folder { id, parent });
    made.insert(id, Arc::clone(&folder));
    folder
}

impl Engine for Library {
    const NAME: &'static str = "oso library";

    fn load() -> Self {
        let mut oso = Oso::new();
        let classes = [
            User::get_polar_class_builder().with_equality_check().build(),
            Organization::get_polar_class_builder().with_equality_check().build(),
            Repository::get_polar_class_builder().with_equality_check().build(),
            Issue::get_polar_class_builder().with_equality_check().build(),
            Folder::get_polar_class_builder().with_equality_check().build(),
            Document::get_polar_class_builder().with_equality_check().build(),
        ];
        for class in classes {
            oso.register_class(class).expect("a class");
        }
        oso.load_str(include_str!("../policy/oso.polar")).expect("a policy");
        Self { oso, users: BTreeMap::new(), issues: BTreeMap::new(), documents: BTreeMap::new() }
    }

    fn hold(&mut self, facts: &Facts) -> Answer<()> {
        let user = |(&id, user): (&Id, &crate::facts::User)| {
            let [member, reads, views] = [&user.member, &user.reads, &user.views].map(|ids| ids.iter().copied().collect());
            (id, User { id, member, reads, views })
        };
        let issue = |(&id, issue): (&Id, &crate::facts::Issue)| {
            let organization = Organization { id: facts.repositories[&issue.repository] };
            let repository = Repository { id: issue.repository, organization };
            (id, Issue { creator: issue.creator, repository, locked: issue.locked })
        };
        let mut made = BTreeMap::new();
        let document = |(&id, document): (&Id, &crate::facts::Document)| {
            let folder = folder(document.folder, facts, &mut made).as_ref().clone();
            (id, Document { folder, sealed: document.sealed })
        };
        self.users = facts.users.iter().map(user).collect();
        self.issues = facts.issues.iter().map(issue).collect();
        self.documents = facts.documents.iter().map(document).collect();
        Ok(())
    }

    fn decide(&mut self, question: &Question) -> Answer<bool> {
        let user = self.users[&question.user].clone();
        let allowed = match question.kind {
            Kind::Issue => self.oso.is_allowed(user, question.action, self.issues[&question.id].clone()),
            Kind::Document => self.oso.is_allowed(user, question.action, self.documents[&question.id].clone()),
        };
        allowed.map_err(said)
    }

    fn list(&mut self, user: Id, kind: Kind, until: Instant) -> Answer<Vec<Id>> {
        let ids: Vec<Id> = match kind {
            Kind::Issue => self.issues.keys().copied().collect(),
            Kind::Document => self.documents.keys().copied().collect(),
        };
        self.list_in_turn(&ids, user, kind, until)
    }
}
