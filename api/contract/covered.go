package contract

// Covered tells how much of the contract was seen on the wire: of its operations, their
// statuses, the properties of its schemas and the values of its enums, how many there are,
// and how many were in a request or an answer.
func (r *Report) Covered() (seen, all int) {
	for _, t := range r.tallies() {
		seen, all = seen+t.Seen, all+t.All
	}
	return seen, all
}
