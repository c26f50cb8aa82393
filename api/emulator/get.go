package emulator

import (
	"context"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// GetJob answers with a job as it is now, or as it was while reads lag.
func (s service) GetJob(ctx context.Context, req server.GetJobRequestObject) (server.GetJobResponseObject, error) {
	m, f := parseMask(s.schema, given(req.Params.ReadMask))
	if f != nil {
		return nil, f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.find(req.AccountID, req.SupervisedFineTuningJobID)
	if rec == nil {
		return nil, notFound()
	}
	callOf(ctx).saw(rec)
	return rendered(s.render(nil, rec.seen(s.now()), rec.raw, m, false)), nil
}
