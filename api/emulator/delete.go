package emulator

import (
	"context"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// DeleteJob takes a job away, whatever its state. It is gone at once: the next request
// about it is answered 404, and its id may be used again. With [WithDeletedReadable] it
// stays, as JOB_STATE_DELETED, and deleting it again changes nothing.
func (s service) DeleteJob(ctx context.Context, req server.DeleteJobRequestObject) (server.DeleteJobResponseObject, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.find(req.AccountID, req.SupervisedFineTuningJobID)
	if rec == nil {
		return nil, notFound()
	}
	c := callOf(ctx)
	c.saw(rec)
	if rec.job.State != server.JobStateDeleted {
		now := s.now()
		rec.stop(now)
		s.move(rec, server.JobStateDeleted, causeDelete, now)
	}
	if !s.quirks.deletedReadable {
		s.accounts[req.AccountID].jobs.remove(rec)
	}
	c.did(rec)
	return rendered("{}"), nil
}
