"""The tables as SQLAlchemy models, for the systems that build on it."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Text, Uuid
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


def key(target: str, **options) -> Column:
    return Column(BigInteger, ForeignKey(f"{target}.id"), **options)


class User(Base):
    __tablename__ = "users"
    id = Column(BigInteger, primary_key=True)
    is_admin = Column(Boolean)
    org_roles = relationship("OrgRole")
    repo_roles = relationship("RepoRole")
    memberships = relationship("Membership")
    shares = relationship("FolderShare")

    @property
    def all_teams(self):
        """The teams with those above them: an application's loop, as no query of the library's can do it."""
        found = {}
        for membership in self.memberships:
            team = membership.team
            while team is not None and team.id not in found:
                found[team.id] = team
                team = team.parent
        return list(found.values())


class Organization(Base):
    __tablename__ = "organizations"
    id = Column(BigInteger, primary_key=True)


class Repository(Base):
    __tablename__ = "repositories"
    id = Column(BigInteger, primary_key=True)
    org_id = key("organizations")
    organization = relationship(Organization)


class OrgRole(Base):
    __tablename__ = "org_members"
    user_id = key("users", primary_key=True)
    org_id = key("organizations", primary_key=True)
    role = Column(Text)
    organization = relationship(Organization)


class RepoRole(Base):
    __tablename__ = "repo_collaborators"
    user_id = key("users", primary_key=True)
    repo_id = key("repositories", primary_key=True)
    role = Column(Text)
    repository = relationship(Repository)


class Team(Base):
    __tablename__ = "teams"
    id = Column(BigInteger, primary_key=True)
    parent_id = key("teams")
    parent = relationship("Team", remote_side=id)
    repo_roles = relationship("TeamRole")
    shares = relationship("FolderShare")


class Membership(Base):
    __tablename__ = "team_members"
    user_id = key("users", primary_key=True)
    team_id = key("teams", primary_key=True)
    team = relationship(Team)


class TeamRole(Base):
    __tablename__ = "team_repo_roles"
    team_id = key("teams", primary_key=True)
    repo_id = key("repositories", primary_key=True)
    role = Column(Text)
    repository = relationship(Repository)


class Issue(Base):
    __tablename__ = "issues"
    id = Column(BigInteger, primary_key=True)
    repo_id = key("repositories")
    creator_id = key("users")
    created_at = Column(DateTime(timezone=True))
    repository = relationship(Repository)
    creator = relationship(User)


class Folder(Base):
    __tablename__ = "folders"
    id = Column(BigInteger, primary_key=True)
    parent_id = key("folders")
    creator_id = key("users")
    parent = relationship("Folder", remote_side=id)


class FolderShare(Base):
    __tablename__ = "folder_shares"
    # The table has no key; this one tells its rows apart well enough.
    folder_id = key("folders", primary_key=True)
    user_id = key("users", primary_key=True)
    team_id = key("teams", primary_key=True)
    role = Column(Text, primary_key=True)
    folder = relationship(Folder)


class Document(Base):
    __tablename__ = "documents"
    id = Column(Uuid, primary_key=True)
    folder_id = key("folders")
    creator_id = key("users")
    trashed = Column(Boolean)
    created_at = Column(DateTime(timezone=True))
    folder = relationship(Folder)
    creator = relationship(User)
