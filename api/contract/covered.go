package contract

// Covered tells how much of the contract was seen on the wire: of its operations' statuses,
// the properties of its schemas and the values of its enums, how many there are, and how
// many were in a request or an answer. A status that only "default" stands for is not
// counted.
func (r *Report) Covered() (seen, all int) {
	for _, t := range r.tallies() {
		if t.Name != operations { // they are there in their statuses
			seen, all = seen+t.Seen, all+t.All
		}
	}
	return seen, all
}
