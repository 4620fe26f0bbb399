//! The facts that are put into every engine, by arithmetic.

/// How many users there are.
pub const USERS: usize = 200;
/// How many organisations.
pub const ORGANIZATIONS: usize = 20;
/// How many repositories.
pub const REPOSITORIES: usize = 100;
/// How many issues.
pub const ISSUES: usize = 2_000;

/// User, action, issue: the creator, a reader, a member, somebody else, and closing.
pub const QUESTIONS: [(usize, &str, usize); 6] =
    [(7, "read", 7), (3, "read", 33), (5, "read", 1_025), (11, "read", 1_904), (7, "close", 7), (9, "close", 1_001)];

/// An issue.
#[derive(Clone, Copy, Debug)]
pub struct Issue {
    /// Its repository.
    pub repository: usize,
    /// Its creator.
    pub creator: usize,
    /// Whether it is locked.
    pub locked: bool,
}

/// Everything that is known.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The issues, by id.
    pub issues: Vec<Issue>,
    /// The organisation of each repository.
    pub organization: Vec<usize>,
    /// Who reads each repository.
    pub readers: Vec<Vec<usize>>,
    /// Who is a member of each organisation.
    pub members: Vec<Vec<usize>>,
}

impl Facts {
    /// The facts.
    pub fn new() -> Self {
        let issue = |n: usize| Issue { repository: n % REPOSITORIES, creator: n % USERS, locked: n % 7 == 3 };
        Self {
            issues: (0..ISSUES).map(issue).collect(),
            organization: (0..REPOSITORIES).map(|n| n % ORGANIZATIONS).collect(),
            readers: (0..REPOSITORIES).map(|n| (0..USERS).filter(|user| (user + n) % 9 == 0).collect()).collect(),
            members: (0..ORGANIZATIONS).map(|n| (0..USERS).filter(|user| user % ORGANIZATIONS == n).collect()).collect(),
        }
    }

    /// What is right.
    pub fn allowed(&self, user: usize, action: &str, issue: usize) -> bool {
        let Issue { repository, creator, locked } = self.issues[issue];
        let reads = self.readers[repository].contains(&user) || self.members[self.organization[repository]].contains(&user);
        if action == "read" { creator == user || reads } else { creator == user && !locked }
    }
}
