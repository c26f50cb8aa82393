package emulator

import (
	"context"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// CancelJob stops a job that is active or paused: it is JOB_STATE_CANCELLING at once, and
// JOB_STATE_CANCELLED after the timeline's Cancelling. In any other state it is refused
// with 400, code 9, reason JOB_NOT_CANCELLABLE, an assumption.
func (s service) CancelJob(ctx context.Context, req server.CancelJobRequestObject) (server.CancelJobResponseObject, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.find(req.AccountID, req.SupervisedFineTuningJobID)
	if rec == nil {
		return nil, notFound()
	}
	c := callOf(ctx)
	c.saw(rec)
	if state := rec.job.State; !state.Active() && !state.Paused() {
		return nil, wrongState(state, "cancelled", "JOB_NOT_CANCELLABLE")
	}
	now := s.now()
	rec.stop(now)
	rec.job.Status = &server.Status{Code: server.StatusCodeOK}
	s.move(rec, server.JobStateCancelling, causeCancel, now)
	c.did(rec)
	return rendered("{}"), nil
}
