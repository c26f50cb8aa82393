package jsonscan

import "time"

// Timestamp reads RFC 3339 in UTC, as protobuf writes it: upper-case T and Z, a point
// before up to nine digits of a second, no leap second, a year from 1 on.
func Timestamp(s []byte) (time.Time, bool) {
	const form = "0000-00-00T00:00:00Z"
	if len(s) < len(form) || s[len(s)-1] != 'Z' {
		return time.Time{}, false
	}
	for i := range len(form) - 1 {
		if form[i] == '0' && !isDigit(s[i]) || form[i] != '0' && s[i] != form[i] {
			return time.Time{}, false
		}
	}
	two := func(at int) int { return int(s[at]-'0')*10 + int(s[at+1]-'0') }
	year, month, day := two(0)*100+two(2), time.Month(two(5)), two(8)
	hour, minute, second := two(11), two(14), two(17)
	ns, ok := nanoseconds(s[len(form)-1 : len(s)-1])
	if !ok || year == 0 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, month, day, hour, minute, second, ns, time.UTC)
	return t, t.Day() == day // the 30th of February becomes the 2nd of March
}

// nanoseconds reads the fraction of a second with its point, or nothing.
func nanoseconds(s []byte) (ns int, ok bool) {
	const digits = 9
	if len(s) == 0 {
		return 0, true
	}
	if s[0] != '.' || len(s) < 2 || len(s) > 1+digits {
		return 0, false
	}
	for i := range digits { // all nine: those that are not written are zeros
		ns *= 10
		if i+1 < len(s) {
			if !isDigit(s[i+1]) {
				return 0, false
			}
			ns += int(s[i+1] - '0')
		}
	}
	return ns, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
