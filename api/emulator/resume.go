package emulator

import (
	"context"
	"slices"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// ResumeJob sets a job going again, and answers with it in the state that it resumes in;
// from there it moves on by itself. Its progress is kept, its status goes back to OK, and
// its completedTime, which a failed or cancelled job has, is unset again. That updateTime
// moves is an assumption, and so are the states that allow it ([WithResumable]); any other
// is answered 400, code 9, reason JOB_NOT_RESUMABLE.
func (s service) ResumeJob(ctx context.Context, req server.ResumeJobRequestObject) (server.ResumeJobResponseObject, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.find(req.AccountID, req.SupervisedFineTuningJobID)
	if rec == nil {
		return nil, notFound()
	}
	c := callOf(ctx)
	c.saw(rec)
	switch state := rec.job.State; {
	case slices.Contains(s.quirks.resumable, state):
		s.resume(rec)
	case s.quirks.idempotent && state.Active():
	default:
		return nil, wrongState(state, "resumed", "JOB_NOT_RESUMABLE")
	}
	c.did(rec)
	return rendered(s.render(nil, &rec.job, rec.raw, nil, false)), nil
}

// resume changes the state, and leaves lagging reads behind.
func (e *Emulator) resume(rec *record) {
	now := e.now()
	if lag := e.quirks.readLag; lag > 0 {
		before := rec.job
		rec.stale, rec.staleUntil = &before, now.Add(lag)
	}
	rec.stop(now)
	rec.job.Status = &server.Status{Code: server.StatusCodeOK}
	e.move(rec, e.quirks.resumedState, causeResume, now)
}
