package sftj

// count adds a result to the report.
func count(r *BulkReport, result BulkResult) {
	switch {
	case result.Skipped:
		r.Skipped++
	case result.OutcomeUnknown():
		r.OutcomeUnknown++
	case result.Err != nil:
		r.Failed++
	case result.FromLedger:
		r.FromLedger++
	case result.Outcome == Resumed:
		r.Resumed++
	case result.Outcome == Reconciled:
		r.Reconciled++
	case result.Outcome == AlreadyActive:
		r.AlreadyActive++
	case result.Outcome == AlreadyFinished:
		r.AlreadyFinished++
	}
}
