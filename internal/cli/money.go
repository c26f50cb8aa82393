package cli

import (
	"fmt"
	"strings"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// moneyText writes an amount exactly, as in 3.25 USD.
func moneyText(m *client.Money) string {
	if m == nil || m.Units == "" && m.Nanos == 0 {
		return ""
	}
	units, nanos, sign := strings.TrimPrefix(m.Units, "-"), m.Nanos, ""
	if units == "" {
		units = "0"
	}
	if nanos < 0 || strings.HasPrefix(m.Units, "-") {
		sign = "-"
	}
	if nanos < 0 {
		nanos = -nanos
	}
	fraction := strings.TrimRight(fmt.Sprintf("%09d", nanos), "0")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return strings.TrimSpace(sign + units + "." + fraction + " " + currency(m.CurrencyCode))
}

// currency is the code of a currency, as a sink may show it: what is longer than those of ISO
// 4217 may be anything.
func currency(code string) string {
	if len(code) > 3 {
		return redact.Text(code)
	}
	return code
}
