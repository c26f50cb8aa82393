package emulator

import (
	"crypto/sha256"
	"net/http"
	"strings"
)

// apiKey is the key of a request, empty when there is none: Authorization: Bearer KEY, the
// scheme in any case, or else X-Api-Key: KEY.
func apiKey(h http.Header) string {
	scheme, key, _ := strings.Cut(h.Get("Authorization"), " ")
	if key = strings.TrimSpace(key); key != "" && strings.EqualFold(scheme, "Bearer") {
		return key
	}
	return strings.TrimSpace(h.Get("X-Api-Key"))
}

// keyHash stands for an API key, so that no verb of fmt prints the keys of an emulator, from
// wherever it is held.
type keyHash [sha256.Size]byte

func hashOf(key string) keyHash { return sha256.Sum256([]byte(key)) }

// authorize finds the account that a request is about, if its key may see it.
//
// A key is valid when it is registered, when the account takes any, or when no key is
// registered at all. A key that is not valid is refused by the gateway with 403, as observed
// (or with 401, see [WithInvalidKeyUnauthenticated]); a request without any key gets 401,
// which is an assumption. A valid key on an account that is not its own gets the same 403
// whether there is such an account or not.
func (e *Emulator) authorize(h http.Header, r route) (*account, *failure) {
	given := apiKey(h)
	key := hashOf(given)
	a := e.accounts[r.account]
	open := a != nil && len(a.keys) == 0
	valid := given != "" && (e.keys[key] || open || len(e.keys) == 0)
	switch {
	case !valid && given != "" && !e.quirks.invalidKey401:
		return nil, newGatewayFailure(http.StatusForbidden, "UNAUTHORIZED", "The API key is not valid.")
	case !valid:
		f := newFailure(http.StatusUnauthorized, codeUnauthenticated, "the request has no valid API key")
		f.header.Set("WWW-Authenticate", "Bearer")
		return nil, f
	case a != nil && (a.keys[key] || open && !e.keys[key]):
		return a, nil
	case e.quirks.foreignNotFound:
		return nil, notFound()
	}
	// The empty message is as observed.
	return nil, newFailure(http.StatusForbidden, codePermissionDenied, "")
}
