package cli

import (
	"encoding/json"
	"fmt"
)

// printRecord writes one result that is not a job, in the format that was asked for. The
// text is for people.
func (a *app) printRecord(record any, text string) error {
	switch {
	case a.jsonMode():
		return writeJSON(a.stdout, record)
	case a.flags.output == "yaml":
		document, err := json.Marshal([]any{record}) // the records of a run are one list
		if err != nil {
			return err
		}
		return a.printYAML(document)
	case a.query != nil:
		document, err := json.Marshal(record)
		if err != nil {
			return err
		}
		return a.printMatches(document)
	}
	_, err := fmt.Fprintln(a.stdout, text)
	return err
}
