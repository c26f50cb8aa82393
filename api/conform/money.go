package conform

import (
	"encoding/json"
	"strings"
)

// oppositeSigns reports whether an amount is malformed in the one way that the schema can't
// say: google.type.Money wants nanos of the sign of units, where neither is zero. The signs
// are read from the digits, so no rounding can hide one. Units or nanos that are malformed
// in themselves have no sign.
func oppositeSigns(money map[string]any) bool {
	units, ok := money["units"].(string)
	if !ok || checkInt64(units) != nil {
		return false
	}
	nanos, ok := money["nanos"].(json.Number)
	if !ok {
		return false
	}
	return sign(units)*sign(nanos.String()) < 0
}

// sign returns -1, 0 or 1 for a JSON number: only the digits before an exponent count.
func sign(number string) int {
	digits, _, _ := strings.Cut(strings.ToLower(number), "e")
	switch {
	case !strings.ContainsAny(digits, "123456789"):
		return 0
	case digits[0] == '-':
		return -1
	}
	return 1
}
