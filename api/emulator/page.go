package emulator

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"
)

// A page token says where the last page ended, not how many jobs came before: a job that
// appears or vanishes in between neither repeats another one nor hides it.

// tokenBody is what a token holds: the position of the last job, and a seal over that and
// the list that it belongs to.
type tokenBody struct {
	Keys []string `json:"k"`
	Seal []byte   `json:"s"`
}

// query identifies a list: pages of one list have the same.
type query struct{ account, filter, orderBy string }

func (q query) seal(keys []string) []byte {
	// Strings always encode; JSON keeps apart what joining could confuse.
	b, _ := json.Marshal([]any{q.account, q.filter, q.orderBy, keys})
	sum := sha256.Sum256(b)
	return sum[:8]
}

// token names the position after which the next page begins.
func (q query) token(o order, at position) string {
	keys := make([]string, len(at))
	for i, v := range at {
		switch o[i].path.last().kind {
		case boolean:
			keys[i] = strconv.FormatBool(v.flag)
		case integer, decimal, int64text:
			keys[i] = strconv.FormatFloat(v.number, 'g', -1, 64)
		case timestamp:
			keys[i] = v.time.Format(time.RFC3339Nano)
		default:
			keys[i] = v.text
		}
	}
	b, _ := json.Marshal(tokenBody{Keys: keys, Seal: q.seal(keys)})
	return base64.RawURLEncoding.EncodeToString(b)
}

// position reads a token of this list. Any other string is refused, a token of another
// account, filter or order included.
func (q query) position(o order, token string) (position, *failure) {
	var body tokenBody
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil {
		err = json.Unmarshal(b, &body)
	}
	if err != nil || string(body.Seal) != string(q.seal(body.Keys)) || len(body.Keys) != len(o) {
		return nil, invalid("pageToken: not a token of this list")
	}
	at := make(position, len(o))
	for i, key := range body.Keys {
		// The seal says that these were written by token, so they parse.
		switch o[i].path.last().kind {
		case boolean:
			at[i].flag, _ = strconv.ParseBool(key)
		case integer, decimal, int64text:
			at[i].number, _ = strconv.ParseFloat(key, 64)
		case timestamp:
			at[i].time, _ = time.Parse(time.RFC3339Nano, key)
		default:
			at[i].text = key
		}
	}
	return at, nil
}
