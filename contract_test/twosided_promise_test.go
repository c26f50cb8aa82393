package contract_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// A promise is what the SDK does when it meets a mutant. Broken says in which way it was
// not kept, and is nil where it was. Both journeys are the SDK's: one to the mutant, with
// the guard between, and one to the emulator.
type promise struct {
	word   string
	broken func(met, honest journey) error
}

// refuses: a call fails that does not fail on an honest service, with an error that matches
// the sentinel; with any, where that is nil. No other call is worse off.
func refuses(sentinel error) promise {
	return promise{"refuses", func(met, honest journey) error {
		for i, v := range met.visits {
			if v.err != nil && kindOf(v.err) != kindOf(honest.visits[i].err) && (sentinel == nil || errors.Is(v.err, sentinel)) {
				return nil
			}
		}
		return fmt.Errorf("no call failed with %v", sentinel)
	}}
}

// notes: the guard between service and SDK reports a violation of the rule.
func notes(rule string) promise {
	return promise{"notes", func(met, _ journey) error {
		for _, v := range met.violations {
			if v.Side == conform.Response && v.Rule == rule {
				return nil
			}
		}
		return fmt.Errorf("the guard noted no %s, but %v", rule, met.violations)
	}}
}

// notesDrift: the calls go on as if nothing was, and the guard reports drift at the end of
// a pointer.
func notesDrift(pointer string) promise {
	return promise{"notes drift", func(met, honest journey) error {
		for _, d := range met.drift {
			if d.Side == conform.Response && strings.HasSuffix(d.Pointer, pointer) {
				return met.goesOnLike(honest)
			}
		}
		return fmt.Errorf("the guard noted no drift at %s, but %v", pointer, met.drift)
	}}
}

// attaches: no call fails that does not fail on an honest service, and the SDK attaches a
// violation to the job, at the end of a pointer: the value decides nothing.
func attaches(pointer string) promise {
	return promise{"attaches a violation", func(met, honest journey) error {
		for _, v := range met.attached {
			if strings.HasSuffix(v.Pointer, pointer) {
				return met.goesOnLike(honest)
			}
		}
		return fmt.Errorf("the SDK attached no violation at %s, but %v", pointer, met.attached)
	}}
}

// retries: reads are as on an honest service, after more requests. A resume is not repeated
// blindly, so it may be lost, which is then said.
var retries = promise{"retries", func(met, honest journey) error {
	if met.requests <= honest.requests {
		return fmt.Errorf("%d requests, and %d on an honest service", met.requests, honest.requests)
	}
	for i, v := range met.visits {
		resumes := strings.HasPrefix(v.step, "resume") || strings.HasPrefix(v.step, "ensure")
		if !v.same(honest.visits[i]) && !(resumes && errors.Is(v.err, sftj.ErrOutcomeUnknown)) {
			return fmt.Errorf("%s: %v, and %v on an honest service", v.step, v, honest.visits[i])
		}
	}
	return nil
}}

// tolerates: everything is as on an honest service, and the guard has nothing to say. The
// fault is none for a client, or in what the SDK never asks for.
var tolerates = promise{"tolerates", func(met, honest journey) error {
	for i, v := range met.visits {
		if !v.same(honest.visits[i]) {
			return fmt.Errorf("%s: %v, and %v on an honest service", v.step, v, honest.visits[i])
		}
	}
	return met.quiet()
}}

// unmet: nothing that the SDK asks for has this fault.
var unmet = promise{"never meets", func(met, honest journey) error {
	if met.told > 0 {
		return fmt.Errorf("%d answers had the fault", met.told)
	}
	return tolerates.broken(met, honest)
}}

// believes: the answers are well formed and untrue, so that only a client that asks twice or
// knows better can tell. No call fails by it, and at least one has another result.
var believes = promise{"believes", func(met, honest journey) error {
	if err := met.quiet(); err != nil {
		return err
	}
	differs := false
	for i, v := range met.visits {
		differs = differs || !v.same(honest.visits[i])
	}
	if !differs {
		return errors.New("everything is as on an honest service: nothing was to believe")
	}
	return nil
}}

// goesOnLike expects no call to fail that does not fail on an honest service.
func (j journey) goesOnLike(honest journey) error {
	for i, v := range j.visits {
		if v.err != nil && kindOf(v.err) != kindOf(honest.visits[i].err) {
			return fmt.Errorf("%s: %w", v.step, v.err)
		}
	}
	return nil
}

// quiet expects the guard to have said nothing.
func (j journey) quiet() error {
	for _, v := range j.violations {
		if v.Side == conform.Response {
			return fmt.Errorf("the guard noted %v", v)
		}
	}
	for _, d := range j.drift {
		if d.Side == conform.Response {
			return fmt.Errorf("the guard noted drift: %v", d)
		}
	}
	return nil
}
