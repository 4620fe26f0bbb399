//! The facts that every engine is given, and the reference.
//!
//! In: how many entities there are to be. Out: users, repositories, issues, folders and documents, the same in every run; what
//! is right about them, found by plain loops; questions about them, for each reason that there is for an answer.

use std::collections::{BTreeMap, BTreeSet};

/// An entity's id, among those of its type.
pub type Id = u32;

/// What is given to a user.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// The organizations that the user is a member of.
    pub member: BTreeSet<Id>,
    /// The repositories that the user is a reader of.
    pub reads: BTreeSet<Id>,
    /// The folders that the user is a viewer of.
    pub views: BTreeSet<Id>,
}

/// An issue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Issue {
    /// Its repository.
    pub repository: Id,
    /// The user who made it.
    pub creator: Id,
    /// Whether nobody may close it.
    pub locked: bool,
}

/// A document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Document {
    /// Its folder.
    pub folder: Id,
    /// Whether nobody may read it.
    pub sealed: bool,
}

/// Entities with what is known of them; organizations have nothing but their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The users.
    pub users: BTreeMap<Id, User>,
    /// The organization of each repository.
    pub repositories: BTreeMap<Id, Id>,
    /// The folder that each folder is in; a root is in none.
    pub folders: BTreeMap<Id, Option<Id>>,
    /// The issues.
    pub issues: BTreeMap<Id, Issue>,
    /// The documents.
    pub documents: BTreeMap<Id, Document>,
}

/// A type of what is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// An issue in a repository.
    Issue,
    /// A document in a folder.
    Document,
}

/// May this user do this?
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Who.
    pub user: Id,
    /// `read` or, of an issue, `close`.
    pub action: &'static str,
    /// What sort of thing.
    pub kind: Kind,
    /// Which of them.
    pub id: Id,
}

/// What is asked of a thing.
const ASKED: [(&str, Kind); 3] = [("read", Kind::Issue), ("close", Kind::Issue), ("read", Kind::Document)];

/// Whether the user has what the action asks for, and whether the thing is locked or sealed.
const SORTS: [(bool, bool); 3] = [(true, false), (true, true), (false, false)];

impl Kind {
    /// Its name in the policies.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issue => "Issue",
            Self::Document => "Document",
        }
    }
}

impl Facts {
    /// Facts about so many entities: of 100, 60 are issues, 20 documents, 10 folders, 5 users, 4 repositories, 1 an organization.
    pub fn new(entities: u32) -> Self {
        let mut random = Random(7);
        let [organizations, repositories, users, folders] = [1, 4, 5, 10].map(|percent| (entities * percent / 100).max(1));
        let mut user = |id| User {
            member: (0..(id + 1) % 2).map(|_| random.below(organizations)).collect(),
            reads: (0..3).map(|_| random.below(repositories)).collect(),
            views: (0..2).map(|_| random.below(folders)).collect(),
        };
        let users_by_id = (0..users).map(|id| (id, user(id))).collect();
        let mut issue =
            || Issue { repository: random.below(repositories), creator: random.below(users), locked: random.below(3) == 0 };
        let issues = (0..entities * 60 / 100).map(|id| (id, issue())).collect();
        let mut document = || Document { folder: random.below(folders), sealed: random.below(3) == 0 };
        let documents = (0..entities * 20 / 100).map(|id| (id, document())).collect();
        Self {
            users: users_by_id,
            repositories: (0..repositories).map(|id| (id, random.below(organizations))).collect(),
            folders: (0..folders).map(|id| (id, (id > 0).then(|| random.below(id)))).collect(),
            issues,
            documents,
        }
    }

    /// The right answer.
    pub fn allows(&self, question: &Question) -> bool {
        self.reaches(question) && (question.kind == Kind::Issue && question.action == "read" || !self.barred(question))
    }

    /// Whether the user has what the action asks for, if nothing bars it.
    fn reaches(&self, question: &Question) -> bool {
        let user = &self.users[&question.user];
        match question.kind {
            Kind::Issue => {
                let issue = &self.issues[&question.id];
                let reads =
                    || user.reads.contains(&issue.repository) || user.member.contains(&self.repositories[&issue.repository]);
                issue.creator == question.user || question.action == "read" && reads()
            }
            Kind::Document => self.within(self.documents[&question.id].folder).any(|folder| user.views.contains(&folder)),
        }
    }

    /// Whether the thing is a locked issue or a sealed document.
    fn barred(&self, question: &Question) -> bool {
        match question.kind {
            Kind::Issue => self.issues[&question.id].locked,
            Kind::Document => self.documents[&question.id].sealed,
        }
    }

    /// The right list of what a user may read.
    pub fn readable(&self, user: Id, kind: Kind) -> Vec<Id> {
        self.ids(kind).into_iter().filter(|&id| self.allows(&Question { user, action: "read", kind, id })).collect()
    }

    /// All issues, or all documents.
    pub fn ids(&self, kind: Kind) -> Vec<Id> {
        match kind {
            Kind::Issue => self.issues.keys().copied().collect(),
            Kind::Document => self.documents.keys().copied().collect(),
        }
    }

    /// The organizations that something else names.
    pub fn organizations(&self) -> BTreeSet<Id> {
        self.repositories.values().chain(self.users.values().flat_map(|user| &user.member)).copied().collect()
    }

    /// The facts that a question depends on: all that is given to the user for things of this sort, and what the thing is in.
    pub fn needed(&self, question: &Question) -> Self {
        let mut needed = Self::default();
        let User { member, reads, views } = self.users[&question.user].clone();
        let user = match question.kind {
            Kind::Issue => {
                let issue = self.issues[&question.id];
                needed.issues.insert(question.id, issue);
                needed.repositories.insert(issue.repository, self.repositories[&issue.repository]);
                User { member, reads, ..User::default() }
            }
            Kind::Document => {
                let document = self.documents[&question.id];
                needed.documents.insert(question.id, document);
                needed.folders = self.within(document.folder).map(|folder| (folder, self.folders[&folder])).collect();
                User { views, ..User::default() }
            }
        };
        needed.users.insert(question.user, user);
        needed
    }

    /// Questions of each sort, so many of each.
    pub fn questions(&self, of_each: usize) -> Vec<Question> {
        let mut random = Random(11);
        let mut questions = Vec::new();
        for (action, kind) in ASKED {
            let ids = self.ids(kind);
            for sort in SORTS {
                let any = || Question { user: random.of(self.users.len()), action, kind, id: random.of(ids.len()) };
                let found =
                    std::iter::repeat_with(any).filter(|question| (self.reaches(question), self.barred(question)) == sort);
                questions.extend(found.take(of_each));
            }
        }
        questions
    }

    /// A folder and all that it is in.
    fn within(&self, folder: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(folder), |folder| self.folders[folder])
    }
}

/// Numbers by a linear congruence, the same everywhere.
struct Random(u64);

impl Random {
    /// A number below another, which is not zero.
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap_or_default()
    }

    /// One of so many.
    fn of(&mut self, count: usize) -> u32 {
        self.below(u32::try_from(count).expect("few entities"))
    }
}
