package tracker

import rego.v1

default allow := false

issue := data.issues[input.issue]

repository := data.repositories[issue.repository]

allow if {
  input.action == "read"
  issue.creator == input.user
}

allow if {
  input.action == "read"
  repository.readers[input.user]
}

allow if {
  input.action == "read"
  data.members[repository.organization][input.user]
}

allow if {
  input.action == "close"
  issue.creator == input.user
  not issue.locked
}
