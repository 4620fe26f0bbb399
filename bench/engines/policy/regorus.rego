package tracker

import rego.v1

default allow := false

allow if {
	input.type == "Issue"
	input.action == "read"
	reads_issue(input.id)
}

allow if {
	input.type == "Issue"
	input.action == "close"
	created(input.id)
	not input.facts.issues[input.id].locked
}

allow if {
	input.type == "Document"
	input.action == "read"
	reads_document(input.id)
}

issues contains id if {
	some id, _ in input.facts.issues
	reads_issue(id)
}

documents contains id if {
	some id, _ in input.facts.documents
	reads_document(id)
}

user := input.facts.users[input.user]

created(id) if input.facts.issues[id].creator == input.user

reads_issue(id) if created(id)

reads_issue(id) if input.facts.issues[id].repository in user.reads

reads_issue(id) if input.facts.repositories[input.facts.issues[id].repository] in user.member

reads_document(id) if {
	not input.facts.documents[id].sealed
	some folder in graph.reachable(input.facts.parents, [input.facts.documents[id].folder])
	folder in user.views
}
