allow(user: User, "read", issue: Issue) if issue.creator = user.id;
allow(user: User, "read", issue: Issue) if issue.repository in user.reads;
allow(user: User, "read", issue: Issue) if issue.organization in user.organizations;
allow(user: User, "close", issue: Issue) if issue.creator = user.id and not issue.locked;
