package contract

// Covered tells how much of the contract was seen on the wire: of its operations' statuses,
// the properties of its schemas and the values of its enums, how many there are, and how
// many were in a request or an answer. A status that only "default" stands for is not
// counted.
func (r *Report) Covered() (seen, all int) {
	count := func(n int64) {
		all++
		if n > 0 {
			seen++
		}
	}
	for _, op := range r.Coverage.Operations {
		for _, s := range op.Statuses {
			if !s.ByDefault {
				count(s.Seen)
			}
		}
	}
	for _, p := range r.Coverage.Properties {
		count(p.Requests + p.Responses)
	}
	for _, v := range r.Coverage.EnumValues {
		count(v.Requests + v.Responses)
	}
	return seen, all
}
