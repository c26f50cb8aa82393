package sftj

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/gen/client"
)

// lenient reads JSON that was let through once already.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

var (
	errNoDataset = errors.New("the job has no dataset, which the contract requires")
	errOtherJob  = errors.New("the answer is about another job")
	errNotPage   = errors.New("the answer is an error in place of a list")
	errNotObject = errors.New("the answer is not a JSON object")
)

// decodeJob reads one job strictly: the whole of b is one JSON object without duplicate
// keys or invalid UTF-8, of the contract's types, with a dataset unless masked. It keeps
// nothing of b.
func decodeJob(b []byte, masked bool) (*Job, error) {
	job, sure := fastJob(b)
	if !sure {
		job = &Job{raw: string(b)}
		if err := unmarshalObject(b, &job.Job); err != nil {
			return nil, err
		}
	}
	if err := checkJob(job, masked); err != nil {
		return nil, err
	}
	return job, nil
}

// checkJob makes sure of what the types can't say.
func checkJob(job *Job, masked bool) error {
	if job.Dataset == "" && !masked {
		if raw, ok := job.Lookup("/dataset"); !ok || string(raw) == "null" {
			return errNoDataset
		}
	}
	return checkMoney(job.EstimatedCost)
}

// maxNanos is the largest part of a unit, after google.type.Money.
const maxNanos = 999_999_999

// checkMoney makes sure that an amount is one.
func checkMoney(m *client.Money) error {
	if m == nil {
		return nil
	}
	units := int64(0)
	if m.Units != "" {
		n, err := strconv.ParseInt(m.Units, 10, 64)
		if err != nil || m.Units[0] == '+' {
			return errors.New("estimatedCost.units is not a 64-bit integer")
		}
		units = n
	}
	switch {
	case m.Nanos < -maxNanos, m.Nanos > maxNanos:
		return errors.New("estimatedCost.nanos is a whole unit or more")
	case units > 0 && m.Nanos < 0, units < 0 && m.Nanos > 0:
		return errors.New("estimatedCost.units and nanos have different signs")
	}
	return nil
}

func unmarshalObject(b []byte, into any) error {
	if kind := jsontext.Value(b).Kind(); kind != '{' {
		return errNotObject
	}
	err := json.Unmarshal(b, into)
	if err == nil {
		return nil
	}
	// proto3 JSON lets a server write an integer as 3.0 or 1e2; Go's decoders don't.
	var semantic *json.SemanticError
	if errors.As(err, &semantic) && semantic.JSONKind == '0' {
		if plain, changed := integralNumbers(b); changed {
			if again := json.Unmarshal(plain, into); again == nil {
				return nil
			}
		}
	}
	return where(err)
}

// where says what is wrong with a body without quoting any of it.
func where(err error) error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return fmt.Errorf("%s has the wrong type", pointerText(semantic.JSONPointer))
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("%s is there twice", pointerText(syntactic.JSONPointer))
		}
		return fmt.Errorf("the JSON is malformed at byte %d", syntactic.ByteOffset)
	}
	return errors.New("the JSON is malformed")
}

func pointerText(p jsontext.Pointer) string {
	if p == "" {
		return "the body"
	}
	return string(p)
}

// integralNumbers rewrites each number that is a whole one but not written as one, as in
// 3.0 and 1e2, and reports whether there was any.
func integralNumbers(b []byte) (out []byte, changed bool) {
	const maxDigits = 20 // no integer type of the contract has more
	last := 0
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			i++
		case c == '-' || '0' <= c && c <= '9':
			start := i
			for i++; i < len(b) && isNumberByte(b[i]); i++ {
			}
			token := string(b[start:i])
			if _, err := strconv.ParseInt(token, 10, 64); err == nil {
				continue
			}
			f, err := strconv.ParseFloat(token, 64)
			if err != nil || f < -1e18 || f > 1e18 {
				continue
			}
			if r, ok := new(big.Rat).SetString(token); ok && r.IsInt() && len(r.Num().String()) <= maxDigits {
				out = append(append(out, b[last:start]...), r.Num().String()...)
				last, changed = i, true
			}
		default:
			i++
		}
	}
	return append(out, b[last:]...), changed
}

func isNumberByte(c byte) bool {
	return '0' <= c && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-'
}

// checkIdentity makes sure that the job answered is the job asked for.
func checkIdentity(job *Job, account, id string) error {
	want := jobName(account, id)
	if job.Name != "" && job.Name != want {
		return errOtherJob // its name is what the service sent, and may be anything
	}
	return nil
}

func jobName(account, id string) string {
	return "accounts/" + account + "/" + jobsCollection + "/" + id
}

// emptyAnswer accepts what delete and cancel answer: an object.
func emptyAnswer(b []byte) error {
	var nothing client.Empty
	return unmarshalObject(b, &nothing)
}
