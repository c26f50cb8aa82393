package conform

import (
	"errors"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// formats registers the formats that the validator ignores or reads laxly, for our
// validations only: its global registry is not synchronised.
//
// The contract has two formats of its own, uri-or-empty and uuid-or-empty, because proto3 JSON
// writes a string that is not set as "": other validators ignore them, and would refuse "" as a
// uri or a uuid. An empty string is no int64 and no date-time: those are not strings to proto3,
// an int64 that is not set is "0" and a timestamp null.
func formats() []openapi3.SchemaValidationOption {
	text := map[string]openapi3.StringFormatValidator{
		"int64":         openapi3.NewCallbackValidator(checkInt64),
		"uri-or-empty":  openapi3.NewCallbackValidator(checkURI),
		"uuid-or-empty": openapi3.NewCallbackValidator(checkUUID),
		"date-time":     openapi3.NewCallbackValidator(checkDateTime),
	}
	number := map[string]openapi3.NumberFormatValidator{
		"float": openapi3.NewCallbackValidator(checkFloat),
	}
	return []openapi3.SchemaValidationOption{
		openapi3.WithStringFormatValidators(text),
		openapi3.WithNumberFormatValidators(number),
	}
}

var decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]*|-0)$`)

// checkInt64 wants a decimal number of 64 bits, the way proto3 JSON writes it.
func checkInt64(s string) error {
	if !decimal.MatchString(s) {
		return errors.New("decimal digits, nothing before them but a minus")
	}
	if _, err := strconv.ParseInt(s, 10, 64); err != nil {
		return errors.New("out of the range of 64 bits")
	}
	return nil
}

// checkURI wants an absolute URI with a host (RFC 3986).
func checkURI(s string) error {
	if s == "" {
		return nil
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return errors.New("white space or control characters")
	}
	u, err := url.Parse(s)
	if err != nil {
		return errors.New("not a URI")
	}
	if u.Scheme == "" || u.Hostname() == "" {
		return errors.New("not an absolute URI with a host")
	}
	return nil
}

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// checkUUID wants the form of RFC 9562, of whatever version.
func checkUUID(s string) error {
	if s == "" || uuid.MatchString(s) {
		return nil
	}
	return errors.New("not 32 hexadecimal digits in five groups")
}

// dateTime is RFC 3339 as google.protobuf.Timestamp takes it: upper-case T and Z, a zone,
// nine digits of a second at most, no leap second.
var dateTime = regexp.MustCompile(
	`^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// checkDateTime wants a moment of the years 1 to 9999, in UTC: the range of
// google.protobuf.Timestamp.
func checkDateTime(s string) error {
	if !dateTime.MatchString(s) {
		return errors.New("not an RFC 3339 timestamp with a zone and at most nanoseconds")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return errors.New("no such day")
	}
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return errors.New("not in the years 1 to 9999")
	}
	return nil
}

// checkFloat wants a number that 32 bits can hold, whatever its precision.
func checkFloat(x float64) error {
	if math.Abs(x) > math.MaxFloat32 {
		return errors.New("out of the range of 32 bits")
	}
	return nil
}
